"""Keys and rows that may stand only once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.schema import COMMON, KEY_SEPARATOR, SHEETS
from solver.schema.columns import Sheet
from solver.tables import fold, rows_where
from solver.text.numbers import number_text

_REPEATABLE = ("Force", "Caveats", "Drawdown caps", "Backfill", "Support ratios", "Locks")
"""Sheets without a key, of which every row holds."""


def duplicate_keys(draft: Draft) -> Iterator[Finding]:
    """What names a row may stand only once: of two rows, which one would hold?"""
    for declared in SHEETS:
        if declared.key and declared.name in draft.tables and not draft.rows(declared.name).empty:
            yield from _duplicates(draft.sound(declared.name, *declared.key), declared)


def rows_pasted_twice(draft: Draft) -> Iterator[Finding]:
    """A row that is there twice, cell by cell, remarks included, where nothing else tells rows apart.

    Rows of Backfill add up: twice as many may leave. Elsewhere both hold, and what lacks counts twice.
    """
    for declared in SHEETS:
        rows = draft.rows(declared.name) if declared.name in _REPEATABLE else pd.DataFrame()
        if len(rows) < 2:
            continue
        rows = draft.sound(declared.name, *(column.name for column in declared.columns))
        fields = [column.field for column in declared.columns]
        if not rows.duplicated(fields).any():
            continue
        raw = draft.raw[declared.name].cells
        remarks = [column.name for column in COMMON if column.name in raw]
        rows = rows.join(raw[remarks].astype(str), on="sheet_row")
        fields += remarks
        first = rows.groupby(fields, dropna=False, sort=False)["sheet_row"].transform("first")
        for row in rows_where(rows.assign(earlier=first), first != rows["sheet_row"]):
            yield _pasted(declared, row)


def _pasted(declared: Sheet, row: Any) -> Finding:
    """The sentence for a row that is the same as an earlier one."""
    same = f"the row is the same as row {row.earlier}"
    column = declared.columns[0].name
    if declared.name != "Backfill":
        return at(declared.name, row.sheet_row, column, f"{same}, and both hold; keep one", "warning")
    both, one = number_text(2 * row.heads), number_text(row.heads)
    meant = f"{both} heads where {one} may be meant; keep one, type {both} in one row, or tell them by a Note"
    return at(declared.name, row.sheet_row, column, f"{same}, and rows add up: {meant}")


def _duplicates(rows: pd.DataFrame, declared: Sheet) -> Iterator[Finding]:
    """Each row whose key stood before."""
    fields = [declared.column(name).field for name in declared.key]
    keys = rows[fields].map(fold)
    again = keys.duplicated()
    if not again.any():
        return
    first = rows["sheet_row"].groupby([keys[field] for field in fields], sort=False).transform("first")
    for row in rows.assign(earlier=first)[again].to_dict("records"):
        name = KEY_SEPARATOR.join(str(row[field]) for field in fields if row[field] != "")
        message = f"{name} stands twice (also row {row['earlier']}); keep one"
        yield at(declared.name, row["sheet_row"], declared.key[0], message)
