"""Scales put values where they belong, and name round ones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from solver.drawing.scale import STEPS, LinearScale, bar_gap, bar_width, scale_of, ticks

SEEDS = range(40)


def a_span(seed: int) -> tuple[float, float, int]:
    """Two values, of any size and sign, and how many ticks are wanted."""
    dice = np.random.default_rng(seed)
    low, high = sorted((dice.normal(size=2) * 10.0 ** dice.integers(-3, 8)).tolist())
    return low, high, int(dice.integers(2, 9))


def test_values_stand_in_proportion_from_the_start_to_the_end():
    """0 to 400 on 100 px to 300 px: half a px each."""
    scale = LinearScale((0, 400), (100, 300))

    assert [scale.at(value) for value in (0, 100, 400)] == [100, 150, 300]
    assert scale.size(100) == 50


def test_a_scale_that_goes_up_begins_below():
    """The page's y grows downwards: 0 stands at 250 px, 1,000 at 50 px."""
    scale = LinearScale((0, 1000), (250, 50))

    assert [scale.at(value) for value in (0, 500, 1000)] == [250, 150, 50]
    assert scale.size(500) == 100


def test_a_size_is_the_same_wherever_the_scale_begins():
    assert LinearScale((200, 600), (0, 100)).size(100) == LinearScale((-400, 0), (0, 100)).size(100) == 25


def test_a_scale_of_one_value_stands_still():
    assert LinearScale((5, 5), (10, 90)).at(5) == 10


@pytest.mark.parametrize(
    ("high", "most", "named"),
    [
        (900, 6, [0, 200, 400, 600, 800, 1000]),
        (350, 5, [0, 100, 200, 300, 400]),
        (10, 5, [0, 2.5, 5, 7.5, 10]),
        (0.8, 5, [0, 0.2, 0.4, 0.6, 0.8]),
        (0.3, 4, [0, 0.1, 0.2, 0.3]),
        (1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_ticks_are_round_and_reach_beyond_the_highest_value(high: float, most: int, named: list[float]):
    assert ticks(0, high, most) == named


@pytest.mark.parametrize("power", [-300, -12, -9, 0, 9, 15, 300])
def test_ticks_are_as_many_and_as_round_however_small_or_large_values_are(power: int):
    """0 to 0.9, 0.3 of which is no sum of three tenths to a computer, times a power of ten."""
    found = ticks(0, float(f"0.9e{power}"), 6)

    assert found == [float(f"{at}e{power}") for at in ("0", "0.2", "0.4", "0.6", "0.8", "1.0")]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_finite_number_has_no_ticks(value: float):
    with pytest.raises(ValueError, match=f"an axis from 0 to {value} has no ticks"):
        ticks(0, value, 5)
    with pytest.raises(ValueError, match="has no ticks"):
        ticks(value, 0, 5)


def test_ticks_go_below_0_where_values_do():
    assert ticks(-120, 250, 6) == [-200, -100, 0, 100, 200, 300]


@pytest.mark.parametrize("value", [7, 400, -3])
def test_one_value_has_ticks_too(value: float):
    found = ticks(value, value, 2)

    assert found[0] <= value <= found[-1]
    assert len(found) > 1


@pytest.mark.parametrize(("high", "most"), [(1, 6), (2, 7), (3, 5), (12, 6), (100, 5), (9_999, 4)])
def test_ticks_of_what_is_counted_are_whole(high: float, most: int):
    found = ticks(0, high, most, whole=True)

    assert all(value % 1 == 0 for value in found)
    assert len(found) <= most + 1


def test_whole_ticks_are_as_round_as_others():
    """10 in four steps would be 2.5 each, 3 each is no round step: 5 it is."""
    assert ticks(0, 10, 5, whole=True) == [0, 5, 10]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_ticks_hold_all_values_in_equal_round_steps(seed: int, whole: bool):
    low, high, most = a_span(seed)
    found = ticks(low, high, most, whole=whole)
    steps = np.diff(found)
    power = 10.0 ** math.floor(math.log10(steps[0] * (1 + 1e-9)))

    assert found[0] <= low + steps[0] * 1e-6
    assert found[-1] >= high - steps[0] * 1e-6
    assert np.allclose(steps, steps[0])
    assert any(math.isclose(steps[0] / power, step) for step in STEPS)
    assert len(found) <= most + 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_scale_of_values_begins_and_ends_with_its_ticks(seed: int):
    low, high, most = a_span(seed)
    scale, named = scale_of((low, high), (40, 300), most)

    assert scale.at(named[0]) == 40
    assert scale.at(named[-1]) == pytest.approx(300)
    assert 40 - 1e-6 <= scale.at(low) <= scale.at(high) <= 300 + 1e-6


def test_a_scale_of_what_is_counted_names_whole_values():
    _, named = scale_of((0, 2), (0, 100), 6, whole=True)

    assert named == [0, 1, 2]


def test_bars_keep_their_gap_while_each_has_four_px():
    """10 px: 2 of them are gap; 4 px: 2 again; 3.9 px: none, bars touch each other."""
    rooms = (10, 4, 3.9)

    assert [bar_gap(room, 2) for room in rooms] == [2, 2, 0]
    assert [bar_width(room, bar_gap(room, 2)) for room in rooms] == [8, 2, 3.9]


@pytest.mark.parametrize("room", [0.9, 0.2, 0.0])
def test_no_bar_is_narrower_than_a_px(room: float):
    assert bar_width(room, bar_gap(room, 2)) == 1


@pytest.mark.parametrize("whole", [False, True])
def test_where_all_is_0_that_is_the_only_tick(whole: bool):
    """It stands where the scale begins, and nothing has a length."""
    scale, named = scale_of((0, 0), (40, 300), 6, whole=whole)

    assert named == [0]
    assert (scale.at(0), scale.size(0)) == (40, 0)
