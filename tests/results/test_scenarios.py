"""The numbers by which scenarios are compared say what each plan means, with the sum beside them."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest
from answer_cases import a_plan, a_rank, a_solution, sent, to_lviv
from openpyxl import load_workbook

from solver.excel.sheets.result_sheets import tables_workbook
from solver.ledger.ledger import keep_ledger
from solver.plan import Plan
from solver.results.scenarios import differing, numbers_of, proof_of, scenarios_table
from solver.solution import ComparedScenario, RankValue

RANKED = [
    {"Rank": 1, "Objective": "minimum shortfall"},
    {"Rank": 2, "Objective": "cost"},
    {"Rank": 3, "Objective": "moves"},
]


def numbers(plan: Plan, allocation: pd.DataFrame, baseline: pd.DataFrame | None = None) -> ComparedScenario:
    """The numbers of a plan."""
    ledger = keep_ledger(plan, allocation)
    return numbers_of(
        ComparedScenario(scenario="one"), plan, ledger, a_solution(allocation), baseline, gap=0.0
    )


def open_rank(number: int, name: str) -> RankValue:
    """A rank that is not proved."""
    rank = a_rank(number, bound=0.0, gap=1.0)
    return replace(rank, parts=(replace(rank.parts[0], name=name),))


def test_force_and_coverage_are_of_the_last_period_asked_for_and_of_all():
    """Lviv asks for 600 in periods 1 and 2 of 3: 400 and 300 of 1,200 are there; period 3 does not count."""
    requirements = [{"Site": "Lviv", "Role": "Infantry", "Target": 600, "To": 2}]
    found = numbers(a_plan({"Requirements": requirements}, Periods=3), sent(*to_lviv("FRA-1", 4, 3)))

    assert found.force == 300
    assert found.coverage == pytest.approx(700 / 1200, abs=1e-9)


def test_lacking_is_over_all_periods_by_unit_worth_and_nothing_where_nothing_lacks():
    """Lviv asks for 600 in both periods, 400 and 300 are there: 200 + 300; each battery is worth 50 heads."""
    requirements = [{"Site": "Lviv", "Role": "Infantry", "Target": 600}]
    assert (
        numbers(a_plan({"Requirements": requirements}, Periods=2), sent(*to_lviv("FRA-1", 4, 3))).lacking
        == 500
    )

    roles = [{"Role": "Infantry"}, {"Role": "GBAD", "Measure": "units", "Unit worth": 50}]
    asked = [*requirements, {"Site": "Lviv", "Role": "GBAD", "Target": 2}]
    plan = a_plan({"Roles": roles, "Requirements": asked})
    assert numbers(plan, sent(*to_lviv("FRA-1", 6))).lacking == 100

    assert numbers(a_plan({"Requirements": requirements}), sent(*to_lviv("FRA-1", 6))).lacking == 0


def test_changes_are_units_added_and_taken_away_and_unknown_without_a_baseline():
    """4 units in both periods become 1 and 6: 3 taken away, 2 added."""
    before, after = sent(*to_lviv("FRA-1", 4, 4)), sent(*to_lviv("FRA-1", 1, 6))

    assert numbers(a_plan(Periods=2), after, before).changes == 5
    assert numbers(a_plan(Periods=2), after, after).changes == 0
    assert numbers(a_plan(Periods=2), after).changes is None


def test_the_sheet_has_changes_only_where_they_are_counted():
    base = ComparedScenario(scenario="base", force=1.0)

    names = [field.name for field in scenarios_table([base]).fields]
    assert "Lacking" in names
    assert "Changes" not in names
    assert "Changes" in [field.name for field in scenarios_table([replace(base, changes=0.0)]).fields]


def test_where_nothing_is_asked_for_nothing_is_covered_and_the_last_period_counts():
    found = numbers(
        a_plan({"Requirements": [{"Site": "Lviv", "Role": "Infantry", "Target": 0}]}, Periods=2),
        sent(*to_lviv("FRA-1", 1, 2)),
    )

    assert (found.force, found.coverage) == (200, None)


def test_support_lacking_is_that_of_the_worst_period_by_unit_worth():
    """One battery for each 200 heads, worth 50: 400 heads lack 2, 300 lack 1.5: 100 and 75 heads."""
    plan = a_plan(
        {
            "Roles": [{"Role": "Infantry"}, {"Role": "GBAD", "Measure": "units", "Unit worth": 50}],
            "Support ratios": [{"Role": "GBAD", "Per heads": 200, "Needs": 1}],
        },
        Periods=2,
    )

    assert numbers(plan, sent(*to_lviv("FRA-1", 4, 3))).support_lacking == 100
    assert numbers(a_plan(), sent(*to_lviv("FRA-1", 4))).support_lacking == 0


def test_cost_is_over_all_periods():
    """400 and 300 heads at 10 a period."""
    assert numbers(a_plan(Periods=2), sent(*to_lviv("FRA-1", 4, 3))).cost == 7_000


def test_what_is_taken_is_told_of_areas_that_a_cap_names_or_that_are_drawn_from():
    """A company of 150 ties up 450; Latvia is capped with its group, Norway drawn from, Sweden neither."""
    areas = [
        {"Area": "Estonia", "Nation": "Estonia", "Own": 4_000, "Groups": "Baltics"},
        {"Area": "Latvia", "Own": 4_000, "Groups": "Baltics"},
        {"Area": "Norway", "Own": 4_000},
        {"Area": "Sweden", "Own": 4_000},
    ]
    plan = a_plan(
        {
            "Areas": areas,
            "Drawdown caps": [{"Applies to": "Baltics", "Stock": "own", "Cap heads": 450}],
            "Contingents": [
                {
                    "Contingent": name,
                    "Nation": nation,
                    "Capability": "Infantry",
                    "Units": 2,
                    "Heads per unit": 150,
                    "Drawn from": area,
                    "Stock": "own",
                }
                for name, nation, area in (("EST-1", "Estonia", "Estonia"), ("FRA-1", "France", "Norway"))
            ],
        },
        Periods=2,
    )
    found = numbers(plan, sent(*to_lviv("EST-1", 1, 1), *to_lviv("FRA-1", 0, 1)[1:]))

    assert found.taken == {"Estonia": 450, "Latvia": 0, "Norway": 450}


@pytest.mark.parametrize(
    ("status", "ranks", "proof"),
    [
        ("optimal", [a_rank(1), a_rank(2), a_rank(3)], "proved"),
        ("feasible", [a_rank(1), a_rank(2), open_rank(3, "moves")], "all but moves"),
        ("feasible", [a_rank(1), open_rank(2, "cost"), open_rank(3, "moves")], "up to minimum shortfall"),
        ("feasible", [a_rank(1), open_rank(2, "cost"), a_rank(3)], "up to minimum shortfall"),
        ("feasible", [a_rank(1), open_rank(2, "cost")], "up to minimum shortfall"),  # rank 3 was not reached
        ("infeasible", [], "no plan"),
    ],
)
def test_only_where_the_last_rank_alone_is_open_all_others_are_proved(
    status: str, ranks: list[RankValue], proof: str
):
    solution = a_solution(sent(*to_lviv("FRA-1", 4)), status=status, ranks=ranks)

    assert proof_of(a_plan({"Priorities": RANKED}), solution, 0.0) == proof


def test_a_scenario_differs_from_the_base_in_the_columns_whose_numbers_do():
    base = ComparedScenario(scenario="base", force=1.0, coverage=0.5, taken={"Estonia": 450.0})
    other = ComparedScenario(scenario="other", force=2.0, coverage=0.5, taken={"Latvia": 10.0})
    areas = ("Estonia", "Latvia")

    assert differing(other, base, areas) == ("Force", "Taken: Estonia", "Taken: Latvia")
    assert differing(base, base, areas) == ()
    assert differing(ComparedScenario(scenario="none"), base, areas) == ()


def test_the_sheet_colours_a_number_where_it_is_not_that_of_the_row_called_base_wherever_that_is_sorted_to():
    scenarios = [
        ComparedScenario(scenario="base", force=1.0, taken={"Estonia": 450.0}),
        ComparedScenario(scenario="other", force=2.0, taken={"Estonia": 450.0}),
    ]
    page = load_workbook(io.BytesIO(tables_workbook([scenarios_table(scenarios)])))["Scenarios compared"]
    rules = {
        str(cells.sqref): rule.formula[0]
        for cells, of in page.conditional_formatting._cf_rules.items()
        for rule in of
    }

    assert [cell.value for cell in page[3]][7:9] == ["Taken: Estonia", "Differs in"]
    assert rules["C4:C5"] == 'AND(ISNUMBER(C4),C4<>INDEX(C$4:C$5,MATCH("(base)",$I$4:$I$5,0)))'
    assert sorted(rules) == ["C4:C5", "D4:D5", "E4:E5", "F4:F5", "G4:G5", "H4:H5"]
    assert [page.cell(row=row, column=9).value for row in (4, 5)] == ["(base)", "Force"]
