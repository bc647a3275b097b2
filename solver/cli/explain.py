"""``forcegen explain``: why a pledge is unused, why something lacks, what a cap costs, whom to ask."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from solver.cli.options import (
    PRESENT,
    WORKBOOK,
    WholeNumber,
    option,
    output_options,
    override_options,
    question_options,
)
from solver.cli.reporter import Reporter, interrupted_code
from solver.errors import ExitCode
from solver.record import RunSpec, SolverOptions

if TYPE_CHECKING:
    from solver.runs.explain import ExplainRequest

HOW_MANY = "5"
"""Asks where ``--asks`` has no number."""


class HowMany(WholeNumber):
    """How many asks; what follows the option and is no number was meant as the workbook."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        if isinstance(value, str) and not value.strip().lstrip("+-").isdecimal():
            self.fail(
                f"'{value}' is no whole number; name the workbook before --asks, or say how many", param, ctx
            )
        return super().convert(value, param, ctx)


@click.command("explain")
@click.argument("book", type=WORKBOOK)
@option(
    "--contingent",
    default="",
    metavar="NAME",
    help="The pledge: what keeps it from being used, and what its use would cost.",
    harmless=True,
)
@option("--site", default="", metavar="NAME", help="... at this site.", harmless=True)
@option("--role", default="", metavar="NAME", help="... in this role.", harmless=True)
@option(
    "--period",
    default="",
    metavar="PERIOD",
    help="... then: a number, or a date that lies in it. Also of a requirement.",
    harmless=True,
)
@option(
    "--requirement",
    default="",
    metavar='"SITE / ROLE"',
    help="What keeps this requirement from being filled?  [period: its worst, unless given]",
    harmless=True,
)
@option(
    "--cap",
    default="",
    metavar='"APPLIES TO / STOCK"',
    help='What does this drawdown cap cost? Also "#7", its sheet row.',
    harmless=True,
)
@option(
    "--asks",
    is_flag=False,
    flag_value=HOW_MANY,
    type=HowMany(1, 100),
    metavar="[N]",
    help=f"Whom to ask for what: the N that help most.  [{HOW_MANY} where no number follows]",
    harmless=True,
)
@override_options
@option(
    "--baseline", type=WORKBOOK, help="A written plan to stay close to (objective changes).", harmless=True
)
@PRESENT
@question_options
@output_options
def command(
    book: Path,
    spec: RunSpec,
    baseline: Path | None,
    present: Path | None,
    search: SolverOptions,
    reporter: Reporter,
    asks: int | None,
    **asked: str | bool,
) -> None:
    """Say why the plan of BOOK is as it is: one question, or all of them, most important first.

    BOOK is a workbook, whose best plan is found first as solve finds it, or a written plan, which is taken as
    it is. Nothing is written. Every answer says how sure it is: proved; between two numbers; a plan was found
    and a cheaper one is not ruled out; or not settled.

    Exit code 0: answered, whatever the claims. 3: BOOK has errors, a name is unknown, or the written plan is
    none. 4: no plan keeps the hard rules; the least to give is listed. 6: no plan found in the time. 9:
    solver missing or failed. 130, 143: stopped; what was known is told.

    Example: forcegen explain inputs/ukraine.xlsx --contingent EST-INF-1
    """
    from solver.cli.explain_report import questions_line, tell_explanation, tell_no_plan
    from solver.reasons.questions.wanted import Wanted
    from solver.runs.explain import ExplainRequest, Explanation, explain_workbook

    wanted = Wanted(**asked, asks=asks or 0)  # type: ignore[arg-type]  # click gives what the options declare
    nonsense = wanted.nonsense()
    if nonsense:
        raise click.UsageError(nonsense)
    request = ExplainRequest(
        source=book,
        spec=replace(
            spec,
            baseline=str(baseline or ""),
            present=str(present or ""),
            search=replace(search, time_limit=None),
        ),
        wanted=wanted,
        seconds=search.time_limit or 0.0,
    )
    _refuse_what_if_of_written(request)
    with questions_line(reporter) as line:
        found = explain_workbook(replace(request, progress=line.progress, report=line.report))
    if isinstance(found, Explanation):
        tell_explanation(reporter, found)
        code = ExitCode.SOLVER_FAILED if found.nothing else ExitCode.OK
        click.get_current_context().exit(interrupted_code(found.stopped) if found.stopped else code)
    tell_no_plan(reporter, found)
    click.get_current_context().exit(found.exit_code)


def _refuse_what_if_of_written(request: ExplainRequest) -> None:
    """Refuse what-ifs of a written plan: it has those of the run that wrote it."""
    from solver.runs.explain import is_written

    spec = request.spec
    given = {
        "--scenario": spec.scenario,
        "--set or --without": spec.overrides,
        "--baseline": spec.baseline,
        "--present": spec.present,
    }
    named = [name for name, value in given.items() if value]
    if named and is_written(request.source):
        raise click.UsageError(
            f"{request.source} is a written plan, with scenario, overrides and baseline of the run that "
            f"wrote it: leave out {', '.join(named)}, or name the workbook that it was made from"
        )
