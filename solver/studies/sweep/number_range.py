"""The values that a number takes in a sweep: a list, a grid with its step, or a range without one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from solver.plan.names import clean
from solver.plan.numerals import percentage, plain_number
from solver.schema.columns import Column, Kind
from solver.studies.point import number_typed

EXAMPLE = "such as 0..3000, 0..3000:250 or 0,500,1000"

STEPS = 10
"""Steps of a grid for which none is given."""

QUANTITIES = (Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY)
"""Kinds of columns that can be varied."""

MONEY_STEP, TOLD_APART = Decimal("1e-5"), Decimal("2e-6")
"""Shares of a number that a step is at least: of money, and of anything. Rules are checked to a millionth."""


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The values of a number, in the order in which they were asked for.

    ``step``: None where a range has none; then ``values`` holds its two ends only.
    """

    low: Decimal
    high: Decimal
    step: Decimal | None
    listed: tuple[Decimal, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it is a range without a step."""
        return self.step is None and not self.listed

    @property
    def count(self) -> int:
        """How many values it has; of a range without a step, its two ends."""
        if self.listed:
            return len(self.listed)
        return 2 if self.step is None else math.ceil((self.high - self.low) / self.step) + 1

    def values(self) -> tuple[Decimal, ...]:
        """All values; a last one that the steps miss is added, so that both ends are there."""
        if self.listed:
            return self.listed
        if self.step is None:
            return self.low, self.high
        return (*(self.low + place * self.step for place in range(self.count - 1)), self.high)


def read_range(text: str, column: Column) -> NumberRange:
    """The values that ``0..3000:250``, ``0..3000`` or ``a,b,c`` states for a column.

    Raises ValueError with a sentence that says what is wrong and what was expected.
    """
    if ".." not in text:
        listed = tuple(dict.fromkeys(_number(part, column) for part in text.split(",")))
        if len(listed) < 2:
            raise ValueError(f"'{text.strip()}' is a single value; give several, {EXAMPLE}")
        return NumberRange(min(listed), max(listed), None, listed)
    ends, _, step_text = text.partition(":")
    low_text, _, high_text = ends.partition("..")
    low, high = _number(low_text, column), _number(high_text, column)
    if low == high:
        raise ValueError(f"the range {ends.strip()} holds a single value; give two ends, {EXAMPLE}")
    step = _number(step_text, column) if step_text else None
    if step is not None:
        _check_step(step, low, high)
    return NumberRange(min(low, high), max(low, high), None if step is None else abs(step))


def _check_step(step: Decimal, low: Decimal, high: Decimal) -> None:
    """Raise ValueError for a step that never leads from one end to the other."""
    way = number_typed(high - low)
    if step == 0:
        raise ValueError(f"the step is 0, which never leads from {number_typed(low)} to {number_typed(high)}")
    if (step > 0) != (high > low):
        right = number_typed(-step)
        raise ValueError(
            f"the step {number_typed(step)} leads away from {number_typed(high)}; "
            f"from {number_typed(low)} it is {right}"
        )
    if abs(step) > abs(high - low):
        raise ValueError(f"the step {number_typed(step)} is larger than the whole range, {way}")


def _number(text: str, column: Column) -> Decimal:
    """A number as it is typed for a column; a share also as 30%."""
    found = clean(text)
    share = percentage(found) if column.kind is Kind.SHARE else None
    number = plain_number(found) if share is None else share
    if number is None:
        raise ValueError(f"'{found}' is no number; expected plain numbers, {EXAMPLE}")
    value = Decimal(repr(number))
    if column.kind is Kind.WHOLE and value != int(value):
        raise ValueError(f"{found} is no whole number, and {column.name} is one")
    return value.normalize() if value else Decimal(0)


def resolution(of: NumberRange, column: Column) -> Decimal:
    """The step between two values that a staircase tells apart, a divisor of the range.

    One whole thing; of a share a tenth of a per cent; of money the least power of ten that is a hundred
    thousandth of it, where both ends are multiples of that; of numbers with decimals, as fine as these.
    """
    exponent = min(
        0 if column.kind is not Kind.SHARE else -3, *(_exponent(each) for each in (of.low, of.high))
    )
    step = Decimal(1).scaleb(exponent)
    if column.kind is Kind.MONEY:
        while step < MONEY_STEP * _largest(of) and not of.low % (step * 10) and not of.high % (step * 10):
            step *= 10
    return step


def can_be_told_apart(of: NumberRange, column: Column) -> bool:
    """Whether rules that such a number limits are checked closely enough to tell its values apart."""
    return resolution(of, column) >= TOLD_APART * _largest(of)


def _largest(of: NumberRange) -> Decimal:
    return max(abs(of.low), abs(of.high))


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return min(int(exponent), 0) if isinstance(exponent, int) else 0


def usual_grid(of: NumberRange, column: Column) -> NumberRange:
    """The range in about ten equal steps, whole ones where the number is whole."""
    step = (of.high - of.low) / STEPS
    if column.kind is Kind.WHOLE:
        step = max(step.to_integral_value(ROUND_HALF_EVEN), Decimal(1))
    return NumberRange(of.low, of.high, step)


def multiplied(counts: Sequence[int]) -> int:
    """How many points a grid of so many values each has."""
    product = 1
    for count in counts:
        product *= count
    return product
