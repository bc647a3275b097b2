"""The lane of the bound: roots searched again, the whole's and those of periods, against the best plan."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from large_cases import GAP_0, Case, random_case
from oracle.random_seeds import seeds

from solver.optimise import Search, optimise
from solver.optimise.large import lagrangian_bound, primal_thread
from solver.optimise.large.lagrangian_bound import BoundSearch, PeriodDecomposition
from solver.optimise.large.primal_thread import PrimalThread
from solver.optimise.large.relaxation import LinearRelaxation, solve_relaxation
from solver.optimise.large.root_restart import RootRestart

TWO = Search(gap=0.0, threads=2, time_limit=20.0)


def below(bound: float, best: float) -> bool:
    """Whether a bound is none that the best plan belies."""
    return bound <= best + 1e-6 * max(1.0, abs(best))


def possible(seed: int) -> tuple[Case, float]:
    """A random plan that somebody can keep, and what the best comes to."""
    case = random_case(seed)
    best = case.optimum()
    if best is None:
        pytest.skip("no plan keeps every rule")
    return case, best


def relaxed(primal: PrimalThread) -> LinearRelaxation:
    found = solve_relaxation(primal.rank_only, primal.blocks, primal.pool, 10.0)
    assert found is not None
    return found


@pytest.mark.parametrize("presolve", [True, False])
@pytest.mark.parametrize("seed", seeds(3))
def test_a_root_searched_again_bounds_the_best_plan(seed: int, presolve: bool):
    """Rows upon rows: the bound never falls, and is never above the best plan."""
    case, best = possible(seed)
    root = RootRestart(case.solver.highs.getLp(), case.pool, lambda: False, presolve=presolve)
    before = root.bound
    for _ in range(3):
        if not root.search(10.0, 0.0, lambda _: True):
            break
        assert before <= root.bound
        before = root.bound

    assert root.bound > -np.inf
    assert below(root.bound, best)


@pytest.mark.parametrize("seed", seeds(4))
def test_periods_by_themselves_bound_the_best_plan(seed: int):
    """At the relaxation's prices they come to no less than it, and never to more than the best."""
    case, best = possible(seed)
    primal = PrimalThread(case.program, TWO, case.arrays, None)
    relaxation = relaxed(primal)
    periods = PeriodDecomposition(primal, relaxation)
    bound = periods.search(time.monotonic() + 10.0)

    assert bound >= relaxation.bound - 1e-6 * max(1.0, abs(best))
    assert below(bound, best)
    assert below(periods.search(time.monotonic() + 10.0), best)
    assert primal.bound == periods.bound


def test_rows_upon_rows_end_with_the_same_answer(monkeypatch: pytest.MonkeyPatch):
    """HiGHS leaves the whole at once for roots searched again: every rank ends at the same proved value."""
    case, _ = possible(6)
    small = optimise(case.plan, GAP_0)
    left = []

    def choose(self: BoundSearch, _: int) -> None:
        left.append(self)
        self.continuation = self._restart_root

    monkeypatch.setattr(primal_thread, "LARGE_ARCS", 1)
    monkeypatch.setattr(BoundSearch, "_choose", choose)
    large = optimise(case.plan, TWO)

    assert left
    assert large.status == "optimal"
    assert [rank.value for rank in large.ranks] == pytest.approx([rank.value for rank in small.ranks])


def test_a_program_left_for_its_periods_keeps_a_true_bound(monkeypatch: pytest.MonkeyPatch):
    """HiGHS leaves the whole at once for the periods: what they come to is no more than the best plan."""
    case, best = possible(32)
    left = []

    def choose(self: BoundSearch, _: int) -> None:
        left.append(self)
        periods = PeriodDecomposition(self.primal, relaxed(self.primal))
        self.continuation = lambda _: self._periods(periods)

    monkeypatch.setattr(primal_thread, "LARGE_ARCS", 1)
    monkeypatch.setattr(BoundSearch, "_choose", choose)
    first = optimise(case.plan, replace(TWO, time_limit=2.0)).ranks[0]

    assert left
    assert np.isfinite(first.bound)
    assert below(first.bound, best)
    assert below(best, first.value)


def test_highs_leaves_the_whole_where_rows_at_its_root_closed_much_of_the_gap(
    monkeypatch: pytest.MonkeyPatch,
):
    """A root that lifted the bound from 90 to 99, where the plan is 100, is searched again; at 90.1 not."""
    case, _ = possible(1)
    monkeypatch.setattr(lagrangian_bound, "HIGHS_ALONE", 0.0)
    for ended, interrupts in ((99.0, True), (90.1, False)):
        primal = PrimalThread(case.program, TWO, case.arrays, None)
        primal.relaxation = LinearRelaxation(prices=np.zeros(0), bound=90.0, basis=None, finished=True)
        monkeypatch.setattr(PrimalThread, "value", 100.0)
        lane = BoundSearch(primal, time.monotonic() - 1.0, 60.0)
        primal.update_bound(ended)
        lane.root_ended(ended)

        assert not lane.interrupts(nodes=0)  # it still looks for plans
        assert lane.interrupts(nodes=1) is interrupts


def test_what_fails_while_highs_asks_is_raised_after_it():
    """An exception may not pass through HiGHS's own code: HiGHS is stopped, then it is raised."""
    case, _ = possible(1)
    lane = BoundSearch(PrimalThread(case.program, TWO, case.arrays, None), time.monotonic(), 60.0)

    def fails(_: int) -> None:
        raise RuntimeError("no memory")

    lane._choose = fails
    assert lane.interrupts(nodes=1)
    with pytest.raises(RuntimeError, match="no memory"):
        lane.continue_after(None)
