"""From and To: in order, and within the plan."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.tables import each_row
from solver.workbook.columns import Kind


def from_after_to(draft: Draft) -> Iterator[Finding]:
    """A window that ends before it begins is a slip of the keyboard."""
    for name, table in draft.tables.items():
        if {"first", "last"} <= set(table.frame) and not table.empty:
            rows = draft.sound(name, "From", "To")
            for row in each_row(rows[rows["first"] > rows["last"]]):
                window = f"From (period {row.first:.0f}) is after To (period {row.last:.0f})"
                message = f"{window}; exchange or correct them"
                yield at(name, row.sheet_row, "From", message)


def windows_outside_the_plan(draft: Draft) -> Iterator[Finding]:
    """A row that holds in no period of the plan is probably meant for another."""
    periods = draft.settings.periods
    for name, table in draft.tables.items():
        for column in table.sheet.columns:
            if column.kind in (Kind.FROM, Kind.TO) and not table.empty:
                rows = draft.sound(name, column.name)
                values = rows[column.field]
                outside = values > periods if column.kind is Kind.FROM else values < 1
                yield from _outside(name, column.name, rows[outside], column.field, periods)


def _outside(sheet: str, column: str, rows: pd.DataFrame, field: str, periods: int) -> Iterator[Finding]:
    """The warning for each row that never holds."""
    for row, period in zip(rows["sheet_row"], rows[field], strict=True):
        plan = "period 1" if periods == 1 else f"periods 1-{periods}"
        year = f"; if the year {period:.0f} is meant, type a date" if 1950 <= period <= 2100 else ""
        message = f"{column} is period {period:.0f}, outside the plan ({plan}): the row never holds{year}"
        yield at(sheet, row, column, message, "warning")
