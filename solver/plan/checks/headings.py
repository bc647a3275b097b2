"""Rows of a register that are headings or sums: nothing but a name, or nothing but what stands above."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.plan.readings import number_text
from solver.plan.references import names_in
from solver.plan.values import plain
from solver.tables import fold

_REGISTERS = ("Nations", "Roles", "Sites", "Areas")
"""Registers in which a name alone makes an entry."""
_TWO = 2


def headings_among_entries(draft: Draft) -> Iterator[Finding]:
    """A row with nothing but a name to which nothing refers is more likely a heading, such as Phase 2.

    Where most rows of the register say more than their names.
    """
    for name in _REGISTERS:
        table = draft.tables[name]
        key = table.sheet.column(table.sheet.key[0])
        if table.empty or key.name not in draft.raw[name].cells or len(draft.raw[name].cells.columns) < _TWO:
            continue
        bare = _says_nothing_more(draft, name, key.name)
        if not bare.any() or 2 * bare.sum() >= len(bare):
            continue
        used = _referred_to(draft, f"{name}.{key.name}")
        for row, entry in zip(table.frame["sheet_row"][bare], table.frame[key.field][bare], strict=True):
            if entry and fold(entry) not in used:
                message = (
                    f"nothing but the name '{entry}' stands in the row, and nothing refers to it: it counts "
                    f"as a row of {name} all the same; if it is a heading or a note, take it out of the table"
                )
                yield at(name, row, key.name, message, "warning")


def sums_of_the_force(draft: Draft) -> Iterator[Finding]:
    """A row of Force without a window that adds up those above is a total: no force is wanted that large."""
    rows = draft.sound("Force", "Floor", "Ceiling", "From", "To")
    windowless = (rows["first"].isna() & rows["last"].isna()).tolist()
    for column in ("Floor", "Ceiling"):
        values = rows[column.lower()]
        for place in range(_TWO, len(rows)):
            above = values.iloc[:place].dropna()
            value = values.iloc[place]
            if windowless[place] and len(above) >= _TWO and value > 0 and math.isclose(above.sum(), value):
                message = (
                    f"{column} {number_text(value)} is the sum of the {len(above)} rows above, and counts as "
                    "a row of its own; if it is a total, take it out of the table"
                )
                yield at("Force", rows["sheet_row"].iloc[place], column, message, "warning")


def _says_nothing_more(draft: Draft, name: str, key: str) -> pd.Series:
    """Which rows of a register have nothing in any other column."""
    others = draft.raw[name].cells.drop(columns=key)
    filled = others.map(lambda cell: plain(cell) is not None).any(axis=1)
    rows = draft.tables[name].frame["sheet_row"]
    return ~rows.map(filled).astype(bool)


def _referred_to(draft: Draft, register: str) -> frozenset[str]:
    """The folded names by which any column refers to a register."""
    used: set[str] = set()
    for table in draft.tables.values():
        for column in table.sheet.columns:
            if register in column.refers_to and not table.empty:
                used.update(map(fold, names_in(table, column)))
    return frozenset(used)
