"""A search with a baseline begins there, so that want of time alone makes no plan worse."""

from __future__ import annotations

import numpy as np
import pytest
from large_cases import GAP_0, random_case

from solver.model.build import build_program
from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.optimise import optimise
from solver.optimise.highs import DirectHighs
from solver.optimise.highs_calls import set_options
from solver.optimise.large.arrays import arrays_of
from solver.optimise.large.primal_thread import PrimalThread
from solver.optimise.rounding import start_from_baseline
from solver.plan.plan import with_baseline

SEEDS = (1, 3, 9)
"""Random plans whose first rank HiGHS does not settle without searching."""


def program_after(seed: int) -> tuple[Program, float]:
    """A random plan with its best allocation as baseline, and what that comes to at the first rank."""
    case = random_case(seed, "medium")
    best = optimise(case.plan, GAP_0)
    return build_program(with_baseline(case.plan, given=True), baseline=best.allocation), best.ranks[0].value


def found_without_search(program: Program, start: Floats | None) -> float:
    """What HiGHS has at the first rank when it may not search."""
    solver = DirectHighs(program, GAP_0)
    set_options(solver.highs, mip_max_nodes=0, mip_heuristic_effort=0.0, presolve="off")
    cost = program.ranks[0].cost
    solver.minimise(cost)
    if start is not None:
        solver.start_from(start)
    outcome = solver.run(10.0)
    return np.inf if outcome.values is None else cost.value(outcome.values)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_search_has_the_plan_of_its_baseline_before_it_begins(seed: int):
    program, best = program_after(seed)

    assert found_without_search(program, start_from_baseline(program)) == pytest.approx(best)
    assert found_without_search(program, None) > best + 1e-6


def test_the_lane_beside_begins_there_where_that_is_possible():
    """Everybody everywhere is no plan: then it begins from nothing."""
    program, best = program_after(1)
    solver = DirectHighs(program, GAP_0)
    solver.minimise(program.ranks[0].cost)
    arrays = arrays_of(solver.highs, program)
    before = start_from_baseline(program)
    primal = PrimalThread(program, GAP_0, arrays, before)
    everybody = np.where(np.isnan(before), np.nan, program.upper)

    assert arrays.value(primal.start) == pytest.approx(best)
    assert PrimalThread(program, GAP_0, arrays, everybody).start is None
