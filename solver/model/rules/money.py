"""Rules on money: the budget of a period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.model.decisions import Decisions
from solver.model.linexpr import PlanNumber, Rows, at_most, sum_by
from solver.plan import Plan


def budget(plan: Plan, v: Decisions) -> list[Rows]:
    """Heads, movement and running sites cost no more in a period than its budget.

    For every period t, where there is a budget (opening a site is investment, not running cost):

        sum over arcs of heads[c] * (cost_per_head[c] + movement[c, s]) * send[c, r, s, t]
            + sum over sites s of running_cost[s] * open[s, t]  <=  budget
    """
    most = plan.settings.budget_per_period
    if most is None:
        return []
    running = v.open.assign(running=plan.sites["running_cost"].to_numpy()[v.open["site"].to_numpy()])
    spent = sum_by(v.send, ["period"], "cost") + sum_by(running, ["period"], "running")
    periods = np.unique(spent.keys["period"])
    row = plan.setting_rows.get("Budget per period", 0)
    limits = pd.DataFrame({"period": periods, "limit": most, "sheet_row": row})
    return [at_most(spent, limits, PlanNumber(sheet="Settings", column="Budget per period"))]
