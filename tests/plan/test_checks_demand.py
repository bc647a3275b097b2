"""Checks of demand: requirements, roles and support."""

from __future__ import annotations

import pytest
from small_plan import errors, findings, sheets, warnings

REQUIREMENT = sheets()["Requirements"][0]


def only(messages: list[str]) -> str:
    """The one finding that there is."""
    assert len(messages) == 1, messages
    return messages[0]


def test_a_role_is_asked_for_once_in_any_period():
    rows = [{**REQUIREMENT, "To": 3}, {**REQUIREMENT, "From": 2, "To": 4}]
    assert only(errors(Requirements=rows)) == (
        "Requirements row 3, Site: Lviv / infantry is asked for twice in periods 2-3 (also row 2); keep one"
    )


def test_a_long_requirement_runs_into_every_later_one():
    """Row 2 covers 1-4; rows 3 (period 2) and 4 (period 3) do not touch each other."""
    rows = [
        {**REQUIREMENT, "To": 4},
        {**REQUIREMENT, "From": 2, "To": 2},
        {**REQUIREMENT, "From": 3, "To": 3},
    ]
    found = errors(Requirements=rows)
    assert ["row 2" in message for message in found] == [True, True]


def test_requirements_that_follow_each_other_do_not_overlap():
    rows = [{**REQUIREMENT, "To": 2}, {**REQUIREMENT, "From": 3}, {**REQUIREMENT, "Role": "medical"}]
    assert errors(Requirements=rows) == []


def test_without_a_register_a_required_role_spelled_almost_like_one_that_can_be_filled_is_a_warning():
    """A gap that is meant, such as air defence that nobody pledges, stays a gap without a word."""
    rows = [{**REQUIREMENT, "Role": "infantry"}, {**REQUIREMENT, "Role": "infantery"}]
    message = "no capability fills role 'infantery'; did you mean 'infantry'?"

    assert message in only(warnings(Requirements=rows))
    assert warnings(Requirements=[rows[0], {**REQUIREMENT, "Role": "air defence"}]) == []


def test_without_a_register_a_role_that_nobody_asks_for_is_a_warning():
    rows = [{"Contingent": "EST-1", "Role": "medical", "Units at most": 1}]
    assert "no requirement asks for role 'medical'" in only(warnings(Locks=rows))


def test_a_slip_in_the_role_of_a_lock_is_an_error():
    rows = [{"Contingent": "EST-1", "Role": "infantri", "Units at most": 1}]
    assert "no requirement asks for role 'infantri'; did you mean 'infantry'?" in only(errors(Locks=rows))


def test_periods_after_the_last_demand_are_said():
    """Forty periods, demand for four: thirty-six look covered, and nobody asked for anything in them."""
    message = only(warnings(Settings=[{"Name": "Periods", "Value": 40}], Requirements={"To": 4}))
    assert message.startswith("Settings row 2, Value: Periods is 40")
    assert "after period 4: periods 5-40 can be neither covered nor short" in message


def test_a_target_of_nothing_asks_for_nothing():
    """Target 0 permits without asking: the demand ends with the first row."""
    rows = [{**REQUIREMENT, "To": 3}, {**REQUIREMENT, "Role": "medical", "Target": 0}]
    assert "after period 3: period 4 can be" in only(
        warnings(Requirements=rows, Roles=[{"Role": "infantry"}, {"Role": "medical"}])
    )


def test_a_floor_of_the_force_asks_as_long_as_it_holds():
    assert warnings(Requirements={"To": 2}, Force=[{"Floor": 100}]) == []
    assert "after period 3" in only(warnings(Requirements={"To": 2}, Force=[{"Floor": 100, "To": 3}]))


def test_demand_up_to_the_end_is_not_remarked_on():
    assert findings(Requirements={"From": 3}) == []
    assert findings(Requirements={"To": 4}) == []


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"Minimum": 200}, "Minimum 200 is above Target 150"),
        ({"Maximum": 100}, "Target 150 is above Maximum 100"),
        ({"Minimum": 120, "Target": 130, "Maximum": 110}, "Target 130 is above Maximum 110"),
    ],
)
def test_minimum_target_and_maximum_rise(numbers, message):
    assert message in only(errors(Requirements=numbers))


def test_a_role_counted_in_units_has_a_unit_worth():
    assert "Unit worth is blank" in only(errors(Roles=[{"Role": "infantry", "Measure": "units"}]))


def test_relief_needs_a_condition():
    rows = [{"Role": "infantry", "Per heads": 100, "Needs": 1, "Relief": 0.5}]
    assert "Relieved by is blank" in only(warnings(**{"Support ratios": rows}))
