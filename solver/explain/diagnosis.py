"""The diagnosis of a plan that cannot be: the cells that hard rules enforce, and how each is relaxed."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from solver import schema
from solver.errors import Finding, Place
from solver.isolation import WorkerDiedError, call
from solver.plan import Plan
from solver.schema.columns import Column, Kind
from solver.tolerances import STEP_NOISE

if TYPE_CHECKING:
    from solver.optimise.backend import Search


FINE = 1_000_000
"""Numbers that are not whole are proposed to a millionth."""

SWITCHED = {("Contingents", "Must deploy"): False, ("Sites", "Open"): "free"}
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """The relaxation of a cell: its value now, and the one that it would need."""

    cell: Cell
    old: float
    new: float

    def sentence(self, plan: Plan) -> Finding:
        """The change to make, in the planner's words."""
        cell = self.cell
        place = Place(
            sheet=cell.sheet,
            row=cell.sheet_row or None,
            column="Value" if cell.sheet == "Settings" else cell.column,
        )
        return Finding(place=place, message=_message(plan, self), severity="error")


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


def rounded(cell: Cell, value: float) -> float:
    """The value as a planner would type it: whole where it counts, else to a millionth, rounded outward."""
    exact = 1 if cell.whole else FINE
    near = round(value * exact)
    if abs(value * exact - near) < STEP_NOISE:
        return near / exact
    turn: Callable[[float], int] = math.ceil if cell.upward else math.floor
    return max(turn(value * exact), 0) / exact


def cell_name(plan: Plan, cell: Cell) -> str:
    """The cell's name, such as ``Cap heads of Estonia / own``; a setting's is its own."""
    name = _row_name(plan, cell)
    return f"{cell.column} of {name}" if name else cell.column


def _row(plan: Plan, cell: Cell) -> tuple[pd.DataFrame, int]:
    frame: pd.DataFrame = getattr(plan, schema.sheet(cell.sheet).field)
    return frame, int((frame["sheet_row"].to_numpy() == cell.sheet_row).argmax())


def _message(plan: Plan, relaxation: Relaxation) -> str:
    cell = relaxation.cell
    name = _row_name(plan, cell)
    if cell.column == "Must deploy":
        return f"release {name}: Must deploy from yes to no"
    if cell.column == "Open":
        frame, at = _row(plan, cell)
        return f"leave it to the plan whether {name} is open: Open from {frame['open'].iloc[at]} to free"
    turn = "raise" if relaxation.new > relaxation.old else "lower"
    new = f"{_shown(cell, relaxation.new)}{_unit(plan, cell)}"
    return f"{turn} {cell_name(plan, cell)} from {_shown(cell, relaxation.old)} to {new}"


def _unit(plan: Plan, cell: Cell) -> str:
    """The number's unit with a blank before it: the plan's currency, the role's measure, or as declared."""
    unit = cell.declared.unit
    if cell.declared.kind is Kind.MONEY:
        unit = plan.settings.currency
    elif unit == "the role's measure":
        frame, at = _row(plan, cell)
        measures = plan.roles.set_index("role")["measure"]
        unit = str(measures[frame["role"].iloc[at]])
    return f" {unit}" if unit else ""


def _row_name(plan: Plan, cell: Cell) -> str:
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


def _shown(cell: Cell, value: float) -> str:
    if cell.declared.kind is Kind.SHARE:
        return f"{value:.6g} ({100 * value:.6g} %)"
    return f"{value:,.6f}".rstrip("0").rstrip(".")


AT_MOST_SECONDS = 60.0
"""Seconds for a whole diagnosis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal: relaxations that together make the plan feasible, proved by solving it again."""

    relaxations: tuple[Relaxation, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The diagnosis of a plan that cannot be, as the smallest relaxations that make it feasible.

    ``singles``: each a single number whose relaxation alone does. ``together``: where there is none, a
    smallest set. ``finished``: whether every number was tried in time.
    """

    singles: tuple[Proposal, ...]
    together: Proposal | None
    finished: bool


log = logging.getLogger(__name__)


def diagnose_isolated(plan: Plan, options: Search) -> Diagnosis:
    """The result of :func:`solver.explain.diagnose`, found in a worker process.

    Empty, and not finished, where the solver killed that process or never ended.
    """
    from solver.optimise.isolated import PATIENCE, picklable  # only where a search failed

    end = time.monotonic() + AT_MOST_SECONDS + PATIENCE
    try:
        found: Diagnosis = call(
            "solver.explain.repairs:diagnose_from",
            {"plan": plan, "options": picklable(options)},
            overdue=lambda _: time.monotonic() > end,
        )
    except WorkerDiedError as death:
        log.info("the search for the least to give %s", death)
        return Diagnosis(singles=(), together=None, finished=False)
    return found
