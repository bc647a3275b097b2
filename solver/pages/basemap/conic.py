"""The projection of the map: Lambert's conformal conic one, which keeps shapes, and sizes nearly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from solver.pages.basemap.clip import clip_ring
from solver.pages.basemap.lines import Points

MOST = 85.0
"""Degrees of latitude up to which standard parallels may be, and the world is drawn towards an open end."""
HALF_ROUND = 179.0
"""Degrees of longitude on either side of the central meridian that are drawn: beyond is the cone's slit."""
STRAIGHT = 3.0
"""Degrees that an edge may be long and still be drawn straight."""
FLAT = 1e-6
"""Constant of the cone below which it is as good as a cylinder: Mercator's projection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conic:
    """Lambert's conformal conic projection of the sphere, in degrees.

    ``parallels``: the two latitudes along which sizes are true, or twice the same; ``central_meridian``: the
    longitude that is drawn upright; ``origin``: the latitude that is at y = 0 there.

    After Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, 1987, pp. 104-110. On a map
    that lies evenly on both sides of the equator the cone is a cylinder, and this is Mercator's projection.
    """

    parallels: tuple[float, float]
    central_meridian: float
    origin: float

    @classmethod
    def around(cls, points: Points) -> Conic:
        """The projection that fits a map of these longitudes and latitudes.

        Its parallels leave a sixth of the map above and a sixth below them.
        """
        low, high = float(points[:, 1].min()), float(points[:, 1].max())
        sixth = (high - low) / 6
        parallels = np.clip([low + sixth, high - sixth], -MOST, MOST)
        return cls(
            parallels=(float(parallels[0]), float(parallels[1])),
            central_meridian=_middle(points[:, 0]),
            origin=float(np.clip((low + high) / 2, -MOST, MOST)),
        )

    @property
    def cone(self) -> float:
        """The constant of the cone: the part of a full turn that the world takes, negative in the south."""
        return _cone(self.parallels)

    def forward(self, lonlat: Points) -> Points:
        """Longitudes and latitudes in degrees as x to the right and y down, in radii of the sphere.

        The pole at which the cone is open is nowhere: latitudes beyond 89.9 degrees are drawn as that.
        """
        turned = np.radians((lonlat[:, 0] - self.central_meridian + 180) % 360 - 180)
        height = _isometric(np.radians(np.clip(lonlat[:, 1], -89.9, 89.9)))
        origin, first = _isometric(np.radians([self.origin, self.parallels[0]]))
        true = float(np.cos(np.radians(self.parallels[0])))
        cone = self.cone
        if abs(cone) < FLAT:
            return np.column_stack([true * turned, true * (origin - height)])
        radius, middle = (true / cone * np.exp(cone * (first - each)) for each in (height, origin))
        return np.column_stack([radius * np.sin(cone * turned), radius * np.cos(cone * turned) - middle])

    def outlines(self, ring: Points) -> Iterator[Points]:
        """The pieces of an outline (degrees) as they are drawn: one, unless the map ends within it.

        The map ends opposite the central meridian and, but for the pole at the cone's tip, at 85 degrees.
        """
        south, north = -90.0 if self.cone < -FLAT else -MOST, 90.0 if self.cone > FLAT else MOST
        for turn in (-360.0, 0.0, 360.0):
            middle = self.central_meridian + turn
            piece = clip_ring(ring, (middle - HALF_ROUND, south), (middle + HALF_ROUND, north))
            if len(piece):
                yield self.forward(_with_short_edges(piece))


@cache
def _cone(parallels: tuple[float, float]) -> float:
    """The sine of the parallel at which a cone touches the sphere, or its like where it cuts it at two."""
    one, other = np.radians(parallels)
    if abs(one - other) < FLAT:
        return float(np.sin((one + other) / 2))
    return float(np.log(np.cos(one) / np.cos(other)) / (_isometric(other) - _isometric(one)))


def _isometric(latitude: Points) -> Points:
    """The height of a latitude on Mercator's map: ln tan(pi / 4 + latitude / 2), in radians."""
    return np.arcsinh(np.tan(latitude))


def _middle(longitudes: Points) -> float:
    """The middle of the shortest stretch around the globe on which all these longitudes lie."""
    each = np.unique(longitudes % 360)
    gaps = np.diff(each, append=each[0] + 360)
    widest = int(gaps.argmax())
    begin = each[(widest + 1) % len(each)]
    return float((begin + (360 - gaps[widest]) / 2 + 180) % 360 - 180)


def _with_short_edges(ring: Points) -> Points:
    """An outline with points on its long edges: a parallel is a bow on the map."""
    ways = np.concatenate([ring[1:], ring[:1]]) - ring
    if np.abs(ways).max() <= STRAIGHT:
        return ring
    pieces = np.maximum(np.ceil(np.abs(ways).max(axis=1) / STRAIGHT), 1).astype(int)
    at = np.repeat(np.arange(len(ring)), pieces)
    share = (np.arange(len(at)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[at]
    return np.asarray(ring[at] + share[:, None] * ways[at])
