"""The ledger: everything that an allocation means, recomputed from the planner's tables alone."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from solver.ledger import demand, force, front_line, money, sites
from solver.ledger.units import sent_rows, units_away
from solver.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ledger:
    """What an allocation provides, takes, ties up and costs, period by period.

    Every frame is sorted by key, its index 0, 1, 2 ...; periods run from 1 to
    the plan's last. ``sheet_row`` is the row of the sheet that the rule is from.
    """

    sent: pd.DataFrame
    """contingent, role, site, period, units, heads, nation, capability, effectiveness (0: does not
    fill the role), measure (heads, units), provided (in that measure), counts (to the force),
    area ("" none), stock ("" none), cost_per_head, movement (money per head), cost (money),
    contingent_row."""
    coverage: pd.DataFrame
    """One row per requirement and period: site, role, period, sheet_row, measure, minimum, target,
    maximum (NaN: none), weight, unit_worth (heads; 1 where heads are measured), provided,
    lack_minimum, lack_target (in the role's measure)."""
    caps: pd.DataFrame
    """One row per drawdown cap and period: sheet_row, applies_to, stock, capability, counts, period,
    baseline (heads; NaN: none given), cap (the tighter of heads and share, before backfill), taken,
    backfill, limit (cap + backfill), all in heads."""
    cap_members: pd.DataFrame
    """sheet_row (of the cap), contingent, heads_counted (heads that a unit away weighs in a period)."""
    nations: pd.DataFrame
    """One row per nation and period: nation, period, deployable_pool (heads), largest_share (NaN:
    none), least_heads, sheet_row, deployed, counted (to the force), heads_tied_up."""
    areas: pd.DataFrame
    """One row per area, stock and period: area, stock, period, heads_tied_up, deployed (heads, before
    backfill; of stationed sustained contingents, tied up is what is deployed)."""
    sites: pd.DataFrame
    """One row per site and period: site, period, heads, capacity (NaN: none), least_heads,
    nations_at_most (NaN: none), sheet_row, available, nations (count), open, lead (nation; "" none
    or none needed), running_cost (money)."""
    force: pd.DataFrame
    """One row per period: period, heads (that count), floor, ceiling (NaN: none), lack_force."""
    support: pd.DataFrame
    """One row per ratio, place and period: sheet_row, role, site ("" for the theatre), period,
    needed, provided, lack (in the supporting role's measure), weight, unit_worth."""
    costs: pd.DataFrame
    """One row per period: period, forces (heads and their movement), running (of open sites), opening
    (of sites in the period in which they first open), all money."""


def keep_ledger(plan: Plan, allocation: pd.DataFrame) -> Ledger:
    """Everything that the allocation means; ``allocation``: contingent, role, site, period, units."""
    sent = sent_rows(plan, allocation)
    away = units_away(plan, sent)
    members = front_line.cap_members(plan)
    at_sites = sites.sites(plan, sent)
    return Ledger(
        sent=sent,
        coverage=demand.coverage(plan, sent),
        caps=front_line.caps(plan, sent, away, members),
        cap_members=members,
        nations=force.nations(plan, sent, away),
        areas=front_line.areas(plan, sent, away),
        sites=at_sites,
        force=force.force(plan, sent),
        support=demand.support(plan, sent),
        costs=money.costs(plan, sent, at_sites),
    )
