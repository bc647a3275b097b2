"""What a workbook comes to as it stands, before anything is varied, and what else limits a varied number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from solver.plan import Plan
from solver.plan.addresses import EVERY, find_column, find_sheet, fitting_rows
from solver.plan.typed import filled_rows
from solver.plan.values import read_value
from solver.schema.columns import ENABLED, Column
from solver.studies.point import PointOutcome
from solver.studies.sweep.frontier import measured
from solver.studies.sweep.sweep import SweepAnswer
from solver.studies.sweep.varied import VariedNumber
from solver.studies.told.names import in_cell
from solver.studies.told.rank_words import (
    NO_PLAN,
    RankWords,
    known_lows,
    level_text,
    proof_words,
    told_measure,
)
from solver.studies.told.sweep_frontier import proved_in_both
from solver.studies.told.varied_words import phrases_of, value_text
from solver.tables import fold

MOST_VALUES = 3
"""Different values of one number that are named, or rows that hold a number beside it."""

BESIDE: Mapping[tuple[str, str], str] = {
    ("Drawdown caps", "Cap heads"): "Cap share",
    ("Drawdown caps", "Cap share"): "Cap heads",
}
"""Of numbers that limit the same thing in one row the other one: the tighter holds."""

INSTEAD: Mapping[tuple[str, str], tuple[str, str]] = {
    ("Settings", "Largest share"): ("Nations", "Largest share"),
    ("Nations", "Dwell ratio"): ("Contingents", "Dwell ratio"),
    ("Nations", "Cost per head"): ("Contingents", "Cost per head"),
}
"""Of numbers that hold where a row says nothing else: the sheet and column that may say it."""


def today_sentence(plan: Plan, answer: SweepAnswer, ranks: Sequence[RankWords], at: int) -> str:
    """The value that each number has now, and what the rank that is told comes to."""
    base = answer.base
    if not base.has_plan:
        return _today(plan, answer.numbers, _without(base))
    if at >= len(base.values):
        return ""
    level = level_text(ranks[at], base.values[at], known_lows(base)[at], unit=False)
    return _today(plan, answer.numbers, f"{ranks[at].name} {level}")


def today_in_both(plan: Plan, answer: SweepAnswer, pair: tuple[str, str]) -> str:
    """The same of the two measures of a frontier, as the plan has them."""
    base = answer.base
    if not base.has_plan:
        return _today(plan, answer.numbers, _without(base))
    values = [(told_measure(plan, name), measured(base, name)) for name in pair]
    told = [f"{words.name} {words.text(value)}" for words, value in values if value is not None]
    sure = "" if proved_in_both(base, pair) or len(told) < len(pair) else " (as far as was found)"
    return _today(plan, answer.numbers, f"{', '.join(told)}{sure}") if told else ""


def _without(base: PointOutcome) -> str:
    return "no plan is possible" if proof_words(base) == NO_PLAN else "no plan was found"


def _today(plan: Plan, numbers: Sequence[VariedNumber], comes: str) -> str:
    values = [text for number in numbers if (text := _value_now(plan, number, named=_named(number, numbers)))]
    return f"Today (as the workbook stands): {', '.join([*values, comes])}."


def _named(number: VariedNumber, numbers: Sequence[VariedNumber]) -> str:
    """Its column or setting; in words where another number's is called the same."""
    if sum(each.column.name == number.column.name for each in numbers) == 1:
        return number.column.name
    return phrases_of(numbers)[list(numbers).index(number)].removeprefix("the ")


def _value_now(plan: Plan, number: VariedNumber, *, named: str) -> str:
    """What its cells hold: Cap heads blank; of several rows their different values, the first of many."""
    cells = _cells_of(plan, number, number.column)
    texts = list(dict.fromkeys(_cell_text(plan, number, cell) for cell in cells))
    if not texts:
        return ""
    return f"{named} {texts[0]}" if len(texts) == 1 else f"{named} by row {in_cell(texts, MOST_VALUES)}"


def _place(number: VariedNumber) -> tuple[str, str]:
    """The sheet and the row that its cell names."""
    sheet, _, place = number.cell.partition("!")
    return sheet.strip(), place.rpartition("!")[0].strip()


def _cells_of(plan: Plan, number: VariedNumber, column: Column) -> list[object]:
    """What the cells of a column hold in the rows that are varied; None where one is blank."""
    return [cell for _, cell in _rows_of(plan, *_place(number), column)]


def _rows_of(plan: Plan, sheet: str, row: str, column: Column) -> Iterator[tuple[str, object]]:
    """Each row that is meant by what it is named by, and its cell of a column."""
    declared = find_sheet(sheet)
    if declared is None:
        return
    calendar = plan.settings.calendar
    cells = filled_rows(plan.tables.get(declared.name), declared)
    if ENABLED.name in cells:
        on = [read_value(cell, ENABLED, calendar).value is not False for cell in cells[ENABLED.name]]
        cells = cells[on]
    if fold(declared.name) == "settings":
        known = {"Name", "Value"}.issubset(cells.columns)
        held = cells["Value"][cells["Name"].map(fold) == fold(column.name)].tolist() if known else []
        yield column.name, held[-1] if held else None
        return
    address = [name for name in declared.address if name in cells]
    for at in fitting_rows(plan.tables, declared, row, calendar):
        if at in cells.index:
            named = [str(cell) for cell in cells.loc[at, address] if cell is not None]
            yield " / ".join(named), cells[column.name].loc[at] if column.name in cells else None


def _cell_text(plan: Plan, number: VariedNumber, cell: object) -> str:
    """A value of its column, or that a cell is blank and what it counts as then."""
    if cell is None:
        default = number.column.default
        if isinstance(default, int | float) and math.isfinite(default):
            return f"blank (counts as {_shown(plan, number, float(default))})"
        return "blank"
    value = read_value(cell, number.column, plan.settings.calendar).value
    if not isinstance(value, int | float) or not math.isfinite(value):
        return str(cell)
    return _shown(plan, number, float(value))


def _shown(plan: Plan, number: VariedNumber, value: float) -> str:
    return value_text(plan, number, Decimal(repr(value)).normalize(), unit=False)


def limits_beside(plan: Plan, numbers: Sequence[VariedNumber]) -> Iterator[str]:
    """What else limits what a number does, in its own row, or in rows that say it for themselves."""
    for number in numbers:
        sheet, row = _place(number)
        declared = find_sheet(sheet)
        if declared is None:
            continue
        own = (declared.name, number.column.name)
        if own in BESIDE:
            yield from _beside(plan, number, row, BESIDE[own])
        if own in INSTEAD:
            yield from _instead(plan, number, *INSTEAD[own])


def _beside(plan: Plan, number: VariedNumber, row: str, name: str) -> Iterator[str]:
    """The other number of the same row, where it is filled in and no part of what is varied."""
    sheet = _place(number)[0]
    declared = find_sheet(sheet)
    column = find_column(declared, name) if declared is not None else None
    if column is None:
        return
    other = replace(number, column=column)
    held = [
        f"{name} {_cell_text(plan, other, cell)} ({of})"
        for of, cell in _rows_of(plan, sheet, row, column)
        if cell is not None
    ]
    if held:
        yield (
            f"In the same row stands {in_cell(held, MOST_VALUES)}: the tighter of the two holds, so "
            f"where {number.column.name} changes nothing any more, {name} may be what binds."
        )


def _instead(plan: Plan, number: VariedNumber, sheet: str, name: str) -> Iterator[str]:
    """Rows of another sheet that say it for themselves: of them the number changes nothing."""
    declared = find_sheet(sheet)
    column = find_column(declared, name) if declared is not None else None
    if column is None:
        return
    held = [
        f"{of} {_cell_text(plan, replace(number, column=column), cell)}"
        for of, cell in _rows_of(plan, sheet, EVERY, column)
        if cell is not None and _concerns(plan, number, of)
    ]
    if held:
        yield (
            f"{name} on sheet {sheet} is given for {in_cell(held, MOST_VALUES)}: that holds there, whatever "
            f"{number.column.name} of {_place(number)[0]} is."
        )


def _concerns(plan: Plan, number: VariedNumber, contingent: str) -> bool:
    """Whether a contingent is of a nation that is varied; every row concerns a setting."""
    sheet, row = _place(number)
    declared = find_sheet(sheet)
    if declared is None or fold(declared.name) != "nations":
        return True
    column = declared.columns[0]
    nations = {fold(name) for name, _ in _rows_of(plan, sheet, row, column)}
    there = plan.contingents
    return bool(
        ((there["contingent"].map(fold) == fold(contingent)) & there["nation"].map(fold).isin(nations)).any()
    )
