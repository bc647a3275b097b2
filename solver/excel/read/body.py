"""The rows of a found table, as raw cells by declared column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from solver.excel.package.grid import Row
from solver.excel.package.listed import Listed
from solver.excel.package.refusal import too_large
from solver.excel.package.values import Coded
from solver.excel.read.find import Header, required
from solver.schema import all_columns
from solver.schema.columns import SAFEGUARDS, Kind, Sheet
from solver.tables import fold

MOST_ROWS = 200_000
"""Filled rows of one table beyond which reading stops."""
MOST_LOOKED_AT = 200
"""Rows in which columns that are not declared ones are looked at."""


@dataclass(slots=True)
class Body:
    """The rows of a table that hold something in a declared column.

    ``hidden``: row numbers that are hidden. ``beside``: row numbers right
    below the Excel table that were read with it. ``left_out``: row numbers
    further below that were not; ``lost``: those of them that are filled as a row of the sheet is,
    where such rows may hold somebody back. ``again``: row numbers in which the header stands
    once more. ``used``: columns (numbers) that hold something. ``others``: by number,
    the first values of columns that are not declared ones.
    """

    cells: pd.DataFrame
    hidden: list[int] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    again: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    others: dict[int, list[object]] = field(default_factory=dict)


def read_body(declared: Sheet, header: Header, rows: Iterator[Row]) -> Body:
    """The table's rows below its header, to the end of the sheet or of the Excel table."""
    names = {column.name for column in all_columns(declared) if column.kind in (Kind.NAME, Kind.NAMES)}
    order = list(header.columns.items())
    asked = [header.columns[name] for name in required(declared) if name in header.columns]
    headers = {fold(name): column for name, column in order}
    body = Body(cells=pd.DataFrame())
    numbers: list[int] = []
    lines: list[list[object]] = []
    for row in rows:
        line = [_value(row.cells.get(column), name in names) for name, column in order]
        if all(value is None for value in line):
            continue
        if len(lines) + len(body.left_out) >= MOST_ROWS:
            raise too_large(f"it has more than {MOST_ROWS:,} filled rows")
        if not _belongs(row, body, header.listed, asked):
            if declared.name in SAFEGUARDS and _is_filled(row, body, header, asked):
                body.lost.append(row.number)
            continue
        if _is_header_again(row, headers, asked):
            body.again.append(row.number)
            continue
        numbers.append(row.number)
        lines.append(line)
        if row.hidden:
            body.hidden.append(row.number)
        if len(lines) <= MOST_LOOKED_AT:
            for column in row.cells.keys() - headers.values():
                body.others.setdefault(column, []).append(row.cells[column])
    return _finish(body, order, numbers, lines)


def _belongs(row: Row, body: Body, table: Listed | None, asked: list[int]) -> bool:
    """Whether a filled row is one of the table's; notes in ``body`` what lies below an Excel table.

    A row typed right below it counts, too, where most required columns are
    filled: LibreOffice does not stretch the table, and no pledge may get lost.
    """
    if table is None or row.number <= table.last:
        return True
    if row.number <= table.block.bottom:
        return False  # a totals row
    above = body.beside[-1] if body.beside else table.last
    filled = sum(column in row.cells for column in asked)
    follows = row.number == above + 1 and 2 * filled >= len(asked)
    (body.beside if follows else body.left_out).append(row.number)
    return follows


def _is_filled(row: Row, body: Body, header: Header, asked: list[int]) -> bool:
    """Whether a row that was left out holds what a row of the sheet must, and one thing more than a note."""
    filled = row.cells.keys() & header.columns.values()
    return row.number in body.left_out[-1:] and filled.issuperset(asked) and len(filled) > 1


def _is_header_again(row: Row, headers: Mapping[str, int], asked: list[int]) -> bool:
    """Whether every declared header that stands in this row stands where it stood at the top.

    ``headers``: the column of each, by folded name; ``asked``: columns of the required ones.
    """
    if len(asked) < 2 or not all(isinstance(row.cells.get(column), str) for column in asked):
        return False
    if headers.get(fold(row.cells[asked[0]])) != asked[0]:
        return False
    places = {column: headers.get(fold(value)) for column, value in row.cells.items()}
    return all(places[column] == column for column in asked) and all(
        place in (column, None) for column, place in places.items()
    )


def _finish(body: Body, order: list[tuple[str, int]], numbers: list[int], lines: list[list[object]]) -> Body:
    index = pd.Index(numbers, dtype="int64")
    by_column = list(zip(*lines, strict=True)) if lines else [()] * len(order)
    body.cells = pd.DataFrame(
        {
            name: pd.Series(list(values), index=index, dtype=object)
            for (name, _), values in zip(order, by_column, strict=True)
        },
        index=index,
    )
    body.used = {
        column
        for (_, column), values in zip(order, by_column, strict=True)
        if any(value is not None for value in values)
    }
    return body


def _value(value: object, is_name: bool) -> object:
    """The cell's value; a number shown with leading zeros is text where it is a name."""
    if isinstance(value, Coded):
        return value.text if is_name else value.number
    return value
