"""Labels stand free: of each other, of the marks and of what is taken, within the frame."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest

from solver.drawing.labels import ASIDE, NEARER, Box, Ground, Spot, lines_cross, place_labels

FRAME = Box(0, 0, 400, 300)
SEEDS = range(25)


def a_spot(
    x: float = 200, y: float = 150, *, radius: float = 5, width: float = 60, weight: float = 1
) -> Spot:
    """A mark in the middle, with a label of 60 x 12 px."""
    return Spot(x, y, radius, width, 12, weight)


def random_spots(seed: int) -> list[Spot]:
    """Two to forty spots, crowded on most drawings, some with half their mark out of the frame."""
    dice = np.random.default_rng(seed)
    count = dice.integers(2, 40)
    columns = [(0, 400), (0, 300), (0, 15), (10, 90), (8, 16), (0, 3)]
    return [
        Spot(*row) for row in zip(*(dice.uniform(*ends, count).tolist() for ends in columns), strict=True)
    ]


def random_boxes(seed: int) -> list[Box]:
    """Two boxes that are taken."""
    dice = np.random.default_rng(seed)
    return [Box(x, y, x + 80, y + 40) for x, y in dice.uniform(0, 300, (2, 2)).tolist()]


def placed(spots: Sequence[Spot], frame: Box, taken: Sequence[Box] = ()) -> list[Box | None]:
    """Where the labels of these marks stand."""
    return place_labels(spots, Ground(frame=frame, marks=spots, labels=list(taken)))


def disc(spot: Spot) -> Box:
    return Box(spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius)


def labelled(spots: Sequence[Spot]) -> list[tuple[Spot, Box]]:
    """The spots that have a label, of which there are some, with it."""
    pairs = [
        (spot, label) for spot, label in zip(spots, placed(spots, FRAME), strict=True) if label is not None
    ]
    assert pairs
    return pairs


@pytest.mark.parametrize("seed", SEEDS)
def test_no_label_covers_another_label_a_mark_or_what_is_taken(seed):
    spots, taken = random_spots(seed), random_boxes(seed)
    labels = [label for label in placed(spots, FRAME, taken) if label]

    assert labels
    assert not any(one.overlaps(other) for one, other in combinations(labels, 2))
    assert not any(label.overlaps(box) for label in labels for box in (*map(disc, spots), *taken))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_label_leaves_the_frame(seed):
    assert all(label.inside(FRAME) for _, label in labelled(random_spots(seed)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_label_is_as_large_as_asked_for(seed):
    for spot, label in labelled(random_spots(seed)):
        assert (label.right - label.left, label.bottom - label.top) == pytest.approx(
            (spot.width, spot.height)
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_heaviest_has_the_label_that_it_had_alone(seed):
    """Alone: none of the other labels would fit into the frame."""
    spots = random_spots(seed)
    heaviest = max(range(len(spots)), key=lambda number: spots[number].weight)
    alone = [
        spot if number == heaviest else Spot(spot.x, spot.y, spot.radius, 9999, 12, spot.weight)
        for number, spot in enumerate(spots)
    ]

    assert placed(spots, FRAME)[heaviest] == placed(alone, FRAME)[heaviest]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_spots_changes_no_label(seed):
    spots = random_spots(seed)

    assert placed(spots[::-1], FRAME) == placed(spots, FRAME)[::-1]


def test_a_label_stands_to_the_right_of_its_mark_where_it_can():
    # 5 px radius and 3 px gap from x = 200; 12 px around y = 150
    assert placed([a_spot()], FRAME) == [Box(208, 144, 268, 156)]


@pytest.mark.parametrize(
    ("taken", "label"),
    [
        ([Box(206, 100, 400, 200)], Box(132, 144, 192, 156)),  # left
        ([Box(206, 149, 400, 151), Box(0, 149, 194, 151)], Box(170, 130, 230, 142)),  # above
        ([Box(206, 100, 400, 151), Box(0, 100, 205, 142), Box(0, 100, 194, 151)], Box(170, 158, 230, 170)),
    ],
    ids=["left", "above", "below"],
)
def test_where_the_right_is_taken_it_goes_left_then_above_then_below(taken, label):
    assert placed([a_spot()], FRAME, taken) == [label]


def test_over_the_corners_comes_last():
    """Taken are the four sides, each where only the label of that side stands."""
    sides = [
        Box(260, 149, 268, 151),
        Box(132, 149, 140, 151),
        Box(199, 130, 201, 140),
        Box(199, 160, 201, 170),
    ]
    (label,) = placed([a_spot()], FRAME, sides)

    assert label is not None
    assert label.left > 205
    assert label.bottom < 145


def test_there_is_no_label_where_no_place_is_free():
    assert placed([a_spot()], FRAME, [FRAME]) == [None]
    assert placed([a_spot(width=500)], FRAME) == [None]


def test_the_heavier_of_two_gets_the_place():
    """Room for one label between the marks: the frame is as high as a label."""
    strip = Box(0, 144, 280, 156)
    light, heavy = a_spot(100, width=110, weight=1), a_spot(220, width=100, weight=2)

    label_of_light, label_of_heavy = placed([light, heavy], strip)

    assert label_of_light is None
    assert label_of_heavy == Box(112, 144, 212, 156)


def test_among_equals_the_first_one_gets_the_place():
    labels = placed([a_spot(), a_spot()], Box(190, 140, 270, 160))

    assert [label is not None for label in labels] == [True, False]


def test_labels_side_by_side_do_not_run_into_each_other():
    """One that would begin where another ends goes elsewhere."""
    first, second = placed([a_spot(weight=2), a_spot(337)], FRAME, [Box(345, 149, 400, 151)])

    assert first == Box(208, 144, 268, 156)
    assert second is not None
    assert second.bottom <= 145


def test_boxes_that_share_only_an_edge_do_not_overlap():
    assert not Box(0, 0, 10, 10).overlaps(Box(10, 0, 20, 10))
    assert Box(0, 0, 10, 10).overlaps(Box(10, 0, 20, 10), apart=1)
    assert Box(0, 0, 10, 10).overlaps(Box(9, 9, 20, 20))
    assert not Box(0, 0, 10, 10).overlaps(Box(5, 11.5, 20, 20), apart=1)


def test_a_box_is_inside_where_no_part_stands_out():
    assert Box(0, 0, 10, 10).inside(Box(0, 0, 10, 10))
    assert not Box(0, 0, 10.1, 10).inside(Box(0, 0, 10, 10))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_leader_goes_through_another_label_or_mark(seed):
    spots = random_spots(seed)
    labels = placed(spots, FRAME)
    leaders = [spot.leader(label) if label else None for spot, label in zip(spots, labels, strict=True)]

    assert any(leaders) or len(spots) < 9
    for at, leader in enumerate(leaders):
        others = [box for of, box in enumerate([*labels, *map(disc, spots)]) if box and of % len(spots) != at]

        assert not (leader and any(box.crossed_by(leader) for box in others))


@pytest.mark.parametrize(
    ("line", "crosses"),
    [
        ((0, 5, 20, 5), True),
        ((5, -5, 5, 20), True),
        ((-5, 4, 12, 16), True),
        ((5, 5, 6, 6), True),
        ((0, 5, -20, 5), False),
        ((-5, 6, 5, 16), False),
        ((0, 0, 20, 0), False),
        ((12, 0, 12, 20), False),
    ],
    ids=["across", "down", "aslant", "within", "up to an edge", "past a corner", "along an edge", "past"],
)
def test_a_line_crosses_a_box_where_any_of_it_is_within(line, crosses):
    assert Box(0, 0, 10, 10).crossed_by(line) == crosses
    assert Box(0, 0, 10, 10).crossed_by((*line[2:], *line[:2])) == crosses


def test_no_leader_goes_through_what_is_taken():
    """A strip as high as a label, and 10 px to the right of the mark a box across it: no way leads beyond."""
    strip, left = Box(0, 144, 400, 156), Box(0, 144, 194, 156)

    assert placed([a_spot()], strip, [left, Box(215, 149, 225, 151)]) == [None]
    assert placed([a_spot()], strip, [left]) == [Box(208, 144, 268, 156)]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_label_may_be_taken_for_that_of_another_mark(seed):
    """Without a line it is twice as near to its own mark; with one it stands at no other."""
    spots = random_spots(seed)
    for own, label in labelled(spots):
        least = ASIDE if own.leader(label) else own.away(label) * NEARER

        assert all(spot.away(label) >= least for spot in spots if spot is not own)


def test_a_label_between_two_marks_goes_elsewhere():
    """To the right it would be 3 px from its own mark, and 5 from the other: to the left it goes."""
    spots = [a_spot(weight=2), a_spot(200 + 5 + 3 + 60 + 5 + 5)]

    assert placed(spots, FRAME)[0] == Box(132, 144, 192, 156)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_leaders_cross(seed):
    spots = random_spots(seed)
    ground = Ground(frame=FRAME, marks=spots)
    place_labels(spots, ground)

    assert not any(lines_cross(one, other) for one, other in combinations(ground.leaders, 2))


def test_lines_cross_where_each_goes_through_the_other():
    assert lines_cross((0, 0, 10, 10), (0, 10, 10, 0))
    assert not lines_cross((0, 0, 10, 10), (0, 10, 4, 6))
    assert not lines_cross((0, 0, 10, 0), (0, 5, 10, 5))


def test_what_stands_in_a_mark_lies_on_no_label_and_under_no_later_mark():
    """Of two marks within each other the upper one has its number in it; a second one has no room."""
    below, above = a_spot(radius=20, width=8), a_spot(210, radius=10, width=8)
    ground = Ground(frame=FRAME, marks=[below, above])

    assert ground.place_upon(below) is None
    assert ground.place_upon(above) == Box(206, 144, 214, 156)
    assert ground.place_upon(above) is None
