"""The search by periods: a plan improved a few periods at a time, while the others stay as they are.

Little ties periods together (what a site costs to open, moves, what a pool has left), so what one of them
lacks can mostly be mended within it. A search that has all periods open at once may find none of that in many
times the time.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.backend import SolveOutcome
from solver.optimise.granularity import granularity
from solver.optimise.limit_search import LimitSearch, SearchSettings
from solver.tolerances import LEAST_STEP, NEARLY_A_STEP

MOST_PERIODS = 3
"""Periods that are open at once, at most; at first one."""

WINDOW_SECONDS, WINDOW_NODES = 2.0, 500
"""What one search of so few periods may take."""

SHARE = 0.6
"""Share of what is left of a rank's time that they may take together."""

PAUSE_SECONDS, PAUSE_SHARE = 5.0, 0.15
"""When the usual search pauses for this one: what it proves, it mostly proves sooner."""


def pause_after(program: Program, seconds: float) -> float:
    """The seconds after which the usual search of a program pauses for this one; infinite where never."""
    if not program.whole_units or _periods(program) < 2:
        return math.inf
    return min(PAUSE_SECONDS, PAUSE_SHARE * seconds)


class PeriodSearch:
    """The search by periods of one rank: ``plan`` is the best known, completed; None where none is.

    ``within``: searches, and has the rows that are kept.
    """

    def __init__(self, within: LimitSearch, cost: Cost, known: SolveOutcome) -> None:
        """``known``: the best plan so far, and the bound."""
        self.within, self.cost, self.bound = within, cost, known.bound
        self.program = within.completion.program
        self.plan = None if known.values is None else within.completion.of(known.values)
        self.step = NEARLY_A_STEP * granularity(within.completion, cost)

    def improve(self, seconds: float) -> None:
        """Improve the plan until no few periods have a better one, for a share of so many seconds at most."""
        end = time.monotonic() + SHARE * seconds
        windows = list(_windows(_periods(self.program)))
        idle = 0
        while idle < len(windows):
            for window in windows:
                if self._done() or time.monotonic() >= end or idle >= len(windows):
                    return
                idle = 0 if self._improve(window, end) else idle + 1

    def _done(self) -> bool:
        """Whether there is nothing to improve."""
        return self.plan is None or self.within.stopped or self._limit(self.plan) < self.bound

    def _limit(self, plan: Floats) -> float:
        """The most that a better plan may cost."""
        value = self.cost.value(plan)
        return value - max(LEAST_STEP * max(1.0, abs(value)), self.step)

    def _improve(self, window: tuple[int, int], end: float) -> bool:
        """Take the best plan that differs in these periods only, if one is found that is better."""
        assert self.plan is not None
        limit = self._limit(self.plan)
        seconds = min(WINDOW_SECONDS, end - time.monotonic())
        asked = SearchSettings(seconds=seconds, seed=self.within.options.seed, nodes=WINDOW_NODES)
        ended = self.within.search(_open_in(self.program, self.plan, window), self.cost, limit, asked)
        if ended.plan is None or self.cost.value(ended.plan) >= self.cost.value(self.plan):
            return False
        self.plan = ended.plan
        self.within.found(ended.plan)
        return True


def _periods(program: Program) -> int:
    """The last period in which anybody can be sent."""
    return int(program.group("send").table["period"].max()) if program.count else 0


def _windows(periods: int) -> Iterator[tuple[int, int]]:
    """The first and last period of what is open at once, the smallest first; never all of them."""
    for length in range(1, min(MOST_PERIODS, periods - 1) + 1):
        for first in range(1, periods - length + 2):
            yield first, first + length - 1


def _open_in(program: Program, plan: Floats, window: tuple[int, int]) -> Program:
    """The program in which all other periods send what they send in the plan."""
    send = program.group("send")
    period = send.table["period"].to_numpy()
    arcs = send.start + np.flatnonzero((period < window[0]) | (period > window[1]))
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[arcs] = upper[arcs] = plan[arcs]
    return replace(program, lower=lower, upper=upper)
