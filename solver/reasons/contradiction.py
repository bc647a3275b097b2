"""The search for a contradiction: few cells of the planner's whose rules cannot all hold together."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from solver.optimise.backend import Search
from solver.reasons.elastic import ElasticProgram
from solver.reasons.elastic_solver import ElasticSolver, Linear, LinearSolver
from solver.tolerances import RELAXED_AT_ALL

Cells = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A contradiction: cells (by position), how it was shown, and whether none of them can be left out."""

    cells: Cells
    proved: bool
    irreducible: bool


@dataclass(eq=False)
class ContradictionSearch:
    """The search for contradictions of one elastic program, until a deadline.

    ``end``: the clock's time at which it stops. What it says until then does not depend on the clock.
    """

    elastic: ElasticProgram
    options: Search
    end: float
    linear: LinearSolver = field(init=False)
    whole: ElasticSolver = field(init=False)

    def __post_init__(self) -> None:
        self.linear = LinearSolver(self.elastic, self.options)
        self.whole = ElasticSolver(self.elastic, self.options)

    @property
    def every(self) -> Cells:
        """All cells."""
        return frozenset(range(len(self.elastic.cells)))

    def left(self) -> float:
        """Seconds left."""
        return self.end - time.monotonic()

    def ask(self, freed: Iterable[int]) -> Linear:
        """What the linear relaxation says with these cells relaxed."""
        seconds = self.left()
        return self.linear.ask(freed, seconds) if seconds > 0 else Linear()

    def linear_contradiction(self, freed: Cells = frozenset()) -> Contradiction | None:
        """A contradiction of the linear relaxation, these cells being relaxed; None if none is proved."""
        found = self.ask(freed).conflict
        if not found:
            return None
        settled = True
        for cell in sorted(found):
            if cell not in found:
                continue
            answer = self.ask(self.every - (found - {cell}))
            if answer.conflict is not None:
                found = answer.conflict
            settled = settled and (answer.conflict is not None or answer.feasible is True)
        return Contradiction(cells=found, proved=True, irreducible=settled)

    def whole_contradiction(self, freed: Cells = frozenset()) -> Contradiction | None:
        """A contradiction that only whole units cause, by a search's word, confirmed by another.

        Cells are left out in halves, as long as a search finds that what stays still has no plan.
        """
        if self._has_plan(freed) is not False:
            return None
        plans: list[Cells] = []
        settled = True
        parts = self._kinds(self.every - freed)
        while parts and self.left() > 0:
            part = parts.pop(0)
            more = freed | part
            has_plan = True if any(used <= more for used in plans) else self._has_plan(more, plans)
            if has_plan is False:
                freed = more
            elif len(part) > 1:
                ordered = sorted(part)
                middle = len(ordered) // 2
                parts[:0] = [frozenset(ordered[:middle]), frozenset(ordered[middle:])]
            else:
                settled = settled and has_plan is True
        found = self.every - freed
        if not found or not self._confirmed(freed):
            return None
        return Contradiction(cells=found, proved=False, irreducible=settled and not parts)

    def _kinds(self, cells: Cells) -> list[Cells]:
        """The cells by sheet and column."""
        kinds: dict[tuple[str, str], list[int]] = {}
        for at in sorted(cells):
            cell = self.elastic.cells[at]
            kinds.setdefault((cell.sheet, cell.column), []).append(at)
        return [frozenset(kind) for kind in kinds.values()]

    def _has_plan(self, freed: Cells, plans: list[Cells] | None = None) -> bool | None:
        """Whether there is a plan with these cells relaxed; the cells that it relaxes go to ``plans``."""
        if self.left() <= 0:
            return None
        outcome = self.whole.search(freed, self.left())
        if outcome.values is not None:
            if plans is not None:
                relaxed = self.whole.relaxations(outcome.values) > RELAXED_AT_ALL
                plans.append(frozenset(at for at in freed if relaxed[at]))
            return True
        return False if outcome.ending == "infeasible" else None

    def _confirmed(self, freed: Cells) -> bool:
        """Whether a second search, with other settings, finds no plan with these cells relaxed, either."""
        if self.left() <= 0:
            return False
        again = ElasticSolver(self.elastic, self.options, again=True)
        return again.search(freed, self.left()).ending == "infeasible"
