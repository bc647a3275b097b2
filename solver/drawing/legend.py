"""Legends: what each kind of mark stands for, in lines that fit the width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from solver.drawing.axes import SMALL
from solver.drawing.letters import cut, width
from solver.drawing.marks import diamond, line, rectangle, text

SWATCH, BETWEEN, HIGH = 14.0, 20.0, 20.0
"""Size of a swatch, room between entries and height of a line, in px."""


Shape = Literal["square", "line", "diamond"]


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend. ``kind``: the class of the mark."""

    name: str
    kind: str
    shape: Shape = "square"


def legend(keys: Sequence[Key], wide: float, top: float = 0.0) -> tuple[list[Markup], float]:
    """The marks of a legend from this height on, and where it ends."""
    marks: list[Markup] = []
    x, y = 0.0, top
    for key in keys:
        name = cut(key.name, wide - SWATCH - 6, SMALL)
        room = SWATCH + 6 + width(name, SMALL)
        if x and x + room > wide:
            x, y = 0.0, y + HIGH
        marks += [_swatch(key, x, y), text(x + SWATCH + 6, y + 13, name, size=SMALL, kind="soft")]
        x += room + BETWEEN
    return marks, y + HIGH + 6


def _swatch(key: Key, x: float, y: float) -> Markup:
    """The mark of an entry."""
    if key.shape == "line":
        return line(x, y + 9, x + SWATCH, y + 9, key.kind)
    if key.shape == "diamond":
        return diamond(x + SWATCH / 2, y + 9, SWATCH / 2, key.kind)
    return rectangle(x, y + 3, SWATCH, 12, key.kind)
