"""Countries: their outlines in degrees, their middles, and which of them a place lies in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from solver.pages.basemap.lines import Points, area, centroid, distances
from solver.pages.basemap.names import name_key
from solver.pages.basemap.topology import joined

NEAR = 0.1
"""Degrees of latitude from a country within which a place may still be its own: outlines are simplified."""

Polygon = tuple[Points, ...]
"""An outline, then the holes in it: the longitude and latitude of each point, the first again at the end.

Longitudes go on beyond 180 degrees, or below -180, where land lies across.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    """A country: its name in full, and each piece of its land."""

    name: str
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Land:
    """A piece of a country's land as its edges, from ``starts`` to ``ends``."""

    name: str
    starts: Points
    ends: Points


@cache
def countries() -> tuple[Country, ...]:
    """The world's countries by their names, as the file of the map has them."""
    read = json.loads(files(__package__).joinpath("countries.json").read_text(encoding="utf-8"))
    arcs = [np.cumsum(np.reshape(arc, (-1, 2)), axis=0) * read["grid"] for arc in read["arcs"]]
    return tuple(
        Country(name, tuple(tuple(joined(ring, arcs) for ring in polygon) for polygon in polygons))
        for name, polygons in read["countries"].items()
    )


def country_at(longitude: float, latitude: float) -> str:
    """The country that a place lies in, or the nearest one within :data:`NEAR`; "" at sea."""
    _, name = min(_near(longitude, latitude), default=(0.0, ""))
    return name


def may_lie_in(country: str, longitude: float, latitude: float) -> bool:
    """Whether a place lies in a country or within :data:`NEAR` of it: one on a border may lie in either."""
    return any(same_country(country, name) for _, name in _near(longitude, latitude))


def same_country(one: str, other: str) -> bool:
    """Whether two names mean one country: Czechia and the Czech Republic do."""
    return name_key(one) == name_key(other)


def known_country(name: str) -> bool:
    """Whether the map has a country of this name."""
    return name_key(name) in _known()


@cache
def middle_of(name: str) -> tuple[float, float] | None:
    """The longitude and latitude of the centre of a country's largest land; None for what is no country."""
    lands = [polygon[0] for each in countries() if same_country(each.name, name) for polygon in each.polygons]
    if not lands:
        return None
    longitude, latitude = centroid(max(lands, key=area))
    return float(longitude), float(latitude)


def _near(longitude: float, latitude: float) -> Iterator[tuple[float, str]]:
    """Each piece of land near a place: how far it is in degrees of latitude, 0 within it, and whose it is."""
    narrowing = np.array([max(np.cos(np.radians(latitude)), 0.01), 1.0])
    least, most = _bounds()
    for turned in (longitude - 360, longitude, longitude + 360):
        place = np.array([turned, latitude])
        off = np.maximum(least - place, place - most) * narrowing
        for at in np.flatnonzero((off <= NEAR).all(axis=1)):
            land = _lands()[at]
            away = 0.0 if _is_within(place, land) else _away(place, land, narrowing)
            if away <= NEAR:
                yield away, land.name


def _away(place: Points, land: _Land, narrowing: Points) -> float:
    """How far a place is from the edges of a piece of land, in degrees of latitude."""
    return float(distances(place * narrowing, land.starts * narrowing, land.ends * narrowing).min())


def _is_within(place: Points, land: _Land) -> bool:
    """Whether the way straight north from a place crosses an odd number of edges."""
    crossed = (land.starts[:, 0] <= place[0]) != (land.ends[:, 0] <= place[0])
    starts, ends = land.starts[crossed], land.ends[crossed]
    share = (place[0] - starts[:, 0]) / (ends[:, 0] - starts[:, 0])
    latitudes = starts[:, 1] + share * (ends[:, 1] - starts[:, 1])
    return int((latitudes > place[1]).sum()) % 2 == 1


@cache
def _known() -> frozenset[str]:
    """What the names of each country share."""
    return frozenset(name_key(country.name) for country in countries())


@cache
def _lands() -> tuple[_Land, ...]:
    """Every piece of land of every country."""
    return tuple(_land(country.name, polygon) for country in countries() for polygon in country.polygons)


def _land(name: str, polygon: Polygon) -> _Land:
    starts, ends = (np.concatenate([ring[part] for ring in polygon]) for part in (slice(-1), slice(1, None)))
    return _Land(name, starts, ends)


@cache
def _bounds() -> tuple[Points, Points]:
    """The least and the most longitude and latitude of each piece of land."""
    corners = [(land.starts.min(axis=0), land.starts.max(axis=0)) for land in _lands()]
    return np.array([least for least, _ in corners]), np.array([most for _, most in corners])
