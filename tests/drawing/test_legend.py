"""Legends name each kind of mark, in lines that no view is too narrow for."""

from __future__ import annotations

import pytest
from drawn import of_kind, out_of_view, over_each_other, read_marks, texts_in, words_in

from solver.drawing.drawing import BESIDE, MIDDLE, NARROW, WIDE, View, make_view
from solver.drawing.legend import HIGH, SWATCH, Key, legend
from solver.drawing.letters import ELLIPSIS

KEYS = [Key(f"a kind of mark number {at}", "there") for at in range(9)]


def a_view(keys: list[Key], wide: float, top: float = 0.0) -> View:
    """A view with nothing but this legend."""
    marks, end = legend(keys, wide, top)
    return make_view(wide, end, marks)


def test_a_name_stands_beside_its_mark():
    view = a_view([Key("taken", "front"), Key("allowed", "room")], 300)
    swatches = [*of_kind(view, "front"), *of_kind(view, "room")]

    assert words_in(view) == ["taken", "allowed"]
    for swatch, name in zip(swatches, texts_in(view), strict=True):
        assert swatch.wide == SWATCH
        assert 0 < name.left - swatch.right < 10
        assert swatch.top < name.number("y") < swatch.bottom + 3


def test_a_level_is_a_line_and_no_rectangle():
    (mark,) = of_kind(a_view([Key("floor asked for", "mark", shape="line")], 300), "mark")

    assert mark.tag == "path"
    assert mark.high == 0
    assert mark.wide == SWATCH


@pytest.mark.parametrize("wide", [WIDE, BESIDE, MIDDLE, NARROW, 120.0])
def test_legends_wrap_inside_their_width(wide: float):
    view = a_view(KEYS, wide)

    assert out_of_view(view) == []
    assert over_each_other(texts_in(view)) == []
    assert all(mark.right <= wide for mark in read_marks(view))


def test_each_line_takes_as_much_as_fits_and_the_end_is_below_the_last():
    _, one = legend(KEYS[:1], NARROW)
    _, nine = legend(KEYS, NARROW)
    lines = sorted({mark.number("y") for mark in texts_in(a_view(KEYS, NARROW))})

    assert len(lines) == 5  # two of about 150 px beside each other, the last one alone
    assert nine - one == HIGH * 4
    assert lines[-1] < nine


def test_a_legend_begins_where_it_is_told_to():
    marks, end = legend(KEYS[:1], NARROW, 100)

    assert min(mark.top for mark in read_marks(marks)) >= 100
    assert end == legend(KEYS[:1], NARROW)[1] + 100


def test_a_name_wider_than_the_view_is_cut():
    view = a_view([Key("a name that no phone has the room to show in full " * 2, "there")], NARROW)

    assert words_in(view)[0].endswith(ELLIPSIS)
    assert out_of_view(view) == []
