"""Answers about random plans beside one another: what holds whatever the plan is."""

from __future__ import annotations

import itertools
import time

import pytest
from oracle.random_seeds import seeds
from oracle.test_reasons_against_reference import Asked, near
from small_answers import options_of
from small_plans import a_plan, fills, need, pledge

from solver.optimise import optimise
from solver.reasons.questions.answer import Question
from solver.reasons.questions.base import base_of
from solver.reasons.questions.caps import cap_steps
from solver.reasons.questions.pledges import why_not
from solver.reasons.questions.session import Session

SECONDS = 5.0


def asked_of(seed: int) -> Asked:
    """A random plan, small."""
    asked = Asked(seed, "tiny", SECONDS)
    if not asked.has_plan:
        pytest.skip("no plan")
    return asked


@pytest.mark.parametrize("seed", seeds(2))
def test_a_looser_cap_is_never_worse_and_todays_step_is_the_plan(seed: int):
    asked = asked_of(seed)
    for question in cap_steps.caps_that_bind(asked.base)[:1]:
        *_, answer = cap_steps.answers(asked.session, question)
        steps = [step for step in answer.steps if step.claim == "proved" and step.ranks]
        first = [step.ranks[0].value for step in steps]
        assert all(later <= before or near(later, before) for before, later in itertools.pairwise(first))
        (today,) = (step for step in answer.steps if not step.settings)
        assert [rank.value for rank in today.ranks] == asked.values


@pytest.mark.parametrize("seed", seeds(2))
def test_a_unit_that_the_plan_has_costs_nothing_and_any_other_is_no_better(seed: int):
    asked = asked_of(seed)
    sent = {contingent for contingent, *_ in asked.allocation}
    for contingent in asked.plan.contingents["contingent"].head(3):
        asked.session.end = time.monotonic() + SECONDS
        question = Question(kind="why_not", contingent=contingent)
        *_, answer = why_not.answers(asked.session, question)
        if contingent in sent:
            assert [rank.high for rank in answer.price] == asked.values
            assert answer.claim == "proved"
            assert answer.first_worse is None
        elif answer.claim == "proved" and answer.price:
            assert answer.price[0].low >= asked.values[0] - 1e-6


def test_a_unit_that_helps_nothing_costs_its_heads():
    suitability = fills("Infantry", "Infantry")
    plan = a_plan(contingents=[pledge("POL-A", units=2)], requirements=[need(100)], suitability=suitability)
    options = options_of(plan, gap=0.0)
    session = Session(base_of(plan, optimise(plan, options)), options, time.monotonic() + SECONDS)
    there = Question(kind="why_not", contingent="POL-A")
    *_, now = why_not.answers(session, there)
    *_, more = why_not.answers(session, Question(kind="why_not", contingent="POL-A", more=True))
    assert all(rank.high == rank.base for rank in now.price)
    (heads,) = (rank for rank in more.price if rank.name == "heads")
    assert (heads.base, heads.low, heads.high) == (100.0, 200.0, 200.0)
