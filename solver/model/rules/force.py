"""Rules on the force as a whole: its size, and each nation's share of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.model.data import spread_periods
from solver.model.decisions import Decisions, nation_shares
from solver.model.linexpr import PlanNumber, Rows, at_least, at_most, distinct, join_unique, sum_by
from solver.plan import Plan


def force_size(plan: Plan, v: Decisions) -> list[Rows]:
    """Heads that count stay below every ceiling; what is missing to the highest floor lacks.

    For every period t, over the roles that count to the force:

        sum over roles r of in_role[r, t]                   <=  ceiling
        sum over roles r of in_role[r, t] + lack_force[t]   >=  floor[t]
    """
    if plan.force.empty:
        return []
    counted = _counted_in_role(plan, v)
    rows = plan.force.assign(force=plan.force.index, limit=plan.force["ceiling"])
    ceilings = spread_periods(rows[rows["limit"].notna()], plan.settings.periods)
    ceilings = ceilings[["force", "period", "limit", "sheet_row"]]
    each = counted.merge(ceilings[["force", "period"]], on="period")
    return [
        at_most(sum_by(each, ["force", "period"]), ceilings, PlanNumber(sheet="Force", column="Ceiling")),
        at_least(
            sum_by(counted, ["period"]) + sum_by(v.lack_force, ["period"]), v.lack_force[["period", "limit"]]
        ),
    ]


def nation_share(plan: Plan, v: Decisions) -> list[Rows]:
    """Of the heads that count a nation has no more than its share, and at least its least heads.

    For every nation n with a share below 1, and period t, over roles that count:

        sum over contingents c of n of heads[c] * send[c, r, s, t]
            <=  share[n] * sum over roles r of in_role[r, t]

    and for every nation with least heads, in periods in which it has an arc that counts:

        sum over contingents c of n of heads[c] * send[c, r, s, t]  >=  least_heads[n]
    """
    shares = nation_shares(plan)
    if shares.empty and not (plan.nations["least_heads"] > 0).any():
        return []
    by = ["nation", "period"]
    counted = v.send.loc[v.send["counts"], [*by, "heads", "column"]]
    sent = sum_by(counted, by, "heads")
    periods = distinct(counted, by)
    limits = join_unique(periods, shares, ["nation"]).assign(limit=0.0, scale=0.0)
    own = limits["own"].to_numpy(bool)
    whole = _counted_in_role(plan, v).merge(shares, how="cross")
    least = plan.nations[["least_heads", "sheet_row"]].assign(nation=plan.nations.index)
    least = least[least["least_heads"] > 0].rename(columns={"least_heads": "limit"})
    above = sent - sum_by(whole, by, "share")
    return [
        at_most(above, limits[own], PlanNumber(sheet="Nations", column="Largest share")),
        at_most(above, limits[~own], PlanNumber(sheet="Settings", column="Largest share")),
        at_least(
            sent, join_unique(periods, least, ["nation"]), PlanNumber(sheet="Nations", column="Least heads")
        ),
    ]


def _counted_in_role(plan: Plan, v: Decisions) -> pd.DataFrame:
    """The heads in the roles that count to the force (``in_role``)."""
    counts = plan.roles["counts_to_force"].to_numpy(bool)
    return v.in_role.take(np.flatnonzero(counts[v.in_role["role"].to_numpy()]))
