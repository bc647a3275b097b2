"""The audit's checks on what a contingent can do."""

from __future__ import annotations

import pytest
from audit_cases import (
    ASKED,
    ESTONIAN,
    FRENCH,
    LVIV,
    ODESA,
    POLISH,
    a_plan,
    broken,
    found,
    sent,
    to_lviv,
    together,
)


def test_a_unit_where_no_requirement_asks_is_not_eligible():
    plan = a_plan({"Sites": [LVIV, ODESA]})

    assert broken(plan, to_lviv(1)) == []
    breach = found(plan, sent(("POL-INF", "Infantry", "Odesa", 1, 1)))[0]

    assert breach.rule == "eligible"
    assert "no requirement asks for Infantry at Odesa in period 1" in breach.message
    assert (breach.place.sheet, breach.place.row, breach.excess) == ("Contingents", 2, 1.0)


@pytest.mark.parametrize(
    "row",
    [
        ("GER-INF", "Infantry", "Lviv", 1, 1),
        ("POL-INF", "Cooking", "Lviv", 1, 1),
        ("POL-INF", "Infantry", "Kyiv", 1, 1),
        ("POL-INF", "Infantry", "Lviv", 2, 1),
        ("POL-INF", "Infantry", "Lviv", 1, -1),
        ("POL-INF", "Infantry", "Lviv", 1, float("nan")),
    ],
)
def test_what_the_plan_does_not_know_or_count_is_not_eligible(row):
    """Edited allocations may hold anything; the audit says so instead of falling over."""
    assert broken(a_plan(), sent(row)) == ["eligible"]


def test_names_compare_without_case_and_blanks():
    assert broken(a_plan(), sent((" pol-inf", "INFANTRY", "lviv ", 1, 4))) == []


def test_five_units_of_four_are_more_than_pledged():
    plan = a_plan({"Requirements": [{**ASKED, "Target": 900}]})

    assert broken(plan, to_lviv(4)) == []
    breach = found(plan, to_lviv(5))[0]

    assert (breach.rule, breach.excess) == ("pledged_units", 1.0)
    assert breach.message == "POL-INF sends 5 units in period 1, but has 4"


def test_units_at_two_sites_are_pledged_once():
    plan = a_plan({"Sites": [LVIV, ODESA], "Requirements": [ASKED, {**ASKED, "Site": "Odesa"}]})
    odesa = sent(("POL-INF", "Infantry", "Odesa", 1, 2))

    assert broken(plan, together(to_lviv(2), odesa)) == []
    assert broken(plan, together(to_lviv(3), odesa)) == ["pledged_units"]


def test_a_pool_stays_home_for_its_dwell():
    """1:1.5 is two periods at home: in any 3 periods 4 unit-periods, here 2 + 1 + 1, then 1 + 1 + 2."""
    pool = {**POLISH, "Basis": "pool", "Dwell ratio": 1.5}
    plan = a_plan({"Contingents": [pool]}, Periods=4)

    assert broken(plan, to_lviv(2, 1, 1, 2)) == []
    breach = found(plan, to_lviv(2, 1, 1, 3))[0]

    assert (breach.rule, breach.excess) == ("rotation", 1.0)
    assert "periods 2 to 4" in breach.message


def test_a_pool_with_a_dwell_longer_than_the_plan_goes_once():
    pool = {**POLISH, "Basis": "pool", "Dwell ratio": 9}
    plan = a_plan({"Contingents": [pool]}, Periods=2)

    assert broken(plan, to_lviv(4)) == []
    assert broken(plan, to_lviv(4, 1)) == ["rotation"]


def test_the_noise_of_a_formula_is_no_further_period_at_home():
    """(0.1 + 0.2) x 10 comes to a little more than 3: four periods, not five, between two departures."""
    pool = {**POLISH, "Basis": "pool", "Dwell ratio": (0.1 + 0.2) * 10}
    plan = a_plan({"Contingents": [pool]}, Periods=5)

    assert broken(plan, to_lviv(4, 0, 0, 0, 4)) == []
    assert broken(plan, to_lviv(4, 0, 0, 4)) == ["rotation"]


def test_a_sustained_contingent_needs_no_rest():
    assert broken(a_plan(Periods=3), to_lviv(4, 4, 4)) == []


def test_a_detachment_is_nothing_or_large_enough():
    """Three units are asked to stay together at a site, in whichever roles."""
    plan = a_plan(
        {
            "Contingents": [{**POLISH, "Smallest detachment": 3}],
            "Suitability": [
                {"Capability": "Infantry", "Role": "Infantry"},
                {"Capability": "Infantry", "Role": "Guard"},
            ],
            "Requirements": [ASKED, {**ASKED, "Role": "Guard"}],
        }
    )
    guard = sent(("POL-INF", "Guard", "Lviv", 1, 1))

    assert broken(plan, together(to_lviv(2), guard)) == []
    assert broken(plan, to_lviv(2)) == ["detachment"]


def test_a_detachment_of_two_is_a_rule_and_of_one_is_none():
    for smallest, rules in ((1, []), (2, ["detachment"])):
        plan = a_plan({"Contingents": [{**POLISH, "Smallest detachment": smallest}]})

        assert broken(plan, to_lviv(1)) == rules


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
