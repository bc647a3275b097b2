"""Cells that should hold a period, a day or a number, and hold a date: what they hold is named."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel
from seconds import within
from small_plans import FOUR_PERIODS, a_plan, estonian, findings, need, row, site

from solver.errors import PlanError
from solver.ledger.table_ops import by_period
from solver.plan.numerals import number_behind
from solver.plan.plan import MOST_PERIODS, Calendar, periods_in_words
from solver.plan.readings import Reading
from solver.plan.scenario import Override, apply_overrides
from solver.plan.values import read_value
from solver.reasons.ineffective_rows import ineffective_rows
from solver.schema import SETTINGS, SHEETS, sheet
from solver.schema.columns import Column, Kind
from solver.tables import raw_tables

HALF_YEARS = Calendar(start=dt.date(2026, 1, 1), months=6)
SINCE_1904 = Calendar(start=dt.date(2026, 1, 1), months=6, since_1904=True)
START = next(setting for setting in SETTINGS if setting.name == "Start")
FROM, TO = sheet("Sites").column("From"), sheet("Sites").column("To")

EDGES = [
    pytest.param(column, id=f"{declared.name}, {column.name}")
    for declared in SHEETS
    for column in declared.columns
    if column.kind in (Kind.FROM, Kind.TO)
]
NUMBERS = [
    pytest.param(column, id=f"{where}, {column.name}")
    for where, columns in [("Settings", SETTINGS), *((known.name, known.columns) for known in SHEETS)]
    for column in columns
    if column.kind in (Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY)
]


def error(cell: object, column: Column, calendar: Calendar = HALF_YEARS) -> str:
    """What is wrong with a cell."""
    reading = read_value(cell, column, calendar)
    assert reading.faulty, f"{cell!r} was read as {reading.value!r}"
    return reading.message


def warning(cell: object, column: Column) -> Reading:
    """A cell that is understood with a warning."""
    reading = read_value(cell, column, HALF_YEARS)
    assert reading.message
    assert reading.severity == "warning"
    return reading


# A number in a cell with the format of a date or a time


@pytest.mark.parametrize("column", EDGES)
@pytest.mark.parametrize("calendar", [HALF_YEARS, Calendar()], ids=["with Start", "without Start"])
def test_a_period_in_a_date_cell_says_what_it_shows_and_how_to_mend_it(column, calendar):
    """2 is shown as 1900-01-02: From would be "from the start", To would drop the row."""
    message = error(dt.date(1900, 1, 2), column, calendar)
    assert f"{column.name} shows 1900-01-02" in message
    assert message.endswith("if period 2 is meant, format the cell as a number")


@pytest.mark.parametrize("column", EDGES)
def test_a_period_in_a_date_cell_of_a_1904_workbook_is_counted_from_1904(column):
    """There, 2 is shown as 1904-01-03."""
    message = error(dt.date(1904, 1, 3), column, SINCE_1904)
    assert "shows 1904-01-03" in message
    assert "if period 2 is meant" in message


@pytest.mark.parametrize("column", EDGES)
def test_a_period_in_a_time_cell_is_named(column):
    """[h]:mm makes 48:00 of 2; h:mm makes 00:00 of 0 and 12:00 of a half."""
    assert "shows 48:00, the number 2" in error(dt.timedelta(days=2), column)
    assert "if period 2 is meant" in error(dt.timedelta(days=2), column)
    assert "the number 0 in the format of a time" in error(dt.time(0), column)
    assert "shows 12:00, the number 0.5" in error(dt.time(12), column)
    assert "shows 1900-01-01 12:00, the number 1.5" in error(dt.datetime(1900, 1, 1, 12), column)


@pytest.mark.parametrize("column", EDGES)
def test_days_before_any_plan_are_not_taken(column):
    """As text, too; Excel takes 1/7/30 for a day of 1930."""
    assert "days before 1950 are not taken" in error("1900-01-02", column)
    assert "days before 1950 are not taken" in error(dt.date(1914, 8, 1), column)
    assert "if 2030-07-01 is meant, type the year with four digits" in error(dt.date(1930, 7, 1), column)


def test_start_in_a_date_cell_that_holds_a_small_number_is_named():
    message = error(dt.date(1900, 1, 4), START)
    assert "Start shows 1900-01-04, the number 4 in the format of a date" in message
    assert "expected a date" in message
    assert "type the date again" in message
    assert "the number 2 in the format of a time" in error(dt.timedelta(days=2), START)


@pytest.mark.parametrize("column", NUMBERS)
def test_a_number_in_a_date_cell_is_named(column):
    """5 units are shown as 1900-01-05, 25,000 heads as 1968-06-11."""
    assert "if the number 5 is meant, format the cell as a number" in error(dt.date(1900, 1, 5), column)
    assert "if the number 5 is meant" in error(dt.date(1904, 1, 6), column, SINCE_1904)
    assert "if the number 25000 is meant" in error(dt.datetime(1968, 6, 11), column)
    assert "if the number 5 is meant" in error(dt.timedelta(days=5), column)


@given(
    number=st.one_of(st.integers(0, 100_000), st.floats(0, 100_000)).filter(lambda it: not 60 <= it < 61),
    since_1904=st.booleans(),
)
def test_the_number_behind_a_moment_is_the_one_that_excel_holds(number, since_1904):
    """Whatever openpyxl makes of a number, the number is found again, to the millisecond."""
    moment = from_excel(number, MAC_EPOCH if since_1904 else WINDOWS_EPOCH)
    assert number_behind(moment, since_1904=since_1904) == pytest.approx(number, abs=1e-8)


def test_a_scenario_names_the_number_in_its_own_cell():
    """A date cell among the values of Scenarios, and a day of 1900 on the command line."""
    tables = raw_tables({"Sites": [site()], "Settings": [{"Name": "Periods", "Value": 4}]})
    for typed in (
        Override("Sites", "Lviv", "From", dt.date(1900, 1, 2), scenario_row=7),
        Override("Settings", "Periods", "Value", dt.date(1900, 1, 2), scenario_row=7),
    ):
        with pytest.raises(PlanError) as caught:
            apply_overrides(tables, [typed])
        (found,) = caught.value.findings
        assert (found.place.sheet, found.place.row, found.place.column) == ("Scenarios", 7, "Value")
        assert "2 is meant, format the cell as a number" in found.message
    with pytest.raises(PlanError, match="days before 1950 are not taken"):
        apply_overrides(tables, [Override.parse("Sites!Lviv!From=1900-01-02")])


# A bare number that counts days


def test_a_bare_serial_is_the_day_by_the_workbooks_own_count():
    """46082 is 2026-03-01 counted from 1900 and 2030-03-02 counted from 1904."""
    for column in (FROM, TO, START):
        assert "counts the date 2026-03-01" in error(46082, column)
        assert "counts the date 2030-03-02" in error(46082, column, SINCE_1904)
        assert "counts the date 2030-03-02" in error(46082.5, column, SINCE_1904)


# A time of day


def test_a_late_hour_names_the_day_and_the_next():
    """30 June 22:00 is a 1 July that a time zone has shifted: the day as written counts, both are said."""
    reading = warning(dt.datetime(2026, 6, 30, 22), FROM)
    assert reading.value == 1
    assert "2026-06-30 22:00" in reading.message
    assert "read as 2026-06-30 (period 1)" in reading.message
    assert "shifted 2026-07-01 (period 2)" in reading.message

    start = warning(dt.datetime(2026, 6, 30, 22), START)
    assert start.value == dt.date(2026, 6, 30)
    assert "shifted 2026-07-01, type that day" in start.message


def test_an_early_hour_is_dropped_with_a_word():
    reading = warning(dt.datetime(2026, 7, 1, 6, 30), TO)
    assert reading.value == 2
    assert "read as 2026-07-01 (period 2)" in reading.message


def test_a_day_without_a_time_is_only_read():
    """Midnight is no time of day; 23:59 in To is how programs write the end of that day."""
    for cell, column in ((dt.datetime(2026, 7, 1), FROM), (dt.datetime(2026, 12, 31, 23, 59, 59), TO)):
        assert read_value(cell, column, HALF_YEARS) == Reading(2.0)
    assert warning(dt.datetime(2026, 6, 30, 23, 59), FROM).value == 1


def test_a_time_of_day_is_said_beside_a_fault():
    """What is wrong with the day itself comes first."""
    assert "the plan has no Start" in error(dt.datetime(2026, 6, 30, 22), FROM, Calendar())


# Moments as text


@pytest.mark.parametrize("column", [FROM, TO, START])
@pytest.mark.parametrize(
    "text",
    [
        "2026-07-01T00:00:00.000Z",
        "2026-07-01 00:00:00+02:00",
        "2026-07-01 00:00:00.000",
        "2026-07-01T00:00Z",
        "2026-07-01 00:00:00 UTC",
        "2026-07-01T06:30:00",
        "2026-07-01T00:00:00.000000000-0500",
    ],
)
def test_a_moment_as_text_suggests_its_day(column, text):
    assert "if 2026-07-01 is meant, type it as a date" in error(text, column)


@pytest.mark.parametrize(
    "text", ["2026-06-30T22:00:00Z", "2026-06-30 22:00", "2026-06-30 21:00:00.000 +0000"]
)
def test_a_late_moment_as_text_suggests_both_days(text):
    message = error(text, FROM)
    assert "is 2026-06-30 meant, or 2026-07-01, which a time zone has shifted?" in message


def test_a_moment_of_no_calendar_is_no_date():
    assert "expected a period number from 1, or a date" in error("2026-13-45T00:00:00Z", FROM)


# Periods are bounded before rows are spread over them


@pytest.mark.parametrize("column", EDGES)
@pytest.mark.parametrize("cell", [MOST_PERIODS + 1, 9_999, 20_000_000, 1e300, "20000000", 10**30])
def test_a_period_beyond_every_plan_is_an_error(column, cell):
    message = error(cell, column)
    assert "expected a period number from 1, or a date" in message
    assert f"at most {MOST_PERIODS:,} periods" in message


def test_a_huge_to_says_how_to_mean_the_end():
    assert "leave the cell blank for all periods to the end" in error(9_999, TO)


def test_a_plan_of_too_many_periods_is_an_error_at_its_cell():
    """Within no time: nothing is spread before the number is believed."""
    with within(1):
        (message,) = [
            str(found) for found in findings(raw={"Settings": [{"Name": "Periods", "Value": 20_000_000}]})
        ]
    assert message.startswith("Settings row 2, Value: Periods is 20000000; expected a whole number, from 1")


def test_days_at_the_end_of_time_are_cut_to_the_plan_before_they_are_spread():
    """9999-12-31 in To is period 95,688 of a plan in months: the row stands in its two periods."""
    last = dt.date(9999, 12, 31)
    plan = a_plan(
        {
            "settings": {"Start": "2026-01-01", "Period months": 1, "Periods": 2},
            "contingents": [estonian(last=last)],
            "sites": [site(last=last)],
            "requirements": [need(150, role="infantry", last=last)],
        }
    )
    assert plan.requirements.loc[0, "last"] == 95_688
    for rows in (plan.contingents, plan.sites, plan.requirements):
        assert by_period(rows, plan.settings.periods)["period"].tolist() == [1, 2]


def test_a_lock_that_is_void_in_a_thousand_periods_is_one_short_sentence():
    """Periods are told as a range, not one by one."""
    lock = row("Locks", contingent="EST-1", role="medical", units_at_most=1)
    plan = a_plan(
        FOUR_PERIODS,
        locks=[lock],
        requirements=[need(1, role="infantry"), need(1, role="medical")],
        raw={"Settings": [row("Settings", name="Periods", value=1_000)]},
    )
    (found,) = ineffective_rows(plan)
    assert "can be sent nowhere as medical in periods 1-1000: the lock is void there" in found.message
    assert periods_in_words([1, 2, 4]) == "periods 1-2, 4"
    assert periods_in_words([3]) == "period 3"
