"""Cells in the way of what is asked, and how far one of them alone has to give so that it costs nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import highspy
import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.certificate import certified_bound, upper_bounds
from solver.optimise.granularity import granularity
from solver.optimise.highs_calls import run_relaxation, set_cost
from solver.optimise.rounding import Completion
from solver.optimise.search_state import KeptCost
from solver.optimise.tightening import ENOUGH_SECONDS, relaxed_model
from solver.reasons.elastic import Asked, ElasticProgram, elastic_program, most_to_give
from solver.reasons.questions.answer import rank_room
from solver.reasons.questions.base import Base
from solver.reasons.questions.pricing import kept_ranks
from solver.tolerances import NEARLY_A_STEP, RANK_KEPT, ZERO_PRICE

WORTH_TELLING = 1.0
"""By how much a rank of a plan with parts of units must be better before what follows it counts no more.

A ten-thousandth of a head in a cell makes a rank better there by as little, and no planner would type it.
"""

Row = Callable[[Program], KeptCost]
"""The row that is asked for, in any program of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relaxed:
    """What a relaxation says: whether it was solved, its multipliers, and the bound that these prove."""

    solved: bool
    multipliers: Floats
    bound: Fraction | None


class CellSearch:
    """The search for the cells that stand in the way of what is asked, by relaxations and exact arithmetic.

    What is asked is kept first, then the ranks. ``end``: the clock's time at which it stops.
    """

    def __init__(self, base: Base, asked: Row, end: float) -> None:
        self.base, self.end = base, end
        nothing = Asked(rows=lambda _: (), baseline=base.baseline)
        self.elastic: ElasticProgram = elastic_program(base.plan, nothing)
        program = self.elastic.program
        self.rows = [asked(program), *kept_ranks(program, base)]
        self.scales = [row.scale for row in self.rows]
        self.model: Any = relaxed_model(program, [row.row() for row in self.rows])
        self.upper = upper_bounds(program)
        completion = Completion(base.program)
        self.worth_telling = 0.0 if base.program.whole_units else WORTH_TELLING
        self.steps = [granularity(completion, rank.cost) for rank in base.program.ranks]

    def blocking(self, ranks: int) -> frozenset[int] | None:
        """Cells that rule out what is asked with the first ranks no worse; None where no relaxation shows it.

        As few as leaving out one after the other leaves, the units of contingents first.
        """
        found = self._contradiction(ranks, frozenset())
        if found is None:
            return None
        every = frozenset(range(len(self.elastic.cells)))
        for cell in sorted(found, key=lambda at: (self.elastic.cells[at].column != "Units", at)):
            if time.monotonic() > self.end:
                break
            if cell in found:
                fewer = self._contradiction(ranks, every - (found - {cell}))
                found = found if fewer is None else fewer
        return found

    def _contradiction(self, ranks: int, freed: Collection[int]) -> frozenset[int] | None:
        """Cells behind rows that prove that what is asked cannot be, whatever the freed cells hold."""
        asked = self.rows[0]
        kept = [None, *self.rows[1 : 1 + ranks]]
        relaxed = self._relaxed(asked.cost, kept, freed, without=freed)
        if relaxed.bound is None or relaxed.bound <= Fraction(asked.limit) + Fraction(RANK_KEPT):
            return None
        elastic = self.elastic
        priced = np.flatnonzero(relaxed.multipliers[: elastic.program.matrix.count])
        return frozenset(elastic.relaxation[np.isin(elastic.row, priced)].tolist())

    def least_amount(self, at: int) -> float:
        """By how much a cell has to give at least, in its own unit, before what is asked costs nothing.

        Infinite where it cannot do it alone. A plan that costs nothing comes to the same in all ranks, or is
        better in one and the same in those before: each of these cases is bounded by itself.
        """
        least = np.inf
        for rows in self._cases():
            least = min(least, self._least_within(at, rows))
            if least <= 0.0 or time.monotonic() > self.end:
                return 0.0
        return least

    def _cases(self) -> list[list[KeptCost]]:
        """What a plan keeps that costs nothing: in the first case nothing changes, then a rank is better."""
        settled = [rank.value for rank in self.base.solved.settled]
        same = [
            replace(row, limit=row.limit + rank_room(value))
            for row, value in zip(self.rows[1:], settled, strict=True)
        ]
        cases = [[self.rows[0], *same]]
        for at, (row, value) in enumerate(zip(self.rows[1:], settled, strict=True)):
            step = max(NEARLY_A_STEP * self.steps[at], rank_room(value), self.worth_telling)
            cases.append([self.rows[0], *same[:at], replace(row, limit=value - step)])
        return cases

    def _least_within(self, at: int, rows: Sequence[KeptCost]) -> float:
        """The least that the cell gives where these rows are kept, as far as arithmetic shows; 0: nothing."""
        column = self.elastic.first + at
        cost = Cost(column=np.array([column], dtype=np.int64), coefficient=np.ones(1))
        relaxed = self._relaxed(cost, rows, [at])
        if relaxed.solved:
            bound = 0.0 if relaxed.bound is None else float(relaxed.bound)
            return max(min(bound, most_to_give(self.elastic, at, self.upper)), 0.0)
        for last in range(len(rows) - 1, -1, -1):
            relaxed = self._relaxed(rows[last].cost, rows[:last], [at])
            if relaxed.solved:
                limit = Fraction(rows[last].limit) + Fraction(RANK_KEPT) * max(1, abs(int(rows[last].limit)))
                return np.inf if relaxed.bound is not None and relaxed.bound > limit else 0.0
        return 0.0

    def _relaxed(
        self,
        cost: Cost,
        kept: Sequence[KeptCost | None],
        freed: Collection[int],
        *,
        without: Collection[int] = (),
    ) -> Relaxed:
        """Solve the relaxation under a cost, with these rows kept and these cells free to give.

        ``without``: cells whose rows prove nothing, whatever they are worth.
        """
        program, highs = self.elastic.program, self.model
        first = program.matrix.count
        for at in range(len(self.rows)):
            row = kept[at] if at < len(kept) else None
            limit = highspy.kHighsInf
            if row is not None:
                limit = (row.limit + row.room - row.cost.constant) / self.scales[at]
            highs.changeRowBounds(first + at, -highspy.kHighsInf, limit)
        columns = np.asarray(sorted(freed), dtype=np.int32) + self.elastic.first
        self._free(columns, highspy.kHighsInf)
        set_cost(highs, cost)
        solved = run_relaxation(highs, min(ENOUGH_SECONDS, self.end - time.monotonic()))
        multipliers = np.asarray(highs.getSolution().row_dual).copy() if solved else np.zeros(0)
        self._free(columns, 0.0)
        if not solved:
            return Relaxed(solved=False, multipliers=multipliers, bound=None)
        largest = float(np.abs(multipliers).max(initial=0.0))
        multipliers[np.abs(multipliers) <= ZERO_PRICE * largest] = 0.0
        multipliers[self.elastic.row[np.isin(self.elastic.relaxation, list(without))]] = 0.0
        multipliers[first:] /= self.scales
        upper = self.upper.copy()
        if not without:
            upper[columns] = [most_to_give(self.elastic, at, self.upper) for at in sorted(freed)]
        rows = [self.rows[at] if row is None else row for at, row in enumerate(kept)]
        multipliers = multipliers[: first + len(rows)]
        bound = certified_bound(program, rows, cost, multipliers, upper)
        return Relaxed(solved=True, multipliers=multipliers, bound=bound)

    def _free(self, columns: np.ndarray, upper: float) -> None:
        """Let these cells' relaxations come to at most so much."""
        count = len(columns)
        self.model.changeColsBounds(count, columns, np.zeros(count), np.full(count, upper))
