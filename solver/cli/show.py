"""``forcegen show``: what happened in a run, and what it changed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from solver.cli.options import output_options
from solver.cli.reporter import Reporter
from solver.cli.runs import complete_run, gone_run, outputs_of, outputs_option, run_of

if TYPE_CHECKING:
    from solver.nightly.folder import RunFolder
    from solver.nightly.history import Night
    from solver.nightly.run_text import Changes


@click.command("show")
@click.argument("run", shell_complete=complete_run)
@outputs_option
@output_options
def command(run: str, outputs: Path | None, reporter: Reporter) -> None:
    """Say what became of RUN and why: its objectives, what it changed, and where its files are.

    RUN is an id or the beginning of one, or a plan's name (its last run). Of
    runs whose files are gone, what the history has kept is shown.

    Example: forcegen show ukraine
    """
    from rich.text import Text

    from solver.nightly.run_text import record_renderables
    from solver.results.shown import renderable

    outputs = outputs_of(outputs, reporter, run)
    gone = gone_run(outputs, run)
    if gone is not None:
        _tell_gone(reporter, outputs, gone)
        return
    folder = run_of(outputs, run)
    record = folder.record()
    found = _changes(folder, record)
    reporter.show(*record_renderables(folder, record))
    if reporter.json:
        changes = found.record if found is not None else None
        reporter.machine({**record, "changes": changes, "files": _files(folder)})
        return
    if found is not None:
        title = f"Changes against {record['run']['baseline']}, the plan published before"
        reporter.show("", Text(title, style="bold"), *map(renderable, found.shown))
    reporter.show("", Text("Files", style="bold"))
    for file in _files(folder).values():
        reporter.line(f"  {file}")


def _tell_gone(reporter: Reporter, outputs: Path, night: Night) -> None:
    """Show a run of which only the history knows."""
    from solver.nightly.history import History
    from solver.nightly.run_text import history_renderables

    with History.read(outputs) as history:
        ranks = history.ranks(night.plan, night.run)
        caps = history.caps(night.plan, night.run)
    reporter.machine({**asdict(night), "objectives": ranks, "drawdown": caps, "files": {}})
    reporter.show(*history_renderables(night, ranks, caps))


def _changes(folder: RunFolder, record: dict[str, Any]) -> Changes | None:
    """The run's plan against the one that it started from; None where either cannot be read."""
    from solver.nightly.folder import RUNS, RunFolder
    from solver.nightly.run_text import kept_changes

    before = record.get("run", {}).get("baseline")
    if not before or not folder.workbook.is_file():
        return None
    earlier = RunFolder(folder.plan.path / RUNS / before).workbook
    return kept_changes(folder, earlier) or _compared(earlier, folder.workbook)


def _compared(earlier: Path, now: Path) -> Changes | None:
    """The changes worked out now, for runs in which an older forcegen kept none."""
    from solver.errors import PlanError
    from solver.nightly.run_text import changes_of
    from solver.results.compare import compare
    from solver.runs.recheck import read_evaluated

    try:
        return changes_of(compare(read_evaluated(earlier), read_evaluated(now)))
    except PlanError:
        return None


def _files(folder: RunFolder) -> dict[str, str]:
    """The files of the run that are there, by what they are."""
    from solver.nightly.folder import RECORD
    from solver.record import shown_path

    there = {
        "record": folder.path / RECORD,
        "input": folder.input,
        "plan": folder.workbook,
        "page": folder.page,
        "log": folder.log,
    }
    return {name: shown_path(path) for name, path in there.items() if path.is_file()}
