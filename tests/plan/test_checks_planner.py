"""Checks of the planner's orders: locks, priorities and scenarios."""

from __future__ import annotations

import pytest
from small_plan import errors, warnings


def only(messages: list[str]) -> str:
    """The one finding that there is."""
    assert len(messages) == 1, messages
    return messages[0]


def test_a_lock_says_something_and_not_two_things():
    assert "neither Units at least nor" in only(errors(Locks=[{"Contingent": "EST-1"}]))
    rows = [{"Contingent": "EST-1", "Units at least": 2, "Units at most": 1}]
    assert "Units at least 2 is above Units at most 1" in only(errors(Locks=rows))


def test_a_rank_has_one_tolerance():
    rows = [{"Rank": 1, "Objective": "cost"}, {"Rank": 1, "Objective": "heads", "Tolerance": 0.1}]
    assert "Tolerance is 0.1 here but 0 in row 2, of the same rank 1" in only(errors(Priorities=rows))
    rows[1]["Rank"] = 2
    assert errors(Priorities=rows) == []


def test_a_burden_is_a_share_of_some_strength():
    rows = [{"Rank": 1, "Objective": "largest burden"}]
    assert "no nation has an Active strength" in only(warnings(Priorities=rows))
    nations = [{"Nation": "Estonia", "Active strength": 7000}]
    assert warnings(Priorities=rows, Nations=nations) == []


CHANGE = {"Scenario": "A", "Sheet": "Sites", "Row": "Lviv", "Column": "Capacity", "Value": 1}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Sheet": "Site"}, "unknown sheet 'Site'; did you mean 'Sites'?"),
        ({"Sheet": "Scenarios"}, "unknown sheet 'Scenarios'"),
        ({"Column": "Capcity"}, "sheet Sites has no column 'Capcity'; did you mean 'Capacity'?"),
        (
            {"Sheet": "Settings", "Row": "Sed", "Column": "Value"},
            "unknown setting 'Sed'; did you mean 'Seed'?",
        ),
    ],
)
def test_a_scenario_changes_what_exists(change, message):
    assert message in only(errors(Scenarios=[{**CHANGE, **change}]))


def test_a_scenario_may_change_a_column_that_is_not_there_yet():
    assert errors(Scenarios=[CHANGE, {**CHANGE, "Sheet": "Settings", "Row": "seed", "Column": "Value"}]) == []
