"""An old workbook's tables come into a fresh template, value by value."""

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from oddities import CONTINGENTS, a_book, edited, saved
from packages import result_sheets

from solver.errors import PlanError
from solver.excel.patch import patch_workbook
from solver.excel.read.workbook import read_workbook
from solver.excel.template.old_tables import import_tables
from solver.excel.template.template import write_template
from solver.tables import ErrorValue


def carried(old: Path) -> Path:
    """The old workbook's tables in a fresh template beside it."""
    new = old.with_name("new.xlsx")
    write_template(new, import_tables(old).rows)
    return new


def filled(cells: pd.DataFrame) -> list[dict[str, object]]:
    """What stands in each row, without its number and its blanks."""
    return [
        {name: value for name, value in row.items() if value is not None} for row in cells.to_dict("records")
    ]


def test_every_value_comes_along_as_it_is(tmp_path):
    """Text keeps its zeros and its signs, dates stay dates, shares stay shares."""
    rows = (
        ("Contingent", "Nation", "Capability", "Units", "Heads per unit", "Confidence", "From", "Note"),
        ("0007", "NA", "Infantry", 3, 150.5, 0.3, dt.date(2027, 1, 31), "=1+1"),
        ("@2", "None", "Infantry", "four", 1, None, 2, "+49 30"),
    )
    old = saved(a_book({"Contingents": ()}), tmp_path)
    book = openpyxl.load_workbook(old)
    page = book["Contingents"]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            page.cell(number, column).value = value
            if isinstance(value, str):
                page.cell(number, column).data_type = "s"
    book.save(old)

    before, after = (read_workbook(path).tables for path in (old, carried(old)))
    assert filled(after["Contingents"].cells) == filled(before["Contingents"].cells)
    assert filled(before["Contingents"].cells)[0]["Note"] == "=1+1"


def test_the_example_comes_along_whole(tmp_path):
    """Every table of a full workbook reads as before, the settings with their notes."""
    from solver.example import example_rows

    old = tmp_path / "old.xlsx"
    write_template(old, example_rows())
    before, after = (read_workbook(path).tables for path in (old, carried(old)))

    assert before.keys() == after.keys()
    for name in before:
        assert filled(after[name].cells) == filled(before[name].cells), name


def test_the_length_of_a_day_and_yes_come_along(tmp_path):
    """A dwell ratio typed as 1:2 is still the time 01:02, so that check names it as before."""
    rows = (*CONTINGENTS[:1], ("A", "Estonia", dt.time(1, 2), True, dt.timedelta(hours=30)))
    new = carried(saved(a_book({"Contingents": rows}), tmp_path))
    row = filled(read_workbook(new).tables["Contingents"].cells)[0]

    assert row["Capability"] == dt.time(1, 2)
    assert row["Units"] == "yes"
    assert row["Heads per unit"] == dt.timedelta(hours=30)


def test_results_and_what_is_the_planners_own_stay_behind_and_are_named(tmp_path):
    """Columns and sheets that no table of ours has; our own results are not worth a word."""
    rows = [(*row, extra) for row, extra in zip(CONTINGENTS, ("Phone", "112"), strict=True)]
    old = saved(a_book({"Contingents": rows, "My maps": [("a", "b")]}), tmp_path)
    old.write_bytes(patch_workbook(old.read_bytes(), result_sheets()))
    new = carried(old)

    assert import_tables(old).left == ("Contingents: column Phone", "sheet My maps")
    assert "Summary" not in openpyxl.load_workbook(new).sheetnames


def test_the_guide_of_an_old_template_is_not_missed(tmp_path):
    """The fresh template has its own."""
    old = tmp_path / "old.xlsx"
    write_template(old)

    assert import_tables(old).left == ()


def test_scenarios_find_their_rows_again(tmp_path):
    """A row named by its number has another number in the new workbook; names stay names."""
    sites = ((), ("Our sites",), ("Site", "Capacity"), ("Lviv", 1), (None, None), ("Kyiv", 2))
    scenarios = (
        ("Scenario", "Sheet", "Row", "Column", "Value"),
        ("more", "Sites", "#6", "Capacity", 900),
        ("more", "Sites", "#99", "Capacity", 900),
        ("more", "Sites", "Lviv", "Capacity", 900),
    )
    new = carried(saved(a_book({"Sites": sites, "Scenarios": scenarios}), tmp_path))
    rows = filled(read_workbook(new).tables["Scenarios"].cells)

    assert [row["Row"] for row in rows] == ["#3", "#99", "Lviv"]


def test_studies_find_their_rows_again(tmp_path):
    """So does the cell that a sweep varies."""
    sites = ((), ("Our sites",), ("Site", "Capacity"), ("Lviv", 1), (None, None), ("Kyiv", 2))
    cells = (
        "Sites!#6!Capacity",
        "Sites ! #4 ! Capacity",
        "Sites!#99!Capacity",
        "Sites!Lviv!Capacity",
        "#6",
        6,
    )
    studies = (
        ("Study", "Kind", "Row", "From", "To"),
        *((f"study {number}", "sweep", cell, 0, 1) for number, cell in enumerate(cells)),
    )
    new = carried(saved(a_book({"Sites": sites, "Studies": studies}), tmp_path))
    rows = filled(read_workbook(new).tables["Studies"].cells)

    moved = ["Sites!#3!Capacity", "Sites !#2! Capacity", *cells[2:]]
    assert [row["Row"] for row in rows] == moved


def test_a_setting_that_is_named_twice_or_unknown_stays_to_be_seen(tmp_path):
    """What was an error before is one afterwards, too."""
    settings = (("Name", "Value"), ("Periods", 2), ("Periods", 3), ("Speed", 9))
    new = carried(saved(a_book({"Settings": settings}), tmp_path))
    rows = filled(read_workbook(new).tables["Settings"].cells)

    assert [row["Value"] for row in rows if row["Name"] == "Periods"] == [2, 3]
    assert [row["Value"] for row in rows if row["Name"] == "Speed"] == [9]


def test_a_formula_comes_along_as_its_value_and_without_one_is_said(tmp_path):
    """The new workbook has a blank there, and the finding names the old cell."""
    rows = (("Site", "Capacity"), ("Lviv", "=40*50"), ("Kyiv", "=1/0"), ("Odesa", "=7*7"))
    old = saved(a_book({"Sites": rows}), tmp_path)
    sheet = "xl/worksheets/sheet2.xml"
    edited(old, sheet, "<f>40*50</f><v />", "<f>40*50</f><v>2000</v>")
    edited(old, sheet, '<c r="B3"><f>1/0</f><v />', '<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v>')
    result = import_tables(old)

    assert [row.get("Capacity") for row in result.rows["Sites"]] == [2000, "#DIV/0!", None]
    assert read_workbook(old).tables["Sites"].cells["Capacity"].tolist()[1] == ErrorValue("#DIV/0!")
    assert [str(found)[:10] for found in result.findings] == ["Sites!B2: ", "Sites!B4: "]
    assert "does not calculate" in result.findings[0].message
    assert "blank" in result.findings[1].message


def test_what_cannot_be_read_is_refused(tmp_path):
    """As everywhere, in a sentence."""
    path = tmp_path / "old.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(PlanError):
        import_tables(path)
