"""Every drawing of a plan has its title, its sentence and its widths, and no text out of place."""

from __future__ import annotations

import math
import re

import pytest
from drawn import out_of_view, over_each_other, read_marks, texts_in
from page_cases import CONTINGENTS, TWO_PERIODS, drawing_of, floor, kept
from small_plans import a_plan, estonian, need, row, site

from solver.drawing.drawing import BESIDE, MIDDLE, NARROW, WIDE, Drawing
from solver.pages.drawings.caps import caps_drawing
from solver.pages.drawings.cost import cost_drawing
from solver.pages.drawings.coverage import coverage_drawings
from solver.pages.drawings.flows import flow_drawing
from solver.pages.drawings.force import force_drawing
from solver.pages.drawings.rotations import rotations
from solver.pages.drawings.site_map import map_drawing
from solver.pages.withdrawal_section import withdrawal_section
from solver.results.drawdown import drawdown_table
from solver.results.summary import force_block
from solver.results.withdrawals import withdrawals

NUMBER = r"-?(?:\d+\.?\d*|\.\d+)"
"""A number in a path, where one may end and the next one begin with a point."""


def all_drawings() -> dict[str, Drawing | None]:
    """Of one plan that has something to draw of everything."""
    contingents = [estonian(units=4, basis="pool", dwell_ratio=1, capability="Infantry"), *CONTINGENTS]
    plan = a_plan(
        contingents=contingents,
        nations=[row("Nations", nation=name, cost_per_head=10) for name in ("Estonia", "France", "Poland")],
        requirements=[need(400), need(200, "Odesa"), need(10, "Odesa", "Medical")],
        sites=[site(latitude=49.84, longitude=24.03), site("Odesa", latitude=46.48, longitude=30.73)],
        force=[floor(900)],
        areas=[row("Areas", area="Estonia", nation="Estonia", own=4000)],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", cap_heads=450)],
        backfill=[row("Backfill", area="Estonia", heads=300)],
        settings=TWO_PERIODS,
    )
    ledger = kept(
        plan,
        ("EST-1", "Infantry", "Odesa", 1, 1),
        ("POL-INF", "Infantry", "Lviv", 1, 3),
        ("POL-INF", "Infantry", "Lviv", 2, 4),
    )
    leaving = withdrawals(plan, ledger)
    assert leaving is not None
    return {
        "force": force_drawing(plan, ledger, force_block(plan, ledger)),
        "cost": cost_drawing(plan, ledger),
        "coverage": coverage_drawings(ledger)[0],
        "caps": caps_drawing(drawdown_table(plan, ledger)),
        "rotations": (rotations(plan, ledger) or ())[0][0],
        "flows": flow_drawing(plan, ledger),
        "map": map_drawing(plan, ledger),
        "withdrawals": withdrawal_section(plan, leaving).figures[0].drawing,
    }


@pytest.fixture(scope="module")
def drawings() -> dict[str, Drawing]:
    return {name: drawing_of(found) for name, found in all_drawings().items()}


def test_each_view_has_a_width_that_a_page_knows_the_widest_first(drawings: dict[str, Drawing]):
    for name, drawing in drawings.items():
        widths = [view.width for view in drawing.views]

        assert set(widths) <= {WIDE, BESIDE, MIDDLE, NARROW}, name
        assert widths == sorted(widths, reverse=True), name
        assert widths[-1] == NARROW, name
        assert MIDDLE in widths, name
        assert all(0 < view.height < 2000 for view in drawing.views), name


def test_each_drawing_says_what_it_shows_in_a_title_and_in_sentences(drawings: dict[str, Drawing]):
    titles = [drawing.title for drawing in drawings.values()]

    assert len(set(titles)) == len(titles)
    for name, drawing in drawings.items():
        assert re.fullmatch(r"[A-Z].*[^ .]", drawing.title), name
        assert re.fullmatch(r"[A-Z].*[^ .]\.", drawing.description), name
        assert "each of 1 " not in drawing.description, name
        assert not re.search(
            r"(?<![\d,])1 (periods|nations|sites|contingents|caps|pairs)", drawing.description
        )


def test_no_text_leaves_its_view_or_covers_another(drawings: dict[str, Drawing]):
    for name, drawing in drawings.items():
        for view in drawing.views:
            assert out_of_view(view) == [], name
            assert over_each_other(texts_in(view)) == [], name


def numbers_in(name: str, value: str) -> list[str]:
    """The numbers of an attribute, which holds nothing else but, in a path, what to draw."""
    if name == "d":
        assert re.fullmatch(rf"(?:[MLHVCZmlhvcz ,]|{NUMBER})+", value), value
        return re.findall(NUMBER, value)
    return value.split() if name == "data-n" else [value]


def test_no_place_or_size_is_unknown_or_minus_0(drawings: dict[str, Drawing]):
    """Whatever an attribute holds is a number, a path, or a word of these two."""
    for drawing in drawings.values():
        for view in drawing.views:
            for mark in read_marks(view):
                for name, value in mark.given.items():
                    numbers = numbers_in(name, value) if name not in ("class", "text-anchor") else []

                    assert all(math.isfinite(float(each)) for each in numbers), (name, value)
                    assert not {"-0", "-0.0"} & set(numbers), (name, value)
