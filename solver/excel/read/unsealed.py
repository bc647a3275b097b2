"""Differences that only a seal tells: rows of a sheet that none of its checksums fits."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from solver.excel.package.ranges import column_letters
from solver.excel.read.differences import Difference


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
