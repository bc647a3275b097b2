"""Nations whose deployable pool cannot keep in theatre what they pledge."""

import pytest

from solver.explain.unused import unsustained
from solver.plan.make import make_plan
from solver.tables import raw_tables

ESTONIA = {"Nation": "Estonia", "Deployable pool": 870, "Dwell ratio": 2}
PLEDGE = {
    "Contingent": "EST-1",
    "Nation": "Estonia",
    "Capability": "infantry",
    "Units": 3,
    "Heads per unit": 290,
}


def notes(*pledges, nation=None, **sheets):
    tables = {
        "Settings": [{"Name": "Periods", "Value": 3}],
        "Nations": [{**ESTONIA, **(nation or {})}],
        "Contingents": [{**PLEDGE, **pledge} for pledge in pledges or ({},)],
        "Sites": [{"Site": "Lviv"}],
        "Requirements": [{"Site": "Lviv", "Role": "infantry", "Target": 1000}],
        **sheets,
    }
    return unsustained(make_plan(raw_tables(tables)))


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
        ({"Deployable pool": 2610}, {}),  # 3 x 870
        ({"Deployable pool": None}, {}),
        ({"Dwell ratio": 0}, {}),
        ({}, {"Dwell ratio": 0}),  # the contingent's own
        ({}, {"Basis": "pool"}),  # these units are all there are: 870 heads
        ({}, {"Units": 1}),  # 3 x 290
        ({}, {"Status": "indicated"}),  # does not count
    ],
)
def test_a_pool_that_keeps_what_counts_is_not_worth_a_word(nation, pledge):
    assert notes(pledge, nation=nation) == []


def test_pledges_that_never_meet_are_not_added_up():
    """One company in period 1, one in period 2: 3 x 290 each time."""
    once = {"Units": 1}

    assert notes({**once, "To": 1}, {**once, "Contingent": "EST-2", "From": 2}) == []
    (note,) = notes({**once, "To": 2}, {**once, "Contingent": "EST-2", "From": 2})
    assert "pledges 580 heads, which tie up 1,740" in note.message


def test_a_condition_that_does_not_hold_keeps_a_pledge_out_of_the_sum():
    waits = {"Conditions": "ceasefire"}
    never = [{"Condition": "ceasefire", "Holds": "no"}]

    assert notes(waits, Conditions=never) == []
    assert len(notes(waits, Conditions=[{**never[0], "Holds": "yes"}])) == 1


def test_those_that_tie_up_least_are_kept_first():
    """A pool of 870: 290 heads without rotation, and of the rest (870 - 290) / 3 = 193."""
    (note,) = notes({"Units": 1, "Basis": "pool"}, {"Contingent": "EST-2"})

    assert (
        "pledges 1,160 heads, which tie up 2,900 when all are in theatre (dwell ratios 0 to 2)"
        in note.message
    )
    assert "keeps 483 there" in note.message


def test_a_pool_of_none_keeps_nobody():
    (note,) = notes(nation={"Deployable pool": 0})

    assert "a pool of 0 keeps 0 there at most" in note.message
