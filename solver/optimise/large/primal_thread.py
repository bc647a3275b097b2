"""The primal thread: while HiGHS works on the bound of a large plan, it builds a plan and improves it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event, Lock, Thread
from typing import Any

import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.optimise.backend import Search, SolveOutcome, relative_gap
from solver.optimise.large.arrays import Arrays, without_free_rows
from solver.optimise.large.primal_heuristics import NeighbourhoodSearch, relax_and_fix
from solver.optimise.large.relaxation import LinearRelaxation, find_blocks, solve_relaxation
from solver.optimise.large.solver_pool import SolverPool
from solver.optimise.rounding import Completion
from solver.tolerances import BELIEVED_BOUND

LARGE_ARCS = 5_000
"""Number of arcs with whole units from which a plan counts as large."""

HIGHS_ALONE = 0.1
"""Share of the time in which only HiGHS may end the search: what it proves is the same in every run."""

HEAD_START = 0.5
"""Seconds for which HiGHS is alone where no plan is known: easy ones are proved by then."""

SINGLE_CORE_SHARE = 0.5
"""Share of the time that HiGHS has where there is one core for both."""

FIRST_PLAN_SHARE = 0.2
"""Share of the time that a first plan may take."""

PAUSE = 0.1
"""Seconds between looks for a plan from HiGHS to begin with."""


def is_large(program: Program) -> bool:
    """Whether a plan has so many arcs that HiGHS alone seldom finds a good solution in time."""
    send = program.group("send")
    return program.whole_units and send.stop - send.start >= LARGE_ARCS


class PrimalThread:
    """The second thread of a search: it takes bounds and plans from HiGHS, and improves the best plan.

    ``start``: the plan of the rank before, or what is known of a baseline; ``basis``: where the relaxation of
    that rank ended. ``tell`` is called whenever the plan is better; ``converged``: plan and bound have met,
    so that HiGHS need not go on.

    Three threads meet here. The caller's calls ``begin`` and ``finish``; HiGHS's calls
    ``solve_relaxation_first``, ``update_bound`` and ``submit``; the primal thread runs ``search`` and sets
    ``converged``. A lock guards the bound and the plans submitted.
    """

    def __init__(self, program: Program, options: Search, arrays: Arrays, start: Floats | None) -> None:
        self.options = options
        self.basis: Any = None
        self.relaxation: LinearRelaxation | None = None
        self.complete = Completion(program).of
        self.arrays = without_free_rows(arrays)
        self.start = self._completed_start(start)
        self.rank_only = without_free_rows(replace(arrays, lookahead=np.zeros(program.count)))
        self.blocks = find_blocks(self.arrays)
        self.pool = SolverPool(max(options.threads - 1, 1), options.seed, starts=options.starts)
        self.search: NeighbourhoodSearch | None = None
        self.bound = -np.inf
        self.converged = False
        self.tell: Callable[[], None] = lambda: None
        self._submitted = [np.zeros(program.count) if self.start is None else self.start]  # nobody may do
        self._lock = Lock()
        self._highs_ended, self._done = Event(), Event()
        self._failure: Exception | None = None

    @property
    def value(self) -> float:
        """The value of the plan so far."""
        return np.inf if self.search is None else self.search.value

    def begin(self, seconds: float) -> float:
        """Start the thread for so many seconds; returns how many of them HiGHS has."""
        began = time.monotonic()
        Thread(target=self._work, args=(began, began + seconds), daemon=True).start()
        return SINGLE_CORE_SHARE * seconds if self.options.threads == 1 else seconds

    def solve_relaxation_first(self, seconds: float) -> None:
        """Solve the relaxation before HiGHS begins, unless that is done for a first plan.

        From the basis of the rank before it takes a third of the time that HiGHS
        takes, and gives a bound even where the seconds do not suffice.
        """
        if self.start is not None:
            self._solve_relaxation(seconds)

    def update_bound(self, bound: float) -> None:
        """Take a bound."""
        with self._lock:
            self.bound = max(self.bound, bound)

    def submit(self, values: Floats) -> None:
        """Take a plan to go on from, such as one that HiGHS found."""
        with self._lock:
            self._submitted.append(values)

    def finish(self, outcome: SolveOutcome, wait: Callable[[Event], bool]) -> SolveOutcome:
        """The outcome of both threads, after HiGHS has ended with this one.

        ``wait`` waits for an event and returns whether somebody interrupted.
        What HiGHS proved by itself stands, for it is the same in every run.
        """
        self.update_bound(outcome.bound)
        if outcome.values is not None:
            self.submit(outcome.values)
        if outcome.interrupted or outcome.ending in ("proved", "infeasible"):
            self.pool.stop()
        self.pool.threads = self.options.threads  # HiGHS needs its core no more
        self._highs_ended.set()
        interrupted = wait(self._done) or outcome.interrupted
        if self._failure is not None:
            raise self._failure
        if self.search is None or outcome.ending == "proved":
            return replace(outcome, interrupted=interrupted)
        believed = self.bound <= self.value + BELIEVED_BOUND * max(1.0, abs(self.value))
        bound = min(self.bound, self.value) if believed else self.bound  # whoever asked will see
        near = relative_gap(self.value, bound) <= self.options.gap
        return SolveOutcome(
            ending="proved" if near and believed else "stopped",
            values=self.search.values,
            bound=bound,
            claimed=self.value,
            interrupted=interrupted,
        )

    def _completed_start(self, start: Floats | None) -> Floats | None:
        """The plan to begin with, completed where it is known in part; None where that is not feasible."""
        if start is None or not np.isnan(start).any():
            return start
        values = self.complete(np.nan_to_num(start))
        return values if self.arrays.is_feasible(values) else None

    def _work(self, began: float, deadline: float) -> None:
        try:
            head_start = min(HEAD_START, HIGHS_ALONE * (deadline - began)) if self.start is None else 0.0
            self._highs_ended.wait(None if self.options.threads == 1 else head_start)
            if self.start is None and not self.pool.stopped:
                self._build(deadline)
            while not self._over(began, deadline):
                if not self._accept_submitted() and self.search is None:
                    time.sleep(PAUSE)
                elif self.search is not None and self.search.step(self.pool, deadline - time.monotonic()):
                    self.tell()
            self._accept_submitted()
        except Exception as failure:  # raised again where the search is waited for
            self._failure = failure
        finally:
            self._done.set()

    def _over(self, began: float, deadline: float) -> bool:
        now = time.monotonic()
        alone = now - began < HIGHS_ALONE * (deadline - began)
        self.converged = not alone and relative_gap(self.value, self.bound) <= self.options.gap
        return self.converged or self.pool.stopped or now >= deadline

    def _build(self, deadline: float) -> None:
        """Submit a first plan by relax and fix."""
        seconds = FIRST_PLAN_SHARE * (deadline - time.monotonic())
        end = time.monotonic() + seconds
        relaxation = self._solve_relaxation(seconds / 2)
        if relaxation is None:
            return
        each = max(end - time.monotonic(), 0.0) * self.pool.threads / max(len(self.blocks.each), 1)
        values = relax_and_fix(self.arrays, self.blocks, relaxation.prices, self.pool, each)
        if values is not None:
            self.submit(values)

    def _solve_relaxation(self, seconds: float) -> LinearRelaxation | None:
        relaxation = solve_relaxation(self.rank_only, self.blocks, self.pool, seconds, self.basis)
        if relaxation is not None:
            self.update_bound(relaxation.bound)
            self.relaxation, self.basis = relaxation, relaxation.basis
        return relaxation

    def _accept_submitted(self) -> bool:
        """Go on from a submitted plan where that is better."""
        with self._lock:
            submitted, self._submitted = self._submitted, []
        better = [self._accept(values) for values in submitted]
        return any(better)

    def _accept(self, values: Floats) -> bool:
        if self.search is not None:
            taken = self.search.accept([(np.arange(len(values)), values)])
        else:
            values = self.complete(values)
            taken = self.arrays.is_feasible(values)
            if taken:
                self.search = NeighbourhoodSearch(self.arrays, self.complete, values, self.options.seed)
        if taken:
            self.tell()
        return taken
