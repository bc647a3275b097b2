"""The one chart of a study: values where they belong, hollow or dashed what is not proved."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn import Mark, of_kind, out_of_view, over_each_other, read_marks, texts_in, words_in
from page_cases import told_marks, view_of

from solver.drawing.drawing import MIDDLE, NARROW, View
from solver.pages.drawings.study import study_drawing
from solver.results.study_page import ChartAxis, ChartKind, ChartPoint, ChartSeries, StudyChart
from solver.results.tables import Show

LACK = ChartAxis(name="Minimum shortfall", unit="weighted heads")


def a_point(
    at: float | str, value: float, low: float | None = None, until: float | None = None
) -> ChartPoint:
    """A point; proved, unless it is known what it is at least."""
    return ChartPoint(at=at, value=value, low=value if low is None else low, until=until)


def a_chart(
    kind: ChartKind, *series: tuple[ChartPoint, ...], across: ChartAxis | None = None, up: ChartAxis = LACK
) -> StudyChart:
    """A chart of series called first, second ..."""
    names = ("first", "second", "third", "fourth", "fifth")
    return StudyChart(
        kind=kind,
        title="How much lacks",
        across=across or ChartAxis(name="Cap heads", show=Show.HEADS),
        up=up,
        series=tuple(
            ChartSeries(name=name, points=points) for name, points in zip(names, series, strict=False)
        ),
    )


def drawn(chart: StudyChart, wide: float = MIDDLE) -> View:
    return view_of(study_drawing(chart), wide)


def level_lines(view: View, kind: str) -> list[Mark]:
    """The level parts of steps of a class."""
    return [mark for mark in of_kind(view, kind, "path") if mark.high == 0 and "riser" not in mark.kinds]


THREE_STEPS = (a_point(0, 400, until=599), a_point(600, 200, until=999), a_point(1000, 100, until=2000))


@pytest.mark.parametrize("wide", [MIDDLE, NARROW])
def test_steps_stay_level_from_where_they_begin_to_where_they_end(wide: float):
    """400 from 0 to 599, 200 to 999, 100 to 2,000: as long and as high as that."""
    view = drawn(a_chart("steps", THREE_STEPS), wide)
    first, second, third = level_lines(view, "line-there")
    axis = of_kind(view, "axis")[0].top

    assert second.wide == pytest.approx(first.wide * 399 / 599, abs=0.3)
    assert third.wide == pytest.approx(first.wide * 1000 / 599, abs=0.3)
    assert (axis - second.top) * 2 == pytest.approx(axis - first.top, abs=0.3)
    assert (axis - third.top) * 4 == pytest.approx(axis - first.top, abs=0.5)


def test_steps_are_joined_in_their_order():
    view = drawn(a_chart("steps", (THREE_STEPS[2], THREE_STEPS[0], THREE_STEPS[1])))
    risers = of_kind(view, "riser")

    assert len(risers) == 2
    assert risers[0].right <= risers[1].left


def test_what_is_not_proved_is_dashed_with_a_line_down_to_what_it_is_at_least():
    """400 at most, 100 at least; of the second nothing is known: its line has no length."""
    steps = (a_point(0, 400, 100, until=500), a_point(500, 200, -math.inf, until=900))
    view = drawn(a_chart("steps", steps))
    known, unknown = of_kind(view, "low")
    axis, level = of_kind(view, "axis")[0].top, level_lines(view, "line-there")[0]

    assert all("dashed" in mark.kinds for mark in level_lines(view, "line-there"))
    assert known.top == pytest.approx(level.top, abs=0.11)
    assert axis - known.bottom == pytest.approx((axis - known.top) / 4, abs=0.3)
    assert unknown.high == 0
    assert any(words.startswith("not proved") for words in words_in(view))


def test_a_chart_that_is_proved_names_nothing_that_is_not():
    view = drawn(a_chart("steps", THREE_STEPS))

    assert of_kind(view, "low") == of_kind(view, "dashed") == []
    assert not any("not proved" in words for words in words_in(view))


BARS = (a_point("France", 400), a_point("Poland", 100), a_point("Italy", -100))


@pytest.mark.parametrize("wide", [MIDDLE, NARROW])
def test_bars_lie_from_0_to_their_value_each_beside_its_name(wide: float):
    """400 and 100 to the right, 100 to the left of 0."""
    view = drawn(a_chart("bars", BARS), wide)
    france, poland, italy = told_marks(view, "there")
    names = {mark.words: mark for mark in texts_in(view)}

    assert france.wide == pytest.approx(4 * poland.wide, abs=0.5)
    assert poland.wide == pytest.approx(italy.wide, abs=0.2)
    assert france.left == poland.left == pytest.approx(italy.right, abs=0.11)
    for name, bar in (("France", france), ("Poland", poland), ("Italy", italy)):
        assert bar.top - 18 < names[name].number("y") <= bar.bottom
    assert {"400", "100", "-100"} <= set(words_in(view))


def test_bars_of_several_series_lie_below_each_other_under_one_name():
    view = drawn(a_chart("bars", BARS, (a_point("France", 900), a_point("Italy", 50))))
    first, second = told_marks(view, "there")[0], told_marks(view, "other")[0]

    assert words_in(view).count("France") == 1
    assert first.bottom <= second.top < first.bottom + 3
    assert [words for words in words_in(view) if words in ("first", "second")] == ["first", "second"]


def test_a_bar_that_is_not_proved_is_hollow_and_its_least_stays_in_the_chart():
    """At most 100, at least -300: the axis reaches there."""
    view = drawn(a_chart("bars", (a_point("France", 100, -300),)))
    (bar,), (low,) = told_marks(view, "open-there"), of_kind(view, "low")

    assert low.right == pytest.approx(bar.right, abs=0.11)
    assert low.wide == pytest.approx(4 * bar.wide, abs=0.5)
    assert low.left > max(mark.right for mark in texts_in(view) if mark.words == "France")


@pytest.mark.parametrize("wide", [MIDDLE, NARROW])
def test_columns_stand_above_their_names(wide: float):
    """400, 100 and 100 below 0, in shares of the same height."""
    view = drawn(a_chart("columns", BARS), wide)
    france, poland, italy = told_marks(view, "there")

    assert france.high == pytest.approx(4 * poland.high, abs=0.5)
    assert france.bottom == poland.bottom == pytest.approx(italy.top, abs=0.11)
    names = {mark.words: (mark.left + mark.right) / 2 for mark in texts_in(view)}
    for name, column in (("France", france), ("Poland", poland), ("Italy", italy)):
        assert column.left < names[name] < column.right


def test_however_many_columns_there_are_each_can_be_seen():
    """Forty values of three series on a phone."""
    points = tuple(a_point(float(at), 100) for at in range(40))
    view = drawn(a_chart("columns", points, points, points), NARROW)
    columns = [mark for kind in ("there", "other", "third") for mark in told_marks(view, kind)]

    assert len(columns) == 120
    assert min(mark.wide for mark in columns) >= 0.5


def test_points_stand_at_both_of_their_numbers_and_nothing_joins_them():
    """0 and 400, 500 and 200, 1,000 and 100."""
    points = (a_point(1000, 100), a_point(0, 400), a_point(500, 200, 100))
    view = drawn(a_chart("scatter", points))
    circles = sorted((mark for mark in read_marks(view) if mark.tag == "circle"), key=lambda mark: mark.left)
    axis = of_kind(view, "axis")[0].top
    heights = [axis - (mark.top + mark.bottom) / 2 for mark in circles]

    assert [mark.tip for mark in circles] == [
        "Cap heads 0, Minimum shortfall 400",
        "Cap heads 500, Minimum shortfall 200",
        "Cap heads 1,000, Minimum shortfall 100",
    ]
    assert circles[2].left - circles[1].left == pytest.approx(circles[1].left - circles[0].left, abs=0.2)
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.3) == pytest.approx(4 * heights[2], abs=0.7)
    assert of_kind(view, "riser") == []
    assert [mark.kinds for mark in circles] == [("there",), ("open-there",), ("there",)]


@pytest.mark.parametrize(
    "axis", [ChartAxis(name="Minimums missed", whole=True), ChartAxis(name="Sites", show=Show.COUNT)]
)
@pytest.mark.parametrize("kind", ["bars", "columns"])
def test_no_value_stands_between_whole_numbers_where_there_are_no_others(kind: ChartKind, axis: ChartAxis):
    """Of 0 to 2 nothing is named 0.5."""
    view = drawn(a_chart(kind, (a_point("France", 2), a_point("Poland", 1)), up=axis))

    assert {"0", "1", "2"} <= set(words_in(view))
    assert not any("." in words for words in words_in(view))


def test_whole_numbers_across_are_named_whole():
    across = ChartAxis(name="Units", show=Show.UNITS, whole=True)
    view = drawn(a_chart("steps", (a_point(1, 5, until=1), a_point(2, 4, until=2)), across=across))

    assert not any("." in words for words in words_in(view))


def test_shares_are_in_per_cent():
    chance = ChartAxis(name="Chance", show=Show.SHARE)
    view = drawn(
        a_chart("bars", (a_point("Infantry at Lviv", 0.75), a_point("Medical at Lviv", 1.0)), up=chance)
    )

    assert {"75 %", "100 %", "0 %"} <= set(words_in(view))


def test_a_chart_says_in_a_sentence_how_much_it_shows_and_how_sure_it_is():
    sure = study_drawing(a_chart("bars", BARS))
    unsure = study_drawing(a_chart("bars", (a_point("France", 100, 50),)))

    assert sure.title == "How much lacks"
    assert sure.description == ("Minimum shortfall (weighted heads) by Cap heads: 3 points.")
    assert unsure.description.endswith(": 1 point; what is hollow is not proved.")
    steps = study_drawing(a_chart("steps", (a_point(0, 400, 100, until=500),)))
    assert steps.description.endswith(": 1 point; what is dashed is not proved.")
    assert [view.width for view in sure.views] == [MIDDLE, NARROW]


@pytest.mark.parametrize(
    ("kind", "at", "told"),
    [
        ("scatter", 1000.0, "Price 1,000, Chance 73 %"),
        ("columns", "France", "France: 73 %"),
        ("bars", "France", "France: 73 %"),
    ],
)
def test_a_pointer_is_told_values_in_the_words_of_their_axis(kind: ChartKind, at: float | str, told: str):
    chance, price = ChartAxis(name="Chance", show=Show.SHARE), ChartAxis(name="Price", unit="EUR")
    one = drawn(a_chart(kind, (a_point(at, 0.73),), across=price, up=chance))
    two = drawn(a_chart(kind, (a_point(at, 0.73),), (a_point(at, 0.1),), across=price, up=chance))

    assert [mark.tip for mark in told_marks(one, "there")] == [told]
    assert [mark.tip for mark in told_marks(two, "there")] == [f"first, {told}"]
    assert [mark.tip for mark in told_marks(two, "other")] == [f"second, {told.replace('73', '10')}"]


def test_of_what_nothing_is_known_no_line_is_named():
    """The legend names lines down only where there are any."""
    unknown = drawn(a_chart("bars", (a_point("France", 100, -math.inf),)))

    assert "not proved" in words_in(unknown)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("kind", ["steps", "columns", "bars", "scatter"])
def test_a_value_that_is_no_finite_number_is_never_drawn(kind: ChartKind, value: float):
    named = kind in ("columns", "bars")
    points = tuple(a_point(str(at) if named else at, [3, value, 4][at], until=at + 0.5) for at in range(3))
    with pytest.raises(ValueError, match=r"cannot be drawn|no ticks"):
        study_drawing(a_chart(kind, points))


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("kind", ["steps", "scatter"])
def test_a_place_that_is_no_finite_number_is_never_drawn(kind: ChartKind, value: float):
    with pytest.raises(ValueError, match=r"cannot be drawn|no ticks"):
        study_drawing(a_chart(kind, (a_point(1, 5, until=2), a_point(value, 4, until=value))))


@pytest.mark.parametrize("kind", ["steps", "scatter"])
def test_names_have_no_place_along_a_scale(kind: ChartKind):
    for points in ((a_point("France", 1),), (a_point(1, 1), a_point("France", 1))):
        with pytest.raises(ValueError, match="a name has no place along a scale"):
            study_drawing(a_chart(kind, points))


NAMES = ("Infantry at Lviv", "The United Kingdom of Great Britain and Northern Ireland", "Germany")


@pytest.mark.parametrize("kind", ["steps", "columns", "bars", "scatter"])
@pytest.mark.parametrize("seed", range(12))
def test_no_text_leaves_the_view_or_covers_another_and_no_mark_leaves_it(kind: ChartKind, seed: int):
    dice = np.random.default_rng(seed)
    most = 10.0 ** dice.uniform(0, 7)
    named = kind in ("columns", "bars")
    series = []
    for _ in range(dice.integers(1, 4)):
        values = dice.uniform(-0.3 if named else 0, 1, dice.integers(1, 25)) * most
        series.append(
            tuple(
                a_point(
                    f"{NAMES[at % 3]} {at}" if named else at * most / 10,
                    value,
                    [value, -math.inf, value - most / 2][dice.integers(3)],
                    None if kind != "steps" else (at + 0.9) * most / 10,
                )
                for at, value in enumerate(values.tolist())
            )
        )
    up = ChartAxis(name="Target shortfall of all requirements together", unit="weighted heads x periods")

    for view in study_drawing(a_chart(kind, *series, up=up)).views:
        assert out_of_view(view) == []
        assert over_each_other(texts_in(view)) == []
        for mark in read_marks(view):
            assert -2 <= mark.left <= mark.right <= view.width + 2
            assert 0 <= mark.top <= mark.bottom <= view.height
