"""The force as a whole: a floor and a ceiling that leave room, and rows that are sums of others."""

from __future__ import annotations

import math
from collections.abc import Iterator

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.tables import rows_where
from solver.text.numbers import number_text


def sums_of_the_force(draft: Draft) -> Iterator[Finding]:
    """Rows of Force without a window that add up those above are probably totals, not floors or ceilings."""
    rows = draft.readable("Force", "Floor", "Ceiling", "From", "To")
    windowless = (rows["first"].isna() & rows["last"].isna()).tolist()
    for column in ("Floor", "Ceiling"):
        values = rows[column.lower()]
        for place in range(2, len(rows)):
            above = values.iloc[:place].dropna()
            value = values.iloc[place]
            if windowless[place] and len(above) >= 2 and value > 0 and math.isclose(above.sum(), value):
                message = (
                    f"{column} {number_text(value)} is the sum of the {len(above)} rows above, and counts as "
                    "a row of its own; if it is a total, take it out of the table"
                )
                yield at("Force", rows["sheet_row"].iloc[place], column, message, "warning")


def force_row_without_numbers(draft: Draft) -> Iterator[Finding]:
    """A row of Force without a floor and a ceiling says nothing."""
    rows = draft.readable("Force", "Floor", "Ceiling")
    for row in rows.loc[rows["floor"].isna() & rows["ceiling"].isna(), "sheet_row"]:
        yield at("Force", row, "Floor", "neither Floor nor Ceiling is given: the row says nothing", "warning")


def floor_above_ceiling(draft: Draft) -> Iterator[Finding]:
    """A floor above its ceiling is never reached."""
    rows = draft.readable("Force", "Floor", "Ceiling")
    for row in rows_where(rows, rows["floor"] > rows["ceiling"]):
        floor, ceiling = number_text(row.floor), number_text(row.ceiling)
        message = f"Floor {floor} is above Ceiling {ceiling}: the floor is never reached"
        yield at("Force", row.sheet_row, "Floor", message, "warning")
