"""Number cells: which texts are read as a number, and which only a finding names."""

from __future__ import annotations

import datetime as dt
import math
import re
from itertools import product

from solver.plan.names import clean
from solver.plan.readings import Reading, cell_words, expected, faulted, time_text, warned, wrong
from solver.plan.spelled_amounts import spelled_amount
from solver.schema.columns import Column, Kind
from solver.text.numbers import number_text

LARGEST = 1e12
"""Numbers beyond this are slips of the keyboard; solvers take much larger ones for infinite."""

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_THREE_AFTER_DOT = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_GROUPED = re.compile(r"[+-]?[\d.,'\u2019\s]*\d")
_RATIO = re.compile(r"1\s*:\s*(\d+(?:[.,]\d+)?)")


def read_number(cell: object, column: Column) -> Reading:
    """A number of the column's kind, within its range; numbers as plain text with a warning."""
    if isinstance(cell, bool):
        return wrong(column, cell)
    if isinstance(cell, int | float):
        return in_range(float(cell) if abs(cell) <= LARGEST else math.inf, cell, column)
    if isinstance(cell, str):
        return _from_text(clean(cell), column)
    return wrong(column, cell)


def number_as_moment(cell: Moment, column: Column, *, since_1904: bool) -> Reading:
    """A number in a cell with the format of a date or a time: the number that the cell holds is named.

    A dwell ratio that was typed as 1:2, which Excel takes for two minutes past one, is told as that.
    """
    if isinstance(cell, dt.time | dt.timedelta) and column.name == "Dwell ratio":
        hours, minutes = (int(part) for part in time_text(cell).split(":"))
        if hours == 1:
            hint = f"type {minutes} for 1:{minutes} (and format the cell as a number)"
            return faulted(column, f"Dwell ratio is {cell_words(cell)}; expected {expected(column)}: {hint}")
    number = number_text(number_behind(cell, since_1904=since_1904))
    hint = f"if the number {number} is meant, format the cell as a number; else do that and type it again"
    return wrong(column, cell, hint)


def in_range(number: float, cell: object, column: Column) -> Reading:
    """The number, if it is whole where it must be and within the column's range."""
    if not math.isfinite(number):
        return wrong(column, cell, f"numbers beyond {LARGEST:,.0f} are not taken")
    if column.kind is Kind.WHOLE:
        if abs(number - round(number)) > 1e-9:
            return wrong(column, cell)
        number = float(round(number))
    if column.kind is Kind.SHARE and number > 1:
        return _share_above_one(number, column)
    low = (column.least is not None and number < column.least) or (column.kind is Kind.SHARE and number < 0)
    not_above = column.above is not None and number <= column.above
    high = column.most is not None and number > column.most
    if low or not_above or high:
        return wrong(column, cell)
    return _below_one_head(number, column) if 0 < number < 1 and column.unit == "heads" else Reading(number)


def _below_one_head(number: float, column: Column) -> Reading:
    """A part of a head is a share that was typed into a column of heads."""
    typed, share = number_text(number), f"{number_text(100 * number)} %"
    none = "" if column.above is not None else " (0: none)"
    found = f"{column.name} is {typed}, less than one head; expected heads, 1 or more{none}"
    remedy = f"if a share ({share}) is meant, type the heads that it comes to"
    if column.name == "Cap heads":
        remedy = f"if a share is meant, type {typed} ({share}) in Cap share"
    return faulted(column, f"{found}; {remedy}")


def plain_number(text: str) -> float | None:
    """The number that a text spells in the plain form (850, 12.5, 1e3); None if it does not."""
    return float(text) if _PLAIN.fullmatch(text) else None


def percentage(text: str) -> float | None:
    """The share that a text such as ``30 %`` spells; None if it does not."""
    number = plain_number(text[:-1].strip()) if text.endswith("%") else None
    return None if number is None else number / 100


def as_typed(text: str, column: Column, *, cautious: bool) -> object:
    """A number where a plain one was typed as text on purpose, else the text.

    ``cautious``: three digits after a dot may be thousands (1.250), as in a cell.
    """
    text = clean(text)
    share = percentage(text) if column.kind is Kind.SHARE else None
    number = plain_number(text) if share is None else share
    return text if number is None or (cautious and _THREE_AFTER_DOT.fullmatch(text)) else number


def possible_readings(text: str) -> tuple[float, ...]:
    """Every number that a text in some country's form could mean: ``1,250`` is 1250 or 1.25."""
    if not _GROUPED.fullmatch(text):
        return ()
    digits = re.sub(r"[\s'\u2019]", "", text)
    marks = [mark for mark in digits if mark in ",."]
    if not marks:
        return (float(digits),)
    decimal = marks[-1]
    without = float(re.sub(r"[,.]", "", digits))
    if marks.count(decimal) > 1:
        return (without,)
    whole, _, fraction = digits.rpartition(decimal)
    pointed = float(f"{re.sub(r'[,.]', '', whole)}.{fraction}")
    ambiguous = len(marks) == 1 and len(fraction) == 3 and whole.lstrip("+-") not in ("", "0")
    return (without, pointed) if ambiguous else (pointed,)


def _from_text(text: str, column: Column) -> Reading:
    """A number that the cell holds as text."""
    share = percentage(text) if column.kind is Kind.SHARE else None
    number = plain_number(text) if share is None else share
    if number is not None and not _THREE_AFTER_DOT.fullmatch(text):
        reading = in_range(number if abs(number) <= LARGEST else math.inf, text, column)
        if reading.faulty:
            return reading
        return warned(
            reading.value,
            f"{column.name} is the text '{text}', read as {number_text(number)}; type it as a number",
        )
    ratio = _RATIO.fullmatch(text)
    if ratio and column.name == "Dwell ratio":
        return faulted(column, f"Dwell ratio is the text '{text}'; type {ratio[1]} for 1:{ratio[1]}")
    return _unread_text(text, column)


def _unread_text(text: str, column: Column) -> Reading:
    """The sentence for a text that is no plain number, naming what may be meant."""
    degrees = decimal_degrees(text) if column.unit == "degrees" else None
    if degrees is not None:
        return _degrees_as_text(text, *degrees, column)
    readings = [number_text(number) for number in possible_readings(text)]
    if len(readings) == 1:
        return faulted(
            column, f"{column.name} is the text '{text}'; if {readings[0]} is meant, type it as a number"
        )
    if readings:
        either = " or ".join(readings)
        return faulted(column, f"{column.name} is the text '{text}'; is {either} meant? Type it as a number")
    return wrong(column, text, _meant(text, column))


def _meant(text: str, column: Column) -> str:
    """How to type what a number with words around it may mean, each number that it can be; "" if unknown."""
    spelled = spelled_amount(text, column)
    if spelled is None:
        return ""
    meant: dict[str, str] = {}
    for scale, number in product(spelled.scales, possible_readings(spelled.digits)):
        value = number / 100 if spelled.percent else float(number_text(number * scale.factor))
        if abs(value) <= LARGEST and not in_range(value, text, column).faulty:
            word = f"{number_text(number)} %" if spelled.percent else scale.word
            meant.setdefault(number_text(value), word)
    if list(meant) == [spelled.digits]:
        return f"if {spelled.digits} is meant, type only the number"
    told = [f"{number} ({word})" if word else number for number, word in meant.items()]
    if len(told) == 1:
        return f"if {told[0]} is meant, type that number"
    return f"is {' or '.join(told)} meant? Type that number" if told else ""


def _degrees_as_text(text: str, number: float, letter: str, column: Column) -> Reading:
    """The sentence for degrees as a map prints them: what to type, or that they are the other ones."""
    other = {"Latitude": ("EW", "longitude"), "Longitude": ("NS", "latitude")}.get(column.name)
    if letter and other and letter in other[0]:
        return wrong(column, text, f"{letter} tells a {other[1]}: exchange the two")
    return wrong(column, text, f"if {number_text(number)} is meant, type only the number")


def _share_above_one(number: float, column: Column) -> Reading:
    """A share above 1 may be a percentage, or a slip: both readings are named."""
    as_typed = number_text(number)
    return faulted(
        column,
        f"{column.name} is {as_typed}; expected a share from 0 to 1: "
        f"is {number_text(number / 100)} ({as_typed} %) meant, or {as_typed}? "
        f"Type {number_text(number / 100)} for {as_typed} %",
    )


FIRST_SERIAL = 20_000
"""A number from here on is Excel's count of days (1954 and later), not a period."""

LAST_SERIAL = 2_958_465
"""Excel's last day, 9999-12-31, as it counts from 1900."""

Moment = dt.date | dt.time | dt.timedelta
"""What a cell with the format of a date, a time or a duration comes to us as."""

_SINCE_1900, _SINCE_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_FEBRUARY_OF_1900 = dt.datetime(1900, 3, 1)
"""Before this day Excel is one behind: it counts a 29 February 1900 that never was."""


def number_behind(moment: Moment, *, since_1904: bool = False) -> float:
    """The number that a date, a time or a duration is in its cell, without the format."""
    if isinstance(moment, dt.timedelta):
        return moment / dt.timedelta(days=1)
    if isinstance(moment, dt.time):
        return (dt.datetime.combine(dt.date.min, moment.replace(tzinfo=None)) - dt.datetime.min) / _DAY
    clock = moment.time() if isinstance(moment, dt.datetime) else dt.time()
    full = dt.datetime.combine(moment, clock)
    days = (full - (_SINCE_1904 if since_1904 else _SINCE_1900)) / _DAY
    return days - 1 if full < _FEBRUARY_OF_1900 and not since_1904 else days


def day_behind(number: float, *, since_1904: bool = False) -> dt.date | None:
    """The day that a bare number is in Excel's count; None where it is no day of our time."""
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        return None
    try:
        moment = (_SINCE_1904 if since_1904 else _SINCE_1900) + dt.timedelta(days=int(number))
    except OverflowError:
        return None
    return moment.date()


_DAY = dt.timedelta(days=1)

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_DEGREES = re.compile(
    rf"""
    (?P<before>[NSEW])?\s*(?P<sign>[+-])?\s*
    {_NUMBER}\s*(?P<mark>[\u00b0\u00ba\u02da]|d(?:eg(?:rees)?)?)?\s*
    (?:{_NUMBER}\s*(?:['\u2032\u2019]|m(?:in)?)?\s*
       (?:{_NUMBER}\s*(?:["\u2033\u201d]|''|\u2032\u2032|s(?:ec)?)?\s*)?
    )?
    (?P<behind>[NSEW])?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def decimal_degrees(text: str) -> tuple[float, str] | None:
    """Degrees, south and west negative, and the letter of the compass beside them ("" for none).

    For ``49\u00b050' N``, ``N 49 50 24``, ``49.84\u00b0``; None for any other text.
    """
    found = _DEGREES.fullmatch(text)
    if found is None or (found["before"] and found["behind"]):
        return None
    degrees, minutes, seconds = (float((number or "0").replace(",", ".")) for number in found.group(3, 5, 6))
    if minutes >= 60 or seconds >= 60:
        return None
    letter = (found["before"] or found["behind"] or "").upper()
    backwards = (found["sign"] == "-") != (letter in ("S", "W") and letter != "")
    value = round(degrees + minutes / 60 + seconds / 3600, 4)
    return (-value if backwards else value), letter
