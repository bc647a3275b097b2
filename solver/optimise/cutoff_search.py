"""The cutoff search: is there a plan better than the best so far? Where there is none, that one is proved.

A rank begins with its linear relaxation. Plans near its values come first: they are quickly found, and often
the best. Then HiGHS is asked for a plan that is better by at least the granularity of the objective. That
program is easy to call impossible, which is the proof, while the bound of a search that has the best plan
already takes many times as long. What the search cannot close soon is left to HiGHS's usual one.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.backend import NO_HINT, Ending, Hint, KeptRow, Search, SolveOutcome, relative_gap
from solver.optimise.granularity import granularity
from solver.optimise.highs_calls import set_cost
from solver.optimise.limit_search import LimitSearch, SearchSettings
from solver.optimise.linking_rows import LinkingRows, add_links, add_violated, worth_adding
from solver.optimise.rounding import Completion
from solver.optimise.tightening import PricedRelaxation, price, relaxed_model, tightened_within
from solver.tolerances import LEAST_STEP, NEARLY_A_STEP, RANK_KEPT, SHORT_OF_WHOLE

UNITS_BELOW = (0, 1, 2)
"""Plans near the relaxation send at most so many units less than it, rounded down, on any arc; the next
number where the first has no such plan."""

NEAR_NODES = 200
"""Nodes that a search near the relaxation may take."""

NEAR_SECONDS, CUTOFF_SECONDS = 1.0, 1.0
"""Seconds that a search near the relaxation, and the one below the cutoff, may take: what they do not close
by then, the usual search closes earlier, and more so in later ranks."""

LIKELY_SECONDS = 0.3
"""Seconds for the search below the cutoff of a start that is likely the best plan already."""

SHARE = 0.05
"""Share of a rank's time that each of these may take."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CutoffResult:
    """The result for a rank: the best plan, completed, None where none is known, and its bound.

    ``proved``: whether no better plan exists, to the gap that was asked for.
    """

    plan: Floats | None
    bound: float
    proved: bool

    def outcome(self, cost: Cost) -> SolveOutcome:
        """The result as a solver's outcome."""
        if self.plan is None:
            return SolveOutcome(ending="nothing", values=None, bound=self.bound)
        ending: Ending = "proved" if self.proved else "stopped"
        return SolveOutcome(ending=ending, values=self.plan, bound=self.bound, claimed=cost.value(self.plan))

    def beside(self, usual: SolveOutcome, cost: Cost, gap: float) -> SolveOutcome:
        """The better plan of this result and the usual search's outcome, with the better bound."""
        value = math.inf if self.plan is None else cost.value(self.plan)
        found = math.inf if usual.values is None else cost.value(usual.values)
        bound = max(usual.bound, min(self.bound, value, found))
        if value >= found:
            return replace(usual, bound=bound)
        proved = relative_gap(value, bound) <= gap
        return replace(self, bound=bound, proved=proved).outcome(cost)


class CutoffSearch:
    """The cutoff search of one program with whole units, rank after rank.

    The bounds that settled ranks leave its decisions are kept for later ones. ``within`` searches for it.
    ``gave_up``: whether a rank was not proved, so that later ones are not worth its time.
    """

    def __init__(self, program: Program, options: Search, links: LinkingRows | None = None) -> None:
        self.program, self.options = program, options
        self.completion = Completion(program)
        self.within = LimitSearch(self.completion, options, links)
        self.last: tuple[Cost, PricedRelaxation] | None = None
        self.gave_up = False

    def keep(self, row: KeptRow) -> None:
        """Keep this row from now on."""
        if self.last is not None:
            cost, relaxation = self.last
            scale = _scale(cost, row.cost)
            if scale is not None:
                self.program = tightened_within(self.program, relaxation, row.limit * scale)
            self.last = None
        self.within.rows.append(row)

    def solve(self, cost: Cost, start: Floats | None, seconds: float, hint: Hint = NO_HINT) -> CutoffResult:
        """Search for at most so many seconds for a plan of least cost; give up for good if none is proved.

        ``start``: a plan if one is known, NaN in what it leaves open. ``hint``: what else is known.
        """
        result = self._solve(cost, start, seconds, hint)
        self.gave_up = not (result.proved or self.within.stopped)
        return result

    def _solve(self, cost: Cost, start: Floats | None, seconds: float, hint: Hint) -> CutoffResult:
        end = time.monotonic() + seconds
        if start is not None and np.isnan(start).any():
            start = self._filled(cost, start, min(NEAR_SECONDS, SHARE * seconds))
        relaxation = self._relaxation(cost, seconds)
        if relaxation is None:
            return CutoffResult(plan=start, bound=hint.bound, proved=False)
        self.last = cost, relaxation
        asked = _Question(
            cost=cost,
            relaxation=relaxation,
            bound=max(hint.bound, relaxation.bound),
            step=NEARLY_A_STEP * granularity(self.completion, cost),
        )
        result = CutoffResult(plan=start, bound=asked.bound, proved=False)
        if start is not None and cost.value(start) <= hint.expected + RANK_KEPT:
            result = self._below(asked, start, min(LIKELY_SECONDS, end - time.monotonic()))
        for below in UNITS_BELOW:
            if result.proved or result.plan is not start or self.within.stopped:
                break
            plan = self._near(asked, start, below, min(NEAR_SECONDS, SHARE * seconds))
            result = replace(result, plan=plan)
        if result.proved or result.plan is None or self.within.stopped:
            return result
        return self._below(asked, result.plan, min(CUTOFF_SECONDS, end - time.monotonic()))

    def _relaxation(self, cost: Cost, seconds: float) -> PricedRelaxation | None:
        """The relaxation under a cost, with links of contingents and open sites where they lift its bound."""
        highs = relaxed_model(self.program, self.within.rows)
        within = self.within
        if within.links is not None and worth_adding(self.program, cost):
            set_cost(highs, cost)
            add_links(highs, within.links, within.linked)
            added = add_violated(highs, self.program, within.links, seconds)
            within.linked = np.concatenate([within.linked, added])
        return price(highs, self.program, cost)

    def _filled(self, cost: Cost, start: Floats, seconds: float) -> Floats | None:
        """The plan of least cost that has the start's values; None where none was found."""
        given = ~np.isnan(start)
        program = replace(
            self.program,
            lower=np.where(given, start, self.program.lower),
            upper=np.where(given, start, self.program.upper),
        )
        asked = SearchSettings(seconds=seconds, seed=self.options.seed, nodes=NEAR_NODES)
        return self.within.search(program, cost, math.inf, asked).plan

    def _near(self, asked: _Question, start: Floats | None, below: int, seconds: float) -> Floats | None:
        """The start, or a better plan that sends at most ``below`` units less than the relaxation."""
        cost = asked.cost
        limit = math.inf if start is None else asked.cutoff(cost.value(start))
        if limit < asked.bound:
            return start
        send = self.program.group("send")
        arcs = slice(send.start, send.stop)
        lower = self.program.lower.copy()
        least = np.floor(asked.relaxation.values[arcs] + SHORT_OF_WHOLE) - below
        lower[arcs] = np.minimum(np.maximum(lower[arcs], least), self.program.upper[arcs])
        settings = SearchSettings(seconds=seconds, seed=self.options.seed, nodes=NEAR_NODES)
        ended = self.within.search(replace(self.program, lower=lower), cost, math.inf, settings)
        if ended.plan is None or cost.value(ended.plan) > limit:
            return start
        self.within.found(ended.plan)
        return ended.plan

    def _below(self, asked: _Question, plan: Floats, seconds: float) -> CutoffResult:
        """The plan proved, or a better one: a search below the cutoff, and one that confirms."""
        cost, bound, value = asked.cost, asked.bound, asked.cost.value(plan)
        limit = asked.cutoff(value)
        closed = value if asked.step >= _least_step(value) else limit  # no plan's value is between the two
        if limit < bound:
            return CutoffResult(plan=plan, bound=max(closed, bound), proved=True)
        if relative_gap(value, bound) <= self.options.gap:
            return CutoffResult(plan=plan, bound=bound, proved=True)
        self.within.standing = value, bound
        self.within.watch(value, bound)
        program = tightened_within(self.program, asked.relaxation, limit)
        ended = self.within.confirmed(program, cost, limit, seconds)
        if ended.plan is not None and cost.value(ended.plan) < value:
            self.within.found(ended.plan)
            bound = max(bound, ended.bound) if ended.closed else bound
            return CutoffResult(plan=ended.plan, bound=bound, proved=ended.closed)
        if ended.closed:
            return CutoffResult(plan=plan, bound=max(closed, bound), proved=True)
        bound = max(bound, min(limit, ended.bound))
        near_enough = value - bound <= self.options.gap * abs(value)
        return CutoffResult(plan=plan, bound=bound, proved=near_enough)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Question:
    """What a rank asks: its cost, its relaxation, the best bound, and by how much a better plan is better."""

    cost: Cost
    relaxation: PricedRelaxation
    bound: float
    step: float

    def cutoff(self, value: float) -> float:
        """The most that a plan may cost that is better than this value."""
        return value - max(self.step, _least_step(value))


def _least_step(value: float) -> float:
    return LEAST_STEP * max(1.0, abs(value))


def _scale(cost: Cost, scaled: Cost) -> float | None:
    """How many times the scaled cost the cost is; None where they are two different ones."""
    if not np.array_equal(cost.column, scaled.column) or not len(cost.column):
        return None
    largest = np.abs(scaled.coefficient).max()
    scale = float(np.abs(cost.coefficient).max() / largest) if largest else 1.0
    return scale if np.allclose(cost.coefficient, scaled.coefficient * scale, rtol=1e-12, atol=0.0) else None
