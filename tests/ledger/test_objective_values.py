"""Every objective, by a sum on paper."""

from __future__ import annotations

from random import Random

import pytest
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from oracle.reading import read_facts
from oracle.values import objective_values as reference_values
from small_plans import (
    ESTONIAN,
    FOUR_COMPANIES,
    FRENCH,
    POLISH,
    a_plan,
    fills,
    need,
    pledge,
    row,
    sent,
    site,
    to_lviv,
    together,
)

from solver.ledger.ledger import keep_ledger, objective_values
from solver.plan.make import make_plan
from solver.schema import OBJECTIVES
from solver.tables import fold, raw_tables


def value(objective: str, plan, allocation, baseline=None) -> float:
    return objective_values(plan, keep_ledger(plan, allocation), baseline)[objective]


def test_every_objective_has_a_value_changes_only_with_a_baseline():
    plan = a_plan(FOUR_COMPANIES)
    ledger = keep_ledger(plan, to_lviv(1))

    assert set(objective_values(plan, ledger, to_lviv(1))) == set(OBJECTIVES)
    assert set(OBJECTIVES) - set(objective_values(plan, ledger)) == {"changes"}


def test_minimum_shortfall():
    """Weight 3 x (300 - 200 lacking heads) + 600 - 200 to the floor, which has no weight = 700."""
    plan = a_plan(
        FOUR_COMPANIES, requirements=[need(400, minimum=300, weight=3)], force=[row("Force", floor=600)]
    )

    assert value("minimum shortfall", plan, to_lviv(2)) == 700.0


def test_target_shortfall():
    """Weight 2 x 1 lacking team x 30 heads + weight 5 x (200 / 100 x 3 - 4 lacking teams) x 30 = 360."""
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[POLISH, pledge("POL-MED", "POL", 4, capability="Medical")],
        roles=[row("Roles", role="Infantry"), row("Roles", role="Medical", measure="units", unit_worth=30)],
        requirements=[
            need(200),
            need(5, role="Medical", weight=2),
        ],
        support_ratios=[row("Support ratios", role="Medical", per_heads=100, needs=3, weight=5)],
    )
    allocation = together(to_lviv(2), sent(("POL-MED", "Medical", "Lviv", 1, 4)))

    assert value("target shortfall", plan, allocation) == 360.0


def test_drawdown_weighs_areas_and_rotation_bases():
    """Own company, sustained: 100 x (1 + 2). Own pool: 100 x (1 + 2), though the plan ends. Stationed
    company, sustained: 100. French company, drawn from nowhere: 0. Estonia weighs 2: 700 x 2."""
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[
            ESTONIAN,
            pledge("EST-POOL", "EST", 4, basis="pool", dwell_ratio=1.5),
            pledge("POL-INF", "POL", 4, drawn_from="Estonia", stock="stationed"),
            FRENCH,
        ],
        areas=[row("Areas", area="Estonia", nation="EST", own=1000, stationed=500, weight=2)],
        backfill=[row("Backfill", area="Estonia", heads=9000)],
    )
    names = ("EST-INF", "EST-POOL", "POL-INF", "FRA-INF")
    allocation = together(*(to_lviv(1, contingent=name) for name in names))

    assert value("drawdown", plan, allocation) == 1400.0


def test_cost():
    """Two periods of 100 heads x (2 + 3) and of 50 for running, once 1,000 for opening; Odesa stays shut."""
    costs = {"running_cost": 50, "opening_cost": 1000}
    plan = a_plan(
        FOUR_COMPANIES,
        nations=[row("Nations", nation="POL", cost_per_head=2)],
        movement=[row("Movement", site="Lviv", cost_per_head=3)],
        sites=[site(**costs), site("Odesa", **costs)],
        settings={"Periods": 2},
    )

    assert value("cost", plan, to_lviv(1, 1)) == 2 * (500 + 50) + 1000


def test_a_contingents_own_cost_of_zero_is_zero():
    plan = a_plan(
        FOUR_COMPANIES,
        nations=[row("Nations", nation="POL", cost_per_head=2)],
        contingents=[pledge("POL-INF", "POL", 4, cost_per_head=0)],
    )

    assert value("cost", plan, to_lviv(1)) == 0.0


def test_heads_count_in_every_role():
    plan = a_plan(
        FOUR_COMPANIES, roles=[row("Roles", role="Infantry", counts_to_force="no")], settings={"Periods": 2}
    )

    assert value("heads", plan, to_lviv(1, 2)) == 300.0


def test_moves_are_units_that_appear_where_there_were_fewer():
    """Period 1 is free. Period 2: one more at Lviv. Period 3: three new at Odesa; leaving Lviv costs nothing.
    Period 4: back to Lviv with four."""
    plan = a_plan(
        FOUR_COMPANIES,
        requirements=[need(400), need(400, at="Odesa")],
        settings={"Periods": 4},
    )
    odesa = sent(("POL-INF", "Infantry", "Odesa", 3, 3))

    assert value("moves", plan, together(to_lviv(2, 3), odesa, to_lviv(4, first=4))) == 1 + 3 + 4


def test_a_change_of_role_at_a_site_is_no_move():
    plan = a_plan(
        FOUR_COMPANIES,
        suitability=fills("Infantry", "Infantry", "Guard"),
        requirements=[need(400), need(400, role="Guard")],
        settings={"Periods": 2},
    )

    assert value("moves", plan, together(to_lviv(2), sent(("POL-INF", "Guard", "Lviv", 2, 2)))) == 0.0


def test_changes_are_units_added_and_units_taken_away():
    """Baseline 3 and 1, now 1 and 2: 2 + 1. A row of the baseline that the plan no longer knows: 4."""
    plan = a_plan(FOUR_COMPANIES, settings={"Periods": 2})
    baseline = together(to_lviv(3, 1), sent(("OLD-INF", "Infantry", "Lviv", 1, 4)))

    assert value("changes", plan, to_lviv(1, 2), baseline) == 2 + 1 + 4
    assert value("changes", plan, baseline[:2], baseline[:2]) == 0.0


def test_open_sites():
    """Lviv is open where somebody is, Odesa always, but not before it is there."""
    plan = a_plan(FOUR_COMPANIES, sites=[site(), site("Odesa", open="yes", first=2)], settings={"Periods": 3})

    assert value("open sites", plan, to_lviv(1)) == 1 + 2


def test_worst_shortfall_is_a_share_of_the_target():
    """100 of 400 lack at Lviv, 20 of 40 at Odesa; a target of 0 lacks nothing."""
    team = pledge("T", "POL", 4, capability="Team", heads_per_unit=20)
    plan = a_plan(
        FOUR_COMPANIES,
        requirements=[
            need(400),
            need(40, at="Odesa"),
            need(0, at="Odesa", role="Guard"),
        ],
        suitability=[
            row("Suitability", capability="Infantry", role="Infantry", effectiveness=1),
            row("Suitability", capability="Team", role="Infantry"),
        ],
        contingents=[POLISH, team],
    )

    assert value("worst shortfall", plan, together(to_lviv(3), sent(("T", "Infantry", "Odesa", 1, 1)))) == 0.5


def test_worst_withdrawal_counts_again_without_the_nation_that_is_missed_most():
    """Of 400: 300 Poles and 100 French; without the Poles 300 lack (weight 2), without the French 100."""
    plan = a_plan(FOUR_COMPANIES, contingents=[POLISH, FRENCH], requirements=[need(400, weight=2)])
    allocation = together(to_lviv(3), to_lviv(1, contingent="FRA-INF"))

    assert value("worst withdrawal", plan, allocation) == 2 * 300
    assert value("worst withdrawal", plan, to_lviv(0)) == 2 * 400


@pytest.mark.parametrize("seed", seeds(8))
def test_worst_withdrawal_is_the_target_shortfall_without_each_nations_rows(seed: int):
    """Any units on any arcs, whether the rules allow them or not: the whole ledger kept anew without each."""
    sheets = random_sheets(seed, "small")
    plan, random = make_plan(raw_tables(sheets)), Random(seed)
    arcs = [arc.key for arc in read_facts(sheets).arcs if random.random() < 0.5]
    allocation = sent(*((*key, random.choice((0.5, 1, 2))) for key in arcs))
    nation = dict(zip(map(fold, plan.contingents["contingent"]), plan.contingents["nation"], strict=True))
    of = allocation["contingent"].map(nation)
    left = [allocation, *(allocation[of != name] for name in plan.nations["nation"])]

    expected = max(value("target shortfall", plan, each) for each in left)

    assert value("worst withdrawal", plan, allocation) == pytest.approx(expected)
    assert expected == pytest.approx(
        reference_values(
            read_facts(sheets), {(*key, period): units for *key, period, units in allocation.to_numpy()}
        )["worst withdrawal"]
    )


def test_largest_burden_is_a_share_of_active_strength():
    """Poland ties up 300 of 1,000, Estonia 300 of 6,000; France has no strength given."""
    plan = a_plan(
        FOUR_COMPANIES,
        nations=[
            row("Nations", nation="POL", active_strength=1000),
            row("Nations", nation="EST", active_strength=6000),
            row("Nations", nation="FRA"),
        ],
        contingents=[POLISH, ESTONIAN, FRENCH],
    )
    allocation = together(*(to_lviv(1, contingent=name) for name in ("POL-INF", "EST-INF", "FRA-INF")))

    assert value("largest burden", plan, allocation) == pytest.approx(0.3)
    assert value("largest burden", a_plan(FOUR_COMPANIES), to_lviv(1)) == 0.0
