"""The costs of each period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.ledger.table_ops import inner_join, total, with_totals
from solver.plan import Plan


def costs(plan: Plan, sent: pd.DataFrame, at_sites: pd.DataFrame) -> pd.DataFrame:
    """One row per period; see ``Ledger.costs``."""
    # Rows stand in the order of periods.
    opened = at_sites[at_sites["open"]].drop_duplicates("site")[["site", "period"]]
    opened = inner_join(opened, plan.sites[["site", "opening_cost"]], ["site"])
    opened = opened.rename(columns={"opening_cost": "opening"})
    rows = pd.DataFrame({"period": np.arange(1, plan.settings.periods + 1)})
    forces = total(sent, ["period"], "cost").rename(columns={"cost": "forces"})
    running = total(at_sites, ["period"], "running_cost").rename(columns={"running_cost": "running"})
    rows = with_totals(rows, forces, ["period"], "forces")
    rows = with_totals(rows, running, ["period"], "running")
    return with_totals(rows, total(opened, ["period"], "opening"), ["period"], "opening")
