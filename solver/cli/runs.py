"""Runs and workbooks as the command line names them: by file, run folder, run id, or plan."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from solver.cli.options import Command, option
from solver.cli.reporter import Reporter
from solver.errors import PlanError, told
from solver.runs.request import OUTPUTS

if TYPE_CHECKING:
    from solver.nightly.folder import RunFolder
    from solver.nightly.history import Night


MOST_COMPLETED = 50


def outputs_option(command: Command) -> Command:
    """Where the nightly runs are; None where nobody named it, see :func:`outputs_of`."""
    decorated: Command = option(
        "--outputs",
        type=click.Path(path_type=Path),
        help="Folder of the nightly runs.  [default: outputs, else the nearest that a night made]",
    )(command)
    return decorated


def outputs_of(named: Path | None, reporter: Reporter, *texts: str) -> Path:
    """The folder of the nightly runs: as named, else ``outputs``, else the nearest that a night made.

    ``texts``: what the command is asked for; a path needs no such folder. What is found is said, on standard
    error. Raises click.UsageError where several are equally near; where none is, ``outputs`` it is.
    """
    if named is not None or _is_default() or (texts and all(map(_is_path, texts))):
        return named or OUTPUTS
    from solver.nightly.nearest import nearest_outputs

    found = nearest_outputs(Path.cwd())
    shown = [_seen_from_here(folder) for folder in found.folders]
    for folder, why in found.passed_over:
        where = _seen_from_here(folder)
        reporter.aside(f"Passed over: {where}, for {why}; if it is meant: --outputs {where}")
    if len(shown) > 1:
        there = "".join(f"\n  --outputs {folder}" for folder in shown)
        raise click.UsageError(f"several folders hold nightly runs; name the one that is meant:{there}")
    if not shown:
        return OUTPUTS
    reporter.aside(f"Nightly runs in {shown[0]}, the nearest (another: --outputs FOLDER)")
    return shown[0]


def _is_default() -> bool:
    """Whether the folder ``outputs`` lies here and holds runs."""
    from solver.nightly.folder import plans
    from solver.nightly.history_file import HISTORY

    return (OUTPUTS / HISTORY).is_file() or bool(plans(OUTPUTS))


def _is_path(text: str) -> bool:
    """Whether a text is the path of a workbook, a run or a plan, whatever the folder of nightly runs is."""
    from solver.nightly.plan_identity import run_at

    return _is_workbook(Path(text)) or run_at(Path(text)) is not None


def _is_workbook(path: Path) -> bool:
    """Whether a path is that of a workbook, there or not."""
    return path.is_file() or bool(path.suffix)


def _seen_from_here(folder: Path) -> Path:
    """A folder as one would type it here."""
    return Path(os.path.relpath(folder))


def _completed_in(ctx: click.Context) -> Path:
    """The folder whose runs are completed by the shell, without a word."""
    from solver.nightly.nearest import nearest_outputs

    named = ctx.params.get("outputs")
    if named or _is_default():
        return Path(named or OUTPUTS)
    return next(iter(nearest_outputs(Path.cwd()).folders), OUTPUTS)


def complete_run(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of runs and names of plans for the shell, newest first."""
    from solver.nightly.folder import plans

    every = plans(_completed_in(ctx))
    runs = sorted((run for plan in every for run in plan.runs()), key=lambda run: run.id, reverse=True)
    items = [CompletionItem(plan.name, help="plan") for plan in every]
    items += [CompletionItem(run.id, help=run.plan.name) for run in runs]
    return [item for item in items if item.value.startswith(incomplete)][:MOST_COMPLETED]


def complete_plan(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of plans for the shell."""
    from solver.nightly.folder import plans

    every = plans(_completed_in(ctx))
    return [CompletionItem(plan.name) for plan in every if plan.name.startswith(incomplete)]


def complete_run_or_file(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Runs and plans for the shell, then files."""
    return [*complete_run(ctx, param, incomplete), CompletionItem(incomplete, type="file")]


def run_of(outputs: Path, text: str) -> RunFolder:
    """The run that is meant; else raises RunNotFoundError, with the runs that there are."""
    from solver.nightly.plan_identity import RunNotFoundError, find_run

    gone = gone_run(outputs, text)
    if gone is None:
        return find_run(outputs, text)
    raise RunNotFoundError(
        f"the files of run {gone.plan}/{gone.run} ({gone.state}, begun {gone.started}) were removed: "
        f"by --keep of a later night, or by somebody; see what the history has kept: forcegen show {gone.run}"
    )


def gone_run(outputs: Path, text: str) -> Night | None:
    """The last run of that name of which only the history knows; None where a run with files goes by it."""
    from solver.nightly.folder import RUNS
    from solver.nightly.history import WITHOUT_RUN, History
    from solver.nightly.plan_identity import RunNotFoundError, find_run

    try:
        find_run(outputs, text)
    except RunNotFoundError:
        with History.read(outputs) as history:
            runs = [night for night in history.nights() if night.state not in WITHOUT_RUN]
            meant = [night for night in runs if any(text and name.startswith(text) for name in _names(night))]
        there = any((outputs / night.plan / RUNS / night.run).is_dir() for night in meant)
        return meant[-1] if meant and not there else None
    return None


def _names(night: Night) -> tuple[str, str, str]:
    """Names of a run: its id, its plan with its id, its hash."""
    return night.run, f"{night.plan}/{night.run}", night.run.rpartition("-")[2]


def workbook_of(outputs: Path, text: str) -> Path:
    """The written workbook that is meant: a file, or that of a run; raises PlanError if it has no plan."""
    path = Path(text)
    if _is_workbook(path):
        return path
    run = run_of(outputs, text)
    if not run.workbook.is_file():
        raise PlanError([told(without_plan(run, run.record()))])
    return run.workbook


def without_plan(run: RunFolder, record: dict[str, Any]) -> str:
    """Why a run has no plan, in a sentence, and what to do."""
    state = record.get("run", {}).get("state", "unknown")
    return f"run {run.plan.name}/{run.id} has no plan (it is {state}); see why with: forcegen show {run.id}"
