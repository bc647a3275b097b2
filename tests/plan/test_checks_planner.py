"""Checks of the planner's orders: locks, the present, priorities and scenarios."""

from __future__ import annotations

import pytest
from small_plans import Record, errors, only, row, warnings


def test_a_lock_says_something_and_not_two_things():
    assert "neither Units at least nor" in only(errors(locks=[row("Locks", contingent="EST-1")]))
    rows = [row("Locks", contingent="EST-1", units_at_least=2, units_at_most=1)]
    assert "Units at least 2 is above Units at most 1" in only(errors(locks=rows))


def test_a_row_of_the_present_gives_units_or_heads_and_not_both():
    rows = [
        row("Present", contingent="EST-1", site="Lviv"),
        row("Present", contingent="EST-1", site="Lviv", units=1, heads=150),
    ]
    said = errors(present=rows)

    assert [each.partition(": ")[0] for each in said] == ["Present row 2, Units", "Present row 3, Units"]
    assert "neither Units nor Heads is given" in said[0]
    assert "Heads are given, too; keep one" in said[1]


def test_a_rank_has_one_tolerance():
    rows = [
        row("Priorities", rank=1, objective="cost"),
        row("Priorities", rank=1, objective="heads", tolerance=0.1),
    ]
    assert "Tolerance is 0.1 here but 0 in row 2, of the same rank 1" in only(errors(priorities=rows))
    rows[1]["Rank"] = 2
    assert errors(priorities=rows) == []


def test_a_rank_has_one_effort():
    rows = [
        row("Priorities", rank=1, objective="cost"),
        row("Priorities", rank=1, objective="heads", effort=0.5),
    ]
    assert "Effort is 0.5 here but blank in row 2, of the same rank 1" in only(errors(priorities=rows))
    rows[0]["Effort"] = 0.5
    assert errors(priorities=rows) == []


def test_an_effort_of_nothing_is_an_error():
    assert "above 0" in only(errors(priorities=[row("Priorities", rank=1, objective="cost", effort=0)]))


def test_a_burden_is_a_share_of_some_strength():
    rows = [row("Priorities", rank=1, objective="largest burden")]
    assert "no nation has an Active strength" in only(warnings(priorities=rows))
    nations = [row("Nations", nation="Estonia", active_strength=7000)]
    assert warnings(priorities=rows, nations=nations) == []


def a_change(**fields: object) -> Record:
    """A row of Scenarios: the capacity of Lviv becomes 1, unless said otherwise."""
    lviv = {"scenario": "A", "sheet": "Sites", "row": "Lviv", "column": "Capacity", "value": 1}
    return row("Scenarios", **lviv | fields)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sheet": "Site"}, "unknown sheet 'Site'; did you mean 'Sites'?"),
        ({"sheet": "Scenarios"}, "unknown sheet 'Scenarios'"),
        ({"column": "Capcity"}, "sheet Sites has no column 'Capcity'; did you mean 'Capacity'?"),
        (
            {"sheet": "Settings", "row": "Sed", "column": "Value"},
            "unknown setting 'Sed'; did you mean 'Seed'?",
        ),
    ],
)
def test_a_scenario_changes_what_exists(change, message):
    assert message in only(errors(scenarios=[a_change(**change)]))


def test_a_scenario_may_change_a_column_that_is_not_there_yet():
    assert errors(scenarios=[a_change(), a_change(sheet="Settings", row="seed", column="Value")]) == []
