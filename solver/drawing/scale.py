"""Scales: where a value stands along a line, the ticks of an axis, and how wide a bar is in its room."""

from __future__ import annotations

import math
from dataclasses import dataclass

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Steps from tick to tick, up to a power of ten."""
DIGITS = 9
"""Digits of a step behind its first that count: what follows is noise of adding up."""
LEAST_ROOM = 4.0
"""Px of room from which on a bar keeps a gap to the next one."""
LEAST_BAR = 1.0
"""Px that a bar is wide at least: less cannot be seen."""

Interval = tuple[float, float]
"""From where to where; the second may be the lesser one."""


@dataclass(frozen=True, slots=True)
class LinearScale:
    """A straight scale: the values of its ``domain`` stand along its ``range`` (px)."""

    domain: Interval
    range: Interval

    def at(self, value: float) -> float:
        """Where a value stands, in px."""
        (low, high), (start, end) = self.domain, self.range
        share = (value - low) / (high - low) if high != low else 0.0
        return start + share * (end - start)

    def size(self, value: float) -> float:
        """The length of an amount, in px."""
        return abs(self.at(self.domain[0] + value) - self.range[0])


def ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """Round values from at most ``low`` to at least ``high``, at most about so many; 0 alone where all is 0.

    ``whole``: only whole numbers. Raises ValueError for what is no number, or infinite.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"an axis from {low} to {high} has no ticks")
    if low == high == 0:
        return [0.0]
    span = max(high - low, 0.0) or abs(high) or 1.0
    rough = span / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(max(rough, 1.0) if whole else rough))
    steps = (power * each for each in STEPS if not (whole and power * each % 1))
    step = next(each for each in steps if each >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = DIGITS - math.floor(math.log10(step))
    return [round(step * at, digits) for at in range(first, max(last, first + 1) + 1)]


def scale_of(
    domain: Interval, range_: Interval, most: int = 6, *, whole: bool = False
) -> tuple[LinearScale, list[float]]:
    """A scale along ``range_`` of a domain widened to round values, and its ticks.

    Where all is 0, that stands where the scale begins, and is its only tick.
    """
    found = ticks(*domain, most, whole=whole)
    return LinearScale((found[0], found[-1] if len(found) > 1 else 1.0), range_), found


def bar_gap(room: float, gap: float) -> float:
    """The gap between bars that have so much room each, in px: none where that is little."""
    return gap if room >= LEAST_ROOM else 0.0


def bar_width(room: float, gap: float) -> float:
    """The width of a bar in its room with the gap to the next one, in px."""
    return max(room - gap, LEAST_BAR)
