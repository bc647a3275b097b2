"""Rules of the planner's orders: contingents that must deploy, and locks."""

from __future__ import annotations

import pandas as pd

from solver.audit.breach import Breach, breaches, over, under
from solver.audit.rules.units import WHO
from solver.ledger.eligibility import allowed_arcs
from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import by_period, inner_join, total, with_totals
from solver.ledger.units import units_by_period
from solver.plan import Plan


def must_deploy(plan: Plan, ledger: Ledger) -> list[Breach]:
    """A contingent that must deploy sends all its units whenever it can.

    For every such contingent, in every period in which it has an arc: units sent >= units.
    """
    rows = plan.contingents[plan.contingents["must_deploy"].astype(bool)]
    if rows.empty:
        return []
    able = allowed_arcs(plan, rows["contingent"])[WHO].drop_duplicates()
    sent = units_by_period(ledger.sent).rename(columns={"units": "sent"})
    wrong = under(with_totals(inner_join(able, rows, ["contingent"]), sent, WHO, "sent"), "sent", "units")
    message = "{contingent} must deploy its {units:unit}, but sends {sent} in period {period}"
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
    rows = inner_join(rows, able, ["sheet_row", "period"])
    there = total(under_locks(rows, ledger.sent), ["sheet_row", "period"], "units")
    rows = with_totals(rows, there.rename(columns={"units": "there"}), ["sheet_row", "period"], "there")
    where = [
        (f" as {role}" if role else "") + (f" to {site}" if site else "")
        for site, role in zip(rows["site"], rows["role"], strict=True)
    ]
    rows = rows.assign(where=where)
    message = "{contingent} sends {there:unit}{where} in period {period}, "
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
    found = inner_join(rows, what.rename(columns={"site": "site_locked", "role": "role_locked"}), WHO)
    site = (found["site_locked"] == "") | (found["site_locked"] == found["site"])
    role = (found["role_locked"] == "") | (found["role_locked"] == found["role"])
    return found[site & role]
