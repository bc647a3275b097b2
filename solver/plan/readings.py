"""The reading of a cell: a typed value, or a sentence that says what is wrong."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from solver.errors import Severity
from solver.schema.columns import Column, Kind
from solver.text.numbers import number_text

NUMERIC = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY, Kind.FROM, Kind.TO})
"""Kinds whose typed value is a number (NaN where blank)."""

_PHRASES = {
    Kind.NAME: "a name",
    Kind.NAMES: "names, separated by ;",
    Kind.TEXT: "text",
    Kind.WHOLE: "a whole number",
    Kind.NUMBER: "a number",
    Kind.SHARE: "a share from 0 to 1 (30 % is 0.3)",
    Kind.MONEY: "an amount of money, as a number",
    Kind.YES_NO: "yes or no",
    Kind.FROM: "a period number from 1, or a date",
    Kind.TO: "a period number from 1, or a date",
    Kind.DATE: "a date",
    Kind.ANY: "a value",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell's typed value, and what is wrong (error) or odd (warning) with the cell.

    Where the message is an error, ``value`` only stands in: NaN for numbers, else None.
    """

    value: object
    message: str = ""
    severity: Severity = "error"

    @property
    def faulty(self) -> bool:
        """Whether the cell could not be read."""
        return bool(self.message) and self.severity == "error"


def warned(value: object, message: str) -> Reading:
    """A value that was understood, with a warning."""
    return Reading(value, message, "warning")


def faulted(column: Column, message: str) -> Reading:
    """An unreadable cell, its place in the table held by a stand-in."""
    return Reading(math.nan if column.kind in NUMERIC else None, message)


def wrong(column: Column, cell: object, hint: str = "") -> Reading:
    """An unreadable cell, with the sentence *found; expected (meaning)*, and how to mend it."""
    sentence = f"{column.name} is {cell_words(cell)}; expected {expected(column)} ({aside(column)})"
    return faulted(column, f"{sentence}; {hint}" if hint else sentence)


def aside(column: Column) -> str:
    """A column's meaning, to be put in brackets."""
    meaning = column.meaning.rstrip(" .")
    return meaning[:1].lower() + meaning[1:]


def expected(column: Column) -> str:
    """What a column wants, such as ``a whole number, 1 or more``."""
    if column.kind is Kind.CHOICE:
        return "one of " + ", ".join(column.choices)
    if column.choices:
        return f"one or more of {', '.join(column.choices)}, separated by ;"
    bounds = []
    if column.above is not None:
        bounds.append(f"above {number_text(column.above)}")
    if column.least is not None and column.most is not None:
        bounds.append(f"from {number_text(column.least)} to {number_text(column.most)}")
    elif column.least is not None:
        bounds.append(f"{number_text(column.least)} or more")
    elif column.most is not None:
        bounds.append(f"at most {number_text(column.most)}")
    word = [f"or the word {column.unlimited}"] if column.unlimited else []
    return ", ".join([_PHRASES[column.kind], *bounds, *word])


def cell_words(cell: object) -> str:
    """A cell as a sentence shows it: text in quotes, dates and times as such."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return number_text(max(-1e300, min(1e300, cell)))
    if isinstance(cell, dt.datetime | dt.date):
        return f"the date {cell:%Y-%m-%d}"
    if isinstance(cell, dt.time | dt.timedelta):
        return f"the time {time_text(cell)}"
    text = str(cell)
    if not text:
        return "blank"
    return f"'{text if len(text) <= 60 else text[:57] + '...'}'"


def time_text(time: dt.time | dt.timedelta) -> str:
    """Hours and minutes, as Excel shows a time: 01:02."""
    if isinstance(time, dt.timedelta):
        minutes = round(time.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{time:%H:%M}"


def blank_value(column: Column) -> object:
    """What a blank cell means: the default, or no such limit, no name, no names."""
    if column.default is not None:
        return float(str(column.default)) if column.kind in NUMERIC else column.default
    if column.kind in NUMERIC:
        return math.nan
    if column.kind is Kind.NAMES:
        return ()
    if column.kind is Kind.YES_NO:
        return False
    return None if column.kind in (Kind.DATE, Kind.ANY) else ""
