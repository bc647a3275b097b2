"""Lines as arrays of points: simplified, around the globe, what they enclose and how far away they are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""A row for each point: longitude and latitude in degrees, or x and y of a drawing."""
Steps = npt.NDArray[np.int64]
"""The same in whole steps of a grid."""


def simplified(line: Points, tolerance: Points) -> Points:
    """A line of longitudes and latitudes without the points that it is drawn well enough without.

    Douglas and Peucker's way: no point left out is further from the line that stays than its ``tolerance``
    (degrees of latitude, one a point). Both ends stay, so that lines which meet at an end still do.
    """
    flat = line.copy()
    flat[:, 0] *= np.cos(np.radians(line[:, 1]))
    kept = np.zeros(len(line), bool)
    kept[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        between = slice(first + 1, last)
        beyond = distances(flat[between], flat[first], flat[last]) / tolerance[between]
        furthest = first + 1 + int(beyond.argmax())
        if beyond.max() > 1:
            kept[furthest] = True
            spans += [(first, furthest), (furthest, last)]
    return line[kept]


def distances(points: Points, starts: Points, ends: Points) -> Points:
    """How far points are from straight ways between points of a plane, each from each or one from all."""
    along, away = ends - starts, points - starts
    squared = (along**2).sum(-1)
    share = np.clip((away * along).sum(-1) / np.where(squared > 0, squared, 1.0), 0.0, 1.0)
    nearest = away - np.multiply(share[..., None], along)
    return np.asarray(np.hypot(nearest[..., 0], nearest[..., 1]))


def unwrapped(line: Points) -> Points:
    """A line without leaps from 180 degrees of longitude to -180."""
    turns = np.cumsum(np.rint(np.diff(line[:, 0], prepend=line[:1, 0]) / 360))
    return np.column_stack([line[:, 0] - 360 * turns, line[:, 1]])


def area(points: Points) -> float:
    """The area within an outline in square degrees."""
    return abs(float(_cross(points - points[:1]).sum())) / 2


def centroid(points: Points) -> Points:
    """The centre of the area within an outline: where it would balance."""
    off = points - points[:1]
    cross = _cross(off)
    middles = off + np.roll(off, -1, axis=0)
    return np.asarray(points[0] + (cross[:, None] * middles).sum(axis=0) / (3 * cross.sum()))


def _cross(points: Points) -> Points:
    """Twice the signed area between the origin and each edge of an outline."""
    x, y = points.T
    return np.asarray(x * np.roll(y, -1) - y * np.roll(x, -1))
