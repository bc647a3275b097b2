"""Heads tied up: what stays bound behind the heads that are away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.model.data import spread_periods
from solver.model.decisions import Decisions
from solver.plan import Plan


def tied_up(plan: Plan, v: Decisions, sent: pd.DataFrame, *, in_area: bool = False) -> pd.DataFrame:
    """The arcs ``sent``, once for each period in which a unit on them ties up heads.

    Adds ``tied``: heads tied up in ``period`` by one unit. Sustained: heads x
    (1 + dwell) in the period away. Pool: heads in the period away and in the
    d periods (dwell rounded up) after it. ``in_area``: as the area that it is
    drawn from counts it, where a sustained contingent of a stationed stock
    leaves no rotation base behind.
    """
    of = v.data.contingents
    pool = of["pool"].to_numpy(bool)
    behind = np.where(pool, 0.0, of["dwell"].to_numpy())
    if in_area:
        behind = np.where((of["stock"] == "stationed").to_numpy(), 0.0, behind)
    after = np.where(pool, of["rest"].to_numpy(), 0)
    who = sent["contingent"].to_numpy()
    return spread_periods(
        sent.assign(
            tied=sent["heads"].to_numpy() * (1.0 + behind[who]),
            first=sent["period"],
            last=sent["period"].to_numpy() + after[who],
        ),
        plan.settings.periods,
    )
