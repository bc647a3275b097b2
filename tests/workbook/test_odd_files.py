"""Every oddity of a planner's file, one workbook each, taken all the way: read right, or said."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from oddities import CONTINGENTS, REQUIREMENTS, SITES, a_book, packed, saved, unpacked
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table

from solver.errors import PlanError
from solver.runs.load import load

HEADERS, ROW = CONTINGENTS
SHEET_OF_SITES = "xl/worksheets/sheet2.xml"


def plan_with(**sheets: object) -> openpyxl.Workbook:
    """The smallest plan, with sheets replaced or added; underscores are blanks."""
    return a_book({name.replace("_", " "): rows for name, rows in sheets.items()})


def contingent(**cells: object) -> openpyxl.Workbook:
    """The smallest plan, one cell or more of its contingent replaced or added."""
    row = {**dict(zip(HEADERS, ROW, strict=True)), **{n.replace("_", " "): v for n, v in cells.items()}}
    return plan_with(Contingents=(tuple(row), tuple(row.values())))


def hidden_rows() -> openpyxl.Workbook:
    book = plan_with()
    book["Sites"].row_dimensions[2].hidden = True
    return book


def filtered_rows() -> openpyxl.Workbook:
    book = hidden_rows()
    book["Sites"].auto_filter.ref = "A1:C2"
    book["Sites"].auto_filter.add_filter_column(0, ["Odesa"])
    return book


def hidden_sheet() -> openpyxl.Workbook:
    book = plan_with()
    book["Sites"].sheet_state = "hidden"
    return book


def hidden_column() -> openpyxl.Workbook:
    book = plan_with()
    book["Sites"].column_dimensions["C"].hidden = True
    return book


def merged_cells() -> openpyxl.Workbook:
    book = plan_with(Sites=(*SITES, ("Kyiv", "West", 100)))
    book["Sites"].merge_cells("B2:B3")
    return book


def two_tables() -> openpyxl.Workbook:
    book = plan_with(Sites=(*SITES, (), (), ("Site", "Zone", "Capacity"), ("Kyiv", "East", 5)))
    for name, cells in (("tblSites", "A1:C2"), ("tblOld", "A5:C6")):
        book["Sites"].add_table(Table(displayName=name, ref=cells))
    return book


def many_formatted_empty_rows() -> openpyxl.Workbook:
    book = plan_with()
    for row in range(3, 5000):
        book["Sites"].cell(row, 1).fill = PatternFill("solid", fgColor="FFFFFF00")
    return book


def since_1904() -> openpyxl.Workbook:
    book = plan_with(Settings=(("Name", "Value"), ("Start", dt.date(2027, 1, 1)), ("Periods", 2)))
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    return book


def settings(name: str, value: object) -> openpyxl.Workbook:
    return plan_with(Settings=(("Name", "Value"), (name, value)))


SAID: dict[str, tuple[Callable[[], openpyxl.Workbook], str, str]] = {
    "decimal comma": (
        lambda: contingent(Heads_per_unit="12,5"),
        "error",
        "E2: Heads per unit is the text '12,5'; if 12.5 is meant",
    ),
    "thousands blank": (lambda: contingent(Heads_per_unit="1 500"), "error", "if 1500 is meant, type it"),
    "thousands hard blank": (
        lambda: contingent(Heads_per_unit="1\xa0500"),
        "error",
        "if 1500 is meant, type it",
    ),
    "ja and nein": (lambda: contingent(Must_deploy="ja"), "error", "F2: Must deploy is 'ja'"),
    "oui and non": (lambda: contingent(Must_deploy="oui"), "error", "F2: Must deploy is 'oui'"),
    "number as text": (lambda: contingent(Units="3"), "warning", "D2: Units is the text '3', read as 3"),
    "word for a number": (lambda: contingent(Units="four"), "error", "D2: Units is 'four'"),
    "half a unit": (lambda: contingent(Units=2.5), "error", "D2: Units is 2.5"),
    "share above one": (lambda: contingent(Confidence=30), "error", "30 %"),
    "ratio typed as a time": (lambda: contingent(Dwell_ratio=dt.time(1, 2)), "error", "01:02"),
    "date without its format": (lambda: contingent(From=46000), "error", "F2: From"),
    "formula without value": (lambda: contingent(Units="=1+2"), "error", "D2: Units is the formula =1+2"),
    "error value": (lambda: contingent(Units="#REF!"), "error", "D2: Units shows the error #REF!"),
    "blanks around a key": (
        lambda: contingent(Contingent=" EST-INF-1\xa0"),
        "warning",
        "A2: Contingent has blanks before or behind the name in row 2",
    ),
    "volatile function": (lambda: contingent(Note="=TODAY()"), "warning", "whose value changes by itself"),
    "other workbook": (lambda: contingent(Note="=[1]Old!A1"), "warning", "reads another workbook"),
    "duplicate key": (lambda: plan_with(Contingents=(HEADERS, ROW, ROW)), "error", "EST-INF-1"),
    "duplicate header": (lambda: plan_with(Sites=(("Site", "Site"), ("a", "b"))), "error", "stands twice"),
    "unknown name": (
        lambda: plan_with(Requirements=(REQUIREMENTS[0], ("Lvivv", "Training", 4))),
        "error",
        "unknown site 'Lvivv'; did you mean 'Lviv'",
    ),
    "hidden rows": (hidden_rows, "warning", "row 2 is hidden, and read all the same"),
    "filtered rows": (filtered_rows, "warning", "row 2 is filtered out, and read all the same"),
    "hidden sheet": (hidden_sheet, "warning", "the sheet is hidden, and read all the same"),
    "hidden column": (hidden_column, "warning", "Capacity is a hidden column"),
    "merged cells": (merged_cells, "error", "B2:B3 are merged inside the table"),
    "two tables on a sheet": (two_tables, "warning", "the Excel table tblOld (row 5)"),
    "two sheets alike": (
        lambda: plan_with(**{"Sites (old)": SITES}),
        "warning",
        "the sheet looks like Sites, and is not read",
    ),
    "unknown setting": (lambda: settings("Periodes", 3), "error", "did you mean 'Periods'"),
    "missing sheet": (lambda: _without("Requirements"), "error", "Requirements"),
}
READ: dict[str, tuple[Callable[[], openpyxl.Workbook], Callable[[object], object], object]] = {
    "Namibia": (
        lambda: contingent(Nation="NA"),
        lambda plan: plan.contingents["nation"].iloc[0],
        "NA",
    ),
    "None": (lambda: contingent(Nation="None"), lambda plan: plan.contingents["nation"].iloc[0], "None"),
    "leading zeros": (
        lambda: contingent(Contingent="0007"),
        lambda plan: plan.contingents["contingent"].iloc[0],
        "0007",
    ),
    "empty rows": (
        lambda: plan_with(Sites=(*SITES, (), (None, None), ("Kyiv", "East", 5))),
        lambda plan: plan.sites["site"].tolist(),
        ["Kyiv", "Lviv"],
    ),
    "empty formatted rows": (
        many_formatted_empty_rows,
        lambda plan: plan.sites["site"].tolist(),
        ["Lviv"],
    ),
    "dates since 1904": (since_1904, lambda plan: str(plan.settings.start), "2027-01-01"),
    "dates since 1900": (
        lambda: settings("Start", dt.date(2027, 1, 1)),
        lambda plan: str(plan.settings.start),
        "2027-01-01",
    ),
}


def _without(title: str) -> openpyxl.Workbook:
    book = plan_with()
    del book[title]
    return book


def said(path: Path) -> list[tuple[str, str]]:
    """Severity and sentence of everything that is found."""
    try:
        findings = load(path).findings
    except PlanError as error:
        findings = tuple(error.findings)
    return [(finding.severity, str(finding)) for finding in findings]


@pytest.mark.parametrize("oddity", SAID)
def test_it_is_said_with_its_place(tmp_path, oddity):
    """As an error or a warning, in the planner's words."""
    make, severity, sentence = SAID[oddity]
    path = saved(make(), tmp_path, f"{oddity}.xlsx")
    found = said(path)

    assert any(severity == how and sentence in what for how, what in found), found


@pytest.mark.parametrize("oddity", READ)
def test_it_is_read_right(tmp_path, oddity):
    """Without a word, for nothing is wrong with it."""
    make, look, expected = READ[oddity]
    loaded = load(saved(make(), tmp_path, f"{oddity}.xlsx"))

    assert look(loaded.plan) == expected
    assert not [found for found in loaded.findings if found.severity == "error"]


def test_links_to_other_workbooks_are_said_once(tmp_path):
    """They are never opened."""
    path = saved(plan_with(), tmp_path, "external links.xlsx")
    parts = unpacked(path)
    links = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="externalLinks/externalLink1.xml"/>'
    parts[links] = parts[links].replace(b"</Relationships>", relation.encode() + b"</Relationships>")
    packed(path, parts)

    assert [what for _, what in said(path) if "links to other workbooks" in what] == [
        "the workbook has links to other workbooks, which are not opened; values that come from them are "
        "read as they are stored here, and may be old (Data, Edit Links, shows them)"
    ]


def test_a_macro_workbook_is_read_like_any_other(tmp_path):
    """And nothing in it is run."""
    path = saved(plan_with(), tmp_path, "macros.xlsm")
    packed(path, {**unpacked(path), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})

    assert not [what for how, what in said(path) if how == "error"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("old format.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000),
        ("text.xlsx", b"Site;Capacity\nLviv;2000\n"),
        ("empty.xlsx", b""),
        ("truncated.xlsx", b"PK\x03\x04" + b"\0" * 100),
    ],
)
def test_what_is_no_workbook_is_one_sentence(tmp_path, name, content):
    """Whatever its name says."""
    (tmp_path / name).write_bytes(content)
    found = said(tmp_path / name)

    assert len(found) == 1
    assert found[0][0] == "error"
    assert name in found[0][1]


def test_a_zip_bomb_is_one_sentence(tmp_path):
    """It is not unpacked."""
    path = saved(plan_with(), tmp_path, "zip bomb.xlsx")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in unpacked(path).items():
            package.writestr(name, content if name != SHEET_OF_SITES else b" " * 600_000_000)
    path.write_bytes(out.getvalue())
    del out

    assert len(said(path)) == 1


def test_entity_expansion_is_one_sentence(tmp_path):
    """Entities are refused where they are declared."""
    path = saved(plan_with(), tmp_path, "entities.xlsx")
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    packed(path, {**unpacked(path), SHEET_OF_SITES: bomb})
    found = said(path)

    assert len(found) == 1
    assert "Sites" in found[0][1]
