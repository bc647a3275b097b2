"""Beside HiGHS, which works on the whole: a plan that is built, and made better to the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event, Lock, Thread
from typing import Any

import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.optimise.backend import SolveOutcome, relative_gap
from solver.optimise.large.arrays import Arrays, without_free_rows
from solver.optimise.large.lns import NeighbourhoodSearch
from solver.optimise.large.relax_and_fix import relax_and_fix
from solver.optimise.large.relaxation import LinearRelaxation, find_blocks, solve_relaxation
from solver.optimise.large.solver_pool import SolverPool
from solver.optimise.options import Options
from solver.optimise.rounding import Completion
from solver.tolerances import BELIEVED_BOUND

LARGE_ARCS = 5_000
"""Arcs with whole units from which on HiGHS alone is no longer left to find the plan."""

HIGHS_ALONE = 0.1
"""Share of the time in which HiGHS may prove its own plan, which is the same in every run."""

HEAD_START = 0.5
"""Seconds in which HiGHS is alone with a plan of which nothing is known: easy ones are proved by then."""

SINGLE_CORE_SHARE = 0.5
"""HiGHS's share of the time where there is one core for both."""

FIRST_PLAN_SHARE = 0.2
"""Share of the time that a first plan may take."""

PAUSE = 0.1
"""Seconds between looks for a plan to begin with."""


def is_large(program: Program) -> bool:
    """Whether a plan has so many arcs that HiGHS alone seldom finds a good one in time."""
    send = program.group("send")
    return program.whole_units and send.stop - send.start >= LARGE_ARCS


class PrimalThread:
    """The second lane of a search: it hears HiGHS's bound and plans, and ends with the better of both.

    ``start``: the plan of the rank before, or what is known of a baseline; ``basis``: where the relaxation of
    that rank ended. ``tell`` is called whenever the plan is better;
    ``enough`` says that plan and bound have met, so that HiGHS need not go on.

    Three threads meet here. The one that searches calls ``begin`` and
    ``finish``; HiGHS's calls ``bound_first``, ``hear`` and ``offer``; the lane's
    own makes the plan (``improver``) and says ``enough``. What HiGHS offers
    and hears is under the lock.
    """

    def __init__(self, program: Program, options: Options, arrays: Arrays, start: Floats | None) -> None:
        self.options = options
        self.basis: Any = None
        self.relaxation: LinearRelaxation | None = None
        self.complete = Completion(program).of
        self.arrays = without_free_rows(arrays)
        self.start = self._whole(start)
        self.only = without_free_rows(replace(arrays, ahead=np.zeros(program.count)))
        self.blocks = find_blocks(self.arrays)
        self.team = SolverPool(max(options.threads - 1, 1), options.seed, starts=options.starts)
        self.improver: NeighbourhoodSearch | None = None
        self.bound = -np.inf
        self.enough = False
        self.tell: Callable[[], None] = lambda: None
        self._offered = [np.zeros(program.count) if self.start is None else self.start]  # nobody may do
        self._lock = Lock()
        self._free, self._done = Event(), Event()
        self._failure: Exception | None = None

    @property
    def value(self) -> float:
        """What the plan so far comes to."""
        return np.inf if self.improver is None else self.improver.value

    def begin(self, seconds: float) -> float:
        """Start, for so many seconds; returns how many of them HiGHS has."""
        began = time.monotonic()
        Thread(target=self._work, args=(began, began + seconds), daemon=True).start()
        return SINGLE_CORE_SHARE * seconds if self.options.threads == 1 else seconds

    def bound_first(self, seconds: float) -> None:
        """Before HiGHS begins: the relaxation, unless it is worked out for a first plan.

        From where that of the rank before ended it takes a third of the time
        that HiGHS takes, and has a bound also where the seconds do not suffice.
        """
        if self.start is not None:
            self._relax(seconds)

    def hear(self, bound: float) -> None:
        """HiGHS's bound so far."""
        with self._lock:
            self.bound = max(self.bound, bound)

    def offer(self, values: Floats) -> None:
        """A plan that HiGHS found."""
        with self._lock:
            self._offered.append(values)

    def finish(self, outcome: SolveOutcome, wait: Callable[[Event], bool]) -> SolveOutcome:
        """What both lanes came to, after HiGHS has ended with this outcome.

        ``wait`` waits for an event, and tells whether somebody interrupted.
        What HiGHS proved by itself stands, for it is the same in every run.
        """
        self.hear(outcome.bound)
        if outcome.values is not None:
            self.offer(outcome.values)
        if outcome.interrupted or outcome.ending in ("proved", "infeasible"):
            self.team.stop()
        self.team.threads = self.options.threads  # HiGHS needs its core no more
        self._free.set()
        interrupted = wait(self._done) or outcome.interrupted
        if self._failure is not None:
            raise self._failure
        if self.improver is None or outcome.ending == "proved":
            return replace(outcome, interrupted=interrupted)
        believed = self.bound <= self.value + BELIEVED_BOUND * max(1.0, abs(self.value))
        bound = min(self.bound, self.value) if believed else self.bound  # whoever asked will see
        near = relative_gap(self.value, bound) <= self.options.gap
        return SolveOutcome(
            ending="proved" if near and believed else "stopped",
            values=self.improver.values,
            bound=bound,
            claimed=self.value,
            interrupted=interrupted,
        )

    def _whole(self, start: Floats | None) -> Floats | None:
        """The plan to begin with, what is not known of it worked out; None where it is possible no more."""
        if start is None or not np.isnan(start).any():
            return start
        values = self.complete(np.nan_to_num(start))
        return values if self.arrays.keeps(values) else None

    def _work(self, began: float, deadline: float) -> None:
        try:
            self._free.wait(self._head_start(deadline - began))
            if self.start is None and not self.team.stopped:
                self._build(deadline)
            while not self._over(began, deadline):
                if not self._take_offers() and self.improver is None:
                    time.sleep(PAUSE)
                elif self.improver is not None and self.improver.step(self.team, deadline - time.monotonic()):
                    self.tell()
            self._take_offers()
        except Exception as failure:  # raised again where the search is waited for
            self._failure = failure
        finally:
            self._done.set()

    def _head_start(self, seconds: float) -> float | None:
        """For how many of the seconds HiGHS is alone; None: until it has ended, on one core."""
        if self.options.threads == 1:
            return None
        return min(HEAD_START, HIGHS_ALONE * seconds) if self.start is None else 0.0

    def _over(self, began: float, deadline: float) -> bool:
        now = time.monotonic()
        alone = now - began < HIGHS_ALONE * (deadline - began)
        self.enough = not alone and relative_gap(self.value, self.bound) <= self.options.gap
        return self.enough or self.team.stopped or now >= deadline

    def _build(self, deadline: float) -> None:
        """Offer a first plan from the prices of the relaxation."""
        seconds = FIRST_PLAN_SHARE * (deadline - time.monotonic())
        end = time.monotonic() + seconds
        relaxation = self._relax(seconds / 2)
        if relaxation is None:
            return
        each = max(end - time.monotonic(), 0.0) * self.team.threads / max(len(self.blocks.each), 1)
        values = relax_and_fix(self.arrays, self.blocks, relaxation.prices, self.team, each)
        if values is not None:
            self.offer(values)

    def _relax(self, seconds: float) -> LinearRelaxation | None:
        relaxation = solve_relaxation(self.only, self.blocks, self.team, seconds, self.basis)
        if relaxation is not None:
            self.hear(relaxation.bound)
            self.relaxation, self.basis = relaxation, relaxation.basis
        return relaxation

    def _take_offers(self) -> bool:
        """Go on from HiGHS's plan where that is better than ours."""
        with self._lock:
            offered, self._offered = self._offered, []
        better = [self._take(values) for values in offered]
        return any(better)

    def _take(self, values: Floats) -> bool:
        if self.improver is not None:
            taken = self.improver.take([(np.arange(len(values)), values)])
        else:
            values = self.complete(values)
            taken = self.arrays.keeps(values)
            if taken:
                self.improver = NeighbourhoodSearch(self.arrays, self.complete, values, self.options.seed)
        if taken:
            self.tell()
        return taken
