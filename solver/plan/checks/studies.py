"""Studies: a sweep varies a cell that is there, from one value that it takes to another; a study is one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from solver.errors import Finding, PlanError
from solver.plan.addresses import find_sheet
from solver.plan.draft import Draft, at
from solver.plan.plan import Calendar
from solver.plan.scenario import Override, cells_meant
from solver.plan.values import python_value, read_value
from solver.schema import SETTINGS
from solver.schema.columns import Column, Kind
from solver.schema.reference import kind_words
from solver.schema.studies import BY, KINDS, STUDIES
from solver.tables import each_row, fold, rows_where
from solver.text.numbers import number_text, with_and

_SWEEP = "sweep"
_NUMBERS = (Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY)
_MOST_ROWS = 2
_ADDRESS = "type the cell as Sheet!Row!Column, such as Drawdown caps!Baltics!Cap heads"


def sweep_without_cell_or_ends(draft: Draft) -> Iterator[Finding]:
    """A sweep says which cell it varies, and from which value to which."""
    needed = (("Row", _ADDRESS), ("From", "type the first value"), ("To", "type the last value"))
    for header, mend in needed:
        rows = draft.readable("Studies", "Kind", header)
        values = rows[STUDIES.column(header).field]
        for row in rows_where(rows, (rows["kind"] == _SWEEP) & (values.isna() | (values == ""))):
            yield at("Studies", row.sheet_row, header, f"{header} is blank, and a sweep needs it; {mend}")


def sweep_from_above_to(draft: Draft) -> Iterator[Finding]:
    """A sweep goes from a lower value to a higher one."""
    rows = draft.readable("Studies", "Kind", "From", "To")
    for row in rows_where(rows, (rows["kind"] == _SWEEP) & (rows["from_"] > rows["to"])):
        found = f"From {number_text(row.from_)} is above To {number_text(row.to)}"
        yield at("Studies", row.sheet_row, "From", f"{found}; exchange or correct them")


def sweep_of_one_value(draft: Draft) -> Iterator[Finding]:
    """A sweep takes two values at least, and its step leads from one to another."""
    rows = draft.readable("Studies", "Kind", "From", "To", "Step")
    for row in rows_where(rows, (rows["kind"] == _SWEEP) & (rows["from_"] <= rows["to"])):
        low, high = number_text(row.from_), number_text(row.to)
        if row.from_ == row.to:
            message = f"From and To are both {low}, and a sweep needs two values; type a To above From"
            yield at("Studies", row.sheet_row, "To", message)
        elif not math.isnan(row.step) and _exact(row.step) > _exact(row.to) - _exact(row.from_):
            found = f"Step {number_text(row.step)} leads from From {low} beyond To {high}"
            yield at("Studies", row.sheet_row, "Step", f"{found}; type a smaller Step, or leave it blank")


def _exact(number: float) -> Decimal:
    """A number as it was typed."""
    return Decimal(repr(float(number)))


def swept_cells(draft: Draft) -> Iterator[Finding]:
    """A sweep varies cells that are there, and that hold numbers."""
    for row in _sweeps(draft):
        cells = _cells(draft, row.row)
        if isinstance(cells, str):
            yield at("Studies", row.sheet_row, "Row", cells)


def swept_values(draft: Draft) -> Iterator[Finding]:
    """A sweep gives its cells only values that may stand there."""
    for row in _sweeps(draft):
        cells = _cells(draft, row.row)
        if isinstance(cells, str):
            continue
        for header, value in (("From", row.from_), ("To", row.to)):
            readings = [read_value(value, cell, Calendar()) for cell in cells]
            wrong = next((reading.message for reading in readings if reading.faulty), "")
            if wrong and not math.isnan(value):
                yield at("Studies", row.sheet_row, header, f"{row.row}: {wrong}")
        if row.step % 1 > 0 and any(cell.kind is Kind.WHOLE for cell in cells):
            found = f"Step is {number_text(row.step)}, and {cells[0].name} takes whole numbers"
            yield at("Studies", row.sheet_row, "Step", f"{found}; type a whole number, or leave it blank")


def studies_of_several_rows(draft: Draft) -> Iterator[Finding]:
    """A study has one row; a sweep may have two, of two cells."""
    above: dict[str, list[Any]] = {}
    for row in each_row(draft.readable("Studies", "Study", "Kind", "Row", "Step", "Nightly")):
        rows = above.setdefault(fold(row.study), [])
        wrong = _not_one_study(row, rows) if rows else None
        if wrong:
            yield at("Studies", row.sheet_row, *wrong)
        rows.append(row)


def _not_one_study(row: Any, above: list[Any]) -> tuple[str, str] | None:
    """Why a row is not one study with those above of its name, and at which column; None where it is."""
    first = above[0]
    also = f"{row.study} stands twice (also row {first.sheet_row})"
    mend = "give one another name, or delete it"
    if {row.kind, first.kind} != {_SWEEP}:
        return "Study", f"{also}, and only a sweep, of two numbers, has two rows; {mend}"
    if len(above) >= _MOST_ROWS:
        rows = with_and([str(other.sheet_row) for other in above])
        return (
            "Study",
            f"{row.study} stands in rows {rows}, too, and a sweep is of two numbers at most; {mend}",
        )
    if _same_cell(row.row, first.row):
        return "Row", f"{also}, both times for this cell; name the other cell of the sweep, or delete a row"
    blank = [str(each.sheet_row) for each in (first, row) if math.isnan(each.step)]
    if blank:
        rows = f"row{'s' * (len(blank) > 1)} {with_and(blank)}"
        return "Step", f"a sweep of two numbers needs a Step for each, and in {rows} it is blank; type it"
    if row.nightly != first.nightly:
        here, there = ("yes" if each.nightly else "no" for each in (row, first))
        where = f"{there} in row {first.sheet_row}, of the same study (blank is no)"
        return "Nightly", f"Nightly is {here} here but {where}; give both one answer"
    return None


def _same_cell(one: str, other: str) -> bool:
    return bool(one) and fold(str(_parsed(one) or one)) == fold(str(_parsed(other) or other))


def by_of_another_kind(draft: Draft) -> Iterator[Finding]:
    """A study goes by what its kind knows: pledges come by nation or by contingent, not by site."""
    for row in each_row(draft.readable("Studies", "Kind", "By")):
        known = BY.get(row.kind, row.by)
        strange = [word for word in row.by if word not in known]
        if strange:
            message = f"{row.kind} goes by {with_and(known)}, not by {with_and(strange)}; take that out"
            yield at("Studies", row.sheet_row, "By", message)


def columns_of_another_kind(draft: Draft) -> Iterator[Finding]:
    """What only another kind of study looks at has no effect."""
    cells = draft.raw["Studies"].cells
    columns = [name for name in dict.fromkeys(sum(KINDS.values(), ())) if name in cells]
    for row in each_row(draft.readable("Studies", "Kind")):
        given = [name for name in columns if python_value(cells.loc[row.sheet_row, name]) is not None]
        idle = [name for name in given if name not in KINDS[row.kind]]
        if idle:
            message = (
                f"{with_and(idle)} {'has' if len(idle) == 1 else 'have'} no effect: {row.kind} looks only at "
                f"{with_and(KINDS[row.kind])}; clear what is not meant, or choose another Kind"
            )
            yield at("Studies", row.sheet_row, idle[0], message, "warning")


def _sweeps(draft: Draft) -> Iterator[Any]:
    """The rows of sweeps that name a cell."""
    rows = draft.readable("Studies", "Kind", "Row")
    return rows_where(rows, (rows["kind"] == _SWEEP) & (rows["row"] != ""))


def _parsed(address: str) -> Override | None:
    """The override of a cell that ``Sheet!Row!Column`` names by 0; None if the text is not of that form."""
    try:
        override = Override.parse(f"{address}=0")
    except PlanError:
        return None
    return override if override.value == "0" else None


def _cells(draft: Draft, address: str) -> tuple[Column, ...] | str:
    """How the cells that an address means are declared, or the sentence that says why they are not swept."""
    override = _parsed(address)
    if override is None:
        return f"Row is '{address}'; {_ADDRESS}"
    cells = cells_meant(draft.raw, override)
    if isinstance(cells, str):
        return f"{address}: {cells}"
    other = next((cell for cell in cells if cell.kind not in _NUMBERS), None)
    if other is None:
        return cells
    declared = find_sheet(override.sheet)
    known = SETTINGS if declared is None or declared.name == "Settings" else declared.columns
    numbers = ", ".join(column.name for column in known if column.kind in _NUMBERS)
    found = f"{address}: {other.name} takes {kind_words(other)}, and a sweep varies a number"
    return f"{found}; numbers of sheet {override.sheet} are {numbers}" if numbers else found
