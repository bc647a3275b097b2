"""Date cells read: as a date, or as the first or last period of a window."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import replace

from solver.plan.names import clean
from solver.plan.numerals import Moment, day_behind, number_behind, plain_number
from solver.plan.plan import MOST_PERIODS, Calendar
from solver.plan.readings import Reading, aside, cell_words, expected, faulted, time_text, warned, wrong
from solver.plan.spelled_dates import spelled_day, spelled_period
from solver.schema.columns import Column, Kind
from solver.text.numbers import number_text

EARLIEST, LATEST = dt.date(1950, 1, 1), dt.date(2999, 12, 31)
"""Days of a plan. A small number in a cell with the format of a date shows a day long before them."""

_NOT_TAKEN = f"days before {EARLIEST.year} are not taken"
_TWO_DIGITS = 1930
"""From 30 on, Excel takes a year of two digits for one of the last century."""
_NOON, _LAST_MINUTE = dt.time(12), dt.time(23, 59)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_ISO_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[Tt ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?"
    r"\s*(?:[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_LOCAL = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


def read_date(cell: object, column: Column, calendar: Calendar) -> Reading:
    """A day; a time of day is dropped with a warning. Text only in the form 2026-03-01."""
    if isinstance(cell, str):
        text = clean(cell)
        day = iso_date(text)
        return _checked_day(day, text, column) if day else _unread_text(text, column)
    if isinstance(cell, dt.time | dt.timedelta) or (isinstance(cell, dt.date) and _day(cell) < EARLIEST):
        return _misdated(cell, column, calendar)
    if isinstance(cell, dt.date):
        return _of_moment(cell, column, lambda day: _checked_day(day, cell, column))
    if _is_number(cell):
        return _serial(float(str(cell)), column, calendar) or wrong(column, cell)
    return wrong(column, cell)


def read_period(cell: object, column: Column, calendar: Calendar) -> Reading:
    """A period as a number: given as such, or as a date that lies in it."""
    if isinstance(cell, str):
        return _period_from_text(clean(cell), column, calendar)
    if isinstance(cell, dt.time | dt.timedelta) or (isinstance(cell, dt.date) and _day(cell) < EARLIEST):
        return _misdated(cell, column, calendar)
    if isinstance(cell, dt.date):
        return _of_moment(cell, column, lambda day: _period_of(day, column, calendar))
    return _period_number(float(str(cell)), column, calendar) if _is_number(cell) else wrong(column, cell)


def iso_date(text: str) -> dt.date | None:
    """The day that a text such as 2026-03-01 names; None if it names none."""
    found = _ISO.fullmatch(text)
    return _valid(int(found[1]), int(found[2]), int(found[3])) if found else None


def _period_from_text(text: str, column: Column, calendar: Calendar) -> Reading:
    """A period number, or a date, that the cell holds as text."""
    day = iso_date(text)
    if day:
        if day < EARLIEST:
            return wrong(column, text, _NOT_TAKEN)
        return _period_of(day, column, calendar)
    number = plain_number(text)
    if number is None:
        return _unread_text(text, column)
    reading = _period_number(number, column, calendar)
    if reading.faulty:
        return reading
    period = number_text(number)
    message = f"{column.name} is the text '{text}', read as period {period}; type it as a number"
    return warned(reading.value, message)


def _period_of(day: dt.date, column: Column, calendar: Calendar) -> Reading:
    """The period that holds a day."""
    if calendar.unreadable:
        return Reading(math.nan)  # the setting has its own finding
    if calendar.start is None:
        return faulted(
            column,
            f"{column.name} is {cell_words(day)}, but the plan has no Start; "
            "give Start on sheet Settings, or a period number here",
        )
    return Reading(float(calendar.period_of(day)))


def _period_number(number: float, column: Column, calendar: Calendar) -> Reading:
    """A period number from 1 to the most that a plan can have: rows are spread over what stands here."""
    if number.is_integer() and 1 <= number <= MOST_PERIODS:
        return Reading(number)
    dated = _serial(number, column, calendar)
    if dated or number <= MOST_PERIODS:
        return dated or wrong(column, number)
    hint = f"a plan has at most {MOST_PERIODS:,} periods"
    if EARLIEST.year <= number <= LATEST.year:
        hint += f"; if the year {number:.0f} is meant, type a date"
    elif column.kind is Kind.TO:
        hint += "; leave the cell blank for all periods to the end"
    return wrong(column, number, hint)


def _of_moment(moment: dt.date, column: Column, read: Callable[[dt.date], Reading]) -> Reading:
    """The reading of a moment's day, with a warning of its time of day.

    Late hours are often a midnight that a time zone has moved into the evening before:
    both days are named. The last minute of To is how programs write the end of a day.
    """
    day = _day(moment)
    reading = read(day)
    clock = moment.time() if isinstance(moment, dt.datetime) else dt.time()
    if reading.message or clock == dt.time() or (column.kind is Kind.TO and clock >= _LAST_MINUTE):
        return reading
    found = (
        f"{column.name} is {day} {time_text(clock)}, a time of day: read as {_named(day, column, reading)}"
    )
    if clock >= _NOON and day < dt.date.max:
        after = day + dt.timedelta(days=1)
        other = _named(after, column, read(after))
        message = (
            f"{found}; if a time zone has shifted {other}, type that day; else type {day} without a time"
        )
    else:
        message = f"{found}; type the day without a time"
    return replace(reading, message=message, severity="warning")


def _named(day: dt.date, column: Column, reading: Reading) -> str:
    """A day, and the period that holds it where that is asked for."""
    if column.kind is Kind.DATE or not isinstance(reading.value, float) or math.isnan(reading.value):
        return f"{day}"
    return f"{day} (period {number_text(reading.value)})"


def _misdated(moment: Moment, column: Column, calendar: Calendar) -> Reading:
    """A small number in a cell with the format of a date or a time: what it shows, and how to mend it."""
    number = number_behind(moment, since_1904=calendar.since_1904)
    form = "date" if isinstance(moment, dt.date) else "time"
    dated = _serial(number, column, calendar) if form == "time" else None
    if dated:
        return dated
    found = (
        f"{column.name} shows {_as_shown(moment)}, the number {number_text(number)} in the format of a {form}"
    )
    if number.is_integer() and 1 <= number <= MOST_PERIODS and column.kind is not Kind.DATE:
        return faulted(column, f"{found}; if period {number:.0f} is meant, format the cell as a number")
    early = f"; {_NOT_TAKEN}" if form == "date" else ""
    return faulted(
        column, f"{found}{early}; expected {expected(column)} ({aside(column)}): {_again(moment, column)}"
    )


def _again(moment: Moment, column: Column) -> str:
    """How to mend a cell that holds neither a period nor a day of a plan; Excel takes 1/7/30 for 1930."""
    if isinstance(moment, dt.date) and moment.year >= _TWO_DIGITS:
        later = _valid(moment.year + 100, moment.month, moment.day)
        if later:
            return f"if {later} is meant, type the year with four digits"
    if column.kind is Kind.DATE:
        return "type the date again"
    return "format the cell as a number and type the period, or type the date again"


def _as_shown(moment: Moment) -> str:
    """A moment as a cell shows it."""
    if isinstance(moment, dt.datetime) and moment.time() != dt.time():
        return f"{_day(moment)} {time_text(moment.time())}"
    return f"{_day(moment)}" if isinstance(moment, dt.date) else time_text(moment)


def _serial(number: float, column: Column, calendar: Calendar) -> Reading | None:
    """The finding for a date without its format, Excel's count of days: it names the date."""
    day = day_behind(number, since_1904=calendar.since_1904)
    if day is None:
        return None
    return faulted(
        column,
        f"{column.name} is the number {number_text(number)}, which is how Excel counts the date {day}; "
        "if that is meant, format the cell as a date",
    )


def _unread_text(text: str, column: Column) -> Reading:
    """A date as text in another form: which day may be meant is named, not guessed."""
    return _iso_moment(text, column) or _local_date(text, column)


def _iso_moment(text: str, column: Column) -> Reading | None:
    """Moments as databases write them, 2026-06-30T22:00:00.000Z: a zone may have moved the day."""
    found = _ISO_MOMENT.fullmatch(text)
    day = _valid(int(found[1]), int(found[2]), int(found[3])) if found else None
    if not found or not day:
        return None
    hint = f"if {day} is meant, type it as a date"
    if _NOON.hour <= int(found[4]) < 24 and day < dt.date.max:
        after = day + dt.timedelta(days=1)
        hint = f"is {day} meant, or {after}, which a time zone has shifted? Type it as a date"
    return faulted(
        column, f"{column.name} is the text '{text}', a moment; expected {expected(column)}: {hint}"
    )


def _local_date(text: str, column: Column) -> Reading:
    """Dates such as 01/03/2026 are not guessed: what they may mean is named."""
    found = _LOCAL.fullmatch(text)
    if not found:
        return _in_words(text, column)
    one, two, year = int(found[1]), int(found[3]), int(found[4])
    days = dict.fromkeys(day for day in (_valid(year, two, one), _valid(year, one, two)) if day)
    if not days:
        return wrong(column, text)
    if len(days) == 1:
        hint = f"if {next(iter(days))} is meant, type it as a date"
    else:
        hint = f"is {' or '.join(f'{day} ({day.day} {day:%B})' for day in days)} meant? Type it as a date"
    return faulted(column, f"{column.name} is the text '{text}'; {hint}")


def _in_words(text: str, column: Column) -> Reading:
    """A day, a month or a period in words: how it is typed is said."""
    day = spelled_day(text, column)
    if day and EARLIEST <= day <= LATEST:
        return faulted(column, f"{column.name} is the text '{text}'; if {day} is meant, type it as a date")
    period = spelled_period(text) if column.kind is not Kind.DATE else None
    known = period is not None and 1 <= period <= MOST_PERIODS
    return wrong(column, text, f"if period {period} is meant, type only the number" if known else "")


def _checked_day(day: dt.date, cell: object, column: Column) -> Reading:
    """A day within reason."""
    if not EARLIEST <= day <= LATEST:
        return wrong(column, cell, f"days before {EARLIEST.year} and after {LATEST.year} are not taken")
    return Reading(day)


def _day(moment: dt.date) -> dt.date:
    """The day of a moment."""
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _valid(year: int, month: int, day: int) -> dt.date | None:
    """The day, if the calendar has it."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _is_number(cell: object) -> bool:
    """Whether a cell holds a number (TRUE is none)."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)
