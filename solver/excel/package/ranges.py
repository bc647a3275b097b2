"""Cell ranges, column letters, and where the Excel tables of a sheet lie."""

from __future__ import annotations

import re
from dataclasses import dataclass

from solver.excel.package.package import Package
from solver.excel.package.strings_and_formats import unescaped
from solver.excel.package.xml_parts import MAIN, Handlers, parse, relations

REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class CellRange:
    """A block of cells, both ends included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"


def cell_range(reference: str) -> CellRange:
    """The block that a reference such as ``A3:F20`` or ``B2`` names; ValueError if it names none."""
    first, _, last = reference.partition(":")
    start, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last or first)
    if start is None or end is None:
        raise ValueError(f"{reference[:40]} is no range of cells")
    left, right = sorted((column_number(start[1]), column_number(end[1])))
    top, bottom = sorted((int(start[2]), int(end[2])))
    return CellRange(top, left, bottom, right)


def column_number(letters: str) -> int:
    """The number of a column by its letters: A is 1."""
    total = 0
    for letter in letters.upper():
        total = total * 26 + ord(letter) - 64
    return total


def column_letters(number: int) -> str:
    """The letters of a column by its number."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(frozen=True, slots=True)
class ExcelTable:
    """An Excel table: its name, its block with the header row, its totals rows, whether a filter is on.

    ``switched_off``: its headers where its header row is switched off, so that no cell holds them.
    """

    name: str
    block: CellRange
    totals: int
    filtered: bool
    switched_off: tuple[str, ...] = ()

    @property
    def last(self) -> int:
        """The last row that holds data."""
        return self.block.bottom - self.totals


def read_excel_tables(package: Package, sheet: str) -> list[ExcelTable]:
    """The Excel tables of a sheet part, from the top down."""
    parts = [relation.part for relation in relations(package, sheet) if relation.kind == "table"]
    found = [_read_excel_table(package, part) for part in parts if part in package]
    tables = [table for table in found if table is not None]
    return sorted(tables, key=lambda table: (table.block.top, table.block.left))


def _read_excel_table(package: Package, part: str) -> ExcelTable | None:
    seen: list[dict[str, str]] = []
    filtered: list[str] = []
    headers: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == MAIN + "table":
            seen.append(attributes)
        elif tag == MAIN + "filterColumn":
            filtered.append(tag)
        elif tag == MAIN + "tableColumn":
            headers.append(unescaped(attributes.get("name", "")))

    parse(package, part, Handlers(start))
    if not seen:
        return None
    try:
        block = cell_range(seen[0].get("ref", ""))
    except ValueError:
        block = CellRange(0, 0, 0, 0)
    totals = seen[0].get("totalsRowCount", "0")
    return ExcelTable(
        name=seen[0].get("displayName") or seen[0].get("name", ""),
        block=block,
        totals=int(totals) if totals.isdecimal() else 0,
        filtered=bool(filtered),
        switched_off=tuple(headers) if seen[0].get("headerRowCount", "1") == "0" else (),
    )
