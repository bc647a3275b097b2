"""Least changes: how far one cell alone has to give until what is asked costs nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.answer_check import plan_in
from solver.optimise.backend import Search
from solver.optimise.highs_calls import INFEASIBLE, add_row, new_highs, pass_program, set_cost
from solver.optimise.rounding import Completion
from solver.optimise.search_state import KeptCost
from solver.optimise.tightening import relaxed_model
from solver.plan import Plan
from solver.reasons.cells import Cell, changed, number_in, rounded
from solver.reasons.contradiction import Contradiction, ContradictionSearch
from solver.reasons.elastic import Asked, ElasticProgram, elastic_program
from solver.reasons.questions.answer import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastChange:
    """The least change of one cell with which a plan keeps what is asked, all else as it stands.

    ``old``: its number now; ``low``: nothing nearer does, ``new``: this does (None: not known whether it, or
    anything, does). Of a cell that is switched both numbers say nothing. ``claim``: ``proved`` where both are
    the same as typed.
    """

    cell: Cell
    old: float
    low: float
    new: float | None
    claim: Claim


class ChangeSearch:
    """The search for the cells that stand in the way of what is asked, and for their least changes.

    ``asked``: the rows of the question, then those of the ranks that are to be no worse. ``end``: the clock's
    time at which it stops.
    """

    def __init__(self, plan: Plan, asked: Asked, options: Search, end: float) -> None:
        self.plan, self.asked, self.options, self.end = plan, asked, options, end
        self.elastic: ElasticProgram = elastic_program(plan, asked)
        self.relaxation: Any = None

    def left(self) -> float:
        """Seconds left."""
        return self.end - time.monotonic()

    def conflict(self) -> Contradiction | None:
        """Cells that rule out what is asked together, by arithmetic; None where no relaxation shows it."""
        return ContradictionSearch(self.elastic, self.options, self.end).linear_contradiction()

    def changes(self, cells: Sequence[int]) -> Iterator[LeastChange]:
        """The least change of each of these cells that can do it alone, as far as that is known in time."""
        for at in cells:
            if self.left() <= 0:
                return
            amount = self.least_amount(at)
            if amount is not None:
                yield self._change(at, amount)

    def least_amount(self, at: int) -> float | None:
        """The least amount by which the cell gives in the relaxation; None where it cannot do it alone."""
        if self.relaxation is None:
            self.relaxation = relaxed_model(self.elastic.program, [])
        highs, column = self.relaxation, self.elastic.first + at
        highs.changeColBounds(column, 0.0, highspy.kHighsInf)
        set_cost(highs, Cost(column=np.array([column], dtype=np.int64), coefficient=np.ones(1)))
        highs.run()
        found = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        amount = float(highs.getInfo().objective_function_value) if found else None
        impossible = highs.getModelStatus() in INFEASIBLE
        highs.changeColBounds(column, 0.0, 0.0)
        return None if impossible else amount if amount is not None else 0.0

    def _change(self, at: int, amount: float) -> LeastChange:
        """The change of a cell that gives at least so much."""
        cell = self.elastic.cells[at]
        old = number_in(self.plan, cell)
        sign = 1.0 if cell.upward else -1.0
        low = old if cell.switch else rounded(cell, old + sign * amount)
        if self.keeps(cell, low):
            return LeastChange(cell=cell, old=old, low=low, new=low, claim="proved")
        return LeastChange(cell=cell, old=old, low=low, new=None, claim="not_settled")

    def keeps(self, cell: Cell, value: float) -> bool | None:
        """Whether a plan keeps what is asked with this value in the cell; None where that is not known."""
        program = self.asked.program(changed(self.plan, cell, value))
        return reach(program, self.asked.rows(program), self.left())


def reach(program: Program, rows: Sequence[KeptCost], seconds: float) -> bool | None:
    """Whether a plan keeps all these rows: found one after the other, the plan before as far as it does.

    Nothing is made better than a row asks. None where that was not settled in so many seconds.
    """
    end = time.monotonic() + seconds
    completion, plan = Completion(program), None
    for count, row in enumerate(rows, start=1):
        if plan is not None and row.holds(plan):
            continue
        plan, impossible = _first_plan(program, rows[:count], completion, end - time.monotonic())
        if plan is None:
            return False if impossible else None
    return plan is not None or not rows


def _first_plan(
    program: Program, rows: Sequence[KeptCost], completion: Completion, seconds: float
) -> tuple[Floats | None, bool]:
    """The first plan that is found to keep these rows, best in the last; and whether there is none."""
    if seconds <= 0.0:
        return None, False
    highs = new_highs(output_flag=False, threads=1, time_limit=seconds, mip_max_improving_sols=1)
    pass_program(highs, program)
    for row in rows:
        stated = row.row()
        add_row(highs, stated.cost, stated.limit)
    set_cost(highs, rows[-1].cost)
    highs.run()
    highspy.Highs.resetGlobalScheduler(False)
    if highs.getModelStatus() in INFEASIBLE:
        return None, True
    if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, False
    plan, fault = plan_in(program, rows, completion.of(np.asarray(highs.getSolution().col_value)))
    return (None, False) if fault else (plan, False)
