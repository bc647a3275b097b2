"""Which arcs the audit allows, and the reason why not."""

from __future__ import annotations

import pytest
from small_plans import ESTONIAN, FOUR_COMPANIES, POLISH, a_plan, need, pledge, row, sent, site

from solver.ledger.eligibility import allowed_arcs, reasons


def why(plan, contingent="POL-INF", role="Infantry", site="Lviv", period=1) -> str:
    """The reason that forbids one arc; also that it is among the allowed arcs only if there is none."""
    reason = reasons(plan, sent((contingent, role, site, period, 1))).iloc[0]
    arcs = allowed_arcs(plan)
    listed = (
        arcs["contingent"].eq(contingent)
        & arcs["role"].eq(role)
        & arcs["site"].eq(site)
        & arcs["period"].eq(period)
    ).any()
    assert listed == (reason == "")
    return str(reason)


def test_what_nothing_forbids_is_allowed():
    assert why(a_plan(FOUR_COMPANIES)) == ""


@pytest.mark.parametrize(
    ("status", "least", "expected"),
    [
        ("indicated", "indicated", ""),
        ("indicated", "pledged", "its status is indicated; pledges count from pledged"),
        ("pledged", "pledged", ""),
        ("pledged", "confirmed", "its status is pledged; pledges count from confirmed"),
        ("confirmed", "confirmed", ""),
    ],
)
def test_status(status, least, expected):
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[pledge("POL-INF", "POL", 4, status=status)],
        settings={"Count pledges from": least},
    )

    assert why(plan) == expected


def test_all_conditions_must_hold_and_the_first_that_does_not_is_named():
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[pledge("POL-INF", "POL", 4, conditions="mandate; ceasefire")],
        conditions=[
            row("Conditions", condition="ceasefire", holds="no"),
            row("Conditions", condition="mandate", holds="yes", first=2),
        ],
        settings={"Periods": 2},
    )

    assert why(plan) == "condition 'mandate' does not hold before period 2"
    assert why(plan, period=2) == "condition 'ceasefire' does not hold"


def test_windows_of_contingents_and_sites():
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[pledge("POL-INF", "POL", 4, first=2, last=4)],
        sites=[site(first=3, last=3)],
        settings={"Periods": 5},
    )

    assert [why(plan, period=period) for period in (1, 2, 3, 4, 5)] == [
        "not available before period 2",
        "Lviv is not available before period 3",
        "",
        "Lviv is not available after period 3",
        "not available after period 4",
    ]


def test_a_requirement_must_ask_for_the_role_there_and_then():
    plan = a_plan(FOUR_COMPANIES, requirements=[need(400, last=1)], settings={"Periods": 2})

    assert why(plan, period=2) == "no requirement asks for Infantry at Lviv in period 2"


def test_a_target_of_zero_permits():
    assert why(a_plan(FOUR_COMPANIES, requirements=[need(0)])) == ""


def test_a_capability_fills_its_roles_only():
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[POLISH, pledge("POL-DIV", "POL", 4, capability="Divers")],
        requirements=[need(400), need(400, role="Divers")],
    )

    assert why(plan, contingent="POL-DIV") == "Divers does not fill Infantry"
    assert why(plan, contingent="POL-DIV", role="Divers") == ""


def test_a_site_that_is_never_open_still_has_arcs():
    """``site_in_use`` forbids it, not the arc."""
    assert why(a_plan(FOUR_COMPANIES, sites=[site(open="no")])) == ""


def caveated(**caveat: object):
    """Polish and Estonian infantry for Lviv (west) and Odesa (south), with one caveat."""
    return a_plan(
        FOUR_COMPANIES,
        nations=[row("Nations", nation="POL"), row("Nations", nation="EST", groups="Baltic")],
        contingents=[POLISH, ESTONIAN],
        sites=[site(zone="west"), site("Odesa", zone="south")],
        requirements=[need(400), need(400, at="Odesa")],
        caveats=[row("Caveats", reason="parliament", **caveat)],
        settings={"Periods": 2},
    )


REASON = "caveat: parliament (Caveats row 2)"


def test_not_forbids_what_matches_every_filled_column():
    plan = caveated(effect="not", nation="EST", zone="south")

    assert why(plan, contingent="EST-INF", site="Odesa") == REASON
    assert why(plan, contingent="EST-INF", site="Lviv") == ""
    assert why(plan, contingent="POL-INF", site="Odesa") == ""


def test_only_forbids_what_matches_not_every_filled_column():
    plan = caveated(effect="only", nation="EST", zone="south")

    assert why(plan, contingent="EST-INF", site="Lviv") == REASON
    assert why(plan, contingent="EST-INF", site="Odesa") == ""
    assert why(plan, contingent="POL-INF", site="Lviv") == ""


def test_only_with_role_and_site_wants_both():
    """Guard at Odesa only: infantry at Odesa is not it."""
    plan = caveated(effect="only", role="Guard", site="Odesa")

    assert why(plan, site="Odesa") == REASON


def test_a_caveat_on_a_zone_alone_binds_everyone():
    plan = caveated(effect="not", zone="south")

    assert why(plan, contingent="POL-INF", site="Odesa") == REASON
    assert why(plan, contingent="EST-INF", site="Odesa") == REASON


def test_a_group_and_a_list_name_several():
    plan = caveated(effect="not", nation="Baltic; POL", site="Lviv; Odesa")

    assert why(plan, contingent="POL-INF") == REASON
    assert why(plan, contingent="EST-INF", site="Odesa") == REASON


@pytest.mark.parametrize(
    "column", [{"contingent": "EST-INF"}, {"capability": "Infantry"}, {"role": "Infantry"}]
)
def test_every_column_of_a_caveat_can_name_it(column):
    assert why(caveated(effect="not", **column), contingent="EST-INF") == REASON


def test_a_caveat_holds_in_its_periods():
    plan = caveated(effect="not", nation="EST", first=2)

    assert why(plan, contingent="EST-INF", period=1) == ""
    assert why(plan, contingent="EST-INF", period=2) == REASON


def test_the_first_reason_is_the_contingents_own():
    """Status before condition before window before site before requirement before caveat."""
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[pledge("POL-INF", "POL", 4, status="indicated", first=2)],
        caveats=[row("Caveats", zone="west", effect="not", reason="no")],
        sites=[site(zone="west", first=2)],
        settings={"Periods": 2},
    )

    assert why(plan) == "its status is indicated; pledges count from pledged"


def test_arcs_can_be_asked_for_some_contingents_only():
    arcs = allowed_arcs(a_plan(FOUR_COMPANIES, contingents=[POLISH, ESTONIAN]), ["EST-INF"])

    assert arcs.to_dict("records") == [
        {"contingent": "EST-INF", "role": "Infantry", "site": "Lviv", "period": 1}
    ]
