"""Answers to questions while the solver lies: nothing is claimed that is not so."""

from __future__ import annotations

import contextlib
import itertools
import time

import pytest
from model.lying import LIES, Lie, infeasible, let_it_lie
from oracle.test_reasons_against_reference import CHECKS, Asked, questions_of
from small_answers import options_of
from small_plans import Records, a_plan, fills, need, pledge, ranked

from solver.errors import SolverError
from solver.optimise import checked_solver, optimise
from solver.optimise.search_state import KeptCost
from solver.reasons.questions.base import base_of, named_arcs
from solver.reasons.questions.pricing import at_least
from solver.reasons.questions.question_worker import answers_to
from solver.reasons.questions.session import Session

EVERY_OTHER, FIRST = range(1, 1000, 2), range(1, 2)

TWO: Records = [pledge("POL-A"), pledge("POL-B", capability="Engineers")]


def engineers_cost_something() -> tuple[Session, KeptCost]:
    """100 infantry are asked for and sent; an engineer is worth nothing there, and a head more."""
    suitability = [*fills("Infantry", "Infantry"), *fills("Engineers", "Infantry", effectiveness=0.5)]
    ranks = ranked("target shortfall", "heads")
    plan = a_plan(contingents=TWO, requirements=[need(100)], suitability=suitability, priorities=ranks)
    options = options_of(plan, gap=0.0)
    base = base_of(plan, optimise(plan, options))
    arcs = named_arcs(plan, base.program)
    row = at_least(arcs["column"].to_numpy()[arcs["contingent"] == "POL-B"], 1.0)
    return Session(base, options, time.monotonic() + 60.0), row


def test_an_impossible_that_nobody_confirmed_in_time_is_not_believed(monkeypatch: pytest.MonkeyPatch):
    session, row = engineers_cost_something()
    count = let_it_lie(monkeypatch, infeasible, FIRST)
    monkeypatch.setattr(checked_solver, "MOMENT", 1000.0)  # the first rank's time is over by then
    assert session.pricer.price(row, 30.0).possible is None
    changed = session.changed(())
    count[0] = 0
    assert session.best(changed, lambda *_: [row], 30.0).possible is None


def test_a_plan_that_only_one_search_called_impossible_is_not_called_so(monkeypatch: pytest.MonkeyPatch):
    plan = a_plan()
    let_it_lie(monkeypatch, infeasible, FIRST)
    monkeypatch.setattr(checked_solver, "MOMENT", 1000.0)  # no time is left to ask again
    assert optimise(plan, options_of(plan, gap=0.0)).status == "no_plan"


def test_an_impossible_that_a_second_search_refutes_is_not_believed(monkeypatch: pytest.MonkeyPatch):
    session, row = engineers_cost_something()
    count = let_it_lie(monkeypatch, infeasible, FIRST)
    price = session.pricer.price(row, 30.0)
    assert count[0] > 1
    assert price.possible is True
    assert [(rank.base, rank.high) for rank in price.ranks] == [(0.0, 0.0), (100.0, 200.0)]


@pytest.mark.parametrize("seed", [2, 4])
def test_claims_hold_where_every_other_answer_of_the_solver_is_a_lie(
    monkeypatch: pytest.MonkeyPatch, seed: int
):
    asked = Asked(seed, "tiny")
    assert asked.has_plan
    count = let_it_lie(monkeypatch, each_in_turn(), EVERY_OTHER)
    for question in questions_of(asked):
        asked.session.end = time.monotonic() + 1.0
        with contextlib.suppress(SolverError):  # the question is lost, and nothing more is claimed
            for answer in answers_to(asked.session, question):
                CHECKS[question.kind](asked, answer)
    assert count[0] > 0


def each_in_turn() -> Lie:
    """Every lie, one after the other, where there are values to lie about."""
    lies = itertools.cycle(LIES)
    return lambda liar, outcome: outcome if outcome.values is None else next(lies)(liar, outcome)
