"""Rules on demand: requirements and the support behind them, each with a shortfall that is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.model.data import holds_from, positions
from solver.model.decisions import Decisions, requirement_periods
from solver.model.linexpr import PlanNumber, Rows, at_least, at_most, join_many, sum_by
from solver.model.rules.units import heads_sent
from solver.plan import Plan
from solver.tables import each_row


def in_role(plan: Plan, v: Decisions) -> list[Rows]:
    """The heads in a role are those of all units sent in it.

    For every role r and period t in use, where a rule asks for it:

        sum over contingents c, sites s of heads[c] * send[c, r, s, t]  ==  in_role[r, t]
    """
    return heads_sent(v, v.in_role, ["role", "period"])


def requirement_met(plan: Plan, v: Decisions) -> list[Rows]:
    """What serves a requirement reaches its minimum and its target, or lacks; it never passes the maximum.

    For every requirement, of role r at site s, and period t that it covers,
    ``provides`` being units or heads times effectiveness:

        sum over contingents c of provides[c, r] * send[c, r, s, t] + lack_minimum[r, s, t]  >=  minimum
        sum over contingents c of provides[c, r] * send[c, r, s, t] + lack_target[r, s, t]   >=  target
        sum over contingents c of provides[c, r] * send[c, r, s, t]                          <=  maximum
    """
    by = ["requirement", "period"]
    provided = sum_by(v.send, by, "provides")
    most = requirement_periods(plan, "maximum")
    return [
        at_least(provided + sum_by(v.lack_minimum, by), v.lack_minimum[[*by, "limit"]]),
        at_least(provided + sum_by(v.lack_target, by), v.lack_target[[*by, "limit"]]),
        at_most(provided, most, PlanNumber(sheet="Requirements", column="Maximum")),
    ]


def support_ratio(plan: Plan, v: Decisions) -> list[Rows]:
    """Who supports keeps pace with the heads supported, or lacks.

    For every ratio k (supporting role r, supported roles R), over the theatre
    or at each site, and period t, relief counting while its condition holds:

        provided in r + lack_support[k, t]
            >=  needs[k] / per_heads[k] * (1 - relief[k, t]) * heads in the roles R
    """
    if v.lack_support.empty:
        return []
    by = ["ratio", "site", "period"]
    provided = sum_by(_supporting(plan, v), by, "provides")
    supported = sum_by(_in_supported_roles(plan, v), by, "asks")
    lacking = sum_by(v.lack_support, by)
    return [at_least(provided + lacking - supported, v.lack_support[by].assign(limit=0.0))]


def _supporting(plan: Plan, v: Decisions) -> pd.DataFrame:
    """The arcs in each ratio's supporting role."""
    ratios = pd.DataFrame(
        {
            "ratio": np.arange(len(plan.support_ratios)),
            "role": positions(plan.support_ratios["role"], plan.roles["role"]),
            "by_site": plan.support_ratios["scope"] == "site",
        }
    )
    arcs = join_many(v.send[["role", "site", "period", "provides", "column"]], ratios, "role")
    return arcs.assign(site=np.where(arcs["by_site"], arcs["site"], -1))


def _in_supported_roles(plan: Plan, v: Decisions) -> pd.DataFrame:
    """The heads in each ratio's supported roles, with the support that one asks for; by site or theatre."""
    pairs = _supported_pairs(plan)
    theatre = join_many(v.in_role[["role", "period", "column"]], pairs[~pairs["by_site"]], "role")
    theatre = theatre.assign(site=-1, heads=1.0)
    sites = join_many(v.send[["role", "site", "period", "heads", "column"]], pairs[pairs["by_site"]], "role")
    both = pd.concat([theatre, sites], ignore_index=True)
    begins = both["relief_from"].to_numpy()
    asks = both["need"] * np.where(both["period"] >= begins, 1.0 - both["relief"], 1.0)
    return both.assign(asks=asks * both["heads"])


def _supported_pairs(plan: Plan) -> pd.DataFrame:
    """Each ratio with each role that it supports: the need for one head, the relief and its first period."""
    ratios, names = plan.support_ratios, list(plan.roles["role"])
    begins, never = holds_from(plan), plan.settings.periods + 1
    table = pd.DataFrame(
        {
            "ratio": np.arange(len(ratios)),
            "by_site": ratios["scope"] == "site",
            "need": ratios["needs"] / ratios["per_heads"],
            "relief": ratios["relief"],
            "relief_from": [begins.get(name, never) for name in ratios["relieved_by"]],
            "supported": [
                list(row.supported_roles or [name for name in names if name != row.role])
                for row in each_row(ratios)
            ],
        }
    )
    pairs = table.explode("supported")
    pairs["role"] = positions(pairs["supported"], plan.roles["role"])
    pairs = pairs[pairs["role"] >= 0]  # where there is no other role, there is nobody to support
    return pairs.drop(columns="supported").astype({"by_site": bool})
