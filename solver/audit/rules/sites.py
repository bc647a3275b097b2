"""Rules on sites: room, use, detachments, nations, lead."""

from __future__ import annotations

import numpy as np

from solver.audit.breach import Breach, breaches, over, setting_row, under
from solver.ledger.ledger import Ledger
from solver.ledger.sites import heads_at_sites
from solver.ledger.table_ops import found_in, inner_join, take, total
from solver.plan import Plan
from solver.tolerances import AUDIT_ERROR


def site_capacity(plan: Plan, ledger: Ledger) -> list[Breach]:
    """Heads at a site fit.

    For every site with a capacity and every period: heads <= capacity.
    """
    message = "{site} holds {heads:head} in period {period}; {capacity} fit"
    wrong = over(ledger.sites, "heads", "capacity")
    return breaches("site_capacity", wrong, message, sheet="Sites", column="Capacity")


def site_in_use(plan: Plan, ledger: Ledger) -> list[Breach]:
    """An open site holds its least heads, Open is obeyed, and no more sites are open than allowed.

    For every period: heads >= least heads at every open site; nobody at a site
    with Open = no; the number of open sites <= open sites at most.
    """
    rows = ledger.sites
    in_use = rows[rows["open"]]
    few = under(in_use, "heads", "least_heads")
    closed = in_use[in_use["site"].isin(plan.sites.loc[plan.sites["open"] == "no", "site"])]
    most = plan.settings.open_sites_at_most
    count = total(rows, ["period"], "open").assign(
        most=np.nan if most is None else float(most), sheet_row=setting_row(plan, "Open sites at most")
    )
    return [
        *breaches(
            "site_in_use",
            few,
            "{site} is open with {heads:head} in period {period}; the fewest are {least_heads}",
            sheet="Sites",
            column="Least heads",
        ),
        *breaches(
            "site_in_use",
            closed.assign(excess=closed["heads"]),
            "{site} holds {heads:head} in period {period}, but is never to be open",
            sheet="Sites",
            column="Open",
        ),
        *breaches(
            "site_in_use",
            over(count, "open", "most"),
            "{open} sites are open in period {period}; the most are {most}",
            sheet="Settings",
            column="Value",
        ),
    ]


def nations_at_site(plan: Plan, ledger: Ledger) -> list[Breach]:
    """No more nations are at a site than allowed.

    For every site with such a limit and every period: nations there <= nations at most.
    """
    message = "{site} has {nations} nations in period {period}; the most are {nations_at_most}"
    wrong = over(ledger.sites, "nations", "nations_at_most")
    return breaches("nations_at_site", wrong, message, sheet="Sites", column="Nations at most")


def lead_nation(plan: Plan, ledger: Ledger) -> list[Breach]:
    """Where somebody is at a site that needs a lead, a nation able to lead has the lead share of the heads.

    For every such site and period: the most heads there of any able nation >= lead share x heads there.
    """
    needing = plan.sites.loc[plan.sites["needs_lead"].astype(bool), "site"]
    if needing.empty:
        return []
    able = plan.nations.loc[plan.nations["can_lead"].astype(bool), "nation"]
    keys = ["site", "period"]
    theirs = heads_at_sites(ledger.sent)
    theirs = theirs[theirs["nation"].isin(able)].groupby(keys, as_index=False)[["heads"]].max()
    rows = ledger.sites[(ledger.sites["nations"] > 0) & ledger.sites["site"].isin(needing)]
    # Nobody able at all is short of any share, even of none.
    of_lead = take(theirs["heads"], found_in(rows, theirs, keys), 0.0 if len(able) else -1.0)
    rows = rows.assign(of_lead=of_lead, least=rows["heads"] * plan.settings.lead_share)
    wrong = under(rows, "of_lead", "least")
    wrong = wrong.assign(
        of_lead=wrong["of_lead"].clip(lower=0.0), excess=wrong["excess"].clip(lower=AUDIT_ERROR)
    )
    message = (
        "at {site} the largest nation able to lead has {of_lead} of the {heads:head} in period {period}; "
        "a lead has at least {least}"
    )
    return breaches("lead_nation", wrong, message, sheet="Sites", column="Needs lead")


def detachment(plan: Plan, ledger: Ledger) -> list[Breach]:
    """What a contingent has at a site is nothing or at least its smallest detachment.

    For every contingent, site and period with anybody there: units there >=
    smallest detachment. One unit at least is no rule.
    """
    asked = plan.contingents.loc[
        plan.contingents["smallest_detachment"] > 1, ["contingent", "smallest_detachment", "sheet_row"]
    ]
    if asked.empty:
        return []
    rows = total(ledger.sent, ["contingent", "site", "period"], "units").rename(columns={"units": "there"})
    rows = inner_join(rows[rows["there"] > AUDIT_ERROR], asked, ["contingent"])
    wrong = under(rows, "there", "smallest_detachment")
    message = (
        "{contingent} has {there:unit} at {site} in period {period}; the fewest are {smallest_detachment}"
    )
    return breaches("detachment", wrong, message, sheet="Contingents", column="Smallest detachment")
