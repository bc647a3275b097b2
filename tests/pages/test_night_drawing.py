"""The drawing of a number over the nights: its scale, its gaps, its words."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from solver.pages.drawings.nights import BOTTOM, LEFT, RIGHT, TOP, Curve, Point, curve_of
from solver.text.numbers import short_number

FIRST = datetime(2026, 11, 1, 2, 15, tzinfo=UTC)


def drawn(*values: float | None, refused: tuple[int, ...] = ()) -> Curve:
    """A drawing of one value a night; those of ``refused`` nights did not take force."""
    chart = curve_of(
        "Shortfall",
        [
            Point(at=FIRST + timedelta(days=night), value=value, published=night not in refused)
            for night, value in enumerate(values)
        ],
    )
    assert chart is not None
    return chart


def places(path: str) -> list[tuple[float, float]]:
    """Every corner of a path of moves and relative lines."""
    found: list[tuple[float, float]] = []
    for piece in path.split("M")[1:]:
        start, _, steps = piece.partition("l")
        x, y = (float(number) for number in start.split(","))
        found.append((x, y))
        for step in steps.split():
            dx, dy = (float(number) for number in step.split(","))
            x, y = x + dx, y + dy
            found.append((round(x, 1), round(y, 1)))
    return found


def test_the_curve_runs_from_the_first_night_to_the_last_over_the_whole_scale():
    """From 0 to 400 on a scale of 0 to 400: from the lower left corner to the upper right one."""
    chart = drawn(0, 400)

    assert places(chart.line) == [(LEFT, BOTTOM), (RIGHT, TOP)]
    assert [level.text for level in chart.levels] == ["0", "100", "200", "300", "400"]


def test_a_night_without_a_plan_leaves_a_gap_and_a_cross_on_the_axis():
    chart = drawn(1, 2, None, 3, 4)

    assert chart.line.count("M") == 2
    assert chart.missing.startswith(f"M{(LEFT + RIGHT) / 2:g},{BOTTOM:g}m-3-3")
    assert chart.missing.count("M") == 1


def test_a_refused_plan_is_no_part_of_the_curve_but_is_shown():
    chart = drawn(1, 2, 9, 3, 4, refused=(2,))

    assert chart.line.count("M") == 2
    assert chart.refused.count("M") == 1
    assert chart.last is not None
    assert chart.last.text == "4"


def test_a_night_that_stands_alone_is_a_dot():
    chart = drawn(None, 5, None, 6)

    assert chart.line == ""
    assert chart.dots.count("M") == 2


def test_nights_that_bend_nothing_take_no_room():
    assert drawn(*[7] * 100).line.count(" ") == 0


def test_one_night_and_nothing_but_zeros_can_be_drawn():
    chart = drawn(0)

    assert chart.dots.startswith(f"M{(LEFT + RIGHT) / 2:g},{BOTTOM:g}")
    assert [date.text for date in chart.dates] == ["1 Nov"]


def test_without_any_plan_there_is_no_drawing():
    assert curve_of("Shortfall", [Point(at=FIRST, value=None)]) is None


@pytest.mark.parametrize("nights", [1, 2, 5, 8, 30, 90, 200, 365, 366])
def test_dates_are_few_and_end_with_the_last_night(nights: int):
    chart = drawn(*[1.0] * nights)

    at = [date.x for date in chart.dates]
    assert 1 <= len(at) <= 6
    assert all(before - after > 40 for before, after in itertools.pairwise(at))
    assert at[0] == (RIGHT if nights > 1 else (LEFT + RIGHT) / 2)


@pytest.mark.parametrize("most", [0.3, 1, 7, 95, 101, 999, 12_345, 3_000_000])
def test_the_scale_is_round_and_holds_the_largest_value(most: float):
    levels = drawn(0, most).levels

    assert (2 if most == 1 else 3) <= len(levels) <= 6
    assert levels[0].y == BOTTOM
    assert levels[-1].y == TOP
    assert all(len(level.text) <= 7 for level in levels)


def test_the_scale_of_what_is_counted_names_whole_values_and_of_nothing_0_alone():
    """No night lacks anything: no fifths of a head; a curve of 0 lies on the axis."""
    flat = drawn(0, 0)

    assert [level.text for level in flat.levels] == ["0"]
    assert [level.y for level in flat.levels] == [BOTTOM]
    assert f",{BOTTOM:g}l" in flat.line
    assert [level.text for level in drawn(0, 2).levels] == ["0", "1", "2"]
    assert [level.text for level in drawn(0, 0.5).levels][-1] == "0.6"


def test_the_words_tell_what_the_drawing_shows():
    """For a screen reader: what is in force, and how many nights were refused or had no plan."""
    told = drawn(10, 30, 99, None, 20, refused=(2,)).description

    assert told == (
        "5 nights from 1 Nov 2026 to 5 Nov 2026. First 10, last 20, least 10, most 30. "
        "1 plan refused. 1 night without a plan."
    )


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (95.5, "95.5"), (12_400.4, "12,400"), (1_250_000, "1.25 m"), (2e6, "2 m")]
)
def test_numbers_are_short(value: float, text: str):
    assert short_number(value) == text
