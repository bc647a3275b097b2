"""What a sweep found, in sentences: what the number buys, where it stops, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from solver.plan import Plan
from solver.schema.columns import Kind
from solver.studies.levels import same_value
from solver.studies.sweep.staircase import NumberStep
from solver.studies.sweep.sweep import SweepAnswer
from solver.studies.sweep.varied import VariedNumber
from solver.studies.told.names import in_cell
from solver.studies.told.rank_words import (
    NO_PLAN,
    PROVED,
    WITHIN_GAP,
    RankWords,
    capital,
    first_that_varies,
    known_lows,
    level_text,
    proof_words,
)
from solver.studies.told.varied_words import phrases_of, span_text, value_text
from solver.text.numbers import counted, with_and

MOST_STRETCHES = 4
"""Stretches that are named one by one."""

SURE = (PROVED, WITHIN_GAP, NO_PLAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Neighbouring values at which a rank comes to the same.

    ``value``: None where there is no plan; then ``least`` is inf where that is proved, else -inf.
    """

    low: Decimal
    high: Decimal
    value: float | None
    least: float


def stretches(steps: Sequence[NumberStep], at: int) -> list[Stretch]:
    """The stretches of one rank, from the lowest value on."""
    found: list[Stretch] = []
    for step in steps:
        planned = step.outcome.has_plan
        value = step.outcome.values[at] if planned else None
        none = math.inf if proof_words(step.outcome) == NO_PLAN else -math.inf
        least = known_lows(step.outcome)[at] if planned else none
        last = found[-1] if found else None
        if last is not None and _alike(last, value, least):
            found[-1] = Stretch(low=last.low, high=step.high, value=last.value, least=last.least)
        else:
            found.append(Stretch(low=step.low, high=step.high, value=value, least=least))
    return found


def _alike(last: Stretch, value: float | None, least: float) -> bool:
    if last.value is None or value is None:
        return last.value is value and last.least == least
    return same_value(last.value, value) and (last.least == least or same_value(last.least, least))


def steps_of(answer: SweepAnswer) -> tuple[NumberStep, ...]:
    """What is known of one number by its values: its steps, or each value that was looked at."""
    if answer.staircase is not None:
        return answer.staircase.steps
    rows = zip(answer.numbers[0].range.values(), answer.points, strict=True)
    return tuple(
        NumberStep(
            low=value, high=value, outcome=outcome, proved=proof_words(outcome) in SURE, complete=False
        )
        for value, outcome in sorted(rows, key=lambda row: row[0])
    )


def rank_told(answer: SweepAnswer) -> int:
    """The place of the rank that is told and drawn: the first that varies."""
    return first_that_varies(answer.points) or 0


def sentences_of(plan: Plan, answer: SweepAnswer, ranks: Sequence[RankWords], known: int) -> tuple[str, ...]:
    """The answer in three sentences at most; ``known``: how many ranks a staircase tells for every value."""
    said = [_pairs(plan, answer, ranks)] if len(answer.numbers) > 1 else _of_one(plan, answer, ranks, known)
    return tuple(text for text in (*said, _proof(plan, answer, ranks, known)) if text)


def _of_one(plan: Plan, answer: SweepAnswer, ranks: Sequence[RankWords], known: int) -> list[str]:
    number, steps, at = answer.numbers[0], steps_of(answer), rank_told(answer)
    found = stretches(steps, at)
    if all(stretch.value is None for stretch in found):
        where = span_text(plan, number, steps[0].low, steps[-1].high, unit=True)
        every = "at all" if answer.staircase is not None else "at any value looked at"
        known = all(stretch.least > 0 for stretch in found)
        return [f"There is no plan {every} {where}." if known else f"No plan was found {where}."]
    unchanged = first_that_varies([step.outcome for step in steps]) is None
    if unchanged and all(stretch.value is not None for stretch in found):
        return [_nothing(plan, answer, ranks), ""]
    intro = "" if answer.staircase is not None else "Of the values looked at: "
    tell = _each if len(found) <= MOST_STRETCHES or unchanged else _in_short
    first = intro + tell(plan, number, found, ranks[at])
    return [first[0].upper() + first[1:], _end(plan, answer, ranks, known)]


def _each(plan: Plan, number: VariedNumber, found: Sequence[Stretch], rank: RankWords) -> str:
    """The stretches of a rank, the first of many; then where there is no plan."""
    levels: list[str] = []
    for stretch in (each for each in found if each.value is not None):
        first = not levels
        level = level_text(rank, stretch.value or 0.0, stretch.least, unit=first)
        levels.append(f"to {level} {span_text(plan, number, stretch.low, stretch.high, unit=first)}")
    said = [f"{rank.name} {rank.verb('comes', 'come')} {_listed(levels)}"]
    for sure, words in ((True, "there is no plan"), (False, "no plan was found")):
        where = [
            span_text(plan, number, each.low, each.high)
            for each in found
            if each.value is None and (each.least > 0) is sure
        ]
        said += [f"{_listed(where)} {words}"] if where else []
    return f"{'; '.join(said)}."


def _listed(parts: Sequence[str]) -> str:
    """Parts that may hold commas, as a sentence lists them, the first of many."""
    if len(parts) > MOST_STRETCHES:
        return f"{', '.join(parts[:MOST_STRETCHES])} and {len(parts) - MOST_STRETCHES:,} more"
    return "; ".join(parts) if any(", at least" in part for part in parts) else with_and(parts)


def _in_short(plan: Plan, number: VariedNumber, found: Sequence[Stretch], rank: RankWords) -> str:
    """Where a rank begins and ends, in how many steps, and the largest of them."""
    planned = [each for each in found if each.value is not None]
    changes = [
        (abs((two.value or 0.0) - (one.value or 0.0)), two)
        for one, two in pairwise(planned)
        if one.value != two.value  # else they differ in their bounds alone
    ]
    first, last = planned[0], planned[-1]
    sure = all(each.least >= (each.value or 0.0) for each in planned)
    none = f"; at some values no plan {'is possible' if _sure_none(found) else 'was found'}"
    return (
        f"{'' if sure else 'as far as was found, '}{rank.name} {rank.verb('goes', 'go')} from "
        f"{rank.text(first.value or 0.0, unit=True)} "
        f"{span_text(plan, number, first.low, first.low, unit=True)} to {rank.text(last.value or 0.0)} "
        f"{span_text(plan, number, last.high, last.high)} {_changes_told(plan, number, changes, rank)}"
        f"{none if len(planned) < len(found) else ''}."
    )


def _changes_told(
    plan: Plan, number: VariedNumber, changes: Sequence[tuple[float, Stretch]], rank: RankWords
) -> str:
    """In how many changes a rank gets there, and the largest of them, or that they are alike."""
    largest, after = max(changes, key=lambda change: change[0])
    if len(changes) == 1:
        return "in one change"
    if all(same_value(amount, largest) for amount, _ in changes):
        return f"in {len(changes):,} changes of {rank.text(largest)} each"
    where = span_text(plan, number, after.low, after.low)
    first = "first comes" if sum(same_value(amount, largest) for amount, _ in changes) > 1 else "comes"
    return f"in {len(changes):,} changes; the largest, of {rank.text(largest)}, {first} {where}"


def _sure_none(found: Sequence[Stretch]) -> bool:
    """Whether it is proved of all stretches without a plan that there is none."""
    return all(each.least > 0 for each in found if each.value is None)


def _nothing(plan: Plan, answer: SweepAnswer, ranks: Sequence[RankWords]) -> str:
    """That no rank changes, as far as that is known."""
    number, steps = answer.numbers[0], steps_of(answer)
    where = span_text(plan, number, steps[0].low, steps[-1].high, unit=True)
    first = steps[0].outcome
    what = level_text(ranks[0], first.values[0], known_lows(first)[0], unit=True)
    comes = f"{ranks[0].name} {ranks[0].verb('comes', 'come')} to {what}"
    if not _sure(steps):
        return f"No change was found {where}: {comes}."
    looked = "" if answer.staircase is not None else " at the values looked at"
    return f"It changes nothing {where}{looked}: {comes} at each."


def _end(plan: Plan, answer: SweepAnswer, ranks: Sequence[RankWords], known: int) -> str:
    """From where on a staircase changes nothing any more, in the ranks that it tells for every value."""
    number, steps = answer.numbers[0], steps_of(answer)
    if answer.staircase is None or len(steps) < 2:
        return ""
    looser = number.direction == "looser"
    end = steps[-1] if looser else steps[0]
    if not (end.proved and end.outcome.has_plan) or end.low == end.high:
        return ""
    if not looser:
        up_to = value_text(plan, number, end.high, unit=True)
        return f"Up to {up_to} it costs nothing{_in_ranks(ranks, known)}."
    begin, last = value_text(plan, number, end.low, unit=True), value_text(plan, number, end.high)
    return f"From {begin} on, more changes nothing{_in_ranks(ranks, known)}, as far as {last}."


def _in_ranks(ranks: Sequence[RankWords], known: int) -> str:
    return "" if known >= len(ranks) else f" in the ranks up to {ranks[known - 1].name}"


def _sure(steps: Sequence[NumberStep]) -> bool:
    return all(step.proved for step in steps)


def _pairs(plan: Plan, answer: SweepAnswer, ranks: Sequence[RankWords]) -> str:
    """The pairs of values at which the first rank that varies is least and most."""
    at = rank_told(answer)
    rank = ranks[at]
    planned = [each for each in answer.points if each.has_plan]
    if not planned:
        return f"None of the {len(answer.points):,} pairs of values has a plan that was found."
    if first_that_varies(planned) is None:
        value, low = planned[0].values[0], known_lows(planned[0])[0]
        level = level_text(ranks[0], value, low, unit=True)
        missing = len(answer.points) - len(planned)
        failing = f"; no plan was found with {missing:,} others" if missing else ""
        return (
            f"No change was found among {len(planned):,} pairs of values: {ranks[0].name} "
            f"{ranks[0].verb('comes', 'come')} to {level} with each{failing}."
        )
    least = min(planned, key=lambda each: each.values[at])
    most = max(planned, key=lambda each: each.values[at])
    said: list[str] = []
    for point in (least, most):
        value = point.values[at]
        others = sum(same_value(each.values[at], value) for each in planned) - 1
        more = f" (and {others:,} more)" if others else ""
        level = level_text(rank, value, known_lows(point)[at], unit=not said)
        said.append(f"{level} with {_pair_text(plan, answer, point.what)}{more}")
    looked, verb = f"Of the {len(answer.points):,} pairs looked at", rank.verb("is", "are")
    return f"{looked}, {rank.name} {verb} least, {said[0]}, and most, {said[1]}."


def _pair_text(plan: Plan, answer: SweepAnswer, what: Sequence[tuple[str, str | float]]) -> str:
    """A pair of values: the capacity of Lviv at 500 heads and the cap on heads from Baltics at 0 heads."""
    given = zip(answer.numbers, phrases_of(answer.numbers), what, strict=True)
    return with_and(
        f"{phrase} at {value_text(plan, number, Decimal(repr(float(value))).normalize(), unit=True)}"
        for number, phrase, (_, value) in given
    )


def _proof(plan: Plan, answer: SweepAnswer, ranks: Sequence[RankWords], known: int) -> str:
    """How much of it is proved, and what was not looked at."""
    if answer.staircase is None:
        return _proof_of_points(answer, ranks[rank_told(answer)])
    steps = answer.staircase.steps
    still_open = [step for step in steps if not step.proved]
    if not still_open and all(step.complete for step in steps):
        return f"All of it is proved, for every value between{_in_ranks(ranks, known)}."
    where = [span_text(plan, answer.numbers[0], step.low, step.high, unit=True) for step in still_open]
    up_to = "" if known >= len(ranks) else f" up to {ranks[known - 1].name}"
    told = f"Not proved in every rank{up_to}: {_few(where)}." if where else ""
    missed = sum(not step.complete for step in steps)
    if missed:
        told += f" Of these {missed:,} stretch{'es were' if missed > 1 else ' was'} not looked at."
    return told.strip()


def _proof_of_points(answer: SweepAnswer, rank: RankWords) -> str:
    """How many points of a grid are proved: in every rank, else in the one that is told."""
    many, count = len(answer.numbers) > 1, len(answer.points)
    what = counted(count, "pair", "pairs") if many else counted(count, "value", "values")
    sure = sum(proof_words(each) in SURE for each in answer.points)
    at = rank_told(answer)
    settled = sum(
        known_lows(each)[at] >= each.values[at] if each.has_plan else proof_words(each) in SURE
        for each in answer.points
    )
    rest = "" if _without_gaps(answer) else "; values between them were not looked at"
    if sure == settled:
        are = "is" if 1 in (sure, count) else "are"
        told = f"All {what} are" if sure == count > 1 else f"{sure:,} of {what} {are}"
        return f"{told} proved{rest}."
    told = f"all {what}" if settled == count else f"{settled:,} of {what}"
    verb = rank.verb("is", "are")
    return f"{capital(rank.name)} {verb} proved for {told}, every later rank for {sure:,} of them{rest}."


def _without_gaps(answer: SweepAnswer) -> bool:
    """Whether no value lies between those that were looked at: each whole number from the least on was."""
    return all(
        number.column.kind is Kind.WHOLE
        and len(set(number.range.values())) == number.range.high - number.range.low + 1
        for number in answer.numbers
    )


def _few(where: Sequence[str]) -> str:
    return in_cell(where, MOST_STRETCHES)
