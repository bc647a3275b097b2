"""The coverage of requirements as a heatmap: each share by hand, and 100 % only where nothing lacks."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pandas as pd
import pytest
from drawn import of_kind, read_marks, texts_in, words_in
from page_cases import CONTINGENTS, TWO_PERIODS, drawing_of, view_of
from small_plans import Records, a_plan, need, pledge, row, sent, to_lviv

from solver.drawing.drawing import MIDDLE, NARROW, WIDE, Drawing, View
from solver.ledger.ledger import Ledger, keep_ledger
from solver.pages.cover_classes import CLASSES
from solver.pages.drawings.coverage import MOST_NARROW, MOST_SITES, coverage_drawings
from solver.results.coverage import covered_shares


def coverage_of(allocation: pd.DataFrame, requirements: Records, **sheets: object) -> Ledger:
    plan = a_plan(requirements=requirements, **{"contingents": CONTINGENTS, **sheets})
    return keep_ledger(plan, allocation)


def heatmap(ledger: Ledger) -> Drawing:
    """The only drawing of a plan with few sites."""
    (drawing,) = coverage_drawings(ledger)
    return drawing


def five_sites() -> Ledger:
    """A single head each: of 1,000 asked for, 1,000, 999, 800, 500, 1 and none are there."""
    there = {"Ale": 1000, "Bor": 999, "Cep": 800, "Dub": 500, "Eik": 1, "Fir": 0}
    return coverage_of(
        sent(*(("POL-INF", "Infantry", name, 1, heads) for name, heads in there.items() if heads)),
        [need(1000, name) for name in there],
        contingents=[pledge(units=5000, heads_per_unit=1)],
    )


def cells_of(view: View) -> dict[str, tuple[str, str]]:
    """The class and words of each cell, by its site."""
    return {
        mark.tip.partition(",")[0]: (mark.kinds[0], mark.tip.rpartition(": ")[2])
        for mark in read_marks(view)
        if mark.tip
    }


@pytest.mark.parametrize("wide", [WIDE, MIDDLE, NARROW])
def test_100_per_cent_stands_only_where_nothing_lacks(wide: float):
    """999 of 1,000 are 99.9 %, which rounds to 100."""
    assert cells_of(view_of(heatmap(five_sites()), wide)) == {
        "Ale": ("c4", "100 %"),
        "Bor": ("c3", "99+ %"),
        "Cep": ("c3", "80 %"),
        "Dub": ("c2", "50 %"),
        "Eik": ("c1", "<1 %"),
        "Fir": ("c0", "0 %"),
    }


def test_the_share_stands_in_its_cell_in_letters_for_its_colour():
    view = view_of(heatmap(five_sites()))
    said = {mark.words for mark in texts_in(view) if "on-c3" in mark.kinds}

    assert said == {"99+ %", "80 %"}
    for cell in [mark for mark in read_marks(view) if mark.tip]:
        within = [
            text
            for text in texts_in(view)
            if cell.left < text.left and text.right < cell.right and cell.top < text.number("y") < cell.bottom
        ]
        assert [text.words for text in within] == [cell.tip.rpartition(": ")[2]]


def test_what_lacks_over_all_periods_counts_and_no_period_makes_up_for_another():
    """400 asked for in both: 200 and 600 are there, so 200 of 800 lack."""
    ledger = coverage_of(to_lviv(2, 6), [need(400)], settings=TWO_PERIODS)

    assert covered_shares(ledger.coverage, ["site", "role"])["covered"].tolist() == [0.75]
    assert cells_of(view_of(heatmap(ledger))) == {"Lviv": ("c2", "75 %")}


def test_what_only_rounding_leaves_open_is_covered():
    ledger = coverage_of(to_lviv(1 - 1e-9), [need(100)])

    assert covered_shares(ledger.coverage, ["site", "role"])["covered"].tolist() == [1.0]


def test_a_role_that_a_site_does_not_ask_for_is_pale_and_says_nothing():
    """Lviv asks for infantry, Odesa for medics: two of four cells are not asked for."""
    ledger = coverage_of(to_lviv(1), [need(100), need(50, "Odesa", "Medical")])
    view = view_of(heatmap(ledger))

    assert len([mark for mark in of_kind(view, "cx") if mark.wide > 20]) == 2
    assert cells_of(view) == {"Lviv": ("c4", "100 %"), "Odesa": ("c0", "0 %")}


def test_rows_and_columns_that_lack_most_stand_first():
    """Odesa lacks all of its medics and half of its infantry, Lviv a quarter of its infantry."""
    ledger = coverage_of(
        sent(("POL-INF", "Infantry", "Lviv", 1, 3), ("POL-INF", "Infantry", "Odesa", 1, 2)),
        [need(400), need(400, "Odesa"), need(50, "Odesa", "Medical"), need(0, "Kyiv")],
    )
    view = view_of(heatmap(ledger))
    y = {mark.words: mark.number("y") for mark in texts_in(view)}
    x = {mark.words: mark.left for mark in texts_in(view)}

    assert y["Odesa"] < y["Lviv"]
    assert x["Medical"] < x["Infantry"]
    assert "Kyiv" not in y
    assert words_in(view_of(heatmap(ledger), NARROW))[-8:] == [
        *("Odesa", "Medical", "0 %", "Infantry", "50 %"),
        *("Lviv", "Infantry", "75 %"),
    ]


def test_on_a_phone_each_share_is_as_long_as_its_bar():
    """Of 1,000: 800 and 500 are 0.8 and 0.5 of the room that a row has."""
    view = view_of(heatmap(five_sites()), NARROW)
    bars = {mark.tip.partition(",")[0]: mark for mark in read_marks(view) if mark.tip}
    room = max(mark.wide for mark in of_kind(view, "cx"))

    assert bars["Ale"].wide == room
    assert bars["Cep"].wide == pytest.approx(room * 0.8, abs=0.1)
    assert bars["Dub"].wide == pytest.approx(room * 0.5, abs=0.1)


def test_a_phone_shows_the_rows_that_lack_most_and_counts_the_rest():
    """70 roles of one site, of which 10 lack nothing."""
    names = [f"Role {at:02}" for at in range(MOST_NARROW + 10)]
    ledger = coverage_of(
        sent(*(("POL-INF", name, "Lviv", 1, 1) for name in names[:10])),
        [need(100, "Lviv", name) for name in names],
        contingents=[pledge(units=100)],
        suitability=[row("Suitability", capability="Infantry", role=name) for name in names],
    )
    view = view_of(heatmap(ledger), NARROW)
    told = {mark.tip.partition(": ")[0] for mark in read_marks(view) if mark.tip}

    assert len(told) == MOST_NARROW
    assert not told & {f"Lviv, {name}" for name in names[:10]}
    assert words_in(view)[-1] == "10 more, covered as far or further: in the table"


def test_many_roles_stand_in_bands_below_each_other():
    """Thirty roles of one site, of which a page of 640 px has room for a part beside each other."""
    ledger = coverage_of(sent(), [need(1, "Lviv", f"Role {at:02}") for at in range(30)])
    drawing = drawing_of(heatmap(ledger))

    assert [words_in(view).count("Lviv") for view in drawing.views] == [2, 3, 1]
    for view in drawing.views:
        tips = [mark.tip for mark in read_marks(view) if mark.tip]

        assert sorted(tips) == [f"Lviv, Role {at:02}: 0 %" for at in range(30)]


@pytest.mark.parametrize("names", [["Riga"], ["Riga", "Odesa"], ["Vilnius", "Rzeszow", "Mykolaiv"]])
def test_a_site_whose_name_is_the_longest_has_room_for_it(names: list[str]):
    view = view_of(heatmap(coverage_of(to_lviv(1), [need(100, name) for name in names])))

    assert set(names) <= set(words_in(view))


def luminance(colour: str) -> float:
    """How light a colour is in grey, by ITU-R BT.601, 255 for white."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it, 1 to 21."""
    low, high = sorted(map(_relative_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _relative_luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def colours(mode: str) -> dict[str, str]:
    """The colours by name of a mode of the page's style."""
    style = files("solver.pages.templates").joinpath("style.css").read_text(encoding="utf-8")
    root = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[("light", "dark").index(mode)]
    found = dict(re.findall(r"--(\w+): (#[0-9a-f]+)", root))
    return {
        name: each if len(each) == 7 else "#" + "".join(2 * sign for sign in each[1:])
        for name, each in found.items()
    }


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_classes_differ_in_grey_and_stand_out_more_the_less_is_covered(mode: str):
    """From paper on: white by day, nearly black by night."""
    found = colours(mode)
    away = [abs(luminance(found[step.kind]) - luminance(found["paper"])) for step in CLASSES]

    assert len(away) == 5
    assert all(more - less >= 20 for less, more in pairwise(away))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_letters_stand_out_from_the_colour_of_their_class(mode: str):
    found = colours(mode)

    for step in CLASSES:
        assert contrast(found[step.kind], found[f"on{step.kind[1:]}"]) >= 4.5, step


def test_where_nothing_is_asked_for_nothing_is_covered():
    assert coverage_drawings(coverage_of(to_lviv(1), [need(0)])) == ()


def test_many_sites_are_parted_so_that_each_drawing_fits_a_page_of_paper():
    """61 sites: three drawings, of 21, 21 and 19, each site in one of them."""
    names = [f"Site {at:02}" for at in range(2 * MOST_SITES + 1)]
    drawings = coverage_drawings(coverage_of(to_lviv(1), [need(100, name) for name in names]))
    rows = [list(cells_of(view_of(drawing))) for drawing in drawings]

    assert [len(each) for each in rows] == [21, 21, 19]
    assert [name for each in rows for name in each] == names
    assert [drawing.title.rpartition(", ")[2] for drawing in drawings] == [
        "Site 00 to Site 20",
        "Site 21 to Site 41",
        "Site 42 to Site 60",
    ]
