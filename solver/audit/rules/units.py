"""Rules on units: eligible arcs, units pledged, rotation, the deployable pool."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.audit.breach import Breach, breaches, over
from solver.ledger.eligibility import reasons
from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import by_period, inner_join, positions, take, total
from solver.ledger.units import pledges, units_by_period
from solver.plan import Plan

WHO = ["contingent", "period"]


def eligible(plan: Plan, ledger: Ledger) -> list[Breach]:
    """A unit is only where an arc allows it, and there is more than nothing of it.

    For every row of the allocation: units > 0, and its contingent, role, site
    and period are an arc; the message says what forbids them.
    """
    rows = ledger.sent
    positive, why = rows["units"] > 0.0, reasons(plan, rows)
    why = why.where(positive | (why != ""), "units must be a number above 0")
    if not (why != "").any():
        return []
    wrong = rows.assign(why=why, sheet_row=rows["contingent_row"])[why != ""]
    wrong = wrong.assign(excess=wrong["units"].abs().fillna(0.0))
    message = "{contingent} sends {units:unit} as {role} to {site} in period {period}, but {why}"
    return breaches("eligible", wrong, message, sheet="Contingents")


def pledged_units(plan: Plan, ledger: Ledger) -> list[Breach]:
    """A contingent sends no more units than it has.

    For every contingent and period: units sent <= units.
    """
    rows = units_by_period(ledger.sent)
    at = positions(rows["contingent"], plan.contingents["contingent"])
    rows = rows.assign(
        sent=rows["units"],
        units=take(plan.contingents["units"].astype(float), at, np.nan),  # none of a stranger: eligible tells
        sheet_row=take(plan.contingents["sheet_row"], at, 0),
    )
    wrong = over(rows, "sent", "units")
    message = "{contingent} sends {sent:unit} in period {period}, but has {units}"
    return breaches("pledged_units", wrong, message, sheet="Contingents", column="Units")


def rotation(plan: Plan, ledger: Ledger) -> list[Breach]:
    """A pool's units, after a period away, stay home for the dwell.

    For every contingent of basis pool, in any 1 + d consecutive periods (d
    rounded up; all periods where there are fewer): unit-periods <= units.
    """
    if not plan.contingents["basis"].eq("pool").any():
        return []
    wrong = over(rotation_windows(plan, ledger), "sent", "units")
    message = (
        "{contingent} sends {sent:unit-period} in periods {start} to {end}, "
        "but its pool of {units:unit} allows one each"
    )
    return breaches("rotation", wrong, message, sheet="Contingents", column="Units")


def rotation_windows(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """contingent, start, end (periods), units, sheet_row, sent (unit-periods) of pools that send any."""
    periods = plan.settings.periods
    contingents = pledges(plan)
    pool = contingents[contingents["basis"] == "pool"]
    length = np.minimum(pool["dwell_periods"] + 1, periods)
    windows = by_period(pool.assign(length=length, first=1, last=periods - length + 1), periods)
    windows = windows.rename(columns={"period": "start"})
    windows = windows.assign(end=windows["start"] + windows["length"] - 1)
    sent = units_by_period(ledger.sent).rename(columns={"units": "sent"})
    rows = inner_join(windows, sent, ["contingent"])
    rows = rows[(rows["start"] <= rows["period"]) & (rows["period"] <= rows["end"])]
    return total(rows, ["contingent", "start", "end", "units", "sheet_row"], "sent")


def deployable_pool(plan: Plan, ledger: Ledger) -> list[Breach]:
    """A nation ties up no more heads than its pool.

    For every nation with a deployable pool and every period: tied up <= pool.
    """
    message = (
        "{nation} ties up {heads_tied_up:head} in period {period}; its deployable pool is {deployable_pool}"
    )
    wrong = over(ledger.nations, "heads_tied_up", "deployable_pool")
    return breaches("deployable_pool", wrong, message, sheet="Nations", column="Deployable pool")
