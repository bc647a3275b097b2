"""Excel tables (Insert, Table) of a sheet: where they lie."""

from __future__ import annotations

from dataclasses import dataclass

from solver.workbook.ooxml.book import related
from solver.workbook.ooxml.grid import Area, area
from solver.workbook.ooxml.markup import MAIN, Handlers, parse
from solver.workbook.ooxml.package import Package


@dataclass(frozen=True, slots=True)
class Listed:
    """An Excel table: its name, its block with the header row, its totals rows, whether a filter is on."""

    name: str
    block: Area
    totals: int
    filtered: bool

    @property
    def last(self) -> int:
        """The last row that holds data."""
        return self.block.bottom - self.totals


def read_listed(package: Package, sheet: str) -> list[Listed]:
    """The Excel tables of a sheet part that have a header row, from the top down."""
    parts = [relation.part for relation in related(package, sheet) if relation.kind == "table"]
    found = [_read(package, part) for part in parts if package.has(part)]
    tables = [table for table in found if table is not None]
    return sorted(tables, key=lambda table: (table.block.top, table.block.left))


def _read(package: Package, part: str) -> Listed | None:
    seen: list[dict[str, str]] = []
    filtered: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == MAIN + "table":
            seen.append(attributes)
        elif tag == MAIN + "filterColumn":
            filtered.append(tag)

    parse(package, part, Handlers(start))
    if not seen or seen[0].get("headerRowCount", "1") == "0":
        return None
    totals = seen[0].get("totalsRowCount", "0")
    return Listed(
        name=seen[0].get("displayName") or seen[0].get("name", ""),
        block=_block(seen[0].get("ref", "")),
        totals=int(totals) if totals.isdecimal() else 0,
        filtered=bool(filtered),
    )


def _block(reference: str) -> Area:
    try:
        return area(reference)
    except ValueError:
        return Area(0, 0, 0, 0)
