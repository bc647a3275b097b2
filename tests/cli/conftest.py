"""Every command starts in an empty folder, without options from the developer's own environment."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_cases import write_book


@pytest.fixture(autouse=True)
def _clean_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith("FORCEGEN_")]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    handler = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, handler)
    logging.getLogger("solver").setLevel(logging.NOTSET)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The small plan of these tests as a workbook, ``plan.xlsx`` in the current folder."""
    return write_book(tmp_path / "plan.xlsx").relative_to(tmp_path)
