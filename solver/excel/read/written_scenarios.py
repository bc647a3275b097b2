"""Scenarios compared and the sheets of answers, read back: what they state, and whether their seals fit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import pandas as pd

from solver.excel.read.reader import OwnedSheet, text_of
from solver.results import columns
from solver.results.reasons import fixed_names, stated_fields, typed_rows
from solver.results.run import row_checksums
from solver.schema import REASON_SHEETS
from solver.solution import ComparedScenario

LAST = columns.SCENARIOS_END[-1].name
"""The last column that is ours."""

SCENARIO_NAMES = ("Scenario", columns.DIFFERS, LAST)

Cells = Mapping[str, object]
"""The values of a row by the headers of their columns."""


def compared_in(sheet: OwnedSheet) -> tuple[ComparedScenario, ...]:
    """The scenarios that the sheet states, the base first wherever it is sorted to; () without its header."""
    rows = list(_rows(sheet, SCENARIO_NAMES, LAST))
    rows.sort(key=lambda row: row[1].get(columns.DIFFERS) != columns.BASE)  # the others stay in their order
    return tuple(_scenario(cells) for _, cells in rows)


def reasons_in(sheets: Mapping[str, OwnedSheet], sealed: Collection[str]) -> dict[str, pd.DataFrame]:
    """What answers state, by the titles of their sheets; ``sealed``: those that the run wrote."""
    return {
        title: _reasons(title, [cells for _, cells in _stated(title, sheets)])
        for title in REASON_SHEETS
        if title in sealed
    }


def _reasons(title: str, rows: Sequence[Cells]) -> pd.DataFrame:
    """Rows of a sheet of answers, with the columns that it has."""
    has = rows[0] if rows else fixed_names(title)
    found = typed_rows(title, rows)
    return found[[name for name in found if name in has]]


def altered_reasons(title: str, sheets: Mapping[str, OwnedSheet], seal: str) -> tuple[int, ...]:
    """The rows of a sheet of answers that no checksum of its seal fits, as of any sheet."""
    names = [field.name for field in stated_fields(title)]
    rows = ((number, {name: cells.get(name) for name in names}) for number, cells in _stated(title, sheets))
    return _altered(rows, seal) if title in sheets else ()


def _stated(title: str, sheets: Mapping[str, OwnedSheet]) -> Iterator[tuple[int, Cells]]:
    """The rows of a sheet of answers, in the columns that only these can know."""
    names, (*_, last) = {field.name for field in stated_fields(title)}, fixed_names(title)
    if title in sheets:
        for number, cells in _rows(sheets[title], fixed_names(title), last):
            yield number, {name: cell for name, cell in cells.items() if name in names}


def altered_rows(sheet: OwnedSheet, seal: str) -> tuple[int, ...]:
    """The rows that no checksum of the seal fits; where there are fewer rows than checksums, row 1."""
    return _altered(_rows(sheet, SCENARIO_NAMES, LAST), seal)


def _altered(rows: Iterable[tuple[int, Cells]], seal: str) -> tuple[int, ...]:
    left = seal.split()
    altered = []
    for number, cells in rows:
        (made,) = row_checksums([list(cells.values())])
        if made in left:
            left.remove(made)
        else:
            altered.append(number)
    return (*altered, *([1] if len(left) > len(altered) else []))


def _rows(sheet: OwnedSheet, wanted: Collection[str], last: str = "") -> Iterator[tuple[int, Cells]]:
    """The rows below the header that has these names, with their numbers; those that hold nothing left out.

    ``last``: the last column that is ours, "" for that of the header.
    """
    header: dict[int, str] = {}
    for number, line in sheet.lines():
        if header:
            cells = {name: line[at] if at < len(line) else None for at, name in header.items()}
            if any(text_of(cell) for cell in cells.values()):
                yield number, cells
        elif set(wanted) <= set(map(text_of, line)):
            names = [text_of(cell) for cell in line]
            header = dict(enumerate(names[: names.index(last) + 1] if last else names))


def _scenario(cells: Cells) -> ComparedScenario:
    return ComparedScenario(
        scenario=text_of(cells.get("Scenario")),
        proof=text_of(cells.get("Proof")),
        force=_number(cells.get("Force")),
        coverage=_number(cells.get("Coverage")),
        minimums=_number(cells.get("Minimums")),
        lacking=_number(cells.get("Lacking")),
        support_lacking=_number(cells.get("Support lacking")),
        changes=_number(cells.get("Changes")),
        cost=_number(cells.get("Cost")),
        taken={
            name.removeprefix(columns.TAKEN): number
            for name, cell in cells.items()
            if name.startswith(columns.TAKEN) and (number := _number(cell)) is not None
        },
        why=text_of(cells.get(columns.NO_PLAN_WHY)),
        workbook=text_of(cells.get("Workbook")),
    )


def _number(cell: object) -> float | None:
    """The number of a cell; anything else is none, and shows as a difference."""
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
