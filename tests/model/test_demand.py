"""What is asked for, and the support behind it."""

from __future__ import annotations

import pytest
from small_answers import best_of
from small_plans import Record, need, pledge, row, site

MEDICS = pledge("POL-MED", capability="Medical", heads_per_unit=10)


def test_requirement_met_fills_minimums_before_targets_however_they_weigh():
    """One company: Lviv's minimum of 100 comes before Odesa's target of 200, which weighs 10."""
    answer = best_of(requirements=[need(100, minimum=100), need(200, at="Odesa", weight=10)])

    assert answer.units(site="Lviv") == 1
    assert answer.value("minimum shortfall") == 0
    assert answer.value("target shortfall") == 2000


def test_requirement_met_counts_minimum_and_target_each_by_itself():
    answer = best_of(contingents=[pledge(units=0)], requirements=[need(100, minimum=60, weight=2)])

    assert answer.value("minimum shortfall") == 2 * 60
    assert answer.value("target shortfall") == 2 * 100


def test_requirement_met_never_passes_its_maximum():
    """A floor of 200 would send the second company; 150 at most keeps it home."""
    answer = best_of(
        contingents=[pledge(units=2)],
        requirements=[need(100, maximum=150)],
        force=[row("Force", floor=200)],
    )

    assert answer.units() == 1
    assert answer.value("minimum shortfall") == 100


def test_requirement_met_a_maximum_of_0_lets_nobody_in():
    answer = best_of(requirements=[need(0, maximum=0)], force=[row("Force", floor=100)])

    assert answer.units() == 0


def test_requirement_met_weighs_a_lacking_unit_by_its_unit_worth():
    """Three batteries asked for, two there: one lacks, worth 50 heads, weighing 2."""
    answer = best_of(
        contingents=[pledge(units=2)],
        roles=[row("Roles", role="Infantry", measure="units", unit_worth=50)],
        requirements=[need(3, minimum=3, weight=2)],
    )

    assert answer.value("minimum shortfall") == 2 * 50
    assert answer.value("target shortfall") == 2 * 50


@pytest.mark.parametrize(("target", "units", "lack"), [(50, 1, 0), (100, 2, 0), (120, 2, 20)])
def test_requirement_met_counts_what_a_unit_provides_after_effectiveness(target: int, units: int, lack: int):
    """A company of 100 is half as good here: it provides 50."""
    answer = best_of(
        contingents=[pledge(units=2)],
        suitability=[row("Suitability", capability="Infantry", role="Infantry", effectiveness=0.5)],
        requirements=[need(target)],
    )

    assert answer.units() == units
    assert answer.value("target shortfall") == lack


def test_requirement_met_holds_its_maximum_against_what_is_provided_not_against_heads():
    """100 heads provide 50, which is no more than 60."""
    answer = best_of(
        suitability=[row("Suitability", capability="Infantry", role="Infantry", effectiveness=0.5)],
        requirements=[need(50, maximum=60)],
    )

    assert answer.units() == 1


def test_requirement_met_asks_for_each_period_of_its_window():
    answer = best_of(
        contingents=[pledge(units=0)],
        requirements=[need(100, last=2), need(70, first=3)],
        settings={"Periods": 4},
    )

    assert answer.value("target shortfall") == 2 * 100 + 2 * 70


def medics_for(**ratio: object) -> Record:
    """Ten medics for every 100 heads, unless said otherwise."""
    return row("Support ratios", role="Medical", **({"per_heads": 100, "needs": 10} | ratio))


def test_support_ratio_lacks_what_the_supporting_role_does_not_provide():
    """200 infantry need 20 medics; 10 are there: 10 lack, weighing 3."""
    answer = best_of(
        contingents=[pledge(units=2), MEDICS],
        requirements=[need(200), need(0, role="Medical")],
        support_ratios=[medics_for(weight=3)],
    )

    assert answer.units(contingent="POL-MED") == 1
    assert answer.value("target shortfall") == 3 * 10


def test_support_ratio_keeps_forces_home_whose_support_would_lack_more_than_they_bring():
    """A company brings 100 and lacks 10 medics, weighing 20 each: 200. It stays."""
    answer = best_of(
        contingents=[pledge(), pledge("POL-MED", capability="Medical", units=0)],
        requirements=[need(100), need(0, role="Medical")],
        support_ratios=[medics_for(weight=20)],
    )

    assert answer.units() == 0
    assert answer.value("target shortfall") == 100


@pytest.mark.parametrize(("scope", "lack"), [("theatre", 0), ("site", 10)])
def test_support_ratio_counts_medics_elsewhere_only_over_the_theatre(scope: str, lack: int):
    """The infantry is at Lviv, medics are asked for at Odesa only."""
    answer = best_of(
        contingents=[pledge(), MEDICS],
        requirements=[need(100), need(0, at="Odesa", role="Medical")],
        support_ratios=[medics_for(scope=scope)],
    )

    assert answer.value("target shortfall") == lack


def test_support_ratio_by_site_is_met_at_the_site_itself():
    answer = best_of(
        contingents=[pledge(), MEDICS],
        requirements=[need(100), need(0, role="Medical"), need(0, at="Odesa", role="Medical")],
        support_ratios=[medics_for(scope="site")],
    )

    assert answer.units(contingent="POL-MED", site="Lviv") == 1
    assert answer.value("target shortfall") == 0


@pytest.mark.parametrize(("holds", "lack"), [("yes", 10 + 10 + 5), ("no", 30)])
def test_support_ratio_is_relieved_from_the_period_in_which_its_condition_holds(holds: str, lack: float):
    """Half of ten medics is taken over from period 3 on."""
    answer = best_of(
        contingents=[pledge(), pledge("POL-MED", capability="Medical", units=0)],
        requirements=[need(100), need(0, role="Medical")],
        conditions=[row("Conditions", condition="US backstop", holds=holds, first=3)],
        support_ratios=[medics_for(relieved_by="US backstop", relief=0.5)],
        settings={"Periods": 3},
    )

    assert answer.value("target shortfall") == lack


def test_support_ratio_in_units_weighs_the_unit_worth():
    """One hospital per 200 heads, 100 heads: half a hospital lacks, worth 50."""
    answer = best_of(
        roles=[
            row("Roles", role="Infantry"),
            row("Roles", role="Medical", measure="units", unit_worth=50),
        ],
        support_ratios=[medics_for(per_heads=200, needs=1)],
    )

    assert answer.value("target shortfall") == 25


def test_support_ratio_for_named_roles_leaves_the_others_out():
    """Guards are not supported by this row."""
    suited = [row("Suitability", capability="Infantry", role=role) for role in ("Guard", "Infantry")]
    answer = best_of(
        contingents=[pledge(units=2)],
        suitability=[*suited, row("Suitability", capability="Medical", role="Medical")],
        requirements=[need(100), need(100, role="Guard")],
        roles=[row("Roles", role=role) for role in ("Guard", "Infantry", "Medical")],
        support_ratios=[medics_for(supported_roles="Infantry")],
    )

    assert answer.units() == 2
    assert answer.value("target shortfall") == 10


def test_support_ratio_for_all_other_roles_does_not_support_the_supporters():
    """Medics for everybody else: 110 heads are there, but 100 need ten medics."""
    answer = best_of(
        contingents=[pledge(), MEDICS],
        requirements=[need(100), need(0, role="Medical")],
        support_ratios=[medics_for()],
    )

    assert answer.value("target shortfall") == 0


def test_support_ratio_supports_heads_as_they_are_and_counts_support_after_effectiveness():
    """Infantry half as good still are 100 heads: ten medics needed, of whom the ten provide eight."""
    answer = best_of(
        contingents=[pledge(), MEDICS],
        suitability=[
            row("Suitability", capability="Infantry", role="Infantry", effectiveness=0.5),
            row("Suitability", capability="Medical", role="Medical", effectiveness=0.8),
        ],
        sites=[site()],
        requirements=[need(50), need(0, role="Medical")],
        support_ratios=[medics_for()],
    )

    assert answer.value("target shortfall") == pytest.approx(2)
