"""Rules on units: those pledged, their rotation, and the nations' deployable pools."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.model.data import spread_periods, stated
from solver.model.decisions import Decisions
from solver.model.linexpr import PlanNumber, Rows, at_most, distinct, equal_to, join_unique, sum_by
from solver.plan import Plan

UNITS = PlanNumber(sheet="Contingents", column="Units")


def pledged_units(plan: Plan, v: Decisions) -> list[Rows]:
    """A contingent sends no more units than it has.

    For every contingent c and period t:

        sum over roles r, sites s of send[c, r, s, t]  <=  units[c]
    """
    by = ["contingent", "period"]
    return [at_most(sum_by(v.send, by), _units_of(plan, distinct(v.send, by)), UNITS)]


def rotation(plan: Plan, v: Decisions) -> list[Rows]:
    """A pool's units, after a period away, stay home for their dwell.

    For every contingent c of basis pool, d its dwell ratio rounded up, and
    every w = min(1 + d, periods) consecutive periods from t on:

        sum over those periods, roles r, sites s of send[c, r, s, .]  <=  units[c]

    With d = 0 this is ``pledged_units`` again and states nothing new.
    """
    if not v.data.contingents["pool"].any():
        return []
    periods = plan.settings.periods
    pool = v.data.contingents[v.data.contingents["dwell_periods"] > 0]
    pool = pool.assign(width=(pool["dwell_periods"] + 1).clip(upper=periods))
    pool = pool.loc[pool["width"] > 1, ["contingent", "width"]]
    sent = join_unique(v.send[["contingent", "period", "column"]], pool, ["contingent"])
    last = np.minimum(sent["period"], periods - sent["width"] + 1)
    windows = spread_periods(sent.assign(first=sent["period"] - sent["width"] + 1, last=last), periods)
    by = ["contingent", "period"]
    return [at_most(sum_by(windows, by), _units_of(plan, distinct(windows, by)), UNITS)]


def _units_of(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, limited to the units that their contingent pledged."""
    at = rows["contingent"].to_numpy()
    return rows.assign(
        limit=plan.contingents["units"].to_numpy(np.float64)[at],
        sheet_row=plan.contingents["sheet_row"].to_numpy()[at],
    )


def deployable_pool(plan: Plan, v: Decisions) -> list[Rows]:
    """A nation ties up no more heads than its deployable pool.

    For every nation n that has a pool, and period t:

        sum over contingents c of n, roles r, sites s of
            heads[c] * (1 + dwell[c]) * send[c, r, s, t]                 (sustained)
            heads[c] * (send[c, r, s, t] + ... + send[c, r, s, t - d])   (pool)  <=  pool[n]
    """
    if plan.nations["deployable_pool"].isna().all():
        return []
    pools = stated(plan.nations, "deployable_pool", "nation")
    sent = v.send.loc[
        v.send["nation"].isin(pools["nation"]), ["contingent", "nation", "period", "heads", "column"]
    ]
    tied = tied_up(plan, v, sent)
    limits = join_unique(distinct(tied, ["nation", "period"]), pools, ["nation"])
    number = PlanNumber(sheet="Nations", column="Deployable pool")
    return [at_most(sum_by(tied, ["nation", "period"], "heads_tied_up"), limits, number)]


def tied_up(plan: Plan, v: Decisions, sent: pd.DataFrame, *, in_area: bool = False) -> pd.DataFrame:
    """The arcs ``sent``, once for each period in which a unit on them ties up heads.

    Adds ``heads_tied_up`` in ``period`` by one unit. Sustained: heads x (1 + dwell) in the period away. Pool:
    heads in the period away and in the d periods (dwell rounded up) after it. ``in_area``: as the area that
    it is drawn from counts it, where a sustained contingent of a stationed stock leaves no rotation base
    behind.
    """
    of = v.data.contingents
    factor = of["area_factor" if in_area else "nation_factor"].to_numpy()
    after = of["dwell_periods"].to_numpy()
    who = sent["contingent"].to_numpy()
    return spread_periods(
        sent.assign(
            heads_tied_up=sent["heads"].to_numpy() * factor[who],
            first=sent["period"],
            last=sent["period"].to_numpy() + after[who],
        ),
        plan.settings.periods,
    )


def heads_sent(v: Decisions, helper: pd.DataFrame, by: list[str]) -> list[Rows]:
    """Rows that define a helper as the heads of all units sent, for each of its keys."""
    if helper.empty:
        return []
    heads = sum_by(v.send, by, "heads") - sum_by(helper, by)
    return [equal_to(heads, helper[by].assign(limit=0.0))]
