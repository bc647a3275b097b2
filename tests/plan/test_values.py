"""One cell and its declaration: what is understood, what is named."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.plan.plan import Calendar
from solver.plan.readings import Reading
from solver.plan.values import read_value
from solver.schema import SETTINGS, SHEETS, all_columns, sheet
from solver.schema.columns import Column
from solver.tables import ErrorValue, Uncalculated

UNITS = sheet("Contingents").column("Units")
HEADS = sheet("Contingents").column("Heads per unit")
CAPACITY = sheet("Sites").column("Capacity")
DWELL = sheet("Nations").column("Dwell ratio")
SHARE = sheet("Drawdown caps").column("Cap share")
EFFECTIVENESS = sheet("Suitability").column("Effectiveness")
SITE = sheet("Sites").column("Site")
GROUPS = sheet("Nations").column("Groups")
HOLDS = sheet("Conditions").column("Holds")
STATUS = sheet("Contingents").column("Status")
OPEN = sheet("Sites").column("Open")
FROM = sheet("Contingents").column("From")
TO = sheet("Contingents").column("To")
WORSE = next(setting for setting in SETTINGS if setting.name == "Worse at most")
START = next(setting for setting in SETTINGS if setting.name == "Start")
NOTE = next(column for column in all_columns(sheet("Sites")) if column.name == "Note")

HALF_YEARS = Calendar(start=dt.date(2026, 1, 1), months=6)


def read(cell: object, column: Column, calendar: Calendar = HALF_YEARS) -> Reading:
    return read_value(cell, column, calendar)


def error(cell: object, column: Column, calendar: Calendar = HALF_YEARS) -> str:
    reading = read(cell, column, calendar)
    assert reading.faulty, f"{cell!r} was read as {reading.value!r}"
    return reading.message


def test_a_number_is_a_number():
    assert read(850, CAPACITY) == Reading(850.0)
    assert read(np.float64(12.5), CAPACITY) == Reading(12.5)


OF_HEADS = [
    (declared.name, column) for declared in SHEETS for column in declared.columns if column.unit == "heads"
]


@pytest.mark.parametrize(("title", "column"), OF_HEADS)
def test_less_than_one_head_is_said_of_every_column_of_heads(title, column):
    """A cap of 0.9 heads lets no unit leave; a unit of 0.9 heads leaves without being noticed."""
    for typed in (0.9, "0.9"):
        assert "less than one head" in error(typed, column)


@pytest.mark.parametrize(("title", "column"), OF_HEADS)
@pytest.mark.parametrize("heads", [0, 1, 1.5, 850])
def test_no_head_one_head_and_more_are_heads(title, column, heads):
    """0: none may be there."""
    assert "less than one head" not in read(heads, column).message


def test_a_share_in_cap_heads_is_sent_to_cap_share():
    assert "if a share is meant, type 0.9 (90 %) in Cap share" in error(
        0.9, sheet("Drawdown caps").column("Cap heads")
    )


def test_blank_is_the_default_and_zero_is_none():
    """Blank capacity is no limit, a capacity of 0 holds nobody."""
    assert math.isnan(read(None, CAPACITY).value)
    assert read(0, CAPACITY).value == 0
    assert read(None, DWELL).value == 2


@pytest.mark.parametrize("blank", [None, math.nan, pd.NaT, "", "  ", "\u00a0", "\u200b"])
def test_whatever_looks_blank_is_blank(blank):
    assert read(blank, STATUS) == Reading("pledged")


def test_a_required_cell_that_is_blank_says_what_is_expected():
    assert error(None, UNITS).startswith("Units is blank; expected a whole number, 0 or more (units pledged")


@pytest.mark.parametrize(("text", "number"), [("850", 850), ("12.5", 12.5), (" 7\u00a0", 7), ("1e3", 1000)])
def test_a_plain_number_stored_as_text_is_understood_with_a_warning(text, number):
    reading = read(text, CAPACITY)
    assert reading.value == number
    assert reading.severity == "warning"
    assert "type it as a number" in reading.message


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1 250,5", "1250.5"),
        ("1\u00a0250,5", "1250.5"),
        ("12,5", "12.5"),
        ("1.250,75", "1250.75"),
        ("1,250.75", "1250.75"),
        ("1'250", "1250"),
        ("1 250", "1250"),
        ("1.250.000", "1250000"),
    ],
)
def test_a_number_in_a_countrys_own_form_is_named_not_guessed(text, meant):
    assert f"if {meant} is meant, type it as a number" in error(text, CAPACITY)


@pytest.mark.parametrize("text", ["1,250", "1.250"])
def test_three_digits_after_one_mark_could_be_thousands_or_decimals(text):
    assert "is 1250 or 1.25 meant?" in error(text, CAPACITY)


def test_a_number_with_its_unit_beside_it_is_named():
    assert "if 850 is meant, type only the number" in error("850 heads", CAPACITY)


def test_a_word_for_a_number_says_what_was_expected():
    assert error("four", UNITS) == (
        "Units is 'four'; expected a whole number, 0 or more (units pledged; none of them is ever split)"
    )


def test_units_are_whole():
    assert read(3.0, UNITS).value == 3
    assert "Units is 2.5; expected a whole number" in error(2.5, UNITS)


def test_a_formulas_last_digit_does_not_unmake_a_whole_number():
    assert read(3.0000000000000004, UNITS).value == 3


@pytest.mark.parametrize(("cell", "column"), [(-1, UNITS), (0, HEADS), (0, EFFECTIVENESS), (-0.1, SHARE)])
def test_numbers_out_of_range_are_errors(cell, column):
    assert "expected" in error(cell, column)


@pytest.mark.parametrize("cell", [1e13, math.inf, "1e999", 10**400, True])
def test_no_number_that_a_solver_would_choke_on_gets_through(cell):
    assert "expected a number" in error(cell, CAPACITY)


def test_a_share_above_one_names_both_readings():
    assert "is 0.3 (30 %) meant, or 30?" in error(30, SHARE)


def test_the_gate_takes_a_share_or_the_word_any():
    """Blank is neither: what it holds then, the gate knows."""
    assert [read(cell, WORSE).value for cell in ("any", " Any ", 0.25, 0)] == [math.inf, math.inf, 0.25, 0]
    assert math.isnan(read(None, WORSE).value)
    assert "expected a share from 0 to 1 (30 % is 0.3), or the word any" in error("anything", WORSE)
    assert "expected a share from 0 to 1 (30 % is 0.3) (" in error("any", SHARE)


def test_thirty_per_cent_as_text_is_a_share_with_a_warning():
    assert read("30 %", SHARE).value == 0.3
    assert read("30%", SHARE).severity == "warning"


@pytest.mark.parametrize("cell", [dt.time(1, 2), dt.timedelta(hours=1, minutes=2), "1:2", "1 : 2"])
def test_a_dwell_ratio_of_one_to_two_reaches_us_as_a_time(cell):
    assert "type 2 for 1:2" in error(cell, DWELL)


def test_a_date_in_a_number_cell_is_named():
    assert "is the date 1902-05-01; expected a number" in error(dt.datetime(1902, 5, 1), CAPACITY)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("0012", "0012"),
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "TRUE"),
        ("NA", "NA"),
        ("None", "None"),
    ],
)
def test_names_are_text(cell, name):
    """NA is Namibia, and None may be somebody's word for a place."""
    assert read(cell, SITE) == Reading(name)


def test_names_lose_the_blanks_around_them():
    assert read("\u00a0Lviv \u200b", SITE).value == "Lviv"
    assert read("New\u00a0 Lviv", SITE).value == "New Lviv"


def test_a_date_in_a_name_cell_says_how_to_type_it():
    assert "format the cell as Text and type it again" in error(dt.datetime(2026, 3, 1), SITE)


def test_lists_are_separated_by_semicolons_each_name_once():
    assert read("Baltic; Nordic;;baltic ", GROUPS).value == ("Baltic", "Nordic")
    assert read(None, GROUPS).value == ()


@pytest.mark.parametrize("cell", ["yes", "Y", "TRUE", True, 1, 1.0, "1", " Yes "])
def test_yes_in_every_usual_form(cell):
    assert read(cell, HOLDS).value is True


@pytest.mark.parametrize("cell", ["no", "N", "false", False, 0, "0"])
def test_no_in_every_usual_form(cell):
    assert read(cell, HOLDS).value is False


@pytest.mark.parametrize(("word", "meant"), [("ja", "yes"), ("Nein", "no"), ("oui", "yes"), ("non", "no")])
def test_yes_and_no_in_other_languages_are_named_not_guessed(word, meant):
    assert f"if {meant} is meant, type {meant}" in error(word, HOLDS)


def test_a_choice_is_read_in_any_case_and_its_slip_gets_the_nearest():
    assert read("Confirmed", STATUS).value == "confirmed"
    assert "did you mean 'confirmed'?" in error("confrimed", STATUS)
    assert "one of indicated, pledged, confirmed" in error("xyz", STATUS)


def test_open_takes_excels_true_for_yes():
    assert read(True, OPEN).value == "yes"
    assert read(False, OPEN).value == "no"


def test_from_is_a_period_number():
    assert read(3, FROM).value == 3


@pytest.mark.parametrize("cell", [0, -1, 1.5, "soon", True, math.inf])
def test_from_is_neither_zero_nor_negative_nor_a_fraction(cell):
    assert "expected a period number from 1, or a date" in error(cell, FROM)


def test_a_date_means_the_period_that_holds_it():
    """Half years from 1 January 2026: 30 June is still period 1, 1 July period 2."""
    assert read(dt.datetime(2026, 6, 30), FROM).value == 1
    assert read(dt.datetime(2026, 7, 1), TO).value == 2
    assert read("2026-12-31", TO).value == 2
    assert read(dt.date(2025, 12, 31), FROM).value == 0
    assert read(dt.date(2025, 6, 30), TO).value == -1


def test_periods_that_begin_late_in_a_month_begin_no_later_than_its_end():
    """Months from 31 January: the second begins on 28 February, the third on 31 March."""
    months = Calendar(start=dt.date(2026, 1, 31), months=1)
    assert [months.period_of(dt.date(2026, month, day)) for month, day in ((2, 27), (2, 28), (3, 30))] == [
        1,
        2,
        2,
    ]
    assert months.last_day(1) == dt.date(2026, 2, 27)


def test_the_end_of_time_is_a_period_like_any_other():
    assert read(dt.date(9999, 12, 31), TO).value > 10_000


def test_a_date_needs_a_start():
    assert "the plan has no Start" in error(dt.date(2026, 3, 1), FROM, Calendar())


def test_a_date_that_lost_its_format_is_named():
    assert "which is how Excel counts the date 2026-03-01" in error(46082, FROM)
    assert "which is how Excel counts the date 2026-03-01" in error(46082, START)


def test_a_date_that_could_be_two_days_names_both():
    message = error("01/03/2026", FROM)
    assert "2026-03-01 (1 March)" in message
    assert "2026-01-03 (3 January)" in message


def test_a_date_in_a_countrys_own_form_is_named():
    assert "if 2026-03-15 is meant, type it as a date" in error("15.3.2026", FROM)


def test_a_period_number_as_text_is_understood_with_a_warning():
    reading = read("3", FROM)
    assert (reading.value, reading.severity) == (3, "warning")


def test_start_is_a_day():
    assert read(dt.datetime(2026, 3, 1, 12, 30), START).value == dt.date(2026, 3, 1)
    assert read("2026-03-01", START).value == dt.date(2026, 3, 1)
    assert "expected a date" in error("1 March", START)
    assert "expected a date" in error(dt.date(1900, 1, 1), START)


def test_a_cell_that_shows_an_error_is_an_error():
    assert "Units shows the error #REF!" in error(ErrorValue("#REF!"), UNITS)


def test_a_formula_without_a_stored_value_says_how_to_store_it():
    message = error(Uncalculated("=B2*2"), UNITS)
    assert "=B2*2" in message
    assert "save it" in message


def test_an_error_in_a_remark_does_not_stop_the_plan():
    reading = read(ErrorValue("#N/A"), NOTE)
    assert (reading.value, reading.severity) == ("", "warning")


COLUMNS = [*SETTINGS, *(column for declared in SHEETS for column in all_columns(declared))]
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.from_regex(r"[-+]?[0-9 .,:%/'x]{1,12}", fullmatch=True),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.builds(ErrorValue, st.text(max_size=5)),
    st.builds(Uncalculated, st.text(max_size=5)),
)


@given(cell=CELLS, column=st.sampled_from(COLUMNS))
def test_no_cell_crashes_the_reader(cell, column):
    """Whatever stands in a cell is a value or a sentence."""
    reading = read(cell, column)
    assert isinstance(reading, Reading)
    assert not reading.faulty or reading.message.startswith(column.name)
