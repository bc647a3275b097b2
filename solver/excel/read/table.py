"""A sheet's table: its header row, its columns, its rows."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import pandas as pd

from solver.excel.package.ranges import ExcelTable, column_letters
from solver.excel.package.refusals import too_large
from solver.excel.package.values import PaddedNumber
from solver.excel.package.worksheet import MOST_COLUMNS, SheetRow
from solver.schema import COMMON, all_columns
from solver.schema.columns import SAFEGUARDS, Kind, Sheet
from solver.tables import UNSEEN, fold, frame_of, is_example, object_array
from solver.text.no_names import A_TOTAL, reads_like

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
    listed: ExcelTable | None = None
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
class FoundTable:
    """A table's header (None: the sheet has nothing like it), and the sheet's rows below it."""

    header: Header | None
    rows: Iterator[SheetRow]
    empty: bool
    others: tuple[Header, ...] = ()
    """Further Excel tables on the sheet that hold the required headers, too."""
    switched_off: ExcelTable | None = None
    """The Excel table that would be it, if its header row were not switched off."""


def required(declared: Sheet) -> list[str]:
    """Headers without which a sheet's table is not recognised."""
    return [column.name for column in declared.columns if column.required]


def find_table(declared: Sheet, rows: Iterator[SheetRow], tables: Sequence[ExcelTable]) -> FoundTable:
    """The table of a declared sheet among the sheet's rows.

    An Excel table that has the required headers goes first; otherwise the
    first row that holds them; otherwise the row most like a header row.
    """
    off = next((table for table in tables if _is_switched_off(table, declared)), None)
    tables = [table for table in tables if not table.switched_off]
    look = max([LOOK, *(table.block.top for table in tables)])
    head: list[SheetRow] = []
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
        return FoundTable(None, iter(()), empty=not head, switched_off=off)
    begin = header.row
    below = chain((row for row in head if row.number > begin), rows)
    return FoundTable(header, below, empty=False, others=tuple(complete[1:]))


def _plain_header(declared: Sheet, head: list[SheetRow]) -> Header | None:
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


def _is_switched_off(table: ExcelTable, declared: Sheet) -> bool:
    """Whether an Excel table has the required headers, and its header row is switched off."""
    names = {fold(name.translate(UNSEEN)) for name in table.switched_off}
    own = {fold(column.name) for column in declared.columns}
    return names.issuperset(map(fold, required(declared))) and bool(names & own)


def _header(declared: Sheet, row: SheetRow, table: ExcelTable | None = None) -> Header:
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
        row=row.number, columns=columns, repeated=tuple(repeated), unknown=unknown, listed=table, apart=apart
    )


def _adjoining(row: SheetRow, table: ExcelTable) -> int:
    """The last column of an Excel table and of headers typed right beside it, which it did not take in."""
    right = table.block.right
    while isinstance(row.cells.get(right + 1), str):
        right += 1
    return right


MOST_ROWS = 200_000
"""Filled rows of one table beyond which reading stops."""
MOST_LOOKED_AT = 200
"""Rows in which columns that are not declared ones are looked at."""


@dataclass(slots=True)
class TableRows:
    """The rows of a table that hold something in a declared column.

    ``hidden``: row numbers that are hidden. ``beside``: row numbers right below the Excel table that were
    read with it. ``left_out``: row numbers further below that were not; ``lost``: those of them that are
    filled as a row of the sheet is, where such rows may hold somebody back. ``totals``: row numbers below
    the Excel table, read or not, that read like a total, with that word. ``again``: row numbers in which
    the header stands once more. ``used``: columns (numbers) that hold something. ``others``: by number, the
    first values of columns that are not declared ones.
    """

    cells: pd.DataFrame
    hidden: list[int] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    totals: dict[int, str] = field(default_factory=dict)
    again: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    others: dict[int, list[object]] = field(default_factory=dict)


def read_table_rows(declared: Sheet, header: Header, rows: Iterator[SheetRow]) -> TableRows:
    """The table's rows below its header, to the end of the sheet or of the Excel table.

    A row that only shows how the sheet is filled in is none: all its cells are examples, free text aside.
    """
    names = {column.name for column in all_columns(declared) if column.kind in (Kind.NAME, Kind.NAMES)}
    order = list(header.columns.items())
    asked = [header.columns[name] for name in required(declared) if name in header.columns]
    headers = {fold(name): column for name, column in order}
    free = {column.name for column in all_columns(declared) if column.kind is Kind.TEXT}
    told = [at for at, (name, _) in enumerate(order) if name not in free]
    body = TableRows(cells=pd.DataFrame())
    numbers: list[int] = []
    lines: list[list[object]] = []
    for row in rows:
        line = [_value(row.cells.get(column), name in names) for name, column in order]
        if all(value is None for value in line):
            continue
        if _is_example_row(line, told):
            continue
        if len(lines) + len(body.left_out) >= MOST_ROWS:
            raise too_large(f"it has more than {MOST_ROWS:,} filled rows")
        belongs = _belongs(row, body, header.listed, asked)
        if row.number in (*body.beside[-1:], *body.left_out[-1:]):
            _note_a_total(row, body, header)
        if not belongs:
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


def _belongs(row: SheetRow, body: TableRows, table: ExcelTable | None, asked: list[int]) -> bool:
    """Whether a filled row belongs to the table; notes in ``body`` what lies below an Excel table.

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


def _note_a_total(row: SheetRow, body: TableRows, header: Header) -> None:
    """Notes in ``body`` the word by which a row below an Excel table reads like a total."""
    texts = (row.cells.get(column) for column in sorted(header.columns.values()))
    word = next((text for text in texts if isinstance(text, str) and reads_like(text) == A_TOTAL), None)
    if word is not None:
        body.totals[row.number] = " ".join(word.split())


def _is_filled(row: SheetRow, body: TableRows, header: Header, asked: list[int]) -> bool:
    """Whether a row that was left out holds what a row of the sheet must, and one thing more than a note."""
    filled = row.cells.keys() & header.columns.values()
    counts = row.number in body.left_out[-1:] and row.number not in body.totals
    return counts and filled.issuperset(asked) and len(filled) > 1


def _is_header_again(row: SheetRow, headers: Mapping[str, int], asked: list[int]) -> bool:
    """Whether a row repeats the header row, every declared header in its column.

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


def _is_example_row(line: list[object], told: list[int]) -> bool:
    """Whether every filled cell of a row is an example; ``told``: the places of all but free text."""
    filled = [line[at] for at in told if line[at] is not None]
    return bool(filled) and is_example(filled[0]) and all(map(is_example, filled))


def _finish(
    body: TableRows, order: list[tuple[str, int]], numbers: list[int], lines: list[list[object]]
) -> TableRows:
    by_column = list(zip(*lines, strict=True)) if lines else [()] * len(order)
    cells = {name: object_array(values) for (name, _), values in zip(order, by_column, strict=True)}
    body.cells = frame_of(cells, pd.Index(numbers, dtype="int64"))
    body.used = {
        column
        for (_, column), values in zip(order, by_column, strict=True)
        if any(value is not None for value in values)
    }
    return body


def _value(value: object, is_name: bool) -> object:
    """The cell's value; a number shown with leading zeros is text where it is a name."""
    if isinstance(value, PaddedNumber):
        return value.text if is_name else value.number
    return value
