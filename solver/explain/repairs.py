"""The search for the least to give: single numbers, else a smallest set, each proved by solving again."""

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
from solver.explain.elastic import (
    ElasticProgram,
    ElasticSolver,
    certificate_cells,
    elastic_program,
    smallest_set,
)
from solver.model.build import build_program
from solver.model.linexpr import Floats
from solver.model.program import Cost
from solver.optimise.check import plan_in
from solver.optimise.highs import DirectHighs
from solver.optimise.options import Options, Tell
from solver.plan import Plan
from solver.tolerances import RELAXED_AT_ALL

SHARE_STEPS = 10_000
"""Shares of what is itself decided are searched in steps of a hundredth of a percent."""

log = logging.getLogger(__name__)


def diagnose(plan: Plan, options: Options | None = None, seconds: float = AT_MOST_SECONDS) -> Diagnosis:
    """The least to give so that the hard rules leave a plan, in at most so many seconds."""
    options = replace(options or Options.of(plan.settings), gap=0.0, solver="highs", relaxed=False)
    search = RepairSearch(plan, options, time.monotonic() + seconds)
    singles = search.singles()
    together = None if singles else search.together()
    return Diagnosis(singles=singles, together=together, finished=search.left() > 0)


def diagnose_from(plan: Plan, options: Options, tell: Tell) -> Diagnosis:
    """The same for a worker (``tell``: nothing is told on the way)."""
    return diagnose(plan, options)


class RepairSearch:
    """One search with its deadline."""

    def __init__(self, plan: Plan, options: Options, deadline: float) -> None:
        self.plan = _bare(plan)
        self.options = options
        self.deadline = deadline
        self.what: ElasticProgram = elastic_program(self.plan)

    def left(self) -> float:
        """Seconds left."""
        return self.deadline - time.monotonic()

    def singles(self) -> tuple[Proposal, ...]:
        """Every cell whose change alone gives a plan, with its smallest change."""
        named = certificate_cells(self.what, self.options, max(self.left() / 4, 0.1))
        every = range(len(self.what.cells)) if named is None else named
        log.info("no plan: %d of %d numbers could be the reason", len(every), len(self.what.cells))
        giving = ElasticSolver(self.what, self.options)
        found = []
        for at in every:
            if self.left() <= 0:
                break
            give = self._single(giving, at)
            if give is not None:
                found.append(self._proposal((give,)))
        return tuple(found)

    def together(self) -> Proposal | None:
        """A smallest set of cells whose change together gives a plan."""
        if self.left() <= 0:
            return None
        gives = smallest_set(self.what, self.options, self.left())
        if gives is None:
            return None
        found = [
            give
            for at in np.flatnonzero(gives > RELAXED_AT_ALL).tolist()
            if (give := self._give(self.what.cells[at], at, gives)) is not None
        ]
        return self._proposal(tuple(found)) if found and self._works(found) else None

    def _single(self, giving: ElasticSolver, at: int) -> Relaxation | None:
        cell = self.what.cells[at]
        if not self.what.proportional[at]:
            return self._share(cell)
        outcome = giving.least([at], np.ones(1), max(self.left(), 0.1))
        if outcome.values is None:
            return None
        give = self._give(cell, at, giving.gives(outcome.values))
        return give if give is not None and self._works([give]) else None

    def _give(self, cell: Cell, at: int, gives: Floats) -> Relaxation | None:
        """The cell's new number for what it gives; shares take what the plan without them needs."""
        if not self.what.proportional[at]:
            return self._share(cell, alone=False)
        old = number_in(self.plan, cell)
        amount = float(gives[at])
        return Relaxation(
            cell=cell, old=old, new=rounded(cell, old + amount if cell.upward else old - amount)
        )

    def _share(self, cell: Cell, *, alone: bool = True) -> Relaxation | None:
        """The smallest change of a share of what is itself decided, by halving; the whole of it in a set."""
        old = number_in(self.plan, cell)
        end = 1.0 if cell.upward else 1.0 / SHARE_STEPS  # a lead with nobody there would be none
        if not alone:
            return Relaxation(cell=cell, old=old, new=end)
        if not self._works([Relaxation(cell=cell, old=old, new=end)]):
            return None
        good, bad = round(end * SHARE_STEPS), round(old * SHARE_STEPS)
        while abs(good - bad) > 1 and self.left() > 0:
            middle = (good + bad) // 2
            works = self._works([Relaxation(cell=cell, old=old, new=middle / SHARE_STEPS)])
            good, bad = (middle, bad) if works else (good, middle)
        return Relaxation(cell=cell, old=old, new=good / SHARE_STEPS)

    def _works(self, gives: list[Relaxation]) -> bool:
        """Whether the plan with these changes can be kept, found by building and solving it anew."""
        plan = self.plan
        for give in gives:
            plan = changed(plan, give.cell, give.new)
        program = build_program(plan)
        solver = DirectHighs(program, self.options)
        solver.minimise(Cost(column=np.zeros(0, dtype=np.int64), coefficient=np.zeros(0)))
        values = solver.run(max(self.left(), 1.0)).values
        return values is not None and not plan_in(program, (), values)[1]  # what solvers say is checked

    def _proposal(self, gives: tuple[Relaxation, ...]) -> Proposal:
        return Proposal(gives=gives, findings=tuple(give.sentence(self.plan) for give in gives))


def _bare(plan: Plan) -> Plan:
    """The plan with no objective that needs decisions of its own: only the hard rules matter here."""
    first = plan.priorities.iloc[:1].assign(objective="heads", rank=1)
    return replace(plan, priorities=first)
