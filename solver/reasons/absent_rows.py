"""Rows of the workbook by their names, enabled or not: the plan has only those that are enabled."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from solver.plan import Plan
from solver.plan.away import AWAY
from solver.plan.plan import Calendar
from solver.plan.typed import filled_rows
from solver.plan.values import read_value
from solver.schema import ENABLED, sheet
from solver.tables import fold


def disabled_row(plan: Plan, of_sheet: str, names: Mapping[str, str]) -> int | None:
    """The sheet row that has these names and is not enabled; None where there is none, or several."""
    rows = rows_named(plan, of_sheet, names)
    return int(str(rows.index[0])) if len(rows) == 1 and not says_yes(rows.iloc[0], ENABLED.name) else None


def pledge_named(plan: Plan, contingent: str) -> str:
    """A contingent of the workbook as it is spelled there, in the plan or not; "" where there is none."""
    rows = rows_named(plan, "Contingents", {"Contingent": contingent})
    return "" if rows.empty else str(rows["Contingent"].iloc[0])


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
