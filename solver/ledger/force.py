"""The size of the force, and each nation's part of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.ledger.table_ops import (
    by_period,
    every_period,
    positions,
    sums_by_period,
    take,
    total,
    with_totals,
)
from solver.ledger.units import pledges
from solver.plan import Plan
from solver.tables import frame_of


def force(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """One row per period; the highest floor and the lowest ceiling hold. See ``Ledger.force``."""
    periods = plan.settings.periods
    heads = sums_by_period(sent[sent["counts"]], "heads", periods)
    floor, ceiling = np.full(periods, np.nan), np.full(periods, np.nan)
    if len(plan.force):
        limits = by_period(plan.force, periods)
        at = limits["period"].to_numpy() - 1
        np.fmax.at(floor, at, limits["floor"].to_numpy(dtype=float))
        np.fmin.at(ceiling, at, limits["ceiling"].to_numpy(dtype=float))
    return frame_of(
        {
            "period": np.arange(1, periods + 1),
            "heads": heads,
            "floor": floor,
            "ceiling": ceiling,
            "lack_force": np.fmax(floor - heads, 0.0),
        }
    )


def nations(plan: Plan, sent: pd.DataFrame, away: pd.DataFrame) -> pd.DataFrame:
    """One row per nation and period; see ``Ledger.nations``."""
    keys = ["nation", "period"]
    limits = ["deployable_pool", "largest_share", "least_heads", "sheet_row"]
    rows = every_period(plan.nations[["nation", *limits]], plan.settings.periods)
    there = sent.assign(deployed=sent["heads"], counted=np.where(sent["counts"], sent["heads"], 0.0))
    contingents = pledges(plan)
    at = positions(away["contingent"], contingents["contingent"])
    heads = away["units"].to_numpy() * take(contingents["heads_per_unit"], at, 0.0)
    tied_up = frame_of(
        {
            "nation": take(contingents["nation"], at, ""),
            "period": away["period"].to_numpy(),
            "heads_tied_up": heads * take(contingents["nation_factor"], at, 0.0),
        }
    )
    rows = with_totals(rows, total(there, keys, "deployed", "counted"), keys, "deployed", "counted")
    return with_totals(rows, total(tied_up, keys, "heads_tied_up"), keys, "heads_tied_up")
