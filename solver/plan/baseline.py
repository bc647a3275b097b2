"""The objective ``changes`` needs a plan to compare with: how a baseline enters the priorities."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from solver.errors import Finding, Place, PlanError
from solver.plan.plan import Plan

CHANGES = "changes"


def with_baseline(plan: Plan, *, given: bool) -> Plan:
    """The plan with priorities that fit whether there is a baseline.

    With a baseline and the default priorities, ``changes`` is settled last, so
    that what does not matter otherwise stays as it was. With a planner's own
    priorities that do not name it there is a warning.

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
    if (priorities["sheet_row"] > 0).any():
        message = "there is a baseline, but no row ranks changes: it does not hold the plan back; add a row"
        warning = Finding(place=Place(sheet="Priorities"), message=message, severity="warning")
        return replace(plan, warnings=(*plan.warnings, warning))
    last = priorities.iloc[[-1]].assign(objective=CHANGES, rank=int(priorities["rank"].max()) + 1)
    return replace(plan, priorities=pd.concat([priorities, last], ignore_index=True))
