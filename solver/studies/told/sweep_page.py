"""The page of a sweep: what a number buys, as a staircase, a grid, or a frontier of two measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from solver.plan import Plan
from solver.results.objective_units import WEIGHTED, WEIGHTED_TOLD
from solver.results.study_page import ChartPoint, ChartSeries, StudyChart, StudyPage
from solver.studies.sweep.direction import ranks_in_one_direction
from solver.studies.sweep.frontier import frontier
from solver.studies.sweep.sweep import SweepAnswer
from solver.studies.sweep.varied import VariedNumber
from solver.studies.told.rank_words import (
    NO_PLAN,
    RankWords,
    capital,
    completed,
    known_lows,
    proof_words,
    told_measure,
    told_ranks,
)
from solver.studies.told.sweep_frontier import frontier_chart, frontier_sentence, frontier_table
from solver.studies.told.sweep_sentences import rank_told, sentences_of, steps_of
from solver.studies.told.sweep_tables import matrix_table, steps_table, values_table
from solver.studies.told.sweep_today import limits_beside, today_in_both, today_sentence
from solver.studies.told.varied_words import axis_of, phrases_of, span_text, value_text
from solver.text.numbers import counted, with_and

MOST_SERIES = 8
"""Values of a second number that a chart tells apart."""


def sweep_page(plan: Plan, answer: SweepAnswer, pair: tuple[str, str] | None = None) -> StudyPage:
    """A sweep as a page; ``pair``: two measures whose frontier is asked for beside it."""
    answer = _completed(plan, answer)
    ranks = told_ranks(plan)
    known = ranks_in_one_direction(plan)
    found = () if pair is None else frontier(answer.points, *pair)
    at = rank_told(answer)
    chart = _chart(plan, answer, ranks[at])
    sentences = sentences_of(plan, answer, ranks, known)
    tables = []
    if pair is None:
        today = today_sentence(plan, answer, ranks, at)
        sentences = tuple(text for text in (sentences[0], today, *sentences[1:]) if text)
    if pair is not None:
        first, second = (told_measure(plan, name) for name in pair)
        led = frontier_sentence(found, answer.points, first, second)
        today = today_in_both(plan, answer, pair)
        sentences = tuple(dict.fromkeys(text for text in (led, today, sentences[0], sentences[-1]) if text))
        chart = frontier_chart(plan, answer.points, found, pair)
        tables.append(frontier_table(plan, answer, found, pair))
    if answer.staircase is not None:
        tables.append(steps_table(plan, answer, answer.staircase, ranks, known))
    else:
        tables += [matrix_table(plan, answer, ranks)] if len(answer.numbers) == 2 else []
        tables.append(values_table(plan, answer, ranks))
    return StudyPage(
        title=_title(answer.numbers, pair),
        marking=plan.settings.marking,
        question=_question(plan, answer, pair),
        sentences=sentences,
        chart=chart,
        tables=tuple(tables),
        notes=tuple(_notes(plan, answer, ranks, pair)),
    )


def _completed(plan: Plan, answer: SweepAnswer) -> SweepAnswer:
    """The answer with a value of each rank at every point."""
    found = answer.staircase
    if found is not None:
        steps = (replace(step, outcome=completed(plan, step.outcome)) for step in found.steps)
        found = replace(found, steps=tuple(steps))
    points = tuple(completed(plan, point) for point in answer.points)
    return replace(answer, base=completed(plan, answer.base), points=points, staircase=found)


def _title(numbers: Sequence[VariedNumber], pair: tuple[str, str] | None) -> str:
    if pair is not None:
        return f"{capital(pair[0])} against {pair[1]}"
    ways = {number.direction for number in numbers}
    verb = (
        {"looser": "buy", "tighter": "cost"}.get(ways.pop() or "", "change") if len(ways) == 1 else "change"
    )
    phrases = with_and(phrases_of(numbers))
    return f"What do {phrases} {verb} together?" if len(numbers) > 1 else f"What does {phrases} {verb}?"


def _question(plan: Plan, answer: SweepAnswer, pair: tuple[str, str] | None) -> str:
    named = f"{plan.settings.plan_name}: " if plan.settings.plan_name else ""
    spans = []
    for number, phrase in zip(answer.numbers, phrases_of(answer.numbers), strict=True):
        span = span_text(plan, number, number.range.low, number.range.high, unit=True)
        spans.append(f"{phrase} {span}")
    asked = "what does the best plan come to"
    if pair is not None:
        asked = f"which plans are best in {pair[0]} and {pair[1]}"
    question = f"{asked} with {with_and(spans)}, all else as it stands?"
    return f"{named}{question}" if named else capital(question)


def _notes(
    plan: Plan, answer: SweepAnswer, ranks: Sequence[RankWords], pair: tuple[str, str] | None
) -> Iterator[str]:
    phrases = phrases_of(answer.numbers)
    cells = [
        f"{phrase} is {number.cell}"
        for phrase, number in zip(phrases, answer.numbers, strict=True)
        if phrase != number.cell
    ]
    if cells:
        yield f"In the workbook {with_and(cells)}."
    told = [*ranks, *(told_measure(plan, name) for name in pair or ())]
    if any(rank.unit == WEIGHTED for rank in told):
        yield WEIGHTED_TOLD
    yield from limits_beside(plan, answer.numbers)
    if answer.why_grid:
        yield f"Single values were looked at, not every value between. {answer.why_grid.rstrip('.')}."
    if answer.staircase is not None:
        number, found = answer.numbers[0], answer.staircase
        apart = value_text(plan, number, found.resolution, unit=True)
        solved = counted(found.solved, "value", "values")
        yield f"Steps are told apart by {apart}; the workbook was solved at {solved} for that."
    what = "pairs of values" if len(answer.numbers) > 1 else "values"
    for heading, proved in (("There is no plan", True), ("No plan was found", False)):
        reasons = [
            each.reason
            for each in answer.points
            if not each.has_plan and (proof_words(each) == NO_PLAN) is proved
        ]
        if reasons:
            yield f"{heading} at {len(reasons):,} of {len(answer.points):,} {what}. The first: {reasons[0]}"


def _chart(plan: Plan, answer: SweepAnswer, rank: RankWords) -> StudyChart | None:
    """The first rank that varies over the values of the first number."""
    at, number = rank_told(answer), answer.numbers[0]
    if answer.staircase is not None or len(answer.numbers) == 1:
        points = tuple(
            ChartPoint(
                at=float(step.low),
                until=float(step.high),
                value=step.outcome.values[at],
                low=known_lows(step.outcome)[at],
            )
            for step in steps_of(answer)
            if step.outcome.has_plan
        )
        series = [ChartSeries(name=rank.axis.name, points=points)]
    else:
        series = _lines(plan, answer, at)
    if not any(each.points for each in series):
        return None
    return StudyChart(
        kind="steps" if answer.staircase is not None else "scatter",
        title=f"{rank.axis.name} by {phrases_of([number])[0]}{_and_by(answer)}",
        across=axis_of(plan, number),
        up=rank.axis,
        series=tuple(series),
    )


def _and_by(answer: SweepAnswer) -> str:
    """How the title of a chart speaks of the second number, of whose values it may show the first."""
    if len(answer.numbers) < 2:
        return ""
    count = len(answer.numbers[1].range.values())
    first = f" (the first {MOST_SERIES} of {count:,} values)" if count > MOST_SERIES else ""
    return f" and {phrases_of(answer.numbers)[1]}{first}"


def _lines(plan: Plan, answer: SweepAnswer, at: int) -> list[ChartSeries]:
    """A series for each value of the second number, the first ones of many."""
    values = answer.numbers[1].range.values()
    length = len(answer.numbers[0].range.values())
    return [
        ChartSeries(
            name=f"{answer.numbers[1].column.name} {value_text(plan, answer.numbers[1], value)}",
            points=tuple(
                ChartPoint(at=float(point.what[0][1]), value=point.values[at], low=known_lows(point)[at])
                for point in answer.points[line * length : (line + 1) * length]
                if point.has_plan
            ),
        )
        for line, value in enumerate(values[:MOST_SERIES])
    ]
