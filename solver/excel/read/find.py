"""Where a sheet's table lies: its header row, its columns, its last row."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from solver.excel.package.grid import MOST_COLUMNS, Row, column_letters
from solver.excel.package.listed import Listed
from solver.schema import COMMON, all_columns
from solver.schema.columns import Sheet
from solver.tables import UNSEEN, fold

LOOK = 50
"""Rows from the top in which a table without an Excel table around it may begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header row of a table: column number of each declared header that is there.

    ``repeated``: cells of headers that stand there twice. ``unknown``: other
    headers, by column number. ``listed``: the Excel table around it, if any;
    ``apart``: headers of its row that lie neither in it nor next to it.
    """

    row: int
    columns: dict[str, int]
    repeated: tuple[tuple[str, int], ...] = ()
    unknown: dict[int, str]
    listed: Listed | None = None
    apart: dict[int, str] = field(default_factory=dict)

    def missing(self, declared: Sheet) -> list[str]:
        """Required headers that are not there."""
        return [name for name in required(declared) if name not in self.columns]

    def near(self, name: str) -> tuple[str, str]:
        """Cell and text of the unknown header that is spelled most like a missing one; blank if none is."""
        by_fold = {fold(text): column for column, text in self.unknown.items()}
        found = difflib.get_close_matches(fold(name), by_fold, n=1, cutoff=0.8)
        if not found:
            return "", ""
        column = by_fold[found[0]]
        return f"{column_letters(column)}{self.row}", self.unknown[column]


@dataclass(frozen=True, slots=True)
class Found:
    """A table's header (None: the sheet has nothing like it), and the sheet's rows below it."""

    header: Header | None
    rows: Iterator[Row]
    empty: bool
    others: tuple[Header, ...] = ()
    """Further Excel tables on the sheet that hold the required headers, too."""
    switched_off: Listed | None = None
    """The Excel table that would be it, if its header row were not switched off."""


def required(declared: Sheet) -> list[str]:
    """Headers without which a sheet's table is not recognised."""
    return [column.name for column in declared.columns if column.required]


def find_table(declared: Sheet, rows: Iterator[Row], tables: Sequence[Listed]) -> Found:
    """The table of a declared sheet among the sheet's rows.

    An Excel table that has the required headers goes first; otherwise the
    first row that holds them; otherwise the row most like a header row.
    """
    off = next((table for table in tables if _is_switched_off(table, declared)), None)
    tables = [table for table in tables if not table.switched_off]
    look = max([LOOK, *(table.block.top for table in tables)])
    head: list[Row] = []
    for row in rows:
        head.append(row)
        if row.number > look:
            break
    by_number = {row.number: row for row in head}
    inside = [
        _header(declared, by_number[table.block.top], table)
        for table in tables
        if table.block.top in by_number
    ]
    complete = [header for header in inside if _is_header(header, declared)]
    header = complete[0] if complete else _plain_header(declared, head)
    if header is None or (off is not None and header.missing(declared)):
        return Found(None, iter(()), empty=not head, switched_off=off)
    begin = header.row
    below = chain((row for row in head if row.number > begin), rows)
    return Found(header, below, empty=False, others=tuple(complete[1:]))


def _plain_header(declared: Sheet, head: list[Row]) -> Header | None:
    """The first row that holds the required headers, or the row that is most like it."""
    headers = [(_header(declared, row), row) for row in head if row.number <= LOOK]
    whole = [(header, row) for header, row in headers if _is_header(header, declared)]
    if whole:
        # A title that happens to be a header, alone in its row, gives way to a fuller row below.
        fuller = (header for header, row in whole if len(row.cells) > 1)
        return next(fuller, whole[0][0])
    likely = [header for header, _ in headers if header.columns]
    return max(likely, key=lambda header: len(header.columns), default=None)


def _is_header(header: Header, declared: Sheet) -> bool:
    common = {column.name for column in COMMON}
    return not header.missing(declared) and any(name not in common for name in header.columns)


def _is_switched_off(table: Listed, declared: Sheet) -> bool:
    """Whether an Excel table has the required headers, and its header row is switched off."""
    names = {fold(name.translate(UNSEEN)) for name in table.switched_off}
    own = {fold(column.name) for column in declared.columns}
    return names.issuperset(map(fold, required(declared))) and bool(names & own)


def _header(declared: Sheet, row: Row, table: Listed | None = None) -> Header:
    """A row read as a header row; within an Excel table and what adjoins it on the right, if there is one."""
    names = {fold(column.name): column.name for column in all_columns(declared)}
    left, right = (table.block.left, _adjoining(row, table)) if table else (1, MOST_COLUMNS)
    columns: dict[str, int] = {}
    repeated: list[tuple[str, int]] = []
    unknown: dict[int, str] = {}
    apart: dict[int, str] = {}
    for column, value in sorted(row.cells.items()):
        if not isinstance(value, str):
            continue
        text = value.translate(UNSEEN)
        name = names.get(fold(text))
        if not left <= column <= right:
            apart[column] = name or " ".join(text.split())
        elif name is None:
            unknown[column] = " ".join(text.split())
        elif name in columns:
            repeated.append((name, column))
        else:
            columns[name] = column
    return Header(
        row=row.number,
        columns=columns,
        repeated=tuple(repeated),
        unknown=unknown,
        listed=table,
        apart=apart,
    )


def _adjoining(row: Row, table: Listed) -> int:
    """The last column of an Excel table and of headers typed right beside it, which it did not take in."""
    right = table.block.right
    while isinstance(row.cells.get(right + 1), str):
        right += 1
    return right
