"""Cells of hard rules that keep a requirement short, and how far one of them alone has to give to fill it."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import Any

import highspy
import numpy as np
import pandas as pd

from solver.model.linexpr import Floats
from solver.model.program import Cost
from solver.optimise.backend import Search
from solver.optimise.certificate import certified_bound, upper_bounds
from solver.optimise.highs_calls import INFEASIBLE, run_relaxation, set_cost
from solver.optimise.tightening import ENOUGH_SECONDS, relaxed_model
from solver.reasons.cells import Cell, number_in, rounded
from solver.reasons.elastic import Asked, ElasticProgram, elastic_program, most_to_give
from solver.reasons.elastic_solver import ElasticSolver
from solver.reasons.questions.base import Base, named_arcs
from solver.reasons.questions.shortfalls.lacks import ProgramLack, Requirement, held, lack_of
from solver.schema.columns import Kind
from solver.tolerances import AUDIT_ERROR, RANK_KEPT, ZERO_PRICE

NEAT, NEAT_DIGITS = 1e-7, 3
"""Numbers this near, as a share, to one with so many decimals are meant to be it: solvers work to that."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LackRelaxed:
    """What a relaxation says: its value (None: not solved), the bound and the cells that arithmetic shows.

    ``impossible``: it has no plan, by the solver's word.
    """

    value: float | None
    bound: float = 0.0
    cells: frozenset[int] = frozenset()
    impossible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeastGiven:
    """What a cell gives so that the requirement is filled: ``amount``, and at least ``least`` in any plan.

    ``allocation``: the plan that was found with it, () where none was.
    """

    amount: float
    least: float
    allocation: pd.DataFrame | None = None


@dataclass(eq=False)
class FillingCells:
    """The search for cells that alone fill a requirement while no other one lacks more than now.

    ``end``: the clock's time at which it stops. ``left_out``: cells that were not looked at, or not tried.
    """

    base: Base
    requirement: Requirement
    options: Search
    end: float
    left_out: int = 0
    elastic: ElasticProgram = field(init=False)
    lack: ProgramLack = field(init=False)
    upper: Floats = field(init=False)
    model: Any = field(init=False)
    _solvers: dict[bool, ElasticSolver] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        plan = self.base.plan
        elastic = elastic_program(plan, Asked(rows=lambda _: (), baseline=self.base.baseline))
        program = held(self.base, plan, elastic.program, self.requirement)
        self.elastic = replace(elastic, program=program)
        self.lack = lack_of(plan, program, self.requirement)
        self.upper = upper_bounds(program)
        self.model = relaxed_model(program, [])

    def left(self) -> float:
        """Seconds left."""
        return max(self.end - time.monotonic(), 0.0)

    def in_the_way(self) -> frozenset[int] | None:
        """Cells of which one has to give before anything more is filled; None where arithmetic shows none."""
        found = self._relaxed(self.lack.cost)
        return found.cells if found.bound > self.requirement.room else None

    def direct(self) -> frozenset[int]:
        """The cells behind rows that name units sent to the requirement."""
        matrix, sent = self.elastic.program.matrix, self.lack.sent
        rows = np.flatnonzero(np.isin(self.elastic.row, matrix.row[np.isin(matrix.column, sent)]))
        return frozenset(self.elastic.relaxation[rows].tolist())

    def lack_with(self, at: int) -> LackRelaxed:
        """What lacks at least where this cell gives without end."""
        return self._relaxed(self.lack.cost, freed=at)

    def least_amount(self, at: int, lack: float = 0.0) -> LackRelaxed:
        """What the cell gives at least, in its own unit, where no more than so much lacks."""
        return self._relaxed(self._amount(at), freed=at, lack=lack)

    def given(self, at: int, least: float, seconds: float) -> LeastGiven | None:
        """What the cell gives in whole units so that nothing lacks; None where nothing was found in time.

        ``least``: what arithmetic shows that it gives at least.
        """
        found = self._solver(again=False).minimise([at], np.ones(1), min(seconds, self.left()))
        if found.values is None:
            return None
        amount = float(found.values[self.elastic.first + at])
        old, cell = number_in(self.base.plan, self.elastic.cells[at]), self.elastic.cells[at]
        same = typed_value(cell, old, least) == typed_value(cell, old, amount)
        if not same and found.ending == "proved" and self.left() > 0.0:
            again = self._solver(again=True).minimise([at], np.ones(1), min(seconds, self.left()))
            if again.ending == "proved":
                bound = min(found.bound, again.bound)
                least = max(least, amount if bound >= amount - RANK_KEPT * max(1.0, amount) else bound)
        return LeastGiven(amount=amount, least=least, allocation=self._allocation(found.values))

    def _solver(self, *, again: bool) -> ElasticSolver:
        """A solver over whole units, nothing lacking; ``again``: with other settings."""
        if again not in self._solvers:
            program = self.elastic.program
            upper = program.upper.copy()
            upper[self.lack.cost.column] = 0.0
            elastic = replace(self.elastic, program=replace(program, upper=upper))
            self._solvers[again] = ElasticSolver(elastic, self.options, again=again)
        return self._solvers[again]

    def _allocation(self, values: Floats) -> pd.DataFrame:
        """The units sent in a plan of the elastic program."""
        arcs = named_arcs(self.base.plan, self.elastic.program)
        units = np.asarray(values)[arcs["column"].to_numpy()]
        units = np.round(units) if self.elastic.program.whole_units else units
        sent: pd.DataFrame = arcs.assign(units=units)[units > AUDIT_ERROR].drop(columns="column")
        return sent

    def _amount(self, at: int) -> Cost:
        return Cost(column=np.array([self.elastic.first + at], dtype=np.int64), coefficient=np.ones(1))

    def _relaxed(self, cost: Cost, freed: int | None = None, lack: float | None = None) -> LackRelaxed:
        """Solve the relaxation. ``freed``: the cell that gives; ``lack``: the most that lacks."""
        program, highs = self.elastic.program, self.model
        columns = self.lack.cost.column
        upper = self.upper.copy()
        if freed is not None:
            highs.changeColBounds(self.elastic.first + freed, 0.0, highspy.kHighsInf)
            upper[self.elastic.first + freed] = most_to_give(self.elastic, freed, self.upper)
        if lack is not None:
            highs.changeColBounds(int(columns[0]), 0.0, lack)
            upper[columns] = np.minimum(upper[columns], lack + RANK_KEPT)
        set_cost(highs, cost)
        solved = run_relaxation(highs, min(ENOUGH_SECONDS, self.left()))
        status = highs.getModelStatus()
        value = float(highs.getInfo().objective_function_value) if solved else None
        prices = np.asarray(highs.getSolution().row_dual).copy() if solved else np.zeros(0)
        if freed is not None:
            highs.changeColBounds(self.elastic.first + freed, 0.0, 0.0)
        if lack is not None:
            highs.changeColBounds(int(columns[0]), 0.0, float(program.upper[columns[0]]))
        if not solved:
            return LackRelaxed(value=None, impossible=status in INFEASIBLE)
        prices[np.abs(prices) <= ZERO_PRICE * np.abs(prices).max(initial=0.0)] = 0.0
        bound = certified_bound(program, (), cost, prices, upper)
        priced = np.isin(self.elastic.row, np.flatnonzero(prices))
        return LackRelaxed(
            value=value,
            bound=0.0 if bound is None else max(float(bound), 0.0),
            cells=frozenset(self.elastic.relaxation[priced].tolist()),
        )


def typed_value(cell: Cell, old: float, amount: float) -> float:
    """The number of a cell that gives this amount, as a planner would type it."""
    value = old + (amount if cell.upward else -amount)
    if cell.declared.kind is Kind.WHOLE:
        return old + (1.0 if cell.upward else -1.0) * math.ceil(amount - RANK_KEPT)
    near = round(value, NEAT_DIGITS)
    return near if abs(value - near) <= NEAT * max(1.0, abs(value)) else rounded(cell, value)
