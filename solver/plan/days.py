"""Cells that should hold a date, or the first or last period of a window."""

from __future__ import annotations

import datetime as dt
import math
import re

from solver.plan.numerals import plain_number
from solver.plan.periods import Calendar
from solver.plan.readings import Reading, faulted, number_text, shown, warned, wrong
from solver.plan.spelling import clean
from solver.workbook.columns import Column

SERIAL = 20_000
"""A number from here on is Excel's count of days (1954 and later), not a period."""

EARLIEST, LATEST = dt.date(1950, 1, 1), dt.date(2999, 12, 31)

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_LOCAL = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


def read_date(cell: object, column: Column) -> Reading:
    """A day; the time of day is dropped. Text only in the form 2026-03-01."""
    if isinstance(cell, str):
        text = clean(cell)
        return _checked_day(iso_date(text), text, column) if iso_date(text) else _local_date(text, column)
    if isinstance(cell, dt.date):
        return _checked_day(_day(cell), cell, column)
    if _is_number(cell):
        return _serial(float(str(cell)), column) or wrong(column, cell)
    return wrong(column, cell)


def read_period(cell: object, column: Column, calendar: Calendar) -> Reading:
    """A period as a number: given as such, or as a date that lies in it."""
    if isinstance(cell, str):
        return _period_from_text(clean(cell), column, calendar)
    if isinstance(cell, dt.date):
        return _period_of(_day(cell), column, calendar)
    return _period_number(float(str(cell)), column) if _is_number(cell) else wrong(column, cell)


def iso_date(text: str) -> dt.date | None:
    """The day that a text such as 2026-03-01 names; None if it names none."""
    found = _ISO.fullmatch(text)
    return _valid(int(found[1]), int(found[2]), int(found[3])) if found else None


def _period_from_text(text: str, column: Column, calendar: Calendar) -> Reading:
    """A period number, or a date, that the cell holds as text."""
    day = iso_date(text)
    if day:
        return _period_of(day, column, calendar)
    number = plain_number(text)
    if number is None:
        return _local_date(text, column)
    reading = _period_number(number, column)
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
            f"{column.name} is {shown(day)}, but the plan has no Start; "
            "give Start on sheet Settings, or a period number here",
        )
    return Reading(float(calendar.period_of(day)))


def _period_number(number: float, column: Column) -> Reading:
    """A period number from 1 on."""
    if number >= 1 and number < SERIAL and number.is_integer():
        return Reading(number)
    return _serial(number, column) or wrong(column, number)


def _serial(number: float, column: Column) -> Reading | None:
    """Excel's count of days, where a date has lost its format: the date is named."""
    if not SERIAL <= number <= 2_958_465:
        return None
    day = dt.date(1899, 12, 30) + dt.timedelta(days=int(number))
    return faulted(
        column,
        f"{column.name} is the number {number_text(number)}, which is how Excel counts the date {day}; "
        "if that is meant, format the cell as a date",
    )


def _local_date(text: str, column: Column) -> Reading:
    """Dates such as 01/03/2026 are not guessed: what they may mean is named."""
    found = _LOCAL.fullmatch(text)
    if not found:
        return wrong(column, text)
    one, two, year = int(found[1]), int(found[3]), int(found[4])
    days = dict.fromkeys(day for day in (_valid(year, two, one), _valid(year, one, two)) if day)
    if not days:
        return wrong(column, text)
    if len(days) == 1:
        hint = f"if {next(iter(days))} is meant, type it as a date"
    else:
        hint = f"is {' or '.join(f'{day} ({day.day} {day:%B})' for day in days)} meant? Type it as a date"
    return faulted(column, f"{column.name} is the text '{text}'; {hint}")


def _checked_day(day: dt.date | None, cell: object, column: Column) -> Reading:
    """A day within reason."""
    if day is None or not EARLIEST <= day <= LATEST:
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
