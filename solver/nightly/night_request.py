"""What a night is asked for, what it may take, and the jobs that it is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from solver.files.own_files import make_folder
from solver.files.replace import replace_file, writing
from solver.nightly.folder import RunFolder
from solver.nightly.report import NightEvent, Tell
from solver.nightly.run_record import PlannedRun, begin
from solver.nightly.task import WorkerTask
from solver.nightly.worker import MEGABYTE
from solver.record import RunSpec

READING = 600.0
"""Seconds granted to a plan for all but its search, where no limit is given."""

SEARCHING = 2.0
"""Time granted to a plan's search, as a multiple of its own limit, where no limit is given."""

UNKNOWN = 600.0
"""Seconds of search reckoned with where a workbook's own limit is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits for a plan and for the night; None for what is then usual.

    ``plan``: seconds from the start of a plan's process to its end. ``night``:
    seconds for all of them. ``memory``: MB for a plan's process and all that it starts. ``study``: as
    ``plan``, for a study.
    """

    plan: float | None = None
    night: float | None = None
    memory: int | None = None
    study: float | None = None

    def of_plan(self, search: float | None) -> float:
        """Seconds for a plan with a search limit of ``search``; by default far more than it needs."""
        if self.plan is not None:
            return self.plan
        return READING + SEARCHING * (UNKNOWN if search is None else search)

    def of_study(self, plan: float) -> float:
        """Seconds for a study of a workbook whose plan may take so many; by default as many."""
        return plan if self.study is None else self.study


NIGHT_LENGTH = timedelta(hours=6)
"""What a night may take beyond its hour before it counts as missed."""

RHYTHMS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
HOURS = {"h": 1, "d": 24, "w": 168}


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRequest:
    """What a night is asked for.

    ``jobs``: plans side by side. ``force``: solve also what is unchanged.
    ``keep``: for how long runs that were not published are kept; None for ever. ``keep_published``: the same
    for runs that were. ``rhythm``: the most that may lie between two nights.
    """

    inputs: Path
    outputs: Path
    spec: RunSpec = field(default_factory=RunSpec)
    """What is asked of each run; its scenario and baseline are for the night to fill in."""
    jobs: int = 1
    force: bool = False
    limits: Limits = field(default_factory=Limits)
    keep: timedelta | None = None
    keep_published: timedelta | None = None
    rhythm: timedelta = RHYTHMS["daily"] + NIGHT_LENGTH


def usual_memory(jobs: int) -> int:
    """MB for one of so many plans side by side: together four fifths of what the machine has."""
    import psutil

    return max(int(0.8 * psutil.virtual_memory().total / jobs / MEGABYTE), 1)


def parse_rhythm(text: str) -> timedelta:
    """``daily``, ``weekly``, ``36h``, ``8d`` or ``2w``: the most that may lie between two nights.

    A word leaves a night six hours; a number is meant as it is. Raises ValueError with a sentence that says
    what is expected.
    """
    word = text.strip().casefold()
    if word in RHYTHMS:
        return RHYTHMS[word] + NIGHT_LENGTH
    found = re.fullmatch(r"(\d{1,4})\s*([hdw])", word)
    if found is None or int(found[1]) == 0:
        raise ValueError(f"'{text}' is no rhythm; expected daily, weekly, or hours, days, weeks: 36h, 8d, 2w")
    return timedelta(hours=int(found[1]) * HOURS[found[2]])


def make_work_folder(folder: Path) -> None:
    """Make a job's own folder, and the folder of all of them where it is not there."""
    with writing(folder):
        make_folder(folder.parent, private=True, there=True)
        make_folder(folder, private=True)


@dataclass(slots=True, kw_only=True)
class InspectJob:
    """A job: copy one workbook when nobody writes it, and see which plans it states."""

    source: Path
    copy: Path
    limit: float

    def begin(self) -> tuple[WorkerTask, Path]:
        """The task, and a folder of its own for it."""
        make_work_folder(self.copy.parent)
        task = WorkerTask(kind="inspect", source=str(self.source.absolute()), target=str(self.copy))
        return task, self.copy.parent


@dataclass(slots=True, kw_only=True)
class SolveJob:
    """A job: solve one plan. ``run``: its folder, once it has begun."""

    planned: PlannedRun
    copy: Path
    limit: float
    tell: Tell
    damage: Sequence[str] = ()
    """Why the published plan is not to be trusted."""
    run: RunFolder | None = None

    def begin(self) -> tuple[WorkerTask, Path]:
        """The task, and a new run folder for it, with the workbook as it was inspected."""
        published = self.planned.plan.marked()
        self.run = begin(self.planned)
        copy = self.run.path / f"input{self.copy.suffix.casefold()}"
        with writing(copy):
            replace_file(copy, self.copy.read_bytes(), like=[self.copy])
        task = WorkerTask(
            kind="solve",
            source=str(self.planned.source),
            target=str(self.run.path),
            spec=self.planned.spec,
            published=str(published.path) if published else "",
            damage=tuple(self.damage),
        )
        self.tell(NightEvent(event="began", plan=self.planned.plan.name, run=self.run.id))
        return task, self.run.work


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedState:
    """What is known of a plan in force before an audit.

    ``known``: whether these very bytes passed the audit before. ``readable``: whether an audit could
    be tried.
    """

    run: RunFolder
    damage: str = ""
    known: bool = False
    readable: bool = True


@dataclass(slots=True, kw_only=True)
class AuditJob:
    """A job: audit a published plan, in a process of its own: what lies there may be anything."""

    state: PublishedState
    work: Path
    limit: float

    def begin(self) -> tuple[WorkerTask, Path]:
        """The task, and a folder of its own for it."""
        make_work_folder(self.work)
        run = self.state.run
        task = WorkerTask(kind="audit", source=str(run.workbook.absolute()), target=str(run.path))
        return task, self.work
