"""The force as a whole, and what a period may cost."""

from __future__ import annotations

from typing import Any

import pytest
from small_answers import best_of, status_of
from small_plans import need, pledge, row, site

FRENCH = pledge("FRA-INF", "France", units=3)


def test_force_size_lacks_what_is_missing_to_the_highest_floor():
    """100 heads there; floors of 120 and 150: 50 lack, once."""
    answer = best_of(force=[row("Force", floor=120), row("Force", floor=150)])

    assert answer.value("minimum shortfall") == 50


def test_force_size_never_passes_a_ceiling():
    answer = best_of(
        contingents=[FRENCH],
        requirements=[need(300)],
        force=[row("Force", ceiling=299, first=2, last=2)],
        settings={"Periods": 3},
    )

    assert [answer.units(period=period) for period in (1, 2, 3)] == [3, 2, 3]


def test_force_size_leaves_out_roles_that_do_not_count():
    """Two of three companies fit below 250; the reserve counts neither there nor to the floor."""
    answer = best_of(
        contingents=[FRENCH, pledge("FRA-RES", "France", capability="Reserve")],
        requirements=[need(300), need(100, role="Reserve")],
        roles=[row("Roles", role="Infantry"), row("Roles", role="Reserve", counts_to_force="no")],
        force=[row("Force", floor=250, ceiling=250)],
    )

    assert answer.units(contingent="FRA-RES") == 1
    assert answer.units(contingent="FRA-INF") == 2
    assert answer.value("minimum shortfall") == 50


@pytest.mark.parametrize(("share", "french"), [(0.5, 1), (0.7, 2), (0.75, 3), (1, 3), (None, 3)])
def test_nation_share_is_of_the_heads_that_are_there(share: float | None, french: int):
    """One Polish company: f French ones are f / (f + 1) of the force."""
    answer = best_of(
        contingents=[FRENCH, pledge()],
        nations=[row("Nations", nation="France", largest_share=share), row("Nations", nation="Poland")],
        requirements=[need(400)],
    )

    assert answer.units(contingent="FRA-INF") == french


def test_nation_share_of_its_own_goes_before_the_general_one():
    """General 0.5; France may have 0.75: three of four."""
    answer = best_of(
        contingents=[FRENCH, pledge()],
        nations=[row("Nations", nation="France", largest_share=0.75), row("Nations", nation="Poland")],
        requirements=[need(400)],
        settings={"Largest share": 0.5},
    )

    assert answer.units() == 4


def test_nation_share_in_general_holds_for_every_nation():
    """Two nations at most half each: as many French as Poles."""
    answer = best_of(
        contingents=[FRENCH, pledge()], requirements=[need(400)], settings={"Largest share": 0.5}
    )

    assert answer.units(contingent="FRA-INF") == answer.units(contingent="POL-INF") == 1


def test_nation_share_below_1_lets_no_nation_be_alone():
    assert (
        best_of(contingents=[FRENCH], requirements=[need(300)], settings={"Largest share": 0.9}).units() == 0
    )


def test_nation_share_counts_only_roles_that_count():
    """A French reserve beside: it makes nothing smaller or larger."""
    answer = best_of(
        contingents=[FRENCH, pledge(), pledge("FRA-RES", "France", capability="Reserve", units=5)],
        requirements=[need(400), need(500, role="Reserve")],
        roles=[row("Roles", role="Infantry"), row("Roles", role="Reserve", counts_to_force="no")],
        settings={"Largest share": 0.5},
    )

    assert answer.units(role="Reserve") == 5
    assert answer.units(contingent="FRA-INF") == 1


def test_nation_share_least_heads_are_there_where_the_nation_has_an_arc():
    """Nobody asks for more than 0, yet 150 heads are two companies, from period 2 on."""
    answer = best_of(
        contingents=[pledge("FRA-INF", "France", units=3, first=2)],
        nations=[row("Nations", nation="France", least_heads=150)],
        requirements=[need(0)],
        settings={"Periods": 2},
    )

    assert answer.units(period=2) == answer.units() == 2


def test_nation_share_least_heads_count_roles_that_count():
    """The company in the reserve does not count, so one goes as infantry."""
    suited = [row("Suitability", capability="Infantry", role=role) for role in ("Infantry", "Reserve")]
    answer = best_of(
        contingents=[FRENCH],
        nations=[row("Nations", nation="France", least_heads=100)],
        suitability=suited,
        roles=[row("Roles", role="Infantry"), row("Roles", role="Reserve", counts_to_force="no")],
        requirements=[need(0), need(300, role="Reserve")],
    )

    assert answer.units(role="Infantry") == 1
    assert answer.units(role="Reserve") == 2


def test_nation_share_least_heads_that_are_not_pledged_are_no_plan():
    nations = [row("Nations", nation="Poland", least_heads=101)]

    assert status_of(nations=nations) == "infeasible"


def costs() -> dict[str, Any]:
    """A French company of 100 that costs 2 a head."""
    return {
        "contingents": [FRENCH],
        "nations": [row("Nations", nation="France", cost_per_head=2, groups="West")],
        "requirements": [need(300)],
    }


@pytest.mark.parametrize(("budget", "companies"), [(600, 2), (599, 1), (0, 0), (None, 3)])
def test_budget_pays_for_heads_and_their_movement(budget: int | None, companies: int):
    """2 a head and 1 for the journey: a company costs 300."""
    answer = best_of(
        **costs(),
        movement=[row("Movement", site="Lviv", cost_per_head=1)],
        settings={"Budget per period": budget},
    )

    assert answer.units() == companies


def test_budget_pays_for_running_a_site_but_not_for_opening_it():
    """A company costs 200 and the site 100 a period; opening it for a million is investment."""
    sites = [site(opening_cost=1_000_000, running_cost=100)]
    answer = best_of(**costs(), sites=sites, settings={"Budget per period": 500})

    assert answer.units() == 2
    assert answer.value("cost") == 1_000_000 + 100 + 400


def test_budget_is_for_each_period_by_itself():
    answer = best_of(**costs(), settings={"Budget per period": 400, "Periods": 2})

    assert answer.units(period=1) == answer.units(period=2) == 2


def test_budget_that_does_not_even_run_the_sites_that_must_be_open_is_no_plan():
    sites = [site(running_cost=100, open="yes")]

    assert status_of(sites=sites, settings={"Budget per period": 99}) == "infeasible"
