"""Periods as a page names them, and the one of which its map tells."""

from __future__ import annotations

import numpy as np

from solver.ledger.ledger import Ledger
from solver.plan.plan import Plan
from solver.results.tables import period_dates


def period_names(plan: Plan) -> list[str]:
    """Each period below a column: its number, then its dates where they are known."""
    settings = plan.settings
    return [f"{period} {period_dates(settings, period)}".strip() for period in range(1, settings.periods + 1)]


def fullest_period(ledger: Ledger) -> int:
    """The first period in which most heads are there."""
    if ledger.sent.empty:
        return int(ledger.force["period"].iloc[0])
    heads = ledger.sent.groupby("period")["heads"].sum()
    return int(heads.index.to_numpy()[np.argmax(heads.to_numpy())])


def in_period(plan: Plan, period: int) -> str:
    """``in period 3 (Jan-Jun 2028)``; "" where there is only one, without dates."""
    dates = period_dates(plan.settings, period)
    if plan.settings.periods == 1:
        return f"in {dates}" if dates else ""
    return f"in period {period}" + (f" ({dates})" if dates else "")
