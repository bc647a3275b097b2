"""Columns are as high as their values; numbers and names stand free, and as many as have room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from drawn import Mark, of_kind, out_of_view, over_each_other, read_marks, texts_in, words_in

from solver.drawing.axes import SMALL
from solver.drawing.columns import ColumnChart, ColumnPart, columns_view
from solver.drawing.drawing import BESIDE, MIDDLE, NARROW, WIDE, View
from solver.drawing.letters import ELLIPSIS
from solver.text.numbers import number

WIDTHS = (WIDE, BESIDE, MIDDLE, NARROW)
HIGH = 250.0


def some_columns(
    *heights: float, lacking: Sequence[float] = (), floors: Sequence[float | None] = (), dates: bool = False
) -> ColumnChart:
    """A column for each height: there, and what lacks on top of it."""
    names = [f"{at} Jan-Jun {2026 + at}" if dates else str(at) for at in range(1, len(heights) + 1)]
    lack = list(lacking) or [0.0] * len(heights)
    return ColumnChart(
        names=names,
        parts=[
            ColumnPart(name="force", kind="there", values=heights),
            ColumnPart(name="missing", kind="lack", values=lack),
        ],
        say=number,
        tops=[number(height) for height in heights],
        marks_at=floors,
        mark_name="floor asked for" if floors else "",
    )


def drawn_columns(*heights: float, wide: float = MIDDLE, **more: object) -> View:
    return columns_view(some_columns(*heights, **more), wide, HIGH)  # type: ignore[arg-type]


def bars_of(view: View, kind: str) -> list[Mark]:
    """The parts of columns of a class, without the square of the legend."""
    return [mark for mark in of_kind(view, kind, "rect") if mark.tip]


def tops_of(view: View) -> list[Mark]:
    """The numbers above columns."""
    return [mark for mark in texts_in(view) if "b" in mark.kinds]


def names_of(view: View) -> list[Mark]:
    """The names below columns."""
    return [mark for mark in texts_in(view) if mark.number("y") > HIGH + SMALL]


@pytest.mark.parametrize("wide", WIDTHS)
def test_columns_are_as_high_as_their_values(wide: float):
    """100, 200 and 400: a quarter and half of the highest, all on one ground."""
    first, second, third = bars_of(drawn_columns(100, 200, 400, wide=wide), "there")

    assert first.high == pytest.approx(third.high / 4, abs=0.2)
    assert second.high == pytest.approx(third.high / 2, abs=0.2)
    assert first.bottom == second.bottom == third.bottom == HIGH


def test_columns_stand_in_order_beside_each_other_and_are_equally_wide():
    bars = bars_of(drawn_columns(300, 100, 200), "there")

    assert [bar.tip for bar in bars] == ["1: force 300", "2: force 100", "3: force 200"]
    assert all(one.right < other.left for one, other in pairwise(bars))
    assert max(bar.wide for bar in bars) - min(bar.wide for bar in bars) < 0.11


def test_parts_stand_on_each_other():
    """100 there and 300 missing: the upper part is three times as high and ends where the lower begins."""
    view = drawn_columns(100, lacking=[300])
    (lower,), (upper,) = bars_of(view, "there"), bars_of(view, "lack")

    assert upper.bottom == pytest.approx(lower.top, abs=0.11)
    assert upper.high == pytest.approx(3 * lower.high, abs=0.3)


def test_a_part_of_nothing_is_not_drawn():
    view = drawn_columns(100, 0, 200)

    assert len(bars_of(view, "there")) == 2
    assert bars_of(view, "lack") == []


def test_a_level_stands_at_its_value_across_its_column_alone():
    """A floor of 400 over columns of 200 and 400, none over the third."""
    view = drawn_columns(200, 400, 300, floors=[400, 400, None])
    first, second = [mark for mark in of_kind(view, "mark") if mark.top > 30]
    bars = bars_of(view, "there")

    assert first.top == second.top == pytest.approx(bars[1].top, abs=0.11)
    assert first.left < bars[0].left < bars[0].right < first.right < second.left


def test_a_floor_above_all_columns_is_within_the_drawing():
    view = drawn_columns(10, floors=[1_000])
    (floor,) = [mark for mark in of_kind(view, "mark") if mark.wide > 20]

    assert floor.top > 0
    assert bars_of(view, "there")[0].high < HIGH / 50


def test_the_axis_names_values_that_stand_at_their_height():
    view = drawn_columns(100, 200, 400)
    axis = {mark.words: mark for mark in texts_in(view) if mark.given.get("text-anchor") == "end"}
    bars = bars_of(view, "there")

    assert list(axis) == ["0", "100", "200", "300", "400"]
    for bar, said in zip(bars, ("100", "200", "400"), strict=True):
        assert axis[said].number("y") == pytest.approx(bar.top + 4.2, abs=0.2)


def test_the_legend_names_what_is_there_and_is_left_out_for_one_kind():
    assert "missing" not in words_in(drawn_columns(100, 200))
    assert "force" not in words_in(drawn_columns(100, 200))
    assert words_in(drawn_columns(100, lacking=[300], floors=[400]))[:3] == [
        "force",
        "missing",
        "floor asked for",
    ]


def test_each_number_stands_above_its_column_and_its_floor():
    view = drawn_columns(100, 400, floors=[300, 300])
    tops = sorted(tops_of(view), key=lambda mark: mark.left)
    floor = next(mark for mark in of_kind(view, "mark") if mark.wide > 20)
    second = bars_of(view, "there")[1]

    assert [mark.words for mark in tops] == ["100", "400"]
    assert tops[0].number("y") < floor.top
    assert tops[1].number("y") < second.top


@pytest.mark.parametrize("dates", [False, True])
@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("periods", [1, 2, 5, 8, 12, 24, 40, 60])
def test_no_text_leaves_the_view_or_covers_another(periods: int, wide: float, dates: bool):
    heights = [1_234_567.0 * (1 + at % 3) for at in range(periods)]
    view = drawn_columns(*heights, wide=wide, floors=[3e6] * periods, dates=dates, lacking=heights)

    assert out_of_view(view) == []
    assert over_each_other(tops_of(view)) == []
    assert over_each_other(names_of(view)) == []
    assert all(mark.left >= 0 and mark.right <= wide for mark in read_marks(view))


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("periods", [1, 3, 8, 13, 24, 41, 60])
def test_the_last_column_always_has_its_number(periods: int, wide: float):
    view = drawn_columns(*(10_000.0 + at for at in range(periods)), wide=wide)

    assert number(9_999 + periods) in [mark.words for mark in tops_of(view)]


def test_numbers_and_names_thin_out_where_columns_are_narrow():
    few, many = drawn_columns(*[12_345] * 4), drawn_columns(*[12_345] * 60, wide=NARROW)

    assert (len(tops_of(few)), len(names_of(few))) == (4, 4)
    assert 3 <= len(tops_of(many)) < 10
    assert 10 <= len(names_of(many)) < 60


def test_names_thin_out_in_equal_steps_from_the_first_on():
    shown = [int(mark.words) for mark in names_of(drawn_columns(*[1] * 60, wide=NARROW))]

    assert shown[0] == 1
    assert len({later - earlier for earlier, later in pairwise(shown)}) == 1


def test_a_period_is_named_with_its_dates_where_they_fit_and_else_by_its_number():
    """No column is called 1 J…: what is cut that much says nothing."""
    wide = drawn_columns(*[100] * 4, dates=True)
    narrow = drawn_columns(*[100] * 8, wide=NARROW, dates=True)

    assert [mark.words for mark in names_of(wide)][:2] == ["1 Jan-Jun 2027", "2 Jan-Jun 2028"]
    assert [mark.words for mark in names_of(narrow)] == [str(at) for at in range(1, 9)]


def test_a_long_name_takes_two_lines_and_the_view_grows_with_it():
    """Names that begin with no number are cut, for their first word alone would be no name."""
    columns = some_columns(1, 1)
    named = ColumnChart(
        names=["a name of two lines", "a name that has so many words that no two lines of a phone hold it"],
        parts=columns.parts,
        say=number,
        tops=columns.tops,
    )
    narrow, short = columns_view(named, NARROW, HIGH), drawn_columns(1, 1, wide=NARROW)

    assert words_in(narrow)[-1].endswith(ELLIPSIS)
    assert narrow.height > short.height
    assert out_of_view(narrow) == []


def test_nothing_at_all_can_be_drawn():
    view = drawn_columns(0, 0)

    assert bars_of(view, "there") == []
    assert [mark.words for mark in tops_of(view)] == ["0", "0"]
    assert [mark.words for mark in texts_in(view) if mark.given.get("text-anchor") == "end"] == ["0"]
    assert out_of_view(view) == []


@pytest.mark.parametrize(
    ("whole", "ticks"), [(True, ["0", "1", "2"]), (False, ["0.0", "0.5", "1.0", "1.5", "2.0"])]
)
def test_an_axis_of_what_is_counted_has_whole_values(whole: bool, ticks: list[str]):
    columns = replace(some_columns(1, 2), say=lambda value: f"{value:.{0 if whole else 1}f}", whole=whole)
    view = columns_view(columns, MIDDLE, HIGH)

    assert [mark.words for mark in texts_in(view) if mark.given.get("text-anchor") == "end"] == ticks
