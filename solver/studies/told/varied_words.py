"""A number that a sweep varies in words: what it is called, its values with their unit, and its axis."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from solver.plan import Plan
from solver.results.study_page import ChartAxis
from solver.results.tables import Field, Show
from solver.schema.columns import Kind
from solver.studies.point import number_typed
from solver.studies.sweep.varied import VariedNumber
from solver.text.numbers import per_cent

SHOWN = {Kind.WHOLE: Show.AMOUNT, Kind.SHARE: Show.SHARE, Kind.MONEY: Show.MONEY}
"""How the values of a number are shown, by its kind; of any other with all digits."""

UNITS = ("heads", "units", "periods", "nations", "sites", "months", "years", "seconds", "degrees")
"""Units that are said behind a value."""


def label_of(number: VariedNumber) -> str:
    """The number in few words: Estonia / own, Cap heads."""
    _, _, place = number.cell.partition("!")
    row, _, column = place.rpartition("!")
    return f"{row}, {column}" if row else place


def labels_of(numbers: Sequence[VariedNumber]) -> list[str]:
    """The numbers in few words, in full where two would be called the same."""
    labels = [label_of(number) for number in numbers]
    return labels if len(set(labels)) == len(labels) else [number.cell for number in numbers]


def unit_of(plan: Plan, number: VariedNumber) -> str:
    """What its values are counted in; "" where nothing need be said."""
    if number.column.kind is Kind.MONEY:
        return plan.settings.currency
    return number.column.unit if number.column.unit in UNITS else ""


def field_of(number: VariedNumber, name: str) -> Field:
    """The column of a table that holds its values."""
    return Field(name, SHOWN.get(number.column.kind, Show.EXACT))


def axis_of(plan: Plan, number: VariedNumber) -> ChartAxis:
    """The axis of a chart along which it varies."""
    show = SHOWN.get(number.column.kind, Show.EXACT)
    unit = unit_of(plan, number)
    told = unit if unit not in number.column.name.casefold() else ""
    return ChartAxis(name=label_of(number), unit=told, show=show)


def value_text(number: VariedNumber, value: Decimal) -> str:
    """A value without its unit: 1,250, 0.25, 12.5 %."""
    if number.column.kind is Kind.SHARE:
        shown = per_cent(float(value), 1)
        return shown.replace(".0 %", " %")
    whole, point, rest = number_typed(value).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole not in ("-0", "") else f"{whole}{point}{rest}"


def span_text(plan: Plan, number: VariedNumber, low: Decimal, high: Decimal, *, unit: bool = False) -> str:
    """Values from one to another: from 0 to 599 heads, at 600 heads."""
    said = unit_of(plan, number) if unit else ""
    ends = (
        f"at {value_text(number, low)}"
        if low == high
        else f"from {value_text(number, low)} to {value_text(number, high)}"
    )
    return f"{ends} {said}".rstrip()
