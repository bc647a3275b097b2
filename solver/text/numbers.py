"""Numbers and lists as people read them: rounded, in full, in per cent, as money, as spans, shortened."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta

from solver.tolerances import TOLD_AS_NOTHING


def half_up(value: float) -> float:
    """A number that is rounded as Excel rounds it: what is a half in 15 digits goes away from 0."""
    return value * (1 + 2**-49)


def whole(value: float) -> float:
    """The nearest whole number, a half away from 0."""
    return round(half_up(value))


def number(value: float) -> str:
    """A number as a planner writes it: 1,200 or 127.5; 0 only where it is nothing, else 0.04."""
    if not math.isfinite(value):
        return "unknown"
    text = f"{half_up(value):,.1f}".removesuffix(".0")
    if text not in ("0", "-0"):
        return text
    return in_full(float(f"{value:.1g}")) if abs(value) > TOLD_AS_NOTHING else "0"


def per_cent(share: float, digits: int = 0) -> str:
    """A share in per cent; a dash where there is nothing to share."""
    return f"{half_up(share):.{digits}%}".replace("%", " %") if math.isfinite(share) else "-"


def share_in_words(share: float) -> str:
    """A share in per cent that is only called 100 % where nothing lacks, and 0 % where there is nothing."""
    text = per_cent(share)
    if text == "100 %" and share < 1.0:
        return "over 99 %"
    return "under 1 %" if text == "0 %" and share > 0.0 else text


def money(value: float, currency: str) -> str:
    """An amount of money in a length that can be read: 1.25 bn EUR, 3.4 m EUR."""
    for size, unit in ((1e9, " bn"), (1e6, " m")):
        if abs(value) >= size:
            return f"{half_up(value / size):,.2f}".rstrip("0").rstrip(".") + f"{unit} {currency}"
    return f"{half_up(value):,.0f} {currency}"


def short_number(value: float) -> str:
    """A number in few letters: 95.5, 12,400, 1.25 m."""
    if abs(value) >= 1e6:
        return f"{half_up(value / 1e6):,.2f}".rstrip("0").rstrip(".") + " m"
    return number(whole(value) if abs(value) >= 1000 else value)


def money_apart(values: Iterable[float]) -> dict[float, str]:
    """Sums of money as a table has them, each with so many digits that different ones look different.

    From a million on in millions, 560.0 m or 503.125 m, while three digits are enough, else in full.
    """
    known = dict.fromkeys(value for value in values if math.isfinite(value))
    for digits in (1, 2, 3):
        texts = {
            value: f"{half_up(value / 1e6):,.{digits}f} m" if abs(value) >= 1e6 else number(whole(value))
            for value in known
        }
        if len(set(texts.values())) == len({number(whole(value)) for value in known}):
            return texts
    return {value: number(whole(value)) for value in known}


def size_in_words(size: int) -> str:
    """Bytes as a person reads them: 340 KB, 12.3 MB, 2.1 GB."""
    if size < 1e6:
        return f"{size / 1000:,.0f} KB"
    if size < 1e9:
        return f"{size / 1e6:,.1f} MB"
    return f"{size / 1e9:,.1f} GB"


def time_in_words(time: timedelta) -> str:
    """A span of time in words: 45 min, 7 h, 3 days 4 h."""
    minutes = max(int(time.total_seconds() // 60), 0)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} day{'s' if days > 1 else ''}" + (f" {hours} h" if hours else "")
    return f"{hours} h" if hours else f"{minutes} min"


def counted(count: float, one: str, many: str) -> str:
    """A number with its noun: 1 nation, 2 nations."""
    return f"{number(count)} {one if count == 1 else many}"


def number_text(number: float) -> str:
    """A number without needless digits: 12, 0.25."""
    return f"{number:.12g}"


def in_full(value: float) -> str:
    """A number as a planner writes it: thousands apart, no trailing zeros, no minus before 0."""
    rounded = round(float(value), 6) + 0.0
    if 0 < abs(rounded) < LEAST_IN_FOUR_DIGITS:
        return f"{rounded:.6f}".rstrip("0")
    return f"{rounded:,.12g}"


LEAST_IN_FOUR_DIGITS = 1e-4
"""Below this Python writes a number with an exponent, unless told how many digits."""


def exact(value: float) -> str:
    """A number with its digits, for those who look for an error: thousands apart, no minus before 0."""
    return f"{value + 0.0:,.10g}"


def span(first: int, last: int) -> str:
    """Consecutive whole numbers: ``2`` or ``2-4``."""
    return str(first) if first == last else f"{first}-{last}"


def spans(numbers: Iterable[int]) -> list[str]:
    """Whole numbers in ascending order, consecutive ones as one span: ``5-7``, ``9``."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        first = runs.pop()[0] if runs and runs[-1][1] == number - 1 else number
        runs.append((first, number))
    return [span(*run) for run in runs]


def first_few(texts: Sequence[str], most: int) -> str:
    """The first texts in a list, and how many more there are: ``a, b and 3 more``."""
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def with_and(names: Iterable[str]) -> str:
    """Names as a sentence lists them: a, b and c."""
    *others, last = list(names) or [""]
    return f"{', '.join(others)} and {last}" if others else last
