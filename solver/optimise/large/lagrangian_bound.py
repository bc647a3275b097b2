"""The search for a bound where branching would gain little: root restarts, Lagrangian bound by period."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from solver.model.linexpr import Floats
from solver.optimise.large.arrays import needed_upper, subproblem
from solver.optimise.large.primal_thread import HIGHS_ALONE, PrimalThread
from solver.optimise.large.relaxation import (
    LinearRelaxation,
    least_reduced_cost,
    reduced_costs,
    rows_at_prices,
)
from solver.optimise.large.root_restart import RootRestart
from solver.optimise.large.solver_pool import run_in_thread

LIFTED = 0.05
"""Share of the gap by which cuts at the root must have lifted the bound for root restarts to pay."""

LOOKING = 3.0
"""Multiple of its root's time for which HiGHS may look for plans before its tree."""

PAYS = 0.02
"""Share of the gap by which a restart must lift the bound to be followed by another."""

PATIENCE = 0.2
"""Share of the time for which a tree may lift the bound by less than that."""

TRIAL = 0.3
"""Share of the time in which all periods must have been searched once, or they are left alone."""


class BoundSearch:
    """The choice how HiGHS's thread goes on after the first tenth of the time.

    Where HiGHS has left its root, and cuts closed much of the gap there, root restarts close more of it, and
    the tree from there is the better one. Where it is still at the root, the program is too large as a whole:
    the Lagrangian bound of single periods takes a fraction of the time.
    """

    def __init__(self, primal: PrimalThread, began: float, seconds: float) -> None:
        self.primal = primal
        self.began, self.deadline = began, began + seconds
        self.continuation: Callable[[Any], None] | None = None
        self.failure: Exception | None = None
        self._root: tuple[float, float] | None = None
        self._tree: tuple[float, float] | None = None
        self._tried_root = self._tried_periods = False

    def root_ended(self, bound: float) -> None:
        """Take note that HiGHS leaves its root with this bound; only the first time counts."""
        if self._root is None:
            self._root = bound, time.monotonic() - self.began

    def interrupts(self, nodes: int) -> bool:
        """Whether to interrupt HiGHS; called by HiGHS itself, which waits meanwhile.

        ``nodes``: of its tree so far; before the first it looks for plans, often the best to go on from.
        """
        try:
            if self.continuation is None:
                self._choose(nodes)
        except Exception as failure:  # none may pass through HiGHS
            self.failure = failure
        return self.continuation is not None or self.failure is not None

    def continue_after(self, model: Any) -> None:
        """After HiGHS has ended: go on as was chosen, if it was interrupted for that."""
        continuation = self.continuation
        if self.failure is not None:
            raise self.failure
        if continuation is not None:
            run_in_thread(lambda: continuation(model))

    def _choose(self, nodes: int) -> None:
        """Choose how to go on without HiGHS's tree, once enough is known, if that promises more."""
        relaxation, now = self.primal.relaxation, time.monotonic()
        early = now - self.began < HIGHS_ALONE * (self.deadline - self.began)
        if early or relaxation is None or not relaxation.finished or not np.isfinite(self.primal.value):
            return
        if self._root is not None and not self._tried_root:
            bound, seconds = self._root
            if nodes == 0 and now - self.began < LOOKING * seconds:
                return
            self._tried_root = True
            in_time = now + 2.0 * seconds < self.deadline
            if in_time and bound - relaxation.bound > LIFTED * self._gap():
                self.continuation = self._restart_root
        elif self._root is None and not self._tried_periods and len(self.primal.blocks.each) > 1:
            self._tried_periods = True
            run_in_thread(lambda: self._try_periods(relaxation))

    def _gap(self) -> float:
        return self.primal.value - self.primal.bound

    def _left(self) -> float:
        return self.deadline - time.monotonic()

    def _ended(self) -> bool:
        return self.primal.converged or self.primal.pool.stopped or self._left() <= 0.0

    def _stalled(self) -> bool:
        """Whether the tree has hardly lifted the bound for long: the primal thread needs its core more."""
        if self._tree is None:
            return False
        bound, began = self._tree
        long = time.monotonic() - began > PATIENCE * (self.deadline - self.began)
        return long and self.primal.bound - bound < PAYS * self._gap()

    def _try_periods(self, relaxation: LinearRelaxation) -> None:
        """Search every period once, and go on so if that beats the bound of the whole."""
        whole, periods = self.primal.bound, PeriodDecomposition(self.primal, relaxation)
        if periods.search(time.monotonic() + TRIAL * (self.deadline - self.began)) > whole:
            self.continuation = lambda _: self._periods(periods)

    def _periods(self, periods: PeriodDecomposition) -> None:
        gained, missing = np.inf, self._gap()
        while gained > PAYS * missing and not self._ended():
            before, missing = self.primal.bound, self._gap()
            gained = periods.search(self.deadline) - before

    def _restart_root(self, model: Any) -> None:
        """Restart the root for as long as that pays; the last search goes on to the tree."""
        primal = self.primal
        root = RootRestart(model, primal.pool, lambda: self._ended() or self._stalled(), presolve=False)
        before = -np.inf

        def leave(bound: float) -> bool:
            nonlocal before
            self._update_bound(root.valid_bound(bound))
            gained, before = bound - before, bound
            if gained > PAYS * self._gap():
                return True
            self._tree = bound, time.monotonic()
            return False

        def watch(highs: Any) -> None:
            highs.cbMipLogging += lambda event: self._update_bound(
                root.valid_bound(event.data_out.mip_dual_bound)
            )
            highs.cbMipImprovingSolution += lambda event: primal.submit(np.array(event.data_out.mip_solution))

        again = True
        while again and not self._ended():
            start = None if primal.search is None else primal.search.values
            again = root.search(self._left(), primal.options.gap, leave, watch, start)
            self._update_bound(root.bound)

    def _update_bound(self, bound: float) -> None:
        self.primal.update_bound(bound)
        self.primal.tell()


class PeriodDecomposition:
    """Lagrangian relaxation by period: each a model of its own, coupling rows paid for at given prices.

    At any prices the sum of the coupling rows' limits, of each period's least and
    of the least of decisions about no period is a lower bound on every plan.
    """

    def __init__(self, primal: PrimalThread, relaxation: LinearRelaxation) -> None:
        arrays, blocks = primal.rank_only, primal.blocks
        self.primal = primal
        prices = np.where(blocks.coupling, relaxation.prices, 0.0)
        self.constant = rows_at_prices(arrays, prices) + least_reduced_cost(
            arrays, prices, arrays.period == 0
        )
        self.roots = _roots(primal, prices)

    @property
    def bound(self) -> float:
        """The Lagrangian bound, as far as periods were searched."""
        return self.constant + sum(root.bound for root in self.roots)

    def search(self, deadline: float) -> float:
        """Search the root of every period once more; returns the bound."""
        for root in self.roots:
            left = deadline - time.monotonic()
            if left <= 0.0 or self.primal.converged or self.primal.pool.stopped:
                break
            if not root.proved:
                root.search(left, 0.0, lambda _: True)
                self.primal.update_bound(self.bound)
        return self.bound


def _roots(primal: PrimalThread, prices: Floats) -> list[RootRestart]:
    """The root of each period, its infinite bounds made finite, so that each model is bounded."""
    arrays = replace(primal.rank_only, upper=needed_upper(primal.rank_only))
    cost = reduced_costs(arrays, prices)
    models = []
    for block in primal.blocks.each:
        limits = arrays.row_lower[block.rows], arrays.row_upper[block.rows]
        models.append(subproblem(arrays, block.columns, block.rows, limits, cost).model)
    return [RootRestart(model, primal.pool, lambda: primal.converged, presolve=True) for model in models]
