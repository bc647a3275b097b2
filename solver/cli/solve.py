"""``forcegen solve``: the best allocation, written into a copy of the workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from solver.cli.config import HarmlessOption
from solver.cli.options import (
    PRESENT,
    WORKBOOK,
    Number,
    option,
    output_options,
    override_options,
    plan_output_option,
    search_options,
)
from solver.cli.reporter import Reporter, interrupted_code
from solver.errors import ExitCode
from solver.record import RunSpec, SolverOptions

if TYPE_CHECKING:
    from solver.runs.request import Request


EXPLAIN_FOR = "60"
"""Seconds for --explain where no number follows it."""


class SecondsToExplain(Number):
    """Seconds; what follows the option and is no number was meant as the workbook."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number."""
        try:
            float(value)
        except ValueError:
            self.fail(
                f"'{value}' is no number; name the workbook before --explain, or say how many seconds",
                param,
                ctx,
            )
        return float(super().convert(value, param, ctx))


@click.command("solve")
@click.argument("file", type=WORKBOOK)
@plan_output_option
@click.option("--in-place", is_flag=True, help="Write into FILE itself; a backup is kept beside it.")
@option(
    "--all-scenarios",
    is_flag=True,
    help="Solve FILE as it stands and all its scenarios side by side, and compare them.",
)
@option(
    "--explain",
    is_flag=False,
    flag_value=EXPLAIN_FOR,
    type=SecondsToExplain(min=0, min_open=True),
    metavar="[SECONDS]",
    help="Also answer why not, why short, what caps cost and whom to ask, as sheets.  "
    f"[in {EXPLAIN_FOR} s where no number follows]",
)
@option("--report", is_flag=True, help="Also write the plan as a page, an HTML file beside it.")
@override_options
@option(
    "--baseline", type=WORKBOOK, help="A written plan to stay close to (objective changes).", harmless=True
)
@PRESENT
@click.option(
    "--relax",
    is_flag=True,
    help="Let units be split, and show prices; nothing is written.",
    cls=HarmlessOption,
)
@search_options
@click.option(
    "--write-model", type=WORKBOOK, help="Also write the program: .lp or .mps; later ranks as .2, .3."
)
@output_options
def command(
    file: Path,
    output: Path | None,
    in_place: bool,
    all_scenarios: bool,
    explain: float | None,
    report: bool,
    spec: RunSpec,
    baseline: Path | None,
    present: Path | None,
    relax: bool,
    search: SolverOptions,
    write_model: Path | None,
    reporter: Reporter,
) -> None:
    """Find the best allocation for FILE and write it into a copy of the workbook.

    Exit code 0: written, proved within the gap. 5: written, not proved when time ran out. 3: FILE has errors.
    4: no plan keeps the hard rules; the least to give is listed. 6: no plan found in the time. 8: cannot
    write the plan, or its page (a warning then says that the plan is written). 9: solver missing or failed.

    With --all-scenarios the plan of each scenario lies beside that of FILE as it stands, which also gets the
    sheet Scenarios compared; the exit code is that of the worst, in this order: 130 and 143 (stopped), 1, 8,
    9, 3, 4, 6, 5, 0.

    With --explain the plan also gets the sheets Asks, Why short, Cap steps and Why not, with what forcegen
    explain answers.

    Example: forcegen solve inputs/ukraine.xlsx --scenario "no US backstop"
    """
    if in_place and output:
        raise click.UsageError("--in-place writes into FILE itself: leave out --output")
    if write_model is not None and write_model.suffix.casefold() not in (".lp", ".mps"):
        raise click.BadParameter("must end in .lp or .mps", param_hint="--write-model")
    if explain is not None and relax:
        raise click.UsageError("--relax writes no plan to explain: leave out --explain, or --relax")
    if report and relax:
        raise click.UsageError("--relax writes no plan to show: leave out --report, or --relax")
    if all_scenarios:
        _refuse_with_all(spec, relax=relax, write_model=write_model, explain=explain)
    from solver.runs.request import Request

    request = Request(
        source=file,
        output=output,
        spec=replace(
            spec, baseline=str(baseline or ""), present=str(present or ""), relaxed=relax, search=search
        ),
        in_place=in_place,
        write_model=write_model,
        explain=explain,
        page=report,
    )
    code = _solve_all(request, reporter) if all_scenarios else _solve_one(request, reporter)
    click.get_current_context().exit(code)


def _refuse_with_all(spec: RunSpec, *, relax: bool, write_model: Path | None, explain: float | None) -> None:
    """Refuse what means one solve, or writes no plan."""
    if spec.scenario:
        raise click.UsageError("--all-scenarios solves every scenario: leave out --scenario")
    if relax:
        raise click.UsageError("--relax writes no plan to compare: leave out --all-scenarios, or --relax")
    if explain is not None:
        raise click.UsageError("--explain explains one plan: name a --scenario, not --all-scenarios")
    if write_model is not None:
        raise click.UsageError("--write-model writes one program: name a --scenario, not --all-scenarios")


def _solve_one(request: Request, reporter: Reporter) -> int:
    """Solve the workbook under the scenario that is asked for; the exit code."""
    from solver.cli.explain_report import questions_line
    from solver.cli.solve_report import tell
    from solver.runs.pipeline import run

    with questions_line(reporter) as line:
        done = run(replace(request, progress=line.progress, report=line.report))
    tell(reporter, done)
    stopped = done.explanation.stopped if done.explanation is not None else None
    if stopped is not None:
        return interrupted_code(stopped)
    return ExitCode.NOT_WRITTEN if done.no_page else done.exit_code


def _solve_all(request: Request, reporter: Reporter) -> int:
    """Solve the workbook as it stands and all of its scenarios; the exit code of the worst."""
    from solver.cli.scenarios_report import scenarios_line, tell_all
    from solver.nightly.all_scenarios import run_all

    with scenarios_line(reporter) as progress:
        found = run_all(request, progress)
    tell_all(reporter, found)
    return found.exit_code
