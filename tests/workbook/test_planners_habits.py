"""How planners really keep their tables: each habit one small workbook, read right or said."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from oddities import CONTINGENTS, SITES, a_book, saved
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.table import Table

from solver.errors import PlanError
from solver.excel.template.old_tables import import_tables
from solver.runs.load import load

HEADERS, ROW = CONTINGENTS
SECOND = ("EST-INF-2", "Estonia", "Infantry", 2, 120)


def contingents(*rows: tuple[object, ...]) -> openpyxl.Workbook:
    """The smallest plan with these rows on its sheet Contingents."""
    return a_book({"Contingents": rows})


def with_more(header: str, value: object) -> openpyxl.Workbook:
    """The smallest plan with one more column on its sheet Contingents."""
    return contingents((*HEADERS, header), (*ROW, value))


def bold_in_a_key() -> openpyxl.Workbook:
    book = contingents(HEADERS, ROW)
    book["Contingents"]["A2"] = CellRichText("EST-", TextBlock(InlineFont(b=True), "INF"), "-1")
    return book


def a_column_apart() -> openpyxl.Workbook:
    """An Excel table over A to E; F is blank, and what stands in G and H the table does not hold."""
    book = contingents((*HEADERS, None, "Basis", "Phone"), (*ROW, None, "pool", "112"))
    book["Contingents"].add_table(Table(displayName="tblPledges", ref="A1:E2"))
    return book


def weekly_copies() -> openpyxl.Workbook:
    return a_book({f"Sites week {number}": SITES for number in range(1, 31)})


SAID: dict[str, tuple[Callable[[], openpyxl.Workbook], str]] = {
    "header repeated between tables": (
        lambda: contingents(HEADERS, ROW, (), HEADERS, SECOND),
        "Contingents!A4: the header row stands again in row 4, and is passed over",
    ),
    "column apart from the table": (
        a_column_apart,
        "Contingents!G1: Basis: apart from the Excel table tblPledges (A1:E2), not read; "
        "move the column next to the table if it counts",
    ),
    "weekly copies of a sheet": (
        weekly_copies,
        "Sites week 1: the sheet looks like Sites, and is not read (nor are Sites week 2, Sites week 3",
    ),
    "optional sheet misspelled": (
        lambda: a_book({"Drawdown cap": (("Applies to", "Cap heads"), ("Estonia", 150))}),
        "Drawdown cap: the sheet looks like Drawdown caps, and is not read; there is no sheet Drawdown caps; "
        "rename this one to Drawdown caps if it is meant",
    ),
    "copy of a sheet under any name": (
        lambda: a_book({"Spring pledges": CONTINGENTS}),
        "Spring pledges: the sheet looks like Contingents, and is not read",
    ),
    "names separated by commas": (
        lambda: a_book(
            {
                "Contingents": ((*HEADERS, "Conditions"), (*ROW, "mandate, ceasefire")),
                "Conditions": (("Condition", "Holds"), ("mandate", "yes"), ("ceasefire", "yes")),
            }
        ),
        "Contingents!F2: unknown condition 'mandate, ceasefire'; separate several by ;",
    ),
    "truth of another language": (lambda: with_more("Must deploy", "WAHR"), "if yes is meant, type yes"),
    "point or comma": (
        lambda: contingents(HEADERS, (*ROW[:4], "1.500")),
        "Contingents!E2: Heads per unit is the text '1.500'; is 1500 or 1.5 meant?",
    ),
    "number with its unit": (
        lambda: contingents(HEADERS, (*ROW[:3], "3 companies", 150)),
        "Contingents!D2: Units is '3 companies'",
    ),
    "percent as text": (lambda: with_more("Confidence", "80 %"), "is the text '80 %', read as 0.8"),
    "date for a name": (
        lambda: contingents(HEADERS, (dt.date(2027, 3, 1), *ROW[1:])),
        "Contingents!A2: Contingent is the date 2027-03-01; expected a name",
    ),
    "header below row 50": (
        lambda: contingents(*[("notes",)] * 50, HEADERS, ROW),
        "Contingents: no row of the first 50 is the header row of a table",
    ),
}
READ: dict[str, tuple[Callable[[], openpyxl.Workbook], list[str]]] = {
    "header in row 50": (lambda: contingents(*[("notes",)] * 49, HEADERS, ROW), ["EST-INF-1"]),
    "header broken into lines": (
        lambda: contingents((*HEADERS[:4], "Heads\nper unit"), ROW),
        ["EST-INF-1"],
    ),
    "bold in a key": (bold_in_a_key, ["EST-INF-1"]),
    "repeated header's rows": (SAID["header repeated between tables"][0], ["EST-INF-1", "EST-INF-2"]),
    "numbers for names": (lambda: contingents(HEADERS, (7, *ROW[1:])), ["7"]),
}


def said(path: Path) -> list[str]:
    """Everything that is found."""
    try:
        return [str(finding) for finding in load(path).findings]
    except PlanError as error:
        return [str(finding) for finding in error.findings]


@pytest.mark.parametrize("habit", SAID)
def test_it_is_said_with_its_place(tmp_path, habit):
    """In the planner's words, with the remedy."""
    make, sentence = SAID[habit]
    found = said(saved(make(), tmp_path, f"{habit}.xlsx"))

    assert any(sentence in what for what in found), found


@pytest.mark.parametrize("habit", READ)
def test_it_is_read_right(tmp_path, habit):
    """As a reader would understand it."""
    make, names = READ[habit]

    assert load(saved(make(), tmp_path, f"{habit}.xlsx")).plan.contingents["contingent"].tolist() == names


def test_copies_of_a_sheet_are_said_once_however_many_there_are(tmp_path):
    """Thirty snapshots of a table are a habit, not thirty warnings."""
    found = said(saved(weekly_copies(), tmp_path))

    assert len([what for what in found if "looks like Sites" in what]) == 1
    assert any("and 9 more" in what for what in found)


@pytest.mark.parametrize("title", ["Nation count", "Allies"])
def test_a_sheet_of_the_planners_own_is_left_alone_without_a_word(tmp_path, title):
    """One has a name that only begins like ours, the other only our headers."""
    headers = {"Nation count": ("Pledges",), "Allies": ("Nation", "Groups")}[title]

    found = said(saved(a_book({title: (headers, ("Estonia",))}), tmp_path))

    assert not any("looks like" in what for what in found)


def test_what_stands_apart_from_a_table_is_named_as_left_behind(tmp_path):
    """A fresh workbook takes over what is read; the planner hears of all the rest."""
    left = import_tables(saved(a_column_apart(), tmp_path)).left

    assert "Contingents: column Basis" in left
    assert "Contingents: column Phone" in left
