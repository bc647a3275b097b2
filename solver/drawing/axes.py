"""Axes: pale lines with their round values, and names below columns or beside rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from solver.drawing.letters import ELLIPSIS, width, wrapped
from solver.drawing.marks import line, lines_of_text, text
from solver.drawing.scale import LinearScale

SMALL = 12.0
"""Size of an axis' letters in px."""
GAP = 6.0
"""Room between an axis and its letters in px."""
MOST_NAME = 70.0
"""Room in px that the first word of a name below a column may claim; a longer one is cut."""


def upright_axis(
    scale: LinearScale, ticks: Sequence[float], left: float, right: float, say: Callable[[float], str]
) -> list[Markup]:
    """Level lines from left to right, each with its value before it; that of the lowest is the axis."""
    lowest = min(ticks)
    return [
        mark
        for value in ticks
        for mark in (
            line(left, scale.at(value), right, scale.at(value), "axis" if value == lowest else "grid"),
            text(
                left - GAP, scale.at(value) + SMALL * 0.35, say(value), size=SMALL, anchor="end", kind="soft"
            ),
        )
    ]


def level_axis(  # noqa: PLR0913 - a scale, its ticks, where they stand, and their words
    scale: LinearScale,
    ticks: Sequence[float],
    top: float,
    bottom: float,
    say: Callable[[float], str],
    *,
    wide: float,
) -> list[Markup]:
    """Upright lines from top to bottom, with their values below them, of which as many as have room.

    ``wide``: of the drawing, which no value leaves.
    """
    lowest, y = min(ticks), bottom + GAP + SMALL
    marks = [
        line(scale.at(value), top, scale.at(value), bottom, "axis" if value == lowest else "grid")
        for value in ticks
    ]
    apart = scale.size(ticks[1] - ticks[0]) if len(ticks) > 1 else wide
    step = -(-room_for([say(value) for value in ticks]) // apart)
    for value in ticks[:: max(int(step), 1)]:
        half = width(say(value), SMALL) / 2
        x = max(half, min(scale.at(value), wide - half))
        marks.append(text(x, y, say(value), size=SMALL, anchor="middle", kind="soft"))
    return marks


def room_for(texts: Sequence[str], size: float = SMALL) -> float:
    """The room that the widest of these texts takes beside an axis, in px."""
    return max((width(each, size) for each in texts), default=0.0) + GAP


def names_below(
    middles: Sequence[float], names: Sequence[str], y: float, room: float, *, most: int = 2
) -> tuple[list[Markup], float]:
    """Names below columns, wrapped to the room of each; and the height that they take.

    Where columns are narrower than a name's shortest line, only as many stand as have room. Where any name
    would be cut and all begin with a number, they are the numbers alone.
    """
    firsts = [each.split()[0] if each.strip() else "" for each in names]
    widest = min(max((width(each, SMALL) for each in firsts), default=0.0), MOST_NAME) + GAP
    step = 1 if room >= widest else int(-(-widest // room))
    lines = [wrapped(each, room * step - GAP, SMALL, most=most) for each in names]
    fits = all(each and not each[-1].endswith(ELLIPSIS) for each in lines)
    if not fits and all(each.isdigit() for each in firsts):
        lines = [(each,) for each in firsts]
    marks, edge, reached = [], middles[-1] + room / 2 if middles else 0.0, 0.0
    for x, each in list(zip(middles, lines, strict=True))[::step]:
        half = max((width(part, SMALL) for part in each), default=0.0) / 2
        x = max(half, min(x, edge - half))
        if x - half >= reached:
            marks.append(lines_of_text(x, y + GAP + SMALL, each, size=SMALL, anchor="middle", kind="soft"))
            reached = x + half
    deepest = max(map(len, lines), default=1)
    return marks, GAP + deepest * SMALL * 1.2
