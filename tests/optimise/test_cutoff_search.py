"""The cutoff search: the same values and proofs as the usual search, and no claim that another one denies."""

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
from solver.model.program import Program
from solver.optimise import Search, optimise
from solver.optimise.cutoff_search import CutoffSearch
from solver.optimise.limit_search import SearchEnd, SearchSettings
from solver.optimise.rounding import completed
from solver.plan.make import make_plan
from solver.tables import raw_tables

EXACT = Search(gap=0.0, threads=1, time_limit=60.0)


@pytest.mark.parametrize("seed", seeds(20))
def test_cutoffs_end_where_the_usual_search_does(seed: int):
    """``starts=False`` asks HiGHS in the usual way alone. Threads: the proofs run side by side with two."""
    plan = make_plan(raw_tables(in_whole_units(random_sheets(seed))))
    usual = optimise(plan, replace(EXACT, starts=False))
    by_cutoffs = optimise(plan, replace(EXACT, threads=1 + seed % 2))

    assert by_cutoffs.status == usual.status
    assert [rank.value for rank in by_cutoffs.ranks] == pytest.approx([rank.value for rank in usual.ranks])
    assert [rank.bound for rank in by_cutoffs.ranks] == pytest.approx([rank.bound for rank in usual.ranks])
    assert by_cutoffs.solver.retries == 0


def three_companies() -> Program:
    """Three companies of 100 for 250 heads: 0 is lacking with three, 250 with none."""
    return build_program(
        a_plan(
            contingents=[pledge("A", units=3, heads_per_unit=100)],
            requirements=[need(250)],
            priorities=ranked("target shortfall"),
        )
    )


def test_a_worse_start_is_left_and_the_best_plan_proved():
    program = three_companies()
    cost = program.ranks[0].cost
    nobody = completed(program, np.zeros(program.count))
    result = CutoffSearch(program, EXACT).solve(cost, nobody, 10.0)

    assert cost.value(nobody) == 250.0
    assert result.plan is not None
    assert (cost.value(result.plan), result.bound, result.proved) == (0.0, 0.0, True)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_search_that_calls_a_better_plan_impossible_proves_nothing(
    threads: int, monkeypatch: pytest.MonkeyPatch
):
    """The second search, without presolve, finds the plan that the first denied."""
    program = three_companies()
    cost = program.ranks[0].cost
    nobody = completed(program, np.zeros(program.count))
    search = CutoffSearch(program, replace(EXACT, threads=threads))
    ask = search.within.search

    def lies(program: Program, cost: Any, limit: float, asked: SearchSettings) -> SearchEnd:
        if asked.watched:
            return SearchEnd(plan=None, bound=math.inf, closed=True, seconds=1.0)
        return ask(program, cost, limit, asked)

    monkeypatch.setattr(search.within, "search", lies)
    monkeypatch.setattr(search, "_near", lambda *_: nobody)
    result = search.solve(cost, nobody, 10.0)

    assert not result.proved
    assert result.bound <= 0.0
    assert result.plan is not None
    assert cost.value(result.plan) == 0.0


def test_a_search_that_is_stopped_returns_the_plan_that_was_known(monkeypatch: pytest.MonkeyPatch):
    program = three_companies()
    cost = program.ranks[0].cost
    nobody = completed(program, np.zeros(program.count))
    search = CutoffSearch(program, EXACT)

    def stopped(*_: object) -> np.ndarray:
        search.within.stop()
        return nobody

    monkeypatch.setattr(search, "_near", stopped)
    result = search.solve(cost, nobody, 10.0)

    assert (result.plan is nobody, result.proved, search.gave_up) == (True, False, False)
