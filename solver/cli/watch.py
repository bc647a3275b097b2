"""``forcegen watch``: solve whenever the planner saves, and say what that changed."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from solver.cli.options import (
    PRESENT,
    WORKBOOK,
    option,
    output_options,
    override_options,
    plan_output_option,
    search_options,
)
from solver.cli.reporter import Reporter
from solver.record import RunSpec, SolverOptions
from solver.text.visible import visible_json

if TYPE_CHECKING:
    from solver.nightly.watch import Tell, WatchEvent


@click.command("watch")
@click.argument("file", type=WORKBOOK)
@plan_output_option
@override_options
@option(
    "--baseline",
    type=WORKBOOK,
    help="A written plan to stay close to, instead of that of the last save.",
    harmless=True,
)
@PRESENT
@search_options
@output_options
def command(
    file: Path,
    output: Path | None,
    spec: RunSpec,
    baseline: Path | None,
    present: Path | None,
    search: SolverOptions,
    reporter: Reporter,
) -> None:
    """Solve FILE now and each time that it is saved, and show what differs from the save before.

    Errors in FILE are named by cell, and the last plan stays. A save while a
    search goes on ends that search. Where the output is open in Excel, it is
    written when that is closed. With --format json: one object a line.

    Exit code 0: ended with Ctrl-C. 8: the last plan could not be written; it
    is kept elsewhere. 143: ended by SIGTERM.

    Example: forcegen watch inputs/ukraine.xlsx --time-limit 10
    """
    from solver.isolation.processes import heeding_signals
    from solver.nightly.folder import LOG
    from solver.nightly.task import WorkerTask
    from solver.nightly.watch import watch
    from solver.nightly.worker_process import start_alone

    target = _target(file, output)
    asked = WorkerTask(
        kind="save",
        source=str(file.absolute()),
        target=str(target.absolute()),
        spec=replace(
            spec,
            baseline=str(baseline.absolute()) if baseline else "",
            present=str(present.absolute()) if present else "",
            search=search,
        ),
    )
    with heeding_signals() as stop, _telling(reporter, file, target) as tell:
        start = lambda save, work: start_alone(save, work / LOG)  # noqa: E731
        watch(asked, target, tell, stop, start, follow=output is not None)
    code = stop.exit_code
    click.get_current_context().exit(0 if code == 128 + signal.SIGINT else code)


def _target(file: Path, output: Path | None) -> Path:
    """The path of the plan; what no waiting would mend is refused at once."""
    from solver.runs.request import default_output, make_output_folder, refuse_link_at_output, refuse_output

    target = output or default_output(file)
    refuse_output(file, target)
    if output is None:
        refuse_link_at_output(target)
    make_output_folder(file, target)
    return target


@contextlib.contextmanager
def _telling(reporter: Reporter, file: Path, target: Path) -> Iterator[Tell]:
    """What happens, said as it happens; on a terminal with a line that says how far a search is."""
    if reporter.json:
        yield lambda event: _json_line(event, target)
        return
    reporter.line(f"Watching {file}; each save is solved into {target}. Ctrl-C ends it.")
    if reporter.quiet or not reporter.out.is_terminal:
        yield lambda event: _say(reporter, event, file, target)
        return
    with reporter.out.status("waiting for a save") as status:

        def tell(event: WatchEvent) -> None:
            status.update(_doing(event))
            if event.progress is None:
                status.stop()  # findings go to standard error, which knows nothing of this line
                _say(reporter, event, file, target)
                status.start()

        yield tell


def _doing(event: WatchEvent) -> str:
    """The last line of the terminal: what is going on."""
    from solver.cli.solve_report import progress_text
    from solver.optimise import Progress

    if event.progress is not None:
        return progress_text(Progress(**event.progress))
    return "reading" if event.event == "solving" else "waiting for a save"


def _say(reporter: Reporter, event: WatchEvent, file: Path, target: Path) -> None:
    """Print one event for a person."""
    clock = f"{event.at:%H:%M:%S}"
    took = f"{event.seconds:.1f} s" if event.seconds is not None else ""
    if event.event == "solving":
        reporter.line(f"{clock}  {file.name}: solving")
    elif event.event == "cancelled":
        reporter.line(f"{clock}  saved again after {took}; that search is ended")
    elif event.event == "gone":
        reporter.line(f"{clock}  {file} is not there; waiting for it")
    elif event.event == "written":
        reporter.line(f"{clock}  written: {target}")
        if event.backup is not None:
            reporter.line(f"          the file as it was: {event.backup}")
    elif event.event == "held":
        reporter.line(f"{clock}  {event.reasons[0]}. It is tried again until that is mended")
    elif event.event == "failed":
        reporter.line(f"{clock}  no plan (exit code {event.exit_code}, {took}); the one before stays")
        _findings(reporter, event)
    elif event.event == "solved":
        reporter.line(f"{clock}  {_in_short(event, took)}")
        _findings(reporter, event)
        if event.changes is not None:
            from solver.results.compare.text import comparison_renderables

            reporter.show(*comparison_renderables(event.changes, titled=False))


def _in_short(event: WatchEvent, took: str) -> str:
    """A plan in two lines."""
    from solver.text.numbers import number

    record: Any = event.record
    totals = record["totals"]
    proved = "proved within the gap" if event.exit_code == 0 else "not proved within the gap"
    return (
        f"a plan, {proved} ({took})\n"
        f"          shortfall {number(totals['minimum_shortfall'])} of minimums, "
        f"{number(totals['target_shortfall'])} of targets; drawdown {number(totals['drawdown'])}"
    )


def _findings(reporter: Reporter, event: WatchEvent) -> None:
    """Print the findings in the workbook, each with its cell; else why there is no plan."""
    from solver.errors import Finding, Place, told

    record: Any = event.record or {}
    found = [
        Finding(
            place=Place(sheet=each["sheet"]),
            cell=each["cell"],
            message=each["message"],
            severity=each["severity"],
        )
        for each in record.get("findings", [])
    ]
    told_already = {str(finding) for finding in found}
    reasons = [told(reason) for reason in event.reasons if reason not in told_already]
    reporter.findings([*found, *reasons])
    reporter.notes([each for each in found if each.severity == "note"])


def _json_line(event: WatchEvent, target: Path) -> None:
    """Print one event for machines."""
    if event.event == "progress":
        return
    from solver.results.compare.text import comparison_record

    said = {
        "time": event.at.astimezone().isoformat(timespec="seconds"),
        "event": event.event,
        "exit_code": event.exit_code,
        "seconds": round(event.seconds, 3) if event.seconds is not None else None,
        "output": str(target),
        "backup": str(event.backup) if event.backup is not None else None,
        "reasons": list(event.reasons),
        "record": event.record,
        "changes": comparison_record(event.changes) if event.changes is not None else None,
    }
    click.echo(visible_json(said, ascii_only=True))
