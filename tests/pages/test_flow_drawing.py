"""Flows from nations to roles to sites: bands as wide as their heads."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from drawn import Mark, read_marks, texts_in, words_in
from page_cases import CONTINGENTS, Use, drawing_of, kept, told_marks, view_of
from small_plans import Record, Records, a_plan, need, pledge

from solver.drawing.drawing import MIDDLE, NARROW, WIDE, Drawing, View
from solver.pages.drawings.flows import HIGH, MOST_NODES, flow_drawing


def flows_of(
    *rows: Use, contingents: Records = CONTINGENTS, settings: Record | None = None
) -> Drawing | None:
    sites = list(dict.fromkeys(where for _, _, where, _, _ in rows)) or ["Lviv"]
    plan = a_plan(
        contingents=contingents, requirements=[need(100, name) for name in sites], settings=settings or {}
    )
    return flow_drawing(plan, kept(plan, *rows))


def parts_of(view: View) -> list[Mark]:
    """The parts of all bands: each has the number of its nation."""
    return [mark for mark in read_marks(view) if "data-n" in mark.given]


def bands_of(view: View) -> dict[str, tuple[float, float, float, float]]:
    """Of each part of a band, by what is told of it: top and bottom where it begins, and where it ends."""
    shape = re.compile(r"M\S+ (\S+)C\S+ \S+ \S+ \S+ \S+ (\S+)V(\S+)C\S+ (\S+) \S+ (\S+) \S+ \S+z")
    found = {}
    for mark in parts_of(view):
        top, end_top, end_bottom, _, bottom = map(float, shape.fullmatch(mark.given["d"]).groups())  # type: ignore[union-attr]
        found[mark.tip] = (top, bottom, end_top, end_bottom)
    return found


THREE_FLOWS: tuple[Use, ...] = (
    ("POL-INF", "Infantry", "Lviv", 1, 3),
    ("POL-INF", "Infantry", "Odesa", 1, 1),
    ("FRA-INF", "Infantry", "Lviv", 1, 2),
)
"""300 Poles at Lviv and 100 at Odesa, 200 French at Lviv."""


@pytest.mark.parametrize("wide", [WIDE, MIDDLE, NARROW])
def test_bands_are_as_wide_as_their_heads_at_both_ends(wide: float):
    """400 Poles, 200 French; 500 at Lviv, 100 at Odesa."""
    bands = bands_of(view_of(flows_of(*THREE_FLOWS), wide))
    heads = {tip: int(re.findall(r"(\d+) heads", tip)[0]) for tip in bands}
    a_head = {round((bottom - top) / heads[tip], 3) for tip, (top, bottom, _, _) in bands.items()}

    assert set(bands) == {
        "Poland to Infantry: 400 heads",
        "France to Infantry: 200 heads",
        "Poland, Infantry to Lviv: 300 heads",
        "France, Infantry to Lviv: 200 heads",
        "Poland, Infantry to Odesa: 100 heads",
    }
    assert max(a_head) - min(a_head) < 0.002
    for top, bottom, end_top, end_bottom in bands.values():
        assert bottom - top == pytest.approx(end_bottom - end_top, abs=0.21)


def test_all_nodes_of_a_column_share_one_height_in_the_proportion_of_their_heads():
    view = view_of(flows_of(*THREE_FLOWS))
    high = {mark.tip.partition(":")[0]: mark.high for mark in told_marks(view, "there")}

    assert high["Infantry"] == HIGH
    assert high["Poland"] == pytest.approx(HIGH * 4 / 6, abs=0.1)
    assert high["France"] == pytest.approx(HIGH * 2 / 6, abs=0.1)
    assert high["Odesa"] == pytest.approx(HIGH / 6, abs=0.1)


@pytest.mark.parametrize("wide", [WIDE, MIDDLE, NARROW])
def test_the_bands_of_a_node_fill_its_height_and_lie_beside_each_other(wide: float):
    contingents = [*CONTINGENTS, pledge("ITA-MED", "Italy", 6, capability="Medical")]
    uses = (
        *THREE_FLOWS,
        ("POL-INF", "Infantry", "Kyiv", 1, 1),
        ("ITA-MED", "Medical", "Lviv", 1, 1),
        ("ITA-MED", "Medical", "Odesa", 1, 2),
    )
    view = view_of(flows_of(*uses, contingents=contingents), wide)
    bands = bands_of(view)
    for node in told_marks(view, "there"):
        name = node.tip.partition(":")[0]
        leaving = sorted(
            (top, bottom)
            for tip, (top, bottom, _, _) in bands.items()
            if tip.partition(" to ")[0].endswith(name)
        )
        coming = sorted((top, bottom) for tip, (_, _, top, bottom) in bands.items() if f" to {name}:" in tip)
        sides = [side for side in (leaving, coming) if side]

        assert sides
        if wide == NARROW and name in ("Infantry", "Medical"):
            continue  # drawn twice: at the end of the upper half, and at the beginning of the lower one
        for side in sides:
            assert side[0][0] == pytest.approx(node.top, abs=0.11)
            assert side[-1][1] == pytest.approx(node.bottom, abs=0.25)
            assert all(one[1] == pytest.approx(other[0], abs=0.25) for one, other in pairwise(side))


def test_names_stand_with_their_heads_the_largest_first():
    view = view_of(flows_of(*THREE_FLOWS))
    y = {mark.words: mark.number("y") for mark in texts_in(view)}

    assert y["Poland 400"] < y["France 200"]
    assert y["Lviv 500"] < y["Odesa 100"]
    assert "Infantry 600" in y


def test_the_smallest_nations_beyond_those_that_have_room_are_one():
    """18 nations of 100 to 1,800: fifteen stand for themselves, those of 100, 200 and 300 are 600."""
    contingents = [pledge(f"C{at:02}", f"N{at:02}", at) for at in range(1, MOST_NODES + 3)]
    uses: list[Use] = [(f"C{at:02}", "Infantry", "Lviv", 1, at) for at in range(1, MOST_NODES + 3)]
    drawing = drawing_of(flows_of(*uses, contingents=contingents))
    words = words_in(view_of(drawing))
    parts = {mark.tip: mark.given["data-n"] for mark in parts_of(view_of(drawing))}

    assert "3 other nations 600" in words
    assert not {"N01 100", "N02 200", "N03 300"} & set(words)
    assert "N04 400" in words
    assert [parts[f"N0{at} to Infantry: {at}00 heads"] for at in (1, 2, 3)] == ["1", "2", "3"]
    assert [parts[f"N0{at}, Infantry to Lviv: {at}00 heads"] for at in (1, 2, 3)] == ["1", "2", "3"]
    assert (
        drawing.description
        == "Bands from 16 nations over 1 role to 1 site, as wide as their heads: 17,100 in all."
    )


def test_a_nation_is_found_by_its_number_with_exactly_its_heads():
    """Nations by name: France is 1, Poland 2; of 500 heads at Lviv 200 are French, and no others light up."""
    for view in drawing_of(flows_of(*THREE_FLOWS)).views:
        assert {mark.tip: mark.given["data-n"] for mark in parts_of(view)} == {
            "France to Infantry: 200 heads": "1",
            "Poland to Infantry: 400 heads": "2",
            "Poland, Infantry to Lviv: 300 heads": "2",
            "France, Infantry to Lviv: 200 heads": "1",
            "Poland, Infantry to Odesa: 100 heads": "2",
        }


def test_the_parts_of_a_band_lie_in_it_in_the_order_of_the_nations():
    """Poland sends most: its 300 lie above the 200 of France, without room between them, at both ends."""
    for view in drawing_of(flows_of(*THREE_FLOWS)).views:
        bands = bands_of(view)
        upper, lower = (
            bands[f"{who}, Infantry to Lviv: {many} heads"]
            for who, many in (("Poland", 300), ("France", 200))
        )

        assert (upper[1], upper[3]) == (lower[0], lower[2])


def test_each_band_is_one_group_of_its_parts():
    """Together they are as pale as one: the group is see-through, not each of them."""
    assert view_of(flows_of(*THREE_FLOWS)).marks.count('<g class="flow">') == 4


def test_a_role_that_is_called_like_a_nation_is_none():
    contingents = [pledge(capability="France", units=4), pledge("FRA-INF", "France", 4)]
    view = view_of(
        flows_of(
            ("POL-INF", "France", "Lviv", 1, 1),
            ("FRA-INF", "Infantry", "Lviv", 1, 2),
            contingents=contingents,
        )
    )
    numbers = {mark.tip: mark.given["data-n"] for mark in parts_of(view)}

    assert numbers["Poland, France to Lviv: 100 heads"] == "2"
    assert numbers["France to Infantry: 200 heads"] == "1"


def test_flows_are_those_of_the_first_period_in_which_most_are_there():
    """100, then 300, then 300 elsewhere."""
    drawing = drawing_of(
        flows_of(
            ("POL-INF", "Infantry", "Lviv", 1, 1),
            ("POL-INF", "Infantry", "Lviv", 2, 3),
            ("POL-INF", "Infantry", "Odesa", 3, 3),
            settings={"Periods": 3},
        )
    )

    assert drawing.title == "Who does what where in period 2"
    assert {mark.tip for mark in parts_of(drawing.views[0])} == {
        "Poland to Infantry: 300 heads",
        "Poland, Infantry to Lviv: 300 heads",
    }


def test_where_nobody_is_sent_nothing_flows():
    assert flows_of() is None
