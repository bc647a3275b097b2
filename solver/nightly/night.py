"""A night from beginning to end: workbooks inspected, plans solved side by side, what passes published."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from solver.environment import explain_import_failure
from solver.errors import LibraryError, OutputError, PlanError, told
from solver.files.own_files import remove_own
from solver.isolation.processes import Stop, heeding_signals, sweep_scratch
from solver.nightly.folder import plans
from solver.nightly.history import UNREACHED, History
from solver.nightly.history_file import restrict_outputs
from solver.nightly.inputs import Inputs, find_inputs
from solver.nightly.lock import locked, recover, restore
from solver.nightly.monitor import begin_night, end_night
from solver.nightly.night_request import NightRequest, usual_memory
from solver.nightly.night_run import NightRun
from solver.nightly.night_studies import NightStudies
from solver.nightly.page import write_index
from solver.nightly.plan_identity import WorkbookCache
from solver.nightly.report import NightEvent, Report, Tell, in_one_line
from solver.nightly.retention import prune
from solver.nightly.seal import Seals
from solver.nightly.worker_pool import IdleWorkers
from solver.nightly.worker_process import Launch
from solver.text.numbers import counted

log = logging.getLogger(__name__)

STAGE = ".forcegen-night"
"""Where workbooks lie while the night looks at them, in the output folder."""


def run_night(request: NightRequest, tell: Tell, launch: Launch | None = None) -> Report:
    """Solve whatever lies in the input folder; each plan that passes the gate is published.

    ``launch``: who does its tasks; processes that are kept from one to the next, where nobody is named.
    Raises LockedError where another run is at work in the output folder, PlanError where the input folder
    cannot be read or holds no workbook, and OutputError where nothing can be written in the output folder.
    """
    outputs, stage = request.outputs.absolute(), request.outputs.absolute() / STAGE
    request, tell = replace(request, outputs=outputs), _ignoring_closed_output(tell)
    with locked(outputs), heeding_signals() as stop:
        recovered = tuple(_recover(outputs, tell))
        sweep_scratch()
        remove_own(stage)
        inputs = _find_inputs(request, tell)
        restrict_outputs(outputs, inputs.sources)
        try:
            with History.open(outputs) as history:
                began = _begin(request, history)
                report = _run_jobs(request, inputs, stop, history, tell, launch)
                report = _finish(request, replace(report, recovered=recovered), history, began)
        finally:
            remove_own(stage)
            with contextlib.suppress(OutputError):  # then the next night does
                for _ in recover(outputs):
                    pass
        return report


def _run_jobs(  # noqa: PLR0913, PLR0917 - the parts of a night, made once
    request: NightRequest, inputs: Inputs, stop: Stop, history: History, tell: Tell, launch: Launch | None
) -> Report:
    """Run the night's jobs, in processes that are kept from one task to the next where no launch is given."""
    limits = replace(request.limits, memory=request.limits.memory or usual_memory(request.jobs))
    night = NightRun(
        request=request,
        limits=limits,
        stage=request.outputs / STAGE,
        history=history,
        cache=WorkbookCache.open(request.outputs),
        tell=tell,
        seals=Seals(outputs=request.outputs, history=history),
        studies=NightStudies(limits=limits, tell=tell),
    )
    with IdleWorkers() as idle:
        return night.run(inputs, stop, launch or idle.launch)


def _find_inputs(request: NightRequest, tell: Tell) -> Inputs:
    """The workbooks of the input folder; where there are none, the index page says so, too."""
    try:
        inputs = find_inputs(request.inputs)
        _say_what_is_there(inputs, request.inputs, tell)
    except PlanError as error:
        with contextlib.suppress(OutputError), History.open(request.outputs) as history:
            began = begin_night(history, request.rhythm)
            states = {
                plan.name: (UNREACHED, ("the night could not begin",)) for plan in plans(request.outputs)
            }
            notes = [f"The last night could not begin: {error}"]
            end_night(history, began, "it could not begin", notes, states)
            write_index(request.outputs, history)
        raise
    return inputs


def _begin(request: NightRequest, history: History) -> str:
    """Write the beginning of the night into history and page, so that a killed night shows; returns when."""
    began = ""
    with contextlib.suppress(Exception):  # the plans are tried all the same; at the end it is said
        began = begin_night(history, request.rhythm)
        write_index(request.outputs, history)
    return began


def _ignoring_closed_output(tell: Tell) -> Tell:
    """A ``tell`` that goes on where nobody listens any more: a closed terminal, a full disk under a log."""

    def say(event: NightEvent) -> None:
        with contextlib.suppress(OSError):
            tell(event)

    return say


def _finish(request: NightRequest, report: Report, history: History, began: str) -> Report:
    """Remove old runs, and write history and page; what of that fails is a trouble, and the plans stand."""
    troubles, broken = [*report.troubles], ""
    if request.keep is not None or request.keep_published is not None:
        pruned = prune(request.outputs, request.keep, datetime.now(UTC), published=request.keep_published)
        troubles += pruned.troubles
    try:
        notes = replace(report, troubles=tuple(troubles)).notes
        new = ", ".join(plan for plan in report.unreached if plan not in report.states)
        if new:  # they have no row on the page yet, for no night has come to them
            notes = (*notes, f"Not reached, and never before: {new}")
        end_night(history, began or report.started, report.cut, notes, report.states)
    except OutputError as error:
        troubles.append(str(error))
    try:
        write_index(request.outputs, history, notes)
    except OutputError as error:
        troubles.append(str(error))
    except Exception as error:  # a fault of the page must not cost the report of the night
        broken = explain_import_failure(error)
        if not broken:
            log.exception("a fault in forcegen itself, in the index page")
        troubles.append(f"the index page could not be made: {broken or f'{type(error).__name__}: {error}'}")
    trouble = LibraryError.exit_code if broken else OutputError.exit_code if troubles else 0
    code = report.exit_code or trouble
    return replace(report, troubles=tuple(troubles), exit_code=code)


def _recover(outputs: Path, tell: Tell) -> Iterator[str]:
    """Close what a killed night left open, and restore which plans are published; names of those closed."""
    for run, record in recover(outputs):
        why = in_one_line(record["run"]["reasons"]) or "the night before was killed while it published it"
        message = f"closed as {record['run']['state']}: {why}"
        tell(NightEvent(event="recovered", plan=run.plan.name, run=run.id, message=message))
        yield f"{run.plan.name}/{run.id}"
    for run in restore(outputs):
        message = "latest was lost, or a copy of its run, and leads again to the plan that was published last"
        tell(NightEvent(event="recovered", plan=run.plan.name, run=run.id, message=message))


def _say_what_is_there(inputs: Inputs, folder: Path, tell: Tell) -> None:
    for each in inputs.skipped:
        tell(NightEvent(event="skipped", plan=each.name, message=each.why))
    if not inputs.sources:
        what = f"there is no workbook (.xlsx, .xlsm) in {folder}; put one there, or name another folder"
        raise PlanError([told(what)])
    there = counted(len(inputs.sources), "workbook", "workbooks")
    tell(NightEvent(event="night_began", message=f"{there} in {folder}"))
