"""Large plans: the lane beside HiGHS, tried on plans so small that HiGHS alone knows the answer."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from dataclasses import replace
from threading import Event, Timer

import numpy as np
import pytest
from large_cases import GAP_0, Case, random_case
from oracle.random_seeds import seeds
from seconds import A_MOMENT

from solver.model.pulp_bridge import to_pulp
from solver.optimise import Search, highs, optimise
from solver.optimise.backend import SolveOutcome
from solver.optimise.highs import DirectHighs
from solver.optimise.highs_calls import SWITCH_INTERVAL, short_switch_interval
from solver.optimise.large import primal_heuristics, primal_thread
from solver.optimise.large.arrays import arrays_of, without_free_rows
from solver.optimise.large.primal_heuristics import NeighbourhoodSearch, relax_and_fix
from solver.optimise.large.primal_thread import PrimalThread
from solver.optimise.large.relaxation import find_blocks, lagrangian_bound, solve_relaxation
from solver.optimise.large.solver_pool import NO_RESULT as LATE
from solver.optimise.large.solver_pool import SolverPool

NOTHING = SolveOutcome(ending="nothing", values=None, bound=-np.inf)
STEPS = 12


def wait(done: Event) -> bool:
    """Wait as the search does, without anybody to interrupt it."""
    done.wait()
    return False


def possible(seed: int) -> Case:
    """A random plan that somebody can keep."""
    case = random_case(seed)
    if case.optimum() is None:
        pytest.skip("no plan keeps every rule")
    return case


@pytest.mark.parametrize("seed", seeds(5))
def test_periods_joined_give_the_relaxation_of_the_whole(seed: int):
    """Solving each period by itself first is a quicker way to the same bound, never above the best plan."""
    case = possible(seed)
    best = case.optimum()
    relaxation = solve_relaxation(case.arrays, find_blocks(case.arrays), case.pool, 10.0)

    assert relaxation is not None
    assert relaxation.bound == pytest.approx(case.linear_bound(), abs=1e-5)
    assert relaxation.bound <= best + 1e-6 * max(1.0, abs(best))


@pytest.mark.parametrize("seed", seeds(3))
def test_any_prices_of_rows_give_a_bound(seed: int):
    """Prices that simplex did not finish bound the best plan, too; without what decides nothing, still."""
    case = possible(seed)
    best, random = case.optimum(), np.random.default_rng(seed)
    for arrays in (case.arrays, without_free_rows(case.arrays)):
        for size in (0.0, 0.1, 1.0):
            prices = size * random.standard_normal(len(arrays.row_lower))
            limit = np.where(prices > 0, arrays.row_lower, arrays.row_upper)
            bound = lagrangian_bound(arrays, np.where(np.isfinite(limit), prices, 0.0))

            assert bound <= best + 1e-6 * max(1.0, abs(best))


@pytest.mark.parametrize("seed", seeds(3))
def test_the_relaxation_of_a_rank_goes_on_from_that_of_the_rank_before(seed: int):
    """Another objective and a kept row: the same bound as from nothing."""
    case = possible(seed)
    first, second = (rank.cost for rank in case.program.ranks[:2])
    begun = solve_relaxation(without_free_rows(case.arrays), find_blocks(case.arrays), case.pool, 10.0)
    case.solver.keep(first, begun.bound + 1.0)
    case.solver.minimise(second)
    arrays = without_free_rows(arrays_of(case.solver.highs, case.program))
    relaxation = solve_relaxation(arrays, find_blocks(arrays), case.pool, 10.0, begun.basis)

    assert relaxation.bound == pytest.approx(case.linear_bound(), rel=1e-6, abs=1e-5)


def test_a_plan_that_cannot_be_better_is_made_to_leave_the_next_rank_more():
    """Of equally good plans the search goes on to the one that the next objective likes better."""
    left = 0.0
    for seed in (15, 23, 31, 48):
        case = random_case(seed)
        best = case.optimum()
        if best is None:
            continue
        next_cost = case.program.ranks[1].cost
        arrays = arrays_of(case.solver.highs, case.program, next_cost)
        search = NeighbourhoodSearch(arrays, case.settle, case.settle(case.solver.run(20.0).values), seed)
        before = next_cost.value(search.values)
        for _ in range(STEPS):
            search.step(case.pool, 10.0)
        assert search.value == pytest.approx(best)
        assert next_cost.value(search.values) <= before + 1e-6
        left += before - next_cost.value(search.values)

    assert left > 0.0


@pytest.mark.parametrize("seed", seeds(5))
def test_a_plan_built_and_bettered_keeps_every_row_and_never_gets_worse(seed: int):
    """From period to period, then step by step, every rule holds; no plan is better than the best."""
    case = possible(seed)
    best = case.optimum()
    blocks = find_blocks(case.arrays)
    relaxation = solve_relaxation(case.arrays, blocks, case.pool, 10.0)
    first = relax_and_fix(case.arrays, blocks, relaxation.prices, case.pool, 10.0)
    if first is None:
        pytest.skip("what early periods took leaves none for a later one")
    values = case.settle(first)
    assert case.arrays.is_feasible(values)

    search = NeighbourhoodSearch(case.arrays, case.settle, values, seed)
    course = [search.value]
    for _ in range(STEPS):
        search.step(case.pool, 10.0)
        course.append(search.value)

    assert case.arrays.is_feasible(search.values)
    assert course == sorted(course, reverse=True)
    assert search.value >= best - 1e-6 * max(1.0, abs(best))


def test_without_time_for_whole_units_a_first_plan_is_rounded(monkeypatch: pytest.MonkeyPatch):
    """The best in parts of units, the parts left at home, mostly keeps every rule: a plan to begin with."""
    solve = SolverPool.solve
    monkeypatch.setattr(
        SolverPool,
        "solve",
        lambda pool, tasks: solve(pool, tasks) if tasks[0].relaxed else [LATE for _ in tasks],
    )
    kept = []
    for seed in range(6):
        case = random_case(seed)
        prices = np.zeros(len(case.arrays.row_lower))
        first = relax_and_fix(case.arrays, find_blocks(case.arrays), prices, case.pool, 1.0)
        if first is not None:
            kept.append(case.arrays.is_feasible(case.settle(first)))

    assert sum(kept) > len(kept) / 2


def test_steps_reach_the_best_plan_of_a_small_problem(monkeypatch: pytest.MonkeyPatch):
    """Where steps are in vain more is decided anew, in the end everything."""
    monkeypatch.setattr(primal_heuristics, "PATIENCE", 0)
    reached = 0
    for seed in range(4):
        case = random_case(seed)
        best = case.optimum()
        values = case.settle(np.zeros(case.program.count))
        if best is None or not case.arrays.is_feasible(values):
            continue
        search = NeighbourhoodSearch(case.arrays, case.settle, values, seed)
        for _ in range(STEPS):
            search.step(case.pool, 10.0)
        assert search.value == pytest.approx(best)
        reached += 1

    assert reached >= 2


def test_without_a_plan_from_highs_the_lane_beside_it_has_one():
    """HiGHS came back with nothing: the plan and the bound beside it are what the search has."""
    case = possible(1)
    options = replace(GAP_0, threads=2)
    primal = PrimalThread(case.program, options, case.arrays, None)
    primal.begin(1.0)
    outcome = primal.finish(NOTHING, wait)

    assert outcome.values is not None
    assert case.arrays.is_feasible(outcome.values)
    assert outcome.bound <= case.optimum() <= case.arrays.value(outcome.values) + 1e-6


def test_a_plan_that_meets_the_bound_is_proved():
    """As soon as plan and bound meet, HiGHS is told that it need not go on."""
    case = possible(1)
    primal = PrimalThread(case.program, replace(GAP_0, threads=2), case.arrays, None)
    primal.update_bound(case.optimum())
    primal.begin(A_MOMENT)
    began = time.monotonic()
    while not primal.converged and time.monotonic() - began < A_MOMENT:
        time.sleep(0.01)
    outcome = primal.finish(NOTHING, wait)

    assert outcome.ending == "proved"
    assert case.arrays.value(outcome.values) == pytest.approx(case.optimum())


def test_a_bound_that_a_plan_belies_proves_nothing():
    """A plan below HiGHS's bound shows the bound to be wrong: whoever asked is left to see that."""
    case = possible(1)
    primal = PrimalThread(case.program, replace(GAP_0, threads=2), case.arrays, case.solver.run(20.0).values)
    primal.begin(0.5)
    outcome = primal.finish(replace(NOTHING, bound=case.optimum() + 100.0), wait)

    assert outcome.ending == "stopped"
    assert outcome.bound == case.optimum() + 100.0
    assert case.arrays.value(outcome.values) == pytest.approx(case.optimum())


def test_what_highs_proves_by_itself_stands():
    """The same plan in every run: whatever the lane beside HiGHS has found by then is not looked at."""
    case = possible(1)
    proof = case.solver.run(20.0)
    primal = PrimalThread(case.program, replace(GAP_0, threads=2), case.arrays, None)
    primal.begin(60.0)

    assert primal.finish(proof, wait).values is proof.values


def test_what_highs_proves_at_once_costs_nothing_beside_it(monkeypatch: pytest.MonkeyPatch):
    """The lane beside HiGHS lets it go ahead; there is nothing left to do where it has a proof by then."""
    case = possible(1)
    proof, looked = case.solver.run(20.0), Event()
    monkeypatch.setattr(primal_thread, "solve_relaxation", lambda *_: looked.set())
    primal = PrimalThread(case.program, replace(GAP_0, threads=2), case.arrays, None)
    primal.begin(60.0)
    time.sleep(0.05)
    primal.finish(proof, wait)

    assert not looked.is_set()


def test_python_s_turns_are_as_long_as_before_after_a_search():
    """Turns are short for the search alone, also where it is interrupted."""
    before = sys.getswitchinterval()
    with suppress(KeyboardInterrupt), short_switch_interval():
        assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL)
        raise KeyboardInterrupt

    assert sys.getswitchinterval() == pytest.approx(before)


@pytest.mark.parametrize("threads", [1, 2])
def test_large_plans_end_as_small_ones_do(threads: int, monkeypatch: pytest.MonkeyPatch):
    """All ranks, each beginning from the plan before: the same values either way, one core or two."""
    case = possible(3)
    options = Search(gap=0.0, threads=threads, time_limit=20.0)
    small = optimise(case.plan, options)
    monkeypatch.setattr(primal_thread, "LARGE_ARCS", 1)
    large = optimise(case.plan, options)

    assert large.status == small.status == "optimal"
    assert [rank.value for rank in large.ranks] == pytest.approx([rank.value for rank in small.ranks])


def test_a_stop_ends_every_part_within_a_moment():
    """Whoever stops the search waits no longer than for what is being written down."""
    case = possible(1)
    primal = PrimalThread(case.program, replace(GAP_0, threads=2), case.arrays, None)
    primal.begin(10 * A_MOMENT)
    Timer(0.3, primal.pool.stop).start()
    began = time.monotonic()
    outcome = primal.finish(NOTHING, wait)

    assert time.monotonic() - began < A_MOMENT
    assert outcome.values is not None


def test_no_start_widens_a_kept_row():
    """What a start misses a row by would be traded by later ranks, times heads and weights."""
    case = possible(1)
    cost = case.program.ranks[0].cost
    best = case.solver.run(20.0).values
    solver = DirectHighs(case.program, GAP_0)
    solver.minimise(cost)
    solver.keep(cost, cost.value(best) - 1e-8)
    before = solver.highs.getLp().row_upper_[-1]
    solver.start_from(best)

    assert solver.highs.getLp().row_upper_[-1] == before


def test_a_step_of_highs_that_heeds_no_clock_costs_neither_the_plan_nor_the_next_rank(
    monkeypatch: pytest.MonkeyPatch,
):
    """Rounding at the root was seen to take minutes: another HiGHS goes on with the same rows."""
    case = possible(3)
    best, cost = case.optimum(), case.program.ranks[0].cost
    monkeypatch.setattr(primal_thread, "LARGE_ARCS", 1)
    monkeypatch.setattr(highs, "PATIENCE", 0.2)
    solver = DirectHighs(case.program, replace(GAP_0, threads=2), to_pulp(case.program))
    stuck, busy = Event(), solver.highs
    assert solver.large
    monkeypatch.setattr(solver, "_search", lambda *_: stuck.wait(10 * A_MOMENT))
    solver.minimise(cost)
    began = time.monotonic()
    outcome = solver.run(1.0)

    assert time.monotonic() - began < A_MOMENT
    assert solver.highs is not busy
    assert case.arrays.value(outcome.values) >= best - 1e-6

    stuck.set()
    monkeypatch.undo()
    solver.keep(cost, cost.value(outcome.values))
    solver.start_from(outcome.values)
    solver.minimise(cost)

    assert solver.run(20.0).bound == pytest.approx(best)
    assert solver.highs.getNumRow() == case.program.matrix.count + 1
