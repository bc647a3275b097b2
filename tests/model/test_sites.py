"""Where forces are: what fits, what is open, who may be there together, and who leads."""

from __future__ import annotations

from typing import Any

import pytest
from small_answers import best_of, status_of
from small_plans import need, pledge, row, site

PERIODS = {"Periods": 3}


@pytest.mark.parametrize(("capacity", "companies"), [(200, 2), (199, 1), (0, 0), (None, 3)])
def test_site_capacity_is_in_heads_of_all_that_are_there(capacity: int | None, companies: int):
    answer = best_of(
        contingents=[pledge(units=2), pledge("FRA-INF", "France")],
        sites=[site(capacity=capacity)],
        requirements=[need(300)],
    )

    assert answer.units() == companies


def test_site_capacity_opens_the_site_that_holds_anyone_and_pays_for_it():
    """Opened once for 1,000, run for three periods at 10."""
    answer = best_of(sites=[site(opening_cost=1000, running_cost=10)], settings=PERIODS)

    assert answer.value("cost") == 1000 + 3 * 10


def test_site_in_use_an_unused_site_costs_nothing():
    answer = best_of(
        sites=[site(), site("Odesa", opening_cost=1000, running_cost=10)],
        requirements=[need(), need(0, at="Odesa")],
        settings=PERIODS,
    )

    assert answer.value("cost") == 0


def test_site_in_use_a_site_that_must_be_open_costs_also_when_empty():
    """Available from period 2 on, empty: opened once, run twice."""
    answer = best_of(
        contingents=[pledge(units=0)],
        sites=[site(opening_cost=1000, running_cost=10, open="yes", first=2)],
        settings=PERIODS,
    )

    assert answer.value("cost") == 1000 + 2 * 10


def test_site_in_use_a_closed_site_takes_nobody():
    assert best_of(sites=[site(open="no")]).units() == 0


@pytest.mark.parametrize(("least", "companies"), [(200, 2), (201, 0)])
def test_site_in_use_an_open_site_holds_its_least_heads_or_nobody(least: int, companies: int):
    answer = best_of(contingents=[pledge(units=2)], sites=[site(least_heads=least)], requirements=[need(200)])

    assert answer.units() == companies


def test_site_in_use_least_heads_draw_more_than_asked_for():
    """One company is asked for; the site takes two or none, and a shortfall weighs more than heads."""
    answer = best_of(contingents=[pledge(units=2)], sites=[site(least_heads=150)], requirements=[need(100)])

    assert answer.units() == 2


def test_site_in_use_a_site_that_must_be_open_without_its_least_heads_is_no_plan():
    assert status_of(sites=[site(least_heads=150, open="yes")]) == "infeasible"


def test_site_in_use_no_more_sites_are_open_than_allowed():
    """Of three sites that ask, the two that weigh most are served."""
    answer = best_of(
        contingents=[pledge(units=3)],
        requirements=[need(weight=2), need(at="Odesa"), need(at="Kyiv", weight=3)],
        settings={"Open sites at most": 2},
    )

    assert answer.units(site="Odesa") == 0
    assert answer.units() == 2


def test_site_in_use_a_site_that_must_be_open_takes_one_of_the_open_sites_at_most():
    answer = best_of(
        sites=[site(), site("Odesa", open="yes")],
        requirements=[need(), need(0, at="Odesa")],
        settings={"Open sites at most": 1},
    )

    assert answer.units() == 0


@pytest.mark.parametrize(("smallest", "at_odesa"), [(1, 1), (2, 0)])
def test_detachment_is_nothing_or_at_least_the_smallest(smallest: int, at_odesa: int):
    """Three companies, Lviv asks for two and Odesa for one."""
    answer = best_of(
        contingents=[pledge(units=3, smallest_detachment=smallest)],
        requirements=[need(200), need(100, at="Odesa")],
    )

    assert answer.units(site="Lviv") == 2
    assert answer.units(site="Odesa") == at_odesa


def test_detachment_counts_all_roles_at_the_site_together():
    """One as guard and one as infantry are two at Lviv."""
    suited = [row("Suitability", capability="Infantry", role=role) for role in ("Guard", "Infantry")]
    answer = best_of(
        contingents=[pledge(units=2, smallest_detachment=2)],
        suitability=suited,
        requirements=[need(100, maximum=100), need(100, role="Guard", maximum=100)],
    )

    assert answer.units(role="Guard") == answer.units(role="Infantry") == 1


@pytest.mark.parametrize(("most", "companies"), [(2, 2), (0, 0), (3, 3), (None, 3)])
def test_nations_at_site_are_no_more_than_allowed(most: int | None, companies: int):
    answer = best_of(
        contingents=[pledge(f"{nation}-INF", nation) for nation in ("France", "Poland", "Spain")],
        sites=[site(nations_at_most=most)],
        requirements=[need(300)],
    )

    assert answer.units() == companies


def test_nations_at_site_counts_a_nation_once_however_many_contingents_it_has():
    answer = best_of(
        contingents=[pledge(), pledge("POL-2"), pledge("FRA-INF", "France")],
        sites=[site(nations_at_most=1)],
        requirements=[need(300)],
    )

    assert answer.units(contingent="POL-INF") == answer.units(contingent="POL-2") == 1
    assert answer.units(contingent="FRA-INF") == 0


def test_nations_at_site_is_counted_anew_in_each_period():
    """One nation at a time, and each is there for one period only."""
    answer = best_of(
        contingents=[pledge(last=1), pledge("FRA-INF", "France", first=2)],
        sites=[site(nations_at_most=1)],
        settings={"Periods": 2},
    )

    assert answer.units() == 2


def led_by(nation: str, companies: int, share: float | None = None) -> dict[str, Any]:
    """A Latvian company and four Polish ones at a site that needs a lead; who of them can."""
    return {
        "contingents": [pledge(units=4), pledge("LVA-INF", "Latvia", units=companies)],
        "nations": [
            row("Nations", nation=name, can_lead="yes" if name == nation else "no")
            for name in ("Poland", "Latvia")
        ],
        "sites": [site(needs_lead="yes")],
        "requirements": [need(500)],
        "settings": {"Lead share": share},
    }


@pytest.mark.parametrize(("share", "companies"), [(0.25, 4), (0.5, 2), (0.2, 5), (1, 1)])
def test_lead_nation_has_its_share_of_the_heads(share: float, companies: int):
    """Latvia can lead, with 100 heads: all are then no more than 100 / share."""
    assert best_of(**led_by("Latvia", 1, share)).units() == companies


def test_lead_nation_must_be_able_to_lead():
    """Nobody can: nobody is there."""
    assert best_of(**led_by("nobody", 1)).units() == 0


def test_lead_nation_has_to_be_there_itself():
    """Latvia could lead but sends nobody, so 0 heads are its share only of 0."""
    assert best_of(**led_by("Latvia", 0)).units() == 0
