"""Reoptimisation: what a solved program proves of another one of nearly the same plan.

A completed plan of the new program is one of the base's, for which the base's bounds hold, or it violates
something that the base kept: a row that is looser now, an arc that is new. A relaxation for each of these
bounds the others. Where both are no better than the plan at hand, its rank is proved without a search.
"""

from __future__ import annotations

import contextlib
import logging
import math
import pickle
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from solver.errors import OutputError
from solver.files.replace import replace_file
from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.answer_check import plan_in
from solver.optimise.backend import NO_HINT, Hint
from solver.optimise.granularity import granularity
from solver.optimise.highs_calls import INFEASIBLE, add_row, run_relaxation
from solver.optimise.large.primal_thread import is_large
from solver.optimise.program_difference import Violation, program_difference
from solver.optimise.rounding import Completion
from solver.optimise.search_state import KeptCost, SearchState, SettledRank
from solver.optimise.tightening import ENOUGH_SECONDS, price, relaxed_model
from solver.tolerances import NEARLY_A_STEP, RANK_KEPT, SUM_ROUNDING
from solver.version import VERSION

MOST_VIOLATIONS = 40
"""Where there are more, a search of the whole program is no dearer than their relaxations."""

REGION_SHARE = 0.1
"""Share of a rank's time that the relaxations of violations may take."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SolvedProgram:
    """A solved program: what it takes to ask again about nearly the same plan.

    ``settled``: its ranks in order, with their bounds; ``plans``: that of each when it was settled.
    """

    program: Program
    settled: tuple[SettledRank, ...]
    plans: tuple[Floats, ...]

    @classmethod
    def of(cls, program: Program, search: SearchState, bounds: Sequence[float]) -> SolvedProgram:
        """The solved program that a search leaves, without what only that search needed.

        ``bounds``: of its ranks, as far as its final plan does not belie them.
        """
        assert search.values is not None
        pairs = zip(search.settled, bounds, strict=True)
        groups = tuple(replace(group, table=group.table[list(group.by)]) for group in program.groups)
        return cls(
            program=replace(program, groups=groups),
            settled=tuple(replace(settled, bound=bound) for settled, bound in pairs),
            plans=(*search.plans[:-1], search.values),
        )

    def limit(self, place: int) -> float:
        """The most that the rank at this place may come to in later ranks."""
        return self.settled[place].value * (1.0 + self.program.ranks[place].tolerance)


def read_solved(path: Path) -> SolvedProgram | None:
    """Read a solved program from a file of our own, in a folder that nobody else may write to.

    None where there is none, it was not written to the end, or another version of forcegen wrote it.
    """
    try:
        version, data = pickle.loads(path.read_bytes())
        return pickle.loads(data) if version == VERSION else None
    except OSError:
        return None
    except Exception:  # what is not whole raises anything
        log.info("the solved program in %s cannot be read; the search begins from nothing", path)
        return None


def write_solved(path: Path, solved: SolvedProgram) -> None:
    """Write a solved program to a file of our own; without it the next search begins from nothing."""
    with contextlib.suppress(OutputError):
        replace_file(path, pickle.dumps((VERSION, pickle.dumps(solved))))


@dataclass(slots=True, kw_only=True, eq=False)
class _Region:
    """The plans with a violation: they keep this row, a cost of at most 0.

    ``bound``: of the rank at hand; ``open``: whether one did not suffice, so that no other is worked out.
    """

    row: Cost
    beyond: bool
    bound: float = -math.inf
    open: bool = False


class Reoptimisation:
    """The reoptimisation of a program from a base: plans to begin with, and bounds that need no search."""

    def __init__(self, program: Program, base: SolvedProgram) -> None:
        self.program, self.base = program, base
        self.completion = Completion(program)
        found = program_difference(base.program, program, self.completion)
        self.difference = found
        violations = found.violations
        few = not violations or (len(violations) <= MOST_VIOLATIONS and not is_large(program))
        usable = violations is not None and few
        self.ranks = min(len(found.more), len(base.settled)) if usable else 0
        self.regions = [self._region(each) for each in violations or ()] if usable else []
        self.model: Any = None
        self.rows = 0

    def plan(self, place: int, kept: Sequence[KeptCost]) -> Floats | None:
        """The base's plan of the rank at this place, completed; None if it is none here.

        ``kept``: the ranks before.
        """
        if place >= len(self.base.plans):
            return None
        plan, fault = plan_in(self.program, kept, self.difference.carried(self.base.plans[place]))
        return None if fault else plan

    def hint(
        self, settled: Sequence[SettledRank], kept: Sequence[KeptCost], plan: Floats | None, seconds: float
    ) -> Hint:
        """What the base says of the rank after those that are settled and kept.

        ``plan``: the plan at hand; ``seconds``: the rank's time.
        """
        place = len(settled)
        if place >= len(self.base.settled):
            return NO_HINT
        bound = self._bound(settled, kept, plan, time.monotonic() + REGION_SHARE * seconds)
        more = self.difference.more[place] if place < self.ranks else 0.0
        return Hint(bound=bound, expected=max(bound, self.base.settled[place].value + more))

    def _bound(
        self, settled: Sequence[SettledRank], kept: Sequence[KeptCost], plan: Floats | None, end: float
    ) -> float:
        """The bound of the next rank, -inf where nothing is known by the ``end``."""
        place = len(settled)
        self._drop_regions(kept[-1] if kept else None)
        if place >= self.ranks:
            return -math.inf
        bound = self._from_base(settled, self.difference.more)
        beyond = self._from_base(settled, self.difference.more_beyond)
        cost = self.program.ranks[place].cost
        value = math.inf if plan is None else cost.value(plan)
        grid = NEARLY_A_STEP * granularity(self.completion, cost)
        for region in self.regions:
            if bound == -math.inf or any(each.open for each in self.regions):
                break
            region.bound = self._bound_within(region.row, cost, kept)
            if value - grid < region.bound < value < math.inf:
                region.bound = value  # no plan's value is between the two
            region.open = region.bound < min(value, bound) or time.monotonic() > end
        if any(region.open for region in self.regions):
            return beyond if all(region.beyond for region in self.regions) else -math.inf
        bound = min([bound, *(region.bound for region in self.regions)])
        return self._disbelieved(place, value, bound) if value < bound - RANK_KEPT * abs(bound) else bound

    def _disbelieved(self, place: int, value: float, bound: float) -> float:
        """Say nothing any more: the base's bound is above a plan, so it was wrong."""
        log.warning("rank %d: the bound %s of the base was wrong, %s was found", place + 1, bound, value)
        self.ranks = 0
        return -math.inf

    def _from_base(self, settled: Sequence[SettledRank], more: Sequence[float]) -> float:
        """The base's bound of the next rank, for plans that cost at least so much more in each rank."""
        for at, each in enumerate(settled):
            most = each.value * (1.0 + self.program.ranks[at].tolerance) - more[at]
            if most > self.base.limit(at) + SUM_ROUNDING * abs(self.base.limit(at)):
                return -math.inf
        return self.base.settled[len(settled)].bound + more[len(settled)]

    def _region(self, violation: Violation) -> _Region:
        """The region of the plans with this violation."""
        cost = Cost(column=violation.column, coefficient=violation.coefficient)
        grid = granularity(self.completion, cost)
        least = violation.limit
        if grid:
            least = grid * (math.floor(violation.limit / grid) + 1) - RANK_KEPT
        row = Cost(column=violation.column, coefficient=-violation.coefficient, constant=least)
        return _Region(row=row, beyond=violation.beyond)

    def _drop_regions(self, kept: KeptCost | None) -> None:
        """Drop the regions in which no plan keeps the rank settled last; nothing is known of the next yet."""
        if kept is not None:
            most = kept.limit + RANK_KEPT + SUM_ROUNDING * abs(kept.limit)
            self.regions = [region for region in self.regions if region.bound <= most]
        for region in self.regions:
            region.bound = -math.inf

    def _bound_within(self, region: Cost, cost: Cost, kept: Sequence[KeptCost]) -> float:
        """The bound of a cost within a region, by its relaxation; infinite where there are no plans in it."""
        if self.model is None:
            self.model = relaxed_model(self.program, ())
        for each in kept[self.rows :]:
            row = each.row()
            add_row(self.model, row.cost, row.limit)
        self.rows = len(kept)
        add_row(self.model, region, 0.0)
        relaxation = price(self.model, self.program, cost)
        impossible = self.model.getModelStatus() in INFEASIBLE
        if impossible:
            self.model.clearSolver()  # asked again from scratch before it is believed
            run_relaxation(self.model, ENOUGH_SECONDS)
            impossible = self.model.getModelStatus() in INFEASIBLE
        last = self.model.getNumRow() - 1
        self.model.deleteRows(1, np.array([last], dtype=np.int32))
        if impossible:
            return math.inf
        return -math.inf if relaxation is None else relaxation.bound
