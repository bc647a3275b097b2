"""The value of a cell, read by its column's declaration, or a sentence that says what is wrong."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from solver.plan import dates, numerals
from solver.plan.names import clean, did_you_mean, how_to_separate, possible_list, split_list
from solver.plan.numerals import Moment
from solver.plan.plan import Calendar
from solver.plan.readings import NUMERIC, Reading, blank_value, cell_words, faulted, warned, wrong
from solver.schema import LIST_SEPARATOR, NO_WORDS
from solver.schema.columns import Column, Kind
from solver.tables import ErrorValue, Uncalculated, fold, is_example
from solver.text.numbers import number_text

_YES = frozenset({"yes", "y", "true", "1"})
_FOREIGN = {
    **dict.fromkeys(("ja", "j", "oui", "o", "si", "sí", "sì", "sim", "tak", "ano", "jah"), "yes"),
    **dict.fromkeys(
        ("jā", "taip", "kyllä", "evet", "да", "так", "wahr", "vrai", "vero", "verdadero", "prawda"), "yes"
    ),
    **dict.fromkeys(("nein", "non", "nej", "nei", "nee", "não", "nie", "ne", "ei", "nē", "hayır"), "no"),  # noqa: RUF001
    **dict.fromkeys(("нет", "ні", "falsch", "faux", "falso", "fałsz"), "no"),
}


def read_name(cell: object, column: Column) -> Reading:
    """An identifier, which is text: 12.0 is the name 12."""
    if isinstance(cell, str):
        return Reading(clean(cell))
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        found = f"{column.name} is {cell_words(cell)}"
        return faulted(column, f"{found}; expected a name: format the cell as Text and type it again")
    return Reading(_as_text(cell)) if isinstance(cell, bool | int | float) else wrong(column, cell)


def read_names(cell: object, column: Column) -> Reading:
    """Several identifiers, parted by ; or a line break, each once, in the order in which they stand."""
    reading = read_name(cell, column)
    if reading.faulty:
        return reading
    names: dict[str, str] = {}
    for text in split_list(cell) if isinstance(cell, str) else [str(reading.value)]:
        names.setdefault(fold(text), clean(text))
    listed = tuple(name for name in names.values() if name)
    return _known_words(listed, cell, column) if column.choices else Reading(listed)


def _known_words(listed: tuple[str, ...], cell: object, column: Column) -> Reading:
    """Several of a few words, in any case."""
    known = {fold(choice): choice for choice in column.choices}
    strange = next((word for word in listed if fold(word) not in known), None)
    if strange is None:
        return Reading(tuple(known[fold(word)] for word in listed))
    parted = possible_list(strange, known)
    if parted and parted.known:
        return wrong(column, cell, how_to_separate(parted, column))
    return wrong(column, cell, did_you_mean(strange, column.choices).lstrip("; "))


def read_text(cell: object, column: Column) -> Reading:
    """Free text; dates and numbers as they are usually written."""
    if isinstance(cell, str):
        return Reading(cell.strip())
    if isinstance(cell, dt.date):
        return Reading(f"{cell:%Y-%m-%d}")
    return Reading(_as_text(cell))


def read_choice(cell: object, column: Column) -> Reading:
    """One of a few words, in any case; TRUE and FALSE where yes and no are among them."""
    word = clean(_as_text(cell))
    known = {fold(choice): choice for choice in column.choices}
    if fold(word) in known:
        return Reading(known[fold(word)])
    if {"yes", "no"} <= set(known):
        answer = read_yes_no(cell, column)
        if not answer.faulty:
            return Reading(known["yes" if answer.value else "no"])
    return wrong(column, cell, did_you_mean(word, column.choices).lstrip("; "))


def read_yes_no(cell: object, column: Column) -> Reading:
    """Yes or no; other languages are not guessed but named."""
    word = fold(clean(_as_text(cell)))
    if word in _YES or word in NO_WORDS:
        return Reading(word in _YES)
    meant = _FOREIGN.get(word)
    return wrong(column, cell, f"if {meant} is meant, type {meant}" if meant else "")


def _as_text(cell: object) -> str:
    """A cell's value as text: 12.0 is 12, True is TRUE."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else number_text(cell)
    return str(cell)


_READERS: dict[Kind, Callable[[Any, Column], Reading]] = {
    Kind.NAME: read_name,
    Kind.NAMES: read_names,
    Kind.TEXT: read_text,
    Kind.WHOLE: numerals.read_number,
    Kind.NUMBER: numerals.read_number,
    Kind.SHARE: numerals.read_number,
    Kind.MONEY: numerals.read_number,
    Kind.YES_NO: read_yes_no,
    Kind.CHOICE: read_choice,
    Kind.ANY: lambda cell, column: Reading(cell),
}


def read_value(cell: object, column: Column, calendar: Calendar) -> Reading:
    """What a cell says, by its column's declaration.

    ``calendar`` turns the dates of From and To into periods, and knows the numbers behind dates. Blank cells
    mean the column's default; a blank that must be filled in is an error.
    """
    cell = python_value(cell)
    if isinstance(cell, ErrorValue | Uncalculated):
        return _no_value(cell, column)
    if cell is None:
        if column.required and not column.may_be_blank:
            return wrong(column, "")
        return Reading(blank_value(column))
    if column.unlimited and isinstance(cell, str) and clean(cell).casefold() == column.unlimited:
        return Reading(math.inf)
    return _typed(cell, column, calendar)


def _typed(cell: object, column: Column, calendar: Calendar) -> Reading:
    """What a cell that holds something says, by its column's kind."""
    if is_example(cell) and column.kind is not Kind.TEXT:
        return wrong(column, cell, "this is still the template's example: type over it, or clear the cell")
    if column.kind in (Kind.FROM, Kind.TO):
        return dates.read_period(cell, column, calendar)
    if column.kind is Kind.DATE:
        return dates.read_date(cell, column, calendar)
    if column.kind in NUMERIC and isinstance(cell, Moment):
        return numerals.number_as_moment(cell, column, since_1904=calendar.since_1904)
    return _READERS[column.kind](cell, column)


def python_value(cell: object) -> object:
    """A cell as plain Python: blanks of every sort as None, numpy's scalars as numbers."""
    if cell is None:  # most cells are blank
        return None
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, list | tuple | set | frozenset):  # as scripts may give several names
        cell = f"{LIST_SEPARATOR} ".join(str(each) for each in cell)
    if isinstance(cell, str):
        return cell if clean(cell) else None
    # pandas puts NaN, NaT and NA where nothing is.
    blank = cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))
    return None if blank else cell


def _no_value(cell: ErrorValue | Uncalculated, column: Column) -> Reading:
    """A formula that shows an error, or whose result is not in the file."""
    if isinstance(cell, ErrorValue) and cell.rich is not None:
        shown = f" (it shows '{cell.rich.shown}')" if cell.rich.shown else ""
        message = (
            f"{column.name} is {cell.rich.what}{shown}; expected plain text or a number; {cell.rich.remedy}"
        )
    elif isinstance(cell, ErrorValue):
        message = f"{column.name} shows the error {cell.code}; mend the formula, or type the value"
    else:
        message = (
            f"{column.name} is the formula {cell.formula}, whose result is not stored in the file; "
            "open the workbook in Excel or LibreOffice and save it, or type the value"
        )
    # Remarks are never counted with: they do not stop a plan.
    if column.kind is Kind.TEXT and not column.required:
        return warned("", message)
    return faulted(column, message)
