"""The ranks that order the objectives."""

from __future__ import annotations

from small_answers import best_of
from small_plans import need, pledge, ranked, row

AREAS = [row("Areas", area="Estonia", nation="Estonia", weight=2)]


def test_ranks_are_settled_in_order_and_kept():
    """Drawdown before shortfall: nobody leaves Estonia. After it: everybody does."""
    sheets = {"contingents": [pledge("EST-INF", "Estonia")], "areas": AREAS}

    assert best_of(**sheets, priorities=ranked("drawdown", "target shortfall")).units() == 0
    assert best_of(**sheets, priorities=ranked("target shortfall", "drawdown")).units() == 1


def test_ranks_of_one_number_are_added_up_by_weight():
    """A company fills 100 and costs 300 of drawdown (weight 2 x 300): it goes once 100 w > 600."""
    for weight, units in ((5, 0), (7, 1)):
        answer = best_of(
            contingents=[pledge("EST-INF", "Estonia")],
            areas=AREAS,
            priorities=[
                row("Priorities", rank=1, objective="target shortfall", weight=weight),
                row("Priorities", rank=1, objective="drawdown"),
            ],
        )

        assert answer.units() == units


def test_ranks_may_become_worse_by_their_tolerance_for_a_later_rank():
    """400 lack anyway; with 0.25 they may be 500, so one company can stay home for the drawdown."""
    for tolerance, units in ((0, 2), (0.24, 2), (0.25, 1), (0.5, 0)):
        priorities = ranked("target shortfall", "drawdown")
        priorities[0]["Tolerance"] = tolerance
        answer = best_of(
            contingents=[pledge("EST-INF", "Estonia", units=2)],
            requirements=[need(600)],
            areas=AREAS,
            priorities=priorities,
        )

        assert answer.units() == units
        assert answer.solution.ranks[0].value == 400
        assert answer.solution.ranks[0].final == 600 - 100 * units
