"""A number over the nights: its curve, with the nights that were refused or had no plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from solver.drawing.drawing import Drawing, make_view
from solver.drawing.marks import line, path, text
from solver.drawing.scale import ticks
from solver.text.numbers import counted, short_number

WIDTH, HEIGHT = 360.0, 180.0
"""Size of a drawing, in units of which its letters are 13 high: a page stretches it to its room."""
LEFT, RIGHT, TOP, BOTTOM = 58.0, 296.0, 12.0, 152.0
"""Edges of the plane: room for the scale on its left, for the last value on its right."""
LINES = 5
"""Lines of the scale, 0 among them, at most about."""
DAYS = (1, 2, 7, 14, 28, 56, 91, 182)
"""Days between two dates on the axis."""
DATES = 5
"""Dates beside the last that have room."""
DOT, DIAMOND, CROSS = "h0", "m0-4l4,4l-4,4l-4-4z", "m-3-3l6,6m0-6l-6,6"
"""Shapes around a place: a dot (a line of no length with round ends), and two that need no colour."""
MANY_DAYS = 300
"""Days from which on a date needs its year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The number of one night; ``value``: None where it had no plan; ``published``: whether it took force."""

    at: datetime
    value: float | None
    published: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveLabel:
    """A word at a place of the drawing."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A drawing of one number over the nights; all nights of a kind are one path, so that it stays small."""

    title: str
    description: str
    """The drawing in sentences, for those who do not see it."""
    line: str
    """The curve: a piece for each stretch of nights whose plans took force."""
    dots: str
    """Nights that stand alone between two gaps, and the last."""
    refused: str
    missing: str
    """Nights without any plan."""
    last: CurveLabel | None
    """The value that is in force."""
    levels: tuple[CurveLabel, ...]
    """The scale: a line across for each."""
    dates: tuple[CurveLabel, ...]


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where times and values lie in the drawing."""

    first: datetime
    last: datetime
    top: float

    def x(self, at: datetime) -> float:
        span = (self.last - self.first).total_seconds()
        share = (at - self.first).total_seconds() / span if span else 0.5
        return round(LEFT + share * (RIGHT - LEFT), 1)

    def y(self, value: float) -> float:
        return round(BOTTOM - value / self.top * (BOTTOM - TOP), 1)

    def at(self, points: Iterable[Point], shape: str) -> str:
        """A shape at each of these nights; one without a plan lies on the axis."""
        return "".join(f"M{self.x(point.at):g},{self.y(point.value or 0.0):g}{shape}" for point in points)


def curve_of(title: str, points: Sequence[Point]) -> Curve | None:
    """The curve of a number, nights oldest first; None where no night had a plan."""
    values = [point.value for point in points if point.value is not None]
    if not values:
        return None
    levels = ticks(0.0, max(0.0, *values), LINES, whole=all(value % 1 == 0 for value in values))
    plane = _Plane(min(point.at for point in points), max(point.at for point in points), levels[-1] or 1.0)
    stretches = list(_stretches(points))
    end = stretches[-1][-1] if stretches else None
    lone = [stretch[0] for stretch in stretches if len(stretch) == 1 and stretch[0] != end]
    return Curve(
        title=title,
        description=_description(points),
        line="".join(_path(stretch, plane) for stretch in stretches if len(stretch) > 1),
        dots=plane.at([*lone, *([end] if end else [])], DOT),
        refused=plane.at((each for each in points if each.value is not None and not each.published), DIAMOND),
        missing=plane.at((each for each in points if each.value is None), CROSS),
        last=_last(end, plane) if end else None,
        levels=tuple(CurveLabel(x=LEFT - 6, y=plane.y(level), text=short_number(level)) for level in levels),
        dates=tuple(_dates(plane)),
    )


def night_drawing(title: str, points: Sequence[Point]) -> Drawing | None:
    """The drawing of a number, nights oldest first; None where no night had a plan."""
    curve = curve_of(title, points)
    if curve is None:
        return None
    marks = [
        mark
        for level in curve.levels
        for mark in (
            line(LEFT, level.y, RIGHT, level.y, "grid"),
            text(level.x, level.y + 4, level.text, anchor="end", kind="soft"),
        )
    ]
    for date in curve.dates:
        marks.append(line(date.x, date.y, date.x, date.y + 4, "axis"))
        marks.append(text(date.x, date.y + 18, date.text, anchor="middle", kind="soft"))
    kinds = {"missing": curve.missing, "line": curve.line, "dots": curve.dots, "kept-back": curve.refused}
    marks += [path(data, kind) for kind, data in kinds.items() if data]
    if curve.last:
        marks.append(text(curve.last.x, curve.last.y + 4, curve.last.text, bold=True, kind="last"))
    return Drawing(title=title, description=curve.description, views=(make_view(WIDTH, HEIGHT, marks),))


def day(at: datetime) -> str:
    """A day as it is read: 22 Nov 2026."""
    return f"{at.day} {at:%b %Y}"


def _stretches(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Nights in a row whose plans each took force."""
    stretch: list[Point] = []
    for point in points:
        if point.value is not None and point.published:
            stretch.append(point)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _path(stretch: Sequence[Point], plane: _Plane) -> str:
    """The line through some nights; those between two equal ones are left out, for they bend nothing."""
    places = [(plane.x(point.at), plane.y(point.value or 0.0)) for point in stretch]
    bends = [
        here
        for before, here, after in zip(places, places[1:], places[2:], strict=False)
        if not before[1] == here[1] == after[1]
    ]
    kept = [places[0], *bends, places[-1]]
    steps = (f"{here[0] - before[0]:.1f},{here[1] - before[1]:.1f}" for before, here in pairwise(kept))
    return f"M{kept[0][0]:g},{kept[0][1]:g}l" + " ".join(steps).replace(".0", "")


def _last(end: Point, plane: _Plane) -> CurveLabel:
    value = end.value or 0.0
    return CurveLabel(x=RIGHT + 8, y=plane.y(value), text=short_number(value))


def _dates(plane: _Plane) -> Iterator[CurveLabel]:
    """A handful of dates, evenly apart, the last night's among them; with their year where it is long ago."""
    days = (plane.last.date() - plane.first.date()).days
    most = DATES if days <= MANY_DAYS else DATES // 2
    step = next((size for size in DAYS if days / size <= most), days)
    for back in range(0, days + 1, step):
        at = max(plane.last - timedelta(days=back), plane.first)
        date = f"{at:%b %Y}" if days > MANY_DAYS else f"{at.day} {at:%b}"
        yield CurveLabel(x=plane.x(at), y=BOTTOM, text=date)


def _description(points: Sequence[Point]) -> str:
    """The curve in words: how it began and ended, how far it went, which nights it lacks."""
    known = [point.value for point in points if point.value is not None and point.published]
    refused = sum(point.value is not None and not point.published for point in points)
    missing = sum(point.value is None for point in points)
    nights = counted(len(points), "night", "nights")
    sentences = [f"{nights} from {day(points[0].at)} to {day(points[-1].at)}."]
    if known:
        sentences.append(
            f"First {short_number(known[0])}, last {short_number(known[-1])}, "
            f"least {short_number(min(known))}, most {short_number(max(known))}."
        )
    if refused:
        sentences.append(f"{counted(refused, 'plan', 'plans')} refused.")
    if missing:
        sentences.append(f"{counted(missing, 'night', 'nights')} without a plan.")
    return " ".join(sentences)
