"""``forcegen confidence``: how likely each requirement is met."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.cli.options import WORKBOOK, Number, WholeNumber, option
from solver.cli.reporter import Reporter
from solver.cli.study_options import StudyOptions, study_options
from solver.record import RunSpec

if TYPE_CHECKING:
    from solver.plan import Plan
    from solver.studies.confidence.confidence import ConfidenceStudy


@click.command("confidence")
@click.argument("book", type=WORKBOOK)
@option(
    "--samples",
    type=WholeNumber(100, 1_000_000),
    default=10_000,
    show_default=True,
    metavar="NUMBER",
    help="Cases, drawn at random, in which the plan is counted; where there are at most 4,096, all are.",
    harmless=True,
)
@option(
    "--by",
    default="contingent,nation",
    show_default=True,
    metavar="WHO[,WHO]",
    help="Whether pledges are kept or dropped pledge by pledge (contingent), or nation by nation (nation).",
    harmless=True,
)
@option(
    "--replans",
    type=WholeNumber(0, 100_000),
    default=200,
    show_default=True,
    metavar="NUMBER",
    help="Cases that are planned anew at most, for each of both ways, each a search; 0: none.",
    harmless=True,
)
@option(
    "--width",
    type=Number(0, 1, min_open=True),
    default=0.1,
    show_default=True,
    metavar="SHARE",
    help="Planning anew ends once the range of every chance is narrower.",
    harmless=True,
)
@study_options
def command(
    book: Path,
    samples: int,
    by: str,
    replans: int,
    width: float,
    spec: RunSpec,
    running: StudyOptions,
    reporter: Reporter,
) -> None:
    """Say how likely BOOK does what is asked, if each pledge comes with its Confidence.

    First of the plan as it stands, if nobody replans; then of the best plan for those who come. Both are
    told in two ways: pledge by pledge, each kept or dropped by itself, and nation by nation, where a nation
    that drops a pledge drops all of its that are no surer. Points are kept in <output>.study: started again,
    the command goes on where it was.

    Exit code 0: every point proved. 5: some are not. 3: BOOK has errors. 4: BOOK has no plan. 6: none was
    found in the time. 8: cannot write. 9: solver missing or failed, or a point's process died twice. 130,
    143: stopped; points are kept.

    Example: forcegen confidence inputs/ukraine.xlsx --set 'Contingents!*!Confidence=0.8' --replans 0
    """
    from solver.cli.study_report import tell_study

    def ask(_: Plan) -> ConfidenceStudy:
        from solver.studies.confidence.confidence import ConfidenceStudy, drawn_by_named

        return ConfidenceStudy(by=drawn_by_named(by), samples=samples, replans=replans, width=width)

    tell_study(
        reporter, running.request(book, "confidence", ask, spec, ("samples", "by", "replans", "width"))
    )
