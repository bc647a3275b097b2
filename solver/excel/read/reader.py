"""An opened workbook, and the result sheets in it read back cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from solver.errors import Finding, Place, PlanError
from solver.excel.package.package import Package, open_package
from solver.excel.package.ranges import CellRange, read_excel_tables
from solver.excel.package.refusals import UnreadableError, refused
from solver.excel.package.strings_and_formats import read_formats, read_strings
from solver.excel.package.values import PaddedNumber, ValueDecoder, read_rich
from solver.excel.package.workbook_part import SheetEntry, WorkbookPart, read_workbook_part
from solver.excel.package.worksheet import SheetTraits, read_rows
from solver.excel.read.table import FoundTable, find_table
from solver.results import columns
from solver.schema import EMPTIED, RESULT_SHEETS, SETTINGS
from solver.schema.columns import Sheet
from solver.tables import fold


@dataclass(frozen=True, slots=True)
class WorkbookReader:
    """An opened workbook and what its cells need to be understood."""

    package: Package
    book: WorkbookPart
    decoder: ValueDecoder

    def find(self, declared: Sheet, entry: SheetEntry, traits: SheetTraits) -> FoundTable:
        """Where the declared table lies on a sheet."""
        rows = read_rows(self.package, entry.part, self.decoder, traits)
        return find_table(declared, rows, read_excel_tables(self.package, entry.part))


@contextmanager
def open_reader(path: Path) -> Iterator[WorkbookReader]:
    """A reader for a workbook file; what makes the file unreadable becomes one sentence about it."""
    try:
        package = open_package(path)
        book = read_workbook_part(package)
        decoder = ValueDecoder(
            strings=read_strings(package, book.part_of("sharedStrings")),
            formats=read_formats(package, book.part_of("styles")),
            starts_1904=book.starts_1904,
            rich=read_rich(
                package, *map(book.part_of, ("sheetMetadata", "rdRichValue", "rdRichValueStructure"))
            ),
        )
        yield WorkbookReader(package, book, decoder)
    except UnreadableError as reason:
        raise refused(path, reason) from reason


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnedSheet:
    """One of our sheets as it stands in a workbook.

    ``name``: the name that we gave it; ``title``: what it is called now. ``rows``: values by row and
    column, both from 1, of cells that hold something. ``formulas``: cells that hold a formula now.
    ``rival``: whether another sheet has taken its name.
    """

    name: str
    title: str
    rows: Mapping[int, Mapping[int, object]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    merges: tuple[CellRange, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    rival: bool = False

    def lines(self) -> Iterator[tuple[int, Sequence[object]]]:
        """The rows that hold something, with their numbers, each from column A to its last value."""
        for number, cells in self.rows.items():
            yield number, [cells.get(column) for column in range(1, max(cells) + 1)]

    @property
    def emptied(self) -> bool:
        """Whether it only says that the plan does not have it."""
        return [value for cells in self.rows.values() for value in cells.values()] == [EMPTIED]


def read_owned(path: Path, names: Sequence[str] = RESULT_SHEETS) -> dict[str, OwnedSheet]:
    """The result sheets that a workbook still has, by the names that we gave them; none that is emptied.

    A sheet is known by the hidden name that marks it, whatever it is called now; where that is gone, by its
    title. Raises PlanError if the file is no workbook that can be read.
    """
    with open_reader(path) as source:
        sheets = [entry for entry in source.book.sheets if entry.kind == "worksheet" and entry.part]
        entries = {fold(entry.title): entry for entry in reversed(sheets)}
        marked = {name: source.book.marked.get(fold(name)) for name in names}
        titles = {name: fold(entry.title if entry else name) for name, entry in marked.items()}
        found = {
            name: _read(source, name, entries[title]) for name, title in titles.items() if title in entries
        }
    return {name: sheet for name, sheet in found.items() if not sheet.emptied}


def _read(source: WorkbookReader, name: str, entry: SheetEntry) -> OwnedSheet:
    """The cells of one of our sheets; each sheet may hold as much as a whole workbook of input."""
    source.package.renew_budget()
    traits = SheetTraits()
    rows: dict[int, Mapping[int, object]] = {}
    hidden: list[int] = []
    for row in read_rows(source.package, entry.part, source.decoder, traits):
        rows[row.number] = {
            column: value.number if isinstance(value, PaddedNumber) else value
            for column, value in row.cells.items()
        }
        if row.hidden:
            hidden.append(row.number)
    others = (other.title for other in source.book.sheets if other is not entry)
    return OwnedSheet(
        name=name,
        title=entry.title,
        rows=rows,
        formulas=frozenset(traits.formulas),
        merges=tuple(traits.merges),
        hidden=entry.hidden,
        hidden_rows=tuple(hidden),
        hidden_columns=tuple(traits.hidden_columns),
        rival=any(fold(title) == fold(name) for title in others),
    )


REMEDY = "solve again, or take the workbook as forcegen wrote it"
MOST_PERIODS = next(int(setting.most or 1) for setting in SETTINGS if setting.name == "Periods")
"""Periods that a plan may have: no written plan reaches beyond."""


class CellFindings:
    """Cells of one sheet that cannot be understood, gathered so that all are told at once."""

    def __init__(self, sheet: str, letters: Mapping[str, str]) -> None:
        self.sheet, self.letters = sheet, letters
        self.found: list[Finding] = []

    def add(self, row: int, column: str, message: str) -> None:
        """Note a cell that cannot be understood."""
        place = Place(sheet=self.sheet, row=row, column=column)
        cell = f"{self.letters[column]}{row}"
        self.found.append(Finding(place=place, message=f"{message}; {REMEDY}", cell=cell))

    def stop(self) -> None:
        """Raise a PlanError if any cell was noted."""
        if self.found:
            raise PlanError(self.found)

    def name(self, cell: object, row: int, column: str) -> str:
        """A name; numbers are taken as they are shown."""
        text = text_of(cell)
        if not text:
            self.add(row, column, f"{column} is blank; expected a name")
        return text

    def number(self, cell: object, row: int, column: str) -> float:
        """A number."""
        if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
            return float(cell)
        self.add(row, column, f"{column} is {_shown(cell)}; expected a number")
        return 0.0

    def number_or_unknown(self, cell: object, row: int, column: str) -> float:
        """A number; NaN where the sheet says that it is not known."""
        return math.nan if cell == columns.NOT_KNOWN else self.number(cell, row, column)

    def period(self, cell: object, row: int, column: str) -> int:
        """A whole number from 1 on, and no more than a plan has periods."""
        if (
            isinstance(cell, int | float)
            and not isinstance(cell, bool)
            and 1 <= cell <= MOST_PERIODS
            and float(cell).is_integer()
        ):
            return int(cell)
        self.add(
            row,
            column,
            f"{column} is {_shown(cell)}; expected a whole number, 1 or more, at most {MOST_PERIODS:,}",
        )
        return 1


def text_of(cell: object) -> str:
    """A cell as text; 7.0 is 7."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _shown(cell: object) -> str:
    return "blank" if cell is None or cell == "" else f"'{cell}'"
