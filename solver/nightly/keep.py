"""How long runs are kept: what was published stays, everything else goes when it is old."""

from __future__ import annotations

import contextlib
import re
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from solver.nightly.folder import RUNS, PlanFolder, RunFolder, plans

DAYS = {"d": 1, "w": 7, "y": 365}
"""Units of an age, in days; months are left out, for m might mean minutes."""
GOING = ".gone-"
"""Start of the name of a folder that is being removed: half of a run is no run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """``removed``: runs as plan/id. ``troubles``: a sentence for each that could not be removed."""

    removed: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()


def parse_age(text: str) -> timedelta:
    """``90d``, ``12w`` or ``1y`` as a span of time.

    Raises
    ------
    ValueError
        With a sentence that says what is expected.
    """
    found = re.fullmatch(r"\s*(\d{1,5})\s*([dwy])\s*", text.casefold())
    if found is None or int(found[1]) == 0:
        raise ValueError(f"'{text}' is no age; expected a number of days, weeks or years: 90d, 12w, 1y")
    return timedelta(days=int(found[1]) * DAYS[found[2]])


def prune(outputs: Path, keep: timedelta, now: datetime) -> Pruned:
    """Remove the runs that are older than ``keep``; whoever calls this holds the lock.

    Kept, however old: every run that was ever published (what later plans were counted against),
    each plan's last run, and runs that have not ended. The history keeps its row of each.
    """
    removed, troubles = [], []
    for plan in plans(outputs):
        _sweep(plan)
        for run in _old(plan, now - keep):
            name = f"{plan.name}/{run.id}"
            try:
                _remove(run)
            except OSError as error:
                troubles.append(f"cannot remove {name}: {error.strerror or error}; it is kept")
            else:
                removed.append(name)
    return Pruned(removed=tuple(removed), troubles=tuple(troubles))


def _old(plan: PlanFolder, before: datetime) -> list[RunFolder]:
    """The runs that may go."""
    latest = plan.latest()
    return [
        run
        for run in plan.runs()[:-1]
        if run.made is not None
        and run.made < before
        and (latest is None or run.id != latest.id)
        and _may_go(run)
    ]


def _may_go(run: RunFolder) -> bool:
    """Whether it ended, and was never published."""
    about = run.record().get("run", {})
    return about.get("state") != "running" and not about.get("published") and not run.path.is_symlink()


def _remove(run: RunFolder) -> None:
    """Take the run out of sight in one step, then remove it."""
    going = run.path.with_name(GOING + run.id)
    run.path.rename(going)
    shutil.rmtree(going, ignore_errors=True)


def _sweep(plan: PlanFolder) -> None:
    """What an earlier removal left behind."""
    with contextlib.suppress(OSError):
        for left in (plan.path / RUNS).glob(f"{GOING}*"):
            shutil.rmtree(left, ignore_errors=True)
