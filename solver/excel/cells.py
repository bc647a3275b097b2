"""Writing the planner's values into cells: text stays text, lists and yes or no in words."""

from __future__ import annotations

import datetime as dt
import math

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

from solver import schema
from solver.excel.styles import COUNT, DAY_FORMAT, FRACTION_FORMAT, body_style
from solver.schema.columns import Column

FORMULA_SIGNS = ("=", "+", "-", "@")
"""What Excel takes for the beginning of a formula when it is typed."""

CellValue = str | int | float | dt.date | dt.time | dt.timedelta | None


def write_value(cell: Cell, column: Column, value: object) -> None:
    """Put a value into a cell that looks as its column asks."""
    cell.style = style = body_style(column)
    plain = typed_value(value)
    if isinstance(plain, str):
        write_text(cell, plain)
    elif plain is not None:
        cell.value = plain
        if isinstance(plain, dt.date):
            cell.number_format = DAY_FORMAT
        elif style == COUNT and isinstance(plain, float) and not plain.is_integer():
            cell.number_format = FRACTION_FORMAT


def write_text(cell: Cell, text: str) -> None:
    """Put text into a cell as text, never as a formula, whatever it begins with."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    if begins_like_formula(text):
        cell.quotePrefix = True  # it stays text when the planner edits it


def begins_like_formula(text: str) -> bool:
    """Whether Excel would take a text for a formula once it is edited, blanks before the sign or not."""
    return text.lstrip().startswith(FORMULA_SIGNS)


def typed_value(value: object) -> CellValue:
    """A value as a planner would have typed it: lists joined, yes and no in words, blanks as None."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | dt.date | dt.time | dt.timedelta):
        return value
    if isinstance(value, tuple | list):
        return f"{schema.LIST_SEPARATOR} ".join(str(part) for part in value) or None
    return str(value)
