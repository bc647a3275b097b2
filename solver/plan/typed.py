"""A sheet's raw cells as a typed table, every unreadable cell reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import compress, groupby

import numpy as np
import pandas as pd

from solver.errors import Finding, Place
from solver.plan.draft import TypedTable, at
from solver.plan.plan import Calendar
from solver.plan.readings import NUMERIC, Reading, aside, blank_value, faulted
from solver.plan.values import python_value, read_value
from solver.schema import COMMON, ENABLED, all_columns
from solver.schema.columns import Column, Kind, Sheet
from solver.tables import Array, RawTable, fold, frame_of, object_array
from solver.text.no_names import A_TOTAL, reads_like


def read_table(raw: RawTable | None, sheet: Sheet, calendar: Calendar) -> tuple[TypedTable, list[Finding]]:
    """The sheet's enabled rows, typed, and what is wrong with their cells.

    Rows in which every column of the sheet's own is blank are not there, and
    neither are rows that are not enabled: nothing is said about them. Blocks of
    rows that name nothing are one finding each, and not in the table. Of a total
    its blanks are not said: it is a check's to say what it is (``totals_and_notes``).
    """
    cells = filled_cells(raw, sheet)
    if not cells.rows:
        return _without_rows(sheet), []
    enabled, findings = _enabled(cells, calendar, sheet)
    disabled = _disabled_names(cells.where([not held for held in enabled]), sheet)
    cells = cells.where(enabled)
    nameless, found = nameless_rows(cells, sheet, raw.row_word if raw else "row")
    findings += found
    cells = cells.where([not blank for blank in nameless])
    findings += _missing_columns(cells, sheet)

    values: dict[str, list[object]] = {}
    faulty: list[list[bool]] = []
    totals = _totals(cells, sheet)
    for column in all_columns(sheet):
        if column == ENABLED or (column in COMMON and column.name not in cells.columns):
            continue
        readings = _read_column(cells, column, calendar)
        findings += cell_findings(sheet, column, cells.rows, _without_blanks(readings, column, cells, totals))
        if column in sheet.columns:
            values[column.field] = [reading.value for reading in readings]
            absent = column.required and column.name not in cells.columns
            faulty.append([absent or reading.faulty for reading in readings])
    return _typed_table(sheet, values, cells.rows, faulty, disabled), findings


def _typed_table(
    sheet: Sheet,
    values: Mapping[str, list[object]],
    rows: list[int],
    faulty: list[list[bool]],
    disabled: Mapping[str, int],
) -> TypedTable:
    """The typed table of those values, by field: numbers as float64, all else as objects."""
    columns = {column.field: column_array(values[column.field], column) for column in sheet.columns}
    return TypedTable(
        sheet=sheet,
        frame=frame_of({**columns, "sheet_row": np.array(rows, dtype=np.int64)}),
        faulty=pd.DataFrame(np.array(faulty, dtype=bool).T, columns=list(values)),
        disabled=disabled,
    )


@cache
def _without_rows(sheet: Sheet) -> TypedTable:
    """The typed table of a sheet that has no rows. Nobody changes a typed table: one serves all."""
    values: dict[str, list[object]] = {column.field: [] for column in sheet.columns}
    return _typed_table(sheet, values, [], [[] for _ in values], {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Cells of a sheet by header, as plain Python, blanks as None; ``rows``: the sheet row of each."""

    rows: list[int]
    columns: Mapping[str, list[object]]

    def where(self, mask: list[bool]) -> Cells:
        """The rows in which the mask holds."""
        if all(mask):
            return self
        columns = {name: list(compress(cells, mask)) for name, cells in self.columns.items()}
        return Cells(rows=list(compress(self.rows, mask)), columns=columns)


def filled_cells(raw: RawTable | None, sheet: Sheet) -> Cells:
    """The rows in which any column of the sheet's own holds something."""
    if raw is None or raw.cells.empty:
        return Cells(rows=[], columns={column.name: [] for column in sheet.columns})
    names = [column.name for column in all_columns(sheet) if column.name in raw.cells]
    columns = {name: [python_value(cell) for cell in raw.cells[name]] for name in names}
    own = [columns[column.name] for column in sheet.columns if column.name in columns]
    filled = [any(cell is not None for cell in row) for row in zip(*own, strict=True)]
    rows = [int(str(row)) for row in raw.cells.index]
    return Cells(rows=rows, columns=columns).where(filled or [False] * len(rows))


def filled_rows(raw: RawTable | None, sheet: Sheet) -> pd.DataFrame:
    """The cells of :func:`filled_cells` as a table, its index the sheet rows."""
    cells = filled_cells(raw, sheet)
    return pd.DataFrame(dict(cells.columns), index=cells.rows, dtype=object)


def column_array(values: list[object], column: Column) -> Array:
    """Values as a column of the typed table: numbers as float64, all else as objects."""
    if column.kind in NUMERIC:
        return np.array(values, dtype=np.float64)
    return object_array(values)


def cell_findings(
    sheet: Sheet, column: Column, rows: Iterable[object], readings: Iterable[Reading]
) -> list[Finding]:
    """The readings that have something to say, each at its cell."""
    return [
        at(sheet.name, row, column.name, reading.message, reading.severity)
        for row, reading in zip(rows, readings, strict=True)
        if reading.message
    ]


def _read_column(cells: Cells, column: Column, calendar: Calendar) -> list[Reading]:
    """A column's cells, each different one read once."""
    if column.name not in cells.columns:
        stand_in = faulted(column, "") if column.required else Reading(blank_value(column))
        return [stand_in] * len(cells.rows)
    known: dict[tuple[type, object], Reading] = {}
    readings = []
    for cell in cells.columns[column.name]:
        # 1, 1.0 and True are equal, yet read differently.
        key = (type(cell), cell)
        if key not in known:
            known[key] = read_value(cell, column, calendar)
        readings.append(known[key])
    return readings


NOT_ENTRIES = ("Settings", "Scenarios", "Studies")
"""Sheets whose names are no entries of the planner's: what is none of the known ones is an error there."""


def _totals(cells: Cells, sheet: Sheet) -> list[bool]:
    """Which rows read like a total, by a name that a row must have."""
    totals = [False] * len(cells.rows)
    for column in sheet.columns if sheet.name not in NOT_ENTRIES else ():
        if column.required and column.kind is Kind.NAME and column.name in cells.columns:
            named = map(reads_like, cells.columns[column.name])
            totals = [total or like == A_TOTAL for total, like in zip(totals, named, strict=True)]
    return totals


def _without_blanks(
    readings: list[Reading], column: Column, cells: Cells, totals: list[bool]
) -> Iterable[Reading]:
    """The readings, nothing said of the blank cells of totals."""
    if column.name not in cells.columns or not any(totals):
        return readings
    blank = (cell is None for cell in cells.columns[column.name])
    return [
        Reading(reading.value) if total and empty else reading
        for reading, total, empty in zip(readings, totals, blank, strict=True)
    ]


def _enabled(cells: Cells, calendar: Calendar, sheet: Sheet) -> tuple[list[bool], list[Finding]]:
    """Which rows are enabled; a row whose Enabled cannot be read counts as enabled."""
    if ENABLED.name not in cells.columns:
        return [True] * len(cells.rows), []
    readings = _read_column(cells, ENABLED, calendar)
    findings = cell_findings(sheet, ENABLED, cells.rows, readings)
    return [reading.value is not False for reading in readings], findings


def _disabled_names(cells: Cells, sheet: Sheet) -> Mapping[str, int]:
    """Folded names of the rows that are not enabled, to their sheet rows."""
    if not sheet.key or sheet.key[0] not in cells.columns or not cells.rows:
        return {}
    readings = _read_column(cells, sheet.column(sheet.key[0]), Calendar())
    return {
        fold(reading.value): row
        for row, reading in zip(cells.rows, readings, strict=True)
        if reading.value and not reading.faulty
    }


def _missing_columns(cells: Cells, sheet: Sheet) -> list[Finding]:
    """A finding for each required column that a sheet with rows does not have."""
    absent = [column for column in sheet.columns if column.required and column.name not in cells.columns]
    return [
        Finding(
            place=Place(sheet=sheet.name),
            message=f"column {column.name} is missing ({aside(column)}); add it to the header row",
        )
        for column in (absent if cells.rows else ())
    ]


LEAST_BLOCK = 2
"""Rows of a block; a single one is reported cell by cell, for it may be a slip in a real row."""


def nameless_rows(cells: Cells, sheet: Sheet, word: str) -> tuple[list[bool], list[Finding]]:
    """Which rows name nothing and stand in blocks, and an error for each block.

    ``cells``: the filled rows that are enabled. A row names nothing where every column that identifies it is
    blank: the required names, or all required columns where none is a name. What is wrong with the other
    cells of such a row is not reported: it is to be emptied, or to be filled in first. ``word``: what a row
    is called.
    """
    required = [column for column in sheet.columns if column.required and not column.may_be_blank]
    identifying = [column for column in required if column.kind is Kind.NAME] or required
    naming = [column.name for column in identifying if column.name in cells.columns]
    nameless = [False] * len(cells.rows)
    if not naming or None not in cells.columns[naming[0]]:
        return nameless, []
    own = [column.name for column in sheet.columns if column.name in cells.columns]
    filled = [
        tuple(name for name in own if cells.columns[name][row] is not None) for row in range(len(nameless))
    ]
    findings = []
    # A block ends where a row has a name, or other columns are filled.
    for names, alike in groupby(range(len(filled)), key=filled.__getitem__):
        block = list(alike)
        if len(block) >= LEAST_BLOCK and not set(naming) & set(names):
            nameless[block[0] : block[-1] + 1] = [True] * len(block)
            numbers = [cells.rows[place] for place in block]
            findings.append(_block(numbers, names, naming, sheet, word))
    return nameless, findings


def _block(rows: list[int], filled: tuple[str, ...], naming: list[str], sheet: Sheet, word: str) -> Finding:
    """``in rows 4-203 (200 rows) only Status is filled, but Contingent ... are blank``."""
    message = (
        f"in {word}s {rows[0]}-{rows[-1]} ({len(rows)} {word}s) only {_several(filled)} filled, but "
        f"{_several(naming)} blank; empty these {word}s (select them, Delete), or fill them in"
    )
    return at(sheet.name, rows[0], naming[0], message)


def _several(names: tuple[str, ...] | list[str]) -> str:
    """``Status is`` or ``Units and Status are``."""
    *first, last = names
    return f"{', '.join(first)} and {last} are" if first else f"{last} is"
