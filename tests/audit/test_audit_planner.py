"""The audit's checks of the planner's orders: locks, and contingents that must deploy."""

from __future__ import annotations

from allocation_cases import (
    ASKED,
    ESTONIAN,
    FRENCH,
    POLISH,
    a_plan,
    broken,
    found,
    sent,
    to_lviv,
)


def test_what_must_deploy_sends_everything_whenever_it_can():
    plan = a_plan({"Contingents": [{**POLISH, "Must deploy": "yes", "From": 2}]}, Periods=3)

    assert broken(plan, to_lviv(4, 4, first=2)) == []
    breaches = found(plan, to_lviv(3, first=2))

    assert [(breach.rule, breach.excess) for breach in breaches] == [
        ("must_deploy", 1.0),
        ("must_deploy", 4.0),
    ]


def test_what_must_deploy_but_has_no_arc_may_stay():
    plan = a_plan({"Contingents": [POLISH, {**ESTONIAN, "Capability": "Divers", "Must deploy": "yes"}]})

    assert broken(plan, to_lviv(4)) == []


def test_a_lock_binds_from_below_and_from_above():
    locks = [{"Contingent": "POL-INF", "Site": "Lviv", "Units at least": 2, "Units at most": 3, "From": 2}]
    plan = a_plan({"Locks": locks}, Periods=2)

    assert broken(plan, to_lviv(0, 3)) == []
    few, many = found(plan, to_lviv(4, 1))[0], found(plan, to_lviv(4, 4))[0]

    assert (few.rule, few.place.column, few.excess) == ("lock", "Units at least", 1.0)
    assert (many.rule, many.place.column, many.excess) == ("lock", "Units at most", 1.0)
    assert many.message == "POL-INF sends 4 units to Lviv in period 2, locked to at most 3"


def test_a_lock_on_a_role_leaves_other_roles_free():
    plan = a_plan(
        {
            "Suitability": [
                {"Capability": "Infantry", "Role": "Infantry"},
                {"Capability": "Infantry", "Role": "Guard"},
            ],
            "Requirements": [ASKED, {**ASKED, "Role": "Guard"}],
            "Locks": [{"Contingent": "POL-INF", "Role": "Guard", "Units at most": 0}],
        }
    )

    assert broken(plan, to_lviv(4)) == []
    assert broken(plan, sent(("POL-INF", "Guard", "Lviv", 1, 1))) == ["lock"]


def test_a_lock_is_void_in_periods_without_its_arc():
    """Nothing is asked for in period 2, so nothing can be demanded there."""
    plan = a_plan(
        {
            "Requirements": [{**ASKED, "To": 1}],
            "Locks": [{"Contingent": "POL-INF", "Units at least": 4}],
            "Contingents": [POLISH, FRENCH],
        },
        Periods=2,
    )

    assert broken(plan, to_lviv(4)) == []
    assert broken(plan, to_lviv(3)) == ["lock"]
