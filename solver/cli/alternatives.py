"""``forcegen alternatives``: what else would be as good."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.cli.options import WORKBOOK, WholeNumber, option
from solver.cli.reporter import Reporter
from solver.cli.study_options import StudyOptions, study_options
from solver.record import RunSpec

if TYPE_CHECKING:
    from solver.plan import Plan
    from solver.studies.alternatives.alternatives_study import AlternativesStudy


@click.command("alternatives")
@click.argument("book", type=WORKBOOK)
@option(
    "--within",
    default="1%",
    show_default=True,
    metavar="SHARE[,OBJECTIVE=AMOUNT]",
    help="How much worse each rank after the shortfalls may be; for an objective also by an amount, such as "
    "1%,moves=5.",
    harmless=True,
)
@option(
    "--count",
    type=WholeNumber(3, 7),
    default=5,
    show_default=True,
    metavar="NUMBER",
    help="Plans that differ in who is where.",
    harmless=True,
)
@option(
    "--regret",
    is_flag=True,
    help="Also hold the first step of these plans, and of each scenario's best, against every scenario.",
    harmless=True,
)
@study_options
def command(
    book: Path,
    within: str,
    count: int,
    regret: bool,
    spec: RunSpec,
    running: StudyOptions,
    reporter: Reporter,
) -> None:
    """Say what else would be as good as the best plan of BOOK.

    For each nation at each site: must it be there, can it, can it never, with the least and most heads x
    periods among all plans that have the same shortfalls and are not much worse in later ranks. Then plans
    that differ in who is where, each with its price. With --regret: what each first step (the first period,
    and the sites that open) costs in every scenario beside the best that the scenario allows.

    Exit code 0: every point proved. 5: some are not. 3: BOOK has errors. 4: BOOK has no plan. 6: none was
    found in the time. 8: cannot write. 9: solver missing or failed, or a point's process died twice. 130,
    143: stopped; points are kept.

    Example: forcegen alternatives inputs/ukraine.xlsx --within 1%,moves=5
    """
    from solver.cli.study_report import tell_study

    def ask(plan: Plan) -> AlternativesStudy:
        from solver.studies.alternatives.alternatives_study import alternatives_study

        return alternatives_study(plan, within, count, regret=regret)

    asking = ("within", "count", "regret")
    tell_study(reporter, running.request(book, "alternatives", ask, spec, asking))
