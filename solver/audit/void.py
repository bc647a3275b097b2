"""Rows of the planner's that have nothing to hold: locks and musts without an arc."""

from __future__ import annotations

from typing import Any

import pandas as pd

from solver.audit.arcs import allowed_arcs
from solver.errors import Finding, Place
from solver.plan import Plan
from solver.plan.periods import periods_in_words
from solver.tables import each_row


def void_rows(plan: Plan) -> list[Finding]:
    """Warnings for locks without an arc in some or all of their periods, and musts that can go nowhere."""
    must = plan.contingents[plan.contingents["must_deploy"]]
    if plan.locks.empty and must.empty:
        return []
    wanted = [*plan.locks["contingent"], *must["contingent"]]
    arcs = allowed_arcs(plan, wanted)
    return [*_locks(plan, arcs), *_musts(must, arcs)]


def _locks(plan: Plan, arcs: pd.DataFrame) -> list[Finding]:
    found = []
    for lock in each_row(plan.locks):
        first, last = max(lock.first, 1), min(lock.last, plan.settings.periods)
        if first > last:
            continue  # the plan's own checks say that the window lies outside
        named = (arcs["contingent"] == lock.contingent) & arcs["period"].between(first, last)
        if lock.site:
            named &= arcs["site"] == lock.site
        if lock.role:
            named &= arcs["role"] == lock.role
        missing = sorted(set(range(first, last + 1)) - set(arcs.loc[named, "period"]))
        if missing:
            place = Place(sheet="Locks", row=int(lock.sheet_row), column="Contingent")
            found.append(Finding(place=place, message=_void(lock, missing), severity="warning"))
    return found


def _void(lock: Any, missing: list[int]) -> str:
    where = " ".join(
        part
        for part in (
            f"at {lock.site}" if lock.site else "",
            f"as {lock.role}" if lock.role else "",
        )
        if part
    )
    return (
        f"{lock.contingent} can be sent nowhere {where}".rstrip()
        + f" in {periods_in_words(missing)}: the lock is void there; "
        "check the window, the requirements and the caveats"
    )


def _musts(must: pd.DataFrame, arcs: pd.DataFrame) -> list[Finding]:
    stuck = must[~must["contingent"].isin(arcs["contingent"])]
    return [
        Finding(
            place=Place(sheet="Contingents", row=int(row.sheet_row), column="Must deploy"),
            message=f"{row.contingent} must deploy but can be sent nowhere in any period: the demand is "
            "void; check its conditions, window, capability and caveats",
            severity="warning",
        )
        for row in each_row(stuck)
    ]
