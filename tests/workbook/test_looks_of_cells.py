"""What the look of a cell tells and its value does not: crossed out, or characters that show nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from oddities import CONTINGENTS, REQUIREMENTS, SITES, a_book, edited, saved
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, NamedStyle

from solver.runs.load import load

HEADERS, ROW = CONTINGENTS
SECOND = ("EST-INF-2", "Estonia", "Infantry", 2, 120)
STRUCK = Font(strike=True)


def contingents() -> openpyxl.Workbook:
    """The smallest plan with two contingents, in rows 2 and 3."""
    return a_book({"Contingents": (HEADERS, ROW, SECOND)})


def by_style() -> openpyxl.Workbook:
    book = contingents()
    book["Contingents"]["A3"].font = STRUCK
    return book


def by_named_style() -> openpyxl.Workbook:
    book = contingents()
    book.add_named_style(NamedStyle("withdrawn", font=STRUCK))
    book["Contingents"]["A3"].style = "withdrawn"
    return book


def by_row() -> openpyxl.Workbook:
    book = contingents()
    book["Contingents"].row_dimensions[3].font = STRUCK
    return book


def by_rich_text() -> openpyxl.Workbook:
    """All runs are struck through; the blank between them does not count."""
    book = contingents()
    struck = InlineFont(strike=True)
    book["Contingents"]["A3"] = CellRichText(
        TextBlock(struck, "EST-"), TextBlock(InlineFont(b=True), " "), TextBlock(struck, "INF-2")
    )
    return book


def partly() -> openpyxl.Workbook:
    book = contingents()
    book["Contingents"]["A3"] = CellRichText(TextBlock(InlineFont(strike=True), "EST-"), "INF-2")
    return book


def not_by_name() -> openpyxl.Workbook:
    """A number crossed out beside the name is none of our matter."""
    book = contingents()
    book["Contingents"]["D3"].font = STRUCK
    return book


def not_enabled() -> openpyxl.Workbook:
    book = a_book({"Contingents": ((*HEADERS, "Enabled"), (*ROW, None), (*SECOND, "No"))})
    book["Contingents"]["A3"].font = STRUCK
    return book


def found(book: openpyxl.Workbook, folder: Path) -> list[str]:
    """What is said about the looks of the workbook's cells."""
    return said(saved(book, folder))


def said(path: Path) -> list[str]:
    """The same of a file."""
    texts = [str(finding) for finding in load(path).findings]
    return [text for text in texts if "struck" in text or "be seen" in text]


@pytest.mark.parametrize("strike", [by_style, by_named_style, by_row, by_rich_text])
def test_a_row_that_is_crossed_out_counts_and_is_told(strike: Callable[[], openpyxl.Workbook], tmp_path):
    assert found(strike(), tmp_path) == [
        "Contingents!A3: row 3 is struck through, and read all the same; set Enabled to no if it should not "
        "count"
    ]


@pytest.mark.parametrize("other", [contingents, partly, not_by_name, not_enabled])
def test_a_row_that_is_not_crossed_out_as_a_whole_is_no_matter(
    other: Callable[[], openpyxl.Workbook], tmp_path
):
    assert found(other(), tmp_path) == []


def test_rows_crossed_out_are_one_finding(tmp_path):
    book = contingents()
    for row in book["Contingents"]["A2:E3"]:
        for cell in row:
            cell.font = STRUCK
    assert found(book, tmp_path) == [
        "Contingents!A2: rows 2-3 are struck through, and read all the same; set Enabled to no if they "
        "should not count"
    ]


def test_a_sheet_without_names_goes_by_all_its_cells(tmp_path):
    book = a_book({"Force": (("Floor", "Ceiling"), (100, 200), (100, 300), (100, 400))})
    for cell in ("A2", "B2", "A3"):
        book["Force"][cell].font = STRUCK
    assert ["row 2 is struck through" in text for text in found(book, tmp_path)] == [True]


def test_texts_that_are_shared_are_struck_one_by_one(tmp_path):
    """Excel keeps texts in a list of their own, and runs with them."""
    path = tmp_path / "excel.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for title, rows in (("Contingents", CONTINGENTS), ("Sites", SITES), ("Requirements", REQUIREMENTS)):
            sheet = book.add_worksheet(title)
            for number, row in enumerate((*rows, SECOND) if title == "Contingents" else rows):
                sheet.write_row(number, 0, row)
    run = '<si><r><rPr><strike/><sz val="11"/></rPr><t>EST-INF-2</t></r></si>'
    edited(path, "xl/sharedStrings.xml", "<si><t>EST-INF-2</t></si>", run)
    assert ["Contingents!A3: row 3 is struck" in text for text in said(path)] == [True]


def test_characters_that_show_nothing_are_named_and_read_over(tmp_path):
    book = contingents()
    book["Contingents"]["B3"] = "Esto\u200bnia\u00ad"
    loaded = load(saved(book, tmp_path))
    assert set(loaded.plan.contingents["nation"]) == {"Estonia"}
    assert said(loaded.workbook.path) == [
        "Contingents!B3: Nation has characters that cannot be seen (U+200B, U+00AD) in row 3, read without "
        "them; type the name anew, for formulas that look it up do not find it"
    ]
