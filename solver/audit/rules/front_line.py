"""The rule on what the front line gives up."""

from __future__ import annotations

import numpy as np

from solver.audit.breach import Breach, breaches, over
from solver.ledger.ledger import Ledger
from solver.plan import Plan


def drawdown_cap(plan: Plan, ledger: Ledger) -> list[Breach]:
    """No front-line area, and no group of nations, gives up more heads than its cap and its backfill allow.

    For every cap and period that it covers: heads taken (tied up or deployed,
    as the cap counts), of contingents drawn from its areas, or of its nations <= cap + backfill.
    """
    wrong = over(ledger.caps, "taken", "limit")
    if wrong.empty:
        return []
    heads = wrong["sheet_row"].map(plan.drawdown_caps.set_index("sheet_row")["cap_heads"])
    tighter = np.where(heads <= wrong["cap"], "Cap heads", "Cap share")
    message = "{taken:head} are taken from {applies_to} ({stock}) in period {period}; the limit is {limit}"
    return [
        breach
        for column in ("Cap heads", "Cap share")
        for breach in breaches(
            "drawdown_cap", wrong[tighter == column], message, sheet="Drawdown caps", column=column
        )
    ]
