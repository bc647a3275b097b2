"""Lying bars are as long as their values, each beside its name and before its numbers."""

from __future__ import annotations

import pytest
from drawn import Mark, of_kind, out_of_view, over_each_other, read_marks, texts_in, words_in

from solver.drawing.bars import Bar, bars_view
from solver.drawing.drawing import BESIDE, MIDDLE, NARROW, WIDE, View
from solver.drawing.legend import Key
from solver.drawing.letters import ELLIPSIS, width
from solver.text.numbers import number

WIDTHS = (WIDE, BESIDE, MIDDLE, NARROW)
TAKEN, ALLOWED = Key("taken", "front"), Key("allowed", "room")
KEYS = (TAKEN, ALLOWED)


def a_bar(taken: float, allowed: float, name: str = "Estonia", **more: object) -> Bar:
    """What a cap allows, and in it what is taken."""
    return Bar(
        name=name,
        parts=[(ALLOWED, allowed)],
        said=f"{number(taken)} of {number(allowed)}",
        inner=(TAKEN, taken),
        level=allowed,
        **more,  # type: ignore[arg-type]
    )


def drawn_bars(*bars: Bar, wide: float = MIDDLE, keys: tuple[Key, ...] = KEYS) -> View:
    return bars_view(bars, keys, wide, number)


def parts_of(view: View, kind: str) -> list[Mark]:
    """The parts of bars, without the square of the legend."""
    return [mark for mark in of_kind(view, kind, "rect") if mark.tip]


@pytest.mark.parametrize("wide", WIDTHS)
def test_bars_are_as_long_as_their_values(wide: float):
    """600, 300 and 150 allowed, half of each taken."""
    view = drawn_bars(a_bar(300, 600), a_bar(150, 300), a_bar(75, 150), wide=wide)
    rooms, taken = parts_of(view, "room"), parts_of(view, "front")

    assert [rooms[0].wide / mark.wide for mark in rooms] == pytest.approx([1, 2, 4], rel=0.01)
    for room, inner in zip(rooms, taken, strict=True):
        assert inner.wide == pytest.approx(room.wide / 2, abs=0.2)
        assert inner.left == room.left
        assert room.top < inner.top < inner.bottom < room.bottom


def test_parts_lie_behind_each_other_in_their_order():
    """200 there and 100 gone: half as long, from where the first ends."""
    bar = Bar(
        name="without France", parts=[(Key("left", "there"), 200), (Key("gone", "gone"), 100)], said="200"
    )
    view = drawn_bars(bar)
    (there,), (gone,) = parts_of(view, "there"), parts_of(view, "gone")

    assert gone.left == pytest.approx(there.right, abs=0.11)
    assert gone.wide == pytest.approx(there.wide / 2, abs=0.2)


def test_a_level_stands_at_its_value():
    view = drawn_bars(a_bar(300, 600))
    (room,) = parts_of(view, "room")
    (level,) = of_kind(view, "mark")

    assert level.left == pytest.approx(room.right, abs=0.11)
    assert level.top < room.top < room.bottom < level.bottom


def test_a_bar_without_a_level_has_none():
    assert of_kind(drawn_bars(Bar(name="x", parts=[(ALLOWED, 5)], said="5")), "mark") == []


@pytest.mark.parametrize(
    ("bar", "reach"),
    [
        (Bar(name="x", parts=[(ALLOWED, 2), (ALLOWED, 3)], said=""), 5),
        (Bar(name="x", parts=[(ALLOWED, 2)], said="", inner=(TAKEN, 7)), 7),
        (Bar(name="x", parts=[(ALLOWED, 2)], said="", level=9), 9),
        (Bar(name="x", parts=[], said=""), 0),
    ],
)
def test_a_bar_reaches_as_far_as_its_parts_what_is_in_it_or_its_level(bar: Bar, reach: float):
    assert bar.reach == reach


def test_what_is_taken_beyond_a_cap_is_drawn_in_full():
    view = drawn_bars(a_bar(900, 600))

    assert parts_of(view, "front")[0].wide == pytest.approx(parts_of(view, "room")[0].wide * 1.5, abs=0.2)


def test_the_axis_names_values_that_stand_at_their_place():
    view = drawn_bars(a_bar(300, 600))
    axis = {mark.words: mark for mark in texts_in(view) if "soft" in mark.kinds and mark.top > 40}
    (room,) = parts_of(view, "room")

    assert next(iter(axis)) == "0"
    assert (axis["0"].left + axis["0"].right) / 2 == pytest.approx(room.left, abs=0.2)
    assert (axis["600"].left + axis["600"].right) / 2 == pytest.approx(room.right, abs=0.2)


def test_a_row_holds_a_name_its_bar_and_what_is_said_of_it():
    view = drawn_bars(a_bar(300, 600), a_bar(1, 2, "Latvia"))
    texts = {mark.words: mark for mark in texts_in(view)}
    first, second = parts_of(view, "room")

    for name, said, room in (("Estonia", "300 of 600", first), ("Latvia", "1 of 2", second)):
        assert texts[name].right < room.left
        assert texts[said].left > first.right
        assert room.top < texts[name].number("y") < room.bottom
        assert texts[name].number("y") == texts[said].number("y")


def test_on_a_phone_the_name_stands_above_its_bar():
    view = drawn_bars(a_bar(300, 600), wide=NARROW)
    texts = {mark.words: mark for mark in texts_in(view)}
    (room,) = parts_of(view, "room")

    assert texts["Estonia"].bottom <= room.top
    assert texts["Estonia"].left == 0
    assert texts["300 of 600"].right == pytest.approx(NARROW, abs=0.1)


def test_a_pointer_is_told_what_each_part_is_and_its_own_number():
    """300 taken within 600 allowed, and a bar of two parts behind each other."""
    two = Bar(
        name="without France", parts=[(Key("left", "there"), 200), (Key("gone", "gone"), 100)], said="200"
    )

    assert [mark.tip for mark in read_marks(drawn_bars(a_bar(300, 600), two)) if mark.tip] == [
        "Estonia: allowed 600",
        "Estonia: taken 300",
        "without France: left 200",
        "without France: gone 100",
    ]


@pytest.mark.parametrize("wide", WIDTHS)
def test_however_small_their_values_are_bars_have_their_lengths(wide: float):
    view = drawn_bars(a_bar(5e-13, 1e-12), wide=wide)

    (room,), (taken,) = parts_of(view, "room"), parts_of(view, "front")

    assert taken.wide == pytest.approx(room.wide / 2, abs=0.2)
    assert taken.wide > 50


LONG = "Very Long Named Area of the Northern Flank / stationed / Infantry, Armoured"


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("most", [1, 60, 7_500, 12_345, 987_654, 2_100_000])
@pytest.mark.parametrize("name", ["Estonia", LONG])
def test_no_text_leaves_the_view_or_covers_another(name: str, most: float, wide: float):
    view = drawn_bars(*(a_bar(most * at / 5, most, f"{name} {at}") for at in range(1, 6)), wide=wide)

    assert out_of_view(view) == []
    assert over_each_other(texts_in(view)) == []
    assert all(mark.left >= 0 and mark.right <= wide for mark in read_marks(view) if mark.tag != "text")


def test_names_take_two_lines_before_they_are_cut():
    words = words_in(drawn_bars(a_bar(1, 2, LONG), wide=MIDDLE))

    assert words[2].startswith("0")  # behind the two entries of the legend
    told = [word for word in words if word.startswith("Very") or word.endswith(ELLIPSIS)]
    assert len(told) == 2
    assert all(width(word, 12) <= MIDDLE * 0.34 for word in told)


def test_the_view_grows_by_the_same_for_each_bar():
    heights = [drawn_bars(*[a_bar(1, 2)] * many).height for many in (1, 2, 3)]

    assert heights[2] - heights[1] == heights[1] - heights[0] > 20


def test_without_keys_there_is_no_legend_and_less_height():
    assert drawn_bars(a_bar(1, 2), keys=()).height < drawn_bars(a_bar(1, 2)).height


def test_bars_of_nothing_can_be_drawn():
    view = drawn_bars(Bar(name="nobody", parts=[(ALLOWED, 0)], said="0"))

    assert parts_of(view, "room")[0].wide == 0
    assert out_of_view(view) == []


@pytest.mark.parametrize("wide", WIDTHS)
def test_bars_of_nothing_but_0_have_an_axis_with_0_alone(wide: float):
    """No drawn fifths of a head; the line of a level stands where the bar begins."""
    view = bars_view([a_bar(0, 0), a_bar(0, 0, "Latvia")], (), wide, number, whole=True)
    axis = [mark.words for mark in texts_in(view) if "soft" in mark.kinds]

    assert axis == ["0"]
    assert {mark.left for mark in of_kind(view, "mark")} == {parts_of(view, "room")[0].left}


def test_an_axis_of_what_is_counted_has_whole_values():
    view = bars_view([a_bar(1, 3)], (), MIDDLE, lambda value: f"{value:g}", whole=True)

    assert [mark.words for mark in texts_in(view) if "soft" in mark.kinds] == ["0", "1", "2", "3"]
