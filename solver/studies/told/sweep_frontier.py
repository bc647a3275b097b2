"""The frontier of two measures as a page tells it: its sentence, its chart and its table."""

from __future__ import annotations

import math
from collections.abc import Sequence

from solver.plan import Plan
from solver.results.study_page import ChartPoint, ChartSeries, StudyChart
from solver.results.tables import Field, Show, Table
from solver.studies.levels import same_value
from solver.studies.point import PointOutcome
from solver.studies.sweep.frontier import FrontierPoint, measured
from solver.studies.sweep.sweep import SweepAnswer
from solver.studies.told.point_columns import Told, table_of, why_column
from solver.studies.told.rank_words import (
    NO_PLAN,
    RankWords,
    known_lows,
    proof_words,
    repeated,
    told_measure,
    units_note,
)
from solver.studies.told.varied_words import field_of, labels_of
from solver.text.numbers import counted

FRONTIER, ALL_POINTS = "Frontier", "Other plans"


def frontier_sentence(
    found: Sequence[FrontierPoint], points: Sequence[PointOutcome], first: RankWords, second: RankWords
) -> str:
    """Between which plans a frontier leads, of all that were looked at."""
    count = len(points)
    if not found:
        return f"None of {count:,} plans is known in both {first.name} and {second.name}."
    ends = [
        f"{first.name} {first.text(each.first, unit=at == 0)} with {second.name} "
        f"{second.text(each.second, unit=at == 0)}"
        for at, each in enumerate((found[0], found[-1]))
    ]
    names = (first.name, second.name)
    sure = all(
        proved_in_both(point, names) if point.has_plan else proof_words(point) == NO_PLAN for point in points
    )
    caveat = "" if sure else ", as far as was found,"
    which = f"All {count:,}" if len(found) == count else f"{len(found):,} of {count:,}"
    if same_value(found[0].first, found[-1].first) and same_value(found[0].second, found[-1].second):
        if len(found) == 1:
            which, are = f"One of {counted(count, 'plan', 'plans')}", "is"
        elif len(found) == count:
            return f"All {count:,} plans come to the same in both{caveat.rstrip(',')}: {ends[0]}."
        else:
            which, are = f"{which} plans", "are"
        return f"{which} {are}{caveat} at least as good as all others in both: {ends[0]}."
    better = "no other is" if sure else "as far as was found no other is"
    return (
        f"{which} plans are on the frontier, that is, {better} better in one and no worse in the other: "
        f"from {ends[0]} to {ends[1]}."
    )


def frontier_chart(
    plan: Plan, points: Sequence[PointOutcome], found: Sequence[FrontierPoint], pair: tuple[str, str]
) -> StudyChart | None:
    """All points by two measures, those of the frontier apart."""
    first, second = (told_measure(plan, name) for name in pair)
    chosen = {each.outcome.key for each in found}
    others = dict.fromkeys(
        _place(one, other, proved=proved_in_both(point, pair))
        for point in points
        if point.key not in chosen
        and (one := measured(point, pair[0])) is not None
        and (other := measured(point, pair[1])) is not None
    )
    led = tuple(
        dict.fromkeys(
            _place(each.first, each.second, proved=proved_in_both(each.outcome, pair)) for each in found
        )
    )
    series = (ChartSeries(name=FRONTIER, points=led), ChartSeries(name=ALL_POINTS, points=tuple(others)))
    if not found:
        return None
    title = f"{second.axis.name} by {first.name}"
    drawn = tuple(each for each in series if each.points)
    return StudyChart(kind="scatter", title=title, across=first.axis, up=second.axis, series=drawn)


def proved_in_both(point: PointOutcome, pair: tuple[str, str]) -> bool:
    """Whether a plan is as good as any in all ranks, or in both measures, all before them as they are."""
    lows = known_lows(point)
    sure = {
        rank.name
        for rank, low in zip(point.objectives, lows, strict=True)
        if low >= rank.value and same_value(rank.value, rank.final)
    }
    return point.proved or sure.issuperset(pair)


def _place(first: float, second: float, *, proved: bool) -> ChartPoint:
    return ChartPoint(at=first, value=second, low=second if proved else -math.inf)


def frontier_table(
    plan: Plan, answer: SweepAnswer, found: Sequence[FrontierPoint], names: tuple[str, str]
) -> Table:
    """The points of a frontier, in the order of its first measure."""
    outcomes = [each.outcome for each in found]
    first, second = (told_measure(plan, name) for name in names)
    columns = [
        Told(Field(_final_header(first, outcomes), first.show), [each.first for each in found]),
        Told(Field(_final_header(second, outcomes), second.show), [each.second for each in found]),
        *(
            Told(field_of(plan, number, label), [dict(each.what).get(number.cell, "") for each in outcomes])
            for number, label in zip(answer.numbers, labels_of(answer.numbers), strict=True)
        ),
        Told(Field("Proof", Show.TEXT), [proof_words(each) for each in outcomes]),
        why_column(outcomes),
        Told(Field("Repeat with", Show.LONG), [repeated(each.overrides) for each in outcomes]),
    ]
    note = (
        "Of the plans of this study, those that no other one beats in both; such as come to the same have a "
        "row each. Another order of priorities may find others between them. The numbers are those of the "
        "plan itself: a later rank may have used what the gap or a tolerance leaves of an earlier one, which "
        "other tables tell as it was settled."
    )
    return table_of("Frontier", columns, f"{note} {units_note((first, second))}".rstrip())


def _final_header(words: RankWords, outcomes: Sequence[PointOutcome]) -> str:
    """The header of a measure as plans have it: another than that of the rank where the two differ."""
    differ = any(
        found.name == words.name and not same_value(found.value, found.final)
        for outcome in outcomes
        for found in outcome.objectives
    )
    return words.headed(" in the final plan") if differ else words.header
