"""Labels of the map: names beside their marks; where one has no room a number, and a list below the map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from solver.drawing.axes import SMALL
from solver.drawing.drawing import BESIDE, NARROW
from solver.drawing.labels import Box, Ground, Spot, place_labels
from solver.drawing.letters import cut, width, wrapped
from solver.drawing.marks import line, lines_of_text, text
from solver.pages.cover_classes import class_of, covered_text
from solver.pages.places import MapPlace
from solver.text.numbers import number

SMALLER = 11.0
"""Size of letters on a phone, in px."""
LEADING, DIGITS = 1.3, 0.72
"""Height of a line and of a digit, in sizes of its letters."""
EDGE = 4.0
"""Px that labels keep from the edge of the map."""
LISTED = 280.0
"""Room of a name in the list below a map, in px."""
MOST_LISTED = 20
"""Lines of that list; only the widest view has more, where there are more sites with heads."""


@dataclass(frozen=True, slots=True)
class MapLabel:
    """The words beside a mark: the lines of its name, its numbers below them, and the size of letters."""

    name: tuple[str, ...]
    numbers: str
    size: float

    @property
    def wide(self) -> float:
        """The width of its widest line, in px."""
        names = (width(each, self.size, bold=True) for each in self.name)
        return max(*names, width(self.numbers, self.size))

    @property
    def high(self) -> float:
        """The height of its lines, in px."""
        return self.size * LEADING * (len(self.name) + bool(self.numbers))

    def marks(self, box: Box) -> list[Markup]:
        """Its lines from the upper left corner of a box on."""
        first = box.top + self.size * 0.95
        below = first + self.size * LEADING * len(self.name)
        marks = [
            lines_of_text(box.left, first, self.name, size=self.size, bold=True, kind="halo", leading=LEADING)
        ]
        if self.numbers:
            marks.append(text(box.left, below, self.numbers, size=self.size, kind="halo"))
        return marks


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A place whose name has no room on the map; ``number``: that stands there for it, 0 for none."""

    place: MapPlace
    number: int


def name_of(place: MapPlace, wide: float) -> MapLabel:
    """The label of a place on a map of this width."""
    size, room = _size(wide), 200.0 if wide > NARROW else 100.0
    return MapLabel(wrapped(place.name, room, size, most=3, bold=True) or ("",), _numbers(place), size)


def kind_of(place: MapPlace) -> str:
    """The class of a site's mark: how far what it asks for is covered; empty where nobody is or should be."""
    return class_of(place.covered).kind if place.heads > 0 or not math.isnan(place.covered) else "empty"


def label_marks(
    places: Sequence[MapPlace], spots: Sequence[Spot], frame: Box, wide: float
) -> tuple[list[Markup], list[Unlabelled]]:
    """The labels that have room, lines to those far off below them; and the places that have none.

    Of these the heaviest have numbers, as far as each can stand where it is that of its own mark alone.
    """
    within = Box(EDGE, EDGE, frame.right - EDGE, frame.bottom - EDGE)
    ground = Ground(frame=within, marks=spots)
    boxes = place_labels(spots, ground)
    labels = [
        mark
        for place, box in zip(places, boxes, strict=True)
        if box is not None
        for mark in name_of(place, wide).marks(box)
    ]
    free = sorted((at for at, box in enumerate(boxes) if box is None), key=lambda at: -spots[at].weight)
    most = _most_listed([places[at] for at in free], wide)
    unlabelled, given = [], 0
    for at in free[:most]:
        found = _number_marks(str(given + 1), places[at], spots[at], ground, _size(wide))
        given += bool(found)
        labels += found
        unlabelled.append(Unlabelled(places[at], given if found else 0))
    unlabelled += [Unlabelled(places[at], 0) for at in free[most:]]
    return [*(line(*leader, "leader") for leader in ground.leaders), *labels], unlabelled


def _number_marks(digits: str, place: MapPlace, spot: Spot, ground: Ground, size: float) -> list[Markup]:
    """A number in its mark where that is large enough, else beside it, else over it; nothing without room."""
    label = MapLabel((digits,), "", size)
    low = replace(spot, width=label.wide, height=size * DIGITS)
    fits = not place.area and math.hypot(low.width, low.height) / 2 <= spot.radius
    if fits and ground.place_upon(low):
        return [_upon(digits, spot, size, f"on-{kind_of(place)}")]
    box = ground.place_beside(replace(spot, width=label.wide, height=label.high))
    if box is not None:
        return label.marks(box)
    return [_upon(digits, spot, size, "halo")] if not fits and ground.place_upon(low) else []


def _upon(digits: str, spot: Spot, size: float, kind: str) -> Markup:
    """A number in the middle of its mark."""
    base = spot.y + size * DIGITS / 2
    return text(spot.x, base, digits, size=size, anchor="middle", bold=True, kind=kind)


def list_below(unlabelled: Sequence[Unlabelled], wide: float, top: float) -> tuple[list[Markup], float]:
    """The places whose names have no room, by their numbers in columns, and where the list ends."""
    if not unlabelled:
        return [], top
    size, high, columns = _size(wide), _size(wide) * 1.4, _columns(wide)
    most = _most_listed([each.place for each in unlabelled], wide)
    shown = sorted(unlabelled[:most], key=lambda each: each.number or len(unlabelled) + 1)
    rows = -(-len(shown) // columns)
    marks = [text(0, top + size, "Without room for their names:", size=size, kind="soft")]
    for at, each in enumerate(shown):
        x, y = wide / columns * (at // rows), top + size + high * (at % rows + 1)
        told = f": {numbers}" if (numbers := _numbers(each.place)) else ""
        numbered = f"{each.number} {each.place.name}" if each.number else each.place.name
        name = cut(numbered, wide / columns - 12 - width(told, size), size)
        marks.append(text(x, y, name + told, size=size))
    end = top + size + high * rows + 6
    if len(shown) == len(unlabelled):
        return marks, end
    more = f"{len(unlabelled) - len(shown):,} more in the table"
    return [*marks, text(0, end + size, more, size=size, kind="soft")], end + high


def _numbers(place: MapPlace) -> str:
    """How many an area's rotations tie up; or a site's heads, and how much is covered; "" where nobody is."""
    if place.heads <= 0:
        return ""
    if place.area:
        return f"{number(place.heads)} tied up"
    return number(place.heads) + ("" if math.isnan(place.covered) else f", {covered_text(place.covered)}")


def _most_listed(places: Sequence[MapPlace], wide: float) -> int:
    """How many of the places without labels are listed: on the widest view at least all that have heads."""
    manned = sum(place.heads > 0 or place.area for place in places) if wide == BESIDE else 0
    return min(len(places), max(MOST_LISTED * _columns(wide), manned))


def _columns(wide: float) -> int:
    """How many columns that list has."""
    return max(1, int(wide // LISTED))


def _size(wide: float) -> float:
    """The size of letters, in px."""
    return SMALL if wide > NARROW else SMALLER
