"""The jobs of a night: inspect a workbook, solve a plan, audit what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from solver.errors import OutputError
from solver.files.own_files import make_folder
from solver.files.replace import reason, replace_file
from solver.nightly.folder import RunFolder
from solver.nightly.report import NightEvent, Tell
from solver.nightly.run_record import PlannedRun, begin
from solver.nightly.task import WorkerTask


@dataclass(slots=True, kw_only=True)
class InspectJob:
    """A job: copy one workbook when nobody writes it, and see which plans it states."""

    source: Path
    copy: Path
    limit: float

    def begin(self) -> tuple[WorkerTask, Path]:
        """Begin in a folder of its own."""
        try:
            make_folder(self.copy.parent.parent, private=True, there=True)
            make_folder(self.copy.parent, private=True)
        except OSError as error:
            raise OutputError(reason(self.copy.parent, error)) from error
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
        """Begin in a new run folder, with the workbook as it was inspected."""
        published = self.planned.plan.marked()
        self.run = begin(self.planned)
        copy = self.run.path / f"input{self.copy.suffix.casefold()}"
        try:
            replace_file(copy, self.copy.read_bytes(), like=[self.copy])
        except OSError as error:
            raise OutputError(reason(copy, error)) from error
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
        """Begin in a folder of its own."""
        try:
            make_folder(self.work.parent, private=True, there=True)
            make_folder(self.work, private=True)
        except OSError as error:
            raise OutputError(reason(self.work, error)) from error
        run = self.state.run
        task = WorkerTask(kind="audit", source=str(run.workbook.absolute()), target=str(run.path))
        return task, self.work
