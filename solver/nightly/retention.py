"""How long runs are kept: what is in force stays, everything else goes when it is old."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from solver.nightly.folder import RUNS, PlanFolder, RunFolder, plans

DAYS = {"d": 1, "w": 7, "y": 365}
"""Units of an age, in days; months are left out, for m might mean minutes."""
GOING = ".gone-"
"""Start of the name of a folder that is being removed: half of a run is no run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was removed: runs as plan/id, and a sentence for each that could not be (``troubles``)."""

    removed: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()


def parse_age(text: str) -> timedelta:
    """``90d``, ``12w`` or ``1y`` as a span of time; else raises ValueError, and says what is expected."""
    found = re.fullmatch(r"\s*(\d{1,5})\s*([dwy])\s*", text.casefold())
    if found is None or int(found[1]) == 0:
        raise ValueError(f"'{text}' is no age; expected a number of days, weeks or years: 90d, 12w, 1y")
    return timedelta(days=int(found[1]) * DAYS[found[2]])


def prune(
    outputs: Path, keep: timedelta | None, now: datetime, *, published: timedelta | None = None
) -> Pruned:
    """Remove the runs that are older than ``keep``; whoever calls this holds the lock.

    ``published``: the same for runs that were ever published; None keeps either kind for ever. Kept,
    however old: the plan in force and what every run that stays was counted against, each plan's last
    run, and runs that have not ended. The history keeps its row of each.
    """
    removed, troubles = [], []
    for plan in plans(outputs):
        with contextlib.suppress(OSError):
            for left in (plan.path / RUNS).glob(f"{GOING}*"):  # by an earlier removal that was killed
                shutil.rmtree(left, ignore_errors=True)
        for run in _old(plan, now - keep if keep else None, now - published if published else None):
            name = f"{plan.name}/{run.id}"
            going = run.path.with_name(GOING + run.id)
            try:
                run.path.rename(going)  # out of sight in one step
            except OSError as error:
                troubles.append(f"cannot remove {name}: {error.strerror or error}; it is kept")
            else:
                shutil.rmtree(going, ignore_errors=True)
                removed.append(name)
    return Pruned(removed=tuple(removed), troubles=tuple(troubles))


def _old(plan: PlanFolder, before: datetime | None, published: datetime | None) -> list[RunFolder]:
    """The runs that may go: begun before the one time, or the other if they were ever published."""
    marked = plan.marked()
    runs = {run.id: run.record().get("run", {}) for run in plan.runs()}
    old = [
        run
        for run in plan.runs()[:-1]
        if _may_go(run, runs[run.id], published if runs[run.id].get("published") else before)
        and (marked is None or run.id != marked.id)
    ]
    stay = runs.keys() - {run.id for run in old}
    needed = {about.get("baseline") for name, about in runs.items() if name in stay}
    return [run for run in old if not (runs[run.id].get("published") and run.id in needed)]


def _may_go(run: RunFolder, about: Mapping[str, Any], before: datetime | None) -> bool:
    """Whether a run has ended, and is old."""
    old = before is not None and run.made is not None and run.made < before
    return old and about.get("state") != "running" and not run.path.is_symlink()


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many runs of a plan there are, and how many bytes their files take."""

    plan: str
    runs: int
    bytes: int


def sizes(outputs: Path, plan: str = "") -> tuple[Size, ...]:
    """The size of every plan, the largest first; or of the one that is named."""
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
