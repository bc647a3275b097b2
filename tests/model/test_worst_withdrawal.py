"""What lacks when the nation leaves that is missed most: small plans by hand, and the helpers for it."""

from __future__ import annotations

from typing import Any

import pytest
from small_answers import best, best_of
from small_plans import a_plan, fills, need, pledge, ranked, row

from solver.model.build import build_program

POLISH, FRENCH, GERMAN = (
    pledge(f"{nation[:3].upper()}-INF", nation, 2) for nation in ("Poland", "France", "Germany")
)
AFTER_TARGETS = ranked("target shortfall", "worst withdrawal")


def worst(**sheets: Any) -> float:
    """The worst withdrawal of the best plan, ranked behind the target shortfall."""
    return best_of(**({"priorities": AFTER_TARGETS} | sheets)).value("worst withdrawal")


def test_worst_withdrawal_of_a_nation_that_provides_all_is_all():
    assert worst(contingents=[POLISH], requirements=[need(200)]) == 200


def test_worst_withdrawal_is_halved_where_two_nations_share():
    """Two of four companies are enough: one of each nation, and 100 lack without either."""
    answer = best_of(
        contingents=[POLISH, FRENCH], requirements=[need(200, maximum=200)], priorities=AFTER_TARGETS
    )

    assert answer.units(contingent="POL-INF") == answer.units(contingent="FRA-INF") == 1
    assert answer.value("worst withdrawal") == 100


@pytest.mark.parametrize(
    ("order", "french"), [(("worst withdrawal", "cost"), 1), (("cost", "worst withdrawal"), 0)]
)
def test_worst_withdrawal_pays_for_a_second_nation_where_it_is_ranked_before_cost(
    order: tuple[str, ...], french: int
):
    """Poles cost nothing, French 5 a head: 200 Poles risk 200, a company of each risks 100 and costs 500."""
    answer = best_of(
        contingents=[POLISH, FRENCH | row("Contingents", cost_per_head=5)],
        requirements=[need(200, maximum=200)],
        priorities=ranked("target shortfall", *order),
    )

    assert answer.units(contingent="FRA-INF") == french
    assert answer.value("worst withdrawal") == 200 - 100 * french
    assert answer.value("cost") == 500 * french


def test_worst_withdrawal_ranked_first_sends_more_than_the_target():
    """Two, two and one company: whoever leaves, 300 stay, so five companies for three that are asked for."""
    answer = best_of(
        contingents=[POLISH, FRENCH, GERMAN],
        requirements=[need(300)],
        priorities=ranked("worst withdrawal", "heads"),
    )

    assert answer.value("worst withdrawal") == 0
    assert answer.value("heads") == 500


def test_worst_withdrawal_keeps_the_maximum():
    """No more than 300 may be there: a third goes with whoever leaves."""
    assert worst(contingents=[POLISH, FRENCH, GERMAN], requirements=[need(300, maximum=300)]) == 100


def test_worst_withdrawal_adds_up_sites_and_periods_of_one_nation():
    """Two sites, two periods, 100 each: whoever has the most of these four has two."""
    answer = best_of(
        contingents=[POLISH, FRENCH],
        requirements=[need(100, maximum=100), need(100, maximum=100, at="Odesa")],
        priorities=AFTER_TARGETS,
        settings={"Periods": 2},
    )

    assert answer.value("worst withdrawal") == 200
    assert answer.units(contingent="POL-INF") == 2


def test_worst_withdrawal_takes_weights_and_leaves_out_what_weighs_nothing():
    """The Poles' 100 weigh 3, the Germans' 200 nothing; what lacks anyway (300 engineers) is added."""
    answer = worst(
        contingents=[
            POLISH,
            pledge("FRA-INF", "France", units=0, capability="Engineers"),
            pledge("GER-INF", "Germany", units=2, capability="Guards"),
        ],
        requirements=[
            need(100, weight=3),
            need(300, role="Engineers"),
            need(200, role="Guards", weight=0),
        ],
        suitability=[
            *fills("Infantry", "Infantry"),
            *fills("Engineers", "Engineers"),
            *fills("Guards", "Guards"),
        ],
    )

    assert answer == 3 * 100 + 300


def test_worst_withdrawal_counts_effectiveness_and_unit_worth():
    """Two teams, each three quarters of one, for one: without either a quarter lacks, of 40 heads."""
    teams = [pledge(f"{name}-MED", name, capability="Medics", heads_per_unit=10) for name in ("POL", "FRA")]

    found = worst(
        contingents=teams,
        requirements=[need(1, role="Medical")],
        roles=[row("Roles", role="Medical", measure="units", unit_worth=40)],
        suitability=fills("Medics", "Medical", effectiveness=0.75),
    )

    assert found == pytest.approx(0.25 * 40)


SUPPORT: dict[str, Any] = {
    "roles": [row("Roles", role="Infantry"), row("Roles", role="Medical", measure="units", unit_worth=40)],
    "suitability": [*fills("Infantry", "Infantry"), *fills("Medics", "Medical")],
    "requirements": [need(100), need(0, role="Medical")],
}
MEDICS = pledge("FRA-MED", "France", 2, capability="Medics", heads_per_unit=10)


def one_team_for_fifty(**fields: object) -> dict[str, Any]:
    """A ratio of one medical team for 50 infantry."""
    of = {"role": "Medical", "per_heads": 50, "needs": 1, "supported_roles": "Infantry"} | fields
    return SUPPORT | {"support_ratios": [row("Support ratios", **of)]}


@pytest.mark.parametrize("scope", ["theatre", "site"])
@pytest.mark.parametrize(("weight", "most"), [(1, 100), (2, 160)])
def test_worst_withdrawal_takes_away_support_and_those_who_need_it(scope: str, weight: int, most: float):
    """Without the Poles 100 lack and nobody needs a team; without the French two teams of 40 heads do."""
    ratio = one_team_for_fifty(scope=scope, weight=weight)

    assert worst(contingents=[pledge(), MEDICS], **ratio) == most


def test_worst_withdrawal_is_the_target_shortfall_where_leaving_eases_more_than_it_costs():
    """100 must go though 10 are asked for: two teams lack (80). Without them only the 10 do."""
    ratio = one_team_for_fifty() | {"requirements": [need(10), need(0, role="Medical")]}
    answer = best_of(contingents=[pledge(must_deploy="yes")], priorities=AFTER_TARGETS, **ratio)

    assert answer.value("target shortfall") == answer.value("worst withdrawal") == 80


def test_worst_withdrawal_leaves_the_support_of_those_who_stay():
    """Polish teams count from Odesa, too: without the French nothing lacks (infantry weighs 0)."""
    polish = pledge("POL-MED", "Poland", 2, capability="Medics", heads_per_unit=10, must_deploy="yes")
    ratio = one_team_for_fifty() | {
        "requirements": [need(100, weight=0), need(0, role="Medical"), need(0, at="Odesa", role="Medical")]
    }

    assert worst(contingents=[pledge(must_deploy="yes"), polish, MEDICS], **ratio) == 0


def test_worst_withdrawal_heeds_relief():
    """From period 2 on half of the need is relieved: the French leave 2 x 40 uncovered, then 1 x 40."""
    ratio = one_team_for_fifty(relieved_by="local hospitals", relief=0.5) | {
        "requirements": [need(100, weight=0.1), need(0, role="Medical")]
    }

    found = worst(
        contingents=[pledge(), MEDICS],
        conditions=[row("Conditions", condition="local hospitals", holds="yes", first=2)],
        settings={"Periods": 2},
        **ratio,
    )

    assert found == 2 * 40 + 40


@pytest.mark.parametrize(("nations", "share"), [(2, 50), (3, 100 / 3)])
def test_worst_withdrawal_splits_units_where_they_may_be(nations: int, share: float):
    pledges = [POLISH, FRENCH, GERMAN][:nations]

    found = worst(contingents=pledges, requirements=[need(100, maximum=100)], settings={"Whole units": "no"})

    assert found == pytest.approx(share)


def test_worst_withdrawal_of_a_relaxed_plan_is_that_of_parts_of_units():
    plan = a_plan(
        contingents=[POLISH, FRENCH], requirements=[need(100, maximum=100)], priorities=AFTER_TARGETS
    )

    assert best(plan, relaxed=True).value("worst withdrawal") == pytest.approx(50)


@pytest.mark.parametrize(
    ("target", "lacks"), [(0, 0), (100, 100)], ids=["nothing is asked for", "nobody can come"]
)
def test_worst_withdrawal_of_a_plan_that_nobody_is_in_is_its_target_shortfall(target: float, lacks: float):
    answer = best_of(contingents=[pledge(units=0)], requirements=[need(target)], priorities=AFTER_TARGETS)

    assert answer.value("worst withdrawal") == answer.value("target shortfall") == lacks


def test_worst_withdrawal_shares_a_rank_by_weight():
    """At weight 2 the second nation is worth 2 x 100 and costs 150; at weight 1 it is not."""

    def sent(weight: float) -> float:
        answer = best_of(
            contingents=[POLISH, FRENCH | row("Contingents", cost_per_head=1.5)],
            requirements=[need(200, maximum=200)],
            priorities=[
                row("Priorities", rank=1, objective="target shortfall"),
                row("Priorities", rank=2, objective="worst withdrawal", weight=weight),
                row("Priorities", rank=2, objective="cost"),
            ],
        )
        return answer.units(contingent="FRA-INF")

    assert (sent(1), sent(2)) == (0, 1)


def columns_of(*objectives: str) -> dict[str, int]:
    """How many decisions there are of each name, in a plan of infantry and engineers."""
    plan = a_plan(
        contingents=[POLISH, pledge("FRA-ENG", "France", capability="Engineers"), GERMAN],
        requirements=[need(100), need(100, role="Engineers"), need(0, at="Odesa")],
        suitability=[*fills("Infantry", "Infantry"), *fills("Engineers", "Engineers")],
        priorities=ranked(*objectives),
    )
    return {group.name: group.stop - group.start for group in build_program(plan).groups}


def test_the_program_has_helpers_for_a_withdrawal_only_where_nations_share():
    """Infantry at Lviv without Poland, without Germany; engineers are France's alone, Odesa asks for none."""
    ranked_here, ranked_nowhere = columns_of("worst withdrawal"), columns_of("target shortfall")
    helpers = ("provided", "asked", "lack_without", "worst_withdrawal")

    assert [ranked_here[name] for name in helpers] == [1, 0, 2, 1]
    assert [ranked_nowhere[name] for name in helpers] == [0, 0, 0, 0]
