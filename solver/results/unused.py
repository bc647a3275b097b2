"""Unused: pledges that the plan leaves at home, and the first reason why."""

from __future__ import annotations

import pandas as pd

from solver.audit.frames import joined
from solver.plan.plan import Plan
from solver.results import columns
from solver.results.tables import Table, make_table

NOTE = (
    "Pledges that the plan leaves at home, in whole or in part, from when to when, and the first reason why. "
    "Contingents with most heads at home, over all periods, come first."
)
NAMES = {
    "contingent": "Contingent",
    "nation": "Nation",
    "capability": "Capability",
    "first": "From",
    "last": "To",
    "units": "Units not used",
    "heads": "Heads not used",
    "reason": "First reason why",
    "contingent_row": "Row",
}


def unused_table(plan: Plan, why: pd.DataFrame) -> Table:
    """One row for each contingent and spell of periods with as many units unused for one reason.

    ``why``: as ``solver.audit.unused.why_unused`` gives it.
    """
    about = plan.contingents[["contingent", "status", "confidence", "units"]].rename(
        columns={"status": "Status", "confidence": "Confidence", "units": "Units pledged"}
    )
    rows = joined(why, about, ["contingent"])
    weight = rows["heads"] * (rows["last"] - rows["first"] + 1)
    rows["weight"] = weight.groupby(rows["contingent"]).transform("sum")
    rows = rows.sort_values(["weight", "contingent", "first"], ascending=[False, True, True], kind="stable")
    shown = rows.rename(columns=NAMES)
    return make_table("Unused", columns.UNUSED, shown, note=NOTE, links_to="Contingents")
