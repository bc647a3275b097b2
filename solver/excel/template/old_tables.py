"""The tables of an old workbook, for a fresh template: values alone, and what stays behind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from solver.errors import Finding
from solver.excel.read.sheet_warnings import finding
from solver.excel.read.workbook import Workbook, locate, read_workbook
from solver.excel.template.guide import TITLE as GUIDE
from solver.excel.template.template import Rows
from solver.schema import SHEETS
from solver.tables import ErrorValue, RawTables, Uncalculated, fold

FIRST_ROW = 2
"""Sheet row of a table's first record in the template, below its header."""
SHEET_ROW = re.compile(r"#\s*([0-9]+)")
"""How Scenarios and Studies name a row by its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTables:
    """The tables of an old workbook, for a new one.

    ``rows``: for each sheet its records, header to value. ``findings``: what is odd about the old
    workbook, and what could not come along. ``left``: what the planner had there of his own, such
    as ``Contingents: column Phone``.
    """

    rows: Rows
    findings: tuple[Finding, ...]
    left: tuple[str, ...]


def import_tables(path: Path) -> ImportedTables:
    """The tables of an old workbook, value by value; results, looks and formulas stay behind.

    Raises PlanError if the old workbook cannot be read.
    """
    workbook = read_workbook(path)
    moved = {  # blank rows and titles above a table do not come along
        name: {int(row): new for new, row in enumerate(table.cells.index, start=FIRST_ROW)}
        for name, table in workbook.tables.items()
    }
    rows = {name: _records(table.cells) for name, table in workbook.tables.items()}
    for record in rows.get("Scenarios", ()):
        record["Row"] = _renumbered(record.get("Row"), record.get("Sheet"), moved)
    for record in rows.get("Studies", ()):
        record["Row"] = _renumbered_cell(record.get("Row"), moved)
    found = (*workbook.findings, *_not_calculated(workbook.tables))
    return ImportedTables(rows=rows, findings=locate(found, workbook.tables), left=_left(workbook))


def _records(cells: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a table, each header to value."""
    columns = {header: [_value(value) for value in cells[header].tolist()] for header in cells.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _value(value: object) -> object:
    """A value as it can be typed; an error of Excel's stays to be seen, a rich value becomes text."""
    if isinstance(value, ErrorValue):
        return (value.rich and value.rich.shown) or value.code
    return None if isinstance(value, Uncalculated) else value


def _not_calculated(tables: RawTables) -> list[Finding]:
    """Formulas whose result the old workbook does not hold, so that their cells are blank in the new one."""
    found = []
    for name, table in tables.items():
        hit = table.cells.map(lambda value: isinstance(value, Uncalculated))
        for header in hit.columns:
            for row in hit.index[hit[header]]:
                message = (
                    "the formula's result is not stored in the file, so that the new workbook has a blank "
                    "there; open the old one in Excel, save it, and carry it over again, or type the value"
                )
                cell = f"{table.letters[header]}{row}"
                found.append(finding(name, message, severity="warning", cell=cell, row=int(row)))
    return found


def _renumbered(row: object, sheet: object, moved: Mapping[str, Mapping[int, int]]) -> object:
    """A scenario's ``#12`` with the number that the row has now."""
    found = SHEET_ROW.fullmatch(row.strip()) if isinstance(row, str) else None
    name = next((known.name for known in SHEETS if fold(known.name) == fold(sheet)), "")
    if found is None or int(found[1]) not in moved.get(name, {}):
        return row
    return f"#{moved[name][int(found[1])]}"


def _renumbered_cell(cell: object, moved: Mapping[str, Mapping[int, int]]) -> object:
    """A study's ``Sheet!#12!Column`` with the number that the row has now."""
    parts = cell.split("!") if isinstance(cell, str) else []
    if len(parts) != 3:  # a name with a ! is no number
        return cell
    return "!".join([parts[0], str(_renumbered(parts[1], parts[0], moved)), parts[2]])


def _left(workbook: Workbook) -> tuple[str, ...]:
    titles = {name: table.title or name for name, table in workbook.tables.items()}
    columns = [
        f"{titles[name]}: column {header}" for name, headers in workbook.unknown.items() for header in headers
    ]
    return (*columns, *(f"sheet {title}" for title in workbook.others if title != GUIDE))
