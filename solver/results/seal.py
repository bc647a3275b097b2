"""The seal of the sheet Run: check digits of each row, so that a slip shows where nothing can be recomputed.

It holds against a slip, not against a forger: whoever knows how can make it anew. A run's record,
kept elsewhere, holds against both.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence

DIGITS = 4


def seal(rows: Iterable[Sequence[object]]) -> list[str]:
    """The check digits of each row; blanks at its end, white space, last digits of numbers do not count."""
    return [_digits(_plain(row)) for row in rows]


def seal_together(rows: Iterable[Sequence[object]]) -> list[str]:
    """The check digits of all rows as one; none where there is no row."""
    lines = [_plain(row) for row in rows]
    return [_digits("\x1e".join(lines))] if lines else []


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _plain(row: Sequence[object]) -> str:
    return "\x1f".join(map(_value, row)).rstrip("\x1f")


def _value(value: object) -> str:
    if isinstance(value, int | float):
        return f"{value:.12g}" if math.isfinite(value) else ""
    text = "" if value is None else str(value)
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())
