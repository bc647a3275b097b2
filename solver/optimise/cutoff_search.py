"""The cutoff search: is there a plan better than the best so far? Where there is none, that one is proved.

A rank begins with its linear relaxation. Plans near its values come first: they are quickly found, and often
the best. Then HiGHS is asked for a plan that is better by at least the granularity of the objective. That
program is easy to call impossible, which is the proof, while the bound of a search that has the best plan
already takes many times as long. What the search cannot close soon is left to HiGHS's usual one.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.backend import KeptRow, Search
from solver.optimise.granularity import granularity
from solver.optimise.highs_calls import INFEASIBLE, new_highs, pass_program, set_options
from solver.optimise.linking_rows import LinkingRows, add_links, add_violated, worth_adding
from solver.optimise.rounding import Completion
from solver.optimise.search_state import KeptCost
from solver.optimise.tightening import (
    PricedRelaxation,
    add_rows,
    price,
    relaxed_model,
    set_cost,
    tightened_within,
)
from solver.tolerances import ABSOLUTE_GAP, SHORT_OF_WHOLE

LEAST_STEP = 1e-7
"""Share of a value by which a better plan must be better where the granularity is less or not known: what
HiGHS misses a scaled row by."""

NEARLY = 0.99
"""Share of the granularity by which a better plan must be better: the rest is left to arithmetic."""

UNITS_BELOW = (0, 1)
"""Plans near the relaxation send at most so many units less than it, rounded down, on any arc; the next
number where the first has no such plan."""

NEAR_NODES = 200
"""Nodes that a search near the relaxation may take."""

NEAR_SECONDS, CUTOFF_SECONDS = 1.0, 1.0
"""Seconds that a search near the relaxation, and the one below the cutoff, may take: what they do not close
by then, the usual search closes earlier, and more so in later ranks."""

SHARE = 0.05
"""Share of a rank's time that each of these may take."""

OTHER_SEED = 7919
"""Offset of the seed of the search that confirms."""

CONFIRM_SECONDS, CONFIRM_FACTOR = 0.2, 2.0
"""What the search that confirms may take: so many seconds, or so many times what the first took."""

Found = Callable[[Floats], None]
Watch = Callable[[float, float], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CutoffResult:
    """The result for a rank: the best plan, completed, None where none is known, and its bound.

    ``proved``: whether no better plan exists, to the gap that was asked for.
    """

    plan: Floats | None
    bound: float
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProgramSearch:
    """How one program is searched: limits, seed and settings. ``watched``: whether it tells how it goes."""

    seconds: float
    seed: int
    nodes: int | None = None
    presolve: bool = True
    threads: int = 1
    watched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProgramEnd:
    """How the search of one program ended: closed, with its completed plan if there is any; or not."""

    plan: Floats | None
    bound: float
    closed: bool
    seconds: float


class CutoffSearch:
    """The cutoff search of one program with whole units, rank after rank.

    The bounds that settled ranks leave its decisions are kept for later ones. ``found`` is called with every
    better plan, ``watch`` with value and bound so far. ``stop`` ends what is running. ``gave_up``: whether
    a rank was not proved, so that later ones are not worth its time.
    """

    def __init__(self, program: Program, options: Search, links: LinkingRows | None = None) -> None:
        self.program, self.options = program, options
        self.completion = Completion(program)
        self.links = links
        self.linked = np.zeros(0, dtype=np.int64)
        self.rows: list[KeptRow] = []
        self.last: tuple[Cost, PricedRelaxation] | None = None
        self.running: list[Any] = []
        self.stopped = self.gave_up = False
        self.standing = math.inf, -math.inf
        self.found: Found = lambda _: None
        self.watch: Watch = lambda _value, _bound: None

    def keep(self, row: KeptRow) -> None:
        """Keep this row from now on."""
        if self.last is not None:
            cost, relaxation = self.last
            scale = _scale(cost, row.cost)
            if scale is not None:
                self.program = tightened_within(self.program, relaxation, row.limit * scale)
            self.last = None
        self.rows.append(row)

    def stop(self) -> None:
        """Stop what is running; nothing starts afterwards."""
        self.stopped = True
        for highs in list(self.running):
            highs.cancelSolve()

    def solve(self, cost: Cost, start: Floats | None, seconds: float) -> CutoffResult:
        """Search for at most so many seconds for a plan of least cost; give up for good if none is proved.

        ``start``: a plan if one is known, NaN in what it leaves open.
        """
        self.stopped = False
        result = self._solve(cost, start, seconds)
        self.gave_up = not (result.proved or self.stopped)
        return result

    def _solve(self, cost: Cost, start: Floats | None, seconds: float) -> CutoffResult:
        end = time.monotonic() + seconds
        if start is not None and np.isnan(start).any():
            start = self._filled(cost, start, min(NEAR_SECONDS, SHARE * seconds))
        relaxation = self._relaxation(cost, seconds)
        if relaxation is None:
            return CutoffResult(plan=start, bound=-math.inf, proved=False)
        self.last = cost, relaxation
        step = NEARLY * granularity(self.completion, cost)
        plan = self._near(cost, relaxation, start, step, min(NEAR_SECONDS, SHARE * seconds))
        if plan is None or self.stopped:
            return CutoffResult(plan=plan, bound=relaxation.bound, proved=False)
        self.standing = cost.value(plan), relaxation.bound
        self.watch(*self.standing)
        left = min(CUTOFF_SECONDS, end - time.monotonic())
        return self._below(cost, relaxation, plan, step, left)

    def _relaxation(self, cost: Cost, seconds: float) -> PricedRelaxation | None:
        """The relaxation under a cost, with links of contingents and open sites where they lift its bound."""
        highs = relaxed_model(self.program, self.rows)
        if self.links is not None and worth_adding(self.program, cost):
            set_cost(highs, self.program, cost)
            add_links(highs, self.links, self.linked)
            added = add_violated(highs, self.program, self.links, seconds)
            self.linked = np.concatenate([self.linked, added])
        return price(highs, self.program, cost)

    def _filled(self, cost: Cost, start: Floats, seconds: float) -> Floats | None:
        """The plan of least cost that has the start's values; None where none was found."""
        given = ~np.isnan(start)
        program = replace(
            self.program,
            lower=np.where(given, start, self.program.lower),
            upper=np.where(given, start, self.program.upper),
        )
        asked = ProgramSearch(seconds=seconds, seed=self.options.seed, nodes=NEAR_NODES)
        return self._search(program, cost, math.inf, asked).plan

    def _near(
        self, cost: Cost, relaxation: PricedRelaxation, start: Floats | None, step: float, seconds: float
    ) -> Floats | None:
        """The best plan known: the start, or a better one that sends hardly less than the relaxation."""
        send = self.program.group("send")
        arcs = slice(send.start, send.stop)
        limit = math.inf if start is None else _cutoff(cost.value(start), step)
        if limit < relaxation.bound:
            return start
        for below in UNITS_BELOW:
            if self.stopped:
                return start
            lower = self.program.lower.copy()
            least = np.floor(relaxation.values[arcs] + SHORT_OF_WHOLE) - below
            lower[arcs] = np.minimum(np.maximum(lower[arcs], least), self.program.upper[arcs])
            asked = ProgramSearch(seconds=seconds, seed=self.options.seed, nodes=NEAR_NODES)
            ended = self._search(replace(self.program, lower=lower), cost, math.inf, asked)
            if ended.plan is not None and cost.value(ended.plan) <= limit:
                self.found(ended.plan)
                return ended.plan
        return start

    def _below(
        self, cost: Cost, relaxation: PricedRelaxation, plan: Floats, step: float, seconds: float
    ) -> CutoffResult:
        """The plan proved, or a better one: a search below the cutoff, and one that confirms."""
        value = cost.value(plan)
        limit = _cutoff(value, step)
        beyond = value if step >= _least_step(value) else limit  # no plan's value is between the two
        if limit < relaxation.bound:
            return CutoffResult(plan=plan, bound=max(beyond, relaxation.bound), proved=True)
        program = tightened_within(self.program, relaxation, limit)
        ended = self._confirmed(program, cost, limit, seconds)
        if ended.plan is not None and cost.value(ended.plan) < value:
            self.found(ended.plan)
            bound = max(relaxation.bound, ended.bound) if ended.closed else relaxation.bound
            return CutoffResult(plan=ended.plan, bound=bound, proved=ended.closed)
        if ended.closed:
            return CutoffResult(plan=plan, bound=max(beyond, relaxation.bound), proved=True)
        bound = max(relaxation.bound, min(limit, ended.bound))
        near_enough = value - bound <= self.options.gap * abs(value)
        return CutoffResult(plan=plan, bound=bound, proved=near_enough)

    def _confirmed(self, program: Program, cost: Cost, limit: float, seconds: float) -> ProgramEnd:
        """The end of the search below the cutoff; that there is no plan is confirmed by one without presolve.

        Both run at once where there are cores for it. Where the second does not end in time, the first is
        believed; where it finds a plan, nothing is proved.
        """
        options = self.options
        first = ProgramSearch(seconds=seconds, seed=options.seed, threads=options.threads, watched=True)
        other = ProgramSearch(seconds=seconds, seed=(options.seed + OTHER_SEED) % 2**31, presolve=False)
        if options.threads == 1:
            ended = self._search(program, cost, limit, first)
            if not ended.closed or ended.plan is not None:
                return ended
            least = max(CONFIRM_SECONDS, CONFIRM_FACTOR * ended.seconds)
            return _agreed(ended, self._search(program, cost, limit, replace(other, seconds=least)))
        with ThreadPoolExecutor(2) as pool:
            one: Future[ProgramEnd] = pool.submit(self._search, program, cost, limit, first)
            two: Future[ProgramEnd] = pool.submit(self._search, program, cost, limit, other)
            wait((one, two), return_when=FIRST_COMPLETED)
            if two.done() and two.result().closed and two.result().plan is None:
                wait((one,), timeout=max(CONFIRM_SECONDS, CONFIRM_FACTOR * two.result().seconds))
                if not one.done():
                    self._cancel()
                ended = one.result()
                return _agreed(two.result(), ended) if not ended.closed or ended.plan is None else ended
            ended = one.result()
            if ended.closed and ended.plan is None:
                wait((two,), timeout=max(CONFIRM_SECONDS, CONFIRM_FACTOR * ended.seconds))
            if not two.done():
                self._cancel()
            return _agreed(ended, two.result()) if ended.closed and ended.plan is None else ended

    def _cancel(self) -> None:
        for highs in list(self.running):
            highs.cancelSolve()

    def _search(self, program: Program, cost: Cost, limit: float, asked: ProgramSearch) -> ProgramEnd:
        """Search a program for the plan of least cost, at most ``limit``, in this thread."""
        began = time.monotonic()
        highs = new_highs(
            presolve=asked.presolve,
            output_flag=asked.watched and self.options.aloud,
            threads=asked.threads,
            random_seed=asked.seed,
            mip_rel_gap=self.options.gap,
            mip_abs_gap=ABSOLUTE_GAP,
            time_limit=max(asked.seconds, 0.0),
        )
        if asked.nodes is not None:
            set_options(highs, mip_max_nodes=asked.nodes)
        pass_program(highs, program)
        rows = list(self.rows)
        if limit < math.inf:
            rows.append(KeptCost(name="cutoff", cost=cost, limit=limit).row())
        add_rows(highs, rows)
        if self.links is not None:
            add_links(highs, self.links, self.linked)
        set_cost(highs, program, cost)
        highs.HandleUserInterrupt = True
        if asked.watched:
            highs.cbMipLogging += self._report
            highs.cbMipImprovingSolution += lambda event: self.found(np.array(event.data_out.mip_solution))
        self.running.append(highs)
        try:
            if not self.stopped:
                highs.run()
                highspy.Highs.resetGlobalScheduler(False)  # HiGHS keeps its workers by thread
        finally:
            self.running.remove(highs)
        return self._ended(highs, time.monotonic() - began)

    def _report(self, event: Any) -> None:
        """Tell where the search below the cutoff stands."""
        value, bound = self.standing
        value = min(value, event.data_out.mip_primal_bound)
        self.watch(value, max(bound, min(event.data_out.mip_dual_bound, value)))

    def _ended(self, highs: Any, seconds: float) -> ProgramEnd:
        status, info = highs.getModelStatus(), highs.getInfo()
        if status in INFEASIBLE:
            return ProgramEnd(plan=None, bound=math.inf, closed=True, seconds=seconds)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        plan = self.completion.of(np.asarray(highs.getSolution().col_value)) if found else None
        closed = found and status == highspy.HighsModelStatus.kOptimal
        bound = info.mip_dual_bound if info.valid else -math.inf
        return ProgramEnd(plan=plan, bound=bound, closed=closed, seconds=seconds)


def _agreed(first: ProgramEnd, second: ProgramEnd) -> ProgramEnd:
    """The first end, that there is no plan; the second's plan, and nothing proved, where there is one."""
    if second.plan is None:
        return first
    log.warning("HiGHS called a program impossible that has a plan; the proof is left to another search")
    return replace(second, closed=False, bound=-math.inf)


def _cutoff(value: float, step: float) -> float:
    """The most that a better plan may cost."""
    return value - max(step, _least_step(value))


def _least_step(value: float) -> float:
    return LEAST_STEP * max(1.0, abs(value))


def _scale(cost: Cost, scaled: Cost) -> float | None:
    """How many times the scaled cost the cost is; None where they are two different ones."""
    if not np.array_equal(cost.column, scaled.column) or not len(cost.column):
        return None
    largest = np.abs(scaled.coefficient).max()
    scale = float(np.abs(cost.coefficient).max() / largest) if largest else 1.0
    return scale if np.allclose(cost.coefficient, scaled.coefficient * scale, rtol=1e-12, atol=0.0) else None
