"""Raw tables: what a planner's workbook says, cell by cell, before anything is understood."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


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

    ``cells``: one row per sheet row that is not empty, its index the row
    number that Excel shows, its columns the declared headers that the sheet
    has (object values: text, number, bool, date, time, :class:`ErrorValue`,
    :class:`Uncalculated`, or None for blank).
    ``letters``: the column letter of each header, empty for tables that never
    were in a workbook. ``title``: the sheet's name as the planner spells it.
    """

    sheet: str
    cells: pd.DataFrame
    title: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)


RawTables = dict[str, RawTable]
"""Raw tables by declared sheet name; sheets that are absent are absent here."""


def fold(name: object) -> str:
    """A name as it is compared: trimmed, Unicode-normalised, without case, blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", str(name)).split()).casefold()


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
        columns = {
            header: pd.Series([row.get(header) for row in rows], index=index, dtype=object)
            for header in headers
        }
        cells = pd.DataFrame(columns, index=index)
        tables[sheet] = RawTable(sheet=sheet, cells=cells, title=sheet)
    return tables


def each_row(table: pd.DataFrame) -> Iterator[Any]:
    """The rows one by one, as named tuples: for the planner's few rows, never for arcs."""
    return iter(()) if table.empty else table.itertuples()
