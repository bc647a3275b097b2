"""A workbook while a habit is at work on it: where its cells lie, and what was touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from solver.plan.addresses import find_setting
from solver.schema import SHEETS, all_columns
from solver.schema.columns import Column, Kind, Sheet

Parts = dict[str, bytes]
NUMBERS = (Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY)
WINDOWS = (Kind.FROM, Kind.TO)
NAMES = (Kind.NAME, Kind.NAMES)


@dataclass(frozen=True, slots=True)
class Touch:
    """What a habit changed, and where a finding would have to point.

    ``sheets``: by any of these titles, none: the workbook as a whole. ``rows``: any of these rows;
    none: the sheet as a whole. ``letter``: a whole column may be named instead. ``what``: for people.
    ``shows``: a text that anybody can tell from what stood there; an error that quotes it will do,
    for who reads it sees which cell is meant.
    """

    what: str
    sheets: tuple[str, ...] = ()
    rows: frozenset[int] = frozenset()
    letter: str = ""
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of a declared column; in Settings the column is that of the row's setting."""

    title: str
    column: Column
    cell: Cell

    @property
    def name(self) -> str:
        """Sheet and cell, as Excel writes them."""
        return f"{self.title}!{self.cell.coordinate}"

    def touched(self, what: str, *, shows: str = "") -> Touch:
        """This cell was changed."""
        letter = get_column_letter(self.cell.column)
        return Touch(f"{self.name}: {what}", (self.title,), frozenset({self.cell.row}), letter, shows)


@dataclass(slots=True)
class Draft:
    """An open workbook, the dice, and what is to be done to the saved package afterwards."""

    book: openpyxl.Workbook
    random: Random
    edits: list[Callable[[Parts], None]] = field(default_factory=list)

    def pages(self, *, apart: tuple[str, ...] = ()) -> list[tuple[Sheet, Worksheet]]:
        """The declared sheets that the workbook has."""
        return [
            (declared, self.book[declared.name])
            for declared in SHEETS
            if declared.name in self.book.sheetnames and declared.name not in apart
        ]

    def page(self, *, apart: tuple[str, ...] = ()) -> tuple[Sheet, Worksheet]:
        """One of them."""
        return self.random.choice(self.pages(apart=apart))

    def spots(
        self, kinds: tuple[Kind, ...], *, fit: Callable[[Spot], bool] = lambda spot: True
    ) -> list[Spot]:
        """Filled cells of declared columns of these kinds, below the header in row 1."""
        found = [
            spot
            for declared, sheet in self.pages()
            for spot in _of_sheet(declared, sheet)
            if spot.column.kind in kinds and spot.cell.value is not None
        ]
        return [spot for spot in found if fit(spot)]

    def spot(
        self, kinds: tuple[Kind, ...], *, fit: Callable[[Spot], bool] = lambda spot: True
    ) -> Spot | None:
        """One of them: first the sheet is drawn, so that small sheets have their turn."""
        found = self.spots(kinds, fit=fit)
        if not found:
            return None
        title = self.random.choice(sorted({spot.title for spot in found}))
        return self.random.choice([spot for spot in found if spot.title == title])


def _of_sheet(declared: Sheet, sheet: Worksheet) -> list[Spot]:
    columns = {column.name: column for column in all_columns(declared)}
    spots = []
    for header in sheet[1]:
        column = columns.get(str(header.value))
        if column is None:
            continue
        for row in range(2, sheet.max_row + 1):
            cell = sheet.cell(row, header.column)
            setting = find_setting(str(sheet.cell(row, 1).value)) if declared.name == "Settings" else None
            is_value = setting is not None and column.name == "Value"
            spots.append(Spot(declared.name, setting if is_value and setting else column, cell))
    return spots


def rows_of(sheet: Worksheet) -> list[int]:
    """Numbers of the filled rows below the header."""
    return [row for row in range(2, sheet.max_row + 1) if any(cell.value is not None for cell in sheet[row])]


def values_of(sheet: Worksheet, row: int) -> list[tuple[object, str]]:
    """Value and format of each cell of a row."""
    return [(cell.value, cell.number_format) for cell in sheet[row]]


def write(sheet: Worksheet, row: int, values: list[tuple[object, str]]) -> None:
    """The same into a row."""
    for column, (value, shown) in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        cell.value, cell.number_format = value, shown


def stretch(sheet: Worksheet, *, down: int = 0, right: int = 0, shift: int = 0) -> None:
    """Let the sheet's Excel table grow, or move down as a whole, with what was done to the rows."""
    for table in sheet.tables.values():
        left, top, wide, low = range_boundaries(table.ref)
        corner = f"{get_column_letter(wide + right)}{low + down + shift}"
        table.ref = f"{get_column_letter(left)}{top + shift}:{corner}"
        if table.autoFilter is not None:
            table.autoFilter.ref = table.ref
        if right:
            table.tableColumns = []  # openpyxl writes them anew from the header row
