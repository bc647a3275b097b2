"""The ledger: each number of it by hand."""

from __future__ import annotations

import pytest
from audit_cases import (
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

from solver.ledger.ledger import keep_ledger


def test_sent_says_what_a_row_provides_and_costs():
    """2 units of 100 heads at 0.5 provide 100 heads, and cost 200 x (7 + 3)."""
    plan = a_plan(
        {
            "Contingents": [{**POLISH, "Cost per head": 7}],
            "Suitability": [{"Capability": "Infantry", "Role": "Infantry", "Effectiveness": 0.5}],
            "Movement": [{"Site": "Lviv", "Cost per head": 3}],
        }
    )
    row = keep_ledger(plan, to_lviv(2)).sent.iloc[0]

    assert (row["heads"], row["provided"], row["cost"], row["contingent_row"]) == (200.0, 100.0, 2000.0, 2)
    assert (row["nation"], row["capability"], row["area"], row["stock"]) == ("POL", "Infantry", "", "")


def test_a_row_that_stands_twice_is_added_up_and_none_left_of_nothing():
    ledger = keep_ledger(a_plan(), together(to_lviv(1), to_lviv(2), to_lviv(0, first=1)))

    assert ledger.sent["units"].tolist() == [3.0]
    assert keep_ledger(a_plan(), to_lviv(0)).sent.empty


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 0),
        ([{"Cost per head": 1}], 1),
        ([{"Cost per head": 1}, {"Nation": "Nordic", "Cost per head": 2}], 2),
        ([{"Nation": "Nordic", "Cost per head": 2}, {"Nation": "EST", "Cost per head": 3}], 3),
        ([{"Nation": "EST", "Cost per head": 3}, {"Contingent": "EST-INF", "Cost per head": 4}], 4),
        ([{"Nation": "POL", "Cost per head": 3}, {"Contingent": "POL-INF", "Cost per head": 4}], 0),
    ],
)
def test_the_most_particular_movement_row_counts(rows, expected):
    """Contingent before nation before group before site alone."""
    plan = a_plan(
        {
            "Nations": [{"Nation": "EST", "Groups": "Nordic; NATO"}, {"Nation": "POL"}],
            "Contingents": [ESTONIAN, POLISH],
            "Movement": [{**row, "Site": "Lviv"} for row in rows],
        }
    )

    assert keep_ledger(plan, to_lviv(1, contingent="EST-INF")).sent["movement"].tolist() == [expected]


def test_coverage_has_a_row_for_each_requirement_and_period_of_the_plan():
    """A window that reaches beyond the plan is cut at its ends."""
    plan = a_plan({"Requirements": [{**ASKED, "Minimum": 150, "From": 2, "To": 9}]}, Periods=3)
    rows = keep_ledger(plan, to_lviv(4, 1)).coverage

    assert rows["period"].tolist() == [2, 3]
    assert rows["provided"].tolist() == [100.0, 0.0]
    assert rows["lack_minimum"].tolist() == [50.0, 150.0]
    assert rows["lack_target"].tolist() == [300.0, 400.0]


def test_a_role_in_units_counts_units_and_weighs_their_worth():
    plan = a_plan({"Roles": [{"Role": "Infantry", "Measure": "units", "Unit worth": 120}]})
    row = keep_ledger(plan, to_lviv(3)).coverage.iloc[0]

    assert (row["provided"], row["lack_target"], row["unit_worth"], row["measure"]) == (
        3.0,
        397.0,
        120.0,
        "units",
    )


def test_what_is_asked_at_a_site_that_is_not_there_lacks():
    plan = a_plan({"Sites": [{**LVIV, "From": 2}]}, Periods=2)

    assert keep_ledger(plan, to_lviv(4, first=2)).coverage["lack_target"].tolist() == [400.0, 0.0]


def test_tied_up_is_dwell_for_a_nation_and_what_is_deployed_for_a_stationed_stock():
    """A French company stationed in Estonia: France ties up 100 x (1 + 2), Estonia loses 100."""
    allies = {**FRENCH, "Drawn from": "Estonia", "Stock": "stationed"}
    plan = a_plan({"Contingents": [allies], "Areas": [ESTONIA]})
    ledger = keep_ledger(plan, to_lviv(1, contingent="FRA-INF"))
    stationed = ledger.areas.set_index("stock").loc["stationed"]

    assert ledger.nations.set_index("nation")["tied_up"].to_dict() == {"EST": 0.0, "FRA": 300.0}
    assert (stationed["tied_up"], stationed["deployed"]) == (100.0, 100.0)


def test_a_contingents_own_dwell_comes_before_its_nations():
    plan = a_plan(
        {"Nations": [{"Nation": "POL", "Dwell ratio": 3}], "Contingents": [{**POLISH, "Dwell ratio": 1}]}
    )

    assert keep_ledger(plan, to_lviv(1)).nations["tied_up"].tolist() == [200.0]


def test_a_pool_ties_up_its_heads_in_the_periods_after():
    """Away in 1, home for 1.5, rounded up to two periods; a second company from period 3."""
    plan = a_plan({"Contingents": [{**POLISH, "Basis": "pool", "Dwell ratio": 1.5}]}, Periods=4)
    ledger = keep_ledger(plan, to_lviv(1, 0, 1))

    assert ledger.nations["tied_up"].tolist() == [100.0, 100.0, 200.0, 100.0]
    assert ledger.nations["deployed"].tolist() == [100.0, 0.0, 100.0, 0.0]


def test_caps_show_baseline_cap_taken_backfill_and_limit():
    """0.2 x (1,000 own + 500 stationed) = 300, before 150 of backfill; a company ties up 300."""
    plan = a_plan(
        {
            "Contingents": [ESTONIAN],
            "Areas": [ESTONIA],
            "Drawdown caps": [{"Applies to": "Estonia", "Cap share": 0.2}],
            "Backfill": [{"Area": "Estonia", "Heads": 100}, {"Area": "Estonia", "Heads": 50}],
        }
    )
    ledger = keep_ledger(plan, to_lviv(1, contingent="EST-INF"))
    row = ledger.caps.iloc[0]

    assert (row["baseline"], row["cap"], row["taken"], row["backfill"], row["limit"]) == (
        1500,
        300,
        300,
        150,
        450,
    )
    assert ledger.cap_members["heads_counted"].tolist() == [300.0]


def test_the_lead_is_the_able_nation_with_most_heads_ties_by_name():
    plan = a_plan(
        {
            "Nations": [
                {"Nation": "POL"},
                {"Nation": "FRA", "Can lead": "yes"},
                {"Nation": "EST", "Can lead": "yes"},
            ],
            "Contingents": [POLISH, FRENCH, ESTONIAN],
            "Sites": [{**LVIV, "Needs lead": "yes", "Running cost": 5}],
        },
        Periods=3,
    )
    allocation = together(
        to_lviv(4, 4), to_lviv(1, 2, contingent="FRA-INF"), to_lviv(1, 1, contingent="EST-INF")
    )
    rows = keep_ledger(plan, allocation).sites

    assert rows["lead"].tolist() == ["EST", "FRA", ""]
    assert rows["nations"].tolist() == [3, 3, 0]
    assert rows["open"].tolist() == [True, True, False]
    assert rows["running_cost"].tolist() == [5.0, 5.0, 0.0]


def test_a_site_opens_once_and_runs_while_it_is_open():
    """Always open where available: opened in period 2, running in 2 and 3."""
    plan = a_plan(
        {"Sites": [{**LVIV, "Open": "yes", "Opening cost": 9, "Running cost": 2, "From": 2}]}, Periods=3
    )
    rows = keep_ledger(plan, to_lviv()).costs

    assert rows["opening"].tolist() == [0.0, 9.0, 0.0]
    assert rows["running"].tolist() == [0.0, 2.0, 2.0]


def test_the_highest_floor_holds():
    plan = a_plan({"Force": [{"Floor": 300}, {"Floor": 500, "To": 1}]}, Periods=3)
    rows = keep_ledger(plan, to_lviv(4, 4, 1)).force

    assert rows["floor"].tolist() == [500.0, 300.0, 300.0]
    assert rows["lack_force"].tolist() == [100.0, 0.0, 200.0]


def support_plan(**ratio: object):
    """Infantry and medics at Lviv and Odesa; one medic for 20 supported heads, unless said otherwise."""
    medics = {**POLISH, "Contingent": "POL-MED", "Capability": "Medical", "Heads per unit": 5}
    asked = [
        {"Site": site, "Role": role, "Target": 400}
        for site in ("Lviv", "Odesa")
        for role in ("Infantry", "Medical")
    ]
    return a_plan(
        {
            "Contingents": [POLISH, medics],
            "Sites": [LVIV, ODESA],
            "Requirements": asked,
            "Support ratios": [{"Role": "Medical", "Per heads": 20, "Needs": 1, **ratio}],
            "Conditions": [{"Condition": "backstop", "Holds": "yes", "From": 2}],
        },
        Periods=2,
    )


INFANTRY_AND_FAR_MEDICS = together(
    to_lviv(2, 2), sent(*(("POL-MED", "Medical", "Odesa", period, 1) for period in (1, 2)))
)


def test_support_over_the_theatre_may_stand_anywhere():
    """200 heads need 10 medics; 5 are there, at the other site. Medics need no medics."""
    rows = keep_ledger(support_plan(), INFANTRY_AND_FAR_MEDICS).support

    assert rows["site"].tolist() == ["", ""]
    assert rows["needed"].tolist() == [10.0, 10.0]
    assert rows["provided"].tolist() == [5.0, 5.0]
    assert rows["lack"].tolist() == [5.0, 5.0]


def test_support_at_a_site_must_stand_there():
    rows = keep_ledger(support_plan(Scope="site"), INFANTRY_AND_FAR_MEDICS).support
    lack = rows[rows["period"] == 1].set_index("site")["lack"]

    assert lack.to_dict() == {"Lviv": 10.0, "Odesa": 0.0}


def test_a_backstop_relieves_while_it_holds():
    ratio = {"Relieved by": "backstop", "Relief": 0.8}
    rows = keep_ledger(support_plan(**ratio), INFANTRY_AND_FAR_MEDICS).support

    assert rows["needed"].tolist() == pytest.approx([10.0, 2.0])
    assert rows["lack"].tolist() == pytest.approx([5.0, 0.0])


def test_named_roles_are_supported_the_supporting_one_too_if_it_is_named():
    """(200 + 5) / 20."""
    rows = keep_ledger(
        support_plan(**{"Supported roles": "Infantry; Medical"}), INFANTRY_AND_FAR_MEDICS
    ).support

    assert rows["needed"].tolist() == [10.25, 10.25]
