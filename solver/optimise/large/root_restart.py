"""HiGHS's root once more, from the rows that it found there before: a better bound each time."""

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
    """Rows that HiGHS found; ``starts``: where the entries of each begin, and where the last ends."""

    starts: Ints
    column: Ints
    coefficient: Floats
    lower: Floats
    upper: Floats


class RootRestart:
    """A model in whole numbers, and the rows that HiGHS found at its root so far.

    HiGHS leaves the root after a number of rounds. Begun anew from a model that
    states what it found, it finds rows that build on these. They leave a best
    plan, unless HiGHS knew one as good: a bound by them holds up to the best
    that it knew. ``enough`` says whether to stop.
    """

    def __init__(self, model: Any, team: SolverPool, enough: Callable[[], bool], *, presolve: bool) -> None:
        self.team = team
        self.enough = enough
        self.seed = team.seed
        self.proved = False
        self._best = np.inf
        self._relaxed = new_highs(output_flag=False, threads=1, presolve=False, solve_relaxation=True)
        self._relaxed.passModel(_presolved(model) if presolve else model)
        self._own = self._relaxed.getNumRow()
        self.bound = self._relax()

    def search(
        self,
        seconds: float,
        gap: float,
        leave: Callable[[float], bool],
        watch: Callable[[Any], None] | None = None,
        start: Floats | None = None,
    ) -> bool:
        """Search from the root; returns whether it was left there, which ``leave`` decides by the bound.

        ``watch`` is given HiGHS before it runs; ``start``: a plan that is known.
        """
        found: list[Cuts] = []

        def ended(event: Any) -> None:
            if not found and leave(event.data_out.mip_dual_bound):
                found.append(_cuts_of(event.data_out))

        highs = self._prepared(seconds, gap, start)
        highs.cbMipGetCutPool += ended
        if watch is not None:
            watch(highs)
        self.team.run(highs, enough=lambda: bool(found) or self.enough())
        self._learn(highs)
        if not found or self.proved or self.team.stopped or self.enough():
            return False
        self._add(found[0])
        return True

    def holds(self, bound: float) -> float:
        """As much of a bound by the rows as is one for every plan."""
        return min(bound, self._best)

    def _prepared(self, seconds: float, gap: float, start: Floats | None) -> Any:
        highs = new_highs(log_to_console=False, threads=1, random_seed=self.seed, presolve=False)
        set_options(highs, mip_rel_gap=gap, mip_abs_gap=ABSOLUTE_GAP, time_limit=max(seconds, 0.0))
        highs.passModel(self._relaxed.getLp())
        if start is not None and self.team.starts:
            begin_from(highs, start)
        self.seed += 1  # another road to other rows
        return highs

    def _learn(self, highs: Any) -> None:
        """The bound and the best plan of a run that is over."""
        status, info = highs.getModelStatus(), highs.getInfo()
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            self._best = min(self._best, info.objective_function_value)
        bound = info.mip_dual_bound if info.valid else -np.inf
        if status in INFEASIBLE:  # nothing is better than the best
            bound = self._best if np.isfinite(self._best) else -np.inf
        self.proved = status == highspy.HighsModelStatus.kOptimal
        self.bound = max(self.bound, self.holds(bound))

    def _add(self, rows: Cuts) -> None:
        """State the rows that hold the bound; those that do no more are forgotten."""
        relaxed, count = self._relaxed, len(rows.lower)
        relaxed.addRows(
            count,
            rows.lower,
            rows.upper,
            len(rows.column),
            rows.starts[:count].astype(np.int32),
            rows.column.astype(np.int32),
            rows.coefficient,
        )
        self.bound = max(self.bound, self.holds(self._relax()))
        prices = np.abs(np.asarray(relaxed.getSolution().row_dual))
        void = np.flatnonzero((prices < ZERO_PRICE) & (np.arange(len(prices)) >= self._own))
        if len(void):
            relaxed.deleteRows(len(void), void.astype(np.int32))

    def _relax(self) -> float:
        """The bound of the rows alone, if it can be worked out."""
        self._relaxed.run()
        solved = self._relaxed.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(self._relaxed.getInfo().objective_function_value) if solved else -np.inf


def _presolved(model: Any) -> Any:
    """What HiGHS's presolve leaves of a model, or the model where there is nothing to gain."""
    highs = new_highs(output_flag=False, threads=1)
    highs.passModel(model)
    highs.presolve()
    reduced = highs.getModelPresolveStatus() == highspy.HighsPresolveStatus.kReduced
    return highs.getPresolvedLp() if reduced else model


def _cuts_of(told: Any) -> Cuts:
    """The rows that HiGHS tells of where its root ends."""
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
