"""Clipping: outlines cut to a rectangle, and as short SVG paths."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.drawing.labels import Box
from solver.pages.basemap.lines import Points, Steps

Corner = tuple[float, float]
"""A corner of a rectangle, in the units of the outlines that are cut to it."""


def clip_ring(ring: Points, least: Corner, most: Corner) -> Points:
    """The part of an outline's area within a rectangle, as one outline; no points where there is none.

    ``least``, ``most``: the corners of the rectangle with its least and its greatest coordinates.

    The last point of an outline is joined to the first, whether that is there again or not.
    Sutherland and Hodgman's way: one edge of the rectangle after the other. Where an
    outline leaves the rectangle and comes back, it goes along its edge.
    """
    if not len(ring):
        return ring
    low, high = ring.min(axis=0), ring.max(axis=0)
    if (low > most).any() or (high < least).any():
        return ring[:0]
    for axis in (0, 1):
        if low[axis] < least[axis]:
            ring = _cut(ring, axis, least[axis], -1)
        if high[axis] > most[axis]:
            ring = _cut(ring, axis, most[axis], 1)
    return ring


def path_of(rings: Iterable[Points], box: Box, tolerance: float, *, margin: float = 4.0) -> str:
    """SVG path data of what lies in a box, to be filled by the rule ``evenodd``; "" where nothing does.

    Points are moved to a grid of ``tolerance`` (whole thousandths of a unit), and those that this makes
    one are one: neighbours still meet, whichever way each goes along their
    border. Outlines are cut ``margin`` units outside the box, so that where the cut runs
    along its edge no stroke is seen.
    """
    least, most = (box.left - margin, box.top - margin), (box.right + margin, box.bottom + margin)
    pieces = (piece for ring in rings if len(piece := clip_ring(ring, least, most)))
    snapped = (_corners(np.rint(piece / tolerance).astype(np.int64)) for piece in pieces)
    return "".join(_written(steps, tolerance) for steps in snapped if len(steps) > 2)


def _cut(ring: Points, axis: int, limit: float, side: int) -> Points:
    """The part of an outline on one side of a line: below the limit (side 1), or above it (side -1)."""
    beyond = (ring[:, axis] - limit) * side
    following = np.roll(beyond, -1)
    inside = beyond <= 0
    crosses = inside != (following <= 0)
    share = beyond / np.where(crosses, beyond - following, 1.0)
    crossings = ring + share[:, None] * (np.roll(ring, -1, axis=0) - ring)
    crossings[:, axis] = limit
    each = np.stack([ring, crossings], axis=1).reshape(-1, 2)
    return np.asarray(each[np.stack([inside, crosses], axis=1).ravel()])


def _corners(steps: Steps) -> Steps:
    """An outline without points twice in a row and without those on the straight way from one to the next."""
    steps = steps[(steps != np.roll(steps, 1, axis=0)).any(axis=1)]
    come, go = steps - np.roll(steps, 1, axis=0), np.roll(steps, -1, axis=0) - steps
    turns = come[:, 0] * go[:, 1] != come[:, 1] * go[:, 0]
    returns = (come * go).sum(axis=1) < 0
    return np.asarray(steps[turns | returns])


def _written(steps: Steps, tolerance: float) -> str:
    """An outline as path data: its first corner, then the way to each next one."""
    first, ways = steps[0], np.diff(steps, axis=0)
    return f"M{_numbers(first, tolerance)}l{_numbers(ways.ravel(), tolerance)}z"


def _numbers(steps: Steps, tolerance: float) -> str:
    """Numbers one behind the other in as few letters as a path needs: ``3-.5 4``."""
    text, last = "", "-"
    for step in steps.tolist():
        number = _short(step * tolerance)
        told_apart = not text or number.startswith("-") or (number.startswith(".") and "." in last)
        text += number if told_apart else f" {number}"
        last = number
    return text


def _short(value: float) -> str:
    """A number in thousandths without zeros that say nothing: ``-.5``."""
    digits = f"{value:.3f}".rstrip("0").rstrip(".")
    return digits.replace("0.", ".", 1) if digits.startswith(("0.", "-0.")) else digits
