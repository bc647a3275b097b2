"""The sheet Years in a written workbook: there only where it is asked for, audited, and in the record."""

from __future__ import annotations

import json
from pathlib import Path

from cli_cases import SHEETS, cells, forcegen, save_sheets, solved
from openpyxl import load_workbook

OUTPUT = Path("outputs/plan.xlsx")
RECORD = Path("outputs/plan.xlsx.run.json")
EIGHT = ("--set", "Settings!Hold last period for!Value=8")


def titles(path: Path) -> list[str]:
    """The sheets of a workbook."""
    return list(load_workbook(path, read_only=True).sheetnames)


def with_own_years() -> Path:
    """The small plan with a sheet Years of the planner's own."""
    path = save_sheets(SHEETS, Path("own.xlsx"))
    book = load_workbook(path)
    book.create_sheet("Years")["A1"] = "of service"
    book.save(path)
    return path


def test_years_are_written_told_recorded_and_audited(book: Path):
    record = solved(book, *EIGHT)

    # One company of 150 with those behind it, three of 100 with theirs: 3 x 450.
    assert record["held"]["tied_up"] == 1350
    assert record["held"] == json.loads(RECORD.read_text())["held"]
    assert titles(OUTPUT)[-2:] == ["Years", "Run"]
    rows = cells(OUTPUT, "Years")
    assert rows[2][:4] == ("What", "Counted in", "year 1", "year 2")
    assert next(row for row in rows if row[0] == "Held")[2:11] == (6, *[12] * 7, 6)
    told = "for 8 years more it ties up 1,350 heads."
    assert [row for row in cells(OUTPUT, "Summary") if row[:2] == ("Held on", told)]
    assert forcegen("audit", OUTPUT).exit_code == 0
    assert told in " ".join(forcegen("solve", book, *EIGHT).stdout.split())


def test_years_print_as_wide_as_a_page_on_its_side(book: Path):
    solved(book, *EIGHT)
    setup = load_workbook(OUTPUT)["Years"].page_setup

    assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", 1, 0)


def test_a_number_of_years_that_somebody_changed_is_named(book: Path):
    solved(book, *EIGHT)
    changed = load_workbook(OUTPUT)
    assert changed["Years"]["A6"].value == "Force"
    changed["Years"]["D6"] = 99_999
    changed.save(OUTPUT)
    result = forcegen("audit", OUTPUT)

    assert result.exit_code == 3
    assert "Years!D6 is 99,999; by the plan it is 450" in result.stderr


def test_a_record_that_says_less_is_told(book: Path):
    solved(book, *EIGHT)
    record = json.loads(RECORD.read_text())
    record["held"]["tied_up"] = 1_000
    RECORD.write_text(json.dumps(record))
    result = forcegen("audit", OUTPUT)

    assert result.exit_code == 3
    assert "says 1,000 for tied_up (held); by the plan it is 1,350" in result.stderr


def test_without_the_setting_there_are_no_years_and_those_of_before_go(book: Path):
    asked = forcegen("solve", book, "--in-place", *EIGHT)
    assert asked.exit_code == 0
    assert "Years" in titles(book)

    assert forcegen("solve", book, "--in-place").exit_code == 0
    assert "Years" not in titles(book)
    assert "forcegen_owned_Years" not in load_workbook(book).defined_names
    assert forcegen("audit", book).exit_code == 0
    assert solved(book)["held"] is None


def test_years_that_settings_no_longer_ask_for_are_not_checked_and_that_is_said(book: Path):
    sheets = {**SHEETS, "Settings": [{"Name": "Hold last period for", "Value": 8}]}
    solved(save_sheets(sheets, Path("plan.xlsx")))
    changed = load_workbook(OUTPUT)
    changed["Settings"]["B2"] = None
    changed.save(OUTPUT)
    result = forcegen("audit", OUTPUT)

    assert (
        "Years: this plan does not have this sheet: nobody asked for it; it is not checked" in result.stderr
    )


def test_a_planners_own_sheet_of_that_name_stays_where_nobody_asks_for_years(tmp_path: Path):
    path = with_own_years()
    solved(path, "-o", "plan.xlsx")

    assert cells(Path("plan.xlsx"), "Years") == [("of service",)]
    assert forcegen("audit", "plan.xlsx").exit_code == 0


def test_a_planners_own_sheet_of_that_name_is_refused_before_the_search_where_years_are_asked_for():
    result = forcegen("solve", with_own_years(), *EIGHT)

    assert result.exit_code == 3
    assert "Years: the workbook has a sheet of this name of its own" in result.stderr
