"""How the time limit is shared out among ranks."""

from __future__ import annotations

import numpy as np
import pytest

from solver.model.program import Cost, Rank, RankedPart
from solver.optimise.search_state import seconds_of_rank

NOTHING = Cost(column=np.zeros(0, dtype=np.int64), coefficient=np.zeros(0), constant=0.0)
SOMETHING = Cost(column=np.array([0], dtype=np.int64), coefficient=np.ones(1))


def ranks(*names: str, cost: Cost = SOMETHING, **efforts: float) -> list[Rank]:
    """Ranks of one objective each; ``efforts``: by objective."""
    return [
        Rank(
            rank=at,
            parts=(RankedPart(name=name, weight=1.0, cost=cost),),
            cost=cost,
            tolerance=0.0,
            effort=efforts.get(name),
        )
        for at, name in enumerate(names, start=1)
    ]


def test_each_rank_may_use_half_of_what_is_left_and_the_last_all_of_it():
    three = ranks("drawdown", "cost", "heads")

    assert seconds_of_rank(three, 0, 60.0, 60.0) == 30.0
    assert seconds_of_rank(three, 1, 40.0, 60.0) == 20.0
    assert seconds_of_rank(three, 2, 40.0, 60.0) == 40.0


def test_a_rank_with_nothing_to_decide_behind_it_may_use_all_that_is_left():
    """Moves of a plan of one period are none, whatever is sent."""
    heads, moves = ranks("heads"), ranks("moves", cost=NOTHING)

    assert seconds_of_rank([*heads, *moves], 0, 60.0, 60.0) == 60.0


def test_what_the_ranks_behind_take_at_most_is_left_to_them_and_no_more():
    """Of 60 s, moves take 12 at most: 48 are left to heads. Where two take 24 each, half is left to it."""
    assert seconds_of_rank(ranks("heads", "moves"), 0, 60.0, 60.0) == 48.0
    two = ranks("heads", "cost", "drawdown", cost=SOMETHING, drawdown=0.4)
    assert seconds_of_rank(two[:1] + two[2:], 0, 60.0, 60.0) == 36.0
    assert seconds_of_rank([two[0], two[2], two[2]], 0, 60.0, 60.0) == 30.0


def test_moves_do_not_use_up_what_proved_ranks_have_left():
    """298 of 300 seconds are left: moves get a fifth of the limit, 60."""
    two = ranks("cost", "moves")

    assert seconds_of_rank(two, 1, 298.0, 300.0) == 60.0
    assert seconds_of_rank(two, 1, 20.0, 300.0) == 20.0


@pytest.mark.parametrize(("effort", "seconds"), [(0.1, 30.0), (0.5, 150.0), (1.0, 200.0)])
def test_an_effort_is_a_share_of_the_limit_as_far_as_time_is_left(effort: float, seconds: float):
    for place in (0, 1):
        two = ranks("moves", "moves", moves=effort)
        assert seconds_of_rank(two, place, 200.0, 300.0) == seconds
