"""The template: a fresh workbook for the planner, made from the schema."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from solver import schema
from solver.excel import styles
from solver.excel.styles import set_up_print, write_value
from solver.excel.template.columns import (
    HEIGHT,
    add_lists,
    column_widths,
    header_note,
    header_style,
    row_height,
    validation,
)
from solver.excel.template.examples import example_row
from solver.excel.template.guide import add_guide
from solver.files.replace import exchange_file
from solver.schema.columns import Column, Purpose, Sheet
from solver.tables import EXAMPLE, fold

Record = Mapping[str, object]
Rows = Mapping[str, Sequence[Record]]
"""For each sheet name its rows, each a mapping of header to value."""

BLANK_ROWS = 12
"""Rows of the table on a sheet that nothing is known for yet."""
LAST_ROW = 2001
"""Drop-downs and checks reach at least down to this sheet row ..."""
SPARE_ROWS = 1000
"""... and at least so far below the last row that is filled."""


_TABS = {
    Purpose.INPUT: styles.TAB_OPTIONAL,
    Purpose.LIMIT: styles.TAB_LIMIT,
    Purpose.WHAT_IF: styles.TAB_WHAT_IF,
}


def write_template(
    path: Path, rows: Rows | None = None, *, sheets: Iterable[str] = (), like: Sequence[Path] = ()
) -> Path | None:
    """Write a workbook that is ready to be filled in, or holds ``rows`` already.

    ``rows``: for each sheet name its records, header to value. ``sheets``: names of further sheets, beside
    those and the ones that every plan has; where nothing is known yet, a grey row shows what may stand there.
    What stands at ``path`` is replaced whole. ``like``: the files that the rows are from; nobody may read the
    new one who may not read them. Returns the path of the backup of what was there, if anything was. Raises
    OutputError if the file cannot be written; the old one is as it was.
    """
    package = template_bytes(rows, sheets=sheets, file_name=Path(path).name)
    return exchange_file(path, package, like=like, follow=True)


def template_bytes(
    rows: Rows | None = None, *, sheets: Iterable[str] = (), file_name: str = "FILE.xlsx"
) -> bytes:
    """Return the workbook of :func:`write_template` as a package, for those who write it elsewhere."""
    known = dict(rows or {})
    for name, records in known.items():
        headers = {column.name for column in schema.all_columns(schema.sheet(name))}
        unknown = {header for record in records for header in record} - headers
        if unknown:
            raise ValueError(f"sheet {name} has no column {', '.join(sorted(unknown))}")
    shown = template_sheets([*known, *sheets])
    known["Settings"] = settings_rows(known.get("Settings", ()))
    marking = next(str(row["Value"] or "") for row in known["Settings"] if row["Name"] == "Marking")
    book = openpyxl.Workbook()
    book.properties.creator = "forcegen"
    styles.add_styles(book)
    add_guide(book.worksheets[0], shown, file_name=file_name, marking=marking)
    names = tuple(declared.name for declared in shown)
    for declared in shown:
        page = book.create_sheet(declared.name)
        records = known.get(declared.name, ())
        _fill_sheet(page, declared, records, marking=marking)
        _add_checks(page, declared, names, last_row=_last_row(records))
    last_rows = {name: _last_row(known.get(name, ())) for name in names}
    add_lists(book, template_letters(), last_rows, unfilled={name for name in names if not known.get(name)})
    package = io.BytesIO()
    book.save(package)
    return package.getvalue()


def template_sheets(further: Iterable[str] = ()) -> tuple[Sheet, ...]:
    """The sheets of a template, in their order: those that every plan has, and further ones.

    A sheet brings along the one whose names it cannot do without, as Drawdown caps do Areas.
    """
    names = {declared.name for declared in schema.SHEETS if declared.required} | {"Settings", *further}
    for declared in map(schema.sheet, sorted(names)):
        for column in declared.columns:
            if column.required and column.must_exist:
                names.add(column.refers_to[0].partition(".")[0])  # of several the one that it is about
    return tuple(declared for declared in schema.SHEETS if declared.name in names)


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
    records = records or [example_row(declared.name), *[{}] * (BLANK_ROWS - 1)]
    page.sheet_properties.tabColor = styles.TAB_REQUIRED if declared.required else _TABS[declared.purpose]
    page.row_dimensions[1].height = HEIGHT
    widths = column_widths(columns, [[record.get(column.name) for record in records] for column in columns])
    for position, (column, width) in enumerate(zip(columns, widths, strict=True), start=1):
        page.column_dimensions[get_column_letter(position)].width = width
        _fill_column(page, declared, column, position, records)
    cells = f"A1:{get_column_letter(len(columns))}{len(records) + 1}"
    table = Table(displayName=table_name(declared), ref=cells)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    page.add_table(table)
    _add_colours(page, columns, last_row=_last_row(records))
    identifying = declared.key or declared.address or (declared.columns[0].name,)
    leading = [column.name in identifying for column in declared.columns]
    frozen = max(1, leading.index(False))  # what says which row it is stays in sight
    page.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    set_up_print(page, marking=marking, key_columns=frozen)
    if sum(widths) > styles.READABLE:
        own = columns.index(schema.ENABLED)
        styles.print_on_two_pages(page, widths=widths, own=own, key_columns=frozen)


def _fill_column(
    page: Worksheet, declared: Sheet, column: Column, position: int, records: Sequence[Record]
) -> None:
    letter = get_column_letter(position)
    header = page[f"{letter}1"]
    header.value, header.comment = column.name, header_note(column)
    header.style = header_style(column)
    values = [record.get(column.name) for record in records]
    dimension = page.column_dimensions[letter]
    dimension.number_format = styles.number_format(styles.body_style(column))  # for rows yet to come
    for row, (record, value) in enumerate(zip(records, values, strict=True), start=2):
        cell = cast(Cell, page.cell(row=row, column=position))
        write_value(cell, _looks_like(declared, column, record), value)
        setting = declared.name == "Settings" and column.name == "Value"
        if setting:
            cell.alignment = styles.LEFT  # numbers and words below each other
        if (setting or column.name in styles.LONG_COLUMNS) and value:
            height = row_height(str(value), dimension.width)
            if height is not None:
                page.row_dimensions[row].height = max(height, page.row_dimensions[row].height or 0)


def _looks_like(declared: Sheet, column: Column, record: Record) -> Column:
    """The column whose look a cell has: the value of a setting looks as the setting asks."""
    if declared.name != "Settings" or column.name != "Value":
        return column
    return next((setting for setting in schema.SETTINGS if setting.name == record.get("Name")), column)


def _add_checks(page: Worksheet, declared: Sheet, shown: Sequence[str], *, last_row: int) -> None:
    letters = template_letters()
    checks = [
        validation(column, f"{letter}2:{letter}{last_row}", shown)
        for column in sheet_columns(declared)
        for letter in [letters[declared.name, column.name]]
    ]
    if declared.name == "Settings":
        checks += [validation(setting, f"B{row}") for row, setting in enumerate(schema.SETTINGS, start=2)]
    for check in checks:
        if check is not None:
            page.add_data_validation(check)


def _add_colours(page: Worksheet, columns: Sequence[Column], *, last_row: int) -> None:
    """Show what is still missing, a placeholder or an example, and which rows are switched off."""
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
    example = f'LEFT(A2,{len(EXAMPLE)})="{EXAMPLE}"'
    colours.add(f"A2:{end}{last_row}", styles.as_example(example))
