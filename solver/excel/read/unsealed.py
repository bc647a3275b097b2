"""Differences that only a seal tells: rows of a sheet that none of its checksums fits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from solver.excel.package.ranges import column_letters
from solver.excel.read.differences import Difference
from solver.excel.sheets.page import HEADER_ROW

if TYPE_CHECKING:
    from solver.excel.read.written import WrittenPlan
    from solver.excel.sheets.result_sheets import SheetCells


def unsealed(sheet: str, row: int) -> Difference:
    """The difference for a row that its checksum does not fit."""
    return Difference(
        sheet=sheet,
        cell=f"B{row}",
        message="or another cell of its row is not as the run wrote it, or the whole row: "
        "the seal does not fit",
    )


def cleared(sheet: str, row: int, header: Mapping[int, object], empty: Collection[str]) -> list[Difference]:
    """The differences for the cells of a row that were the only ones in their columns.

    ``row``: the only one that its checksum does not fit. ``empty``: the columns in which nothing is left,
    though no run writes them so; ``header``: their names, by column.
    """
    message = "is blank, as is its whole column; the run wrote something there: the seal does not fit"
    return [
        Difference(sheet=sheet, cell=f"{column_letters(column)}{row}", message=message)
        for column, name in header.items()
        if name in empty
    ]


def unsealed_rows(
    written: WrittenPlan, found: Sequence[Difference], cells: Mapping[str, SheetCells]
) -> list[Difference]:
    """What no seal fits, of rows of which nothing else is found; a cell that was cleared by its name."""
    from solver.results.reasons import emptied

    wrong: list[Difference] = []
    for title, rows in (("Run", written.altered), *written.altered_sheets.items()):
        told_of = {int("".join(filter(str.isdigit, each.cell))) for each in found if each.sheet == title}
        empty = emptied(title, written.reasons[title]) if title in written.reasons else []
        if empty and len(rows) == 1 and rows[0] > HEADER_ROW:  # row 1: one that is gone
            wrong += cleared(title, rows[0], cells[title].rows[HEADER_ROW], empty)
        else:
            wrong += [unsealed(title, row) for row in rows if row not in told_of]
    return wrong
