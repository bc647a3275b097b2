"""The lane of the bound: where the tree promises little, roots are searched, the whole's or the periods'."""

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
"""Share of the gap by which rows found at the root must have lifted the bound for more of them to pay."""

LOOKING = 3.0
"""Times what HiGHS took to the end of its root, for which it may look for plans before its tree."""

PAYS = 0.02
"""Share of the gap by which a search of the root must lift the bound to be followed by another."""

PATIENCE = 0.2
"""Share of the time for which a tree may lift the bound by less than that."""

TRIAL = 0.3
"""Share of the time in which all periods must have been searched once, or they are left alone."""


class BoundSearch:
    """What becomes of HiGHS's lane after the first tenth of the time.

    Where HiGHS has left the root of the whole, and rows lifted its bound there
    by much of what is missing, more rows lift it further, and the tree from
    there is the better one. Where it is still at the root, the program is too
    large for it as a whole: periods by themselves, rows that couple them paid
    for at the prices of the relaxation, are searched in a fraction of the time.
    """

    def __init__(self, beside: PrimalThread, began: float, seconds: float) -> None:
        self.beside = beside
        self.began, self.deadline = began, began + seconds
        self.go_on: Callable[[Any], None] | None = None
        self.failure: Exception | None = None
        self._root: tuple[float, float] | None = None
        self._tree: tuple[float, float] | None = None
        self._tried_root = self._tried_periods = False

    def root_ended(self, bound: float) -> None:
        """HiGHS leaves the root of the whole with this bound, for the first time or again."""
        if self._root is None:
            self._root = bound, time.monotonic() - self.began

    def leaves(self, nodes: int) -> bool:
        """Whether HiGHS shall leave the search of the whole; asked by HiGHS itself, which waits meanwhile.

        ``nodes`` of its tree are done; before the first it looks for plans, often the best to go on from.
        """
        try:
            if self.go_on is None:
                self._choose(nodes)
        except Exception as failure:  # none may pass through HiGHS
            self.failure = failure
        return self.go_on is not None or self.failure is not None

    def after(self, model: Any) -> None:
        """HiGHS has ended: go on as was chosen, if it has left the model for that."""
        go_on = self.go_on
        if self.failure is not None:
            raise self.failure
        if go_on is not None:
            run_in_thread(lambda: go_on(model))

    def _choose(self, nodes: int) -> None:
        """How to go on without HiGHS's tree, if that promises more, once there is enough to tell by."""
        relaxation, now = self.beside.relaxation, time.monotonic()
        early = now - self.began < HIGHS_ALONE * (self.deadline - self.began)
        if early or relaxation is None or not relaxation.finished or not np.isfinite(self.beside.value):
            return
        if self._root is not None and not self._tried_root:
            bound, seconds = self._root
            if nodes == 0 and now - self.began < LOOKING * seconds:
                return
            self._tried_root = True
            in_time = now + 2.0 * seconds < self.deadline
            if in_time and bound - relaxation.bound > LIFTED * self._gap():
                self.go_on = self._whole
        elif self._root is None and not self._tried_periods and len(self.beside.blocks.each) > 1:
            self._tried_periods = True
            run_in_thread(lambda: self._try_periods(relaxation))

    def _gap(self) -> float:
        return self.beside.value - self.beside.bound

    def _left(self) -> float:
        return self.deadline - time.monotonic()

    def _over(self) -> bool:
        return self.beside.enough or self.beside.team.stopped or self._left() <= 0.0

    def _in_vain(self) -> bool:
        """Whether the tree has lifted the bound by next to nothing for long: the plan needs its core more."""
        if self._tree is None:
            return False
        bound, began = self._tree
        long = time.monotonic() - began > PATIENCE * (self.deadline - self.began)
        return long and self.beside.bound - bound < PAYS * self._gap()

    def _try_periods(self, relaxation: LinearRelaxation) -> None:
        """Search every period once, and go on so if that beats what the whole came to."""
        whole, periods = self.beside.bound, PeriodDecomposition(self.beside, relaxation)
        if periods.search(time.monotonic() + TRIAL * (self.deadline - self.began)) > whole:
            self.go_on = lambda _: self._periods(periods)

    def _periods(self, periods: PeriodDecomposition) -> None:
        gained, missing = np.inf, self._gap()
        while gained > PAYS * missing and not self._over():
            before, missing = self.beside.bound, self._gap()
            gained = periods.search(self.deadline) - before

    def _whole(self, model: Any) -> None:
        """The last search goes on from the root to the tree, for as long as that pays."""
        beside = self.beside
        root = RootRestart(model, beside.team, lambda: self._over() or self._in_vain(), presolve=False)
        before = -np.inf

        def leave(bound: float) -> bool:
            nonlocal before
            self._hear(root.holds(bound))
            gained, before = bound - before, bound
            if gained > PAYS * self._gap():
                return True
            self._tree = bound, time.monotonic()
            return False

        def watch(highs: Any) -> None:
            highs.cbMipLogging += lambda event: self._hear(root.holds(event.data_out.mip_dual_bound))
            highs.cbMipImprovingSolution += lambda event: beside.offer(np.array(event.data_out.mip_solution))

        again = True
        while again and not self._over():
            start = None if beside.improver is None else beside.improver.values
            again = root.search(self._left(), beside.options.gap, leave, watch, start)
            self._hear(root.bound)

    def _hear(self, bound: float) -> None:
        self.beside.hear(bound)
        self.beside.tell()


class PeriodDecomposition:
    """Each period as a model of its own, rows that couple them paid for at given prices.

    Whatever the prices are, no plan can be below what the rows come to, plus
    the least of each period, plus that of decisions about no period.
    """

    def __init__(self, beside: PrimalThread, relaxation: LinearRelaxation) -> None:
        arrays, blocks = beside.only, beside.blocks
        self.beside = beside
        prices = np.where(blocks.couple, relaxation.prices, 0.0)
        self.constant = rows_at_prices(arrays, prices) + least_reduced_cost(
            arrays, prices, arrays.period == 0
        )
        self.roots = _roots(beside, prices)

    @property
    def bound(self) -> float:
        """What no plan can be below, as far as periods were searched."""
        return self.constant + sum(root.bound for root in self.roots)

    def search(self, deadline: float) -> float:
        """Search the root of every period once more; returns what no plan can be below."""
        for root in self.roots:
            left = deadline - time.monotonic()
            if left <= 0.0 or self.beside.enough or self.beside.team.stopped:
                break
            if not root.proved:
                root.search(left, 0.0, lambda _: True)
                self.beside.hear(self.bound)
        return self.bound


def _roots(beside: PrimalThread, prices: Floats) -> list[RootRestart]:
    """The root of each period; what no plan needs more of has an end, so that each has a best."""
    arrays = replace(beside.only, upper=needed_upper(beside.only))
    cost = reduced_costs(arrays, prices)
    models = []
    for block in beside.blocks.each:
        limits = arrays.row_lower[block.rows], arrays.row_upper[block.rows]
        models.append(subproblem(arrays, block.columns, block.rows, limits, cost).model)
    return [RootRestart(model, beside.team, lambda: beside.enough, presolve=True) for model in models]
