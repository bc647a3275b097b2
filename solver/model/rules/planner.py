"""Rules of the planner's orders: contingents that must deploy, and locks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.model.data import positions, spread_periods
from solver.model.decisions import Decisions
from solver.model.linexpr import PlanNumber, Rows, at_least, at_most, distinct, join_unique, sum_by
from solver.plan import Plan


def must_deploy(plan: Plan, v: Decisions) -> list[Rows]:
    """A contingent that must deploy sends all its units in every period in which it has an arc.

    For every such contingent c and period t:

        sum over roles r, sites s of send[c, r, s, t]  >=  units[c]
    """
    if not plan.contingents["must_deploy"].any():
        return []
    by = ["contingent", "period"]
    must = plan.contingents[plan.contingents["must_deploy"]]
    must = must[["units", "sheet_row"]].assign(contingent=must.index).rename(columns={"units": "limit"})
    limits = join_unique(distinct(v.send, by), must, ["contingent"])
    return [at_least(sum_by(v.send, by), limits, PlanNumber(sheet="Contingents", column="Must deploy"))]


def lock(plan: Plan, v: Decisions) -> list[Rows]:
    """The units of a contingent on the arcs that a lock names are as many as it says.

    For every lock l and period t in which it names an arc:

        sum over the arcs that l names of send[c, r, s, t]  >=  units_at_least[l]
        sum over the arcs that l names of send[c, r, s, t]  <=  units_at_most[l]
    """
    if plan.locks.empty:
        return []
    by = ["lock", "period"]
    arcs = locked_arcs(plan, v.send)
    sent = sum_by(arcs, by)
    locks = plan.locks[["units_at_least", "units_at_most", "sheet_row"]].assign(lock=plan.locks.index)
    limits = join_unique(distinct(arcs, by), locks, ["lock"])
    least = limits[limits["units_at_least"].notna()].rename(columns={"units_at_least": "limit"})
    most = limits[limits["units_at_most"].notna()].rename(columns={"units_at_most": "limit"})
    return [
        at_least(sent, least, PlanNumber(sheet="Locks", column="Units at least")),
        at_most(sent, most, PlanNumber(sheet="Locks", column="Units at most")),
    ]


def locked_arcs(plan: Plan, send: pd.DataFrame) -> pd.DataFrame:
    """The arcs that each lock names: lock, and the arc's own columns."""
    locks = plan.locks
    table = pd.DataFrame(
        {
            "lock": np.arange(len(locks)),
            "contingent": positions(locks["contingent"], plan.contingents["contingent"]),
            "at": positions(locks["site"], plan.sites["site"]),
            "doing": positions(locks["role"], plan.roles["role"]),
            "any_site": (locks["site"] == "").to_numpy(),
            "any_role": (locks["role"] == "").to_numpy(),
            "first": locks["first"],
            "last": locks["last"],
        }
    )
    when = spread_periods(table, plan.settings.periods)
    arcs = send.merge(when, on=["contingent", "period"])
    site = arcs["any_site"] | (arcs["at"] == arcs["site"])
    role = arcs["any_role"] | (arcs["doing"] == arcs["role"])
    return arcs[site & role].reset_index(drop=True)
