"""Tiny plans against trying everything: the second implementation, and forcegen itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings

from oracle.brute_force import brute_force, in_whole_units
from oracle.random_plans import random_baseline, random_sheets, workbooks
from oracle.random_seeds import seeds
from oracle.reference import solve_reference
from oracle.test_against_reference import as_frame
from solver.optimise import Search, optimise
from solver.plan.make import make_plan
from solver.tables import raw_tables

MOST = 1500
"""Allocations that a test may try; each is judged by every rule."""


@settings(max_examples=30, deadline=None, derandomize=True)
@given(workbooks("tiny"))
def test_no_allocation_beats_the_reference(workbook: dict[str, Any]):
    """All whole-unit allocations of a tiny plan, judged one by one: the best has the reference's ranks."""
    sheets = in_whole_units(workbook)
    baseline = random_baseline(0, workbook)
    best = brute_force(sheets, most=MOST, baseline=baseline)
    assume(best is not None)

    assert solve_reference(sheets, baseline=baseline).rank_values == pytest.approx(best)


@pytest.mark.parametrize("seed", seeds(10))
def test_no_allocation_beats_forcegen(seed: int):
    """The same for forcegen: the best is found, and no plan claimed where all break a rule."""
    workbook = random_sheets(seed, "tiny")
    sheets = in_whole_units(workbook)
    baseline = random_baseline(seed, workbook)
    best = brute_force(sheets, most=MOST, baseline=baseline)
    if best is None:
        pytest.skip("too many allocations to try")
    plan = make_plan(raw_tables(sheets))
    options = replace(Search.of(plan.settings), gap=0.0, threads=1)

    solution = optimise(plan, options, baseline=as_frame(plan, baseline))

    assert [rank.value for rank in solution.ranks] == pytest.approx(best)
    assert (solution.status == "infeasible") == (best == [])
