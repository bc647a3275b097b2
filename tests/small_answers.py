"""Small plans solved, and their answer in the words that a test asks about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from small_plans import a_plan

from solver.audit import AuditReport, audit
from solver.optimise import Search, optimise
from solver.plan import Plan
from solver.plan.plan import with_baseline
from solver.solution import Solution


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """A solved plan: what was sent, what the ranks came to, what the audit says."""

    plan: Plan
    solution: Solution
    report: AuditReport

    def units(self, **where: object) -> float:
        """Units sent, of those whose contingent, role, site, period are as named, summed over the rest."""
        rows = self.solution.allocation
        for name, value in where.items():
            rows = rows[rows[name] == value]
        return float(rows["units"].sum())

    def heads(self, **where: object) -> float:
        """Heads sent, the same way."""
        per_unit = zip(
            self.plan.contingents["contingent"], self.plan.contingents["heads_per_unit"], strict=True
        )
        wanted = where.pop("contingent", None)
        return sum(
            heads * self.units(contingent=name, **where) for name, heads in per_unit if wanted in (None, name)
        )

    def value(self, objective: str) -> float:
        """What a ranked objective came to."""
        parts = {part.name: part.value for rank in self.solution.ranks for part in rank.parts}
        return parts[objective]

    @property
    def values(self) -> tuple[float, ...]:
        """What each rank came to, in order."""
        return tuple(rank.final for rank in self.solution.ranks)


def options_of(plan: Plan, **changed: object) -> Search:
    """The plan's own options, with some changed; one thread is quickest for plans this small."""
    return replace(Search.of(plan.settings), **({"threads": 1} | changed))  # type: ignore[arg-type]


def best(plan: Plan, baseline: pd.DataFrame | None = None, **options: object) -> Answer:
    """The plan solved; whatever the test asks, the audit must agree with every rule and value."""
    ranked_plan = with_baseline(plan, given=baseline is not None)
    solution = optimise(ranked_plan, options_of(plan, **options), baseline)
    report = audit(
        ranked_plan, solution.allocation, ranks=solution.ranks, baseline=baseline, relaxed=solution.relaxed
    )
    assert solution.status == "optimal"
    assert [str(breach) for breach in report.breaches] == []
    return Answer(plan=ranked_plan, solution=solution, report=report)


def best_of(**sheets: Any) -> Answer:
    """The plan of :func:`small_plans.sheets_of`, solved."""
    return best(a_plan(**sheets))


def status_of(**sheets: Any) -> str:
    """How the search for that plan ended."""
    plan = a_plan(**sheets)
    return optimise(plan, options_of(plan)).status


DRIFT, NEAR = 1e-5, 1e-4
"""As shares of a rank: what is better by more is better, what is worse by less may be.

Kept ranks may drift by 1e-6 each, several of them one after the other; what a relation breaks is whole heads.
"""


def lexicographically_worse(new: Sequence[float], old: Sequence[float]) -> bool:
    """Whether the first rank in which they differ is higher: then later ones may be anything."""
    for one, other in zip(new, old, strict=True):
        size = max(abs(other), 1.0)
        if one < other - DRIFT * size:
            return False
        if one > other + NEAR * size:
            return True
    return False
