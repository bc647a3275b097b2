"""The audit's checks of the force: its ceiling, and each nation's share and least heads."""

from __future__ import annotations

from small_plans import (
    ESTONIAN,
    FOUR_COMPANIES,
    FRENCH,
    POLISH,
    a_plan,
    broken,
    fills,
    found,
    need,
    row,
    sent,
    to_lviv,
    together,
)


def test_the_lowest_ceiling_holds():
    force = [row("Force", ceiling=400), row("Force", ceiling=300, first=2)]
    plan = a_plan(FOUR_COMPANIES, force=force, settings={"Periods": 2})

    assert broken(plan, to_lviv(4, 3)) == []
    breach = found(plan, to_lviv(4, 4))[0]

    assert (breach.rule, breach.place.row, breach.excess) == ("force_size", 3, 100.0)


def test_a_ceiling_is_named_by_the_row_that_holds_in_the_period():
    """Rows 2 and 3 ask the same, one after the other: what is too many in period 2 breaks row 3."""
    plan = a_plan(
        FOUR_COMPANIES,
        force=[row("Force", ceiling=300, last=1), row("Force", ceiling=300, first=2)],
        settings={"Periods": 2},
    )

    assert [breach.place.row for breach in found(plan, to_lviv(3, 4))] == [3]


def test_heads_that_do_not_count_are_under_no_ceiling():
    sheets = {
        "force": [row("Force", ceiling=0)],
        "roles": [row("Roles", role="Infantry", counts_to_force="no")],
    }

    assert broken(a_plan(FOUR_COMPANIES, **sheets), to_lviv(4)) == []


def estonians(*units: float):
    return to_lviv(*units, contingent="EST-INF")


def test_a_nation_has_no_more_than_its_share():
    """Half of the force may be Polish, a third of it (the setting) anybody else's."""
    sheets = {
        "nations": [
            row("Nations", nation="POL", largest_share=0.5),
            row("Nations", nation="FRA"),
            row("Nations", nation="EST"),
        ],
        "contingents": [POLISH, FRENCH, ESTONIAN],
    }
    plan = a_plan(FOUR_COMPANIES, **sheets, settings={"Largest share": 0.34})
    balanced = together(to_lviv(2), to_lviv(1, contingent="FRA-INF"), estonians(1))

    assert broken(plan, balanced) == []
    too_polish = found(plan, together(to_lviv(3), to_lviv(1, contingent="FRA-INF"), estonians(1)))
    too_french = found(plan, together(to_lviv(2), to_lviv(2, contingent="FRA-INF"), estonians(1)))

    assert [(breach.rule, breach.place.sheet) for breach in too_polish] == [("nation_share", "Nations")]
    assert [(breach.rule, breach.place.sheet) for breach in too_french] == [("nation_share", "Settings")]
    assert too_french[0].message == "FRA has 200 of the 500 heads in period 1; its largest share is 34 %"


def test_least_heads_hold_where_a_nation_can_send_any():
    """In period 2 nothing is asked for, so nothing can be expected."""
    sheets = {"nations": [row("Nations", nation="POL", least_heads=200)], "requirements": [need(400, last=1)]}
    plan = a_plan(FOUR_COMPANIES, **sheets, settings={"Periods": 2})

    assert broken(plan, to_lviv(2)) == []
    assert broken(plan, to_lviv(1)) == ["nation_share"]


def test_heads_that_do_not_count_are_none_of_the_least_heads():
    """Two companies are there, 200 heads, but only one of them in a role that counts."""
    sheets = {
        "nations": [row("Nations", nation="POL", least_heads=200)],
        "roles": [row("Roles", role="Infantry"), row("Roles", role="Guard", counts_to_force="no")],
        "suitability": fills("Infantry", "Infantry", "Guard"),
        "requirements": [need(400), need(400, role="Guard")],
    }
    guard = sent(("POL-INF", "Guard", "Lviv", 1, 1))

    assert broken(a_plan(FOUR_COMPANIES, **sheets), together(to_lviv(1), guard)) == ["nation_share"]


def test_least_heads_count_only_roles_that_count():
    sheets = {
        "nations": [row("Nations", nation="POL", least_heads=200)],
        "roles": [row("Roles", role="Infantry", counts_to_force="no")],
    }

    assert broken(a_plan(FOUR_COMPANIES, **sheets), to_lviv()) == []
