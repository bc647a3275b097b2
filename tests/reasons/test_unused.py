"""Why a pledge is not used: the first reason, in the planner's words."""

from __future__ import annotations

import pytest
from small_plans import (
    ESTONIA,
    ESTONIAN,
    FOUR_COMPANIES,
    FRENCH,
    POLISH,
    a_plan,
    fills,
    need,
    pledge,
    ranked,
    row,
    sent,
    site,
    to_lviv,
    together,
)

from solver.ledger.ledger import keep_ledger
from solver.reasons.unused import why_unused

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
    assert unused(a_plan(FOUR_COMPANIES), to_lviv(4)) == []


def test_periods_alike_are_one_row():
    """Nothing is asked for from period 3; in 2 there is more to come than is sent."""
    plan = a_plan(FOUR_COMPANIES, requirements=[need(400, last=2)], settings={"Periods": 4})

    assert unused(plan, to_lviv(4, 1)) == [
        ("POL-INF", 2, 2, 3.0, "no better plan with it was found"),
        ("POL-INF", 3, 4, 4.0, "no row of Requirements asks then for what it can do"),
    ]


@pytest.mark.parametrize(
    ("contingent", "expected"),
    [
        ({"status": "indicated"}, "its status is indicated; pledges count from pledged"),
        ({"conditions": "mandate"}, "condition 'mandate' does not hold"),
        ({"capability": "Divers"}, "Divers fills no role"),
    ],
)
def test_a_contingent_that_cannot_be_sent_at_all(contingent, expected):
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[pledge("POL-INF", "POL", 4, **contingent)],
        suitability=fills("Infantry", "Infantry"),
        conditions=[row("Conditions", condition="mandate", holds="no")],
    )

    assert reason(plan) == expected


def test_a_site_that_is_not_available():
    plan = a_plan(FOUR_COMPANIES, sites=[site(last=1)], settings={"Periods": 2})

    assert unused(plan, to_lviv(4)) == [
        ("POL-INF", 2, 2, 4.0, "what it can do is asked for only where no site is available")
    ]


def test_a_caveat_that_forbids_every_arc():
    plan = a_plan(FOUR_COMPANIES, caveats=[row("Caveats", site="Lviv", effect="not", reason="no tripwire")])

    assert reason(plan) == "caveat: no tripwire (Caveats row 2)"


def test_a_cap_that_leaves_no_room_names_its_row():
    """150 heads may be taken, a company ties up 300."""
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[ESTONIAN],
        areas=[ESTONIA],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", cap_heads=150)],
    )

    assert reason(plan, contingent="EST-INF") == (
        "the cap on Estonia (any) is too small for it (Drawdown caps row 2)"
    )


@pytest.mark.parametrize(
    ("cap", "nations", "expected"),
    [
        (300, ("DNK", "DEU", "GBR"), "is used up by DEU-EST, DNK-EST and 1 more"),
        (250, ("DNK", "DEU"), "has too little left for it, used by DEU-EST and DNK-EST"),
    ],
)
def test_a_cap_that_others_have_says_who(cap, nations, expected):
    """Each company has 100 heads of the cap; another plan could give an Estonian one the room of theirs."""
    stationed = [
        pledge(f"{nation}-EST", nation, 1, drawn_from="Estonia", stock="stationed") for nation in nations
    ]
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[ESTONIAN, *stationed],
        areas=[ESTONIA],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", cap_heads=cap, counts="deployed")],
    )
    there = together(*(sent((f"{nation}-EST", "Infantry", "Lviv", 1, 1)) for nation in nations))

    told = f"in this plan the cap on Estonia (any) {expected} (Drawdown caps row 2)"
    assert reason(plan, there, "EST-INF") == told


def test_a_cap_that_binds_later_stops_a_pool_now():
    """Sent in period 1, the pool would be tied up in period 2, when nothing may be."""
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[pledge("EST-INF", "EST", 4, basis="pool", last=1)],
        areas=[ESTONIA],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", cap_heads=0, first=2)],
        settings={"Periods": 2},
    )

    assert "the cap on Estonia" in unused(plan)[0][-1]


def test_a_nations_pool():
    plan = a_plan(FOUR_COMPANIES, nations=[row("Nations", nation="POL", deployable_pool=700)])

    assert reason(plan, to_lviv(2)) == (
        "in this plan the deployable pool of POL has too little left for it, "
        "used by its other units (Nations row 2)"
    )


def test_units_at_home_between_rotations():
    plan = a_plan(
        FOUR_COMPANIES, contingents=[pledge("POL-INF", "POL", 4, basis="pool")], settings={"Periods": 3}
    )

    assert unused(plan, to_lviv(4)) == [
        ("POL-INF", 2, 3, 4.0, "in this plan its units are away or at home between rotations then")
    ]


def test_units_that_are_needed_later_are_not_said_to_be_away():
    """Two of four go in period 4 and two in 5, each at home for two periods after.

    In 3 nobody is away or rests, but one sent then would not be ready in 5; in 4 two are free, which go in 5.
    """
    plan = a_plan(
        FOUR_COMPANIES, contingents=[pledge("POL-INF", "POL", 4, basis="pool")], settings={"Periods": 7}
    )

    then = "any more sent before would still be at home between rotations then"
    resting = "in this plan its units are away or at home between rotations then"
    assert unused(plan, to_lviv(2, 2, first=4)) == [
        ("POL-INF", 1, 2, 4.0, "no better plan with it was found"),  # one sent in 2 is ready in 5
        ("POL-INF", 3, 3, 4.0, f"in this plan its units are needed in periods 4-5; {then}"),
        ("POL-INF", 4, 4, 2.0, f"in this plan its units are needed in period 5; {then}"),
        ("POL-INF", 5, 5, 2.0, resting),
        ("POL-INF", 6, 6, 4.0, resting),
        ("POL-INF", 7, 7, 4.0, "no better plan with it was found"),
    ]


def test_no_need_left():
    plan = a_plan(FOUR_COMPANIES, contingents=[POLISH, FRENCH])

    assert reason(plan, to_lviv(4), "FRA-INF") == "in this plan all that it could do is provided"


FULL_SHARE = [row("Nations", nation="POL", largest_share=0.1), row("Nations", nation="FRA")]
BUDGET = "in this plan the budget of the period leaves no room (Settings, Budget per period)"


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ({"sites": [site(open="no")]}, "Lviv is never to be open (Sites row 2)"),
        ({"sites": [site(capacity=90)]}, "in this plan the room at Lviv is used up by FRA-INF (Sites row 2)"),
        (
            {"sites": [site(capacity=250)]},
            "in this plan the room at Lviv has too little left for it, used by FRA-INF (Sites row 2)",
        ),
        ({"sites": [site(nations_at_most=1)]}, "in this plan Lviv takes no further nation (Sites row 2)"),
        (
            {"requirements": [need(250, maximum=250)]},
            "in this plan the maximum of Infantry at Lviv has no room left, used by FRA-INF",
        ),
        (
            {"locks": [row("Locks", contingent="POL-INF", units_at_most=0)]},
            "in this plan a lock leaves no room for more of it (Locks)",
        ),
        (
            {"force": [row("Force", ceiling=200)]},
            "in this plan the ceiling of the force leaves no room (Force)",
        ),
        ({"nations": FULL_SHARE}, "in this plan the largest share of POL leaves no room"),
        ({"contingents": [FRENCH, pledge("POL-INF", "POL", 4, cost_per_head=1)]}, BUDGET),
    ],
)
def test_no_room_where_there_is_need(sheets, expected):
    """Two French companies are at Lviv, which asks for more; what keeps the first Polish one away?"""
    plan = a_plan(
        FOUR_COMPANIES, **{"contingents": [POLISH, FRENCH]} | sheets, settings={"Budget per period": 50}
    )

    assert reason(plan, to_lviv(2, contingent="FRA-INF")) == expected


def test_where_nothing_keeps_it_away_no_better_plan_was_found():
    plan = a_plan(FOUR_COMPANIES, contingents=[POLISH, FRENCH])

    assert reason(plan, to_lviv(2, contingent="FRA-INF")) == "no better plan with it was found"


def test_room_at_one_site_in_need_is_room():
    plan = a_plan(
        FOUR_COMPANIES,
        sites=[site(capacity=0), site("Odesa")],
        requirements=[need(400), need(400, at="Odesa")],
    )

    assert reason(plan) == "no better plan with it was found"


def test_no_further_site_may_open():
    sheets = {"requirements": [need(0), need(400, at="Odesa")]}
    plan = a_plan(FOUR_COMPANIES, **sheets, settings={"Open sites at most": 1})

    assert reason(plan, to_lviv(1)) == "in this plan no further site may open (Settings, Open sites at most)"


def test_support_that_lacks_is_a_need():
    """Medics are not asked for by number, but by ratio."""
    medics = pledge("POL-MED", "POL", 4, capability="Medical")
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[POLISH, medics],
        requirements=[need(400), need(0, role="Medical")],
        support_ratios=[row("Support ratios", role="Medical", per_heads=100, needs=10)],
    )

    assert reason(plan, to_lviv(4), "POL-MED") == "no better plan with it was found"
    served = together(to_lviv(4), sent(("POL-MED", "Medical", "Lviv", 1, 1)))
    assert reason(plan, served, "POL-MED") == "in this plan all that it could do is provided"


def test_where_units_may_be_split_a_cap_is_full_only_when_it_is_full():
    sheets = {
        "contingents": [ESTONIAN],
        "areas": [ESTONIA],
        "drawdown_caps": [row("Drawdown caps", applies_to="Estonia", cap_heads=150)],
    }
    plan = a_plan(FOUR_COMPANIES, **sheets, settings={"Whole units": "no"})

    assert "no better plan" in reason(plan, contingent="EST-INF")
    told = "in this plan the cap on Estonia (any) is used up by its other units (Drawdown caps row 2)"
    assert reason(plan, to_lviv(0.5, contingent="EST-INF"), "EST-INF") == told


KEPT = "few changes count before this ({}), and the plan has no room for it, as far as was looked"


@pytest.mark.parametrize(
    ("more", "against", "told"),
    [
        (
            {"settings": {"Worse to keep the present": 0.2}},
            True,
            KEPT.format("Settings, Worse to keep the present"),
        ),
        ({"priorities": ranked("changes", "target shortfall")}, True, KEPT.format("Priorities")),
        ({"priorities": ranked("target shortfall", "changes")}, True, "no better plan with it was found"),
        ({"settings": {"Worse to keep the present": 0.2}}, False, "no better plan with it was found"),
    ],
)
def test_where_changes_count_before_what_lacks_no_more_is_said_than_was_looked_into(more, against, told):
    plan = a_plan(
        FOUR_COMPANIES,
        sites=[site(capacity=0), site("Odesa")],
        requirements=[need(400), need(400, at="Odesa")],
        **more,
    )
    found = why_unused(plan, keep_ledger(plan, NOBODY), against=against)

    assert found.loc[found["contingent"] == "POL-INF", "reason"].tolist() == [told]
