"""What the night's processes do: look at each workbook, and solve each plan that it states."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from solver.errors import ForcegenError, OutputError, SolverError
from solver.files.own_files import make_folder
from solver.files.replace import reason, replace_file
from solver.nightly.folder import PlanFolder, RunFolder
from solver.nightly.limits import Limits
from solver.nightly.report import NightEvent, Tell
from solver.nightly.run_record import PlannedRun, State, Verdict, begin
from solver.nightly.seal import NOT_AS_PUBLISHED
from solver.nightly.task import WorkerTask
from solver.nightly.worker_pool import JobResult

WRITTEN = (0, 5)
"""Exit codes of a run that wrote a plan: proved, or the best in the time."""

REFUSED = 7
"""Exit code of a plan that the gate keeps back."""

SETTLED = (3, 4)
"""Exit codes of runs that end the same when nothing has changed: errors in the workbook, no plan possible."""


@dataclass(slots=True, kw_only=True)
class InspectJob:
    """Copy one workbook when nobody writes it, and see which plans it states."""

    source: Path
    copy: Path
    limit: float

    def begin(self) -> tuple[WorkerTask, Path]:
        """In a folder of its own."""
        try:
            make_folder(self.copy.parent.parent, private=True, there=True)
            make_folder(self.copy.parent, private=True)
        except OSError as error:
            raise OutputError(reason(self.copy.parent, error)) from error
        task = WorkerTask(kind="inspect", source=str(self.source.absolute()), target=str(self.copy))
        return task, self.copy.parent


@dataclass(slots=True, kw_only=True)
class SolveJob:
    """Solve one plan. ``run``: its folder, once it has begun."""

    planned: PlannedRun
    copy: Path
    limit: float
    tell: Tell
    damage: Sequence[str] = ()
    """Why the published plan is not to be trusted."""
    run: RunFolder | None = None

    def begin(self) -> tuple[WorkerTask, Path]:
        """In a new run folder, with the workbook as it was looked at."""
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
            scenario=self.planned.scenario,
            baseline=str(published.path) if published else "",
            strict=self.planned.strict,
            flags=replace(self.planned.flags, baseline=""),
            damage=tuple(self.damage),
        )
        self.tell(NightEvent(event="began", plan=self.planned.plan.name, run=self.run.id))
        return task, self.run.work


def still_holds(plan: PlanFolder, fingerprint: str, *, damaged: bool = False) -> dict[str, Any] | None:
    """The record of a plan's last run, where the same would be solved again with the same end.

    Where a person went back to an older plan, that of the plan in force: what they decided stands
    until the workbook changes. What was refused because the published plan was damaged is solved again
    when that is mended; ``damaged``: it is not.
    """
    runs = plan.runs()
    record = runs[-1].record() if runs else {}
    about = record.get("run", {})
    if about.get("identity") != fingerprint:
        return None
    if about["state"] == "published":
        latest = plan.latest()
        in_force = latest.record() if latest and (damaged or latest.workbook.is_file()) else {}
        return in_force if "run" in in_force else None
    refused = about["state"] == "refused" and (damaged or not _for_damage(about["reasons"]))
    settled = refused or (about["state"] == "failed" and about["exit_code"] in SETTLED)
    return record if settled else None


def _for_damage(reasons: Sequence[str]) -> bool:
    """Whether a plan was refused because nothing could be said against a published plan that was damaged."""
    return any(reason.startswith(NOT_AS_PUBLISHED) for reason in reasons)


def verdict_of(end: JobResult, limits: Limits, stopped: int) -> Verdict:
    """What became of a plan. ``stopped``: exit code for those who were asked to stop."""
    if end.error is not None:
        return _not_begun(end.error)
    answer = end.answer or {}
    told, reasons, code = answer.get("record"), tuple(answer.get("reasons", ())), answer.get("exit_code")
    written = bool(told and told.get("outputs"))
    if end.cause and not (written and code == 0):
        kept = ("the best plan until then lies in its run folder",) if written else ()
        why, code = _why_stopped(end, limits, stopped)
        return Verdict(state="stopped", exit_code=code, reasons=(why, *kept), told=told)
    if code is None:
        return _died(end)
    state: State = "stopped" if code >= 128 else "failed"
    if written and code in WRITTEN:
        state, code = ("refused", REFUSED) if reasons else ("published", code)
    return Verdict(state=state, exit_code=code, reasons=reasons, told=told)


def _not_begun(error: Exception) -> Verdict:
    """A process that was not even started."""
    if isinstance(error, ForcegenError):
        return Verdict(state="failed", exit_code=error.exit_code, reasons=(str(error),))
    why = f"its process could not be started: {error}"
    return Verdict(state="failed", exit_code=SolverError.exit_code, reasons=(why,))


def _why_stopped(end: JobResult, limits: Limits, stopped: int) -> tuple[str, int]:
    """Who or what ended it, and the exit code for that."""
    if end.cause == "plan":
        limit = end.job.limit
        return f"it was stopped after {limit:,.0f} s, the most that a plan may take (--wall-limit)", 6
    if end.cause == "night":
        return f"it was stopped when the night had taken {limits.night:,.0f} s, its most (--night-limit)", 6
    if end.cause == "memory":
        most = f"{limits.memory:,} MB of memory that a plan may take (--memory-limit)"
        return f"it was stopped at {end.memory:,.1f} MB, over the {most}", 9
    return "somebody stopped the night", stopped


def _died(end: JobResult) -> Verdict:
    """A process that ended without a word."""
    if end.code in (-getattr(signal, "SIGKILL", 9), -signal.SIGTERM):
        name = signal.Signals(-end.code).name
        why = f"somebody killed its process ({name}), or the system did for want of memory; run again"
        return Verdict(state="stopped", exit_code=128 - end.code, reasons=(why,))
    why = f"its process died without a word (exit code {end.code}); see its log, and please report it"
    return Verdict(state="failed", exit_code=9, reasons=(why,))
