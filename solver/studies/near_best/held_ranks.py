"""The shortfall ranks: those up to the last that holds a shortfall; what a study calls worse or as good."""

from __future__ import annotations

from solver.plan import Plan
from solver.plan.plan import SHORTFALLS


def held_ranks(plan: Plan) -> tuple[int, ...]:
    """The numbers of the shortfall ranks; none where no shortfall is ranked.

    A plan that is nearly as good has none of them worse; regret is what is lost in them.
    """
    ranks = sorted({int(rank) for rank in plan.priorities["rank"]})
    held = plan.priorities.loc[plan.priorities["objective"].isin(SHORTFALLS), "rank"]
    return tuple(rank for rank in ranks if len(held) and rank <= int(held.max()))
