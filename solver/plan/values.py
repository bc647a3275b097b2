"""One cell and its column's declaration: the typed value, or a sentence that says what is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from solver.plan import days, numerals, words
from solver.plan.periods import Calendar
from solver.plan.readings import NUMERIC, Reading, blank_value, faulted, warned, wrong
from solver.plan.serials import Moment
from solver.plan.spelling import clean
from solver.tables import ErrorValue, Uncalculated
from solver.workbook.columns import Column, Kind
from solver.workbook.layout import LIST_SEPARATOR


def _as_it_stands(cell: object, column: Column) -> Reading:
    """Any value, not looked at."""
    return Reading(cell)


_READERS: dict[Kind, Callable[[Any, Column], Reading]] = {
    Kind.NAME: words.read_name,
    Kind.NAMES: words.read_names,
    Kind.TEXT: words.read_text,
    Kind.WHOLE: numerals.read_number,
    Kind.NUMBER: numerals.read_number,
    Kind.SHARE: numerals.read_number,
    Kind.MONEY: numerals.read_number,
    Kind.YES_NO: words.read_yes_no,
    Kind.CHOICE: words.read_choice,
    Kind.ANY: _as_it_stands,
}


def read_value(cell: object, column: Column, calendar: Calendar) -> Reading:
    """What a cell says, by its column's declaration.

    ``calendar`` turns the dates of From and To into periods, and knows the
    numbers behind dates. Blank cells mean the column's default; a blank that
    must be filled in is an error.
    """
    cell = plain(cell)
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
    if column.kind in (Kind.FROM, Kind.TO):
        return days.read_period(cell, column, calendar)
    if column.kind is Kind.DATE:
        return days.read_date(cell, column, calendar)
    if column.kind in NUMERIC and isinstance(cell, Moment):
        return numerals.number_as_moment(cell, column, since_1904=calendar.since_1904)
    return _READERS[column.kind](cell, column)


def plain(cell: object) -> object:
    """A cell as plain Python: blanks of every sort as None, numpy's scalars as numbers."""
    if cell is None:  # most cells are blank
        return None
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, list | tuple | set | frozenset):  # as scripts may give several names
        cell = f"{LIST_SEPARATOR} ".join(str(part) for part in cell)
    if isinstance(cell, str):
        return cell if clean(cell) else None
    # pandas puts NaN and NaT where nothing is.
    return None if cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell)) else cell


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
