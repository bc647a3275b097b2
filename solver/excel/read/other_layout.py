"""A result sheet that another version of forcegen wrote, with columns more or fewer, or in another order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from solver.excel.read.reader import OwnedSheet
from solver.excel.sheets.page import HEADER_ROW
from solver.excel.sheets.result_sheets import SheetCells


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedColumns:
    """A result sheet as it is expected and as it stands, in the columns that both have.

    ``new``: headers of columns that are expected and do not stand there; ``unknown``: of columns that stand
    among those and are not expected.
    """

    expected: SheetCells
    found: OwnedSheet
    new: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def shared_columns(expected: SheetCells, found: OwnedSheet) -> SharedColumns:
    """The columns that a table has in common with its sheet, where they stand there; known by their headers.

    What stands to the right of them all is the planner's own. A sheet that has less than half of them under
    one header is left as it is, and so is one that is no table.
    """
    headers = {column: str(text) for column, text in expected.rows.get(HEADER_ROW, {}).items()}
    line, stands = _header(headers, found)
    at = {column: stands[name] for column, name in headers.items() if name in stands}
    if not expected.table or 2 * len(at) < len(headers):
        return SharedColumns(expected=expected, found=found)
    width, shared = max(at.values()), set(at.values())
    rows = {
        row: {at[column]: value for column, value in cells.items() if column in at}
        if row >= HEADER_ROW
        else cells
        for row, cells in expected.rows.items()
    }
    left = {
        row: {column: value for column, value in cells.items() if column > width or column in shared}
        if row >= line
        else cells
        for row, cells in found.rows.items()
    }
    return SharedColumns(
        expected=replace(expected, rows=rows, width=width),
        found=replace(found, rows={row: cells for row, cells in left.items() if cells}),
        new=tuple(name for column, name in headers.items() if column not in at),
        unknown=tuple(name for name, column in stands.items() if column not in shared and column < width),
    )


def _header(headers: dict[int, str], found: OwnedSheet) -> tuple[int, dict[str, int]]:
    """The row that has most of these headers, and the column of each text in it."""
    names = set(headers.values())
    line = max(found.rows, key=lambda row: len(names & set(map(str, found.rows[row].values()))), default=0)
    texts = sorted(found.rows.get(line, {}).items(), reverse=True)
    return line, {str(text): column for column, text in texts}
