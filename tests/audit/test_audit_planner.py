"""The audit's checks of the planner's orders: locks, and contingents that must deploy."""

from __future__ import annotations

from small_plans import (
    FOUR_COMPANIES,
    FRENCH,
    POLISH,
    a_plan,
    broken,
    fills,
    found,
    need,
    pledge,
    row,
    sent,
    to_lviv,
)


def test_what_must_deploy_sends_everything_whenever_it_can():
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[pledge("POL-INF", "POL", 4, must_deploy="yes", first=2)],
        settings={"Periods": 3},
    )

    assert broken(plan, to_lviv(4, 4, first=2)) == []
    breaches = found(plan, to_lviv(3, first=2))

    assert [(breach.rule, breach.excess) for breach in breaches] == [
        ("must_deploy", 1.0),
        ("must_deploy", 4.0),
    ]


def test_what_must_deploy_but_has_no_arc_may_stay():
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[POLISH, pledge("EST-INF", "EST", 4, capability="Divers", must_deploy="yes")],
    )

    assert broken(plan, to_lviv(4)) == []


def test_a_lock_binds_from_below_and_from_above():
    locks = [row("Locks", contingent="POL-INF", site="Lviv", units_at_least=2, units_at_most=3, first=2)]
    plan = a_plan(FOUR_COMPANIES, locks=locks, settings={"Periods": 2})

    assert broken(plan, to_lviv(0, 3)) == []
    few, many = found(plan, to_lviv(4, 1))[0], found(plan, to_lviv(4, 4))[0]

    assert (few.rule, few.place.column, few.excess) == ("lock", "Units at least", 1.0)
    assert (many.rule, many.place.column, many.excess) == ("lock", "Units at most", 1.0)
    assert many.message == "POL-INF sends 4 units to Lviv in period 2, locked to at most 3"


def test_a_lock_on_a_role_leaves_other_roles_free():
    plan = a_plan(
        FOUR_COMPANIES,
        suitability=fills("Infantry", "Infantry", "Guard"),
        requirements=[need(400), need(400, role="Guard")],
        locks=[row("Locks", contingent="POL-INF", role="Guard", units_at_most=0)],
    )

    assert broken(plan, to_lviv(4)) == []
    assert broken(plan, sent(("POL-INF", "Guard", "Lviv", 1, 1))) == ["lock"]


def test_a_lock_is_void_in_periods_without_its_arc():
    """Nothing is asked for in period 2, so nothing can be demanded there."""
    plan = a_plan(
        FOUR_COMPANIES,
        requirements=[need(400, last=1)],
        locks=[row("Locks", contingent="POL-INF", units_at_least=4)],
        contingents=[POLISH, FRENCH],
        settings={"Periods": 2},
    )

    assert broken(plan, to_lviv(4)) == []
    assert broken(plan, to_lviv(3)) == ["lock"]
