"""Rows that name nothing: a default dragged down below a table, told once a block."""

from __future__ import annotations

import pandas as pd

from solver.errors import Finding
from solver.plan.draft import at
from solver.workbook.columns import Column, Kind, Sheet

LEAST = 2
"""Rows of a block; a single one is told cell by cell, for it may be a slip in a real row."""


def phantom_rows(cells: pd.DataFrame, sheet: Sheet) -> tuple[pd.Series, list[Finding]]:
    """Which rows name nothing and stand in blocks, and an error for each block.

    ``cells``: the filled rows that are enabled, blanks as None. A row names
    nothing where every column that identifies it is blank: the required names,
    or all required columns where none is a name. What is wrong with the other
    cells of such a row is not told: it is to be emptied, or to be filled in first.
    """
    naming = [column.name for column in _identifying(sheet) if column.name in cells]
    nobody = pd.Series(False, index=cells.index)
    if not naming or None not in cells[naming[0]].tolist():
        return nobody, []
    nameless = cells[naming].isna().all(axis=1)
    if nameless.sum() < LEAST:
        return nobody, []
    own = [column.name for column in sheet.columns if column.name in cells]
    filled = cells[own].notna().apply(lambda row: tuple(row.index[row]), axis=1)
    # A block ends where a row has a name, or other columns are filled.
    block = ((filled != filled.shift()) | (nameless != nameless.shift())).cumsum()
    blocks = [rows for _, rows in cells[nameless].groupby(block[nameless]) if len(rows) >= LEAST]
    for rows in blocks:
        nobody.loc[rows.index] = True
    return nobody, [_finding(rows, filled.loc[rows.index[0]], naming, sheet) for rows in blocks]


def _identifying(sheet: Sheet) -> list[Column]:
    """The columns without which a row of the sheet is nobody's."""
    required = [column for column in sheet.columns if column.required and not column.may_be_blank]
    return [column for column in required if column.kind is Kind.NAME] or required


def _finding(rows: pd.DataFrame, filled: tuple[str, ...], naming: list[str], sheet: Sheet) -> Finding:
    """``in rows 4-203 (200 rows) only Status is filled, but Contingent ... are blank``."""
    numbers = [int(str(row)) for row in rows.index]
    message = (
        f"in rows {numbers[0]}-{numbers[-1]} ({len(numbers)} rows) only {_several(filled)} filled, but "
        f"{_several(naming)} blank; empty these rows (select them, Delete), or fill them in"
    )
    return at(sheet.name, numbers[0], naming[0], message)


def _several(names: tuple[str, ...] | list[str]) -> str:
    """``Status is`` or ``Units and Status are``."""
    *first, last = names
    return f"{', '.join(first)} and {last} are" if first else f"{last} is"
