"""What contingents and nations have to give: units, rotation, the deployable pool."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.model.decisions import Decisions
from solver.model.rules.tied import tied_up
from solver.model.terms import Number, Rows, at_most, total
from solver.plan import Plan

UNITS = Number(sheet="Contingents", column="Units")


def pledged_units(plan: Plan, v: Decisions) -> list[Rows]:
    """A contingent sends no more units than it has.

    For every contingent c and period t:

        sum over roles r, sites s of send[c, r, s, t]  <=  units[c]
    """
    by = ["contingent", "period"]
    limits = v.send[by].drop_duplicates()
    limits = limits.assign(
        limit=plan.contingents["units"].to_numpy(np.float64)[limits["contingent"]],
        sheet_row=plan.contingents["sheet_row"].to_numpy()[limits["contingent"]],
    )
    return [at_most(total(v.send, by), limits, UNITS)]


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
    pool = v.data.contingents[v.data.contingents["pool"] & (v.data.contingents["rest"] > 0)]
    pool = pool.assign(width=(pool["rest"] + 1).clip(upper=periods))
    sent = v.send.merge(pool[["contingent", "width"]], on="contingent")
    sent = sent[sent["width"] > 1]
    starts = pd.DataFrame(
        {
            "first": (sent["period"] - sent["width"] + 1).clip(lower=1),
            "last": np.minimum(sent["period"], periods - sent["width"] + 1),
        }
    )
    windows = _spread(sent[["contingent", "column"]], starts)
    limits = windows[["contingent", "period"]].drop_duplicates()
    limits = limits.assign(
        limit=plan.contingents["units"].to_numpy(np.float64)[limits["contingent"]],
        sheet_row=plan.contingents["sheet_row"].to_numpy()[limits["contingent"]],
    )
    return [at_most(total(windows, ["contingent", "period"]), limits, UNITS)]


def deployable_pool(plan: Plan, v: Decisions) -> list[Rows]:
    """A nation ties up no more heads than its deployable pool.

    For every nation n that has a pool, and period t:

        sum over contingents c of n, roles r, sites s of
            heads[c] * (1 + dwell[c]) * send[c, r, s, t]                 (sustained)
            heads[c] * (send[c, r, s, t] + ... + send[c, r, s, t - d])   (pool)  <=  pool[n]
    """
    if plan.nations["deployable_pool"].isna().all():
        return []
    pools = plan.nations[["deployable_pool", "sheet_row"]].assign(nation=plan.nations.index)
    pools = pools[pools["deployable_pool"].notna()].rename(columns={"deployable_pool": "limit"})
    sent = v.send[v.send["nation"].isin(pools["nation"])]
    tied = tied_up(plan, v, sent)
    limits = tied[["nation", "period"]].drop_duplicates().merge(pools, on="nation")
    number = Number(sheet="Nations", column="Deployable pool")
    return [at_most(total(tied, ["nation", "period"], "tied"), limits, number)]


def _spread(table: pd.DataFrame, windows: pd.DataFrame) -> pd.DataFrame:
    """Each row once for each period of its window."""
    length = (windows["last"] - windows["first"] + 1).to_numpy(np.int64).clip(min=0)
    origin = np.repeat(np.arange(len(table)), length)
    offset = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    return table.take(origin).assign(period=windows["first"].to_numpy()[origin] + offset)
