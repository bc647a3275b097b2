"""What contingents and nations have to give: units, rotation, the deployable pool."""

from __future__ import annotations

import pytest
from small_answers import best_of, status_of
from small_plans import need, pledge, row, site


def test_pledged_units_are_not_sent_twice_in_a_period():
    """Two sites ask for a company each; there is one company, but it serves in both periods."""
    answer = best_of(requirements=[need(), need(at="Odesa")], settings={"Periods": 2})

    assert answer.units(period=1) == 1
    assert answer.units(period=2) == 1
    assert answer.value("target shortfall") == 200


def test_pledged_units_are_never_split():
    """150 asked for, companies of 100: two go, or one and 50 lack; shortfall comes before heads."""
    assert best_of(contingents=[pledge(units=3)], requirements=[need(150)]).units() == 2


def test_pledged_units_may_be_split_where_whole_units_is_no():
    answer = best_of(contingents=[pledge(units=3)], requirements=[need(150)], settings={"Whole units": "no"})

    assert answer.units() == pytest.approx(1.5)


def test_pledged_units_of_0_are_nobody():
    assert best_of(contingents=[pledge(units=0)]).units() == 0


def test_rotation_keeps_a_pool_home_for_its_dwell():
    """Two units, 1:1, two periods: two unit-periods, where 2 x 2 are asked for."""
    answer = best_of(
        contingents=[pledge(units=2, basis="pool", dwell_ratio=1)],
        requirements=[need(200)],
        settings={"Periods": 2},
    )

    assert answer.units() == 2
    assert answer.value("target shortfall") == 200


def test_rotation_rounds_a_fractional_dwell_up_to_whole_periods():
    """1:1.5 means two periods at home: away in 1 it is back in 4, not in 3."""
    asked = [need(first=1, last=1), need(first=3, last=3), need(first=4, last=4)]
    pool = pledge(basis="pool", dwell_ratio=1.5)

    assert best_of(contingents=[pool], requirements=asked[:2], settings={"Periods": 4}).units() == 1
    assert best_of(contingents=[pool], requirements=asked[::2], settings={"Periods": 4}).units() == 2


def test_rotation_of_a_plan_shorter_than_the_dwell_sends_every_unit_once():
    """1:5 in three periods: two units make two unit-periods."""
    answer = best_of(
        contingents=[pledge(units=2, basis="pool", dwell_ratio=5)],
        requirements=[need(200)],
        settings={"Periods": 3},
    )

    assert answer.units() == 2


def test_rotation_without_dwell_and_of_sustained_units_goes_on_for_ever():
    for basis, dwell in (("pool", 0), ("sustained", 3)):
        answer = best_of(contingents=[pledge(basis=basis, dwell_ratio=dwell)], settings={"Periods": 3})

        assert answer.units() == 3


def test_rotation_uses_the_nations_dwell_where_the_contingent_has_none():
    """The nation says 1:2, three periods: once."""
    answer = best_of(
        contingents=[pledge(basis="pool")],
        nations=[row("Nations", nation="Poland", dwell_ratio=2)],
        settings={"Periods": 3},
    )

    assert answer.units() == 1


@pytest.mark.parametrize(("pool", "companies"), [(600, 2), (599, 1), (0, 0), (None, 4)])
def test_deployable_pool_counts_the_rotation_base_of_sustained_units(pool: int | None, companies: int):
    """1:2, so each company of 100 ties up 300."""
    answer = best_of(
        contingents=[pledge(units=4)],
        nations=[row("Nations", nation="Poland", dwell_ratio=2, deployable_pool=pool)],
        requirements=[need(400)],
    )

    assert answer.units() == companies


@pytest.mark.parametrize(("second_goes_in", "companies"), [(2, 1), (3, 2)])
def test_deployable_pool_counts_a_pools_units_while_they_rest(second_goes_in: int, companies: int):
    """1:1: away in 1, resting in 2; 100 heads allowed, so the other company waits for period 3."""
    answer = best_of(
        contingents=[
            pledge("POL-POOL", basis="pool", dwell_ratio=1, last=1),
            pledge("POL-NEXT", dwell_ratio=0, first=second_goes_in, last=second_goes_in),
        ],
        nations=[row("Nations", nation="Poland", deployable_pool=100)],
        settings={"Periods": 3},
    )

    assert answer.units() == companies


@pytest.mark.parametrize(("pool", "companies"), [(300, 1), (299, 0)])
def test_deployable_pool_counts_the_base_also_of_units_stationed_abroad(pool: int, companies: int):
    """Nation-wise a stationed company has its rotation base at home: 100 x (1 + 2)."""
    answer = best_of(
        contingents=[pledge("FRA-EST", "France", drawn_from="Estonia", stock="stationed")],
        nations=[row("Nations", nation="France", deployable_pool=pool)],
        areas=[row("Areas", area="Estonia", stationed=1000)],
    )

    assert answer.units() == companies


def test_must_deploy_sends_all_units_although_nobody_lacks_them():
    answer = best_of(
        contingents=[pledge(units=3, must_deploy="yes")],
        requirements=[need(0), need(100, at="Odesa")],
        settings={"Periods": 2},
    )

    assert answer.units(period=1) == answer.units(period=2) == 3


def test_must_deploy_asks_nothing_in_periods_without_an_arc():
    """The site is there from period 2 on."""
    answer = best_of(
        contingents=[pledge(must_deploy="yes")],
        sites=[site(first=2)],
        requirements=[need(0)],
        settings={"Periods": 2},
    )

    assert answer.units(period=2) == answer.units() == 1


def test_must_deploy_beyond_what_fits_is_no_plan():
    assert status_of(contingents=[pledge(must_deploy="yes")], sites=[site(capacity=99)]) == "infeasible"


def test_lock_holds_units_at_a_site_that_asks_for_nothing():
    answer = best_of(
        contingents=[pledge(units=2)],
        requirements=[need(200), need(0, at="Odesa")],
        locks=[row("Locks", contingent="POL-INF", site="Odesa", units_at_least=1)],
    )

    assert answer.units(site="Odesa") == 1
    assert answer.units(site="Lviv") == 1


def test_lock_keeps_units_away():
    answer = best_of(
        contingents=[pledge(units=2)],
        requirements=[need(200)],
        locks=[row("Locks", contingent="POL-INF", units_at_most=1, first=2, last=2)],
        settings={"Periods": 3},
    )

    assert [answer.units(period=period) for period in (1, 2, 3)] == [2, 1, 2]


def test_lock_without_site_and_role_counts_all_of_a_contingents_arcs():
    """One unit at most, at whichever of two sites."""
    answer = best_of(
        contingents=[pledge(units=2)],
        requirements=[need(), need(at="Odesa")],
        locks=[row("Locks", contingent="POL-INF", units_at_most=1)],
    )

    assert answer.units() == 1


def test_lock_on_a_role_leaves_the_other_roles_alone():
    suited = [row("Suitability", capability="Infantry", role=role) for role in ("Guard", "Infantry")]
    answer = best_of(
        contingents=[pledge(units=2)],
        requirements=[need(), need(role="Guard")],
        suitability=suited,
        locks=[row("Locks", contingent="POL-INF", role="Guard", units_at_most=0)],
    )

    assert answer.units(role="Guard") == 0
    assert answer.units(role="Infantry") == 1


def test_lock_is_void_in_periods_without_an_arc_that_it_names():
    """One unit at least in Lviv always, which asks from period 2 on."""
    answer = best_of(
        requirements=[need(0, first=2)],
        locks=[row("Locks", contingent="POL-INF", site="Lviv", units_at_least=1)],
        settings={"Periods": 2},
    )

    assert answer.units(period=2) == answer.units() == 1


def test_lock_on_more_units_than_pledged_is_no_plan():
    locked = row("Locks", contingent="POL-INF", site="Lviv", role="Infantry", units_at_least=1)

    assert status_of(contingents=[pledge(units=0)], locks=[locked]) == "infeasible"
