"""The planner's cells that hard rules enforce: their names, and how each is relaxed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from solver import schema
from solver.errors import Finding, Place, PlanError
from solver.plan import Plan
from solver.plan.addresses import ROW_MARK, fitting_rows
from solver.plan.scenario import Override
from solver.schema.columns import Column, Kind
from solver.tolerances import STEP_NOISE

FINE = 1_000_000
"""Numbers that are not whole are proposed to a millionth."""

SWITCHED = {
    ("Contingents", "Must deploy"): False,
    ("Sites", "Open"): "free",
    ("Sites", "Needs lead"): False,
    ("Nations", "Can lead"): True,
}
"""Cells that are switched rather than changed by an amount, and the value that relaxes them."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cell:
    """A cell of the planner's that hard rows enforce. ``upward``: raising it relaxes them."""

    sheet: str
    sheet_row: int
    column: str
    upward: bool

    @property
    def switch(self) -> bool:
        """Whether it is switched rather than changed by an amount."""
        return (self.sheet, self.column) in SWITCHED

    @property
    def declared(self) -> Column:
        """The cell's column (or setting) in the schema."""
        if self.sheet == "Settings":
            return next(setting for setting in schema.SETTINGS if setting.name == self.column)
        return schema.sheet(self.sheet).column(self.column)

    @property
    def whole(self) -> bool:
        """Whether the number counts whole things."""
        return self.declared.kind is Kind.WHOLE


def reading_order(cell: Cell) -> tuple[int, int, int, bool]:
    """Where the cell comes when the workbook is read sheet by sheet and row by row."""
    sheets = [sheet.name for sheet in schema.SHEETS]
    columns = schema.SETTINGS if cell.sheet == "Settings" else schema.sheet(cell.sheet).columns
    return sheets.index(cell.sheet), cell.sheet_row, columns.index(cell.declared), cell.upward


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """The relaxation of a cell: its value now, and one that mends the plan.

    ``least``: whether it was shown that no smaller change would.
    """

    cell: Cell
    old: float
    new: float
    least: bool = True

    def sentence(self, plan: Plan) -> Finding:
        """The change to make, in the planner's words."""
        doubt = "" if self.least else " (less may do)"
        return Finding(place=place_of(self.cell), message=_message(plan, self) + doubt, severity="error")


def place_of(cell: Cell) -> Place:
    """Where the cell is in the planner's tables."""
    column = "Value" if cell.sheet == "Settings" else cell.column
    return Place(sheet=cell.sheet, row=cell.sheet_row or None, column=column)


def number_in(plan: Plan, cell: Cell) -> float:
    """The number in the cell now (0 for switches)."""
    if cell.switch:
        return 0.0
    if cell.sheet == "Settings":
        return float(getattr(plan.settings, cell.declared.field))
    frame, at = _row(plan, cell)
    return float(frame[cell.declared.field].iloc[at])


def changed(plan: Plan, cell: Cell, value: float) -> Plan:
    """The plan with this value in the cell."""
    field = cell.declared.field
    if cell.sheet == "Settings":
        given: dict[str, Any] = {field: int(value) if cell.whole else value}
        return replace(plan, settings=replace(plan.settings, **given))
    frame, at = _row(plan, cell)
    values = frame[field].tolist()
    values[at] = SWITCHED[cell.sheet, cell.column] if cell.switch else value
    new: dict[str, Any] = {
        schema.sheet(cell.sheet).field: frame.assign(**{field: pd.Series(values, index=frame.index)})
    }
    return replace(plan, **new)


def override_of(plan: Plan, cell: Cell, value: float) -> Override:
    """The change of a cell to this value, as ``--set`` takes it: by the row's name where only it has it."""
    new = SWITCHED[cell.sheet, cell.column] if cell.switch else int(value) if cell.whole else value
    if cell.sheet == "Settings":
        return Override("Settings", cell.column, "Value", new)
    return named_override(plan, (cell.sheet, cell.sheet_row, row_name(plan, cell)), cell.column, new)


def named_override(plan: Plan, row: tuple[str, int, str], column: str, new: object) -> Override:
    """The change of a row's cell to this value: by the row's name where only it has it, else by its number.

    ``row``: its sheet, its number there, and its name.
    """
    sheet, number, name = row
    named = Override(sheet, name, column, new)
    rows = fitting_rows(plan.tables, schema.sheet(sheet), name, plan.settings.calendar)
    if rows == [number] and _can_be_typed(named):
        return named
    return Override(sheet, f"{ROW_MARK}{number}", column, new)


def _can_be_typed(override: Override) -> bool:
    """Whether what ``--set`` reads is the same row again: a name may hold the signs that part an address."""
    try:
        return Override.parse(str(override)).row == override.row
    except PlanError:
        return False


def rounded(cell: Cell, value: float) -> float:
    """The value as a planner would type it: whole where it counts, else to a millionth, rounded outward."""
    exact = 1 if cell.whole else FINE
    near = round(value * exact)
    if abs(value * exact - near) < STEP_NOISE:
        return near / exact
    turn: Callable[[float], int] = math.ceil if cell.upward else math.floor
    return max(turn(value * exact), 0) / exact


ONE_OF = {"heads": "head", "units": "unit", "nations": "nation", "sites": "site", "periods": "period"}
"""What counts one, by what counts several."""


def cell_name(plan: Plan, cell: Cell) -> str:
    """The cell's name, such as ``Cap heads of Estonia / own``; a setting's is its own."""
    name = row_name(plan, cell)
    return f"{cell.column} of {name}" if name else cell.column


def cell_value(plan: Plan, cell: Cell) -> str:
    """What stands in the cell now, such as ``500 heads`` or ``yes``."""
    if not cell.switch:
        value = number_in(plan, cell)
        return f"{shown(cell, value)}{_unit(plan, cell, value)}"
    frame, at = _row(plan, cell)
    stands = frame[cell.declared.field].iloc[at]
    return stands if isinstance(stands, str) else "yes" if stands else "no"


def _row(plan: Plan, cell: Cell) -> tuple[pd.DataFrame, int]:
    frame: pd.DataFrame = getattr(plan, schema.sheet(cell.sheet).field)
    return frame, int((frame["sheet_row"].to_numpy() == cell.sheet_row).argmax())


def _message(plan: Plan, relaxation: Relaxation) -> str:
    if relaxation.cell.switch:
        return (
            f"{switch_text(relaxation.cell, row_name(plan, relaxation.cell))} {switch_step(plan, relaxation)}"
        )
    turn = "raise" if relaxation.new > relaxation.old else "lower"
    return f"{turn} {cell_name(plan, relaxation.cell)} {number_step(plan, relaxation)}"


def switch_text(cell: Cell, name: str) -> str:
    """What switching the cell means for the rows of this name, up to the colon."""
    return {
        "Must deploy": f"release {name}: Must deploy",
        "Open": f"leave it to the plan whether {name} is open: Open",
        "Needs lead": f"let {name} do without a lead nation: Needs lead",
        "Can lead": f"let {name} lead: Can lead",
    }[cell.column]


def switch_step(plan: Plan, relaxation: Relaxation) -> str:
    """The step of a switch, such as ``from yes to no``."""
    new = SWITCHED[relaxation.cell.sheet, relaxation.cell.column]
    told = new if isinstance(new, str) else "yes" if new else "no"
    return f"from {cell_value(plan, relaxation.cell)} to {told}"


def number_step(plan: Plan, relaxation: Relaxation) -> str:
    """The step of a number, such as ``from 150 to 200 heads``."""
    cell = relaxation.cell
    new = relaxation.new
    return f"from {shown(cell, relaxation.old)} to {shown(cell, new)}{_unit(plan, cell, new)}"


def _unit(plan: Plan, cell: Cell, number: float) -> str:
    """The number's unit with a blank before it: the plan's currency, the role's measure, or as declared."""
    unit = cell.declared.unit
    if cell.declared.kind is Kind.MONEY:
        unit = plan.settings.currency
    elif unit == "the role's measure":
        frame, at = _row(plan, cell)
        measures = plan.roles.set_index("role")["measure"]
        unit = str(measures[frame["role"].iloc[at]])
    if number == 1:
        unit = ONE_OF.get(unit, unit)
    return f" {unit}" if unit else ""


def row_name(plan: Plan, cell: Cell) -> str:
    """The row's name, from the columns of its key."""
    if cell.sheet == "Settings":
        return ""
    frame, at = _row(plan, cell)
    declared = schema.sheet(cell.sheet)
    parts = [_part(frame[declared.column(name).field].iloc[at]) for name in declared.address]
    named = [part for part in parts if part]
    return schema.KEY_SEPARATOR.join(named) if named else f"row {cell.sheet_row}"


def _part(value: object) -> str:
    return value if isinstance(value, str) else ""


def shown(cell: Cell, value: float) -> str:
    """A number of the cell in a sentence: with thousands apart, a share in per cent, too."""
    if cell.declared.kind is Kind.SHARE:
        return f"{value:.6g} ({100 * value:.6g} %)"
    return f"{value:,.6f}".rstrip("0").rstrip(".")
