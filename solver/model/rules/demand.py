"""Rules on demand: requirements and the support behind them, each with a shortfall that is counted."""

from __future__ import annotations

import pandas as pd

from solver.model.decisions import Decisions, requirement_periods
from solver.model.linexpr import PlanNumber, Rows, at_least, at_most, join_many, sum_by
from solver.model.rules.units import heads_sent
from solver.model.support import PLACE, asked_by_a_head, supported_pairs, supporting
from solver.plan import Plan


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
    provided = sum_by(supporting(plan, v.send), PLACE, "provides")
    asked = sum_by(_in_supported_roles(plan, v), PLACE, "asks")
    lacking = sum_by(v.lack_support, PLACE)
    return [at_least(provided + lacking - asked, v.lack_support[PLACE].assign(limit=0.0))]


def _in_supported_roles(plan: Plan, v: Decisions) -> pd.DataFrame:
    """The heads in each ratio's supported roles, with the support that they ask for; by site or theatre."""
    pairs = supported_pairs(plan)
    theatre = join_many(v.in_role[["role", "period", "column"]], pairs[~pairs["by_site"]], "role")
    theatre = theatre.assign(site=-1, heads=1.0)
    sites = join_many(v.send[["role", "site", "period", "heads", "column"]], pairs[pairs["by_site"]], "role")
    both = pd.concat([theatre, sites], ignore_index=True)
    return both.assign(asks=asked_by_a_head(both) * both["heads"])
