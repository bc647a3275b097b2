"""``forcegen sweep``: what a number of the workbook buys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.cli.options import WORKBOOK, OneALine, option
from solver.cli.reporter import Reporter
from solver.cli.study_options import StudyOptions, study_options
from solver.record import RunSpec

if TYPE_CHECKING:
    from solver.plan import Plan
    from solver.studies.sweep.sweep import SweepStudy


@click.command("sweep")
@click.argument("book", type=WORKBOOK)
@option(
    "--vary",
    type=OneALine(),
    multiple=True,
    metavar="'SHEET!ROW!COLUMN=RANGE'",
    help="The number and its values: 0..3000:250, 0,500,900, or 0..3000 for the exact staircase; twice for a "
    "grid of two numbers.",
    harmless=True,
)
@option(
    "--frontier",
    default="",
    metavar='"MEASURE,MEASURE"',
    help='The plans that are best in two measures, such as "target shortfall,cost"; with a semicolon between '
    "them where a name has commas.",
    harmless=True,
)
@study_options
def command(
    book: Path,
    vary: tuple[str, ...],
    frontier: str,
    spec: RunSpec,
    running: StudyOptions,
    reporter: Reporter,
) -> None:
    """Say what a number of BOOK buys: solve it at each value, or find every step.

    A range without a step gives the exact staircase, where the number only loosens or only tightens the plan
    (caps, capacities, pools, budgets): each step from where to where, proved. Else it gives a grid. Points
    are kept in <output>.study: started again, the command goes on where it was. With --study NAME the number
    and its values are those of sheet Studies.

    Exit code 0: every point proved. 5: some are not. 3: BOOK has errors, or has no such number. 8: cannot
    write. 9: solver missing or failed, or a point's process died twice. 130, 143: stopped; points are kept.

    Example: forcegen sweep inputs/ukraine.xlsx --vary 'Drawdown caps!Baltics!Cap heads=0..3000'
    """
    from solver.cli.study_report import tell_study

    if not vary and not running.study:
        raise click.UsageError(
            "name a number and its values with --vary, or a study of sheet Studies with --study"
        )
    if len(vary) > 2:
        raise click.UsageError(f"--vary is given {len(vary)} times; a sweep varies one number, or two")

    def ask(plan: Plan) -> SweepStudy:
        from solver.studies.sweep.asked import sweep_study

        return sweep_study(plan, vary, frontier)

    tell_study(reporter, running.request(book, "sweep", ask, spec, ("vary", "frontier")))
