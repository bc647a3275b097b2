"""The examples as text files to review line by line: Ukraine as publicly reported, and one made up."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from solver import schema
from solver.schema.columns import Column, Kind, Sheet
from solver.tables import fold

EXAMPLES = {"ukraine": "data", "stabilisation": "stabilisation"}
"""The folder of each example's files, by its name."""

NUMBER = re.compile(r"-?\d+(\.\d+)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
YES_NO = {"yes": True, "no": False}
NUMERIC = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY})
PERIODS = frozenset({Kind.FROM, Kind.TO, Kind.DATE, Kind.ANY})


def example_rows(name: str = "ukraine") -> dict[str, list[dict[str, object]]]:
    """An example's rows by sheet, each row a mapping of header to value; sheets without a file are not there.

    Values are as a planner would have typed them: numbers, dates, yes and no
    (as True and False), lists as one text; a blank cell is None.

    Raises
    ------
    ValueError
        If a data file has a column or a value that its sheet does not know.
    """
    folder = files(__name__) / EXAMPLES[name]
    return {
        declared.name: list(_rows(folder, declared))
        for declared in schema.SHEETS
        if (folder / f"{declared.field}.csv").is_file()
    }


def _rows(folder: Traversable, declared: Sheet) -> Iterator[dict[str, object]]:
    """The rows of one sheet's data file."""
    name = f"{declared.field}.csv"
    columns = {column.name: column for column in schema.all_columns(declared)}
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    for number, record in enumerate(csv.DictReader(lines, strict=True), start=2):
        if set(record) - set(columns) or None in record.values():
            raise ValueError(
                f"{name} row {number}: its cells do not fit the columns of sheet {declared.name}"
            )
        yield {
            header: _value(_cell_column(declared, columns[header], record), text, f"{name} row {number}")
            for header, text in record.items()
        }


def _cell_column(declared: Sheet, column: Column, record: dict[str, str]) -> Column:
    """The column that says how a cell is read: the value of a setting as the setting says."""
    if declared.name == "Settings" and column.name == "Value":
        return next(setting for setting in schema.SETTINGS if fold(setting.name) == fold(record["Name"]))
    return column


def _value(column: Column, text: str, where: str) -> object:
    """One cell's text as the value that its column asks for."""
    text = text.strip()
    if not text:
        return None
    if column.kind in NUMERIC | PERIODS and NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    if column.kind in PERIODS and DAY.fullmatch(text):
        return dt.date.fromisoformat(text)
    if column.kind is Kind.YES_NO and text in YES_NO:
        return YES_NO[text]
    if column.kind in NUMERIC | {Kind.YES_NO, Kind.FROM, Kind.TO, Kind.DATE}:
        raise ValueError(f"{where}, {column.name}: {text!r} is not {column.kind.value}")
    return text
