"""Labels: where each mark's label stands so that it covers nothing, nor seems to be that of another mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import hypot

GAP = 3.0
"""Px from the box around a mark to its label, on every side and over every corner."""
APART = 2.0
"""Px that a label keeps at least from all that it may not cover; less than it keeps from its own mark."""
NEARER = 2.0
"""How many times as far as from its own mark a label stands from any other, unless a line leads to it."""
ASIDE = 7.0
"""Px that a label to which a line leads keeps from all other marks, which might be taken for its own."""

DISTANCES = (0.0, 14.0, 30.0, 50.0, 74.0)
"""Px further out at which a label tries all sides, the nearest first; a line leads to one that is far out."""

_SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
_BETWEEN = ((2, -1), (2, 1), (-2, -1), (-2, 1), (1, -2), (1, 2), (-1, -2), (-1, 2))
"""Right, left, above, below, over the corners, and between these: in this order a label tries them."""


Line = tuple[float, float, float, float]
"""A straight line: x and y of where it begins, then of where it ends, in px."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing in px; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, apart: float = 0.0) -> bool:
        """Whether the two share more than an edge, or come nearer than ``apart`` px both across and down."""
        return (
            self.left < other.right + apart
            and other.left < self.right + apart
            and self.top < other.bottom + apart
            and other.top < self.bottom + apart
        )

    def inside(self, other: Box) -> bool:
        """Whether no part of it stands out of the other."""
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )

    def crossed_by(self, line: Line) -> bool:
        """Whether a line goes through it, rather than past it or along its edge."""
        x, y, end_x, end_y = line
        first, last = 0.0, 1.0
        for start, way, low, high in (
            (x, end_x - x, self.left, self.right),
            (y, end_y - y, self.top, self.bottom),
        ):
            if way == 0.0:
                if not low < start < high:
                    return False
                continue
            enters, leaves = sorted(((low - start) / way, (high - start) / way))
            first, last = max(first, enters), min(last, leaves)
        return first < last


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark around the point x, y with the size of its label, in px; the heavier one is labelled first."""

    x: float
    y: float
    radius: float
    width: float
    height: float
    weight: float

    def disc(self) -> Box:
        """The box around the mark."""
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)

    def places(self) -> Iterator[Box]:
        """The boxes in which its label may stand, the best first."""
        for further in DISTANCES:
            for across, down in (*_SIDES, *_BETWEEN):
                reach = self.radius + (GAP + further) / hypot(across, down)
                left, right = _span(self.x, reach * across, self.width)
                top, bottom = _span(self.y, reach * down, self.height)
                yield Box(left, top, right, bottom)

    def away(self, label: Box) -> float:
        """How far a label is from the edge of the mark, in px."""
        x, y = self._nearest(label)
        return max(hypot(x - self.x, y - self.y) - self.radius, 0.0)

    def leader(self, label: Box) -> Line | None:
        """The line from the mark to its label, from where to where; None where that stands beside it."""
        away = self.away(label)
        if away <= GAP * 2:
            return None
        x, y = self._nearest(label)
        share = self.radius / (away + self.radius)
        return self.x + (x - self.x) * share, self.y + (y - self.y) * share, x, y

    def _nearest(self, label: Box) -> tuple[float, float]:
        """The point of a label that is nearest to the middle of the mark."""
        return min(max(self.x, label.left), label.right), min(max(self.y, label.top), label.bottom)


@dataclass(slots=True, kw_only=True)
class Ground:
    """What of a frame is free of marks, of labels, and of the lines that lead to them.

    ``marks``: in the order in which they are drawn.
    """

    frame: Box
    marks: Sequence[Spot]
    labels: list[Box] = field(default_factory=list)
    leaders: list[Line] = field(default_factory=list)

    def place_beside(self, spot: Spot) -> Box | None:
        """The best free place of a mark's label, which is taken from now on; None where none is free."""
        covered = [*self.labels, *(mark.disc() for mark in self.marks)]
        for place in spot.places():
            leader = spot.leader(place)
            if self._is_free(place, leader, spot, covered) and not self._misleads(place, leader, spot):
                self.labels.append(place)
                self.leaders += [leader] if leader else []
                return place
        return None

    def place_upon(self, spot: Spot) -> Box | None:
        """The middle of a mark for its label, taken from now on; None where a label or other mark lies there.

        A mark that is drawn before it may lie below it.
        """
        left, top = spot.x - spot.width / 2, spot.y - spot.height / 2
        place = Box(left, top, left + spot.width, top + spot.height)
        own = max(at for at, mark in enumerate(self.marks) if _same_mark(mark, spot))
        if (
            not place.inside(self.frame)
            or any(place.overlaps(box, APART) for box in self.labels)
            or any(place.crossed_by(line) for line in self.leaders)
            or any(mark.away(place) < APART for mark in self.marks[own + 1 :])
        ):
            return None
        self.labels.append(place)
        return place

    def _is_free(self, place: Box, leader: Line | None, spot: Spot, covered: Sequence[Box]) -> bool:
        """Whether a label covers nothing there, and the line that leads to it goes through nothing."""
        return (
            place.inside(self.frame)
            and not any(place.overlaps(box, APART) for box in covered)
            and not any(place.crossed_by(other) for other in self.leaders)
            and not (leader and any(box.crossed_by(leader) for box in covered if box != spot.disc()))
            and not (leader and any(lines_cross(leader, other) for other in self.leaders))
        )

    def _misleads(self, place: Box, leader: Line | None, spot: Spot) -> bool:
        """Whether a label might be taken there for that of another mark."""
        least = ASIDE if leader else spot.away(place) * NEARER
        return any(mark.away(place) < least for mark in self.marks if not _same_mark(mark, spot))


def place_labels(spots: Sequence[Spot], ground: Ground) -> list[Box | None]:
    """The boxes of the labels, in the order of the spots; None where no place within the frame is free.

    The heaviest spot chooses first, among equals the one that stands first. Free is what keeps apart from the
    labels placed before, from every mark and from what is taken, on whose leader none of them lies, and what
    nobody takes for the label of another mark.
    """
    found: list[Box | None] = [None] * len(spots)
    for number, spot in sorted(enumerate(spots), key=lambda each: each[1].weight, reverse=True):
        found[number] = ground.place_beside(spot)
    return found


def lines_cross(one: Line, other: Line) -> bool:
    """Whether two lines go through each other."""
    return _parts(one, other) and _parts(other, one)


def _parts(line: Line, other: Line) -> bool:
    """Whether the ends of the other line lie on both sides of a line, however long that were."""
    x, y, end_x, end_y = line
    sides = [(end_x - x) * (its_y - y) - (end_y - y) * (its_x - x) for its_x, its_y in (other[:2], other[2:])]
    return min(sides) < 0 < max(sides)


def _same_mark(one: Spot, other: Spot) -> bool:
    """Whether two spots are one mark, with labels of different size."""
    return (one.x, one.y, one.radius) == (other.x, other.y, other.radius)


def _span(middle: float, offset: float, length: float) -> tuple[float, float]:
    """Where a label begins and ends along an axis: behind the offset, before it, or around the middle."""
    if offset > 0:
        return middle + offset, middle + offset + length
    if offset < 0:
        return middle + offset - length, middle + offset
    return middle - length / 2, middle + length / 2
