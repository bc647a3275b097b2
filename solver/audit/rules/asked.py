"""Rules on what is asked for: requirements, support, the force as a whole, the budget."""

from __future__ import annotations

import numpy as np

from solver.audit.breach import Breach, breaches, over, setting_row
from solver.audit.frames import TOLERANCE, joined
from solver.audit.ledger import Ledger
from solver.plan import Plan


def requirement_met(plan: Plan, ledger: Ledger) -> list[Breach]:
    """What serves a requirement is never more than its maximum.

    For every requirement and period: provided <= maximum. What lacks to the
    minimum and to the target is allowed; the ledger counts it anew, and the
    objectives judge it.
    """
    wrong = over(ledger.coverage, "provided", "maximum")
    message = "{site} / {role} has {provided} {measure} in period {period}; the most are {maximum}"
    return breaches("requirement_met", wrong, message, sheet="Requirements", column="Maximum")


def support_ratio(plan: Plan, ledger: Ledger) -> list[Breach]:
    """What the supporting role provides, plus what lacks, reaches what the supported heads need.

    For every ratio, place and period: provided + lack >= needed, and nothing
    lacks where enough is there. Support may always lack: the objectives judge it.
    """
    rows = ledger.support
    if rows.empty:
        return []
    open_end = rows["needed"] - rows["provided"] - rows["lack"]
    invented = np.minimum(rows["lack"], rows["provided"] + rows["lack"] - rows["needed"])
    excess = np.maximum(open_end, invented)
    wrong = rows.assign(excess=excess)[excess > TOLERANCE * np.maximum(1.0, rows["needed"])]
    message = "{role} needs {needed} in period {period}, has {provided} and lacks {lack}, which do not add up"
    return breaches("support_ratio", wrong, message, sheet="Support ratios", column="Needs")


def force_size(plan: Plan, ledger: Ledger) -> list[Breach]:
    """The force is never larger than its ceiling.

    For every period: heads in roles that count <= the lowest ceiling that
    holds. What is missing to a floor is allowed.
    """
    rows = plan.force[plan.force["ceiling"].notna()]
    if rows.empty:
        return []
    wrong = over(ledger.force, "heads", "ceiling")
    wrong = joined(wrong, rows[["ceiling", "first", "last", "sheet_row"]], ["ceiling"])
    wrong = wrong[(wrong["first"] <= wrong["period"]) & (wrong["period"] <= wrong["last"])]
    message = "the force has {heads} heads in period {period}; its ceiling is {ceiling}"
    return breaches("force_size", wrong.drop_duplicates("period"), message, sheet="Force", column="Ceiling")


def budget(plan: Plan, ledger: Ledger) -> list[Breach]:
    """A period costs no more than the budget.

    For every period: heads, their movement, and running open sites <= budget.
    Opening a site is investment and not in it.
    """
    limit = plan.settings.budget_per_period
    spent = ledger.costs["forces"] + ledger.costs["running"]
    rows = ledger.costs.assign(
        spent=spent,
        limit=np.nan if limit is None else float(limit),
        sheet_row=setting_row(plan, "Budget per period"),
    )
    message = "period {period} costs {spent}; the budget is {limit}"
    return breaches("budget", over(rows, "spent", "limit"), message, sheet="Settings", column="Value")
