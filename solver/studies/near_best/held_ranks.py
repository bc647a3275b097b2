"""The shortfall ranks, which no plan that is nearly as good has worse."""

from __future__ import annotations

from solver.plan import Plan

SHORTFALLS = ("minimum shortfall", "target shortfall")
"""Objectives that are held, and all that rank before them."""


def held_ranks(plan: Plan) -> tuple[int, ...]:
    """The shortfall ranks: all up to the last that holds a shortfall; none of them may be worse."""
    ranks = sorted({int(rank) for rank in plan.priorities["rank"]})
    held = plan.priorities.loc[plan.priorities["objective"].isin(SHORTFALLS), "rank"]
    return tuple(rank for rank in ranks if len(held) and rank <= int(held.max()))
