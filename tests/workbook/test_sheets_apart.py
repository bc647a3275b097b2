"""Sheets and tables that hide, are named by another program, or were filled by one."""

import openpyxl
import pytest
from oddities import CONTINGENTS, REQUIREMENTS, SITES, a_book, edited, saved
from openpyxl.worksheet.table import Table

from solver.errors import PlanError
from solver.excel.read.workbook import read_workbook
from solver.excel.template.columns import EVERY_SHEET
from solver.excel.template.template import write_template
from solver.runs.load import load
from solver.schema import SHEETS

FILLED = {
    "Nations": [("Estonia",), ("Poland",)],
    "Contingents": [("EST-1", "Estonia", "Infantry", 3, 150), ("POL-1", "Poland", "Infantry", 3, 150)],
    "Roles": [("Infantry",)],
    "Sites": [("Lviv",), ("Odesa",)],
    "Requirements": [("Lviv", "Infantry", 100, 500), ("Odesa", "Infantry", 100, 500)],
    "Areas": [("Estonia", "Estonia", None, 7000)],
    "Drawdown caps": [("Estonia", None, None, None, 300)],
}
TABLES = {"Contingents": CONTINGENTS, "Sites": SITES, "Requirements": REQUIREMENTS}
OF_THE_PLAN = "fills no role"
"""What is said of the smallest plan itself: its infantry does not train."""


def findings(path):
    try:
        return load(path).findings
    except PlanError as error:
        return error.findings


def said(path):
    return [str(finding) for finding in findings(path) if OF_THE_PLAN not in finding.message]


def filled_template(folder, rows):
    """``forcegen new``, filled with openpyxl's append, which goes below all that has a format."""
    path = folder / "template.xlsx"
    write_template(path, sheets=EVERY_SHEET)
    book = openpyxl.load_workbook(path)
    for sheet, records in rows.items():
        for record in records:
            book[sheet].append(record)
    book.save(path)
    return path


# A header row that is switched off


@pytest.mark.parametrize("sheet", TABLES)
def test_a_table_whose_header_row_is_switched_off_is_named_with_the_remedy(tmp_path, sheet):
    """The headers are still in the file, but in no cell; nothing else is said of that sheet."""
    rows = TABLES[sheet]
    book = a_book({sheet: ((), *rows[1:])})
    last = f"{'ABCDE'[len(rows[0]) - 1]}{len(rows)}"
    table = Table(displayName="tblX", ref=f"A1:{last}")
    table._initialise_columns()
    for column, header in zip(table.tableColumns, rows[0], strict=True):
        column.name = header
    book[sheet].add_table(table)
    path = saved(book, tmp_path)
    path = edited(
        path,
        "xl/tables/table1.xml",
        f'ref="A1:{last}" headerRowCount="1"',
        f'ref="A2:{last}" headerRowCount="0"',
    )
    path = edited(path, "xl/tables/table1.xml", f'<autoFilter ref="A1:{last}" />', "")
    found = [what for what in said(path) if what.startswith(sheet)]

    assert len(found) == 1
    assert found[0].startswith(
        f"{sheet}!A2: the Excel table tblX (A2:{last}) has its header row switched off"
    )
    assert "Table Design, Header Row" in found[0]


def test_headers_typed_above_such_a_table_are_read(tmp_path):
    """Some switch the row off and type their own headers above it."""
    book = a_book()
    book["Sites"].add_table(Table(displayName="tblSites", ref="A1:C2"))
    path = edited(
        saved(book, tmp_path),
        "xl/tables/table1.xml",
        'ref="A1:C2" headerRowCount="1"',
        'ref="A2:C2" headerRowCount="0"',
    )
    path = edited(path, "xl/tables/table1.xml", '<autoFilter ref="A1:C2" />', "")

    assert list(read_workbook(path).tables["Sites"].cells["Site"]) == ["Lviv"]
    assert said(path) == []


# Very hidden sheets


@pytest.mark.parametrize("sheet", TABLES)
def test_a_very_hidden_sheet_comes_with_a_remedy_that_works(tmp_path, sheet):
    """Excel's Unhide does not list it."""
    book = a_book()
    book[sheet].sheet_state = "veryHidden"
    (message,) = [what for what in said(saved(book, tmp_path)) if "hidden" in what]

    assert message.startswith(f"{sheet}: the sheet is very hidden, so that Excel's Unhide does not list it")
    assert "Alt+F11" in message
    assert "LibreOffice" in message


# Titles that another program gave


def test_sheets_of_a_numbers_export_are_each_known_by_their_name(tmp_path):
    """Contingents - Table 1 stands for Contingents alone, though Requirements have a column Site, too."""
    book = a_book({"Settings": (("Name", "Value"), ("Periods", 2))})
    for sheet in book:
        sheet.title = f"{sheet.title} - Table 1"
    errors = [found for found in findings(saved(book, tmp_path)) if found.severity == "error"]

    assert [found.place.sheet for found in errors] == ["Contingents", "Sites", "Requirements"]
    for found in errors:
        name = found.place.sheet
        assert found.message == (
            f"there is no sheet {name}; the sheet '{name} - Table 1' looks like it, and is not read; "
            f"rename this one to {name} if it is meant"
        )


@pytest.mark.parametrize("missing", [known.name for known in SHEETS if known.required])
def test_a_required_sheet_under_another_title_is_one_error(tmp_path, missing):
    """That it is missing, and which sheet may be it, is one thing to mend."""
    book = a_book()
    book[missing].title = "Sheet1"
    errors = [str(found) for found in findings(saved(book, tmp_path)) if found.severity == "error"]

    assert [what for what in errors if what.startswith(f"{missing}:")] == [
        f"{missing}: there is no sheet {missing}; the sheet 'Sheet1' looks like it, and is not read; "
        f"rename this one to {missing} if it is meant"
    ]


# Our own template, filled by a program


def test_a_template_filled_with_openpyxl_is_read_without_a_word(tmp_path):
    """append() goes below the table's twelve blank rows, on all seven sheets; all of it is read."""
    path = filled_template(tmp_path, FILLED)
    plan = load(path).plan

    assert said(path) == []
    assert (len(plan.contingents), len(plan.sites), len(plan.drawdown_caps)) == (2, 2, 1)


def test_rows_below_tables_that_hold_some_are_said_once(tmp_path):
    """A program, or LibreOffice, went on below: one warning names all sheets, not one a sheet."""
    book = a_book(
        {"Sites": (*SITES, ("Rivne", "West", 5)), "Requirements": (*REQUIREMENTS, ("Rivne", "Training", 5))}
    )
    for sheet, ref in (("Sites", "A1:C2"), ("Requirements", "A1:C2")):
        book[sheet].add_table(Table(displayName=f"tbl{sheet}", ref=ref))
    found = said(saved(book, tmp_path))

    assert found == [
        "Sites!A3: row 3: right below the Excel table tblSites (A1:C2), read as part of it; "
        "drag the table's corner over them; so are, of their tables, Requirements row 3"
    ]


def test_rows_that_a_gap_parts_from_an_empty_table_are_not_read_and_said(tmp_path):
    """Quiet is only what is read."""
    path = filled_template(tmp_path, FILLED)
    book = openpyxl.load_workbook(path)
    book["Sites"].cell(18, 1, "Rivne")
    book.save(path)

    assert said(path) == [
        "Sites!A18: row 18: below the Excel table tblSites (A1:S13), not read; "
        "drag the table's corner over them if they count"
    ]
