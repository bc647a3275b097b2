"""Numbers as people read them: rounded, in full, in per cent, as money, with their noun."""

from __future__ import annotations

import math


def number(value: float) -> str:
    """A number as a planner writes it: 1,200 or 127.5."""
    if not math.isfinite(value):
        return "unknown"
    return f"{value:,.1f}".removesuffix(".0")


def per_cent(share: float, digits: int = 0) -> str:
    """A share in per cent; a dash where there is nothing to share."""
    return f"{share:.{digits}%}".replace("%", " %") if math.isfinite(share) else "-"


def money(value: float, currency: str) -> str:
    """An amount of money in a length that can be read: 1.25 bn EUR, 3.4 m EUR."""
    for size, unit in ((1e9, " bn"), (1e6, " m")):
        if abs(value) >= size:
            return f"{value / size:,.2f}".rstrip("0").rstrip(".") + f"{unit} {currency}"
    return f"{value:,.0f} {currency}"


def counted(count: float, one: str, many: str) -> str:
    """A number with its noun: 1 nation, 2 nations."""
    return f"{number(count)} {one if count == 1 else many}"


def number_text(number: float) -> str:
    """A number without needless digits: 12, 0.25."""
    return f"{number:.12g}"


def in_full(value: float) -> str:
    """A number as a planner writes it: thousands apart, no trailing zeros."""
    return f"{round(float(value), 6):,.12g}"


def exact(value: float) -> str:
    """A number with its digits, for those who look for an error: thousands apart, no minus before 0."""
    return f"{value + 0.0:,.10g}"
