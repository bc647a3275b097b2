"""``forcegen withdraw``: who or what is indispensable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.cli.options import WORKBOOK, option
from solver.cli.reporter import Reporter
from solver.cli.study_options import StudyOptions, study_options
from solver.record import RunSpec

if TYPE_CHECKING:
    from solver.plan import Plan
    from solver.studies.withdraw.withdraw import WithdrawStudy


@click.command("withdraw")
@click.argument("book", type=WORKBOOK)
@option(
    "--by",
    default="nation",
    show_default=True,
    metavar="KIND[,KIND]",
    help="What leaves, one by one: nation, contingent, condition, site.",
    harmless=True,
)
@option("--pairs", is_flag=True, help="Also each two of these together.", harmless=True)
@study_options
def command(
    book: Path, by: str, pairs: bool, spec: RunSpec, running: StudyOptions, reporter: Reporter
) -> None:
    """Say what BOOK loses by each that leaves: before anybody replans, and after all have.

    A nation stays away with all that is only its own, as with --without; a contingent's row is as if it were
    not there; a condition does not hold; a site stays closed, and what is asked for there lacks. Must deploy,
    Least heads and locks of who leaves go with them, and that is said. Points are kept in <output>.study:
    started again, the command goes on where it was. With --study NAME the question is that of sheet Studies.

    Exit code 0: every point proved. 5: some are not. 3: BOOK has errors. 4: BOOK has no plan. 6: none was
    found in the time. 8: cannot write. 9: solver missing or failed, or a point's process died twice. 130,
    143: stopped; points are kept.

    Example: forcegen withdraw inputs/ukraine.xlsx --by nation,condition
    """
    from solver.cli.study_report import tell_study

    def ask(plan: Plan) -> WithdrawStudy:
        from solver.studies.withdraw.withdraw import withdraw_study

        return withdraw_study(plan, by, pairs=pairs)

    tell_study(reporter, running.request(book, "withdraw", ask, spec, ("by", "pairs")))
