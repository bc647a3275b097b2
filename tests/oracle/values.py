"""What each objective and each rank comes to in a finished allocation."""

from __future__ import annotations

import math

from oracle.facts import Contingent, Facts
from oracle.judge import Allocation, Judged, by_site, judged, support_worth


def objective_values(
    facts: Facts, allocation: Allocation, baseline: Allocation | None = None
) -> dict[str, float]:
    """What every objective comes to in an allocation."""
    plan = judged(facts, allocation)
    sites, periods = list(facts.sites.values()), facts.periods
    ever_open = [site for site in sites if any(plan.is_open(site, period) for period in periods)]
    lacks = [
        (asked, plan.provided(asked, period))
        for asked, period in plan.asked()
    ]  # fmt: skip
    return {
        "minimum shortfall": sum(
            asked.weight * asked.role.worth * max(0.0, asked.minimum - provided) for asked, provided in lacks
        )
        + sum(lacking_force(plan, period) for period in periods),
        "target shortfall": target_shortfall(plan),
        "drawdown": sum(
            arc.contingent.area.weight * arc.draws_down() * units
            for arc, units in plan.sent
            if arc.contingent.area is not None
        ),
        "cost": sum(map(plan.running_cost, periods)) + sum(site.opening for site in ever_open),
        "heads": plan.heads(lambda arc: True),
        "moves": sum(moves(plan, pledge) for pledge in facts.contingents.values()),
        "changes": changes(allocation, baseline or {}),
        "open sites": float(sum(plan.is_open(site, period) for site in sites for period in periods)),
        "worst shortfall": max(
            (max(0.0, asked.target - given) / asked.target for asked, given in lacks if asked.target > 0),
            default=0.0,
        ),
        "largest burden": max(
            (
                plan.tied_up(nation, period) / nation.strength
                for nation in facts.nations.values()
                if not math.isnan(nation.strength)
                for period in periods
            ),
            default=0.0,
        ),
        "nations at sites": float(
            len(
                {
                    (arc.contingent.nation.name, arc.site.name, arc.period)
                    for arc, units in plan.sent
                    if units > 0
                }
            )
        ),
        "worst support": max(
            (
                support_worth(facts, row) * lack
                for row in facts.rows["Support ratios"]
                for period in periods
                for lack in plan.lacks_of_support(row, period)
            ),
            default=0.0,
        ),
        "worst withdrawal": max(target_shortfall(left) for left in (plan, *map(plan.without, facts.nations))),
    }


def target_shortfall(plan: Judged) -> float:
    """What requirements lack to their target, and ratios in support."""
    facts = plan.facts
    return sum(
        asked.weight * asked.role.worth * max(0.0, asked.target - plan.provided(asked, period))
        for asked, period in plan.asked()
    ) + sum(
        row.number("Weight", 1.0) * support_worth(facts, row) * plan.lacking_support(row, period)
        for row in facts.rows["Support ratios"]
        for period in facts.periods
    )


def lacking_force(plan: Judged, period: int) -> float:
    """What is missing to the highest floor of a period."""
    floors = [row.number("Floor", 0.0) for row in plan.facts.rows["Force"] if row.holds(period)]
    return max(0.0, max(floors, default=0.0) - plan.counted(period))


def moves(plan: Judged, pledge: Contingent) -> float:
    """Units that appear at a site where the contingent had fewer the period before."""
    units = by_site(plan, pledge)
    return sum(
        max(0.0, here - units.get((site, period - 1), 0.0))
        for (site, period), here in units.items()
        if period > 1
    )


def changes(allocation: Allocation, baseline: Allocation) -> float:
    """Units added plus units taken away."""
    keys = set(allocation) | set(baseline)
    return sum(abs(allocation.get(key, 0.0) - baseline.get(key, 0.0)) for key in keys)


def rank_values(facts: Facts, allocation: Allocation, baseline: Allocation | None = None) -> list[float]:
    """What each rank comes to: its objectives, added up by weight."""
    values = objective_values(facts, allocation, baseline)
    return [
        sum(weight * values[name] for name, weight in priority.weights.items())
        for priority in facts.priorities
    ]
