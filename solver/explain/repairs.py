"""Repairs of a plan that cannot be: single relaxations, else a smallest set, proved by solving again."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

import numpy as np

from solver.explain.diagnosis import (
    AT_MOST_SECONDS,
    Cell,
    Diagnosis,
    Proposal,
    Relaxation,
    changed,
    number_in,
    rounded,
)
from solver.explain.elastic import ElasticSolver, certificate_cells, elastic_program, smallest_set
from solver.model.build import build_program
from solver.model.linexpr import Floats
from solver.model.program import Cost
from solver.optimise.answer_check import plan_in
from solver.optimise.backend import Search, Tell
from solver.optimise.highs import DirectHighs
from solver.plan import Plan
from solver.tolerances import RELAXED_AT_ALL

SHARE_STEPS = 10_000
"""Shares of what is itself decided are searched in steps of a hundredth of a percent."""

log = logging.getLogger(__name__)


def diagnose(plan: Plan, options: Search | None = None, seconds: float = AT_MOST_SECONDS) -> Diagnosis:
    """Diagnose why there is no plan: the smallest relaxations that leave one, in so many seconds."""
    options = replace(options or Search.of(plan.settings), gap=0.0, solver="highs", relaxed=False)
    search = RepairSearch(plan, options, time.monotonic() + seconds)
    singles = search.singles()
    together = None if singles else search.together()
    return Diagnosis(singles=singles, together=together, finished=search.left() > 0)


def diagnose_from(plan: Plan, options: Search, tell: Tell) -> Diagnosis:
    """Diagnose in a worker process, which tells nothing on the way."""
    return diagnose(plan, options)


class RepairSearch:
    """The search for repairs, with its deadline."""

    def __init__(self, plan: Plan, options: Search, deadline: float) -> None:
        first = plan.priorities.iloc[:1].assign(
            objective="heads", rank=1
        )  # adds no decisions: rules alone matter
        self.plan = replace(plan, priorities=first)
        self.options = options
        self.deadline = deadline
        self.elastic = elastic_program(self.plan)

    def left(self) -> float:
        """Seconds left."""
        return self.deadline - time.monotonic()

    def singles(self) -> tuple[Proposal, ...]:
        """Every cell whose relaxation alone makes the plan feasible, with its smallest relaxation."""
        named = certificate_cells(self.elastic, self.options, max(self.left() / 4, 0.1))
        every = range(len(self.elastic.cells)) if named is None else named
        log.info("no plan: %d of %d numbers could be the reason", len(every), len(self.elastic.cells))
        solver = ElasticSolver(self.elastic, self.options)
        found = []
        for at in every:
            if self.left() <= 0:
                break
            relaxation = self._single(solver, at)
            if relaxation is not None:
                found.append(self._proposal((relaxation,)))
        return tuple(found)

    def together(self) -> Proposal | None:
        """A smallest set of cells whose relaxations together make the plan feasible."""
        if self.left() <= 0:
            return None
        relaxations = smallest_set(self.elastic, self.options, self.left())
        if relaxations is None:
            return None
        found = [
            relaxation
            for at in np.flatnonzero(relaxations > RELAXED_AT_ALL).tolist()
            if (relaxation := self._relaxation(self.elastic.cells[at], at, relaxations)) is not None
        ]
        return self._proposal(tuple(found)) if found and self._is_feasible(found) else None

    def _single(self, solver: ElasticSolver, at: int) -> Relaxation | None:
        cell = self.elastic.cells[at]
        if not self.elastic.proportional[at]:
            return self._share_relaxed(cell)
        outcome = solver.minimise([at], np.ones(1), max(self.left(), 0.1))
        if outcome.values is None:
            return None
        relaxation = self._relaxation(cell, at, solver.relaxations(outcome.values))
        return relaxation if relaxation is not None and self._is_feasible([relaxation]) else None

    def _relaxation(self, cell: Cell, at: int, relaxations: Floats) -> Relaxation | None:
        """The cell's relaxation by that amount; a share in a set is relaxed to its end."""
        if not self.elastic.proportional[at]:
            return self._share_relaxed(cell, alone=False)
        old = number_in(self.plan, cell)
        amount = float(relaxations[at])
        return Relaxation(
            cell=cell, old=old, new=rounded(cell, old + amount if cell.upward else old - amount)
        )

    def _share_relaxed(self, cell: Cell, *, alone: bool = True) -> Relaxation | None:
        """The smallest relaxation of a share of what is itself decided, by bisection; to its end in a set."""
        old = number_in(self.plan, cell)
        end = 1.0 if cell.upward else 1.0 / SHARE_STEPS  # a lead with nobody there would be none
        if not alone:
            return Relaxation(cell=cell, old=old, new=end)
        if not self._is_feasible([Relaxation(cell=cell, old=old, new=end)]):
            return None
        good, bad = round(end * SHARE_STEPS), round(old * SHARE_STEPS)
        while abs(good - bad) > 1 and self.left() > 0:
            middle = (good + bad) // 2
            works = self._is_feasible([Relaxation(cell=cell, old=old, new=middle / SHARE_STEPS)])
            good, bad = (middle, bad) if works else (good, middle)
        return Relaxation(cell=cell, old=old, new=good / SHARE_STEPS)

    def _is_feasible(self, relaxations: list[Relaxation]) -> bool:
        """Whether the plan is feasible with these relaxations, by building and solving it again."""
        plan = self.plan
        for relaxation in relaxations:
            plan = changed(plan, relaxation.cell, relaxation.new)
        program = build_program(plan)
        solver = DirectHighs(program, self.options)
        solver.minimise(Cost(column=np.zeros(0, dtype=np.int64), coefficient=np.zeros(0)))
        values = solver.run(max(self.left(), 1.0)).values
        return values is not None and not plan_in(program, (), values)[1]  # what solvers say is checked

    def _proposal(self, relaxations: tuple[Relaxation, ...]) -> Proposal:
        return Proposal(
            relaxations=relaxations,
            findings=tuple(relaxation.sentence(self.plan) for relaxation in relaxations),
        )
