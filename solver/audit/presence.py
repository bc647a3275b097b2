"""Who is where: sites with their nations and lead, nations with their burden."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.audit.frames import (
    TOLERANCE,
    every_period,
    found_in,
    joined,
    no_rows,
    picked,
    total,
    with_totals,
)
from solver.audit.pledges import pledges
from solver.plan import Plan


def heads_at_sites(sent: pd.DataFrame) -> pd.DataFrame:
    """site, period, nation, heads: which nations are where, and with how many."""
    return total(sent[sent["units"] > TOLERANCE], ["site", "period", "nation"], "heads")


def sites(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """One row per site and period; see ``Ledger.sites``."""
    keys = ["site", "period"]
    there = heads_at_sites(sent).assign(nations=1)
    rows = every_period(plan.sites, plan.settings.periods)
    rows = with_totals(rows, total(there, keys, "heads", "nations"), keys, "heads", "nations")
    leads = _leads(plan, there)
    lead = picked(leads["lead"].astype(object), found_in(rows, leads, keys), "")
    available = (rows["first"] <= rows["period"]) & (rows["period"] <= rows["last"])
    is_open = (rows["nations"] > 0) | ((rows["open"] == "yes") & available)
    lead = np.where(rows["needs_lead"].astype(bool), lead, "")
    limits = ["capacity", "least_heads", "nations_at_most", "sheet_row"]
    return rows[["site", "period", "heads", *limits]].assign(
        available=available,
        nations=rows["nations"].astype(np.int64),
        open=is_open,
        lead=pd.Series(lead, dtype=object),
        running_cost=rows["running_cost"] * is_open,
    )


def _leads(plan: Plan, there: pd.DataFrame) -> pd.DataFrame:
    """site, period, lead: the nation able to lead with most heads there, ties by name."""
    if not plan.sites["needs_lead"].any():
        return no_rows({"site": object, "period": int, "lead": object})
    able = plan.nations.loc[plan.nations["can_lead"].astype(bool), "nation"]
    rows = there[there["nation"].isin(able)].sort_values(
        ["site", "period", "heads", "nation"], ascending=[True, True, False, True]
    )
    return rows.drop_duplicates(["site", "period"]).rename(columns={"nation": "lead"})[
        ["site", "period", "lead"]
    ]


def nations(plan: Plan, sent: pd.DataFrame, away: pd.DataFrame) -> pd.DataFrame:
    """One row per nation and period; see ``Ledger.nations``."""
    keys = ["nation", "period"]
    limits = ["deployable_pool", "largest_share", "least_heads", "sheet_row"]
    rows = every_period(plan.nations[["nation", *limits]], plan.settings.periods)
    deployed = total(sent, keys, "heads").rename(columns={"heads": "deployed"})
    counted = total(sent[sent["counts"]], keys, "heads").rename(columns={"heads": "counted"})
    burdens = pledges(plan)[["contingent", "nation", "heads_per_unit", "nation_factor"]]
    away = joined(away, burdens, ["contingent"])
    away = away.assign(tied_up=away["units"] * away["heads_per_unit"] * away["nation_factor"])
    rows = with_totals(rows, deployed, keys, "deployed")
    rows = with_totals(rows, counted, keys, "counted")
    return with_totals(rows, total(away, keys, "tied_up"), keys, "tied_up")


def costs(plan: Plan, sent: pd.DataFrame, at_sites: pd.DataFrame) -> pd.DataFrame:
    """One row per period; see ``Ledger.costs``."""
    # Rows stand in the order of periods.
    opened = at_sites[at_sites["open"]].drop_duplicates("site")[["site", "period"]]
    opened = joined(opened, plan.sites[["site", "opening_cost"]], ["site"])
    opened = opened.rename(columns={"opening_cost": "opening"})
    rows = pd.DataFrame({"period": np.arange(1, plan.settings.periods + 1)})
    forces = total(sent, ["period"], "cost").rename(columns={"cost": "forces"})
    running = total(at_sites, ["period"], "running_cost").rename(columns={"running_cost": "running"})
    rows = with_totals(rows, forces, ["period"], "forces")
    rows = with_totals(rows, running, ["period"], "running")
    return with_totals(rows, total(opened, ["period"], "opening"), ["period"], "opening")
