"""The size of the force, and each nation's part of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.ledger.table_ops import by_period, every_period, inner_join, total, with_totals
from solver.ledger.units import pledges
from solver.plan import Plan


def force(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """One row per period; the highest floor and the lowest ceiling hold. See ``Ledger.force``."""
    periods = plan.settings.periods
    grid = pd.DataFrame({"period": np.arange(1, periods + 1)})
    rows = with_totals(grid, total(sent[sent["counts"]], ["period"], "heads"), ["period"], "heads")
    floor, ceiling = np.full(periods, np.nan), np.full(periods, np.nan)
    limits = by_period(plan.force, periods)
    at = limits["period"].to_numpy() - 1
    np.fmax.at(floor, at, limits["floor"].to_numpy(dtype=float))
    np.fmin.at(ceiling, at, limits["ceiling"].to_numpy(dtype=float))
    lack = np.fmax(floor - rows["heads"].to_numpy(), 0.0)
    return rows.assign(floor=floor, ceiling=ceiling, lack_force=lack)


def nations(plan: Plan, sent: pd.DataFrame, away: pd.DataFrame) -> pd.DataFrame:
    """One row per nation and period; see ``Ledger.nations``."""
    keys = ["nation", "period"]
    limits = ["deployable_pool", "largest_share", "least_heads", "sheet_row"]
    rows = every_period(plan.nations[["nation", *limits]], plan.settings.periods)
    deployed = total(sent, keys, "heads").rename(columns={"heads": "deployed"})
    counted = total(sent[sent["counts"]], keys, "heads").rename(columns={"heads": "counted"})
    burdens = pledges(plan)[["contingent", "nation", "heads_per_unit", "nation_factor"]]
    away = inner_join(away, burdens, ["contingent"])
    away = away.assign(heads_tied_up=away["units"] * away["heads_per_unit"] * away["nation_factor"])
    rows = with_totals(rows, deployed, keys, "deployed")
    rows = with_totals(rows, counted, keys, "counted")
    return with_totals(rows, total(away, keys, "heads_tied_up"), keys, "heads_tied_up")
