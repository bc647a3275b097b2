"""A plan that nobody changes: each world counted as the ledger counts it, and chances by sums on paper."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pandas as pd
import pytest
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from seconds import within
from small_plans import a_plan, fills, need, pledge, row, sent, site, to_lviv, together

from solver.example import example_rows
from solver.ledger.eligibility import allowed_arcs
from solver.ledger.ledger import keep_ledger, objective_values
from solver.optimise import Search, optimise
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.results.coverage import minimums_missed, without_noise
from solver.studies.confidence import fixed_plan as module
from solver.studies.confidence.contributions import contributions, outcomes
from solver.studies.confidence.fixed_plan import FixedPlan, fixed_plan
from solver.studies.confidence.intervals import clopper_pearson
from solver.studies.confidence.worlds import Worlds, all_worlds, sampled_worlds, worlds_of
from solver.tables import raw_tables

EXACT = {"abs": 1e-12}


def with_confidences(plan: Plan, seed: int) -> Plan:
    """The plan, most of its pledges uncertain."""
    random = Random(f"confidence {seed}")
    drawn = [random.choice([0.0, 0.2, 0.5, 0.5, 0.8, 0.9, 1.0]) for _ in range(len(plan.contingents))]
    return replace(plan, contingents=plan.contingents.assign(confidence=drawn))


def agrees_with_the_ledger(plan: Plan, allocation: pd.DataFrame, worlds: Worlds) -> None:
    """Every world alike: coverage, force and both shortfalls, as the ledger has them of who comes."""
    found = outcomes(contributions(plan, allocation), worlds.comes)
    names = plan.contingents["contingent"]
    for at, comes in enumerate(worlds.comes):
        ledger = keep_ledger(plan, allocation[allocation["contingent"].isin(names[comes])])
        rows, force = ledger.coverage, ledger.force
        values = objective_values(plan, ledger)
        assert found.heads[at] == pytest.approx(force["heads"].to_numpy(), abs=1e-9)
        assert found.minimum_shortfall[at] == pytest.approx(values["minimum shortfall"], rel=1e-9, abs=1e-9)
        assert found.target_shortfall[at] == pytest.approx(values["target shortfall"], rel=1e-9, abs=1e-9)
        for met, lack, asked in (
            (found.minimum_met, rows["lack_minimum"], rows["minimum"]),
            (found.target_met, rows["lack_target"], rows["target"]),
            (found.floor_met, force["lack_force"], force["floor"].fillna(0.0)),
        ):
            assert met[at].tolist() == without_noise(lack, asked).eq(0.0).tolist()
        assert (~found.minimum_met[at]).sum() == (minimums_missed(ledger) or 0)


@pytest.mark.parametrize("by", ["contingent", "nation"])
@pytest.mark.parametrize("seed", seeds(3))
def test_every_world_is_what_the_ledger_says_of_a_random_allocation(seed, by):
    """Any units on allowed arcs, also split ones and more than pledged."""
    plan = with_confidences(make_plan(raw_tables(random_sheets(seed))), seed)
    random = Random(f"allocation {seed}")
    arcs = allowed_arcs(plan)[["contingent", "role", "site", "period"]]
    allocation = arcs.assign(units=[random.choice((0.0, 1.0, 2.0, 0.75, 1 / 3)) for _ in range(len(arcs))])
    allocation = allocation[allocation["units"] > 0]

    agrees_with_the_ledger(plan, allocation, sampled_worlds(plan, by, seed=seed, first=0, last=8))


@pytest.mark.parametrize("seed", seeds(1))
def test_every_world_is_what_the_ledger_says_of_a_solved_plan(seed):
    plan = make_plan(raw_tables(random_sheets(seed, "small")))
    solution = optimise(plan, replace(Search.of(plan.settings), gap=0.0, threads=1))
    plan = with_confidences(plan, seed)
    worlds = all_worlds(plan, "contingent")

    assert worlds is not None
    agrees_with_the_ledger(plan, solution.allocation, Worlds(comes=worlds.comes[::7][:12]))


THREE = [
    pledge("A", "Poland", confidence=0.9),
    pledge("B", "Poland", confidence=0.5),
    pledge("C", "France", confidence=0.2),
]
ALL_THREE = together(*(to_lviv(1, contingent=name) for name in "ABC"))


def three(**fields: object) -> Plan:
    return a_plan(contingents=THREE, requirements=[need(300, minimum=200)], **fields)


def chances(found: FixedPlan, name: str) -> list[float]:
    return found.requirements[name].tolist()


def test_three_companies_of_which_two_are_needed():
    """Two or more of 0.9, 0.5, 0.2: 0.09 (all) + 0.36 (A, B) + 0.09 (A, C) + 0.01 (B, C) = 0.55.

    Heads: 100 x (0.9 + 0.5 + 0.2) = 160 on average; none comes with 0.04, one alone with 0.36 + 0.04 + 0.01.
    """
    plan = three()
    found = fixed_plan(contributions(plan, ALL_THREE), all_worlds(plan, "contingent"))

    assert (found.exact, found.worlds) == (True, 8)
    for end in ("", "_low", "_high"):
        assert chances(found, f"minimum_met{end}") == pytest.approx([0.55], **EXACT)
        assert chances(found, f"target_met{end}") == pytest.approx([0.09], **EXACT)
    assert found.every_minimum.probability == pytest.approx(0.55)
    assert found.every_target.probability == pytest.approx(0.09)
    # What lacks of 200: 200 with 0.04, 100 with 0.36 + 0.04 + 0.01 = 0.41, else nothing: 8 + 41 on average.
    minimum = found.minimum_shortfall
    assert (minimum.own, minimum.low, minimum.median, minimum.high) == (0.0, 0.0, 0.0, 100.0)
    assert minimum.mean == pytest.approx(49.0)
    assert minimum.no_worse.probability == pytest.approx(0.55)
    # 300 - 160; one in 25 lacks all 300, which is within the worst twentieth.
    assert (found.target_shortfall.mean, found.target_shortfall.high) == (pytest.approx(140.0), 200.0)
    force = found.force.iloc[0]
    assert (force["own"], force["low"], force["median"], force["high"]) == (300.0, 100.0, 200.0, 300.0)


def test_one_draw_a_nation_makes_the_tails():
    """Poland: both with 0.5, A alone with 0.4, none with 0.1; France with 0.2: 0.5 + 0.4 x 0.2 = 0.58.

    All three: 0.5 x 0.2 = 0.1; and nobody at all in 0.1 x 0.8 = 0.08 instead of 0.04.
    """
    plan = three()
    found = fixed_plan(contributions(plan, ALL_THREE), all_worlds(plan, "nation"))

    assert chances(found, "minimum_met") == pytest.approx([0.58], **EXACT)
    assert chances(found, "target_met") == pytest.approx([0.1], **EXACT)
    assert found.target_shortfall.high == 300.0


@pytest.mark.parametrize(("by", "exact"), [("contingent", 0.55), ("nation", 0.58)])
def test_samples_come_to_what_all_worlds_say(by, exact):
    plan = three()
    found = fixed_plan(contributions(plan, ALL_THREE), sampled_worlds(plan, by, seed=1, first=0, last=10_000))
    low, high = chances(found, "minimum_met_low")[0], chances(found, "minimum_met_high")[0]

    assert not found.exact
    assert low < exact < high < low + 0.025
    hits = round(chances(found, "minimum_met")[0] * 10_000)
    assert (low, high) == tuple(float(end[0]) for end in clopper_pearson(np.array([hits]), 10_000))
    # By nation: 200 with 0.1 x 0.8, 100 with 0.4 x 0.8 + 0.1 x 0.2: 16 + 34.
    assert found.minimum_shortfall.mean == pytest.approx(49.0 if by == "contingent" else 50.0, abs=2.0)


def test_what_no_draw_can_change_is_certain_in_samples_too():
    """A sure company meets the minimum, and all three companies together do not meet the target."""
    plan = a_plan(
        contingents=[pledge("S", "Latvia"), *THREE[:2]], requirements=[need(900, minimum=100)], force=[]
    )
    allocation = together(*(to_lviv(1, contingent=name) for name in "SAB"))
    found = fixed_plan(
        contributions(plan, allocation), sampled_worlds(plan, "contingent", seed=1, first=0, last=50)
    )

    of_minimum = [chances(found, f"minimum_met{end}")[0] for end in ("", "_low", "_high")]
    of_target = [chances(found, f"target_met{end}")[0] for end in ("", "_low", "_high")]
    assert (of_minimum, of_target) == ([1.0] * 3, [0.0] * 3)
    assert (found.minimum_shortfall.no_worse.low, found.minimum_shortfall.no_worse.high) == (1.0, 1.0)


def test_met_throughout_is_met_in_all_its_periods_together():
    """A alone in period 1, B alone in period 2: 0.9 and 0.5 by themselves, 0.45 together."""
    plan = a_plan(contingents=THREE, requirements=[need(100, minimum=100)], settings={"Periods": 2})
    allocation = together(to_lviv(1, contingent="A"), to_lviv(1, contingent="B", first=2))
    found = fixed_plan(contributions(plan, allocation), all_worlds(plan, "contingent"))

    assert chances(found, "minimum_met") == pytest.approx([0.9, 0.5])
    assert found.throughout["minimum_met"].tolist() == pytest.approx([0.45])
    assert found.throughout["target_met_high"].tolist() == pytest.approx([0.45])
    assert found.throughout[["site", "role"]].to_numpy().tolist() == [["Lviv", "Infantry"]]


def test_throughout_takes_several_rows_of_a_site_and_role_together_and_others_apart():
    """Lviv in period 1 by A and in period 2, another row, by B; Kyiv in both by C."""
    plan = a_plan(
        contingents=THREE,
        sites=[site("Lviv"), site("Kyiv")],
        requirements=[need(100, first=1, last=1), need(100, at="Kyiv"), need(100, first=2, last=2)],
        settings={"Periods": 2},
    )
    to_kyiv = sent(("C", "Infantry", "Kyiv", 1, 1), ("C", "Infantry", "Kyiv", 2, 1))
    allocation = together(to_lviv(1, contingent="A"), to_lviv(1, contingent="B", first=2), to_kyiv)
    found = fixed_plan(contributions(plan, allocation), all_worlds(plan, "contingent"))

    assert dict(zip(found.throughout["site"], found.throughout["target_met"], strict=True)) == pytest.approx(
        {"Kyiv": 0.2, "Lviv": 0.45}
    )


def test_the_floor_of_the_force_is_reached_by_heads_that_count():
    """A floor of 200 in period 1 alone: 0.55, as the minimum; what lacks of it is minimum shortfall."""
    plan = a_plan(
        contingents=THREE,
        requirements=[need(300)],
        force=[row("Force", floor=200, first=1, last=1)],
        settings={"Periods": 2},
    )
    found = fixed_plan(contributions(plan, ALL_THREE), all_worlds(plan, "contingent"))

    assert found.force["floor_met"].tolist() == pytest.approx([0.55, np.nan], nan_ok=True)
    assert found.force["own"].tolist() == [300.0, 0.0]
    assert found.minimum_shortfall.mean == pytest.approx(49.0)


def test_heads_in_a_role_that_does_not_count_are_no_force():
    """A trains, and trainers do not count: the floor of 100 is met if B comes, whatever A does."""
    plan = a_plan(
        contingents=[pledge("A", capability="Training", confidence=0.9), THREE[1]],
        roles=[row("Roles", role="Infantry"), row("Roles", role="Training", counts_to_force="no")],
        requirements=[need(100), need(100, role="Training")],
        force=[row("Force", floor=100)],
    )
    allocation = together(sent(("A", "Training", "Lviv", 1, 1)), to_lviv(1, contingent="B"))
    found = fixed_plan(contributions(plan, allocation), all_worlds(plan, "contingent"))

    assert found.force[["own", "floor_met"]].to_numpy().tolist() == [[100.0, 0.5]]


def test_lacking_support_weighs_by_weight_and_unit_worth():
    """200 heads need two medical teams of worth 30, weight 5: 300 if both companies come, 150 if one."""
    plan = a_plan(
        contingents=[pledge("A", confidence=0.5), pledge("B", confidence=0.5)],
        suitability=fills("Infantry", "Infantry"),
        roles=[row("Roles", role="Infantry"), row("Roles", role="Medical", measure="units", unit_worth=30)],
        requirements=[need(0)],
        support_ratios=[row("Support ratios", role="Medical", per_heads=100, needs=1, weight=5)],
    )
    allocation = together(to_lviv(1, contingent="A"), to_lviv(1, contingent="B"))
    found = fixed_plan(contributions(plan, allocation), all_worlds(plan, "contingent"))

    spread = found.target_shortfall
    assert (spread.own, spread.high, spread.median, spread.low) == (300.0, 300.0, 150.0, 0.0)
    assert spread.mean == pytest.approx(150.0)


def test_who_stays_away_needs_no_support():
    """Medics for one in four heads: 100 heads need 25; the medics (20 heads) come with 0.5, A with 0.9.

    Lacking support: 5 (both), 25 (A alone), none without A. Lacking infantry of 100: 100 without A.
    Mean 0.45 x 5 + 0.45 x 25 + 0.1 x 100 = 23.5; the plan's own 5 is kept only if both come: 0.45.
    """
    plan = a_plan(
        contingents=[THREE[0], pledge("M", capability="Medical", heads_per_unit=20, confidence=0.5)],
        suitability=fills("Infantry", "Infantry") + fills("Medical", "Medical"),
        requirements=[need(100), need(0, role="Medical")],
        support_ratios=[row("Support ratios", role="Medical", per_heads=4, needs=1)],
    )
    allocation = together(to_lviv(1, contingent="A"), sent(("M", "Medical", "Lviv", 1, 1)))
    found = fixed_plan(contributions(plan, allocation), all_worlds(plan, "contingent"))

    assert found.target_shortfall.own == 5.0
    assert found.target_shortfall.mean == pytest.approx(23.5)
    assert found.target_shortfall.no_worse.probability == pytest.approx(0.45)


def test_less_force_may_lack_less_than_the_plan_itself():
    """Fifty medics asked for by 200 heads whom nobody asked for: if A stays at home, nothing lacks.

    In samples that is no certainty either way: its interval is one of 10 %, not of 0.
    """
    plan = a_plan(
        contingents=THREE[:1],
        suitability=fills("Infantry", "Infantry"),
        roles=[row("Roles", role="Infantry"), row("Roles", role="Medical")],
        requirements=[need(0)],
        support_ratios=[row("Support ratios", role="Medical", per_heads=4, needs=1)],
    )
    parts = contributions(plan, to_lviv(1, contingent="A"))
    found = fixed_plan(parts, all_worlds(plan, "contingent"))
    sampled = fixed_plan(parts, sampled_worlds(plan, "contingent", seed=1, first=0, last=200))

    assert (found.target_shortfall.own, found.target_shortfall.mean) == (25.0, pytest.approx(22.5))
    assert (found.target_shortfall.low, found.target_shortfall.no_worse.probability) == (0.0, 1.0)
    assert sampled.target_shortfall.no_worse.low < 1.0 == sampled.target_shortfall.no_worse.high


def test_what_arithmetic_leaves_of_a_minimum_is_no_lack():
    """Three units at 0.1 provide 0.30000000000000004 x 100 in one order, 30 asked for: met either way."""
    plan = a_plan(
        contingents=[pledge(name, confidence=0.5) for name in "ABC"],
        suitability=fills("Infantry", "Infantry", effectiveness=0.1),
        requirements=[need(30.000001, minimum=30.000001)],
    )
    found = fixed_plan(contributions(plan, ALL_THREE), all_worlds(plan, "contingent"))

    assert chances(found, "minimum_met") == pytest.approx([0.125])


def test_where_nothing_is_asked_there_is_no_chance():
    plan = a_plan(contingents=THREE, requirements=[need(0)])
    found = fixed_plan(contributions(plan, ALL_THREE), all_worlds(plan, "contingent"))

    assert found.requirements[["minimum_met", "target_met_low"]].isna().all(axis=None)
    assert found.throughout[["minimum_met_high", "target_met"]].isna().all(axis=None)
    assert found.force["floor_met"].isna().all()
    assert (found.every_minimum, found.every_target) == (None, None)


def test_a_plan_that_asks_for_nothing_in_its_periods_has_no_requirements():
    plan = a_plan(contingents=THREE, requirements=[need(100, first=5, last=6)])

    for worlds in (all_worlds(plan, "contingent"), sampled_worlds(plan, "nation", seed=1, first=0, last=9)):
        found = fixed_plan(contributions(plan, ALL_THREE), worlds)
        assert (len(found.requirements), len(found.throughout), found.every_target) == (0, 0, None)
        assert (found.minimum_shortfall.high, found.minimum_shortfall.no_worse.low) == (0.0, 1.0)


def test_a_pledge_of_confidence_0_is_in_the_plan_and_in_no_world():
    """The plan's own has it; the chance of what needs it is 0."""
    plan = a_plan(contingents=[pledge("A", confidence=0)], requirements=[need(100, minimum=100)])
    found = fixed_plan(contributions(plan, to_lviv(1, contingent="A")), all_worlds(plan, "contingent"))

    assert (found.requirements["own"].tolist(), chances(found, "minimum_met")) == ([100.0], [0.0])
    assert (found.minimum_shortfall.own, found.minimum_shortfall.mean) == (0.0, 100.0)


def test_an_empty_plan_and_a_stranger_in_it_provide_nothing():
    plan = three()
    worlds = all_worlds(plan, "contingent")

    for allocation in (sent(), to_lviv(1, contingent="GONE-1")):
        found = fixed_plan(contributions(plan, allocation), worlds)
        assert chances(found, "minimum_met") == [0.0]
        assert found.minimum_shortfall.mean == pytest.approx(200.0)


@pytest.mark.parametrize("by", ["contingent", "nation"])
def test_how_many_worlds_are_counted_at_once_changes_nothing(by, monkeypatch):
    plan = with_confidences(make_plan(raw_tables(random_sheets(3, "medium"))), 3)
    allocation = allowed_arcs(plan)[["contingent", "role", "site", "period"]].assign(units=1.0)
    parts, worlds = contributions(plan, allocation), worlds_of(plan, by, seed=1, samples=60)
    whole = fixed_plan(parts, worlds)
    monkeypatch.setattr(module, "_AT_ONCE", 1)
    single = fixed_plan(parts, worlds)

    for table in ("requirements", "throughout", "force"):
        pd.testing.assert_frame_equal(getattr(single, table), getattr(whole, table), rtol=1e-12)
    assert single.target_shortfall.mean == pytest.approx(whole.target_shortfall.mean)


def test_ten_thousand_samples_of_the_example_take_a_second_or_two():
    """Every arc of the example used: some thousand rows, where a plan of it has some two hundred."""
    plan = with_confidences(make_plan(raw_tables(example_rows())), 1)
    allocation = allowed_arcs(plan)[["contingent", "role", "site", "period"]].assign(units=1.0)

    with within(5.0):
        for by in ("contingent", "nation"):
            found = fixed_plan(contributions(plan, allocation), worlds_of(plan, by, seed=1, samples=10_000))
    assert (found.worlds, found.exact) == (10_000, False)
