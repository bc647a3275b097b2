"""The template: a fresh workbook for the planner, made from the schema, with the tables of an old one."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import openpyxl
import pandas as pd
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from solver import schema
from solver.errors import Finding
from solver.excel import styles
from solver.excel.read.sheet_warnings import finding
from solver.excel.read.workbook import Workbook, locate, read_workbook
from solver.excel.styles import set_up_print, typed_value, write_value
from solver.excel.template.columns import (
    HEIGHT,
    add_lists,
    column_width,
    header_note,
    header_style,
    row_height,
    validation,
)
from solver.excel.template.guide import TITLE as GUIDE
from solver.excel.template.guide import add_guide
from solver.files.replace import exchange_file
from solver.schema import SHEETS
from solver.schema.columns import Column, Sheet
from solver.tables import ErrorValue, RawTables, Uncalculated, fold

Record = Mapping[str, object]
Rows = Mapping[str, Sequence[Record]]
"""For each sheet name its rows, each a mapping of header to value."""

FIRST_ROW = 2
"""Sheet row of a table's first record, below its header."""
BLANK_ROWS = 12
"""Rows of the table on a sheet that nothing is known for yet."""
LAST_ROW = 2001
"""Drop-downs and checks reach at least down to this sheet row ..."""
SPARE_ROWS = 1000
"""... and at least so far below the last row that is filled."""


def write_template(path: Path, rows: Rows | None = None, *, like: Sequence[Path] = ()) -> Path | None:
    """Write a workbook that is ready to be filled in, or holds ``rows`` already.

    ``rows``: for each sheet name its records, header to value; sheets that are missing there get blank rows.
    What stands at ``path`` is replaced whole. ``like``: the files that the rows are from; nobody may read the
    new one who may not read them. Returns the path of the backup of what was there, if anything was. Raises
    OutputError if the file cannot be written; the old one is as it was.
    """
    return exchange_file(path, template_bytes(rows, file_name=Path(path).name), like=like, follow=True)


def template_bytes(rows: Rows | None = None, *, file_name: str = "FILE.xlsx") -> bytes:
    """Return the workbook of :func:`write_template` as a package, for those who write it elsewhere."""
    known = dict(rows or {})
    for name, records in known.items():
        headers = {column.name for column in schema.all_columns(schema.sheet(name))}
        unknown = {header for record in records for header in record} - headers
        if unknown:
            raise ValueError(f"sheet {name} has no column {', '.join(sorted(unknown))}")
    known["Settings"] = settings_rows(known.get("Settings", ()))
    marking = next(str(row["Value"] or "") for row in known["Settings"] if row["Name"] == "Marking")
    book = openpyxl.Workbook()
    book.properties.creator = "forcegen"
    styles.add_styles(book)
    add_guide(book.worksheets[0], file_name=file_name, marking=marking)
    for declared in schema.SHEETS:
        page = book.create_sheet(declared.name)
        _fill_sheet(page, declared, known.get(declared.name, ()), marking=marking)
    last_rows = {declared.name: _last_row(known.get(declared.name, ())) for declared in schema.SHEETS}
    add_lists(book, template_letters(), last_rows)
    package = io.BytesIO()
    book.save(package)
    return package.getvalue()


def settings_rows(given: Iterable[Record]) -> list[Record]:
    """Every setting in order, with what is given, else its default, and its meaning as the note."""
    by_name: dict[str, Record] = {}
    again: list[Record] = []
    for record in given:
        name = fold(record.get("Name") or "")
        if name in by_name:
            again.append(record)  # named twice, or not at all: for the planner to see
        else:
            by_name[name] = record
    rows: list[Record] = []
    for setting in schema.SETTINGS:
        told = by_name.pop(fold(setting.name), {})
        row = {"Value": setting.default, **told, "Name": setting.name}
        rows.append({**row, "Note": told.get("Note") or setting.meaning})
    return [*rows, *by_name.values(), *again]


def sheet_columns(declared: Sheet) -> tuple[Column, ...]:
    """The columns of a sheet in the template; on Settings what a setting means stands beside its value."""
    columns = schema.all_columns(declared)
    if declared.name != "Settings":
        return columns
    return tuple(
        sorted(columns, key=lambda column: (column not in declared.columns, column is not schema.NOTE))
    )


def template_letters() -> dict[tuple[str, str], str]:
    """The letter of each column in the template, by sheet and header."""
    return {
        (declared.name, column.name): get_column_letter(position)
        for declared in schema.SHEETS
        for position, column in enumerate(sheet_columns(declared), start=1)
    }


def table_name(declared: Sheet) -> str:
    """The name of a sheet's Excel table, such as tblDrawdownCaps."""
    return "tbl" + declared.name.title().replace(" ", "")


def _last_row(records: Sequence[Record]) -> int:
    return max(LAST_ROW, len(records) + SPARE_ROWS)


def _fill_sheet(page: Worksheet, declared: Sheet, records: Sequence[Record], *, marking: str) -> None:
    columns = sheet_columns(declared)
    records = records or [{}] * BLANK_ROWS
    page.sheet_properties.tabColor = styles.TAB_REQUIRED if declared.required else styles.TAB_OPTIONAL
    page.row_dimensions[1].height = HEIGHT
    for position, column in enumerate(columns, start=1):
        _fill_column(page, declared, column, position, records)
    cells = f"A1:{get_column_letter(len(columns))}{len(records) + 1}"
    table = Table(displayName=table_name(declared), ref=cells)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    page.add_table(table)
    _add_checks(page, declared, last_row=_last_row(records))
    _add_colours(page, columns, last_row=_last_row(records))
    identifying = declared.key or declared.address or (declared.columns[0].name,)
    leading = [column.name in identifying for column in declared.columns]
    frozen = max(1, leading.index(False))  # what says which row it is stays in sight
    page.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    width = sum(dimension.width for dimension in page.column_dimensions.values())
    set_up_print(page, marking=marking, width=width, key_columns=frozen)


def _fill_column(
    page: Worksheet, declared: Sheet, column: Column, position: int, records: Sequence[Record]
) -> None:
    letter = get_column_letter(position)
    header = page[f"{letter}1"]
    header.value, header.comment = column.name, header_note(column)
    header.style = header_style(column)
    values = [record.get(column.name) for record in records]
    width = page.column_dimensions[letter]
    width.width = column_width(column, (str(typed_value(value) or "") for value in values))
    width.number_format = styles.number_format(styles.body_style(column))  # for rows yet to come
    for row, (record, value) in enumerate(zip(records, values, strict=True), start=2):
        cell = cast(Cell, page.cell(row=row, column=position))
        write_value(cell, _looks_like(declared, column, record), value)
        setting = declared.name == "Settings" and column.name == "Value"
        if setting:
            cell.alignment = styles.LEFT  # numbers and words below each other
        if (setting or column.name in styles.LONG_COLUMNS) and value:
            height = row_height(str(value), width.width)
            if height is not None:
                page.row_dimensions[row].height = max(height, page.row_dimensions[row].height or 0)


def _looks_like(declared: Sheet, column: Column, record: Record) -> Column:
    """The column whose look a cell has: the value of a setting looks as the setting asks."""
    if declared.name != "Settings" or column.name != "Value":
        return column
    return next((setting for setting in schema.SETTINGS if setting.name == record.get("Name")), column)


def _add_checks(page: Worksheet, declared: Sheet, *, last_row: int) -> None:
    letters = template_letters()
    checks = [
        validation(column, f"{letter}2:{letter}{last_row}")
        for column in sheet_columns(declared)
        for letter in [letters[declared.name, column.name]]
    ]
    if declared.name == "Settings":
        checks += [validation(setting, f"B{row}") for row, setting in enumerate(schema.SETTINGS, start=2)]
    for check in checks:
        if check is not None:
            page.add_data_validation(check)


def _add_colours(page: Worksheet, columns: Sequence[Column], *, last_row: int) -> None:
    """Show what is still missing, what is a placeholder, and which rows are switched off."""
    letters = {column.name: get_column_letter(position) for position, column in enumerate(columns, start=1)}
    end = get_column_letter(len(columns))
    colours = page.conditional_formatting
    for column in columns:
        if column.required and not column.may_be_blank:
            letter = letters[column.name]
            missing = f'AND(${letter}2="",COUNTA($A2:${end}2)>0)'
            colours.add(f"{letter}2:{letter}{last_row}", styles.shaded(missing, styles.YELLOW))
    evidence, enabled = letters["Evidence"], letters["Enabled"]
    placeholder = styles.shaded(f'${evidence}2="placeholder"', styles.ORANGE)
    colours.add(f"{evidence}2:{evidence}{last_row}", placeholder)
    colours.add(f"A2:{end}{last_row}", styles.greyed_out(f'${enabled}2="no"'))


SHEET_ROW = re.compile(r"#\s*([0-9]+)")
"""How Scenarios name a row by its number."""


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


def _left(workbook: Workbook) -> tuple[str, ...]:
    titles = {name: table.title or name for name, table in workbook.tables.items()}
    columns = [
        f"{titles[name]}: column {header}" for name, headers in workbook.unknown.items() for header in headers
    ]
    return (*columns, *(f"sheet {title}" for title in workbook.others if title != GUIDE))
