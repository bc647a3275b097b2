"""Rows of the workbook by their names, enabled or not: the plan has only those that are enabled."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from solver.plan import Plan
from solver.plan.away import AWAY
from solver.plan.plan import Calendar
from solver.plan.typed import filled_rows
from solver.plan.values import read_value
from solver.schema import ENABLED, sheet
from solver.schema.columns import FROM, TO
from solver.tables import fold


def disabled_row(plan: Plan, of_sheet: str, names: Mapping[str, str]) -> int | None:
    """The sheet row that has these names and is not enabled; None where there is none, or several."""
    rows = rows_named(plan, of_sheet, names)
    return int(str(rows.index[0])) if len(rows) == 1 and not says_yes(rows.iloc[0], ENABLED.name) else None


def disabled_windows(plan: Plan, of_sheet: str, names: Mapping[str, str]) -> Iterator[tuple[int, int, int]]:
    """The sheet rows that have these names and are not enabled, each with its first and last period."""
    calendar = plan.settings.calendar
    for row, cells in rows_named(plan, of_sheet, names).iterrows():
        if not says_yes(cells, ENABLED.name):
            first, last = (read_value(cells.get(each.name), each, calendar).value for each in (FROM, TO))
            yield int(str(row)), _period(first, 1), _period(last, plan.settings.periods)


def _period(value: object, blank: int) -> int:
    """The period that a cell says; ``blank`` where it is blank, or cannot be read."""
    return int(value) if isinstance(value, int | float) and math.isfinite(value) else blank


REGISTERS = {
    "contingent": ("Contingents", "Contingent"),
    "site": ("Sites", "Site"),
    "role": ("Roles", "Role"),
}
"""The sheet and the column that declare the names of contingents, sites and roles."""


def declared_names(plan: Plan, field: str) -> list[str]:
    """The plan's contingents, sites or roles, and behind them those that only the workbook has."""
    of_sheet, column = REGISTERS[field]
    there = getattr(plan, sheet(of_sheet).field)[field].tolist()
    cells = filled_rows(plan.tables.get(of_sheet), sheet(of_sheet))
    known = {fold(name) for name in there}
    others = {} if column not in cells else {fold(cell): str(cell) for cell in cells[column] if cell}
    return [*there, *(name for folded, name in others.items() if folded not in known)]


def absent_names(plan: Plan, named: Mapping[str, str]) -> dict[str, str]:
    """Those of the names that the workbook has, but the plan does not.

    ``named``: contingent, site or role to a name, "" for none. Raises ValueError for a name that the workbook
    does not have either.
    """
    absent: dict[str, str] = {}
    for field, name in named.items():
        of_sheet, column = REGISTERS[field]
        if not name or name in getattr(plan, sheet(of_sheet).field)[field].tolist():
            continue
        if rows_named(plan, of_sheet, {column: name}).empty:
            raise ValueError(f"the workbook has no {field} '{name}'")
        absent[field] = name
    return absent


def rows_named(plan: Plan, of_sheet: str, names: Mapping[str, str]) -> pd.DataFrame:
    """The rows of a sheet that have these names, enabled or not, however they are typed."""
    cells = filled_rows(plan.tables.get(of_sheet), sheet(of_sheet))
    for column, name in names.items():
        if column not in cells:
            return cells.iloc[:0]
        cells = cells[[fold(cell) == fold(name) for cell in cells[column]]]
    return cells


def says_yes(row: pd.Series, column: str) -> bool:
    """Whether a cell of yes and no says yes, by itself or as its default."""
    declared = ENABLED if column == ENABLED.name else AWAY
    return read_value(row.get(column), declared, Calendar()).value is True
