"""Topologies: outlines as the numbers of arcs that neighbours share, ``~n`` for arc n backwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from solver.pages.basemap.lines import Points, unwrapped

Ring = Sequence[int]
"""The arcs around an outline or a hole, one behind the other."""
Arcs = Sequence[Points] | Mapping[int, Points]
"""The longitudes and latitudes of each arc by its number."""


def arc_number(arc: int) -> int:
    """The number of an arc, whichever way it is gone along."""
    return ~arc if arc < 0 else arc


def joined(ring: Ring, arcs: Arcs) -> Points:
    """The points of an outline in their order, the first one again at the end.

    Where it crosses 180 degrees of longitude it goes on beyond them; an outline around a pole has that pole.
    """
    lines = [arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring]
    around = unwrapped(np.concatenate([*(line[:-1] for line in lines), lines[0][:1]]))
    turned = around[-1, 0] - around[0, 0]
    if abs(turned) < 180:
        return around
    pole = np.copysign(90.0, around[:, 1].sum())
    return np.vstack([around, [[around[-1, 0], pole], [around[0, 0], pole]], around[:1]])
