"""Repairs ranked: fewest changes first, then by the best plan of the workbook with them made."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cmp_to_key

import pandas as pd

from solver.errors import PlanError, SolverError
from solver.optimise.backend import Search
from solver.optimise.lexicographic import optimise_again
from solver.optimise.reoptimise import SolvedProgram
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.plan import with_baseline
from solver.plan.scenario import apply_overrides
from solver.reasons.cells import override_of
from solver.reasons.diagnosis import Proposal
from solver.reasons.elastic_solver import fixed
from solver.reasons.repair_text import same_ranks

MOST_REPAIRS = 5
"""Repairs that are told with the plan that each leaves."""

TIDYING = 0.05
"""Share of a repair's time for a rank of moves alone, where the planner gives none: it seldom decides."""

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class Ranking:
    """The ranking of repairs of one plan; ``baseline``: what the objective ``changes`` compares with.

    ``base``: the program of the repair solved last, for the next is nearly the same.
    """

    plan: Plan
    baseline: pd.DataFrame | None
    options: Search
    left: Callable[[], float]
    """Seconds left."""
    base: SolvedProgram | None = None

    def growing(self, proposals: Sequence[Proposal]) -> Iterator[tuple[Proposal, ...]]:
        """The best few, again whenever one more of them is solved, as long as there is time."""
        known = [self._with_settings(each) for each in proposals]
        yield best_first(known)
        for at, each in enumerate(known):
            if self.left() <= 0:
                return
            share = self.left() / min(len(known) - at, MOST_REPAIRS)
            known[at] = self._solved(each, share)
            yield best_first(known)

    def _with_settings(self, proposal: Proposal) -> Proposal:
        changes = proposal.relaxations
        return replace(
            proposal, settings=tuple(str(override_of(self.plan, each.cell, each.new)) for each in changes)
        )

    def _solved(self, proposal: Proposal, seconds: float) -> Proposal:
        """The repair with what the best plan of the workbook with it made comes to, as ``--set`` makes it."""
        plan = self.plan
        overrides = [override_of(plan, each.cell, each.new) for each in proposal.relaxations]
        try:
            changed = make_plan(apply_overrides(plan.tables, overrides), plan.tables)
            changed = replace(changed, as_it_stands=plan.as_it_stands or plan)
            changed = _hurried(with_baseline(changed, given=self.baseline is not None))
            options = replace(fixed(self.options), time_limit=seconds)
            solution, solved = optimise_again(changed, options, self.baseline, self.base)
        except PlanError:  # the rules of the workbook's cells leave the change out
            return replace(proposal, settings=())
        except SolverError as failure:
            log.info("the plan that a repair leaves was not found: %s", failure)
            return proposal
        self.base = solved or self.base
        return replace(proposal, ranks=solution.ranks if solution.has_plan else ())


def _hurried(plan: Plan) -> Plan:
    """The plan with little effort for moves where the planner says nothing of it."""
    table = plan.priorities
    tidies = table.groupby("rank")["objective"].transform(lambda names: (names == "moves").all())
    effort = table["effort"].where(table["effort"].notna() | ~tidies.astype(bool), TIDYING)
    return replace(plan, priorities=table.assign(effort=effort))


def best_first(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The best few: fewest changes first, then by the ranks of the plan found, those without one last.

    Of a rank that is not proved, what it comes to in that plan counts: the best one may be better.
    """
    return tuple(sorted(proposals, key=cmp_to_key(_compared))[:MOST_REPAIRS])


def _compared(one: Proposal, other: Proposal) -> int:
    """Below 0 where the one comes before the other, 0 where nothing says it."""
    counts = len(one.relaxations) - len(other.relaxations)
    if counts or not (one.ranks and other.ranks):
        return counts or bool(other.ranks) - bool(one.ranks)
    deciding = same_ranks(one, other)
    if deciding == len(one.ranks):
        return 0
    return -1 if one.ranks[deciding].value < other.ranks[deciding].value else 1
