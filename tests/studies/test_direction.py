"""Which numbers only loosen or only tighten a plan: the table, held to the model and to what a plan means."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from oracle.judge import breaches
from oracle.random_seeds import seeds
from oracle.values import objective_values
from raised_numbers import (
    Number,
    Raised,
    baseline_of,
    cases,
    not_allowed,
    numbers,
    plan_of,
    same_order,
    some_allocations,
)
from small_answers import lexicographically_worse, options_of
from small_plans import a_plan, fills, need, pledge, ranked, row, site

from solver.optimise import optimise
from solver.plan import Plan
from solver.plan.plan import with_baseline
from solver.schema import OBJECTIVES, SHEETS
from solver.solution import Solution
from solver.studies.sweep.direction import (
    INFLUENCES,
    WEIGHED,
    Direction,
    changes_in_steps,
    direction_of,
    direction_table,
    ranks_in_one_direction,
)

INFLUENCE = {(sheet, name): each for sheet, columns in INFLUENCES.items() for name, each in columns.items()}
DIRECTED = [number for number, influence in INFLUENCE.items() if influence.direction]
CASES = len(seeds(1))

BY_MEANING = [("Settings", "Lead share"), ("Requirements", "Target")]
"""Their rows do not follow from one another one by one, so only what a plan means is tested of them.

The row of a nation that does not lead gives way by more, but above what can be there at all; more lacks, but
each head of it is a smaller share of the target.
"""
BY_ROWS = [number for number in DIRECTED if number not in BY_MEANING]


def direction(number: Number) -> Direction:
    found = INFLUENCE[number].direction
    assert found is not None
    return found


# The register


def test_every_number_of_the_workbook_stands_in_the_table():
    assert sorted(INFLUENCE) == sorted(numbers())


def test_the_table_reckons_with_every_objective():
    """What a new one does to each number has to be thought about."""
    assert sorted(WEIGHED) == sorted(OBJECTIVES)
    assert {name for each in INFLUENCE.values() for name in each.values} <= WEIGHED


def test_the_table_of_the_documents_has_a_line_for_every_number():
    page = Path(__file__).parents[2] / "docs" / "studies.md"
    assert direction_table() in page.read_text(encoding="utf-8")
    assert len(direction_table().splitlines()) == 2 + len(numbers())
    assert "| Contingents | Units | looser, unless Must deploy is yes or " in direction_table()


# Held to the model


@pytest.mark.parametrize("number", BY_ROWS, ids=" ".join)
def test_no_row_or_rank_of_the_program_moves_against_the_direction(number: Number):
    """But some move in it, else nothing was tested: the other direction is found out within a few plans."""
    found_out, met = False, 0
    for raised in filter(same_order, cases(number, most=60)):
        if "worst withdrawal" in set(raised.low.priorities["objective"]):
            continue  # what others provide is a decision then, which moves with what it sums up
        tight, loose = (raised.program(which) for which in raised.ordered(direction(number)))
        assert not_allowed(tight, loose) == [], raised
        found_out, met = found_out or not_allowed(loose, tight) != [], met + 1
        if found_out and met >= CASES:
            break

    assert found_out


# Held to what a plan means


@pytest.mark.parametrize("number", DIRECTED, ids=" ".join)
def test_an_allocation_that_keeps_the_tighter_rules_keeps_the_looser_and_no_objective_comes_to_more(
    number: Number,
):
    """Any allocation; also, no objective changes of which the table does not say so."""
    kept = 0
    for raised in cases(number, most=CASES + 2):
        tight, loose = raised.ordered(direction(number))
        facts = {which: raised.facts(which) for which in (tight, loose)}
        for allocation in some_allocations(raised, tight, 25):
            heavier, lighter = (objective_values(facts[which], allocation) for which in (tight, loose))
            changed = {name for name in heavier if heavier[name] != pytest.approx(lighter[name])}
            assert changed <= set(INFLUENCE[number].values)
            assert all(lighter[name] <= heavier[name] + 1e-6 for name in heavier), raised
            if not breaches(facts[tight], allocation):
                kept += 1
                assert breaches(facts[loose], allocation) == [], raised

    assert kept > 0


@pytest.mark.parametrize("number", DIRECTED, ids=" ".join)
def test_the_best_plan_never_gets_better_against_the_direction(number: Number):
    for raised in cases(number, most=CASES):
        tight, loose = (solved(raised, which) for which in raised.ordered(direction(number)))

        assert tight.status == "infeasible" or loose.status == "optimal", raised
        if tight.status == "optimal":
            assert not lexicographically_worse(values(loose), values(tight)), raised


def solved(raised: Raised, which: str) -> Solution:
    """The plan before or after, solved to the end."""
    return solved_as_drawn(raised.seed) if which == "low" else to_the_end(raised.high, raised.seed)


@cache
def solved_as_drawn(seed: int) -> Solution:
    return to_the_end(plan_of(seed), seed)


def to_the_end(plan: Plan, seed: int) -> Solution:
    ranked_plan = with_baseline(plan, given=True)
    return optimise(ranked_plan, options_of(ranked_plan, gap=0.0, time_limit=120.0), baseline_of(seed))


def values(solution: Solution) -> list[float]:
    return [rank.final for rank in solution.ranks]


def test_a_higher_lead_share_is_tighter():
    """The leader's 100 are a quarter of 400 heads; where it needs a third, 300 are the most."""
    sheets = {
        "nations": [row("Nations", nation="Poland", can_lead="yes"), row("Nations", nation="France")],
        "contingents": [pledge(), pledge("FRA-INF", "France", units=3)],
        "sites": [site(needs_lead="yes")],
        "requirements": [need(400)],
        "priorities": ranked("target shortfall"),
    }

    assert [best(**sheets, settings={"Lead share": share}) for share in (0.25, 1 / 3)] == [[0], [100]]


# What has no direction


def best(**sheets: Any) -> list[float] | None:
    """The rank values of the best plan; None where there is none."""
    plan = a_plan(**sheets)
    solution = optimise(plan, options_of(plan, gap=0.0))
    return None if solution.status == "infeasible" else values(solution)


def why_not(plan: Plan, sheet: str, column: str, sheet_row: int = 2) -> str:
    """Why that number has no direction."""
    found, why = direction_of(plan, sheet, sheet_row, column)
    assert found is None
    return why


def test_units_that_must_deploy_have_no_direction():
    """One of 100 lacks 200 of 300, two lack 100; three are more than the 250 heads that fit."""
    sheets = [
        {
            "contingents": [pledge(units=units, must_deploy="yes")],
            "sites": [site(capacity=250)],
            "requirements": [need(300)],
            "priorities": ranked("target shortfall"),
        }
        for units in (1, 2, 3)
    ]

    assert [best(**each) for each in sheets] == [[200], [100], None]
    assert why_not(a_plan(**sheets[0]), "Contingents", "Units") == (
        "Units: Must deploy is yes: all must go, one more as well."
    )


def test_heads_per_unit_have_no_direction():
    """Two of 50 lack 100 of 200, two of 100 nothing; of 150 only one fits."""
    sheets = [
        {
            "contingents": [pledge(units=2, heads_per_unit=heads)],
            "sites": [site(capacity=200)],
            "requirements": [need(200)],
            "priorities": ranked("target shortfall"),
        }
        for heads in (50, 100, 150)
    ]

    assert [best(**each) for each in sheets] == [[100], [0], [50]]
    assert "takes more room" in why_not(a_plan(**sheets[0]), "Contingents", "Heads per unit")


def test_effectiveness_below_a_maximum_has_no_direction():
    """A unit of 100 provides 50, then 80; at 100 it is above the maximum of 90, and stays home."""
    sheets = [
        {
            "suitability": fills("Infantry", "Infantry", effectiveness=share),
            "roles": [row("Roles", role="Infantry")],
            "requirements": [need(90, maximum=90)],
            "priorities": ranked("target shortfall"),
        }
        for share in (0.5, 0.8, 1)
    ]
    without = [{**each, "requirements": [need(90)]} for each in sheets]

    assert [best(**each) for each in sheets] == [[40], [10], [90]]
    assert [best(**each) for each in without] == [[40], [10], [0]]
    assert why_not(a_plan(**sheets[0]), "Suitability", "Effectiveness") == (
        "Effectiveness: a requirement for the role has a Maximum: fewer units then fit below it."
    )
    assert direction_of(a_plan(**without[0]), "Suitability", 2, "Effectiveness")[0] == "looser"


def test_behind_a_tolerance_no_rank_has_a_direction():
    """What is settled first comes to 100 either way; behind it the dear company is replaced.

    One company fits: the dear one, which lacks 100 of 200, or, once allowed, the cheap one: 110.
    """
    dear, cheap = pledge("DEAR", cost_per_head=9), pledge("CHEAP", heads_per_unit=90, cost_per_head=1)
    sheets = [
        {
            "contingents": [dear, cheap],
            "sites": [site(capacity=100)],
            "requirements": [need(200)],
            "locks": [row("Locks", contingent="CHEAP", units_at_most=units)],
            "priorities": [
                row("Priorities", rank=1, objective="target shortfall", tolerance=0.2),
                row("Priorities", rank=2, objective="cost"),
            ],
        }
        for units in (0, 1)
    ]
    strict = [{**each, "priorities": ranked("target shortfall", "cost")} for each in sheets]

    assert [best(**each) for each in sheets] == [[100, 900], [110, 90]]
    assert [best(**each) for each in strict] == [[100, 900], [100, 900]]
    assert ranks_in_one_direction(a_plan(**sheets[0])) == 1
    assert ranks_in_one_direction(a_plan(**strict[0])) == 2
    assert direction_of(a_plan(**strict[0]), "Locks", 2, "Units at most")[0] == "looser"


def test_units_that_the_present_is_matched_with_have_no_direction():
    there = [row("Present", nation="Poland", site="Lviv", heads=100)]
    plan = a_plan(contingents=[pledge(), pledge("FRA-INF", "France")], present=there)
    rows = dict(zip(plan.contingents["contingent"], plan.contingents["sheet_row"], strict=True))

    assert "sheet Present names" in why_not(plan, "Contingents", "Units", rows["POL-INF"])
    assert direction_of(plan, "Contingents", rows["FRA-INF"], "Units")[0] == "looser"


# What is said of a single number


def test_a_number_with_a_direction_says_why():
    plan = a_plan(sites=[site(capacity=100)])

    assert direction_of(plan, "Sites", 2, "Capacity") == ("looser", "Capacity: more heads fit.")
    assert direction_of(plan, "Settings", 0, "Lead share")[0] == "tighter"
    assert direction_of(plan, "Settings", 0, "Budget per period")[0] == "looser"


def test_a_row_that_is_not_in_the_plan_and_a_column_without_numbers_have_no_direction():
    plan = a_plan(sites=[site(), site("Kyiv", capacity=5) | {"Enabled": "no"}])

    assert why_not(plan, "Sites", "Capacity", 3) == (
        "Capacity: row 3 of Sites is no part of this plan, which no number of it changes."
    )
    assert why_not(plan, "Sites", "Open") == "Open of Sites is no number."


def test_only_numbers_that_say_which_plans_may_be_change_the_ranks_in_steps():
    plan = a_plan(priorities=ranked("target shortfall", "cost"))
    split = a_plan(settings={"Whole units": "no"})

    assert changes_in_steps(plan, "Sites", 2, "Capacity")
    assert changes_in_steps(plan, "Settings", 0, "Budget per period")
    assert not changes_in_steps(plan, "Requirements", 2, "Target")
    assert not changes_in_steps(plan, "Contingents", 2, "Cost per head")
    assert not changes_in_steps(plan, "Contingents", 2, "Heads per unit")
    assert not changes_in_steps(split, "Sites", 2, "Capacity")


def test_a_cost_that_no_rank_looks_at_changes_the_ranks_in_steps():
    """It only counts to the budget."""
    plan = a_plan(priorities=ranked("target shortfall"))

    assert changes_in_steps(plan, "Contingents", 2, "Cost per head")


def test_every_sheet_of_the_table_is_declared():
    assert set(INFLUENCES) <= {declared.name for declared in SHEETS}
