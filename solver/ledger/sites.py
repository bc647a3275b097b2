"""The use of sites: who is there, and who leads."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.ledger.table_ops import every_period, found_in, no_rows, take, total, with_totals
from solver.plan import Plan
from solver.tables import frame_of
from solver.tolerances import AUDIT_ERROR


def heads_at_sites(sent: pd.DataFrame) -> pd.DataFrame:
    """site, period, nation, heads: which nations are where, and with how many."""
    return total(sent[sent["units"] > AUDIT_ERROR], ["site", "period", "nation"], "heads")


def sites(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """One row per site and period; see ``Ledger.sites``."""
    keys = ["site", "period"]
    at_sites = heads_at_sites(sent).assign(nations=1)
    rows = every_period(plan.sites, plan.settings.periods)
    rows = with_totals(rows, total(at_sites, keys, "heads", "nations"), keys, "heads", "nations")
    leads = _leads(plan, at_sites)
    lead = take(leads["lead"].astype(object), found_in(rows, leads, keys), "")
    available = (rows["first"] <= rows["period"]) & (rows["period"] <= rows["last"])
    is_open = (rows["nations"] > 0) | ((rows["open"] == "yes") & available)
    lead = np.where(rows["needs_lead"].astype(bool), lead, "")
    limits = ["capacity", "least_heads", "nations_at_most", "sheet_row"]
    return frame_of(
        {name: rows[name].to_numpy() for name in ("site", "period", "heads", *limits)}
        | {
            "available": available.to_numpy(),
            "nations": rows["nations"].to_numpy(dtype=np.int64),
            "open": is_open.to_numpy(),
            "lead": lead.astype(object),
            "running_cost": (rows["running_cost"] * is_open).to_numpy(),
        }
    )


def _leads(plan: Plan, at_sites: pd.DataFrame) -> pd.DataFrame:
    """site, period, lead: the nation able to lead with most heads there, ties by name."""
    if not plan.sites["needs_lead"].any():
        return no_rows({"site": object, "period": int, "lead": object})
    able = plan.nations.loc[plan.nations["can_lead"].astype(bool), "nation"]
    rows = at_sites[at_sites["nation"].isin(able)].sort_values(
        ["site", "period", "heads", "nation"], ascending=[True, True, False, True]
    )
    return rows.drop_duplicates(["site", "period"]).rename(columns={"nation": "lead"})[
        ["site", "period", "lead"]
    ]
