"""Who goes where, what each nation gives, how sites are used, and what stays at home: a table for each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from solver.ledger.eligibility import eligibility_of
from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import inner_join
from solver.plan.plan import Plan
from solver.results import columns
from solver.results.tables import (
    Table,
    equal_periods,
    looked_up,
    make_table,
    named_amounts,
    one_row_a_run,
    period_runs,
)
from solver.text.numbers import with_and

ALLOCATION_NOTE = (
    "Who goes where, for what. Units and heads are those there in each period; "
    "cost is for all periods of the row, movement included. Confidence is the planner's own: it does not "
    "change the plan."
)

TIMELINE_NOTE = "P1, P2 and so on: the units that are there in that period."


def allocation_table(plan: Plan, ledger: Ledger) -> Table:
    """One row for each contingent, role and site, and each run of periods with equal units."""
    sent = period_runs(ledger.sent, ["nation", "contingent", "role", "site"], ["units"])
    shown = one_row_a_run(sent, ["cost"])
    shown["Confidence"] = shown["contingent"].map(plan.contingents.set_index("contingent")["confidence"])
    shown["stock"] = shown["stock"].where(shown["area"].ne(""), "")
    fields = columns.allocation_fields(plan.settings.periods)
    timeline = fields[len(columns.ALLOCATION) - 1 : -1]
    for period, field in enumerate(timeline, start=1):
        shown[field.name] = shown["units"].where(shown["From"].le(period) & shown["To"].ge(period))
    note = f"{ALLOCATION_NOTE} {TIMELINE_NOTE}" if timeline else ALLOCATION_NOTE
    return make_table("Allocation", fields, shown, note=note, links_to="Contingents")


NATIONS_NOTE = (
    "What each nation pledged and what the plan uses of it, in heads. Pledged: what counts, that is whose "
    "status counts and whose conditions hold in some period. Used, tied up and from areas: in the period in "
    "which they are highest. Share of force: of the heads that count, over all periods. "
    "Burden: tied up, as a share of its active strength. From areas: heads deployed out of a "
    "protected area's stocks, whosever they are."
)


def contributions_table(plan: Plan, ledger: Ledger) -> Table:
    """One row for each nation that pledged anything, those that give most first."""
    sent = ledger.sent
    pledged = (
        _heads_pledged(plan).where(pledges_that_count(plan), 0.0).groupby(plan.contingents["nation"]).sum()
    )
    by_period = ledger.nations.groupby("nation")[["deployed", "heads_tied_up"]].max()
    counted = ledger.nations.groupby("nation")["counted"].sum()
    front = sent[sent["area"].ne("")].groupby(["nation", "period"])["heads"].sum().groupby("nation").max()
    shown = plan.nations.set_index("nation", drop=False)
    shown = shown[shown["nation"].isin(pledged.index)]
    shown["Pledged"] = pledged
    shown["Used"] = by_period["deployed"]
    shown["Used of pledged"] = (shown["Used"] / shown["Pledged"]).where(shown["Pledged"] > 0)
    shown["Share of force"] = counted / counted.sum() if counted.sum() > 0 else float("nan")
    shown["Tied up"] = by_period["heads_tied_up"]
    shown["Burden"] = shown["Tied up"] / shown["active_strength"]
    shown["From areas"] = front
    shown["Cost"] = sent.groupby("nation")["cost"].sum()
    shown["Leads"] = sites_led(ledger)
    zeros = ["Used", "Share of force", "Tied up", "From areas", "Cost", "Used of pledged"]
    shown[zeros] = shown[zeros].fillna(0.0)
    shown["Leads"] = shown["Leads"].astype(object).where(shown["Leads"].notna(), "")
    shown = shown.reset_index(drop=True)
    shown = shown.sort_values(["Used", "Pledged", "nation"], ascending=[False, False, True], kind="stable")
    return make_table("Contributions", columns.CONTRIBUTIONS, shown, note=NATIONS_NOTE, links_to="Nations")


def pledges_that_count(plan: Plan) -> pd.Series:
    """Whether each contingent counts in some period: firm enough, and under conditions that hold."""
    counting = np.any(eligibility_of(plan).contingents == "", axis=1)
    return pd.Series(counting, index=plan.contingents.index)


def _heads_pledged(plan: Plan) -> pd.Series:
    return plan.contingents["units"] * plan.contingents["heads_per_unit"]


def pledges_by_status(plan: Plan) -> pd.DataFrame:
    """status, contingents, heads: what is pledged, in the order in which statuses first stand."""
    rows = plan.contingents.assign(heads=_heads_pledged(plan))
    by_status = rows.groupby("status", sort=False)["heads"].agg(contingents="size", heads="sum")
    return by_status.reset_index()


def sites_led(ledger: Ledger) -> pd.Series:
    """The sites that each nation leads in any period, as a list in words; indexed by nation."""
    led = ledger.sites.loc[ledger.sites["lead"].ne(""), ["lead", "site"]].drop_duplicates()
    return led.groupby("lead")["site"].agg(with_and).astype(object)


SITES_NOTE = (
    "Sites that are open, from when to when, who leads them, how full they are, and the heads of each nation "
    "there. Equal periods are one row; running cost is of each of them."
)


def site_use_table(plan: Plan, ledger: Ledger) -> Table:
    """One row for each site and run of equal periods in which it is open."""
    rows = ledger.sites[ledger.sites["open"].astype(bool)].reset_index(drop=True)
    rows = inner_join(rows, plan.sites[["site", "zone"]], ["site"])
    key = ["site", "period"]
    shown = rows.assign(Filled=(rows["heads"] / rows["capacity"]).where(rows["capacity"] > 0))
    shown["Who is there"] = looked_up(rows, key, named_amounts(ledger.sent, key, "nation", "heads"))
    same = ["lead", "heads", "capacity", "nations", "running_cost", "Who is there"]
    shown = equal_periods(shown, ["site"], same)
    return make_table("Site use", columns.SITE_USE, shown, note=SITES_NOTE, links_to="Sites")


UNUSED_NOTE = (
    "Pledges that the plan leaves at home, in whole or in part, from when to when, and the first thing in "
    "the way of more; where it says in this plan, another may have room for it (forcegen explain tells). "
    "Contingents with most heads at home, over all periods, come first."
)


def unused_table(plan: Plan, why: pd.DataFrame, answered: Mapping[str, str] | None = None) -> Table:
    """One row for each contingent and run of periods with as many units unused, and the same in their way.

    ``why``: as ``solver.reasons.unused.why_unused`` gives it. ``answered``: where the question is answered
    why a contingent is not used, by its name.
    """
    where = [(answered or {}).get(name, "") for name in why["contingent"]]
    why = why.assign(reason=why["reason"].astype(object) + pd.Series(where, index=why.index, dtype=object))
    pledges = plan.contingents[["contingent", "status", "confidence", "units"]]
    rows = inner_join(why, pledges.rename(columns={"units": "pledged"}), ["contingent"])
    weight = rows["heads"] * (rows["last"] - rows["first"] + 1)
    rows["weight"] = weight.groupby(rows["contingent"]).transform("sum")
    rows = rows.sort_values(["weight", "contingent", "first"], ascending=[False, True, True], kind="stable")
    return make_table("Unused", columns.UNUSED, rows, note=UNUSED_NOTE, links_to="Contingents")
