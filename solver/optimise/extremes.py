"""Extremes: the least of a cost among all plans that keep given rows, and plans that use few places again.

Each begins with its relaxation, whose multipliers prove a bound in exact arithmetic; most costs need no more,
for some plan is known that comes to it. What is left HiGHS searches for, in one live model for all costs.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.model.linexpr import Floats, Ints
from solver.model.program import Cost, Program
from solver.optimise.answer_check import plan_in
from solver.optimise.backend import Search, other_seed
from solver.optimise.certificate import certified_bound, upper_bounds
from solver.optimise.granularity import granularity
from solver.optimise.highs_calls import (
    add_row,
    begin_from,
    exact_values,
    new_highs,
    outcome_of,
    pass_program,
    run_relaxation,
    set_cost,
    set_options,
)
from solver.optimise.large.primal_thread import is_large
from solver.optimise.limit_search import LimitSearch, SearchSettings
from solver.optimise.rounding import Completion
from solver.optimise.search_state import KeptCost
from solver.optimise.tightening import ENOUGH_SECONDS, relaxed_model, tightened
from solver.tolerances import ABSOLUTE_GAP, ANSWER_ERROR, EXACT_FEASIBILITY, GRID_ROUNDING, NEARLY_A_STEP

EXACT_SECONDS = 1.0
"""Seconds at least for the continuous decisions of a plan, solved again to a billionth."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Extreme:
    """What is known of the least of a cost: no plan comes to less than ``bound``.

    ``plan``: one that was found, checked and completed; None where none was.
    """

    bound: float
    plan: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UsedPlace:
    """A place that is to be used no more, if possible: what is sent there (units, by column), in heads.

    ``most``: no plan has more heads there; ``weight``: a whole number, how much it counts.
    """

    column: Ints
    heads: Floats
    most: float
    weight: int


class ExtremeSearch:
    """The search for extremes among all plans of a program that keep these rows.

    ``options``: seed and threads. HiGHS searches, whichever solver they name: its relaxation is what proves.
    ``large``: whether it is a large plan's, of which HiGHS does not end a search in time.
    """

    def __init__(self, program: Program, kept: Sequence[KeptCost], options: Search) -> None:
        self.program, self.kept, self.options = program, tuple(kept), options
        self.rows = [each.row() for each in kept]
        self.completion = Completion(program)
        self.upper = upper_bounds(program)
        self.relaxation: Any = relaxed_model(program, self.rows)
        self.large = is_large(program)
        self.near = program if self.large else tightened(program, kept)
        self._live: Any = None

    def step(self, cost: Cost) -> float:
        """The number of which the cost is a multiple in every plan; 0 where none is known."""
        return granularity(self.completion, cost)

    def relaxed(self, cost: Cost, seconds: float = ENOUGH_SECONDS) -> Extreme:
        """What the relaxation proves of the least of a cost, and its own values where they are a plan."""
        set_cost(self.relaxation, cost)
        if seconds <= 0.0 or not run_relaxation(self.relaxation, min(seconds, ENOUGH_SECONDS)):
            return Extreme(bound=-math.inf)
        solution = self.relaxation.getSolution()
        multipliers = np.asarray(solution.row_dual).copy()
        multipliers[self.program.matrix.count :] /= [row.scale for row in self.kept]
        certified = certified_bound(self.program, self.kept, cost, multipliers, self.upper)
        bound = -math.inf if certified is None else self._on_grid(float(certified), cost)
        return Extreme(bound=bound, plan=self.plan(np.asarray(solution.col_value)))

    def least(self, cost: Cost, start: Floats, bound: float, seconds: float) -> Extreme:
        """The least of a cost over whole numbers, searched for from a plan; ``bound``: known already."""
        highs = self._model()
        step = self.step(cost)
        set_options(highs, time_limit=max(seconds, 0.0), mip_abs_gap=max(NEARLY_A_STEP * step, ABSOLUTE_GAP))
        set_cost(highs, cost)
        found, told = self._run(highs, start, seconds)
        plan = None if found is None else self.plan(found)
        known = min(cost.value(start), math.inf if plan is None else cost.value(plan))
        if told > known + ANSWER_ERROR * max(1.0, abs(known)):
            log.warning("HiGHS gave a bound of %s above a plan of %s; it is not believed", told, known)
            return Extreme(bound=bound, plan=plan)
        return Extreme(bound=max(bound, self._on_grid(min(told, known), cost)), plan=plan)

    def none_within(self, cost: Cost, limit: float, seconds: float) -> bool:
        """Whether a search of its own, without presolve and of another seed, ends without a plan so cheap."""
        second = LimitSearch(self.completion, self.options, None)
        second.rows = self.rows
        asked = SearchSettings(seconds=seconds, seed=other_seed(self.options.seed), presolve=False)
        ended = second.search(self.near, cost, limit, asked)
        return ended.closed and ended.plan is None

    def plan(self, values: Floats) -> Floats | None:
        """The plan in a solver's values, rounded and completed; None where it keeps not everything."""
        plan, fault = plan_in(self.program, self.kept, values)
        return None if fault else plan

    def few_places(
        self, places: Sequence[UsedPlace], start: Floats, nodes: int, seconds: float
    ) -> Floats | None:
        """A plan that uses few of these places, by weight, which may be the start; None where none was found.

        ``nodes``: of the search, so that time decides as seldom as can be what is found.
        """
        program = self.near
        highs = self._new_model()
        set_options(highs, time_limit=max(seconds, 0.0), mip_max_nodes=nodes, mip_abs_gap=NEARLY_A_STEP)
        for at, place in enumerate(places, start=program.count):
            highs.addCol(float(place.weight), 0.0, 1.0, 0, [], [])
            highs.changeColIntegrality(at, highspy.HighsVarType.kInteger)
            column = np.append(place.column, at).astype(np.int32)
            terms = np.append(place.heads / place.most, -1.0)
            highs.addRow(-highspy.kHighsInf, 0.0, len(column), column, terms)
        used = [float(start[place.column].sum() > 0) for place in places]
        begin_from(highs, np.concatenate([start, used]))
        highs.run()
        highs.resetGlobalScheduler(False)
        values = outcome_of(highs, None).values
        if values is not None and not program.whole_units:
            values = exact_values(highs, program, values, EXACT_SECONDS)
        return None if values is None else self.plan(values[: program.count])

    def _on_grid(self, bound: float, cost: Cost) -> float:
        """The bound at the next value that a plan can come to."""
        step = self.step(cost)
        if not step or not math.isfinite(bound):
            return bound
        return step * math.ceil((bound - cost.constant) / step - GRID_ROUNDING) + cost.constant

    def _model(self) -> Any:
        """The live model, for one cost after the other."""
        if self._live is None:
            self._live = self._new_model()
        return self._live

    def _new_model(self) -> Any:
        """A HiGHS with the program, as narrow as the rows leave it, and with the rows."""
        options = self.options
        highs = new_highs(
            output_flag=False, threads=options.threads, random_seed=options.seed, mip_rel_gap=0.0
        )
        if self.program.splits_units:
            set_options(highs, mip_feasibility_tolerance=EXACT_FEASIBILITY)
        pass_program(highs, self.near)
        for row in self.rows:
            add_row(highs, row.cost, row.limit)
        return highs

    def _run(self, highs: Any, start: Floats, seconds: float) -> tuple[Floats | None, float]:
        """The best values found from a plan in so many seconds, and the bound that HiGHS tells."""
        end = time.monotonic() + seconds
        highs.clearSolver()
        begin_from(highs, start)
        highs.run()
        highs.resetGlobalScheduler(False)  # HiGHS keeps its workers by thread
        outcome = outcome_of(highs, None)
        values, told = outcome.values, outcome.bound
        if values is not None and self.program.splits_units:
            values = exact_values(highs, self.near, values, max(end - time.monotonic(), EXACT_SECONDS))
        return values, told if math.isfinite(told) else -math.inf
