"""A number that a sweep varies in words: what it is called, its values with their unit, and its axis."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from solver.plan import Plan
from solver.results.objective_units import unit_for
from solver.results.study_page import ChartAxis
from solver.results.tables import Field, Show
from solver.schema.columns import Kind
from solver.studies.point import number_typed
from solver.studies.sweep.varied import VariedNumber
from solver.studies.told.number_phrases import number_phrase
from solver.studies.told.rank_words import capital
from solver.text.numbers import money, per_cent

SHOWN = {Kind.WHOLE: Show.AMOUNT, Kind.SHARE: Show.SHARE, Kind.MONEY: Show.MONEY}
"""How the values of a number are shown, by its kind; of any other with all digits."""

UNITS = ("heads", "units", "periods", "nations", "sites", "months", "years", "seconds", "degrees")
"""Units that are said behind a value."""

ROUND_MONEY = Decimal(10_000)
"""Millions are told as such where they are whole multiples of this: no digit is lost."""


def phrases_of(numbers: Sequence[VariedNumber]) -> list[str]:
    """The numbers in words, by their cells where two would be called the same."""
    phrases = [number_phrase(number.cell) for number in numbers]
    return phrases if len(set(phrases)) == len(phrases) else [number.cell for number in numbers]


def labels_of(numbers: Sequence[VariedNumber]) -> list[str]:
    """The numbers as headers and axes call them: Cap on heads from Baltics."""
    return [capital(phrase.removeprefix("the ")) for phrase in phrases_of(numbers)]


def unit_of(plan: Plan, number: VariedNumber) -> str:
    """What its values are counted in; "" where nothing need be said."""
    if number.column.kind is Kind.MONEY:
        return plan.settings.currency
    return number.column.unit if number.column.unit in UNITS else ""


def axis_of(plan: Plan, number: VariedNumber) -> ChartAxis:
    """The axis of a chart along which it varies."""
    (label,) = labels_of([number])
    show = SHOWN.get(number.column.kind, Show.EXACT)
    whole = number.column.kind is Kind.WHOLE
    return ChartAxis(name=label, unit=_untold(plan, number, label), show=show, whole=whole)


def field_of(plan: Plan, number: VariedNumber, name: str) -> Field:
    """The column of a table that holds its values, with their unit where its name does not say it."""
    unit = _untold(plan, number, name)
    return Field(f"{name} ({unit})" if unit else name, SHOWN.get(number.column.kind, Show.EXACT))


def _untold(plan: Plan, number: VariedNumber, name: str) -> str:
    """Its unit where that is no word of the name."""
    unit = unit_of(plan, number)
    return "" if unit in name.casefold().split() else unit


def value_text(plan: Plan, number: VariedNumber, value: Decimal, *, unit: bool = False) -> str:
    """A value: 1,250, 0.25, 12.5 %, 100 m EUR; with its unit where that is asked for, money always."""
    if number.column.kind is Kind.SHARE:
        shown = per_cent(float(value), 1)
        return shown.replace(".0 %", " %")
    whole, point, rest = number_typed(value).partition(".")
    told = f"{int(whole):,}{point}{rest}" if whole not in ("-0", "") else f"{whole}{point}{rest}"
    if number.column.kind is Kind.MONEY:
        currency = plan.settings.currency
        in_millions = abs(value) >= 1_000_000 and value % _money_digit(value) == 0
        return money(float(value), currency) if in_millions else f"{told} {currency}"
    return f"{told} {unit_for(float(value), unit_of(plan, number))}".rstrip() if unit else told


def _money_digit(value: Decimal) -> Decimal:
    """What the last digit is worth that is told of money in millions, or thousands of them."""
    return ROUND_MONEY * (1000 if abs(value) >= 1_000_000_000 else 1)


def span_text(plan: Plan, number: VariedNumber, low: Decimal, high: Decimal, *, unit: bool = False) -> str:
    """Values from one to another: from 0 to 599 heads, at 600 heads, at 1 head."""
    last = value_text(plan, number, high, unit=unit)
    return f"at {last}" if low == high else f"from {value_text(plan, number, low)} to {last}"
