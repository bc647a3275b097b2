"""The costs of each period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.ledger.table_ops import positions, sums_by_period, take
from solver.plan import Plan
from solver.tables import frame_of


def costs(plan: Plan, sent: pd.DataFrame, at_sites: pd.DataFrame) -> pd.DataFrame:
    """One row per period; see ``Ledger.costs``."""
    periods = plan.settings.periods
    # Rows stand in the order of periods.
    opened = at_sites[at_sites["open"]].drop_duplicates("site")
    opening = take(plan.sites["opening_cost"], positions(opened["site"], plan.sites["site"]), 0.0)
    return frame_of(
        {
            "period": np.arange(1, periods + 1),
            "forces": sums_by_period(sent, "cost", periods),
            "running": sums_by_period(at_sites, "running_cost", periods),
            "opening": sums_by_period(opened.assign(opening=opening), "opening", periods),
        }
    )
