"""The map: sites as large as their heads and as dark as what lacks, areas inside their country."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import hypot

import pytest
from drawn import Mark, of_kind, out_of_view, over_each_other, read_marks, texts_in, words_in
from page_cases import CONTINGENTS, TWO_PERIODS, Use, drawing_of, kept, told, told_marks, view_of
from page_plans import large, ordinary
from small_plans import Records, a_plan, estonian, need, pledge, row, site

from solver.drawing.drawing import BESIDE, MIDDLE, NARROW, Drawing, View
from solver.drawing.labels import Box, Spot
from solver.ledger.ledger import Ledger
from solver.pages.basemap.countries import country_at
from solver.pages.drawings.map_labels import MOST_LISTED
from solver.pages.drawings.site_map import DIAMOND, map_drawing
from solver.pages.places import area_places, site_places, unplaced_sites
from solver.pages.plan_sections import ToldPlan
from solver.plan import Plan

LVIV, ODESA, KYIV = (
    site("Lviv", latitude=49.84, longitude=24.03),
    site("Odesa", latitude=46.48, longitude=30.73),
    site("Kyiv", latitude=50.45, longitude=30.52),
)


def map_of(*rows: Use, sites: Records = (LVIV, ODESA, KYIV), **sheets: object) -> tuple[Plan, Ledger]:  # type: ignore[assignment]
    contingents = sheets.pop("contingents", CONTINGENTS)
    requirements = sheets.pop("requirements", [need(400), need(100, "Odesa")])
    plan = a_plan(contingents=contingents, requirements=requirements, sites=list(sites), **sheets)
    return plan, kept(plan, *rows)


AT_TWO_SITES: tuple[Use, ...] = (
    ("POL-INF", "Infantry", "Lviv", 1, 4),
    ("FRA-INF", "Infantry", "Odesa", 1, 1),
)
"""400 at Lviv, 100 at Odesa, nobody at Kyiv."""


def circles(view: View) -> dict[str, Mark]:
    """The sites on a map by their names."""
    return {mark.tip.partition(":")[0]: mark for mark in read_marks(view) if mark.tag == "circle"}


@pytest.fixture(scope="module")
def two_sites() -> tuple[Plan, Drawing]:
    """400 at Lviv, 100 at Odesa; of two sites nobody knows where they are."""
    sites = [LVIV, site("Nowhere"), ODESA, site("Half", latitude=49.0), KYIV]
    plan, ledger = map_of(*AT_TWO_SITES, sites=sites)
    return plan, drawing_of(map_drawing(plan, ledger))


@pytest.mark.parametrize("wide", [BESIDE, MIDDLE, NARROW])
def test_circles_are_as_large_as_their_heads(two_sites, wide: float):
    """Four times as many heads on four times the area: twice the radius."""
    drawn = circles(view_of(two_sites[1], wide))

    assert drawn["Lviv"].number("r") == pytest.approx(2 * drawn["Odesa"].number("r"), abs=0.1)
    assert drawn["Kyiv"].number("r") < drawn["Odesa"].number("r")


def test_every_site_with_coordinates_is_on_the_map_and_the_others_are_named(two_sites):
    plan, drawing = two_sites

    assert all(set(circles(view)) == {"Lviv", "Odesa", "Kyiv"} for view in drawing.views)
    assert unplaced_sites(plan) == ["Half", "Nowhere"]
    assert drawing.description.startswith("A map with 3 sites, 2 of them with heads: circles")


def test_north_is_above_and_east_to_the_right(two_sites):
    drawn = circles(view_of(two_sites[1], BESIDE))
    middle = {
        name: ((mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2) for name, mark in drawn.items()
    }

    assert middle["Lviv"][0] < middle["Kyiv"][0]
    assert middle["Kyiv"][1] < middle["Lviv"][1] < middle["Odesa"][1]


def test_a_site_is_as_dark_as_what_it_asks_for_lacks():
    """400 of 400, 100 of 200, none of 100; Kyiv and Rivne ask for nothing, and Rivne has 100 all the same."""
    more = [site("Dnipro", latitude=48.46, longitude=35.05), site("Rivne", latitude=50.62, longitude=26.25)]
    plan, ledger = map_of(
        *AT_TWO_SITES,
        ("FRA-INF", "Infantry", "Rivne", 1, 1),
        sites=[LVIV, ODESA, KYIV, *more],
        requirements=[need(400), need(200, "Odesa"), need(100, "Dnipro")],
    )
    drawn = circles(view_of(map_drawing(plan, ledger)))

    assert {name: mark.kinds[0] for name, mark in drawn.items()} == {
        "Lviv": "c4",
        "Odesa": "c2",
        "Kyiv": "empty",
        "Rivne": "cx",
        "Dnipro": "c0",
    }
    assert drawn["Odesa"].tip == "Odesa: 100 heads, 50 % of what is asked for"
    assert drawn["Kyiv"].tip == "Kyiv: 0 heads"


def test_what_a_site_covers_counts_units_by_their_worth():
    """1 of 2 medical units, worth 50 heads each, and 100 of 100 infantry: 150 of 200."""
    contingents = [*CONTINGENTS, pledge("MED", "Poland", 2, capability="Medical", heads_per_unit=10)]
    plan, ledger = map_of(
        ("POL-INF", "Infantry", "Lviv", 1, 1),
        ("MED", "Medical", "Lviv", 1, 1),
        contingents=contingents,
        roles=[row("Roles", role="Infantry"), row("Roles", role="Medical", measure="units", unit_worth=50)],
        requirements=[need(100), need(2, role="Medical")],
    )

    assert {place.name: place.covered for place in site_places(plan, ledger, 1)}["Lviv"] == 0.75


def test_the_map_tells_of_the_period_in_which_most_are_there():
    """100 in period 1, 300 in period 2."""
    plan, ledger = map_of(
        ("POL-INF", "Infantry", "Lviv", 1, 1), ("POL-INF", "Infantry", "Lviv", 2, 3), settings=TWO_PERIODS
    )
    drawing = drawing_of(map_drawing(plan, ledger))

    assert drawing.title == "Where they are in period 2 (Jul-Dec 2027): heads, and share covered"
    assert circles(drawing.views[0])["Lviv"].tip.startswith("Lviv: 300 heads, 75 %")


FRONT_LINE = (
    *("Finland", "Estonia", "Latvia", "Lithuania", "Poland", "Slovakia", "Hungary", "Romania", "Bulgaria"),
    *(
        "Norway",
        "Sweden",
        "Denmark",
        "Germany",
        "Czechia",
        "Moldova",
        "Turkey",
        "Georgia",
        "Greece",
        "Croatia",
    ),
)


def test_areas_stand_inside_their_country():
    plan, ledger = map_of(areas=[row("Areas", area=f"{name} front", nation=name) for name in FRONT_LINE])
    places = area_places(plan, ledger, 1)

    assert {place.name for place in places} == {f"{name} front" for name in FRONT_LINE}
    for place in places:
        assert f"{country_at(place.longitude, place.latitude)} front" == place.name


def test_an_area_that_is_no_country_is_not_on_the_map():
    areas = [row("Areas", area="Eastern flank"), row("Areas", area="Latvia")]

    assert [place.name for place in area_places(*map_of(areas=areas), 1)] == ["Latvia"]


def test_an_area_tells_how_many_of_its_heads_are_tied_up():
    """One Estonian company of 150 ties up 450."""
    plan, ledger = map_of(
        ("EST-1", "Infantry", "Lviv", 1, 1),
        contingents=[estonian(capability="Infantry")],
        areas=[row("Areas", area="Estonia", nation="Estonia", own=4000)],
    )
    drawing = drawing_of(map_drawing(plan, ledger))
    (diamond,) = told_marks(drawing.views[0], "front")

    assert diamond.tip == "Estonia: 450 heads tied up"
    assert "450 tied up" in words_in(drawing.views[0])
    assert "front-line area, heads tied up" in words_in(drawing.views[0])
    assert "front-line area, none tied up" not in words_in(drawing.views[0])
    assert drawing.description.endswith("; front-line areas as diamonds, one a country: 1.")


def test_areas_of_one_country_are_one_diamond_with_all_their_names_and_heads():
    """450 and, of three times two companies of 100, 600 of two areas of Estonia; nobody of Latvia."""
    plan, ledger = map_of(
        ("EST-1", "Infantry", "Lviv", 1, 1),
        ("EST-2", "Infantry", "Lviv", 1, 2),
        contingents=[
            estonian(capability="Infantry"),
            pledge("EST-2", "Estonia", drawn_from="Coast", stock="own"),
        ],
        areas=[
            row("Areas", area="Estonia", own=4000),
            row("Areas", area="Coast", nation="Estonia", own=900),
            row("Areas", area="Latvia", own=900),
        ],
    )
    drawing = drawing_of(map_drawing(plan, ledger))

    assert drawing.description.endswith("; front-line areas as diamonds, one a country: 2.")
    for view in drawing.views:
        assert [mark.tip for mark in told_marks(view, "front")] == ["Coast and Estonia: 1,050 heads tied up"]
        assert "1,050 tied up" in words_in(view)
        assert "Coast and Estonia" in words_in(view)


def test_an_area_of_which_nobody_is_tied_up_is_hollow_and_has_its_key():
    """Nobody leaves Latvia: no dark mark, no number, and a key that says why."""
    areas = [row("Areas", area="Latvia", own=900)]
    for view in drawing_of(map_drawing(*map_of(*AT_TWO_SITES, areas=areas))).views:
        assert told_marks(view, "front") == []
        assert [mark.tip for mark in told_marks(view, "open-front")] == ["Latvia: 0 heads tied up"]
        assert "Latvia" in words_in(view)
        assert "front-line area, none tied up" in words_in(view)
        assert not any(word.endswith("tied up") for word in words_in(view) if word[0].isdigit())
        assert "front-line area, heads tied up" not in words_in(view)


def crowded(many: int) -> Drawing:
    """So many sites with a company each within half a degree, of which few labels have room beside them."""
    names = [f"Headquarters of sector {at:02}" for at in range(many)]
    sites = [
        site(name, latitude=50 + at % 8 * 0.05, longitude=30 + at // 8 * 0.05)
        for at, name in enumerate(names)
    ]
    far = [site("Far west", latitude=48.8, longitude=2.3)]
    plan, ledger = map_of(
        *(("POL-INF", "Infantry", name, 1, 1) for name in names),
        contingents=[pledge(units=100)],
        sites=[*sites, *far],
        requirements=[need(100, name) for name in names],
    )
    return drawing_of(map_drawing(plan, ledger))


@pytest.mark.parametrize("many", [6, 30, 90])
def test_every_site_with_heads_is_named_on_a_wide_map_or_below_it(many: int):
    """By a number at its mark, where its name has no room; that is followed by its heads in the list."""
    for view in crowded(many).views:
        words, names = words_in(view), [f"Headquarters of sector {at:02}" for at in range(many)]
        listed = {name: word for name in names for word in words if f"{name}: 100, 100 %" in word}
        numbers = {word for word in words if word.isdigit()}

        assert out_of_view(view) == []
        assert over_each_other(texts_in(view)) == []
        assert numbers == {str(at) for at in range(1, len(numbers) + 1)}
        assert {word.split()[0] for word in listed.values() if word[0].isdigit()} == numbers
        assert ("Without room for their names:" in words) == bool(listed)
        if view.width == BESIDE:
            assert [name for name in names if name not in words and name not in listed] == []


def labels_of(view: View) -> dict[str, tuple[Box, bool]]:
    """Of each name beside a mark, or number: the box of its lines, and whether it stands in the mark."""
    found: dict[str, tuple[Box, bool]] = {}
    label: list[Mark] = []
    for mark in [*texts_in(view), None]:
        of_map = mark and ({"halo", "b"} & set(mark.kinds))
        goes_on = (
            mark and label and of_map and mark.given["x"] == label[0].given["x"] and "b" in label[-1].kinds
        )
        if label and not goes_on:
            name = " ".join(line.words for line in label if "b" in line.kinds)
            left, top = min(line.left for line in label), min(line.top for line in label)
            right, bottom = max(line.right for line in label), max(line.bottom for line in label)
            found[name] = Box(left, top, right, bottom), label[0].given.get("text-anchor") == "middle"
            label = []
        if mark and of_map:
            label.append(mark)
    return found


def spot_of(mark: Mark) -> Spot:
    """A mark as a spot, around its middle; the path of a diamond begins at its top."""
    if mark.tag == "path":
        ((x, y),) = mark.points
        return Spot(x, y + DIAMOND, DIAMOND, 0, 0, 0)
    middle = (mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2
    return Spot(*middle, mark.wide / 2, 0, 0, 0)


def marks_of(view: View) -> dict[str, Spot]:
    """The places on a map by their names."""
    marks = [mark for mark in read_marks(view) if mark.tip]
    return {mark.tip.rpartition(":")[0]: spot_of(mark) for mark in marks}


def leads_to(line: Mark, mark: Spot, label: Box) -> bool:
    """Whether a line goes from this mark to this label."""
    (x, y), (end_x, end_y) = line.points
    end = Box(end_x - 1, end_y - 4, end_x + 1, end_y + 4)
    return abs(hypot(x - mark.x, y - mark.y) - mark.radius) < 0.3 and end.overlaps(label)


@pytest.mark.parametrize("wide", [BESIDE, MIDDLE, NARROW])
@pytest.mark.parametrize("plan", [ordinary, large, lambda: baltic()])
def test_each_label_is_seen_to_be_that_of_its_own_mark(plan: Callable[[], ToldPlan], wide: float):
    """Nearer to it than to any other; or a line leads to it, or it stands in its middle."""
    told = plan()
    view = view_of(map_drawing(told.plan, told.ledger), wide)
    marks, lines = marks_of(view), of_kind(view, "leader")
    listed = [mark.words for mark in texts_in(view) if not mark.kinds]
    numbered = dict(word.split(" ", 1) for word in listed if word[0].isdigit())
    for name, (box, upon) in labels_of(view).items():
        known = numbered[name].partition(": ")[0] if name.isdigit() else name
        own = marks[known] if known in marks else marks[next(each for each in marks if known[:-1] in each)]
        others = [mark for mark in marks.values() if mark is not own]
        if upon:
            assert abs((box.left + box.right) / 2 - own.x) < 1
            continue
        assert any(leads_to(line, own, box) for line in lines) or own.away(box) < min(
            mark.away(box) for mark in others
        ), name


def baltic() -> ToldPlan:
    """Four areas of the front line, and sites of which one lies in the circle of another."""
    front = ("Finland", "Estonia", "Latvia", "Lithuania")
    pledges = [
        pledge(f"{name[:3].upper()}-1", name, 9, drawn_from=name, stock="own", dwell_ratio=1)
        for name in front
    ]
    sites = [
        site("Kyiv airport", latitude=50.35, longitude=30.89),
        *(LVIV, ODESA),
        site("Western hub and stores", latitude=49.55, longitude=25.59),
        site("Rivne nuclear plant", latitude=51.33, longitude=25.89),
        site("Paris headquarters", latitude=48.86, longitude=2.35),
        KYIV,
    ]
    uses = [("POL-INF", "Infantry", str(place["Site"]), 1, 5.0 - at / 2) for at, place in enumerate(sites)]
    home = [(str(each["Contingent"]), "Infantry", "Lviv", 1, 1.0) for each in pledges]
    return told(
        a_plan(
            contingents=[pledge(units=40), *pledges],
            sites=sites,
            requirements=[need(400, str(each["Site"])) for each in sites],
            areas=[row("Areas", area=name, nation=name, own=4000) for name in front],
        ),
        *uses,
        *home,
    )


@pytest.mark.parametrize("wide", [MIDDLE, NARROW])
def test_a_mark_within_another_has_its_number_in_its_middle(wide: float):
    """Kyiv in the circle of its airport, which no line leaves."""
    made = baltic()
    view = view_of(map_drawing(made.plan, made.ledger), wide)
    listed = next(word for word in words_in(view) if re.match(r"\d+ Kyiv: ", word))
    (number,) = [mark for mark in texts_in(view) if mark.words == listed.split()[0]]
    kyiv = circles(view)["Kyiv"]

    assert number.number("x") == pytest.approx(kyiv.number("cx"), abs=0.1)
    assert kyiv.top < number.top < number.bottom < kyiv.bottom + 1


def test_two_sites_in_one_place_have_no_number_that_could_be_the_other_ones():
    """Forty at one point: as many numbers on the map as in the list, the other names stand without."""
    names = [f"Headquarters of sector {at:02}" for at in range(40)]
    plan, ledger = map_of(
        *(("POL-INF", "Infantry", name, 1, 1) for name in names),
        contingents=[pledge(units=100)],
        sites=[site(name, latitude=50, longitude=30) for name in names],
        requirements=[need(100, name) for name in names],
    )
    words = words_in(view_of(map_drawing(plan, ledger), BESIDE))
    numbers = {word for word in words if word.isdigit()}

    assert {word.split()[0] for word in words if re.match(r"\d+ Head", word)} == numbers
    assert any(word.startswith("Headquarters") and ": 100" in word for word in words)


def test_what_a_list_below_a_narrow_map_leaves_out_is_counted():
    """Of 90 sites with heads and one without, no more than twenty lines on a phone."""
    words = words_in(crowded(90).views[-1])
    lines = [word for word in words if ": 100, 100 %" in word]
    labels = [word for word in words if word.startswith("Headquarters of")]

    assert len(lines) == MOST_LISTED
    assert any(word.endswith(" more in the table") for word in words)
    assert len(labels) < 90 - MOST_LISTED


def test_labels_stand_free_and_inside_the_map():
    sites = [site(f"Site {at:02}", latitude=48 + at % 5 * 0.1, longitude=24 + at * 0.05) for at in range(30)]
    plan, ledger = map_of(
        ("POL-INF", "Infantry", "Site 00", 1, 1), sites=sites, requirements=[need(100, "Site 00")]
    )
    for view in drawing_of(map_drawing(plan, ledger)).views:
        assert out_of_view(view) == []
        assert over_each_other(texts_in(view)) == []
        assert "Site 00" in words_in(view)  # the heaviest is labelled first


def test_a_lone_site_where_nobody_is_can_be_drawn():
    drawing = drawing_of(map_drawing(*map_of(sites=[LVIV], requirements=[need(0)])))

    assert all(set(circles(view)) == {"Lviv"} for view in drawing.views)


def test_without_coordinates_there_is_no_map():
    assert map_drawing(*map_of(*AT_TWO_SITES, sites=[site("Lviv"), site("Odesa")])) is None
