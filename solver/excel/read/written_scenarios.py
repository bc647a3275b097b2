"""The sheet Scenarios compared of a written plan, read back: what it states, and whether its seal fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from solver.excel.read.reader import OwnedSheet, text_of
from solver.results import columns
from solver.results.run import row_checksums
from solver.solution import ComparedScenario

LAST = columns.SCENARIOS_END[-1].name
"""The last column that is ours."""

Cells = Mapping[str, object]
"""The values of a row by the headers of their columns."""


def compared_in(sheet: OwnedSheet) -> tuple[ComparedScenario, ...]:
    """The scenarios that the sheet states, the base first wherever it is sorted to; () without its header."""
    rows = list(_rows(sheet))
    rows.sort(key=lambda row: row[1].get(columns.DIFFERS) != columns.BASE)  # the others stay in their order
    return tuple(_scenario(cells) for _, cells in rows)


def altered_rows(sheet: OwnedSheet, seal: str) -> tuple[int, ...]:
    """The rows that no checksum of the seal fits; where there are fewer rows than checksums, row 1."""
    left = seal.split()
    altered = []
    for number, cells in _rows(sheet):
        (made,) = row_checksums([list(cells.values())])
        if made in left:
            left.remove(made)
        else:
            altered.append(number)
    return (*altered, *([1] if len(left) > len(altered) else []))


def _rows(sheet: OwnedSheet) -> Iterator[tuple[int, Cells]]:
    """The rows below the header, with their numbers; those that hold nothing in our columns are left out."""
    header: dict[int, str] = {}
    for number, line in sheet.lines():
        if header:
            cells = {name: line[at] if at < len(line) else None for at, name in header.items()}
            if any(text_of(cell) for cell in cells.values()):
                yield number, cells
        elif {"Scenario", columns.DIFFERS, LAST} <= set(map(text_of, line)):
            names = [text_of(cell) for cell in line]
            header = dict(enumerate(names[: names.index(LAST) + 1]))


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
