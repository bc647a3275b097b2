"""Numbers in cells that Excel shows as dates or times, in real workbooks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from oddities import CONTINGENTS, REQUIREMENTS, SITES, a_book, saved
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from solver.errors import Finding, PlanError
from solver.record import RunSpec
from solver.runs.load import load

AREAS = (("Area", "Nation", "Own"), ("Estonia", "Estonia", 4000))
SETTINGS = (("Name", "Value"), ("Start", dt.date(2027, 1, 1)), ("Periods", 4))

WITH_WINDOWS: dict[str, tuple[tuple[object, ...], tuple[object, ...]]] = {
    "Contingents": CONTINGENTS,
    "Sites": SITES,
    "Requirements": REQUIREMENTS,
    "Force": (("Floor",), (100,)),
    "Caveats": (("Nation", "Zone", "Effect", "Reason"), ("Estonia", "West", "not", "too near")),
    "Conditions": (("Condition", "Holds"), ("truce", "yes")),
    "Drawdown caps": (("Applies to", "Cap heads"), ("Estonia", 150)),
    "Backfill": (("Area", "Heads"), ("Estonia", 300)),
    "Locks": (("Contingent", "Units at most"), ("EST-INF-1", 1)),
}
"""A row of every sheet that has From; To, where there is one, comes behind it."""

FORMATS = [
    "dd/mm/yyyy",
    "mmm-yy",
    "yyyy-mm-dd hh:mm",
    "h:mm",
    "[h]:mm",
    '"from "d.m.yyyy',
    "[$-407]d. mmmm yyyy;@",
]


def with_edge(sheet: str, column: str, number: float, number_format: str) -> openpyxl.Workbook:
    """A plan of four periods in which a sheet's row has From or To in a cell of that format, as its last."""
    header, row = WITH_WINDOWS[sheet]
    filled = {"Settings": SETTINGS, "Areas": AREAS, sheet: ((*header, column), (*row, number))}
    book = a_book(filled)
    book[sheet].cell(2, len(header) + 1).number_format = number_format
    return book


def found(book: openpyxl.Workbook, folder: Path, scenario: str = "") -> list[Finding]:
    """Everything that is found in a workbook."""
    try:
        return list(load(saved(book, folder), RunSpec(scenario=scenario)).findings)
    except PlanError as error:
        return list(error.findings)


def error_at(cell: str, book: openpyxl.Workbook, folder: Path, scenario: str = "") -> str:
    """The only error, which is at that cell."""
    errors = [str(each) for each in found(book, folder, scenario) if each.severity == "error"]
    assert len(errors) == 1, errors
    assert errors[0].startswith(f"{cell}: ")
    return errors[0]


@pytest.mark.parametrize("since_1904", [False, True], ids=["1900", "1904"])
@pytest.mark.parametrize("sheet", WITH_WINDOWS)
def test_a_period_number_in_a_date_cell_is_an_error_in_every_sheet_with_windows(tmp_path, sheet, since_1904):
    """Period 2, shown as 02/01/1900 (in 1904 workbooks as 03/01/1904), was read as "from the start"."""
    letter = chr(ord("A") + len(WITH_WINDOWS[sheet][0]))
    for column in ("From", "To"):
        if (sheet, column) == ("Conditions", "To"):
            continue
        book = with_edge(sheet, column, 2, "dd/mm/yyyy")
        if since_1904:
            book.epoch = CALENDAR_MAC_1904
            book["Settings"]["B2"] = dt.date(2027, 1, 1)
        message = error_at(f"{sheet}!{letter}2", book, tmp_path)
        shown = "1904-01-03" if since_1904 else "1900-01-02"
        assert f"{column} shows {shown}" in message
        assert "if period 2 is meant, format the cell as a number" in message


@pytest.mark.parametrize("number_format", FORMATS)
def test_every_format_that_shows_dates_times_or_durations_is_told(tmp_path, number_format):
    """Whichever of them the cell has, the number that it holds is named."""
    message = error_at("Contingents!F2", with_edge("Contingents", "From", 2, number_format), tmp_path)
    assert "the number 2 in the format of a" in message


@pytest.mark.parametrize(
    ("number", "told"), [(0, "the number 0"), (0.5, "the number 0.5"), (1.5, "the number 1.5")]
)
def test_parts_of_a_day_are_no_periods(tmp_path, number, told):
    assert told in error_at("Contingents!F2", with_edge("Contingents", "From", number, "h:mm"), tmp_path)


def test_the_day_that_never_was_is_the_period_that_was_typed(tmp_path):
    """Excel shows 60 as 29 February 1900, which no calendar has: it is read as period 60, behind the plan."""
    book = with_edge("Sites", "To", 60, "dd/mm/yyyy")
    assert load(saved(book, tmp_path)).plan.sites.loc[0, "last"] == 60


@pytest.mark.parametrize(
    ("name", "number"),
    [("Periods", 4), ("Period months", 6), ("Time limit", 90), ("Budget per period", 25_000)],
)
def test_a_setting_in_a_date_cell_names_its_number(tmp_path, name, number):
    """4 periods are shown as 1900-01-04."""
    book = a_book({"Settings": (("Name", "Value"), (name, number))})
    book["Settings"]["B2"].number_format = "dd/mm/yyyy"
    assert f"if the number {number} is meant" in error_at("Settings!B2", book, tmp_path)


def test_start_in_a_date_cell_with_a_small_number_is_an_error(tmp_path):
    book = a_book({"Settings": (("Name", "Value"), ("Start", 4))})
    book["Settings"]["B2"].number_format = "dd/mm/yyyy"
    assert "Start shows 1900-01-04, the number 4" in error_at("Settings!B2", book, tmp_path)


def test_units_in_a_date_cell_name_their_number(tmp_path):
    book = a_book()
    book["Contingents"]["D2"].number_format = "d/m/yy"
    message = error_at("Contingents!D2", book, tmp_path)
    assert "Units is the date 1900-01-03; expected a whole number" in message
    assert "if the number 3 is meant, format the cell as a number" in message


def test_a_scenarios_value_in_a_date_cell_is_an_error_of_the_scenario_at_its_cell(tmp_path):
    header = ("Scenario", "Sheet", "Row", "Column", "Value")
    book = a_book({"Settings": SETTINGS, "Scenarios": (header, ("late", "Sites", "Lviv", "From", 2))})
    book["Scenarios"]["E2"].number_format = "dd/mm/yyyy"

    (warned,) = [each for each in found(book, tmp_path) if each.place.sheet == "Scenarios"]
    assert (warned.cell, warned.severity) == ("E2", "warning")  # nobody asked for the scenario
    with pytest.raises(PlanError, match="if period 2 is meant, format the cell as a number"):
        load(saved(book, tmp_path), RunSpec(scenario="late"))


def test_a_bare_serial_of_a_1904_workbook_names_the_day_that_was_typed(tmp_path):
    """1 July 2027 is 45,107 counted from 1904; counted from 1900 that would be 30 June 2023."""
    book = with_edge("Contingents", "From", (dt.date(2027, 7, 1) - dt.date(1904, 1, 1)).days, "General")
    book.epoch = CALENDAR_MAC_1904
    book["Settings"]["B2"] = dt.date(2027, 1, 1)
    message = error_at("Contingents!F2", book, tmp_path)
    assert "From is the number 45107, which is how Excel counts the date 2027-07-01" in message


@pytest.mark.parametrize("since_1904", [False, True], ids=["1900", "1904"])
def test_a_time_of_day_is_warned_of_and_the_day_as_written_counts(tmp_path, since_1904):
    """30 June 22:00 in Kyiv's summer is 1 July: period 1 by the day as written, period 2 by the other."""
    book = with_edge("Contingents", "From", 1, "General")
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
        book["Settings"]["B2"] = dt.date(2027, 1, 1)
    book["Contingents"]["F2"] = dt.datetime(2027, 6, 30, 22)
    loaded = load(saved(book, tmp_path))
    (warned,) = [each for each in loaded.findings if "a time of day" in each.message]
    assert (warned.cell, warned.severity) == ("F2", "warning")
    assert "2027-06-30 (period 1)" in warned.message
    assert "2027-07-01 (period 2)" in warned.message
    assert loaded.plan.contingents.loc[0, "first"] == 1


def test_a_scenario_of_fewer_periods_can_be_asked_for_with_caps_of_later_ones(tmp_path):
    """Four periods, a cap from the third: a scenario with two is a plan, and says what is not in it."""
    book = with_edge("Drawdown caps", "From", 3, "General")
    book.create_sheet("Scenarios")
    for row in (
        ("Scenario", "Sheet", "Row", "Column", "Value"),
        ("short", "Settings", "Periods", "Value", 2),
    ):
        book["Scenarios"].append(row)
    path = saved(book, tmp_path)

    assert not [each for each in load(path).findings if "outside the plan" in each.message]
    (warned,) = [each for each in load(path, RunSpec(scenario="short")).findings if "outside" in each.message]
    assert (warned.severity, warned.cell) == ("warning", "C2")

    (refused,) = [
        each
        for each in found(with_edge("Drawdown caps", "From", 5, "General"), tmp_path)
        if "outside" in each.message
    ]
    assert (refused.severity, refused.cell) == ("error", "C2")
