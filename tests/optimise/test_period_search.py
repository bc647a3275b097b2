"""The search by periods: better plans a few periods at a time, and the same values and proofs in the end."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from oracle.brute_force import in_whole_units
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from small_plans import a_plan, need, pledge, ranked

from solver.model.build import build_program
from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.optimise import Search, optimise, rank_search
from solver.optimise.answer_check import plan_in
from solver.optimise.backend import SolveOutcome
from solver.optimise.cutoff_search import CutoffSearch
from solver.optimise.limit_search import LimitSearch
from solver.optimise.period_search import PeriodSearch, pause_after
from solver.optimise.rounding import Completion, completed
from solver.plan.make import make_plan
from solver.tables import raw_tables

EXACT = Search(gap=0.0, threads=1, time_limit=60.0)


def four_periods(**more: Any) -> Program:
    """Three companies of 100 for 250 heads in each of four periods: 1,000 lacks where nobody is sent."""
    return build_program(
        a_plan(
            contingents=[pledge("A", units=3, heads_per_unit=100)],
            requirements=[need(250)],
            priorities=ranked("target shortfall"),
            settings={"Periods": 4},
            **more,
        )
    )


def search_of(program: Program, plan: Floats | None, bound: float = -math.inf) -> PeriodSearch:
    within = LimitSearch(Completion(program), EXACT, None)
    return PeriodSearch(
        within, program.ranks[0].cost, SolveOutcome(ending="stopped", values=plan, bound=bound)
    )


def test_what_each_period_lacks_is_mended_within_it():
    program = four_periods()
    nobody = completed(program, np.zeros(program.count))
    search = search_of(program, nobody)
    search.improve(10.0)

    assert search.plan is not None
    assert (program.ranks[0].cost.value(nobody), program.ranks[0].cost.value(search.plan)) == (1000.0, 0.0)
    assert plan_in(program, (), search.plan)[1] == ""


def test_a_plan_at_its_bound_is_left_as_it_is():
    program = four_periods()
    nobody = completed(program, np.zeros(program.count))
    search = search_of(program, nobody, bound=1000.0)
    search.improve(10.0)

    assert search.plan is not None
    assert search.plan.tolist() == nobody.tolist()


def test_without_a_plan_there_is_nothing_to_improve():
    search = search_of(four_periods(), None)
    search.improve(10.0)

    assert search.plan is None


def test_one_period_needs_no_search_by_periods():
    one = build_program(a_plan(contingents=[pledge("A")], requirements=[need(250)]))

    assert pause_after(one, 60.0) == math.inf
    assert pause_after(four_periods(), 60.0) == 5.0
    assert pause_after(four_periods(), 10.0) == 1.5


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[SolveOutcome]:
    """What is known at each pause, where nothing is proved by cutoffs and the usual search pauses at once."""
    heard: list[SolveOutcome] = []
    after_pause = rank_search._after_pause

    def heeding(solver: Any, cutoffs: Any, known: SolveOutcome, end: float) -> SolveOutcome:
        heard.append(known)
        return after_pause(solver, cutoffs, known, end)

    monkeypatch.setattr(rank_search, "_after_pause", heeding)
    monkeypatch.setattr(rank_search, "pause_after", lambda *_: 0.0)
    monkeypatch.setattr(CutoffSearch, "gave_up", property(lambda _: True, lambda *_: None), raising=False)
    return heard


@pytest.mark.parametrize("some", range(2))
def test_ranks_come_to_the_same_where_the_usual_search_pauses(some: int, pauses: list[SolveOutcome]):
    for seed in seeds(16)[some::2]:
        plan = make_plan(raw_tables(in_whole_units(random_sheets(seed))))
        usual = optimise(plan, replace(EXACT, starts=False))
        by_periods = optimise(plan, EXACT)

        assert by_periods.status == usual.status
        assert [rank.value for rank in by_periods.ranks] == pytest.approx(
            [rank.value for rank in usual.ranks]
        )
        assert [rank.bound for rank in by_periods.ranks] == pytest.approx(
            [rank.bound for rank in usual.ranks]
        )
    assert any(known.values is not None for known in pauses)
