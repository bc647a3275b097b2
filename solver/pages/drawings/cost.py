"""What the plan costs, period by period."""

from __future__ import annotations

from solver.drawing.columns import ColumnChart, ColumnPart, columns_view
from solver.drawing.drawing import MIDDLE, NARROW, Drawing, each_of
from solver.ledger.ledger import Ledger
from solver.pages.periods import period_names
from solver.plan.plan import Plan
from solver.text.numbers import money, short_number

HIGH = 250.0
"""Height in px, without the names of periods."""

PARTS = {
    "forces and movement": ("forces", "there"),
    "running sites": ("running", "other"),
    "opening sites": ("opening", "third"),
}
"""What is paid for, by its name: its column of the ledger, and the class of its marks."""


def cost_drawing(plan: Plan, ledger: Ledger) -> Drawing | None:
    """The money of each period by what it is paid for; None where nothing costs anything."""
    rows = ledger.costs
    sums = rows[["forces", "running", "opening"]].sum(axis=1)
    if not (sums > 0).any():
        return None
    shown = ColumnChart(
        names=period_names(plan),
        parts=[
            ColumnPart(name=name, kind=kind, values=rows[column].tolist())
            for name, (column, kind) in PARTS.items()
        ],
        say=short_number,
        tops=[short_number(value) for value in sums.tolist()],
    )
    return Drawing(
        title=f"Cost of each period, in {plan.settings.currency}",
        description=f"A column for {each_of(len(rows), 'period', 'periods')}, "
        f"{money(float(sums.sum()), plan.settings.currency)} in all.",
        views=tuple(columns_view(shown, wide, HIGH) for wide in (MIDDLE, NARROW)),
    )
