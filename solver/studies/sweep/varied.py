"""The numbers that a sweep varies: their cells in the workbook, found as ``--set`` finds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from solver.errors import Finding, PlanError, told
from solver.plan import Plan
from solver.plan.addresses import find_column, find_setting, find_sheet, fitting_rows
from solver.plan.scenario import Override, apply_overrides
from solver.schema.columns import Column, Kind
from solver.studies.point import number_typed
from solver.studies.sweep.direction import Direction, changes_in_steps, direction_of
from solver.studies.sweep.number_range import QUANTITIES, NumberRange, read_range
from solver.tables import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class VariedNumber:
    """A number that is varied: ``text`` as it was typed, its ``cell``, and what its ``column`` declares.

    ``direction``: whether raising it only loosens or only tightens the plan; else None, and ``why_none`` says
    why. ``in_steps``: whether the ranks change in steps then, and not with every bit of it.
    """

    text: str
    cell: str
    column: Column
    range: NumberRange
    direction: Direction | None
    why_none: str = ""
    in_steps: bool = False

    def over(self, values: NumberRange) -> VariedNumber:
        """The same number over other values."""
        return replace(self, range=values)

    def override(self, value: Decimal) -> str:
        """The change that gives it this value, as ``--set`` takes it."""
        return f"{self.cell}={number_typed(value)}"


Refuse = Callable[[str, str], Finding]
"""Makes an error at the place where a number was asked for, of what was asked and why that cannot be."""


def typed_wrongly(text: str, why: str) -> Finding:
    """The error of a number that was typed with ``--vary``."""
    return told(f"--vary {text}: {why}")


def varied_number(plan: Plan, text: str, refuse: Refuse = typed_wrongly) -> VariedNumber:
    """The number that ``Sheet!Row!Column=range`` varies; ``refuse``: makes its errors.

    Raises PlanError where the cell does not exist, holds no number, or the range cannot be read.
    """
    cell, _, values = text.rpartition("=")
    if not cell:
        raise PlanError([refuse(text, EXPECTED)])
    try:
        override = Override.parse(f"{cell}=0")
    except PlanError as error:
        raise PlanError([refuse(text, EXPECTED)]) from error
    declared = find_sheet(override.sheet)
    column = find_column(declared, override.column) if declared is not None else None
    if column is not None and fold(override.sheet) == "settings":
        column = find_setting(override.row)
    if column is not None and fold(override.sheet) == "settings" and column.name in OF_THE_SEARCH:
        raise PlanError(
            [refuse(text, f"{column.name} is about the search: every point is searched for alike")]
        )
    if column is not None and column.kind not in QUANTITIES:
        raise PlanError([refuse(text, f"{column.name} is {column.kind.value}; a sweep varies numbers")])
    try:
        of = read_range(values, column or _any_number())
        ends = [
            Override(override.sheet, override.row, override.column, float(end)) for end in (of.low, of.high)
        ]
        for end in ends:
            apply_overrides(plan.tables, [end])
    except ValueError as error:
        raise PlanError([refuse(text, str(error))]) from error
    except PlanError as error:
        raise PlanError([refuse(text, why) for why in _in_words(error)]) from error
    assert column is not None  # else the cell could not have been changed
    direction, why, in_steps = _direction(plan, override, column)
    return VariedNumber(
        text=text,
        cell=cell.strip(),
        column=column,
        range=of,
        direction=direction,
        why_none=why,
        in_steps=in_steps,
    )


OF_THE_SEARCH = ("Time limit", "Gap", "Seed")
"""Settings that say how to search; options of the command do, for all points."""

EXPECTED = "expected Sheet!Row!Column=range, such as 'Drawdown caps!Baltics!Cap heads=0..3000:250'"


def _any_number() -> Column:
    """What a cell declares that does not exist: the error for that is another's."""
    return Column("Value", Kind.NUMBER, "Any number.")


def _in_words(error: PlanError) -> list[str]:
    """Why a cell cannot be changed, without what was typed to change it."""
    return list(
        dict.fromkeys(finding.message.partition(": ")[2] or finding.message for finding in error.findings)
    )


def _rows_meant(plan: Plan, override: Override) -> list[tuple[str, int]]:
    """The sheet and the rows that an override changes; of Settings, which are columns, row 0."""
    if fold(override.sheet) == "settings":
        return [("Settings", 0)]
    declared = find_sheet(override.sheet)
    assert declared is not None
    return [
        (declared.name, row)
        for row in fitting_rows(plan.tables, declared, override.row, plan.settings.calendar)
    ]


def same_cells(plan: Plan, one: VariedNumber, other: VariedNumber) -> bool:
    """Whether two numbers have a cell in common, however their rows are named: the later would win there."""
    rows = [set(_rows_meant(plan, Override.parse(f"{each.cell}=0"))) for each in (one, other)]
    return one.column.name == other.column.name and not rows[0].isdisjoint(rows[1])


def _direction(plan: Plan, override: Override, column: Column) -> tuple[Direction | None, str, bool]:
    """The direction of all rows that are meant, why there is none, and whether ranks change in steps."""
    places = _rows_meant(plan, override)
    found = [direction_of(plan, sheet, row, column.name) for sheet, row in places]
    without = next((why for direction, why in found if direction is None), "")
    if without or len({direction for direction, _ in found}) != 1:
        return None, without or "its rows do not all loosen, or all tighten.", False
    in_steps = all(changes_in_steps(plan, sheet, row, column.name) for sheet, row in places)
    return found[0][0], "", in_steps
