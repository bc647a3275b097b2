"""The page of withdrawals: who is indispensable, who is not missed, and which pairs hurt beyond their sum."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from solver.plan import Plan
from solver.results.objective_units import WEIGHTED, WEIGHTED_TOLD
from solver.results.study_page import ChartAxis, ChartPoint, ChartSeries, StudyChart, StudyPage
from solver.studies.levels import is_better, proved_how_far, same_value
from solver.studies.point import PointOutcome
from solver.studies.told.losses import name_of, never_worse, places_told, unreplanned, worst_first
from solver.studies.told.names import some_of
from solver.studies.told.rank_words import (
    NO_PLAN,
    PROVED,
    WITHIN_GAP,
    RankWords,
    capital,
    completed,
    is_settled,
    known_lows,
    level_text,
    proof_words,
    told_ranks,
)
from solver.studies.told.withdraw_tables import PAIRS, least_beyond, pairs_table, singles_table, worst_pairs
from solver.studies.withdraw.withdraw import Withdrawal, WithdrawAnswer
from solver.text.numbers import counted, with_and

MOST_BARS = 12
"""Withdrawals that a chart shows."""

MOST_NAMES = 6
"""Names in a sentence."""

REPLANNED, NOT_REPLANNED = "After all replan", "If nobody replans"
SURE = (PROVED, WITHIN_GAP, NO_PLAN)


def withdraw_page(plan: Plan, answer: WithdrawAnswer) -> StudyPage:
    """Withdrawals as a page."""
    singles, pairs = (
        tuple(replace(each, outcome=completed(plan, each.outcome)) for each in rows)
        for rows in (answer.singles, answer.pairs)
    )
    return _page(plan, WithdrawAnswer(base=completed(plan, answer.base), singles=singles, pairs=pairs))


def _page(plan: Plan, answer: WithdrawAnswer) -> StudyPage:
    """Withdrawals with a value of each rank as a page."""
    ranks = told_ranks(plan)
    places = places_told(plan)
    told = [(at, ranks[at]) for at in places]
    singles = worst_first(plan, answer.singles)
    tables = [singles_table(plan, answer, singles, told)]
    pairs = _ordered_pairs(plan, answer.pairs)
    if pairs:
        tables.append(pairs_table(pairs, ranks, [rank for _, rank in told]))
    short = [worst_pairs(tables[-1], [rank for _, rank in told])] if pairs else []
    kinds = list(dict.fromkeys(each.leaving[0].kind for each in answer.singles))
    named = f"{plan.settings.plan_name}: " if plan.settings.plan_name else ""
    each = with_and(f"each {kind}" for kind in kinds)
    asked = f"what is lost without {each} by itself, before anybody replans and after all have?"
    return StudyPage(
        title="Who is indispensable?" if kinds == ["nation"] else "What is indispensable?",
        marking=plan.settings.marking,
        question=f"{named}{asked}" if named else capital(asked),
        sentences=tuple(_sentences(plan, answer, singles, pairs, told)),
        chart=_chart(plan, answer, singles, told),
        tables=tuple(tables),
        notes=tuple(_notes(answer, singles, told)),
        short=tuple(short),
    )


def _ordered_pairs(plan: Plan, pairs: Sequence[Withdrawal]) -> list[Withdrawal]:
    """Pairs that hurt beyond their sum first, by rank and amount; then all others, worst first."""
    ordered = worst_first(plan, pairs)
    beyond = [each for each in ordered if each.beyond is not None]
    beyond.sort(key=lambda each: (each.beyond.rank, -each.beyond.amount) if each.beyond else (0, 0.0))
    return [*beyond, *(each for each in ordered if each.beyond is None)]


def _sentences(
    plan: Plan,
    answer: WithdrawAnswer,
    singles: Sequence[Withdrawal],
    pairs: Sequence[Withdrawal],
    told: Sequence[tuple[int, RankWords]],
) -> Iterator[str]:
    """Who is missed most, who is not missed, and which pair; or how sure it is."""
    most = _missed_most(plan, answer, singles)
    yield most
    places = [at for at, _ in told]
    free = [name_of(each) for each in singles if never_worse(answer.base, each.outcome, places)]
    if free:
        grows = _none_grows([rank for _, rank in told])
        yield f"Once all have replanned, {grows} without {_each_alone(free)}."
    if answer.pairs:
        yield _worst_pair(plan, pairs, unit=WEIGHTED not in most)
    else:
        yield _proof(singles, told)


def _none_grows(ranks: Sequence[RankWords]) -> str:
    """That no rank comes to more: minimum shortfall does not grow; neither it nor moves grow."""
    *others, last = ranks
    if not others:
        return f"{last.name} {last.verb('does', 'do')} not grow"
    names = " nor ".join(rank.name for rank in ranks)
    return f"neither {names} {last.verb('grows', 'grow')}"


def _missed_most(plan: Plan, answer: WithdrawAnswer, singles: Sequence[Withdrawal]) -> str:
    """Without whom there is no plan, or whose leaving costs most."""
    none = [name_of(each) for each in singles if proof_words(each.outcome) == NO_PLAN]
    if none:
        return f"Without {_each_alone(none)} there is no plan."
    base = answer.base
    if not base.has_plan:
        return "The plan as it stands could not be found, so nothing can be compared with it."
    planned = [each for each in singles if each.outcome.has_plan]
    worst = planned[0] if planned else None
    if worst is None or not is_better(base, worst.outcome, len(base.values)):
        found = "" if len(planned) == len(singles) else ", as far as was found"
        return f"Nothing is lost by any of them alone once all have replanned{found}."
    at = _first_worse(base, worst.outcome)
    rank, name = told_ranks(plan)[at], name_of(worst)
    sure = _is_worst(worst, [each for each in singles if each is not worst], at)
    most = f"{name} is missed most" if sure else f"As far as was found {name} is missed most"
    return f"{most}: without it {_rise(plan, base, worst.outcome, at, rank)}."


def _each_alone(names: Sequence[str]) -> str:
    """The first names of several that leave, each by itself."""
    return f"{some_of(names, MOST_NAMES)}{' (each alone)' if len(names) > 1 else ''}"


def _is_worst(worst: Withdrawal, others: Sequence[Withdrawal], at: int) -> bool:
    """Whether it is proved that no other one is worse, up to the rank that is told."""
    least = known_lows(worst.outcome)[: at + 1]
    return all(each.outcome.has_plan and each.outcome.values[: at + 1] <= least for each in others)


def _first_worse(base: PointOutcome, outcome: PointOutcome) -> int:
    """The place of the first rank in which a withdrawal differs."""
    pairs = enumerate(zip(base.values, outcome.values, strict=False))
    return next(at for at, (before, after) in pairs if not same_value(before, after))


def _rise(plan: Plan, base: PointOutcome, outcome: PointOutcome, at: int, rank: RankWords) -> str:
    """What a rank comes to after all replan, as sure as it is, and if nobody does."""
    before, after = base.values[at], outcome.values[at]
    low = known_lows(outcome)[at]
    still = unreplanned(plan, outcome)
    comes = rank.verb("it comes", "they come")
    if_not = f"; if nobody replans {comes} to {rank.text(still[at])}" if at < len(still) else ""
    if low <= before and not low >= after:
        return (
            f"{rank.name} {rank.verb('comes', 'come')} to {level_text(rank, after, -math.inf, unit=True)} "
            f"after all replan (as it stands {rank.text(before)}; that {rank.verb('it grows', 'they grow')} "
            f"is not proved){if_not}"
        )
    return (
        f"{rank.name} {rank.verb('rises', 'rise')} from {rank.text(before)} to "
        f"{level_text(rank, after, low, unit=True)} even after all replan{if_not}"
    )


def _worst_pair(plan: Plan, pairs: Sequence[Withdrawal], *, unit: bool) -> str:
    """The pair that hurts most beyond the sum of both; ``unit``: whether a long unit has to be told."""
    found = [each for each in pairs if each.beyond is not None]
    if not found or found[0].beyond is None:
        return (
            f"Of {counted(len(pairs), 'pair', 'pairs')} none is proved to hurt more than both alone added up."
        )
    beyond = found[0].beyond
    more = f"; so do {len(found) - 1:,} other pairs (sheet {PAIRS})" if len(found) > 2 else ""
    more = f"; so does one other pair (sheet {PAIRS})" if len(found) == 2 else more
    return (
        f"{name_of(found[0])} together hurt more than both alone added up, in {beyond.name} by at least "
        f"{least_beyond(told_ranks(plan), beyond, long_unit=unit)}{more}."
    )


def _proof(singles: Sequence[Withdrawal], told: Sequence[tuple[int, RankWords]]) -> str:
    """How many withdrawals are proved: in the ranks that are told, and in all."""
    outcomes = [each.outcome for each in singles]
    sure = sum(proof_words(each) in SURE for each in outcomes)
    settled = sum(proof_words(each) in SURE or _is_settled(each, told) for each in outcomes)
    count = len(outcomes)
    what = counted(count, "withdrawal", "withdrawals")
    verb = "is" if 1 in (settled, count) else "are"
    all_of = f"All {what} are" if settled == count else f"{settled:,} of {what} {verb}"
    all_of = "The withdrawal is" if settled == count == 1 else all_of
    if settled == sure:
        return f"{all_of} proved."
    names = with_and(rank.name for _, rank in told)
    return f"{all_of} proved in {names}, {sure:,} in every rank."


def _is_settled(outcome: PointOutcome, told: Sequence[tuple[int, RankWords]]) -> bool:
    """Whether each of these ranks is proved to come to just what the plan has."""
    lows = known_lows(outcome)
    return outcome.has_plan and all(lows[at] >= outcome.values[at] for at, _ in told)


def _chart(
    plan: Plan, answer: WithdrawAnswer, singles: Sequence[Withdrawal], told: Sequence[tuple[int, RankWords]]
) -> StudyChart | None:
    """How much the worst cost in the first shortfall that any of them moves, before and after all replan."""
    base = answer.base
    if not base.has_plan:
        return None
    planned = [each for each in singles if each.outcome.has_plan]
    moved = [(at, rank) for at, rank in told if any(_moves(plan, base, each.outcome, at) for each in planned)]
    if not moved:
        return None
    at, rank = moved[0]
    worse = [each for each in planned if _moves(plan, base, each.outcome, at)]
    shown = worse[:MOST_BARS]
    some = f" (the {len(shown)} worst of {len(worse):,})" if len(worse) > len(shown) else ""
    sure = at < len(base.objectives) and is_settled(base.objectives[at])
    replanned = tuple(
        ChartPoint(
            at=name_of(each),
            value=each.outcome.values[at] - base.values[at],
            low=known_lows(each.outcome)[at] - base.values[at] if sure else -math.inf,
        )
        for each in shown
    )
    still = tuple(
        ChartPoint(at=name_of(each), value=lost, low=lost)
        for each in shown
        if (lost := _lost_at_once(plan, base, each.outcome, at)) is not None
    )
    series = (ChartSeries(name=REPLANNED, points=replanned), ChartSeries(name=NOT_REPLANNED, points=still))
    return StudyChart(
        kind="bars",
        title=f"{rank.axis.name}: how much worse without each{some}",
        across=ChartAxis(name="Leaves"),
        up=replace(rank.axis, name=f"More {rank.name}"),
        series=tuple(each for each in series if each.points),
    )


def _lost_at_once(plan: Plan, base: PointOutcome, outcome: PointOutcome, at: int) -> float | None:
    """By how much a rank is worse if nobody replans."""
    still = unreplanned(plan, outcome)
    return still[at] - base.values[at] if at < len(still) else None


def _moves(plan: Plan, base: PointOutcome, outcome: PointOutcome, at: int) -> bool:
    """Whether a withdrawal changes a rank, before or after all replan."""
    lost = _lost_at_once(plan, base, outcome, at) or 0.0
    return not same_value(lost, 0.0) or not same_value(outcome.values[at], base.values[at])


def _notes(
    answer: WithdrawAnswer, singles: Sequence[Withdrawal], told: Sequence[tuple[int, RankWords]]
) -> Iterator[str]:
    yield (
        "If nobody replans: the plan as it stands without what leaves, all else where it was. "
        "After all replan: the best plan without it."
    )
    if any(rank.unit == WEIGHTED for _, rank in told):
        yield WEIGHTED_TOLD
    if not all(is_settled(each) for each in answer.base.objectives):
        how_far = proved_how_far(answer.base)
        yield f"The plan as it stands is {how_far}: against the best one more may be lost."
    how: dict[str, list[str]] = {}
    for each in singles:
        if (words := proof_words(each.outcome)) not in SURE:
            how.setdefault(words, []).append(name_of(each))
    if how:
        told_how = "; ".join(f"{some_of(names, MOST_NAMES)} ({words})" for words, names in how.items())
        yield f"Not proved in every rank: {told_how}."
