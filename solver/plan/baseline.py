"""The objective ``changes`` needs a plan to compare with: how a baseline enters plan and priorities."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from solver.errors import Finding, Place, PlanError
from solver.plan.periods import Calendar
from solver.plan.plan import Plan

CHANGES = "changes"


def lined_up(baseline: pd.DataFrame, before: Calendar, now: Calendar) -> pd.DataFrame:
    """The baseline's rows by the periods of a plan that may begin later; periods that are over are left out.

    Where the calendars do not meet, or a plan has none, periods are compared by number.
    """
    later = before.periods_until(now)
    if not later:
        return baseline
    moved = baseline.assign(period=baseline["period"] - later)
    return moved[moved["period"] >= 1].reset_index(drop=True)


def with_baseline(plan: Plan, *, given: bool) -> Plan:
    """The plan with priorities that fit whether there is a baseline.

    With a baseline, ``changes`` is settled last where the priorities do not
    rank it themselves: what matters to no other rank stays as it was.

    Raises
    ------
    PlanError
        If ``changes`` is ranked and no baseline is given.
    """
    priorities = plan.priorities
    ranked = priorities["objective"] == CHANGES
    if ranked.any() and not given:
        row = int(priorities.loc[ranked, "sheet_row"].iloc[0])
        message = "changes needs a plan to compare with; give it with --baseline FILE, or take the row out"
        place = Place(sheet="Priorities", row=row, column="Objective")
        raise PlanError([Finding(place=place, message=message)])
    if not given or ranked.any():
        return plan
    last = priorities.iloc[[-1]].assign(
        objective=CHANGES, rank=int(priorities["rank"].max()) + 1, weight=1.0, tolerance=0.0, sheet_row=0
    )
    return replace(plan, priorities=pd.concat([priorities, last], ignore_index=True))
