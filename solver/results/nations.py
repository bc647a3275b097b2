"""Contributions: what each nation pledged, what is used, and what that ties up."""

from __future__ import annotations

import pandas as pd

from solver.audit.ledger import Ledger
from solver.plan.plan import Plan
from solver.results import columns
from solver.results.tables import Table, make_table
from solver.results.words import listed

NOTE = (
    "What each nation pledged and what the plan uses of it, in heads. Used, tied up and from front line: "
    "in the period in which they are highest. Share of force: of the heads that count, over all periods. "
    "Burden: tied up, as a share of its active strength. From front line: heads deployed out of a "
    "protected area's stocks, whosever they are."
)


def contributions_table(plan: Plan, ledger: Ledger) -> Table:
    """One row for each nation that pledged anything, those that give most first."""
    sent = ledger.sent
    heads = plan.contingents["units"] * plan.contingents["heads_per_unit"]
    pledged = heads.groupby(plan.contingents["nation"]).sum()
    by_period = ledger.nations.groupby("nation")[["deployed", "tied_up"]].max()
    counted = ledger.nations.groupby("nation")["counted"].sum()
    front = sent[sent["area"].ne("")].groupby(["nation", "period"])["heads"].sum().groupby("nation").max()
    shown = plan.nations.rename(columns={"nation": "Nation", "sheet_row": "Row"}).set_index(
        "Nation", drop=False
    )
    shown = shown[shown["Nation"].isin(pledged.index)]
    shown["Pledged"] = pledged
    shown["Used"] = by_period["deployed"]
    shown["Used of pledged"] = (shown["Used"] / shown["Pledged"]).where(shown["Pledged"] > 0)
    shown["Share of force"] = counted / counted.sum() if counted.sum() > 0 else float("nan")
    shown["Tied up"] = by_period["tied_up"]
    shown["Deployable pool"] = shown["deployable_pool"]
    shown["Burden"] = shown["Tied up"] / shown["active_strength"]
    shown["From front line"] = front
    shown["Cost"] = sent.groupby("nation")["cost"].sum()
    shown["Leads"] = sites_led(ledger)
    zeros = ["Used", "Share of force", "Tied up", "From front line", "Cost", "Used of pledged"]
    shown[zeros] = shown[zeros].fillna(0.0)
    shown["Leads"] = shown["Leads"].astype(object).where(shown["Leads"].notna(), "")
    shown = shown.reset_index(drop=True)
    shown = shown.sort_values(["Used", "Pledged", "Nation"], ascending=[False, False, True], kind="stable")
    return make_table("Contributions", columns.CONTRIBUTIONS, shown, note=NOTE, links_to="Nations")


def sites_led(ledger: Ledger) -> pd.Series:
    """The sites that each nation leads in any period, as a list in words; indexed by nation."""
    led = ledger.sites.loc[ledger.sites["lead"].ne(""), ["lead", "site"]].drop_duplicates()
    return led.groupby("lead")["site"].agg(listed).astype(object)
