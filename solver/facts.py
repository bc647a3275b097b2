"""When a run began, with which versions, and from what: the facts that no plan holds."""

from __future__ import annotations

import os
import platform
import time
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from solver.record import Versions
from solver.version import VERSION


def utc_text(at: datetime) -> str:
    """A time as records have it: 2026-11-22T02:15:00Z."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Clock:
    """When the run began, for its record."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.started = utc_text(datetime.now(UTC))

    def total(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.began


@cache
def versions() -> Versions:
    """Versions of what the answer depends on; they stay as they are while this process runs."""
    return Versions(
        forcegen=VERSION,
        python=platform.python_version(),
        pulp=version("pulp"),
        pandas=version("pandas"),
    )


def shown_path(path: Path) -> str:
    """A path as text that every file can hold: names on disk need not be Unicode."""
    return os.fsencode(path).decode(errors="replace")
