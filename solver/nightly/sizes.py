"""What the runs of an output folder take up on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from solver.nightly.folder import plans

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many runs of a plan there are, and how many bytes their files take."""

    plan: str
    runs: int
    bytes: int


def sizes(outputs: Path, plan: str = "") -> tuple[Size, ...]:
    """Every plan, the largest first; or the one that is named."""
    found = []
    for each in plans(outputs):
        if plan in ("", each.name):
            runs = each.runs()
            total = sum(size_of(run.path) for run in runs)
            found.append(Size(plan=each.name, runs=len(runs), bytes=total))
    return tuple(sorted(found, key=lambda size: (-size.bytes, size.plan)))


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder; links count as nothing."""
    return sum(_files(folder))


def _files(folder: Path) -> Iterator[int]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _files(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield entry.stat(follow_symlinks=False).st_size
    except OSError:  # gone meanwhile
        return


def in_words(size: int) -> str:
    """Bytes as a person reads them: 340 KB, 12.3 MB, 2.1 GB."""
    if size < MEGABYTE:
        return f"{size / 1000:,.0f} KB"
    if size < 1000 * MEGABYTE:
        return f"{size / MEGABYTE:,.1f} MB"
    return f"{size / 1000 / MEGABYTE:,.1f} GB"
