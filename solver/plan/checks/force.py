"""The force as a whole: a floor and a ceiling that leave room."""

from __future__ import annotations

from collections.abc import Iterator

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.plan.readings import number_text
from solver.tables import rows_where


def force_row_without_numbers(draft: Draft) -> Iterator[Finding]:
    """A row of Force asks for something, or limits something."""
    rows = draft.sound("Force", "Floor", "Ceiling")
    for row in rows.loc[rows["floor"].isna() & rows["ceiling"].isna(), "sheet_row"]:
        yield at("Force", row, "Floor", "neither Floor nor Ceiling is given: the row says nothing", "warning")


def floor_above_ceiling(draft: Draft) -> Iterator[Finding]:
    """A force cannot be wanted larger than it may be."""
    rows = draft.sound("Force", "Floor", "Ceiling")
    for row in rows_where(rows, rows["floor"] > rows["ceiling"]):
        floor, ceiling = number_text(row.floor), number_text(row.ceiling)
        message = f"Floor {floor} is above Ceiling {ceiling}: the floor is never reached"
        yield at("Force", row.sheet_row, "Floor", message, "warning")
