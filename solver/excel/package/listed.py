"""Excel tables (Insert, Table) of a sheet: where they lie."""

from __future__ import annotations

from dataclasses import dataclass

from solver.excel.package.grid import Area, area
from solver.excel.package.markup import MAIN, Handlers, parse
from solver.excel.package.package import Package
from solver.excel.package.relations import relations
from solver.excel.package.text import plain


@dataclass(frozen=True, slots=True)
class Listed:
    """An Excel table: its name, its block with the header row, its totals rows, whether a filter is on.

    ``switched_off``: its headers where its header row is switched off, so that no cell holds them.
    """

    name: str
    block: Area
    totals: int
    filtered: bool
    switched_off: tuple[str, ...] = ()

    @property
    def last(self) -> int:
        """The last row that holds data."""
        return self.block.bottom - self.totals


def read_listed(package: Package, sheet: str) -> list[Listed]:
    """The Excel tables of a sheet part, from the top down."""
    parts = [relation.part for relation in relations(package, sheet) if relation.kind == "table"]
    found = [_read(package, part) for part in parts if part in package]
    tables = [table for table in found if table is not None]
    return sorted(tables, key=lambda table: (table.block.top, table.block.left))


def _read(package: Package, part: str) -> Listed | None:
    seen: list[dict[str, str]] = []
    filtered: list[str] = []
    headers: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == MAIN + "table":
            seen.append(attributes)
        elif tag == MAIN + "filterColumn":
            filtered.append(tag)
        elif tag == MAIN + "tableColumn":
            headers.append(plain(attributes.get("name", "")))

    parse(package, part, Handlers(start))
    if not seen:
        return None
    totals = seen[0].get("totalsRowCount", "0")
    return Listed(
        name=seen[0].get("displayName") or seen[0].get("name", ""),
        block=_block(seen[0].get("ref", "")),
        totals=int(totals) if totals.isdecimal() else 0,
        filtered=bool(filtered),
        switched_off=tuple(headers) if seen[0].get("headerRowCount", "1") == "0" else (),
    )


def _block(reference: str) -> Area:
    try:
        return area(reference)
    except ValueError:
        return Area(0, 0, 0, 0)
