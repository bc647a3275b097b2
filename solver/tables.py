"""Raw tables: what a planner's workbook says, cell by cell, before anything is understood."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import namedtuple
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RichValue:
    """What a cell holds that is neither text nor number, such as Excel's Geography data type.

    ``remedy``: how to make a plain value of it; ``shown``: what the cell shows, blank where not known.
    """

    what: str
    remedy: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell that shows an error of Excel's own, such as ``#REF!``; ``rich``: what it holds instead."""

    code: str
    rich: RichValue | None = None


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula whose result is not stored in the file."""

    formula: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawTable:
    """One sheet's table as it stands in the workbook.

    ``cells``: one row per sheet row that is not empty, its index the row number that Excel shows, its columns
    the declared headers that the sheet has (object values: text, number, bool, date, time,
    :class:`ErrorValue`, :class:`Uncalculated`, or None for blank).
    ``letters``: the column letter of each header, empty for tables that never
    were in a workbook. ``title``: the sheet's name as the planner spells it.
    ``since_1904``: whether its workbook counts days from 1904, not 1900. ``unread``: the cells of each
    column under a header that is none of the sheet's, by its address (``G1``) and text. ``in_lines``:
    whether it is a text file, so that rows are its lines.
    """

    sheet: str
    cells: pd.DataFrame
    title: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    since_1904: bool = False
    unread: Mapping[tuple[str, str], tuple[object, ...]] = field(default_factory=dict)
    in_lines: bool = False

    @property
    def row_word(self) -> str:
        """What a row of it is called."""
        return "line" if self.in_lines else "row"

    @property
    def name_with_rows(self) -> str:
        """Its name before the numbers of rows: the sheet, or the file whose lines these are."""
        return self.title if self.in_lines else self.sheet


RawTables = dict[str, RawTable]
"""Raw tables by declared sheet name; sheets that are absent are absent here."""


_SPANS_UNSEEN = (
    *((0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F)),  # control characters that are no blanks
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F)),
    *((0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xE0000, 0xE0FFF)),
)
UNSEEN: Mapping[int, None] = {code: None for first, last in _SPANS_UNSEEN for code in range(first, last + 1)}
"""Characters that show nothing (zero width, soft hyphens, marks of direction), for ``str.translate``."""

_ALIKE = {
    **dict.fromkeys(
        (*range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63, 0xFF0D), "-"
    ),  # what Word and Excel make of a hyphen
    **dict.fromkeys((0xB4, 0x2B9, 0x2BC, 0x2018, 0x2019, 0x201B, 0x2032, 0xFF07), "'"),
    **dict.fromkeys((0x201C, 0x201D, 0x201E, 0x201F, 0x2033, 0xFF02), '"'),
}


def fold(name: object) -> str:
    """A name as it is compared: what a planner sees, whichever way it was typed.

    Trimmed, without case and without characters that show nothing, blanks as
    one, Unicode-normalised; a dash of any length is a hyphen, a curly apostrophe
    a straight one. Letters of another script stay different ones.
    """
    return normalised(str(name)).casefold()


def normalised(text: str) -> str:
    """A text as :func:`fold` compares it, with its case."""
    if not (text.isascii() and text.isprintable()):  # most names are plain
        text = unicodedata.normalize("NFKC", text.translate(UNSEEN).translate(_ALIKE))
    return " ".join(text.split())


def raw_tables(sheets: Mapping[str, Iterable[Mapping[str, object]]]) -> RawTables:
    """Raw tables from records, as if row 2 were the first under the header.

    ``sheets``: for each sheet name its rows, each a mapping of header to value.
    For scripts and tests that have no workbook.
    """
    tables: RawTables = {}
    for sheet, records in sheets.items():
        rows = list(records)
        headers = list(dict.fromkeys(header for row in rows for header in row))
        index = pd.RangeIndex(2, 2 + len(rows))
        columns = {header: object_array([row.get(header) for row in rows]) for header in headers}
        tables[sheet] = RawTable(sheet=sheet, cells=frame_of(columns, index), title=sheet)
    return tables


def digest_of_tables(tables: Mapping[str, RawTable]) -> str:
    """A hash of what stands in tables and in which rows."""
    digest = hashlib.sha256()
    for name, table in tables.items():
        cells = table.cells
        columns = {header: cells[header].tolist() for header in cells.columns}
        digest.update(repr((name, cells.index.tolist(), columns)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


EXAMPLE = "e.g."
"""How a cell of the template begins that only shows what may stand there."""


def is_example(cell: object) -> bool:
    """Whether a cell only shows what may stand there: a text that begins with ``e.g.``"""
    return isinstance(cell, str) and fold(cell).startswith(EXAMPLE)


def object_array(values: Sequence[object]) -> Array:
    """The values as objects, whatever they are."""
    return np.fromiter(values, dtype=object, count=len(values))


def frame_of(columns: Mapping[Any, Array], index: pd.Index | None = None) -> pd.DataFrame:
    """A table of those columns, each of the type that it has: objects stay objects.

    ``index``: that of its rows, otherwise 0, 1, 2 ...
    """
    rows = pd.RangeIndex(len(next(iter(columns.values())))) if index is None else index
    kept = {name: _as_they_are(values) for name, values in columns.items()}
    return pd.DataFrame(kept, index=rows, copy=False)


def with_columns(table: pd.DataFrame, columns: Mapping[str, Array]) -> pd.DataFrame:
    """The table with those columns for its own, each of the type that it has: objects stay objects."""
    return table.assign(**{name: _as_they_are(values) for name, values in columns.items()})


def _as_they_are(values: Array) -> Array | pd.Index:
    """Values whose type pandas keeps: left to itself, it looks through objects for text."""
    return pd.Index(values, dtype=object, copy=False) if values.dtype == object else values


def rows_where(table: pd.DataFrame, mask: pd.Series | Array) -> Iterator[Any]:
    """The rows in which the mask holds, one by one, as named tuples; mostly there are none."""
    held = np.asarray(mask, dtype=bool)
    return each_row(table[held]) if held.any() else iter(())


def with_row(table: RawTable, column: str, name: str) -> tuple[RawTable, int]:
    """The table with one more row, of nothing but a name, below all others; and the row's number."""
    row = int(max(table.cells.index, default=1)) + 1
    index = [*table.cells.index, row]
    cells = {
        header: pd.Series(
            [*table.cells.get(header, [None] * (len(index) - 1)), name if header == column else None],
            index=index,
            dtype=object,
        )
        for header in dict.fromkeys([*table.cells.columns, column])
    }
    return replace(table, cells=pd.DataFrame(cells)), row


def each_row(table: pd.DataFrame) -> Iterator[Any]:
    """The rows one by one, as named tuples: for the planner's few rows, never for arcs."""
    if table.empty:
        return iter(())
    columns = [values.tolist() for _, values in table.items()]
    return map(_row_type(tuple(table.columns))._make, zip(table.index.tolist(), *columns, strict=True))


@cache
def _row_type(fields: tuple[str, ...]) -> Any:
    """The named tuple of a row with these fields: to make a class takes longer than to read few rows."""
    return namedtuple("Row", ("Index", *fields), rename=True)
