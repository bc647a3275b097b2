"""The search for a plan within a limit, and the second search that confirms that there is none."""

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
from solver.optimise.backend import KeptRow, Search, other_seed
from solver.optimise.highs_calls import INFEASIBLE, add_row, new_highs, pass_program, set_cost, set_options
from solver.optimise.linking_rows import LinkingRows, add_links
from solver.optimise.rounding import Completion
from solver.optimise.search_state import KeptCost
from solver.tolerances import ABSOLUTE_GAP

CONFIRM_SECONDS, CONFIRM_FACTOR = 0.2, 2.0
"""What the search that confirms may take: so many seconds, or so many times what the first took."""

Found = Callable[[Floats], None]
Watch = Callable[[float, float], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SearchSettings:
    """How one program is searched: limits, seed and settings. ``watched``: whether it tells how it goes."""

    seconds: float
    seed: int
    nodes: int | None = None
    presolve: bool = True
    threads: int = 1
    watched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SearchEnd:
    """How the search of one program ended: closed, with its completed plan if there is any; or not."""

    plan: Floats | None
    bound: float
    closed: bool
    seconds: float


class LimitSearch:
    """The search for plans of least cost within a limit, by HiGHS.

    ``rows``: rows that every plan keeps; ``linked``: those of the links that are stated as rows. ``found`` is
    called with every better plan of a watched search, ``watch`` with value and bound, at first ``standing``.
    ``stop`` ends what is running.
    """

    def __init__(self, completion: Completion, options: Search, links: LinkingRows | None) -> None:
        self.completion, self.options, self.links = completion, options, links
        self.rows: list[KeptRow] = []
        self.linked = np.zeros(0, dtype=np.int64)
        self.running: list[Any] = []
        self.stopped = False
        self.standing = math.inf, -math.inf
        self.found: Found = lambda _: None
        self.watch: Watch = lambda _value, _bound: None

    def stop(self) -> None:
        """Stop what is running; nothing starts afterwards."""
        self.stopped = True
        self._cancel()

    def confirmed(self, program: Program, cost: Cost, limit: float, seconds: float) -> SearchEnd:
        """The end of the search within the limit; that there is no plan is confirmed by one without presolve.

        Both run at once where there are cores for it. Where the second does not end in time, the first is
        believed; where it finds a plan, nothing is proved.
        """
        options = self.options
        first = SearchSettings(seconds=seconds, seed=options.seed, threads=options.threads, watched=True)
        other = SearchSettings(seconds=seconds, seed=other_seed(options.seed), presolve=False)
        if options.threads == 1:
            ended = self.search(program, cost, limit, first)
            if not ended.closed or ended.plan is not None:
                return ended
            least = max(CONFIRM_SECONDS, CONFIRM_FACTOR * ended.seconds)
            return _agreed(
                ended, self.search(program, cost, limit, replace(other, seconds=least)), cost, limit
            )
        with ThreadPoolExecutor(2) as pool:
            one: Future[SearchEnd] = pool.submit(self.search, program, cost, limit, first)
            two: Future[SearchEnd] = pool.submit(self.search, program, cost, limit, other)
            wait((one, two), return_when=FIRST_COMPLETED)
            if two.done() and two.result().closed and two.result().plan is None:
                wait((one,), timeout=max(CONFIRM_SECONDS, CONFIRM_FACTOR * two.result().seconds))
                if not one.done():
                    self._cancel()
                ended = one.result()
                return (
                    _agreed(two.result(), ended, cost, limit)
                    if not ended.closed or ended.plan is None
                    else ended
                )
            ended = one.result()
            if ended.closed and ended.plan is None:
                wait((two,), timeout=max(CONFIRM_SECONDS, CONFIRM_FACTOR * ended.seconds))
            if not two.done():
                self._cancel()
            return _agreed(ended, two.result(), cost, limit) if ended.closed and ended.plan is None else ended

    def _cancel(self) -> None:
        for highs in list(self.running):
            highs.cancelSolve()

    def search(self, program: Program, cost: Cost, limit: float, asked: SearchSettings) -> SearchEnd:
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
        rows = [KeptCost(name="limit", cost=cost, limit=limit).row()] if limit < math.inf else []
        for row in (*self.rows, *rows):
            add_row(highs, row.cost, row.limit)
        if self.links is not None:
            add_links(highs, self.links, self.linked)
        set_cost(highs, cost)
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
        """Tell where the search within the limit stands."""
        value, bound = self.standing
        value = min(value, event.data_out.mip_primal_bound)
        self.watch(value, max(bound, min(event.data_out.mip_dual_bound, value)))

    def _ended(self, highs: Any, seconds: float) -> SearchEnd:
        status, info = highs.getModelStatus(), highs.getInfo()
        if status in INFEASIBLE:
            return SearchEnd(plan=None, bound=math.inf, closed=True, seconds=seconds)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        plan = self.completion.of(np.asarray(highs.getSolution().col_value)) if found else None
        closed = found and status == highspy.HighsModelStatus.kOptimal
        bound = info.mip_dual_bound if info.valid else -math.inf
        return SearchEnd(plan=plan, bound=bound, closed=closed, seconds=seconds)


def _agreed(first: SearchEnd, second: SearchEnd, cost: Cost, limit: float) -> SearchEnd:
    """The first end, that there is no plan; the second's plan, and nothing proved, where there is one."""
    if second.plan is None:
        return first
    if cost.value(second.plan) <= limit:
        log.warning("HiGHS called a program impossible that has a plan; the proof is left to another search")
    else:
        log.info("the limit is nearer than HiGHS can tell apart; the proof is left to another search")
    return replace(second, closed=False, bound=-math.inf)
