"""Rules on demand: requirements and the support behind the force."""

from __future__ import annotations

import numpy as np

from solver.audit.breach import Breach, breaches, over
from solver.ledger.ledger import Ledger
from solver.plan import Plan
from solver.tolerances import AUDIT_ERROR


def requirement_met(plan: Plan, ledger: Ledger) -> list[Breach]:
    """What serves a requirement is never more than its maximum.

    For every requirement and period: provided <= maximum. What lacks to the minimum and to the target is
    allowed; the ledger counts it anew, and the objectives judge it.
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
    wrong = rows.assign(excess=excess)[excess > AUDIT_ERROR * np.maximum(1.0, rows["needed"])]
    message = "{role} needs {needed} in period {period}, has {provided} and lacks {lack}, which do not add up"
    return breaches("support_ratio", wrong, message, sheet="Support ratios", column="Needs")
