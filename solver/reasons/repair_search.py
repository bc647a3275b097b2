"""The search for repairs of a plan that cannot be: single relaxations, and smallest sets of them."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from solver.errors import SolverError
from solver.model.linexpr import Floats
from solver.optimise.backend import Search, SolveOutcome
from solver.plan import Plan
from solver.reasons.cells import Cell, Relaxation, changed, number_in, rounded
from solver.reasons.contradiction import Cells, Contradiction, ContradictionSearch
from solver.reasons.diagnosis import Proposal
from solver.reasons.elastic import NOTHING_ASKED, Asked, ElasticProgram, elastic_program, most_needed
from solver.reasons.elastic_solver import plan_of
from solver.reasons.hitting_set import hitting_set
from solver.tolerances import RELAXED_AT_ALL

SHARE_STEPS = 10_000
"""Shares of what is itself decided are searched in steps of a hundredth of a percent."""

ROUNDS = 12
"""Rounds in which the fewest cells are looked for, before all that contradict one another may give."""

MOST_SETS = 12
"""Sets that are looked for: the plans that they leave say which few are told."""

CONFLICT_SHARE = 0.5
"""Most of the time that goes to what contradicts itself; the rest is for what to give."""

log = logging.getLogger(__name__)


class RepairSearch:
    """The search for repairs, with its deadline.

    ``given_up``: whether something was left unsettled, so that more may be found with other searches.
    """

    def __init__(self, plan: Plan, options: Search, deadline: float, asked: Asked = NOTHING_ASKED) -> None:
        """``asked``: what the plan is to keep beside its rules."""
        if asked is NOTHING_ASKED:  # rules alone matter: an objective that adds no decisions
            plan = replace(plan, priorities=plan.priorities.iloc[:1].assign(objective="heads", rank=1))
        self.plan = plan
        self.asked = asked
        self.options = options
        self.deadline = deadline
        self.given_up = False
        self.elastic: ElasticProgram = elastic_program(plan, asked)
        self.contradictions = ContradictionSearch(self.elastic, options, deadline)
        self.known: list[Cells] = []
        self.alone: Cells = self.contradictions.every

    def left(self) -> float:
        """Seconds left."""
        return self.deadline - time.monotonic()

    def end_at(self, deadline: float) -> None:
        """Stop at another time of the clock."""
        self.deadline = self.contradictions.end = deadline

    def contradiction(self, impossible: bool) -> Contradiction | None:
        """A contradiction, and so the cells of which one must give; of whole units only where that is known.

        Raises SolverError where there is a plan after all.
        """
        search = self.contradictions
        search.end = time.monotonic() + CONFLICT_SHARE * self.left()
        found = search.linear_contradiction()
        if found is None and impossible:
            if plan_of(self.plan, self.options, max(search.left(), 0.1), self.asked):
                raise SolverError(
                    "the solver called the plan impossible, and found one when it was asked again; "
                    "forcegen doctor tells whether it works here, another version or --solver may"
                )
            found = search.whole_contradiction()
        search.end = self.deadline
        if found is not None:
            self.known, self.alone = [found.cells], found.cells
        log.info("no plan: %d of %d numbers could be the reason", len(self.alone), len(self.elastic.cells))
        return found

    def singles(self) -> Iterator[Proposal]:
        """Every cell whose relaxation alone makes the plan feasible, with its smallest relaxation."""
        for at in sorted(self.alone):
            if self.left() <= 0:
                return
            conflict = self.contradictions.ask([at]).conflict
            if conflict is not None:  # something else contradicts itself
                self.known.append(conflict)
                continue
            relaxation = self._single(at)
            if relaxation is not None and self.left() > 0:
                yield self._proposal((relaxation,))

    def sets(self) -> Iterator[Proposal]:
        """Smallest sets of cells whose relaxations together make the plan feasible, the fewest cells first.

        Of every contradiction one cell must give: the fewest that have one of each are relaxed, until no
        further contradiction is found; so no part of them is enough. Then the next fewest that contain none
        of these sets. Where the first takes too many rounds, every cell of those found may give, in sum as
        little as possible, and what can be left out of these is.
        """
        found: list[Cells] = []
        rounds = 0
        while self.left() > 0 and self.known and len(found) < MOST_SETS:
            rounds += 1
            few = hitting_set(self.known, self.left(), found) if rounds <= ROUNDS else None
            if few is None and found:
                return
            cells = frozenset().union(*self.known) if few is None else few
            if self._further(cells):
                continue
            outcome = self._least(sorted(cells))
            if outcome.values is not None:
                proposal = self._proved(sorted(cells), outcome)
                if proposal is not None and few is None:
                    proposal = self._shrunk(proposal)
                if proposal is None:
                    return
                yield proposal
                found.append(cells if few is not None else self._positions(proposal))
                rounds = 0
                continue
            further = (
                self.contradictions.whole_contradiction(cells) if outcome.ending == "infeasible" else None
            )
            if further is None:
                break
            self.known.append(further.cells)
        self.given_up = self.given_up or not found

    def _shrunk(self, proposal: Proposal) -> Proposal:
        """The proposal without the changes that the others do not need, as far as that is settled."""
        cells, smallest = self._positions(proposal), True
        for at in sorted(cells, reverse=True):
            fewer = cells - {at}
            outcome = self._least(sorted(fewer)) if self.left() > 0 else None
            without = outcome and outcome.values is not None and self._proved(sorted(fewer), outcome)
            if without:
                proposal, cells = without, self._positions(without)
            else:
                smallest = smallest and outcome is not None and outcome.ending == "infeasible"
        return replace(proposal, smallest=smallest)

    def _positions(self, proposal: Proposal) -> Cells:
        """The cells of a proposal, by position."""
        changed_cells = {change.cell for change in proposal.relaxations}
        return frozenset(at for at, cell in enumerate(self.elastic.cells) if cell in changed_cells)

    def _further(self, cells: Cells) -> bool:
        """Whether the linear relaxation has further contradictions, each apart from the others."""
        freed, before = cells, len(self.known)
        while found := self.contradictions.ask(freed).conflict:
            self.known.append(found)
            freed |= found
        return len(self.known) > before

    def _least(self, cells: list[int]) -> SolveOutcome:
        """The least relaxations of these cells, each as a share of the most that its rows could ever need."""
        weights = 1.0 / most_needed(self.elastic)[cells]
        outcome = self.contradictions.whole.minimise(cells, weights, max(self.left(), 0.1))
        self.given_up = self.given_up or outcome.ending not in ("proved", "infeasible")
        return outcome

    def _proved(self, cells: list[int], outcome: SolveOutcome) -> Proposal | None:
        """The proposal to relax these cells as far as the outcome does, None if there is no plan with it."""
        assert outcome.values is not None
        amounts = self.contradictions.whole.relaxations(outcome.values)
        least = outcome.ending == "proved"
        found = tuple(
            replace(change, least=change.least and least)
            for change in (self._relaxation(at, amounts) for at in cells if amounts[at] > RELAXED_AT_ALL)
        )
        return self._proposal(found) if found and self._is_feasible(found) else None

    def _single(self, at: int) -> Relaxation | None:
        cell = self.elastic.cells[at]
        if cell.switch:
            switched = Relaxation(cell=cell, old=0.0, new=0.0)
            return switched if self._is_feasible((switched,)) else None
        if not self.elastic.proportional[at]:
            return self._share_relaxed(cell)
        solver = self.contradictions.whole
        outcome = solver.minimise([at], np.ones(1), max(self.left(), 0.1))
        if outcome.values is None:
            self.given_up = self.given_up or outcome.ending != "infeasible"
            return None
        relaxation = self._relaxation(at, solver.relaxations(outcome.values))
        relaxation = replace(relaxation, least=outcome.ending == "proved")
        return relaxation if self._is_feasible((relaxation,)) else None

    def _relaxation(self, at: int, relaxations: Floats) -> Relaxation:
        """The cell's relaxation by that amount; a share in a set is relaxed to its end."""
        cell = self.elastic.cells[at]
        old = number_in(self.plan, cell)
        if cell.switch:
            return Relaxation(cell=cell, old=old, new=old)
        if not self.elastic.proportional[at]:
            return Relaxation(cell=cell, old=old, new=_end(cell), least=False)
        amount = float(relaxations[at])
        return Relaxation(
            cell=cell, old=old, new=rounded(cell, old + amount if cell.upward else old - amount)
        )

    def _share_relaxed(self, cell: Cell) -> Relaxation | None:
        """The smallest relaxation of a share of what is itself decided, by bisection."""
        old, end = number_in(self.plan, cell), _end(cell)
        if not self._is_feasible((Relaxation(cell=cell, old=old, new=end),)):
            return None
        good, bad, least = round(end * SHARE_STEPS), round(old * SHARE_STEPS), True
        while abs(good - bad) > 1 and self.left() > 0:
            middle = (good + bad) // 2
            works = self._works((Relaxation(cell=cell, old=old, new=middle / SHARE_STEPS),))
            least = least and works is not None
            good, bad = (middle, bad) if works else (good, middle)
        return Relaxation(cell=cell, old=old, new=good / SHARE_STEPS, least=least)

    def _is_feasible(self, relaxations: tuple[Relaxation, ...]) -> bool:
        """Whether the plan is feasible with these relaxations, by building and solving it again."""
        works = self._works(relaxations)
        self.given_up = self.given_up or works is None
        return works is True

    def _works(self, relaxations: tuple[Relaxation, ...]) -> bool | None:
        plan = self.plan
        for relaxation in relaxations:
            plan = changed(plan, relaxation.cell, relaxation.new)
        return plan_of(plan, self.options, max(self.left(), 0.1), self.asked)

    def _proposal(self, relaxations: tuple[Relaxation, ...]) -> Proposal:
        return Proposal(
            relaxations=relaxations,
            findings=tuple(relaxation.sentence(self.plan) for relaxation in relaxations),
        )


def _end(cell: Cell) -> float:
    """The end of a share that is relaxed: a lead with nobody there would be none."""
    return 1.0 if cell.upward else 1.0 / SHARE_STEPS
