"""What is made as small as possible, each objective by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from small_answers import best, best_of
from small_plans import a_plan, need, pledge, ranked, row, sent, site

AREAS = [
    row("Areas", area="Estonia", nation="Estonia", weight=2),
    row("Areas", area="Latvia", nation="Latvia"),
]


def test_minimum_shortfall_adds_what_requirements_and_the_force_lack():
    """Nobody there: 2 x 60 to the minimum, 150 to the floor."""
    answer = best_of(
        contingents=[pledge(units=0)],
        requirements=[need(100, minimum=60, weight=2)],
        force=[row("Force", floor=150)],
    )

    assert answer.value("minimum shortfall") == 2 * 60 + 150


def test_target_shortfall_sends_the_company_where_it_weighs_most():
    answer = best_of(requirements=[need(100), need(90, at="Odesa", weight=1.2)])

    assert answer.units(site="Odesa") == 1
    assert answer.value("target shortfall") == 100


def test_drawdown_prefers_who_is_drawn_from_nowhere_and_then_the_lighter_area():
    """Three of four companies: the French (0), the Latvian (300), one Estonian at double weight (600)."""
    answer = best_of(
        contingents=[
            pledge("EST-INF", "Estonia", units=2),
            pledge("LVA-INF", "Latvia"),
            pledge("FRA-INF", "France"),
        ],
        requirements=[need(300)],
        areas=AREAS,
    )

    assert answer.units(contingent="LVA-INF") == answer.units(contingent="FRA-INF") == 1
    assert answer.value("drawdown") == 1 * 300 + 2 * 300


@pytest.mark.parametrize(
    ("fields", "heads"),
    [
        ({"dwell_ratio": 1.5}, 250),
        ({"basis": "pool", "dwell_ratio": 1.5}, 300),
        ({"stock": "stationed", "dwell_ratio": 1.5}, 100),
        ({"stock": "earmarked", "dwell_ratio": 1.5}, 250),
    ],
)
def test_drawdown_weighs_heads_tied_up_as_the_area_feels_them(fields: dict[str, object], heads: float):
    """A company of 100 in the last period: a pool's rest counts although the plan ends before it."""
    answer = best_of(
        contingents=[pledge("EST-INF", "Estonia", drawn_from="Estonia", **fields)],
        requirements=[need(first=2)],
        areas=AREAS,
        settings={"Periods": 2},
    )

    assert answer.value("drawdown") == 2 * heads


def test_drawdown_is_counted_before_backfill():
    answer = best_of(
        contingents=[pledge("EST-INF", "Estonia")],
        areas=AREAS,
        backfill=[row("Backfill", area="Estonia", heads=1000)],
    )

    assert answer.value("drawdown") == 2 * 300


@pytest.mark.parametrize(
    ("rows", "per_head"),
    [
        ([], 0),
        ([{"nation": ""}], 1),
        ([{"nation": ""}, {"nation": "East"}], 2),
        ([{"nation": ""}, {"nation": "East"}, {"nation": "Poland"}], 3),
        ([{"nation": ""}, {"nation": "East"}, {"nation": "Poland"}, {"contingent": "POL-INF"}], 4),
        ([{"nation": "West"}, {"contingent": "FRA-INF"}], 0),
    ],
)
def test_cost_moves_by_contingent_before_nation_before_group_before_site(
    rows: list[dict[str, object]], per_head: int
):
    """The n-th kind of row says n a head; a company of 100 goes."""
    movement = [
        row("Movement", site="Lviv", cost_per_head=cost, **fields) for cost, fields in enumerate(rows, 1)
    ]
    answer = best_of(
        contingents=[pledge(), pledge("FRA-INF", "France", units=0)],
        nations=[
            row("Nations", nation="Poland", groups="East"),
            row("Nations", nation="France", groups="West"),
        ],
        movement=movement,
    )

    assert answer.value("cost") == 100 * per_head


def test_cost_takes_the_contingents_own_cost_per_head_before_its_nations():
    """Two periods: 100 heads at 5, and 100 at the nation's 2."""
    answer = best_of(
        contingents=[pledge(cost_per_head=5), pledge("POL-2")],
        nations=[row("Nations", nation="Poland", cost_per_head=2)],
        requirements=[need(200)],
        settings={"Periods": 2},
    )

    assert answer.value("cost") == 2 * (500 + 200)


def test_cost_of_0_said_by_the_contingent_is_no_blank():
    answer = best_of(
        contingents=[pledge(cost_per_head=0)], nations=[row("Nations", nation="Poland", cost_per_head=2)]
    )

    assert answer.value("cost") == 0


def test_cost_chooses_the_site_that_is_cheaper_over_all_periods():
    """Odesa: 100 + 3 x 10 = 130; Lviv: 0 + 3 x 50 = 150. Either serves the floor of 100."""
    answer = best_of(
        sites=[site(running_cost=50), site("Odesa", opening_cost=100, running_cost=10)],
        requirements=[need(0), need(0, at="Odesa")],
        force=[row("Force", floor=100)],
        settings={"Periods": 3},
    )

    assert answer.units(site="Odesa") == 3
    assert answer.value("cost") == 130


def test_heads_are_sent_no_more_than_needed():
    """150 asked for: three platoons of 50 instead of two companies of 100."""
    answer = best_of(
        contingents=[pledge(units=2), pledge("POL-PLT", units=3, heads_per_unit=50)],
        requirements=[need(150)],
    )

    assert answer.value("heads") == 150


def test_moves_count_units_that_appear_from_period_2_on():
    """Lviv asks in 1 and 3, Odesa in 2: to Odesa, and back again."""
    answer = best_of(
        requirements=[need(first=1, last=1), need(first=3), need(at="Odesa", first=2, last=2)],
        settings={"Periods": 3},
    )

    assert answer.value("moves") == 2


def test_moves_are_avoided_where_nothing_before_them_suffers():
    """Two companies, two sites, two periods: each stays where it is."""
    answer = best_of(
        contingents=[pledge(), pledge("FRA-INF", "France")],
        requirements=[need(maximum=100), need(at="Odesa", maximum=100)],
        settings={"Periods": 2},
    )

    assert answer.value("moves") == 0
    assert answer.units() == 4


def test_moves_between_roles_of_one_site_are_none():
    suited = [row("Suitability", capability="Infantry", role=role) for role in ("Guard", "Infantry")]
    answer = best_of(
        suitability=suited,
        requirements=[need(last=1), need(role="Guard", first=2)],
        settings={"Periods": 2},
    )

    assert answer.value("moves") == 0


def changed(baseline: pd.DataFrame) -> tuple[float, float]:
    """What changed, and units at Odesa: two Polish companies, one each asked for at Lviv and Odesa."""
    plan = a_plan(
        contingents=[pledge(units=2), pledge("FRA-INF", "France", units=2)],
        requirements=[need(maximum=100), need(at="Odesa", maximum=100)],
    )
    answer = best(plan, baseline)
    return answer.value("changes"), answer.units(contingent="FRA-INF", site="Odesa")


def test_changes_keep_the_baseline_where_nothing_before_them_suffers():
    baseline = sent(("POL-INF", "Infantry", "Lviv", 1, 1), ("FRA-INF", "Infantry", "Odesa", 1, 1))

    assert changed(baseline) == (0, 1)


def test_changes_count_units_added_and_units_taken_away():
    """Lviv had two Polish companies and may have one: one taken. Odesa had none: one added."""
    baseline = sent(("POL-INF", "Infantry", "Lviv", 1, 2))

    assert changed(baseline)[0] == 1 + 1


def test_changes_count_baseline_rows_that_no_longer_have_an_arc_as_taken_away():
    """Five units at a site given up, three of a contingent gone, one in a period beyond the plan."""
    baseline = sent(
        ("POL-INF", "Infantry", "Kyiv", 1, 5),
        ("GONE", "Infantry", "Lviv", 1, 3),
        ("POL-INF", "Infantry", "Lviv", 2, 1),
        ("POL-INF", "Infantry", "Lviv", 1, 1),
        ("FRA-INF", "Infantry", "Odesa", 1, 1),
    )

    assert changed(baseline)[0] == 5 + 3 + 1


def test_open_sites_are_as_few_as_possible():
    """A floor of 200 can be met at one site or at two."""
    answer = best_of(
        contingents=[pledge(units=2)],
        requirements=[need(0), need(0, at="Odesa")],
        force=[row("Force", floor=200)],
        priorities=ranked("minimum shortfall", "open sites"),
        settings={"Periods": 2},
    )

    assert answer.value("open sites") == 2


def test_open_sites_count_those_that_must_be_open_also_when_empty():
    answer = best_of(
        contingents=[pledge(units=0)],
        sites=[site(open="yes", last=2), site("Odesa")],
        requirements=[need(), need(at="Odesa")],
        priorities=ranked("open sites"),
        settings={"Periods": 3},
    )

    assert answer.value("open sites") == 2


def test_worst_shortfall_spreads_what_lacks():
    """Three companies for 200 and 200: 1 + 2 or 2 + 1 lacks half of one at worst, 2 + 0 all of one."""
    answer = best_of(
        contingents=[pledge(units=3)],
        requirements=[need(200, weight=5), need(200, at="Odesa")],
        priorities=ranked("worst shortfall", "target shortfall"),
    )

    assert answer.value("worst shortfall") == 0.5
    assert answer.value("target shortfall") == 100


def test_worst_shortfall_is_a_share_of_each_target():
    """One company: 100 of 400 lack 300 (0.75) while 100 lack all (1); the other way round 1 and 0."""
    answer = best_of(
        contingents=[pledge(units=4)],
        requirements=[need(400), need(100, at="Odesa")],
        priorities=ranked("worst shortfall"),
    )

    assert answer.value("worst shortfall") == 0.25


def test_worst_shortfall_of_a_plan_that_asks_for_nothing_is_0():
    answer = best_of(requirements=[need(0)], priorities=ranked("worst shortfall"))

    assert answer.value("worst shortfall") == 0


def test_largest_burden_spreads_heads_tied_up_by_active_strength():
    """Three companies at 1:2 tie up 900. France (3,000) and Poland (1,500): two and one, 0.2 each."""
    answer = best_of(
        contingents=[pledge("FRA-INF", "France", units=3), pledge(units=3)],
        nations=[
            row("Nations", nation="France", active_strength=3000),
            row("Nations", nation="Poland", active_strength=1500),
        ],
        requirements=[need(300)],
        priorities=ranked("target shortfall", "largest burden"),
    )

    assert answer.units(contingent="FRA-INF") == 2
    assert answer.value("largest burden") == pytest.approx(0.2)


def test_largest_burden_counts_a_pools_rest_and_leaves_out_unknown_strengths():
    """Pool at 1:1: 100 away in 1, 100 resting in 2 with another 100 away: 200 of 1,000."""
    answer = best_of(
        contingents=[
            pledge(basis="pool", dwell_ratio=1, last=1),
            pledge("POL-2", basis="pool", dwell_ratio=1, first=2),
            pledge("FRA-INF", "France", units=5),
        ],
        nations=[row("Nations", nation="Poland", active_strength=1000), row("Nations", nation="France")],
        requirements=[need(600)],
        priorities=ranked("target shortfall", "largest burden"),
        settings={"Periods": 2},
    )

    assert answer.units() == 12
    assert answer.value("largest burden") == pytest.approx(0.2)


def test_nations_at_sites_brings_the_same_nation_to_a_site():
    """France and Poland have two companies each; two are wanted at either site: two pairs."""
    pledges = [
        pledge(f"{nation[:3].upper()}-{number}", nation)
        for nation in ("France", "Poland")
        for number in (1, 2)
    ]
    answer = best_of(
        contingents=pledges,
        requirements=[need(200), need(200, at="Odesa")],
        priorities=ranked("target shortfall", "nations at sites"),
    )

    assert answer.value("target shortfall") == 0
    assert answer.value("nations at sites") == 2
    assert {
        nation: answer.units(contingent=f"{nation}-1", site="Lviv")
        == answer.units(contingent=f"{nation}-2", site="Lviv")
        for nation in ("FRA", "POL")
    } == {"FRA": True, "POL": True}


def test_nations_at_sites_counts_each_period_and_limits_nobody():
    """One nation at one site in three periods; another may come where the requirement asks for both."""
    answer = best_of(
        contingents=[pledge(), pledge("FRA-INF", "France", first=2, last=2)],
        requirements=[need(100), need(200, first=2, last=2, at="Odesa")],
        priorities=ranked("target shortfall", "nations at sites"),
        settings={"Periods": 3},
    )

    assert answer.value("nations at sites") == 3 + 0 + (answer.units(contingent="FRA-INF") > 0)


def test_nations_at_sites_keeps_the_limit_of_a_site():
    """Three nations of one company each for 300 heads at a site of two nations: 100 lack."""
    answer = best_of(
        contingents=[pledge("FRA-INF", "France"), pledge("GER-INF", "Germany"), pledge()],
        sites=[site(nations_at_most=2)],
        requirements=[need(300)],
        priorities=ranked("target shortfall", "nations at sites"),
    )

    assert answer.value("target shortfall") == 100
    assert answer.value("nations at sites") == 2


MEDICS = {
    "roles": [row("Roles", role="Infantry"), row("Roles", role="Medical", measure="units", unit_worth=40)],
    "suitability": [
        row("Suitability", capability="Infantry", role="Infantry"),
        row("Suitability", capability="Medics", role="Medical"),
    ],
}


def test_worst_support_spreads_what_lacks_over_the_sites():
    """100 heads at each of two sites need 2 teams each, 2 there are: 1 and 1 lacks 40 heads, 2 and 0 80."""
    answer = best_of(
        contingents=[pledge(units=2), pledge("MED", units=2, capability="Medics", heads_per_unit=10)],
        requirements=[
            *(need(100, at=at) for at in ("Lviv", "Odesa")),
            *(need(0, at=at, role="Medical") for at in ("Lviv", "Odesa")),
        ],
        support_ratios=[
            row(
                "Support ratios",
                role="Medical",
                scope="site",
                per_heads=50,
                needs=1,
                supported_roles="Infantry",
            )
        ],
        priorities=ranked("minimum shortfall", "target shortfall", "worst support"),
        **MEDICS,
    )

    assert answer.value("target shortfall") == 2 * 40
    assert answer.value("worst support") == 40
    assert answer.units(contingent="MED", site="Lviv") == 1


def test_worst_support_of_a_plan_without_ratios_is_0():
    assert best_of(requirements=[need()], priorities=ranked("worst support")).value("worst support") == 0
