"""An opened workbook, and the result sheets in it read back cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from solver.excel.package.package import Package, open_package
from solver.excel.package.ranges import CellRange, read_excel_tables
from solver.excel.package.refusals import UnreadableError, refused
from solver.excel.package.strings_and_formats import read_formats, read_strings
from solver.excel.package.values import PaddedNumber, ValueDecoder, read_rich
from solver.excel.package.workbook_part import SheetEntry, WorkbookPart, read_workbook_part
from solver.excel.package.worksheet import SheetTraits, read_rows
from solver.excel.read.table import FoundTable, find_table
from solver.schema import RESULT_SHEETS
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


def read_owned(path: Path, names: Sequence[str] = RESULT_SHEETS) -> dict[str, OwnedSheet]:
    """The result sheets that a workbook still has, by the names that we gave them.

    A sheet is known by the hidden name that marks it, whatever it is called now; where that is
    gone, by its title.

    Raises
    ------
    PlanError
        If the file is no workbook that can be read.
    """
    with open_reader(path) as source:
        found = {name: _entry(source.book, name) for name in names}
        return {name: _read(source, name, entry) for name, entry in found.items() if entry is not None}


def _entry(book: WorkbookPart, name: str) -> SheetEntry | None:
    """The entry of our sheet of that name; None where the workbook has none."""
    marked = book.marked.get(fold(name))
    title = marked.title if marked else name
    sheets = (entry for entry in book.sheets if entry.kind == "worksheet" and entry.part)
    return next((entry for entry in sheets if fold(entry.title) == fold(title)), None)


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
