"""One sheet's raw cells to its typed table, every unreadable cell reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd

from solver.errors import Finding, Place
from solver.plan.draft import TypedTable, at
from solver.plan.periods import Calendar
from solver.plan.readings import NUMERIC, Reading, aside, blank_value, faulted
from solver.plan.values import plain, read_value
from solver.schema import COMMON, ENABLED, all_columns
from solver.schema.columns import Column, Kind, Sheet
from solver.tables import RawTable, fold


def read_table(raw: RawTable | None, sheet: Sheet, calendar: Calendar) -> tuple[TypedTable, list[Finding]]:
    """The sheet's enabled rows, typed, and what is wrong with their cells.

    Rows in which every column of the sheet's own is blank are not there, and
    neither are rows that are not enabled: nothing is said about them. Blocks of
    rows that name nothing are one finding each, and not in the table.
    """
    cells = filled_rows(raw, sheet)
    if cells.empty:
        return _without_rows(sheet), []
    enabled, findings = _enabled(cells, calendar, sheet)
    disabled = _disabled_names(cells[~enabled], sheet)
    cells = cells[enabled]
    nobody, found = phantom_rows(cells, sheet)
    findings += found
    cells = cells[~nobody]
    findings += [_missing_column(sheet, column) for column in _missing_columns(cells, sheet)]

    values: dict[str, pd.Series] = {}
    faulty: dict[str, pd.Series] = {}
    for column in all_columns(sheet):
        if column == ENABLED or (column in COMMON and column.name not in cells):
            continue
        readings = _read_column(cells, column, calendar)
        findings += cell_findings(sheet, column, cells.index, readings)
        if column in sheet.columns:
            values[column.field] = typed_column([reading.value for reading in readings], column)
            absent = column.required and column.name not in cells
            faulty[column.field] = pd.Series([absent or reading.faulty for reading in readings], dtype=bool)
    frame = pd.DataFrame(values)
    frame["sheet_row"] = pd.Series(list(cells.index), dtype="int64")
    return TypedTable(sheet=sheet, frame=frame, faulty=pd.DataFrame(faulty), disabled=disabled), findings


@cache
def _without_rows(sheet: Sheet) -> TypedTable:
    """The typed table of a sheet that has no rows. Nobody changes a typed table: one serves all."""
    values = {column.field: typed_column([], column) for column in sheet.columns}
    faulty = {column.field: pd.Series([], dtype=bool) for column in sheet.columns}
    frame = pd.DataFrame(values)
    frame["sheet_row"] = pd.Series([], dtype="int64")
    return TypedTable(sheet=sheet, frame=frame, faulty=pd.DataFrame(faulty))


def filled_rows(raw: RawTable | None, sheet: Sheet) -> pd.DataFrame:
    """The raw rows in which any column of the sheet's own holds something; blanks as None."""
    if raw is None or raw.cells.empty:
        return pd.DataFrame(columns=[column.name for column in sheet.columns], dtype=object)
    names = [column.name for column in all_columns(sheet) if column.name in raw.cells]
    cells = pd.DataFrame(
        {name: [plain(cell) for cell in raw.cells[name]] for name in names},
        index=raw.cells.index,
        dtype=object,
    )
    own = [column.name for column in sheet.columns if column.name in cells]
    return cells[cells[own].notna().any(axis=1)] if own else cells.iloc[:0]


def typed_column(values: list[object], column: Column) -> pd.Series:
    """Values as a column of the typed table: numbers as float64, all else as objects."""
    return pd.Series(values, dtype="float64" if column.kind in NUMERIC else object)


def cell_findings(
    sheet: Sheet, column: Column, rows: Iterable[object], readings: Iterable[Reading]
) -> list[Finding]:
    """The readings that have something to say, each at its cell."""
    return [
        at(sheet.name, row, column.name, reading.message, reading.severity)
        for row, reading in zip(rows, readings, strict=True)
        if reading.message
    ]


def _read_column(cells: pd.DataFrame, column: Column, calendar: Calendar) -> list[Reading]:
    """A column's cells, each different one read once."""
    if column.name not in cells:
        stand_in = faulted(column, "") if column.required else Reading(blank_value(column))
        return [stand_in] * len(cells)
    known: dict[tuple[type, object], Reading] = {}
    readings = []
    for cell in cells[column.name]:
        # 1, 1.0 and True are equal, yet read differently.
        key = (type(cell), cell)
        if key not in known:
            known[key] = read_value(cell, column, calendar)
        readings.append(known[key])
    return readings


def _enabled(cells: pd.DataFrame, calendar: Calendar, sheet: Sheet) -> tuple[pd.Series, list[Finding]]:
    """Which rows are enabled; a row whose Enabled cannot be read counts as enabled."""
    if ENABLED.name not in cells:
        return pd.Series(True, index=cells.index), []
    readings = _read_column(cells, ENABLED, calendar)
    findings = cell_findings(sheet, ENABLED, cells.index, readings)
    enabled = [reading.value is not False for reading in readings]
    return pd.Series(enabled, index=cells.index, dtype=bool), findings


def _disabled_names(cells: pd.DataFrame, sheet: Sheet) -> Mapping[str, int]:
    """Folded names of the rows that are not enabled, to their sheet rows."""
    if not sheet.key or sheet.key[0] not in cells:
        return {}
    key = sheet.column(sheet.key[0])
    readings = _read_column(cells, key, Calendar())
    return {
        fold(reading.value): int(str(row))
        for row, reading in zip(cells.index, readings, strict=True)
        if reading.value and not reading.faulty
    }


def _missing_columns(cells: pd.DataFrame, sheet: Sheet) -> list[Column]:
    """Required columns that a sheet with rows does not have."""
    if cells.empty:
        return []
    return [column for column in sheet.columns if column.required and column.name not in cells]


def _missing_column(sheet: Sheet, column: Column) -> Finding:
    """The sentence for a required column that is not there."""
    message = f"column {column.name} is missing ({aside(column)}); add it to the header row"
    return Finding(place=Place(sheet=sheet.name), message=message)


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
