"""Rules on sites: capacity, opening, detachments, nations together, and the lead."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.model.data import stated
from solver.model.decisions import Decisions
from solver.model.linexpr import (
    PlanNumber,
    Rows,
    at_least,
    at_most,
    distinct,
    found_in,
    join_unique,
    sum_by,
    summed,
)
from solver.model.rules.units import heads_sent
from solver.plan import Plan


def at_site(plan: Plan, v: Decisions) -> list[Rows]:
    """The heads at a site are those of all units sent there.

    For every site s that needs a lead and period t in use:

        sum over contingents c, roles r of heads[c] * send[c, r, s, t]  ==  at_site[s, t]
    """
    return heads_sent(v, v.at_site, ["site", "period"])


LINKS_AT_MOST = 20_000
"""Most linking rows of single contingents and open sites that are stated; they are implied, but tighten."""


def site_capacity(plan: Plan, v: Decisions) -> list[Rows]:
    """Heads at a site fit, and a site that holds anyone is open.

    For every site s and period t, ``most`` being the capacity or all heads that could come, if fewer:

        sum over contingents c, roles r of heads[c] * send[c, r, s, t]  <=  capacity[s]
        sum over contingents c, roles r of heads[c] * send[c, r, s, t]  <=  most[s, t] * open[s, t]
        sum over roles r of send[c, r, s, t]                            <=  units[c] * open[s, t]
    """
    by = ["site", "period"]
    heads = sum_by(v.send, by, "heads")
    used = distinct(v.send, by)
    if not v.state_implied:  # where a site can be closed, the second line implies the first
        used = used[found_in(used, v.open, by) < 0]
    limits = join_unique(used, stated(plan.sites, "capacity", "site"), ["site"])
    capacity = at_most(heads, limits, PlanNumber(sheet="Sites", column="Capacity"))
    if v.open.empty:
        return [capacity]
    openings = join_unique(v.open, v.most_at_site, by)
    most = at_most(heads - sum_by(openings, by, "most"), openings[by].assign(limit=0.0))
    return [capacity, most, *_linking_rows(v)]


def _linking_rows(v: Decisions) -> list[Rows]:
    """The linking rows, the last line of ``site_capacity``: solvers prove faster with them."""
    by = ["contingent", "site", "period"]
    links = join_unique(distinct(v.send, by, ["reach"]), v.open, ["site", "period"])
    if len(links) > LINKS_AT_MOST:
        return []
    sent = sum_by(v.send, by) - sum_by(links, by, "reach")
    return [at_most(sent, links[by].assign(limit=0.0))]


def site_in_use(plan: Plan, v: Decisions) -> list[Rows]:
    """An open site holds its least heads; what must be open or closed is; not too many are open.

    For every site s and period t, where a sheet asks:

        sum over contingents c, roles r of heads[c] * send[c, r, s, t]  >=  least_heads[s] * open[s, t]
        open[s, t]  ==  1 where Open is yes, 0 where it is no
        sum over sites s of open[s, t]  <=  open sites at most
        opened[s]  >=  open[s, t]
    """
    if v.open.empty:
        return []
    by = ["site", "period"]
    sites = plan.sites[["least_heads", "sheet_row", "open"]].assign(site=plan.sites.index)
    openings = join_unique(v.open, sites.rename(columns={"open": "asked"}), ["site"])
    least = openings[openings["least_heads"] > 0]
    held = sum_by(v.send, by, "heads") - sum_by(least, by, "least_heads")
    kept = openings[openings["asked"] == "yes"].assign(limit=1.0)
    closed = openings[openings["asked"] == "no"].assign(limit=0.0)
    switch = PlanNumber(sheet="Sites", column="Open")
    ever = sum_by(openings, by) - sum_by(join_unique(openings[by], v.opened, ["site"]), by)
    opened = openings[openings["site"].isin(v.opened["site"])][by].assign(limit=0.0)
    return [
        at_least(
            held, least[[*by, "sheet_row"]].assign(limit=0.0), PlanNumber(sheet="Sites", column="Least heads")
        ),
        at_least(sum_by(kept, by), kept[[*by, "limit", "sheet_row"]], switch),
        at_most(sum_by(closed, by), closed[[*by, "limit", "sheet_row"]], switch),
        *_open_sites(plan, v),
        at_most(ever, opened),
    ]


def _open_sites(plan: Plan, v: Decisions) -> list[Rows]:
    most = plan.settings.open_sites_at_most
    if most is None:
        return []
    row = plan.setting_rows.get("Open sites at most", 0)
    limits = distinct(v.open, ["period"]).assign(limit=float(most), sheet_row=row)
    return [
        at_most(sum_by(v.open, ["period"]), limits, PlanNumber(sheet="Settings", column="Open sites at most"))
    ]


def detachment(plan: Plan, v: Decisions) -> list[Rows]:
    """What a contingent has at a site is nothing, or at least its smallest detachment.

    For every contingent c whose smallest detachment is above 1, site s, period t:

        sum over roles r of send[c, r, s, t]  >=  smallest[c] * placed[c, s, t]
        sum over roles r of send[c, r, s, t]  <=  units[c] * placed[c, s, t]
    """
    if v.placed.empty:
        return []
    by = ["contingent", "site", "period"]
    contingents = pd.DataFrame(
        {
            "contingent": plan.contingents.index,
            "smallest": plan.contingents["smallest_detachment"].to_numpy(np.float64),
            "sheet_row": plan.contingents["sheet_row"],
        }
    )
    placed = join_unique(v.placed, contingents, ["contingent"])
    placed = join_unique(placed, distinct(v.send, by, ["reach"]), by)
    sent = sum_by(v.send, by)
    limits = placed[[*by, "sheet_row"]].assign(limit=0.0)
    number = PlanNumber(sheet="Contingents", column="Smallest detachment")
    return [
        at_least(sent - sum_by(placed, by, "smallest"), limits, number),
        at_most(sent - sum_by(placed, by, "reach"), limits[[*by, "limit"]]),
    ]


def nations_at_site(plan: Plan, v: Decisions) -> list[Rows]:
    """There are no more nations at a site than allowed.

    For every site s that limits nations and period t in which more could come, for every nation n (the first
    line for every site where nations are counted):

        sum over contingents c of n, roles r of send[c, r, s, t]  <=  units of n * present[n, s, t]
        sum over nations n of present[n, s, t]                    <=  nations_at_most[s]
    """
    if v.present.empty:
        return []
    by = ["nation", "site", "period"]
    each = distinct(v.send, ["contingent", "site", "period"], ["nation", "reach"])
    present = join_unique(v.present, summed(each, by, "reach"), by)
    sent = sum_by(v.send, by) - sum_by(present, by, "reach")
    where = ["site", "period"]
    sites = plan.sites[["nations_at_most", "sheet_row"]].assign(site=plan.sites.index)
    limits = join_unique(distinct(v.present, where), sites, ["site"])
    limits = limits[limits["nations_at_most"].notna()].rename(columns={"nations_at_most": "limit"})
    number = PlanNumber(sheet="Sites", column="Nations at most")
    return [at_most(sent, present[by].assign(limit=0.0)), at_most(sum_by(v.present, where), limits, number)]


def lead_nation(plan: Plan, v: Decisions) -> list[Rows]:
    """Where somebody is at a site that needs a lead, one able nation leads with its share of the heads.

    For every site s that needs a lead and period t, ``most`` as in ``site_capacity``:

        at_site[s, t]                               <=  most[s, t] * sum over nations n of lead[n, s, t]
        sum over nations n of lead[n, s, t]         <=  1
        heads of n at s - lead_share * at_site[s, t]  >=  -lead_share * most[s, t] * (1 - lead[n, s, t])
    """
    if v.at_site.empty:
        return []
    where, by = ["site", "period"], ["nation", "site", "period"]
    share = plan.settings.lead_share
    leads = join_unique(v.lead, v.most_at_site, where)
    held = sum_by(v.at_site, where) - sum_by(leads, where, "most")
    leads = leads.assign(bound=share * leads["most"])
    whole = join_unique(leads[by], v.at_site, where)
    heads = sum_by(v.send, by, "heads") - sum_by(whole, by, share) - sum_by(leads, by, "bound")
    limits = leads[by].assign(
        limit=-leads["bound"], scale=0.0, sheet_row=plan.setting_rows.get("Lead share", 0)
    )
    rows = plan.sites["sheet_row"].to_numpy()[v.at_site["site"].to_numpy()]
    asked = v.at_site[where].assign(limit=0.0, scale=0.0, sheet_row=rows)
    return [
        at_most(held, asked, PlanNumber(sheet="Sites", column="Needs lead")),
        at_most(sum_by(v.lead, where), v.at_site[where].assign(limit=1.0)),
        at_least(heads, limits, PlanNumber(sheet="Settings", column="Lead share")),
        *_unable(plan, v),
    ]


def _unable(plan: Plan, v: Decisions) -> list[Rows]:
    """Nobody leads who may not; only a loose program has such leads at all."""
    by = ["nation", "site", "period"]
    nation = v.lead["nation"].to_numpy()
    unable = v.lead[~plan.nations["can_lead"].to_numpy(bool)[nation]]
    if unable.empty:
        return []
    rows = plan.nations["sheet_row"].to_numpy()[unable["nation"].to_numpy()]
    limits = unable[by].assign(limit=0.0, scale=0.0, sheet_row=rows)
    return [at_most(sum_by(unable, by), limits, PlanNumber(sheet="Nations", column="Can lead"))]
