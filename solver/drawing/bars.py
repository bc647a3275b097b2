"""Lying bars: an amount for each name, its parts behind each other, with a level that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from solver.drawing.axes import SMALL, level_axis
from solver.drawing.drawing import NARROW, View, make_view
from solver.drawing.legend import Key, legend
from solver.drawing.letters import cut, width, wrapped
from solver.drawing.marks import line, lines_of_text, rectangle, text
from solver.drawing.scale import LinearScale, scale_of

ROW, NARROW_ROW, BAR = 32.0, 50.0, 18.0
"""Height of a row, of one on a phone with its name above, and of its bar, in px."""
MOST_NAMES = 0.34
"""Share of the width that names may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar. ``parts``: what each is and its size, from the left; ``said``: its numbers in words.

    ``inner``: a thinner part in the middle of them; ``level``: where a line stands, None for nowhere.
    """

    name: str
    parts: Sequence[tuple[Key, float]]
    said: str
    inner: tuple[Key, float] | None = None
    level: float | None = None

    @property
    def reach(self) -> float:
        """How far it goes."""
        return max(
            sum(size for _, size in self.parts), self.inner[1] if self.inner else 0.0, self.level or 0.0
        )


def bars_view(
    bars: Sequence[Bar], keys: Sequence[Key], wide: float, say: Callable[[float], str], *, whole: bool = False
) -> View:
    """The bars below each other, on a phone each below its name; ``whole``: of things that are counted."""
    narrow = wide == NARROW
    names = 0.0 if narrow else min(wide * MOST_NAMES, max(width(bar.name, SMALL) for bar in bars) + 14)
    behind = 0.0 if narrow else max(width(bar.said, SMALL) for bar in bars) + 14
    marks, top = legend(keys, wide) if keys else ([], 0.0)
    most = 4 if narrow else 6
    longest = max(bar.reach for bar in bars)
    scale, ticks = scale_of((0.0, longest), (names + 2, wide - behind - 14), most, whole=whole)
    high = NARROW_ROW if narrow else ROW
    bottom = top + high * len(bars) + 4
    marks += level_axis(scale, ticks, top, bottom, say, wide=wide)
    for at, bar in enumerate(bars):
        y = top + high * at
        told = _above(bar, y, wide) if narrow else _beside(bar, y, names, wide - behind + 2)
        marks += [*told, *_bar(bar, scale, y + (high - BAR - 6 if narrow else (high - BAR) / 2), say)]
    return make_view(wide, bottom + 24, marks)


def _above(bar: Bar, y: float, wide: float) -> list[Markup]:
    """On a phone: the name, and what is said behind it."""
    room = wide - width(bar.said, SMALL) - 10
    return [
        text(0, y + 18, cut(bar.name, room, SMALL), size=SMALL, kind="halo"),
        text(wide, y + 18, bar.said, size=SMALL, anchor="end", kind="halo"),
    ]


def _beside(bar: Bar, y: float, names: float, behind: float) -> list[Markup]:
    """The name before the bar, and what is said behind all bars."""
    lines = wrapped(bar.name, names - 12, SMALL, most=2)
    first = y + ROW / 2 + 4 - (len(lines) - 1) * SMALL * 0.6
    return [
        lines_of_text(names - 8, first, lines, size=SMALL, anchor="end"),
        text(behind, y + ROW / 2 + 4, bar.said, size=SMALL),
    ]


def _bar(bar: Bar, scale: LinearScale, y: float, say: Callable[[float], str]) -> list[Markup]:
    """The parts of a bar, what is within them, and its level; a pointer is told of each part by itself."""
    marks, reached = [], 0.0

    def part(key: Key, size: float, start: float, top: float, high: float) -> Markup:
        tip = f"{bar.name}: {key.name} {say(size)}"
        return rectangle(scale.at(start), top, scale.size(size), high, key.kind, tip=tip)

    for key, size in bar.parts:
        marks.append(part(key, size, reached, y, BAR))
        reached += size
    if bar.inner is not None:
        marks.append(part(*bar.inner, 0.0, y + BAR * 0.28, BAR * 0.44))
    if bar.level is not None:
        marks.append(line(scale.at(bar.level), y - 2, scale.at(bar.level), y + BAR + 2, "mark"))
    return marks
