"""What withdrawals lose: in which ranks, where, by whom most, and which of it is proved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from solver.plan import Plan
from solver.studies.counting import rank_values
from solver.studies.levels import same_value
from solver.studies.near_best.held_ranks import held_ranks
from solver.studies.point import Lacking, PointOutcome
from solver.studies.told.names import in_cell, requirement_name
from solver.studies.told.rank_words import known_lows
from solver.studies.withdraw.withdraw import Withdrawal
from solver.text.numbers import number

MOST_PLACES = 3
"""Places whose losses are named."""


def places_told(plan: Plan) -> tuple[int, ...]:
    """The places of the shortfall ranks, counted from 0; of all ranks where no shortfall is ranked."""
    return tuple(range(len(held_ranks(plan)) or plan.priorities["rank"].nunique()))


def unreplanned(plan: Plan, outcome: PointOutcome) -> tuple[float, ...]:
    """What each rank comes to if nobody replans; () where that was not counted."""
    if outcome.fixed is None:
        return ()
    values = rank_values(plan, outcome.fixed.objectives)
    return tuple(values[rank] for rank in sorted(values))


def worst_first(plan: Plan, withdrawals: Sequence[Withdrawal]) -> list[Withdrawal]:
    """No plan at all first, then by the ranks after all replan, then if nobody does, then by what is gone.

    Last come those of which nothing is known.
    """
    return sorted(withdrawals, key=lambda each: _place(plan, each.outcome))


def _place(plan: Plan, outcome: PointOutcome) -> tuple[int, tuple[float, ...], tuple[float, ...], float]:
    group = 0 if outcome.status == "infeasible" else 1 if outcome.has_plan else 2
    fixed = outcome.fixed.heads if outcome.fixed is not None else 0.0
    return (
        group,
        tuple(-round(value, 3) for value in outcome.values),
        tuple(-round(value, 3) for value in unreplanned(plan, outcome)),
        -fixed,
    )


def name_of(withdrawal: Withdrawal) -> str:
    """Who leaves, or both."""
    return " and ".join(each.name for each in withdrawal.leaving)


def never_worse(base: PointOutcome, outcome: PointOutcome, ranks: Sequence[int]) -> bool:
    """Whether it is proved that none of these ranks is worse than in the best plan of the workbook."""
    if not outcome.has_plan or not base.has_plan:
        return False
    lows = known_lows(base)
    return all(
        outcome.values[at] <= lows[at] or same_value(outcome.values[at], lows[at])
        for at in ranks
        if math.isfinite(lows[at])
    ) and all(math.isfinite(lows[at]) for at in ranks)


@dataclass(frozen=True, slots=True)
class _Lost:
    """Heads x periods lost at a place."""

    place: str
    amount: float


def lost_where(base: PointOutcome, outcome: PointOutcome) -> str:
    """Where more lacks than in the plan as it stands, most first: Medical at Odesa port 350; and 2 more."""
    if not outcome.has_plan or not base.has_plan:
        return ""
    before = {(each.kind, each.site, each.role): each for each in base.lacking}
    lost = [
        _Lost(_place_name(each), _more(each, before.get((each.kind, each.site, each.role))))
        for each in outcome.lacking
    ]
    lost = sorted((each for each in lost if each.amount > 0), key=lambda each: (-each.amount, each.place))
    return in_cell([f"{each.place} {number(each.amount)}" for each in lost], MOST_PLACES)


def _place_name(lacking: Lacking) -> str:
    if lacking.kind == "force":
        return "floor of the force"
    named = requirement_name(lacking.role, lacking.site)
    return f"{named} (support)" if lacking.kind == "support" else named


def _more(now: Lacking, before: Lacking | None) -> float:
    """By how much more a place lacks, of its minimum or its target, whichever grows more."""
    minimum, target = (before.minimum, before.target) if before is not None else (0.0, 0.0)
    grown = max(now.minimum - minimum, now.target - target)
    return 0.0 if same_value(grown, 0.0) else grown
