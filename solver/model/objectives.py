"""The objectives, each a sum over all periods that is minimised, and the rows of their helpers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from solver.model.decisions import KEY, Decisions
from solver.model.linexpr import Floats, Rows, at_least, at_most, distinct, sum_by
from solver.model.program import Cost, weighted_sum
from solver.model.rules.units import tied_up
from solver.model.withdrawal import withdrawal_rows
from solver.plan import Plan

Baseline = pd.DataFrame | None


Weighted = tuple[pd.DataFrame, str | Floats | float]
"""A table of decisions with what each weighs: one of its columns, a number each, or one for all."""


def _sum(*parts: Weighted, constant: float = 0.0) -> Cost:
    """The weighted sum of tables of decisions."""
    costs = []
    for table, weight in parts:
        weights = table[weight].to_numpy() if isinstance(weight, str) else weight
        coefficient = np.broadcast_to(np.asarray(weights, np.float64), len(table))
        costs.append((1.0, Cost(column=table["column"].to_numpy(np.int64), coefficient=coefficient)))
    return weighted_sum(costs, constant)


def minimum_shortfall(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """What requirements lack to their minimum, by weight and unit worth, and the force to its floor."""
    return _sum((v.lack_minimum, "weighs"), (v.lack_force, 1.0))


def target_shortfall(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """What requirements lack to their target and ratios in support, by weight and unit worth."""
    return _sum((v.lack_target, "weighs"), (v.lack_support, "weighs"))


def drawdown(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """Heads tied up of contingents drawn from an area, by its weight, before backfill.

    A pool's unit weighs heads x (1 + dwell rounded up) wherever its period away falls.
    """
    of = v.data.contingents
    weights = np.append(plan.areas["weight"].to_numpy(np.float64), 0.0)  # area -1: none
    factor = np.where(of["pool"], 1.0 + of["dwell_periods"], of["area_factor"])
    weighs = weights[of["area"].to_numpy()] * of["heads"].to_numpy() * factor
    return _sum((v.send, weighs[v.send["contingent"].to_numpy()]))


def cost(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """Heads with their movement, running sites, and opening them once."""
    running = plan.sites["running_cost"].to_numpy()[v.open["site"].to_numpy()]
    opening = plan.sites["opening_cost"].to_numpy()[v.opened["site"].to_numpy()]
    return _sum((v.send, "cost"), (v.open, running), (v.opened, opening))


def heads(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """Heads sent."""
    return _sum((v.send, "heads"))


def moves(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """Units that appear at a site where the contingent had fewer the period before."""
    return _sum((v.arrive, 1.0))


def changes(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """Units added plus units taken away against the baseline; its rows without an arc count as taken."""
    held = np.isin(v.send["column"].to_numpy(), v.added["arc"].to_numpy())
    gone = 0.0 if baseline is None else float(baseline["units"].sum()) - float(v.added["baseline"].sum())
    return _sum((v.send[~held], 1.0), (v.added, 1.0), (v.taken, 1.0), constant=gone)


def open_sites(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """Open sites, summed over periods."""
    return _sum((v.open, 1.0))


def worst_shortfall(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """The largest share of its target that any requirement lacks in any period."""
    return _sum((v.worst, 1.0))


def largest_burden(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """The highest share of its active strength that any nation ties up in any period."""
    return _sum((v.burden, 1.0))


def nations_at_sites(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """Nations at each site, summed over sites and periods: few at each are simpler to lead and to supply."""
    return _sum((v.present, 1.0))


def worst_support(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """The most that any support ratio lacks in any period, at any site where it counts by site, in heads."""
    return _sum((v.worst_support, 1.0))


def worst_withdrawal(plan: Plan, v: Decisions, baseline: Baseline) -> Cost:
    """What targets and support lack without the nation that is missed most, before anybody plans anew."""
    return _sum((v.withdrawal.worst, 1.0))


ObjectiveFunction = Callable[[Plan, Decisions, Baseline], Cost]

OBJECTIVES: dict[str, ObjectiveFunction] = {
    function.__name__.replace("_", " "): function
    for function in (
        minimum_shortfall,
        target_shortfall,
        drawdown,
        cost,
        heads,
        moves,
        changes,
        open_sites,
        worst_shortfall,
        largest_burden,
        nations_at_sites,
        worst_support,
        worst_withdrawal,
    )
}
"""Every objective by the name that Priorities gives it."""


def helper_rows(plan: Plan, v: Decisions) -> list[tuple[str, list[Rows]]]:
    """The rows that say what the objectives' helpers stand for, by helper."""
    return [
        ("arrive", _arriving(v)),
        ("changed", _changed(v)),
        ("worst", _lacking_shares(v)),
        ("burden", _burdens(plan, v)),
        ("worst_support", _lacking_support(v)),
        *withdrawal_rows(v.withdrawal),
    ]


def _arriving(v: Decisions) -> list[Rows]:
    """arrive[c, s, t]  >=  units of c at s in t - units of c at s in t - 1."""
    if v.arrive.empty:
        return []
    by = ["contingent", "site", "period"]
    sent = sum_by(v.send, by)
    before = replace(sent, keys={**sent.keys, "period": sent.keys["period"] + 1})
    grown = sum_by(v.arrive, by) - sent + before
    return [at_least(grown, v.arrive[by].assign(limit=0.0))]


def _changed(v: Decisions) -> list[Rows]:
    """For arcs where the baseline has units: send - added <= baseline <= send + taken."""
    if v.added.empty:
        return []
    limits = v.added[KEY].assign(limit=v.added["baseline"])
    sent = sum_by(v.send, KEY)
    return [at_most(sent - sum_by(v.added, KEY), limits), at_least(sent + sum_by(v.taken, KEY), limits)]


def _lacking_shares(v: Decisions) -> list[Rows]:
    """For every requirement and period: worst >= lack_target / target."""
    if v.worst.empty:
        return []
    by = ["requirement", "period"]
    lacking = v.lack_target.assign(share=1.0 / v.lack_target["limit"])
    each = lacking[by].merge(v.worst, how="cross")
    rows = sum_by(each, by) - sum_by(lacking, by, "share")
    return [at_least(rows, each[by].assign(limit=0.0))]


def _lacking_support(v: Decisions) -> list[Rows]:
    """For every support ratio, place and period: worst_support >= unit worth * lack_support."""
    if v.worst_support.empty:
        return []
    by = ["ratio", "site", "period"]
    each = v.lack_support[by].merge(v.worst_support, how="cross")
    rows = sum_by(each, by) - sum_by(v.lack_support, by, "worth")
    return [at_least(rows, each[by].assign(limit=0.0))]


def _burdens(plan: Plan, v: Decisions) -> list[Rows]:
    """For every nation and period: burden >= heads that it ties up / its active strength."""
    if v.burden.empty:
        return []
    by = ["nation", "period"]
    strength = plan.nations["active_strength"].to_numpy(np.float64)
    counted = v.send[~np.isnan(strength[v.send["nation"].to_numpy()])]
    tied = tied_up(plan, v, counted)
    tied = tied.assign(share=tied["heads_tied_up"].to_numpy() / strength[tied["nation"].to_numpy()])
    each = distinct(tied, by).merge(v.burden, how="cross")
    return [at_least(sum_by(each, by) - sum_by(tied, by, "share"), each[by].assign(limit=0.0))]
