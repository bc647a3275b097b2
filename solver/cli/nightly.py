"""``forcegen nightly``: every workbook of a folder, unattended; what passes the gate is published."""

from __future__ import annotations

import os
import pkgutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click

from solver.cli.options import SEARCH, STRICT, Command, gathered, option, output_options
from solver.cli.reporter import Reporter
from solver.errors import ForcegenError, told
from solver.record import RunSpec, SolverOptions
from solver.text.visible import visible_lines


class Folder(click.Path):
    """A folder; "" is refused, which would mean the current one where a script's variable is not set."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The folder as a path."""
        if not os.fspath(value):
            self.fail("it is blank; name a folder, or . for the current one", param, ctx)
        return super().convert(value, param, ctx)


FOLDER = Folder(path_type=Path)
SECONDS = click.FloatRange(min=0, min_open=True)


class Span(click.ParamType[timedelta]):
    """A span of time; ``parser``: where the function lies that reads it, loaded when it is needed."""

    def __init__(self, name: str, parser: str) -> None:
        self.name, self.parser = name, parser

    def convert(
        self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """The text as a span of time."""
        try:
            return value if isinstance(value, timedelta) else pkgutil.resolve_name(self.parser)(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


AGE = Span("age", "solver.nightly.retention:parse_age")
RHYTHM = Span("rhythm", "solver.nightly.night_request:parse_rhythm")


def night_search_options(command: Command) -> Command:
    """How to search, as for solve; but the cores are shared by the plans."""
    *usual, _ = SEARCH
    threads = option(
        "--threads",
        type=click.IntRange(1),
        metavar="NUMBER",
        help="Cores for the solver of each plan.  [default: its share]",
        harmless=True,
    )
    return gathered(command, "search", SolverOptions, (*usual, threads))


@click.command("nightly")
@click.argument("inputs", type=FOLDER)
@click.argument("outputs", type=FOLDER)
@option(
    "--jobs",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="Plans solved side by side, each on its share of the cores.  [default: one for each core]",
    harmless=True,
)
@option(
    "--force", is_flag=True, help="Solve also what is the same as when it was solved last.", harmless=True
)
@STRICT
@night_search_options
@option(
    "--wall-limit",
    type=SECONDS,
    metavar="SECONDS",
    help="For a plan from first to last.  [default: twice its search's time limit, and ten minutes]",
    harmless=True,
)
@option(
    "--night-limit", type=SECONDS, metavar="SECONDS", help="For all of them.  [default: none]", harmless=True
)
@option(
    "--study-limit",
    type=SECONDS,
    metavar="SECONDS",
    help="For a study of sheet Studies with Nightly = yes.  [default: that of a plan]",
    harmless=True,
)
@option(
    "--memory-limit",
    type=click.IntRange(1),
    metavar="MB",
    help="For a plan.  [default: four fifths of the machine's, shared by the jobs]",
    harmless=True,
)
@option(
    "--keep",
    type=AGE,
    metavar="AGE",
    help="Remove runs that were never published when they are older: 90d, 12w, 1y.  [default: keep all]",
    harmless=True,
)
@option(
    "--keep-published",
    type=AGE,
    metavar="AGE",
    help="Remove runs that were published when they are older, but for those in force.  [default: keep all]",
)
@option(
    "--expect",
    type=RHYTHM,
    default="daily",
    show_default=True,
    metavar="RHYTHM",
    help="When the next night is due, for the page to say: daily, weekly, 36h, 8d.",
)
@option("--notify", metavar="COMMAND", help="Run this at the end, with the summary on its standard input.")
@option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to say on standard error what happens, where that is no terminal.",
    harmless=True,
)
@output_options
def command(
    inputs: Path,
    outputs: Path,
    jobs: int | None,
    force: bool,
    strict: bool,
    search: SolverOptions,
    wall_limit: float | None,
    night_limit: float | None,
    study_limit: float | None,
    memory_limit: int | None,
    keep: timedelta | None,
    keep_published: timedelta | None,
    expect: timedelta,
    notify: str | None,
    log_format: str,
    reporter: Reporter,
) -> None:
    """Solve every workbook in INPUTS, and its scenarios with Nightly = yes; publish what passes the gate.

    OUTPUTS holds a folder for each plan: its runs, each with the workbook as it was, the plan, the record and
    the solver's log; and latest, the published one, from which the next night starts. index.html shows all.
    What is the same as when it was solved last is not solved again. Studies with Nightly = yes are asked once
    the plans are there; what comes of them changes no exit code.

    Exit code 0: every plan is published, or unchanged since. Otherwise that of the worst plan, in this order:
    1 a fault in forcegen, 8 cannot write, 9 the solver failed, 3 the workbook has errors, 4 no plan keeps the
    hard rules, 6 out of time, 7 refused by the gate, or a published plan that is not what was published. 10:
    another run is at work in OUTPUTS. 130, 143: stopped by Ctrl-C, SIGTERM.

    Example: forcegen nightly inputs outputs --jobs 2 --keep 90d --log-format json
    """
    from solver.cli.night_report import event_printer, show_report, summary_text
    from solver.nightly.night import run_night
    from solver.nightly.night_request import Limits, NightRequest
    from solver.nightly.report import split_command
    from solver.optimise.backend import available_cores

    words = split_command(notify) if notify is not None else ()
    places = jobs or available_cores()
    threads = search.threads or max(available_cores() // places, 1)
    request = NightRequest(
        inputs=inputs,
        outputs=outputs,
        spec=RunSpec(strict=strict, search=replace(search, threads=threads)),
        jobs=places,
        force=force,
        limits=Limits(plan=wall_limit, night=night_limit, memory=memory_limit, study=study_limit),
        keep=keep,
        keep_published=keep_published,
        rhythm=expect,
    )
    try:
        with event_printer(reporter, log_format) as tell:
            report = run_night(request, tell)
    except ForcegenError as error:
        _notify(reporter, words, visible_lines(f"forcegen nightly {inputs}: {error}"))
        raise
    _notify(reporter, words, summary_text(report, outputs))
    show_report(reporter, report, outputs)
    click.get_current_context().exit(report.exit_code)


def _notify(reporter: Reporter, words: tuple[str, ...], summary: str) -> None:
    """Tell people; that they could not be told changes nothing of what the night came to."""
    from solver.cli.reporter import ignore_closed_output
    from solver.nightly.report import notify

    trouble = notify(words, summary) if words else ""
    if trouble:
        with ignore_closed_output():
            reporter.findings(
                [told(trouble, "warning")], always=True
            )  # also to the quiet: nobody else was told
