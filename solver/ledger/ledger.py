"""The ledger: everything that an allocation means, recomputed from the planner's tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.ledger import demand, force, front_line, money, sites
from solver.ledger.front_line import drawdown_value
from solver.ledger.table_ops import found_in, positions, spelled, take, total
from solver.ledger.units import KEY, sent_rows, units_away
from solver.ledger.withdrawal import shortfall_by_withdrawal
from solver.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ledger:
    """What an allocation provides, takes, ties up and costs, period by period.

    Every frame is sorted by key, its index 0, 1, 2 ...; periods run from 1 to
    the plan's last. ``sheet_row`` is the row of the sheet that the rule is from.
    """

    sent: pd.DataFrame
    """contingent, role, site, period, units, heads, nation, capability, effectiveness (0: does not fill the
    role), measure (heads, units), provided (in that measure), counts (to the force), area ("" none), stock
    ("" none), cost_per_head, movement (money per head), cost (money), contingent_row."""
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


def objective_values(plan: Plan, ledger: Ledger, baseline: pd.DataFrame | None = None) -> dict[str, float]:
    """The value of each objective, over all periods, before the weights of the priorities.

    ``baseline``: an allocation (contingent, role, site, period, units) that
    ``changes`` compares with; without one ``changes`` is not among the values.
    """
    values = {
        "minimum shortfall": _minimum_shortfall(ledger),
        "target shortfall": _target_shortfall(ledger),
        "drawdown": drawdown_value(plan, ledger.sent),
        "cost": float(ledger.costs[["forces", "running", "opening"]].to_numpy().sum()),
        "heads": float(ledger.sent["heads"].sum()),
        "moves": _moves(ledger.sent),
        "open sites": float(ledger.sites["open"].sum()),
        "worst shortfall": _worst_shortfall(ledger),
        "largest burden": _largest_burden(plan, ledger),
        "nations at sites": float(len(total(ledger.sent, ["nation", "site", "period"], "units"))),
        "worst support": _worst_support(ledger),
        "worst withdrawal": _worst_withdrawal(plan, ledger),
    }
    if baseline is not None:
        values["changes"] = changes_from(plan, ledger.sent, baseline)
    return values


def _minimum_shortfall(ledger: Ledger) -> float:
    """Weight x what minimums lack (x unit worth), and what floors of the force lack."""
    rows = ledger.coverage
    lack = (rows["weight"] * rows["lack_minimum"] * rows["unit_worth"]).sum()
    return float(lack + ledger.force["lack_force"].sum())


def _target_shortfall(ledger: Ledger) -> float:
    """Weight x what targets lack, and what support lacks (each x unit worth)."""
    rows, support = ledger.coverage, ledger.support
    lack = (rows["weight"] * rows["lack_target"] * rows["unit_worth"]).sum()
    return float(lack + (support["weight"] * support["lack"] * support["unit_worth"]).sum())


def _moves(sent: pd.DataFrame) -> float:
    """Units that appear at a site where the contingent had fewer the period before, from period 2."""
    if not (sent["period"] >= 2).any():
        return 0.0
    keys = ["contingent", "site", "period"]
    now = total(sent, keys, "units")
    before = now.assign(period=now["period"] + 1)
    more = now["units"] - take(before["units"], found_in(now, before, keys), 0.0)
    return float(more[(more > 0) & (now["period"] >= 2)].sum())


def changes_from(plan: Plan, sent: pd.DataFrame, baseline: pd.DataFrame) -> float:
    """Units added plus units taken away, per contingent, role, site and period."""
    then = pd.DataFrame(
        {
            "contingent": spelled(baseline["contingent"], plan.contingents["contingent"]),
            "role": spelled(baseline["role"], plan.roles["role"]),
            "site": spelled(baseline["site"], plan.sites["site"]),
            "period": baseline["period"].astype(np.int64),
            "units": -baseline["units"].astype(float),
        }
    )
    both = pd.concat([sent[[*KEY, "units"]], then], ignore_index=True)
    return float(total(both, KEY, "units")["units"].abs().sum())


def _worst_shortfall(ledger: Ledger) -> float:
    """The largest share of its target that any requirement lacks."""
    rows = ledger.coverage[ledger.coverage["target"] > 0]
    return float((rows["lack_target"] / rows["target"]).max()) if len(rows) else 0.0


def _worst_support(ledger: Ledger) -> float:
    """The most heads (unit worth) that any support ratio lacks, at any place in any period."""
    lacking = ledger.support["lack"] * ledger.support["unit_worth"]
    return float(lacking.max()) if len(lacking) else 0.0


def _worst_withdrawal(plan: Plan, ledger: Ledger) -> float:
    """The target shortfall without the nation whose leaving adds most to it; with all where none adds any."""
    added = shortfall_by_withdrawal(plan, ledger.sent, ledger.coverage)["added"]
    return _target_shortfall(ledger) + max(0.0, float(added.max()) if len(added) else 0.0)


def _largest_burden(plan: Plan, ledger: Ledger) -> float:
    """The highest share of its active strength that any nation ties up in any period."""
    at = positions(ledger.nations["nation"], plan.nations["nation"])
    share: pd.Series = ledger.nations["heads_tied_up"] / take(
        plan.nations["active_strength"].astype(float), at, np.nan
    )
    return float(share.max()) if share.notna().any() else 0.0
