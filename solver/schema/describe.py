"""What a column means and takes, in the planner's words: for header notes, prompts and the reference."""

from __future__ import annotations

import datetime as dt

from solver.schema import LIST_SEPARATOR
from solver.schema.columns import Column, Kind

_KINDS = {
    Kind.NAME: "a name",
    Kind.NAMES: f"a list of names, separated by {LIST_SEPARATOR}",
    Kind.TEXT: "text",
    Kind.WHOLE: "a whole number",
    Kind.NUMBER: "a number",
    Kind.SHARE: "a share, 30 % or 0.3",
    Kind.MONEY: "money",
    Kind.YES_NO: "yes or no",
    Kind.CHOICE: "one of a few words",
    Kind.FROM: "a period number, or a date",
    Kind.TO: "a period number, or a date",
    Kind.DATE: "a date",
    Kind.ANY: "any value",
}
_NO_LIMIT_KINDS = (Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY)


def plain(value: object) -> str:
    """A default or a limit as a planner would type it: yes, 25 %, 1,000, 2026-11-22."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:,}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def limits(column: Column) -> tuple[float | None, float | None]:
    """The least and the most that a number may be; None is "no such limit". A share is 0 to 1."""
    if column.kind is Kind.SHARE:
        least = column.least if column.least is not None else 0.0
        return least, column.most if column.most is not None else 1.0
    if column.kind in (Kind.FROM, Kind.TO):
        return 1, None
    return column.least, column.most


def range_words(column: Column) -> str:
    """The numbers that the column takes, such as "at least 0" or "above 0, at most 1"."""
    least, most = limits(column)
    words = []
    if column.above is not None:
        words.append(f"above {plain(column.above)}")
    elif least is not None:
        words.append(f"at least {plain(least)}")
    if most is not None:
        words.append(f"at most {plain(most)}")
    return ", ".join(words)


def kind_words(column: Column) -> str:
    """What a cell of the column holds, with its unit and range: "a whole number of units, at least 0"."""
    words = _KINDS[column.kind]
    if column.kind is Kind.CHOICE:
        words = "one of: " + ", ".join(column.choices)
    elif column.unit and column.kind in (Kind.WHOLE, Kind.NUMBER, Kind.MONEY):
        words = column.unit if column.kind is Kind.MONEY else f"{words} ({column.unit})"
    limit = range_words(column) if column.kind not in (Kind.FROM, Kind.TO) else ""
    word = f"or the word {column.unlimited}" if column.unlimited else ""
    return ", ".join(filter(None, (words, limit, word)))


def blank_words(column: Column) -> str:
    """What a blank cell means: the default, no limit, or an error."""
    if column.required and not column.may_be_blank:
        return "must be filled in"
    if column.default not in (None, ""):
        return f"blank means {_default(column)}"
    if column.kind is Kind.FROM:
        return "blank means from the start"
    if column.kind is Kind.TO:
        return "blank means to the end"
    if column.kind in _NO_LIMIT_KINDS and "blank" not in column.meaning:
        return "blank means not given"
    return "may be blank"


def _default(column: Column) -> str:
    default = column.default
    if column.kind is Kind.SHARE and isinstance(default, float):
        return f"{plain(round(100 * default, 6))} %"
    return plain(default)


def registers(column: Column) -> tuple[tuple[str, str], ...]:
    """The registers that a name is looked up in, as pairs of sheet and column."""
    parts = (reference.partition(".") for reference in column.refers_to)
    return tuple((sheet, header) for sheet, _, header in parts)


def reference_words(column: Column) -> str:
    """Where the column's names come from, and whether others are accepted; empty when anywhere."""
    if not column.refers_to:
        return ""
    words = f"a name in {register_words(column)}"
    return words if column.must_exist else f"{words} (any name while that sheet is empty)"


def register_words(column: Column) -> str:
    """The registers of a column in a sentence: "Nation or Groups of sheet Nations"."""
    headers: dict[str, list[str]] = {}
    for sheet, header in registers(column):
        headers.setdefault(sheet, []).append(header)
    return " or ".join(f"{' or '.join(names)} of sheet {sheet}" for sheet, names in headers.items())
