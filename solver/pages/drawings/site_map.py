"""The map: sites by heads and coverage in one period, and the front-line areas that heads are taken from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from markupsafe import Markup

from solver.drawing.drawing import BESIDE, MIDDLE, NARROW, Drawing, View, make_view
from solver.drawing.labels import Box, Spot
from solver.drawing.legend import Key, legend
from solver.drawing.marks import circle, diamond, element, path
from solver.ledger.ledger import Ledger
from solver.pages.basemap.clip import path_of
from solver.pages.basemap.conic import Conic
from solver.pages.basemap.countries import Country, countries
from solver.pages.basemap.lines import Points
from solver.pages.cover_classes import CLASSES, NOT_ASKED, covered_text
from solver.pages.drawings.map_labels import kind_of, label_marks, list_below, name_of
from solver.pages.periods import fullest_period, in_period
from solver.pages.places import MapPlace, area_places, site_places
from solver.plan.plan import Plan
from solver.text.numbers import counted, number
from solver.tolerances import TOLD_AS_NOTHING

SIZES = ((BESIDE, 590.0), (MIDDLE, 480.0), (NARROW, 330.0))
"""Width and greatest height of the map at each width, in px."""
MARGIN = 46.0
"""Room around the outermost places, in px."""
LARGEST, SMALLEST, DIAMOND = 22.0, 3.5, 7.0
"""Radius of the largest site, on a phone three fifths of it; of one where nobody is; of an area, in px."""
AROUND = 0.35
"""Degrees by which a lone place is surrounded, at least."""


def map_drawing(plan: Plan, ledger: Ledger) -> Drawing | None:
    """The sites that have coordinates, when most heads are there; None where none has any."""
    period = fullest_period(ledger)
    sites = [each for each in site_places(plan, ledger, period) if each.located]
    if not sites:
        return None
    areas = area_places(plan, ledger, period)
    drawn = _Map(sites, areas)
    manned = sum(each.heads > TOLD_AS_NOTHING for each in sites)
    of_areas = f"; front-line areas as diamonds, one a country: {len(areas)}" if areas else ""
    return Drawing(
        title=f"Where they are {in_period(plan, period)}".strip() + ": heads, and share covered",
        description=f"A map with {counted(len(sites), 'site', 'sites')}, {manned} of them with heads: "
        "circles as large as their heads, stronger in colour the less of what is asked for is covered"
        f"{of_areas}.",
        views=tuple(drawn.view(wide, high) for wide, high in SIZES),
    )


class _Map:
    """The places of a map in the plane of its projection."""

    def __init__(self, sites: Sequence[MapPlace], areas: Sequence[MapPlace]) -> None:
        self.areas = areas
        self.places = [*sorted(sites, key=lambda each: -each.heads), *areas]
        self.most = max(each.heads for each in sites) or 1.0
        points = np.array([(each.longitude, each.latitude) for each in self.places])
        around = np.concatenate([points - AROUND, points + AROUND])
        self.projection = Conic.around(around)
        self.points = self.projection.forward(points)
        self.extent = self.projection.forward(around)
        self.land = [list(self._outlines(each)) for each in countries()]

    def view(self, wide: float, most_high: float) -> View:
        """The map at this width; below it its legend, and the names that have no room on it."""
        low, high = self.extent.min(axis=0), self.extent.max(axis=0)
        margin = MARGIN if wide > NARROW else 22.0
        scale = min((wide - 2 * margin) / (high[0] - low[0]), (most_high - 2 * margin) / (high[1] - low[1]))
        tall = min(most_high, scale * (high[1] - low[1]) + 2 * margin)
        offset = np.array([wide, tall]) / 2 - scale * (low + high) / 2
        frame = Box(0.0, 0.0, wide, tall)
        marks = [path(f"M0 0H{wide:.0f}V{tall:.0f}H0z", "sea"), self._shapes(scale, offset, frame)]
        spots = self._spots(self.points * scale + offset, wide)
        marks += [_mark(each, spot) for each, spot in zip(self.places, spots, strict=True)]
        labels, unlabelled = label_marks(self.places, spots, frame, wide)
        below, end = legend(self._keys(), wide, tall + 10)
        listed, end = list_below(unlabelled, wide, end)
        return make_view(wide, end, [*marks, *labels, *below, *listed])

    def _keys(self) -> list[Key]:
        """What the marks stand for: those of areas only where there are such."""
        keys = [Key(step.name, step.kind) for step in (*CLASSES, NOT_ASKED)]
        areas = {_kind(each): each.heads > 0 for each in self.areas}
        for kind, some in sorted(areas.items(), key=lambda each: not each[1]):
            name = f"front-line area, {'heads' if some else 'none'} tied up"
            keys.append(Key(name, kind, shape="diamond"))
        return keys

    def _outlines(self, country: Country) -> Iterator[Points]:
        """The outlines of a country in the plane."""
        for polygon in country.polygons:
            for ring in polygon:
                yield from self.projection.outlines(ring)

    def _shapes(self, scale: float, offset: Points, frame: Box) -> Markup:
        """The countries within the frame."""
        data = [path_of((ring * scale + offset for ring in rings), frame, 0.7) for rings in self.land]
        shapes = [path(each, "") for each in data if each]
        return element("svg", *shapes, class_="land", width=frame.right, height=frame.bottom)

    def _spots(self, points: Points, wide: float) -> list[Spot]:
        """The mark of each place with the size of its label; areas and large sites are labelled first."""
        names = [name_of(each, wide) for each in self.places]
        return [
            Spot(x, y, self._radius(each, wide), label.wide, label.high, self._weight(each))
            for each, label, (x, y) in zip(self.places, names, points.tolist(), strict=True)
        ]

    def _radius(self, place: MapPlace, wide: float) -> float:
        """The radius of a place's mark: its area is as its heads."""
        if place.area:
            return DIAMOND
        largest = LARGEST if wide > NARROW else LARGEST * 0.6
        return (
            max(SMALLEST + 1, largest * math.sqrt(place.heads / self.most)) if place.heads > 0 else SMALLEST
        )

    def _weight(self, place: MapPlace) -> float:
        return place.heads + (self.most if place.area else 0.0)


def _mark(place: MapPlace, spot: Spot) -> Markup:
    """The circle of a site or the diamond of areas."""
    if place.area:
        tip = f"{place.name}: {number(place.heads)} heads tied up"
        return diamond(spot.x, spot.y, spot.radius, _kind(place), tip=tip)
    covered = "" if math.isnan(place.covered) else f", {covered_text(place.covered)} of what is asked for"
    tip = f"{place.name}: {number(place.heads)} heads{covered}"
    return circle(spot.x, spot.y, spot.radius, _kind(place), tip=tip)


def _kind(place: MapPlace) -> str:
    """The class of a mark: by how much is covered; of areas, hollow where nobody is tied up."""
    if place.area:
        return "front ring" if place.heads > 0 else "open-front"
    return f"{kind_of(place)} ring"
