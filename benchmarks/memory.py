"""The most memory that a process ever held."""

from __future__ import annotations

import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_mb() -> float | None:
    """Megabytes that this process held at most; None where the system does not tell."""
    if STATUS.exists():  # of this program alone: resource also counts what started it
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return _used(children=False)


def peak_of_child_mb() -> float | None:
    """Megabytes that the largest process started and awaited by this one held at most."""
    return _used(children=True)


def _used(*, children: bool) -> float | None:
    if sys.platform == "win32":
        return None
    import resource

    most = resource.getrusage(resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 1024
