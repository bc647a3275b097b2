"""The audit's checks of units: who may be sent where, no more than pledged, rest, nations' pools."""

from __future__ import annotations

import pytest
from small_plans import (
    FOUR_COMPANIES,
    a_plan,
    broken,
    found,
    need,
    pledge,
    row,
    sent,
    site,
    to_lviv,
    together,
)


def test_a_unit_where_no_requirement_asks_is_not_eligible():
    plan = a_plan(FOUR_COMPANIES, sites=[site(), site("Odesa")])

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
    assert broken(a_plan(FOUR_COMPANIES), sent(row)) == ["eligible"]


def test_names_compare_without_case_and_blanks():
    assert broken(a_plan(FOUR_COMPANIES), sent((" pol-inf", "INFANTRY", "lviv ", 1, 4))) == []


def test_five_units_of_four_are_more_than_pledged():
    plan = a_plan(FOUR_COMPANIES, requirements=[need(900)])

    assert broken(plan, to_lviv(4)) == []
    breach = found(plan, to_lviv(5))[0]

    assert (breach.rule, breach.excess) == ("pledged_units", 1.0)
    assert breach.message == "POL-INF sends 5 units in period 1, but has 4"


def test_units_at_two_sites_are_pledged_once():
    plan = a_plan(FOUR_COMPANIES, requirements=[need(400), need(400, at="Odesa")])
    odesa = sent(("POL-INF", "Infantry", "Odesa", 1, 2))

    assert broken(plan, together(to_lviv(2), odesa)) == []
    assert broken(plan, together(to_lviv(3), odesa)) == ["pledged_units"]


def test_a_pool_stays_home_for_its_dwell():
    """1:1.5 is two periods at home: in any 3 periods 4 unit-periods, here 2 + 1 + 1, then 1 + 1 + 2."""
    pool = pledge("POL-INF", "POL", 4, basis="pool", dwell_ratio=1.5)
    plan = a_plan(FOUR_COMPANIES, contingents=[pool], settings={"Periods": 4})

    assert broken(plan, to_lviv(2, 1, 1, 2)) == []
    breach = found(plan, to_lviv(2, 1, 1, 3))[0]

    assert (breach.rule, breach.excess) == ("rotation", 1.0)
    assert "periods 2 to 4" in breach.message


def test_a_pool_with_a_dwell_longer_than_the_plan_goes_once():
    pool = pledge("POL-INF", "POL", 4, basis="pool", dwell_ratio=9)
    plan = a_plan(FOUR_COMPANIES, contingents=[pool], settings={"Periods": 2})

    assert broken(plan, to_lviv(4)) == []
    assert broken(plan, to_lviv(4, 1)) == ["rotation"]


def test_the_noise_of_a_formula_is_no_further_period_at_home():
    """(0.1 + 0.2) x 10 comes to a little more than 3: four periods, not five, between two departures."""
    pool = pledge("POL-INF", "POL", 4, basis="pool", dwell_ratio=(0.1 + 0.2) * 10)
    plan = a_plan(FOUR_COMPANIES, contingents=[pool], settings={"Periods": 5})

    assert broken(plan, to_lviv(4, 0, 0, 0, 4)) == []
    assert broken(plan, to_lviv(4, 0, 0, 4)) == ["rotation"]


def test_a_sustained_contingent_needs_no_rest():
    assert broken(a_plan(FOUR_COMPANIES, settings={"Periods": 3}), to_lviv(4, 4, 4)) == []


def test_a_nation_ties_up_no_more_than_its_pool():
    """Dwell 1:2: 400 heads away tie up 1,200."""
    for pool, expected in ((1200, []), (1199, ["deployable_pool"])):
        plan = a_plan(FOUR_COMPANIES, nations=[row("Nations", nation="POL", deployable_pool=pool)])

        assert broken(plan, to_lviv(4)) == expected


def test_a_pool_stays_tied_up_while_it_is_at_home():
    """100 heads are away in each of periods 1 to 3, at home for two: 300 tied up in period 3."""
    sheets = {"contingents": [pledge("POL-INF", "POL", 4, basis="pool")]}
    for pool, expected in ((300, []), (299, ["deployable_pool"])):
        plan = a_plan(
            FOUR_COMPANIES,
            **sheets,
            nations=[row("Nations", nation="POL", deployable_pool=pool)],
            settings={"Periods": 3},
        )

        assert broken(plan, to_lviv(1, 1, 1)) == expected
