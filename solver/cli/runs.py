"""Runs and workbooks as the command line names them: by file, run folder, run id, or plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from solver.cli.options import Command, option
from solver.errors import PlanError, told
from solver.runs.request import OUTPUTS

if TYPE_CHECKING:
    from solver.nightly.folder import RunFolder
    from solver.nightly.history import Night


MOST_COMPLETED = 50


def outputs_option(command: Command) -> Command:
    """Where the nightly runs are."""
    decorated: Command = option(
        "--outputs",
        type=click.Path(path_type=Path),
        default=OUTPUTS,
        show_default=True,
        help="Folder of the nightly runs.",
    )(command)
    return decorated


def complete_run(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of runs and names of plans for the shell, newest first."""
    from solver.nightly.folder import plans

    every = plans(Path(ctx.params.get("outputs") or OUTPUTS))
    runs = sorted((run for plan in every for run in plan.runs()), key=lambda run: run.id, reverse=True)
    items = [CompletionItem(plan.name, help="plan") for plan in every]
    items += [CompletionItem(run.id, help=run.plan.name) for run in runs]
    return [item for item in items if item.value.startswith(incomplete)][:MOST_COMPLETED]


def complete_plan(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of plans for the shell."""
    from solver.nightly.folder import plans

    every = plans(Path(ctx.params.get("outputs") or OUTPUTS))
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
    if path.is_file() or path.suffix:
        return path
    run = run_of(outputs, text)
    if not run.workbook.is_file():
        raise PlanError([told(without_plan(run, run.record()))])
    return run.workbook


def without_plan(run: RunFolder, record: dict[str, Any]) -> str:
    """Why a run has no plan, in a sentence, and what to do."""
    state = record.get("run", {}).get("state", "unknown")
    return f"run {run.plan.name}/{run.id} has no plan (it is {state}); see why with: forcegen show {run.id}"
