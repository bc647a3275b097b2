"""Root restarts: HiGHS's root node solved again with the cuts found there, for a better bound each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.model.linexpr import Floats, Ints
from solver.optimise.highs_calls import INFEASIBLE, begin_from, new_highs, set_options
from solver.optimise.large.solver_pool import SolverPool
from solver.tolerances import ABSOLUTE_GAP, ZERO_PRICE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cuts:
    """Cuts that HiGHS found; ``starts``: where the entries of each begin, and where the last ends."""

    starts: Ints
    column: Ints
    coefficient: Floats
    lower: Floats
    upper: Floats


class RootRestart:
    """A model in whole numbers, and the cuts that HiGHS found at its root so far.

    HiGHS leaves the root after a number of rounds. Restarted from a model that states its cuts, it finds
    further ones that build on them. Cuts may exclude plans no better than the best that HiGHS knew, so a
    bound by them is valid only up to that. ``converged`` says whether to stop.
    """

    def __init__(
        self, model: Any, pool: SolverPool, converged: Callable[[], bool], *, presolve: bool
    ) -> None:
        self.pool = pool
        self.converged = converged
        self.seed = pool.seed
        self.proved = False
        self._best_known = np.inf
        self._lp = new_highs(output_flag=False, threads=1, presolve=False, solve_relaxation=True)
        self._lp.passModel(_presolved(model) if presolve else model)
        self._own_rows = self._lp.getNumRow()
        self.bound = self._solve_lp()

    def search(
        self,
        seconds: float,
        gap: float,
        leave: Callable[[float], bool],
        watch: Callable[[Any], None] | None = None,
        start: Floats | None = None,
    ) -> bool:
        """Search from the root; returns whether it was left at its end, which ``leave`` decides by the bound.

        ``watch`` is given HiGHS before it runs; ``start``: a known plan.
        """
        found: list[Cuts] = []

        def ended(event: Any) -> None:
            if not found and leave(event.data_out.mip_dual_bound):
                found.append(_cuts_of(event.data_out))

        highs = self._prepared(seconds, gap, start)
        highs.cbMipGetCutPool += ended
        if watch is not None:
            watch(highs)
        self.pool.run(highs, converged=lambda: bool(found) or self.converged())
        self._read_result(highs)
        if not found or self.proved or self.pool.stopped or self.converged():
            return False
        self._add(found[0])
        return True

    def valid_bound(self, bound: float) -> float:
        """The part of a bound by the cuts that is valid for every plan."""
        return min(bound, self._best_known)

    def _prepared(self, seconds: float, gap: float, start: Floats | None) -> Any:
        highs = new_highs(log_to_console=False, threads=1, random_seed=self.seed, presolve=False)
        set_options(highs, mip_rel_gap=gap, mip_abs_gap=ABSOLUTE_GAP, time_limit=max(seconds, 0.0))
        highs.passModel(self._lp.getLp())
        if start is not None and self.pool.starts:
            begin_from(highs, start)
        self.seed += 1  # another road to other rows
        return highs

    def _read_result(self, highs: Any) -> None:
        """Take the bound and the best value from a run that has ended."""
        status, info = highs.getModelStatus(), highs.getInfo()
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            self._best_known = min(self._best_known, info.objective_function_value)
        bound = info.mip_dual_bound if info.valid else -np.inf
        if status in INFEASIBLE:  # nothing is better than the best
            bound = self._best_known if np.isfinite(self._best_known) else -np.inf
        self.proved = status == highspy.HighsModelStatus.kOptimal
        self.bound = max(self.bound, self.valid_bound(bound))

    def _add(self, rows: Cuts) -> None:
        """Add cuts to the model, and delete those that no longer bind."""
        relaxed, count = self._lp, len(rows.lower)
        relaxed.addRows(
            count,
            rows.lower,
            rows.upper,
            len(rows.column),
            rows.starts[:count].astype(np.int32),
            rows.column.astype(np.int32),
            rows.coefficient,
        )
        self.bound = max(self.bound, self.valid_bound(self._solve_lp()))
        prices = np.abs(np.asarray(relaxed.getSolution().row_dual))
        void = np.flatnonzero((prices < ZERO_PRICE) & (np.arange(len(prices)) >= self._own_rows))
        if len(void):
            relaxed.deleteRows(len(void), void.astype(np.int32))

    def _solve_lp(self) -> float:
        """The value of the relaxation with all cuts; -inf if it is not solved."""
        self._lp.run()
        solved = self._lp.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(self._lp.getInfo().objective_function_value) if solved else -np.inf


def _presolved(model: Any) -> Any:
    """The model after HiGHS's presolve, or the model itself where that reduces nothing."""
    highs = new_highs(output_flag=False, threads=1)
    highs.passModel(model)
    highs.presolve()
    reduced = highs.getModelPresolveStatus() == highspy.HighsPresolveStatus.kReduced
    return highs.getPresolvedLp() if reduced else model


def _cuts_of(told: Any) -> Cuts:
    """The cuts in HiGHS's pool at the end of its root."""
    count = int(told.cutpool_num_cut)
    column = np.array(told.cutpool_index, dtype=np.int64)
    starts = np.append(np.array(told.cutpool_start, dtype=np.int64)[:count], len(column))
    return Cuts(
        starts=starts,
        column=column,
        coefficient=np.array(told.cutpool_value, dtype=np.float64),
        lower=np.array(told.cutpool_lower, dtype=np.float64)[:count],
        upper=np.array(told.cutpool_upper, dtype=np.float64)[:count],
    )
