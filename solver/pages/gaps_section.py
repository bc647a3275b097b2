"""What is missing: the largest gaps, why, and whom to ask; then all of them, and answers."""

from __future__ import annotations

from collections.abc import Iterator

from solver.pages.figure import page_table
from solver.pages.plan_content import Gap, PageSection
from solver.results.coverage import BELOW_MINIMUM
from solver.results.tables import LargestGap, Results
from solver.schema import ASKS_SHEET, CAP_STEPS_SHEET, WHY_NOT_SHEET, WHY_SHORT_SHEET
from solver.text.numbers import number

MOST_ANSWERS = 30
"""Rows of a sheet of answers that the page shows."""
MOST_MINIMUMS = 8
"""Missed minimums that are named before the table that has all."""


def gaps_section(results: Results) -> PageSection:
    """The section of what is missing; it says so where nothing is."""
    if results.gaps.frame.empty:
        return PageSection(key="gaps", heading="What is missing", words=("Nothing that is asked for lacks.",))
    largest = results.summary.largest_gaps
    answers = [table for table in results.reasons if len(table.frame)]
    force_alone = ("The force is below its floor; nothing else that is asked for lacks.",)
    return PageSection(
        key="gaps",
        heading="What is missing, and whom to ask",
        words=tuple(_missed_minimums(results)) if largest else force_alone,
        gaps=tuple(_gap(gap, largest) for gap in largest),
        tables=(
            ("All gaps", page_table(results.gaps)),
            *((_question(table.title), page_table(table, most=MOST_ANSWERS)) for table in answers),
        ),
        aside=(results.summary.gaps.note,) if largest else (),
    )


QUESTIONS = {
    ASKS_SHEET: "Whom to ask, and what it brings",
    WHY_SHORT_SHEET: "Why each gap is there, and what would fill it",
    CAP_STEPS_SHEET: "What each cap costs",
    WHY_NOT_SHEET: "Why pledges are not used",
}
"""What each sheet of answers is asked."""


def _question(sheet: str) -> str:
    """The heading of a table of answers."""
    return f"{QUESTIONS[sheet]} (sheet {sheet})"


def _gap(gap: LargestGap, among: tuple[LargestGap, ...]) -> Gap:
    """One gap, as long as its share of the largest that is counted as it is."""
    largest = max(each.missing for each in among if each.measure == gap.measure)
    return Gap(
        role=gap.role,
        sites=gap.sites,
        size=gap.size,
        why=gap.why,
        asked_at=gap.asked_at,
        whom=gap.whom,
        share=gap.missing / largest,
    )


def _missed_minimums(results: Results) -> Iterator[str]:
    """The sentence that names what stays below its minimum, if anything does."""
    rows = results.coverage.frame
    rows = rows[rows["Mark"].eq(BELOW_MINIMUM)]
    columns = ("Role", "Site", "Period", "Provided", "Minimum", "Measure")
    named = [
        f"{role} at {site}, period {period} ({number(there)} of {number(least)} {measure})"
        for role, site, period, there, least, measure in rows[[*columns]].head(MOST_MINIMUMS).to_numpy()
    ]
    if named:
        more = len(rows) - len(named)
        yield f"Below their minimum: {'; '.join(named)}{f'; and {more} more' if more else ''}."
