"""Nations whose deployable pool cannot keep in theatre what they pledge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from solver.errors import Finding, Place
from solver.ledger.eligibility import eligibility_of
from solver.ledger.table_ops import inner_join, tolerance_of, total
from solver.ledger.units import pledges
from solver.plan import Plan
from solver.tables import each_row
from solver.text.numbers import in_full
from solver.tolerances import POOL_ROUNDING

WHO = ["nation", "period"]


def unsustained(plan: Plan) -> list[Finding]:
    """A note for each nation whose pool is smaller than what its pledges tie up, all sent at once.

    For every nation with a pool, in the period that asks most of it: the heads
    pledged that count, those times (1 + dwell) that they tie up while kept by
    rotation (a pool's units: their heads), and the most that the pool keeps.
    """
    limited = plan.nations[plan.nations["deployable_pool"].notna()]
    if limited.empty:
        return []
    rows = _counting(plan)
    rows = rows[rows["nation"].isin(limited["nation"])]
    rows = inner_join(rows, limited[["nation", "deployable_pool", "sheet_row"]], ["nation"])
    worst = total(rows.assign(tied=rows["heads"] * rows["nation_factor"]), WHO, "heads", "tied")
    worst = worst.sort_values(["nation", "tied", "period"], ascending=[True, False, True])
    worst = inner_join(worst.drop_duplicates("nation"), limited, ["nation"])
    worst = worst[worst["tied"] > worst["deployable_pool"] + tolerance_of(worst["deployable_pool"])]
    return [_finding(nation, rows) for nation in each_row(worst)]


def _counting(plan: Plan) -> pd.DataFrame:
    """Each pledge in each period in which it counts: by status, conditions and window."""
    known = pledges(plan).drop(columns="sheet_row")
    at, period = np.nonzero(eligibility_of(plan).contingents == "")
    rows = known.take(at).reset_index(drop=True)
    return rows.assign(period=period + 1, heads=rows["units"] * rows["heads_per_unit"])


def _finding(nation: Any, rows: pd.DataFrame) -> Finding:
    """What one nation pledges in its worst period, and what of it can be kept."""
    theirs = rows[(rows["nation"] == nation.nation) & (rows["period"] == nation.period)]
    kept = _kept(theirs, nation.deployable_pool)
    message = (
        f"{nation.nation} pledges {in_full(nation.heads)} heads, which tie up {in_full(nation.tied)} when "
        f"all are in theatre ({_dwell_said(theirs)}); a pool of {in_full(nation.deployable_pool)} keeps "
        f"{in_full(kept)} there at most, for it holds those at home between rotations, too"
    )
    place = Place(sheet="Nations", row=int(nation.sheet_row), column="Deployable pool")
    return Finding(place=place, message=message, severity="note")


def _kept(theirs: pd.DataFrame, pool: float) -> float:
    """The most heads that a pool keeps in theatre: those first that tie up least."""
    ordered = theirs.sort_values("nation_factor", kind="stable")
    tied = (ordered["heads"] * ordered["nation_factor"]).to_numpy(dtype=float)
    room = np.clip(pool - (np.cumsum(tied) - tied), 0.0, tied)
    return float(np.floor((room / ordered["nation_factor"].to_numpy(dtype=float)).sum() + POOL_ROUNDING))


def _dwell_said(theirs: pd.DataFrame) -> str:
    factors = theirs["nation_factor"].to_numpy(dtype=float)
    low, high = float(factors.min()) - 1, float(factors.max()) - 1
    return f"dwell ratio {in_full(low)}" if low == high else f"dwell ratios {in_full(low)} to {in_full(high)}"
