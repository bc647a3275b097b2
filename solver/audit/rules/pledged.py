"""Rules on what a contingent can do: arcs, units, rotation, orders, locks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.audit.arcs import allowed_arcs, reasons
from solver.audit.breach import Breach, breaches, over, under
from solver.audit.frames import TOLERANCE, by_period, joined, total, with_totals
from solver.audit.ledger import Ledger
from solver.audit.pledges import pledges
from solver.audit.sent import units_by_period
from solver.plan import Plan

WHO = ["contingent", "period"]


def eligible(plan: Plan, ledger: Ledger) -> list[Breach]:
    """A unit is only where an arc allows it, and there is more than nothing of it.

    For every row of the allocation: units > 0, and its contingent, role, site
    and period are an arc; the message says what forbids them.
    """
    rows = ledger.sent.assign(why=reasons(plan, ledger.sent), sheet_row=ledger.sent["contingent_row"])
    positive = rows["units"] > 0.0
    rows.loc[~positive & (rows["why"] == ""), "why"] = "units must be a number above 0"
    wrong = rows[rows["why"] != ""]
    wrong = wrong.assign(excess=wrong["units"].abs().fillna(0.0))
    message = "{contingent} sends {units} units as {role} to {site} in period {period}, but {why}"
    return breaches("eligible", wrong, message, sheet="Contingents")


def pledged_units(plan: Plan, ledger: Ledger) -> list[Breach]:
    """A contingent sends no more units than it has.

    For every contingent and period: units sent <= units.
    """
    rows = units_by_period(ledger.sent).rename(columns={"units": "sent"})
    pledged = plan.contingents[["contingent", "units", "sheet_row"]]
    wrong = over(joined(rows, pledged, ["contingent"]), "sent", "units")
    message = "{contingent} sends {sent} units in period {period}, but has {units}"
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
        "{contingent} sends {sent} unit-periods in periods {start} to {end}, "
        "but its pool of {units} units allows one each"
    )
    return breaches("rotation", wrong, message, sheet="Contingents", column="Units")


def rotation_windows(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """contingent, start, end (periods), units, sheet_row, sent (unit-periods) of pools that send any."""
    periods = plan.settings.periods
    contingents = pledges(plan)
    pool = contingents[contingents["basis"] == "pool"]
    length = np.minimum(pool["after"] + 1, periods)
    windows = by_period(pool.assign(length=length, first=1, last=periods - length + 1), periods)
    windows = windows.rename(columns={"period": "start"})
    windows = windows.assign(end=windows["start"] + windows["length"] - 1)
    sent = units_by_period(ledger.sent).rename(columns={"units": "sent"})
    rows = joined(windows, sent, ["contingent"])
    rows = rows[(rows["start"] <= rows["period"]) & (rows["period"] <= rows["end"])]
    return total(rows, ["contingent", "start", "end", "units", "sheet_row"], "sent")


def detachment(plan: Plan, ledger: Ledger) -> list[Breach]:
    """What a contingent has at a site is nothing or at least its smallest detachment.

    For every contingent, site and period with anybody there: units there >=
    smallest detachment. One unit at least is no rule.
    """
    asked = plan.contingents.loc[
        plan.contingents["smallest_detachment"] > 1, ["contingent", "smallest_detachment", "sheet_row"]
    ]
    if asked.empty:
        return []
    rows = total(ledger.sent, ["contingent", "site", "period"], "units").rename(columns={"units": "there"})
    rows = joined(rows[rows["there"] > TOLERANCE], asked, ["contingent"])
    wrong = under(rows, "there", "smallest_detachment")
    message = (
        "{contingent} has {there} units at {site} in period {period}; the fewest are {smallest_detachment}"
    )
    return breaches("detachment", wrong, message, sheet="Contingents", column="Smallest detachment")


def must_deploy(plan: Plan, ledger: Ledger) -> list[Breach]:
    """A contingent that must deploy sends all its units whenever it can.

    For every such contingent, in every period in which it has an arc: units
    sent >= units.
    """
    rows = plan.contingents[plan.contingents["must_deploy"].astype(bool)]
    if rows.empty:
        return []
    able = allowed_arcs(plan, rows["contingent"])[WHO].drop_duplicates()
    sent = units_by_period(ledger.sent).rename(columns={"units": "sent"})
    wrong = under(with_totals(joined(able, rows, ["contingent"]), sent, WHO, "sent"), "sent", "units")
    message = "{contingent} must deploy its {units} units, but sends {sent} in period {period}"
    return breaches("must_deploy", wrong, message, sheet="Contingents", column="Must deploy")


def lock(plan: Plan, ledger: Ledger) -> list[Breach]:
    """The planner's hand: a contingent's units at that site, in that role, are as many as a lock says.

    For every lock and period in which the contingent has an arc that it names:
    units at least <= units there <= units at most.
    """
    if plan.locks.empty:
        return []
    rows = by_period(plan.locks, plan.settings.periods)
    arcs = allowed_arcs(plan, plan.locks["contingent"])
    able = under_locks(rows, arcs.assign(units=0.0))[["sheet_row", "period"]].drop_duplicates()
    rows = joined(rows, able, ["sheet_row", "period"])
    there = total(under_locks(rows, ledger.sent), ["sheet_row", "period"], "units")
    rows = with_totals(rows, there.rename(columns={"units": "there"}), ["sheet_row", "period"], "there")
    rows = rows.assign(
        where=[_where(site, role) for site, role in zip(rows["site"], rows["role"], strict=True)]
    )
    message = "{contingent} sends {there} units{where} in period {period}, "
    few, many = under(rows, "there", "units_at_least"), over(rows, "there", "units_at_most")
    return [
        *breaches(
            "lock",
            few,
            message + "locked to at least {units_at_least}",
            sheet="Locks",
            column="Units at least",
        ),
        *breaches(
            "lock", many, message + "locked to at most {units_at_most}", sheet="Locks", column="Units at most"
        ),
    ]


def under_locks(locks: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that each lock names (in one period a row), with the lock's ``sheet_row``."""
    what = locks[["sheet_row", "contingent", "site", "role", "period"]]
    found = joined(rows, what.rename(columns={"site": "site_locked", "role": "role_locked"}), WHO)
    site = (found["site_locked"] == "") | (found["site_locked"] == found["site"])
    role = (found["role_locked"] == "") | (found["role_locked"] == found["role"])
    return found[site & role]


def _where(site: str, role: str) -> str:
    """What a lock names beside its contingent, in words."""
    return (f" as {role}" if role else "") + (f" to {site}" if site else "")
