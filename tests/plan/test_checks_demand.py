"""Checks of demand: requirements, roles and support."""

from __future__ import annotations

import pytest
from small_plans import errors, findings, need, only, row, warnings


def test_a_role_is_asked_for_once_in_any_period():
    rows = [need(150, role="infantry", last=3), need(150, role="infantry", first=2, last=4)]
    assert only(errors(requirements=rows)) == (
        "Requirements row 3, Site: Lviv / infantry is asked for twice in periods 2-3 (also row 2); keep one"
    )


def test_a_long_requirement_runs_into_every_later_one():
    """Row 2 covers 1-4; rows 3 (period 2) and 4 (period 3) do not touch each other."""
    rows = [
        need(150, role="infantry", last=4),
        need(150, role="infantry", first=2, last=2),
        need(150, role="infantry", first=3, last=3),
    ]
    found = errors(requirements=rows)
    assert ["row 2" in message for message in found] == [True, True]


def test_requirements_that_follow_each_other_do_not_overlap():
    rows = [
        need(150, role="infantry", last=2),
        need(150, role="infantry", first=3),
        need(150, role="medical"),
    ]
    assert errors(requirements=rows) == []


def test_without_a_register_a_required_role_spelled_almost_like_one_that_can_be_filled_is_a_warning():
    """A gap that is meant, such as air defence that nobody pledges, stays a gap without a word."""
    rows = [need(150, role="infantry"), need(150, role="infantery")]
    message = "no capability fills role 'infantery'; did you mean 'infantry'?"

    assert message in only(warnings(requirements=rows))
    assert warnings(requirements=[rows[0], need(150, role="air defence")]) == []


def test_without_a_register_a_role_that_nobody_asks_for_is_a_warning():
    rows = [row("Locks", contingent="EST-1", role="medical", units_at_most=1)]
    assert "no requirement asks for role 'medical'" in only(warnings(locks=rows))


def test_a_slip_in_the_role_of_a_lock_is_an_error():
    rows = [row("Locks", contingent="EST-1", role="infantri", units_at_most=1)]
    assert "no requirement asks for role 'infantri'; did you mean 'infantry'?" in only(errors(locks=rows))


def test_periods_after_the_last_demand_are_said():
    """Forty periods, demand for four: thirty-six look covered, and nobody asked for anything in them."""
    message = only(
        warnings(
            requirements=[need(150, role="infantry", last=4)],
            raw={"Settings": [{"Name": "Periods", "Value": 40}]},
        )
    )
    assert message.startswith("Settings row 2, Value: Periods is 40")
    assert "after period 4: periods 5-40 can be neither covered nor short" in message


def test_a_target_of_nothing_asks_for_nothing():
    """Target 0 permits without asking: the demand ends with the first row."""
    rows = [need(150, role="infantry", last=3), need(0, role="medical")]
    assert "after period 3: period 4 can be" in only(
        warnings(requirements=rows, roles=[row("Roles", role="infantry"), row("Roles", role="medical")])
    )


def test_a_floor_of_the_force_asks_as_long_as_it_holds():
    assert warnings(requirements=[need(150, role="infantry", last=2)], force=[row("Force", floor=100)]) == []
    assert "after period 3" in only(
        warnings(requirements=[need(150, role="infantry", last=2)], force=[row("Force", floor=100, last=3)])
    )


def test_demand_up_to_the_end_is_not_remarked_on():
    assert findings(requirements=[need(150, role="infantry", first=3)]) == []
    assert findings(requirements=[need(150, role="infantry", last=4)]) == []


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"minimum": 200}, "Minimum 200 is above Target 150"),
        ({"maximum": 100}, "Target 150 is above Maximum 100"),
        ({"minimum": 120, "target": 130, "maximum": 110}, "Target 130 is above Maximum 110"),
    ],
)
def test_minimum_target_and_maximum_rise(numbers, message):
    assert message in only(errors(requirements=[need(**{"target": 150, "role": "infantry"} | numbers)]))


def test_a_role_counted_in_units_has_a_unit_worth():
    assert "Unit worth is blank" in only(errors(roles=[row("Roles", role="infantry", measure="units")]))


def test_relief_needs_a_condition():
    rows = [row("Support ratios", role="infantry", per_heads=100, needs=1, relief=0.5)]
    assert "Relieved by is blank" in only(warnings(support_ratios=rows))
