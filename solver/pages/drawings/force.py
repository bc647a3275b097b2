"""The force against its floor, period by period."""

from __future__ import annotations

from solver.drawing.columns import ColumnChart, ColumnPart, columns_view
from solver.drawing.drawing import MIDDLE, NARROW, Drawing, each_of
from solver.ledger.ledger import Ledger
from solver.pages.periods import period_names
from solver.plan.plan import Plan
from solver.results.tables import Table
from solver.text.numbers import number

HIGH = 250.0
"""Height in px, without the names of periods."""


def force_drawing(plan: Plan, ledger: Ledger, force: Table) -> Drawing | None:
    """The heads that count in each period, and what lacks of the floor; None where a sentence says it all.

    ``force``: the Summary's block of that name.
    """
    rows = ledger.force
    has_floor = bool((rows["floor"] > 0).any())
    if len(rows) == 1 and not has_floor:
        return None
    lacking = force.frame["Missing"].fillna(0.0)
    shown = ColumnChart(
        names=period_names(plan),
        parts=[
            ColumnPart(name="force", kind="there", values=rows["heads"].tolist()),
            ColumnPart(name="missing to the floor", kind="lack", values=lacking.tolist()),
        ],
        say=number,
        tops=[number(heads) for heads in force.frame["Force"].tolist()],
        marks_at=[floor if floor > 0 else None for floor in rows["floor"].tolist()] if has_floor else (),
        mark_name="floor asked for" if has_floor else "",
        whole=True,
    )
    return Drawing(
        title="Heads, against the floor" if has_floor else "Heads that count to the force",
        description=_in_words(plan, ledger, has_floor=has_floor),
        views=tuple(columns_view(shown, wide, HIGH) for wide in (MIDDLE, NARROW)),
    )


def _in_words(plan: Plan, ledger: Ledger, *, has_floor: bool) -> str:
    """The first and the last period in words."""
    rows = ledger.force
    told = []
    for at in dict.fromkeys((0, len(rows) - 1)):
        row = rows.iloc[at]
        of_floor = f" of {number(row['floor'])}" if has_floor and row["floor"] > 0 else ""
        told.append(f"{number(row['heads'])}{of_floor} in period {int(row['period'])}")
    return f"A column for {each_of(len(rows), 'period', 'periods')}: {', '.join(told)}."
