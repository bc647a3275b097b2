"""The rule on what a period may cost."""

from __future__ import annotations

from solver.audit.breach import Breach, breaches, over, setting_row
from solver.ledger.ledger import Ledger
from solver.plan import Plan


def budget(plan: Plan, ledger: Ledger) -> list[Breach]:
    """A period costs no more than the budget.

    For every period: heads, their movement, and running open sites <= budget.
    Opening a site is investment and not in it.
    """
    limit = plan.settings.budget_per_period
    if limit is None:
        return []
    spent = ledger.costs["forces"] + ledger.costs["running"]
    rows = ledger.costs.assign(
        spent=spent,
        limit=float(limit),
        sheet_row=setting_row(plan, "Budget per period"),
    )
    message = "period {period} costs {spent}; the budget is {limit}"
    return breaches("budget", over(rows, "spent", "limit"), message, sheet="Settings", column="Value")
