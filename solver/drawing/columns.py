"""Stacked columns: what each period, or any other name, comes to, its parts above each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from solver.drawing.axes import SMALL, names_below, room_for, upright_axis
from solver.drawing.drawing import View, make_view
from solver.drawing.legend import Key, legend
from solver.drawing.letters import width as letters_wide
from solver.drawing.marks import line, rectangle, text
from solver.drawing.scale import LinearScale, bar_gap, bar_width, scale_of

ABOVE = 24.0
"""Room above the highest column for its number, in px."""
FILLED = 0.62
"""Share of its room that a column fills."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPart:
    """One part of each column. ``kind``: the class of its mark; ``values``: one a column, none below 0."""

    name: str
    kind: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChart:
    """What stacked columns show.

    ``marks_at``: of each column a level that is asked for, None for none, called ``mark_name``; ``tops``:
    what is written above each column, where it fits; ``say``: a value on the axis in words; ``whole``: of
    things that are counted.
    """

    names: Sequence[str]
    parts: Sequence[ColumnPart]
    say: Callable[[float], str]
    tops: Sequence[str]
    marks_at: Sequence[float | None] = ()
    mark_name: str = ""
    whole: bool = False


def columns_view(shown: ColumnChart, wide: float, high: float) -> View:
    """The columns at this width (px); ``high``: of the drawing without the names below."""
    keys = [Key(part.name, part.kind) for part in shown.parts if any(part.values)]
    if shown.mark_name:
        keys.append(Key(shown.mark_name, "mark", shape="line"))
    head, top = legend(keys, wide) if len(keys) > 1 else ([], 0.0)
    highest = max(_heights(shown) + [each for each in shown.marks_at if each is not None] + [0.0])
    most = 5 if high < 260 else 6
    scale, ticks = scale_of((0.0, highest), (high, top + ABOVE), most, whole=shown.whole)
    left = room_for([shown.say(value) for value in ticks])
    room = (wide - left) / max(len(shown.names), 1)
    middles = [left + room * (at + 0.5) for at in range(len(shown.names))]
    below, deep = names_below(middles, shown.names, high, room)
    marks = [*head, *upright_axis(scale, ticks, left, wide, shown.say)]
    for at, middle in enumerate(middles):
        marks += _column(shown, at, scale, middle, room)
    marks += _tops(shown, scale, middles, room)
    return make_view(wide, high + deep + 4, [*marks, *below])


def _heights(shown: ColumnChart) -> list[float]:
    """How high each column is, all parts together."""
    return [sum(part.values[at] for part in shown.parts) for at in range(len(shown.names))]


def _column(shown: ColumnChart, at: int, scale: LinearScale, middle: float, room: float) -> list[Markup]:
    """One column: its parts from the ground up, then the level that is asked for."""
    marks, ground, wide = [], 0.0, bar_width(room, bar_gap(room, room * (1 - FILLED)))
    for part in shown.parts:
        value = part.values[at]
        if value > 0:
            top, bottom = scale.at(ground + value), scale.at(ground)
            tip = f"{shown.names[at]}: {part.name} {shown.say(value)}"
            marks.append(rectangle(middle - wide / 2, top, wide, bottom - top, part.kind, tip=tip))
            ground += value
    asked = shown.marks_at[at] if shown.marks_at else None
    if asked is not None:
        beyond = room * 0.46
        marks.append(line(middle - beyond, scale.at(asked), middle + beyond, scale.at(asked), "mark"))
    return marks


def _tops(shown: ColumnChart, scale: LinearScale, middles: Sequence[float], room: float) -> list[Markup]:
    """What is written above columns: of all, or of as many as have room beside each other."""
    widest = max((letters_wide(each, SMALL, bold=True) for each in shown.tops), default=0.0) + 8
    pushed = max(widest / 2 - 4 - room / 2, 0.0)  # the last one, from the edge towards its neighbour
    step = max(1, int(-(-max(widest, widest - 4 + pushed) // room)))
    marks = []
    for at in range(len(shown.tops) - 1, -1, -step):  # the last one always has its number
        asked = shown.marks_at[at] if shown.marks_at else None
        highest = max(_heights(shown)[at], asked or 0.0)
        anchored = min(middles[at], middles[-1] + room / 2 - widest / 2 + 4)
        marks.append(
            text(
                anchored,
                scale.at(highest) - 7,
                shown.tops[at],
                size=SMALL,
                bold=True,
                anchor="middle",
                kind="halo",
            )
        )
    return marks
