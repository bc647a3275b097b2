"""Nations whose deployable pool cannot keep in theatre what they pledge."""

from __future__ import annotations

import pytest
from small_plans import a_plan, estonian, need, row

from solver.reasons.unused import unsustained


def notes(*pledges, nation=None, **sheets):
    """Notes where Estonia pledges three companies of 290 and its pool is 870, unless said otherwise."""
    of_pledge = {"contingent": "EST-1", "units": 3, "heads_per_unit": 290}
    base = {
        "settings": {"Periods": 3},
        "nations": [
            row("Nations", **{"nation": "Estonia", "deployable_pool": 870, "dwell_ratio": 2} | (nation or {}))
        ],
        "contingents": [estonian(**of_pledge | changed) for changed in pledges or ({},)],
        "requirements": [need(1000, role="infantry")],
    }
    return unsustained(a_plan(base, **sheets))


def test_a_pool_as_large_as_the_pledge_keeps_a_third_of_it():
    """870 pledged, pool 870, two at home for each one away: 870 / 3 = 290."""
    (note,) = notes()

    assert (note.place.sheet, note.place.row, note.place.column) == ("Nations", 2, "Deployable pool")
    assert note.severity == "note"
    assert note.message == (
        "Estonia pledges 870 heads, which tie up 2,610 when all are in theatre (dwell ratio 2); a pool of "
        "870 keeps 290 there at most, for it holds those at home between rotations, too"
    )


@pytest.mark.parametrize(
    ("nation", "pledge"),
    [
        ({"deployable_pool": 2610}, {}),  # 3 x 870
        ({"deployable_pool": None}, {}),
        ({"dwell_ratio": 0}, {}),
        ({}, {"dwell_ratio": 0}),  # the contingent's own
        ({}, {"basis": "pool"}),  # these units are all there are: 870 heads
        ({}, {"units": 1}),  # 3 x 290
        ({}, {"status": "indicated"}),  # does not count
    ],
)
def test_a_pool_that_keeps_what_counts_is_not_worth_a_word(nation, pledge):
    assert notes(pledge, nation=nation) == []


def test_pledges_that_never_meet_are_not_added_up():
    """One company in period 1, one in period 2: 3 x 290 each time."""
    once = {"units": 1}

    assert notes({**once, "last": 1}, {**once, "contingent": "EST-2", "first": 2}) == []
    (note,) = notes({**once, "last": 2}, {**once, "contingent": "EST-2", "first": 2})
    assert "pledges 580 heads, which tie up 1,740" in note.message


def test_a_condition_that_does_not_hold_keeps_a_pledge_out_of_the_sum():
    waits = {"conditions": "ceasefire"}
    never = [row("Conditions", condition="ceasefire", holds="no")]

    assert notes(waits, conditions=never) == []
    assert len(notes(waits, conditions=[row("Conditions", condition="ceasefire", holds="yes")])) == 1


def test_those_that_tie_up_least_are_kept_first():
    """A pool of 870: 290 heads without rotation, and of the rest (870 - 290) / 3 = 193."""
    (note,) = notes({"units": 1, "basis": "pool"}, {"contingent": "EST-2"})

    assert (
        "pledges 1,160 heads, which tie up 2,900 when all are in theatre (dwell ratios 0 to 2)"
        in note.message
    )
    assert "keeps 483 there" in note.message


def test_a_pool_of_none_keeps_nobody():
    (note,) = notes(nation={"deployable_pool": 0})

    assert "a pool of 0 keeps 0 there at most" in note.message
