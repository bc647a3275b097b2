"""Answers to questions about random workbooks, each held against the second implementation.

What is claimed as proved must be what the reference finds; what lies between must hold it; a plan that was
found is no better than the best; and a change does what it says when the workbook is solved with it.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from oracle.asked import (
    Row,
    all_of,
    changed,
    lacks_at_most,
    lacks_of,
    least_lack,
    misses_at_most,
    no_worse,
    rank_values_with,
    units_at_least,
)
from oracle.facts import Sheets
from oracle.judge import Allocation
from oracle.random_plans import random_baseline, random_sheets
from oracle.random_seeds import seeds
from oracle.reference import nothing
from oracle.test_against_reference import as_frame
from solver.optimise import Search, optimise
from solver.plan.make import make_plan
from solver.reasons.questions.answer import Answer, Change, Question, RankNumber, RankPrice
from solver.reasons.questions.base import base_of
from solver.reasons.questions.question_worker import all_questions, answers_to
from solver.reasons.questions.session import Session
from solver.tables import raw_tables

NEAR = 1e-5


class Asked:
    """A random workbook with its plan, and a session of questions about it."""

    def __init__(self, seed: int, size: str, seconds: float = 60.0) -> None:
        self.sheets: Sheets = random_sheets(seed, size)
        self.plan = make_plan(raw_tables(self.sheets))
        options = replace(Search.of(self.plan.settings), gap=0.0, threads=1)
        compared = (self.plan.priorities["objective"] == "changes").any()
        self.before: Allocation = random_baseline(seed, self.sheets) if compared else {}
        baseline = as_frame(self.plan, self.before) if compared else None
        self.solution = optimise(self.plan, options, baseline)
        self.has_plan = self.solution.has_plan
        if self.has_plan:
            self.base = base_of(self.plan, self.solution, baseline)
            self.session = Session(self.base, options, time.monotonic() + seconds)
            self.values = [rank.value for rank in self.solution.ranks]
            rows = self.solution.allocation[["contingent", "role", "site", "period", "units"]]
            self.allocation: Allocation = {tuple(key): units for *key, units in rows.to_numpy().tolist()}

    def best(self, row: Row = nothing, *settings: str) -> list[float] | None:
        """What the reference says of each rank, these cells changed; None where there is no such plan."""
        sheets = changed(self.sheets, settings) if settings else self.sheets
        return rank_values_with(sheets, row, self.before)


def near(value: float, other: float) -> bool:
    """The same, but for arithmetic."""
    return abs(value - other) <= NEAR * max(1.0, abs(value), abs(other))


def check_price(price: Sequence[RankPrice], expected: list[float] | None, *, claim: str) -> None:
    """The price is what the reference finds: exactly where proved, else between its low and high."""
    assert expected is not None, "the reference finds no such plan"
    for rank, value in zip(price, expected, strict=True):
        if claim == "proved":
            assert near(rank.high, value), (rank, expected)
            assert near(rank.low, value), (rank, expected)
        room = NEAR * max(1.0, abs(value))
        assert rank.low <= value + room, (rank, expected)
        if not near(rank.high, value):
            assert rank.high >= value - room, (rank, expected)
            break  # later ranks suppose that this one comes to its high


def check_change(asked: Asked, change: Change) -> list[float] | None:
    """The ranks of a change are those of the workbook solved with it."""
    expected = asked.best(nothing, change.setting)
    if change.ranks:
        assert expected is not None
        check_numbers(change.ranks, expected)
    return expected


def check_numbers(ranks: Sequence[RankNumber], expected: list[float]) -> None:
    """The same vectors."""
    assert all(near(rank.value, value) for rank, value in zip(ranks, expected, strict=True)), (
        ranks,
        expected,
    )


def check_why_not(asked: Asked, answer: Answer) -> None:
    """Its price, whether it is possible, and that each change makes it cost nothing."""
    question = answer.question
    where = {"site": question.site, "role": question.role, "period": question.period}
    there = sum(
        units
        for (contingent, role, site, period), units in asked.allocation.items()
        if contingent == question.contingent
        and question.site in ("", site)
        and question.role in ("", role)
        and question.period in (0, period)
    )
    least = there + 1.0 if question.more else 1.0
    row = units_at_least(least, question.contingent, **where)
    expected = asked.best(row)
    if answer.possible is not None:
        assert answer.possible == (expected is not None), (answer, expected)
    if answer.price:
        check_price(answer.price, expected, claim=answer.claim)
    if answer.first_worse is not None and answer.price:
        rank = next(each for each in answer.price if each.rank == answer.first_worse)
        at = answer.price.index(rank)
        assert expected is not None
        assert all(
            near(value, before) for value, before in zip(expected[:at], asked.values[:at], strict=True)
        )
        assert expected[at] > asked.values[at]
    for change in answer.changes:
        check_change(asked, change)
        found = asked.best(row, change.setting)
        assert no_worse(found, asked.values), (change, found, asked.values)
        check_least(change, lambda setting: no_worse(asked.best(row, setting), asked.values))


def check_least(change: Change, does: Callable[[str], bool]) -> None:
    """No nearer value does it, where that is claimed: the nearest of those between is tried."""
    try:
        before, after = float(change.before.replace(",", "")), float(change.after.replace(",", ""))
    except ValueError:
        return
    if change.claim != "proved" or math.isclose(before, after):
        return
    whole = before.is_integer() and after.is_integer()
    if whole and abs(after - before) <= 1:
        return
    step = math.copysign(1.0 if whole else abs(after - before) * 0.01, before - after)
    nearer = after + step
    address = change.setting.rpartition("=")[0]
    assert not does(f"{address}={nearer:.9g}"), (change, nearer)


def check_why_short(asked: Asked, answer: Answer) -> None:
    """The least lack, its price, and that each change fills it with nobody else worse."""
    question = answer.question
    where = (question.site, question.role, question.period)
    expected = least_lack(asked.sheets, where)
    assert expected is not None
    if answer.least_lack is not None:
        low, high = answer.least_lack
        assert low <= expected + NEAR * max(1.0, expected)
        assert high >= expected - NEAR * max(1.0, expected)
        if answer.claim == "proved":
            assert near(low, expected), (answer, expected)
            assert near(high, expected), (answer, expected)
    if answer.possible is not None:
        assert answer.possible == (expected <= 1e-6)
    if answer.price and answer.least_lack is not None:
        row = lacks_at_most({where: answer.least_lack[1]})
        check_price(answer.price, asked.best(row), claim=answer.claim)
    now = lacks_of(asked.sheets, asked.allocation)
    others = {place: lacks for place, lacks in now.items() if place != where}

    def fills(setting: str) -> bool:
        there = lacks_of(changed(asked.sheets, [setting]), {})
        held = {place: lacks for place, lacks in others.items() if place in there}
        row = all_of(lacks_at_most({where: 0.0}), misses_at_most(held))
        return asked.best(row, setting) is not None

    for change in answer.changes:
        check_change(asked, change)
        assert fills(change.setting), change
        check_least(change, fills)


def check_steps(asked: Asked, answer: Answer) -> None:
    """Every step, at both ends and between: what the reference says with the cap at that many heads."""
    row = f"Drawdown caps!#{answer.question.cap}!"

    def at(heads: float) -> list[float] | None:
        return asked.best(nothing, f"{row}Cap share=", f"{row}Cap heads={heads:.9g}")

    for step in answer.steps:
        if step.claim != "proved":
            continue
        beyond = [step.limit + 1000.0] if step.endless else []
        for heads in {step.limit, step.from_limit, (step.limit + step.from_limit) // 2, *beyond}:
            expected = at(heads)
            if step.ranks:
                assert expected is not None, step
                check_numbers(step.ranks, expected)
            else:
                assert expected is None, step
        if step.settings and step.ranks:
            expected = asked.best(nothing, *step.settings)
            assert expected is not None
            check_numbers(step.ranks, expected)
    if answer.free_down_to is not None:
        expected = at(answer.free_down_to)
        assert expected is not None
        assert no_worse(expected, asked.values)
        if asked.base.proved:
            assert no_worse(asked.values, expected)


def check_asks(asked: Asked, answer: Answer) -> None:
    """Every ask comes to what the reference says, and the better come first."""
    vectors = []
    for ask in answer.asks:
        vectors.append([rank.value for rank in ask.ranks])
        if not ask.setting:
            continue
        expected = asked.best(nothing, ask.setting)
        assert expected is not None
        if ask.claim == "proved":
            check_numbers(ask.ranks, expected)
        assert no_worse(expected, asked.values)
        assert not no_worse(asked.values, expected), "an ask that helps nothing"
    for better, worse in itertools.pairwise(vectors):
        assert no_worse(better, worse), (better, worse)


def check_one_of(asked: Asked, question: Question, seconds: float) -> list[str]:
    """Every answer to a question within its time is held against the reference; their claims."""
    asked.session.end = time.monotonic() + seconds
    claims = []
    for answer in answers_to(asked.session, question):
        CHECKS[question.kind](asked, answer)
        claims.append(answer.claim)
    return claims


CHECKS = {"why_not": check_why_not, "why_short": check_why_short, "cap": check_steps, "asks": check_asks}


def questions_of(asked: Asked) -> list[Question]:
    """The first questions of each kind that a plan raises."""
    raised = all_questions(asked.base, 1)
    kinds = [[each for each in raised if each.kind == kind][:1] for kind in CHECKS]
    return [each for kind in kinds for each in kind]


@pytest.mark.parametrize("size", ["tiny", "small"])
@pytest.mark.parametrize("seed", seeds(1))
def test_answers_are_what_the_reference_finds(size: str, seed: int):
    asked = Asked(seed, size)
    if not asked.has_plan:
        return
    for question in questions_of(asked):
        check_one_of(asked, question, 20.0)


@pytest.mark.parametrize("seconds", [0.0, 0.3])
@pytest.mark.parametrize("seed", seeds(1))
def test_short_of_time_claims_are_weaker_and_never_wrong(seconds: float, seed: int):
    asked = Asked(100 + seed, "small")
    if not asked.has_plan:
        return
    for question in questions_of(asked):
        check_one_of(asked, question, seconds)


def test_the_random_workbooks_raise_questions_of_every_kind():
    claims: dict[str, list[str]] = {kind: [] for kind in CHECKS}
    for seed in range(2):
        asked = Asked(seed, "small")
        for question in questions_of(asked) if asked.has_plan else []:
            claims[question.kind] += check_one_of(asked, question, 20.0)[-1:]
    assert all("proved" in found for found in claims.values()), claims
