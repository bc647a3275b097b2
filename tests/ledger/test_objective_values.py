"""Every objective, by a sum on paper."""

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

from solver.ledger.ledger import keep_ledger, objective_values
from solver.schema import OBJECTIVES


def value(objective: str, plan, allocation, baseline=None) -> float:
    return objective_values(plan, keep_ledger(plan, allocation), baseline)[objective]


def test_every_objective_has_a_value_changes_only_with_a_baseline():
    plan = a_plan()
    ledger = keep_ledger(plan, to_lviv(1))

    assert set(objective_values(plan, ledger, to_lviv(1))) == set(OBJECTIVES)
    assert set(OBJECTIVES) - set(objective_values(plan, ledger)) == {"changes"}


def test_minimum_shortfall():
    """Weight 3 x (300 - 200 lacking heads) + 600 - 200 to the floor, which has no weight = 700."""
    plan = a_plan({"Requirements": [{**ASKED, "Minimum": 300, "Weight": 3}], "Force": [{"Floor": 600}]})

    assert value("minimum shortfall", plan, to_lviv(2)) == 700.0


def test_target_shortfall():
    """Weight 2 x 1 lacking team x 30 heads + weight 5 x (200 / 100 x 3 - 4 lacking teams) x 30 = 360."""
    plan = a_plan(
        {
            "Contingents": [POLISH, {**POLISH, "Contingent": "POL-MED", "Capability": "Medical"}],
            "Roles": [{"Role": "Infantry"}, {"Role": "Medical", "Measure": "units", "Unit worth": 30}],
            "Requirements": [
                {**ASKED, "Target": 200},
                {"Site": "Lviv", "Role": "Medical", "Target": 5, "Weight": 2},
            ],
            "Support ratios": [{"Role": "Medical", "Per heads": 100, "Needs": 3, "Weight": 5}],
        }
    )
    allocation = together(to_lviv(2), sent(("POL-MED", "Medical", "Lviv", 1, 4)))

    assert value("target shortfall", plan, allocation) == 360.0


def test_drawdown_weighs_areas_and_rotation_bases():
    """Own company, sustained: 100 x (1 + 2). Own pool: 100 x (1 + 2), though the plan ends. Stationed
    company, sustained: 100. French company, drawn from nowhere: 0. Estonia weighs 2: 700 x 2."""
    plan = a_plan(
        {
            "Contingents": [
                ESTONIAN,
                {**ESTONIAN, "Contingent": "EST-POOL", "Basis": "pool", "Dwell ratio": 1.5},
                {**POLISH, "Drawn from": "Estonia", "Stock": "stationed"},
                FRENCH,
            ],
            "Areas": [{**ESTONIA, "Weight": 2}],
            "Backfill": [{"Area": "Estonia", "Heads": 9000}],
        }
    )
    names = ("EST-INF", "EST-POOL", "POL-INF", "FRA-INF")
    allocation = together(*(to_lviv(1, contingent=name) for name in names))

    assert value("drawdown", plan, allocation) == 1400.0


def test_cost():
    """Two periods of 100 heads x (2 + 3) and of 50 for running, once 1,000 for opening; Odesa stays shut."""
    costs = {"Running cost": 50, "Opening cost": 1000}
    plan = a_plan(
        {
            "Nations": [{"Nation": "POL", "Cost per head": 2}],
            "Movement": [{"Site": "Lviv", "Cost per head": 3}],
            "Sites": [{**LVIV, **costs}, {**ODESA, **costs}],
        },
        Periods=2,
    )

    assert value("cost", plan, to_lviv(1, 1)) == 2 * (500 + 50) + 1000


def test_a_contingents_own_cost_of_zero_is_zero():
    plan = a_plan(
        {"Nations": [{"Nation": "POL", "Cost per head": 2}], "Contingents": [{**POLISH, "Cost per head": 0}]}
    )

    assert value("cost", plan, to_lviv(1)) == 0.0


def test_heads_count_in_every_role():
    plan = a_plan({"Roles": [{"Role": "Infantry", "Counts to force": "no"}]}, Periods=2)

    assert value("heads", plan, to_lviv(1, 2)) == 300.0


def test_moves_are_units_that_appear_where_there_were_fewer():
    """Period 1 is free. Period 2: one more at Lviv. Period 3: three new at Odesa; leaving Lviv costs nothing.
    Period 4: back to Lviv with four."""
    plan = a_plan({"Sites": [LVIV, ODESA], "Requirements": [ASKED, {**ASKED, "Site": "Odesa"}]}, Periods=4)
    odesa = sent(("POL-INF", "Infantry", "Odesa", 3, 3))

    assert value("moves", plan, together(to_lviv(2, 3), odesa, to_lviv(4, first=4))) == 1 + 3 + 4


def test_a_change_of_role_at_a_site_is_no_move():
    plan = a_plan(
        {
            "Suitability": [{"Capability": "Infantry", "Role": role} for role in ("Infantry", "Guard")],
            "Requirements": [ASKED, {**ASKED, "Role": "Guard"}],
        },
        Periods=2,
    )

    assert value("moves", plan, together(to_lviv(2), sent(("POL-INF", "Guard", "Lviv", 2, 2)))) == 0.0


def test_changes_are_units_added_and_units_taken_away():
    """Baseline 3 and 1, now 1 and 2: 2 + 1. A row of the baseline that the plan no longer knows: 4."""
    plan = a_plan(Periods=2)
    baseline = together(to_lviv(3, 1), sent(("OLD-INF", "Infantry", "Lviv", 1, 4)))

    assert value("changes", plan, to_lviv(1, 2), baseline) == 2 + 1 + 4
    assert value("changes", plan, baseline[:2], baseline[:2]) == 0.0


def test_open_sites():
    """Lviv is open where somebody is, Odesa always, but not before it is there."""
    plan = a_plan({"Sites": [LVIV, {**ODESA, "Open": "yes", "From": 2}]}, Periods=3)

    assert value("open sites", plan, to_lviv(1)) == 1 + 2


def test_worst_shortfall_is_a_share_of_the_target():
    """100 of 400 lack at Lviv, 20 of 40 at Odesa; a target of 0 lacks nothing."""
    team = {**POLISH, "Contingent": "T", "Capability": "Team", "Heads per unit": 20}
    plan = a_plan(
        {
            "Sites": [LVIV, ODESA],
            "Requirements": [
                ASKED,
                {**ASKED, "Site": "Odesa", "Target": 40},
                {"Site": "Odesa", "Role": "Guard", "Target": 0},
            ],
            "Suitability": [
                {"Capability": "Infantry", "Role": "Infantry", "Effectiveness": 1},
                {"Capability": "Team", "Role": "Infantry"},
            ],
            "Contingents": [POLISH, team],
        }
    )

    assert value("worst shortfall", plan, together(to_lviv(3), sent(("T", "Infantry", "Odesa", 1, 1)))) == 0.5


def test_largest_burden_is_a_share_of_active_strength():
    """Poland ties up 300 of 1,000, Estonia 300 of 6,000; France has no strength given."""
    plan = a_plan(
        {
            "Nations": [
                {"Nation": "POL", "Active strength": 1000},
                {"Nation": "EST", "Active strength": 6000},
                {"Nation": "FRA"},
            ],
            "Contingents": [POLISH, ESTONIAN, FRENCH],
        }
    )
    allocation = together(*(to_lviv(1, contingent=name) for name in ("POL-INF", "EST-INF", "FRA-INF")))

    assert value("largest burden", plan, allocation) == pytest.approx(0.3)
    assert value("largest burden", a_plan(), to_lviv(1)) == 0.0
