"""Why a pledge is not used: the first reason, in the planner's words."""

from __future__ import annotations

import pytest
from allocation_cases import (
    ASKED,
    ESTONIA,
    ESTONIAN,
    FRENCH,
    LVIV,
    ODESA,
    POLISH,
    a_plan,
    sent,
    to_lviv,
    together,
)

from solver.explain.unused import why_unused
from solver.ledger.ledger import keep_ledger

NOBODY = to_lviv()


def unused(plan, allocation=NOBODY) -> list[tuple[str, int, int, float, str]]:
    """Contingent, first, last, units and reason of what is not used."""
    rows = why_unused(plan, keep_ledger(plan, allocation))
    return list(rows[["contingent", "first", "last", "units", "reason"]].itertuples(index=False, name=None))


def reason(plan, allocation=NOBODY, contingent="POL-INF") -> str:
    """The one reason why a contingent is not used."""
    (found,) = [row[-1] for row in unused(plan, allocation) if row[0] == contingent]
    return str(found)


def test_what_is_all_used_is_not_listed():
    assert unused(a_plan(), to_lviv(4)) == []


def test_periods_alike_are_one_row():
    """Nothing is asked for from period 3; in 2 there is more to come than is sent."""
    plan = a_plan({"Requirements": [{**ASKED, "To": 2}]}, Periods=4)

    assert unused(plan, to_lviv(4, 1)) == [
        ("POL-INF", 2, 2, 3.0, "no better plan with it was found"),
        ("POL-INF", 3, 4, 4.0, "nothing asks for what it can do"),
    ]


@pytest.mark.parametrize(
    ("contingent", "expected"),
    [
        ({"Status": "indicated"}, "its status is indicated; pledges count from pledged"),
        ({"Conditions": "mandate"}, "condition 'mandate' does not hold"),
        ({"Capability": "Divers"}, "Divers fills no role"),
    ],
)
def test_a_contingent_that_cannot_be_sent_at_all(contingent, expected):
    plan = a_plan(
        {
            "Contingents": [{**POLISH, **contingent}],
            "Suitability": [{"Capability": "Infantry", "Role": "Infantry"}],
            "Conditions": [{"Condition": "mandate", "Holds": "no"}],
        }
    )

    assert reason(plan) == expected


def test_a_site_that_is_not_available():
    plan = a_plan({"Sites": [{**LVIV, "To": 1}]}, Periods=2)

    assert unused(plan, to_lviv(4)) == [
        ("POL-INF", 2, 2, 4.0, "what it can do is asked for only where no site is available")
    ]


def test_a_caveat_that_forbids_every_arc():
    plan = a_plan({"Caveats": [{"Site": "Lviv", "Effect": "not", "Reason": "no tripwire"}]})

    assert reason(plan) == "caveat: no tripwire (Caveats row 2)"


def test_a_cap_that_leaves_no_room_names_its_row():
    """150 heads may be taken, a company ties up 300."""
    plan = a_plan(
        {
            "Contingents": [ESTONIAN],
            "Areas": [ESTONIA],
            "Drawdown caps": [{"Applies to": "Estonia", "Cap heads": 150}],
        }
    )

    assert reason(plan, contingent="EST-INF") == (
        "the drawdown cap on Estonia (any) leaves no room (Drawdown caps row 2)"
    )


def test_a_cap_that_binds_later_stops_a_pool_now():
    """Sent in period 1, the pool would be tied up in period 2, when nothing may be."""
    plan = a_plan(
        {
            "Contingents": [{**ESTONIAN, "Basis": "pool", "To": 1}],
            "Areas": [ESTONIA],
            "Drawdown caps": [{"Applies to": "Estonia", "Cap heads": 0, "From": 2}],
        },
        Periods=2,
    )

    assert "drawdown cap" in unused(plan)[0][-1]


def test_a_nations_pool():
    plan = a_plan({"Nations": [{"Nation": "POL", "Deployable pool": 700}]})

    assert reason(plan, to_lviv(2)) == "the deployable pool of POL leaves no room (Nations row 2)"


def test_units_at_home_between_rotations():
    plan = a_plan({"Contingents": [{**POLISH, "Basis": "pool"}]}, Periods=3)

    assert unused(plan, to_lviv(4)) == [
        ("POL-INF", 2, 3, 4.0, "its units are away or at home between rotations in these periods")
    ]


def test_no_need_left():
    plan = a_plan({"Contingents": [POLISH, FRENCH]})

    assert reason(plan, to_lviv(4), "FRA-INF") == "no need left: all that it could do is provided"


LOCKED = "the planner's hand keeps it at that (Locks)"
FULL_SHARE = [{"Nation": "POL", "Largest share": 0.1}, {"Nation": "FRA"}]
BUDGET = "the budget of the period is used up (Settings, Budget per period)"


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ({"Sites": [{**LVIV, "Open": "no"}]}, "Lviv is never to be open (Sites row 2)"),
        ({"Sites": [{**LVIV, "Capacity": 250}]}, "Lviv is full (Sites row 2)"),
        ({"Sites": [{**LVIV, "Nations at most": 1}]}, "Lviv takes no further nation (Sites row 2)"),
        ({"Requirements": [{**ASKED, "Target": 250, "Maximum": 250}]}, "Infantry at Lviv is at its maximum"),
        (
            {"Locks": [{"Contingent": "POL-INF", "Units at most": 0}]},
            "the planner's hand keeps it at that (Locks)",
        ),
        ({"Force": [{"Ceiling": 200}]}, "the force is at its ceiling (Force)"),
        ({"Nations": FULL_SHARE}, "POL has its largest share of the force"),
        ({"Contingents": [FRENCH, {**POLISH, "Cost per head": 1}]}, BUDGET),
    ],
)
def test_no_room_where_there_is_need(sheets, expected):
    """Two French companies are at Lviv, which asks for more; what keeps the first Polish one away?"""
    plan = a_plan({"Contingents": [POLISH, FRENCH], **sheets}, Budget_per_period=50)

    assert reason(plan, to_lviv(2, contingent="FRA-INF")) == expected


def test_where_nothing_keeps_it_away_no_better_plan_was_found():
    plan = a_plan({"Contingents": [POLISH, FRENCH]})

    assert reason(plan, to_lviv(2, contingent="FRA-INF")) == "no better plan with it was found"


def test_room_at_one_site_in_need_is_room():
    plan = a_plan(
        {"Sites": [{**LVIV, "Capacity": 0}, ODESA], "Requirements": [ASKED, {**ASKED, "Site": "Odesa"}]}
    )

    assert reason(plan) == "no better plan with it was found"


def test_no_further_site_may_open():
    sheets = {"Sites": [LVIV, ODESA], "Requirements": [{**ASKED, "Target": 0}, {**ASKED, "Site": "Odesa"}]}
    plan = a_plan(sheets, Open_sites_at_most=1)

    assert reason(plan, to_lviv(1)) == "no further site may open (Settings, Open sites at most)"


def test_support_that_lacks_is_a_need():
    """Medics are not asked for by number, but by ratio."""
    medics = {**POLISH, "Contingent": "POL-MED", "Capability": "Medical"}
    plan = a_plan(
        {
            "Contingents": [POLISH, medics],
            "Requirements": [ASKED, {"Site": "Lviv", "Role": "Medical", "Target": 0}],
            "Support ratios": [{"Role": "Medical", "Per heads": 100, "Needs": 10}],
        }
    )

    assert reason(plan, to_lviv(4), "POL-MED") == "no better plan with it was found"
    served = together(to_lviv(4), sent(("POL-MED", "Medical", "Lviv", 1, 1)))
    assert reason(plan, served, "POL-MED") == "no need left: all that it could do is provided"


def test_where_units_may_be_split_a_cap_is_full_only_when_it_is_full():
    sheets = {
        "Contingents": [ESTONIAN],
        "Areas": [ESTONIA],
        "Drawdown caps": [{"Applies to": "Estonia", "Cap heads": 150}],
    }
    plan = a_plan(sheets, Whole_units="no")

    assert "no better plan" in reason(plan, contingent="EST-INF")
    assert "drawdown cap" in reason(plan, to_lviv(0.5, contingent="EST-INF"), "EST-INF")
