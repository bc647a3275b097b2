"""Held years: the plan by the year, and its last period held on."""

from __future__ import annotations

import pytest
from answer_cases import BASE, FACTS, a_plan, a_solution, answer, column, sent, to_lviv

from solver.results.build import build_results

NATION = {"Nations": [{"Nation": "France", "Cost per head": 10}, {"Nation": "Estonia", "Cost per head": 20}]}


def years(results, of="All"):
    """What the sheet says of all, of nations, or of areas, row by row."""
    frame = results.years.frame
    rows = frame[frame["Of"] == of]
    wanted = ["From", "To", "Kind", "Heads", "Tied up", "Cost a year", "Cost in all"]
    return list(rows[wanted].itertuples(index=False, name=None))


def test_whole_years_are_the_plan_and_then_its_last_year_again():
    """Two years of 200 and 100 French at 10 a head; held for three more: 100 heads, 1,000 a year."""
    plan = a_plan(NATION, Periods=2, Period_months=12, Hold_last_period_for=3)
    found = years(answer(plan, sent(*to_lviv("FRA-1", 2, 1))))

    assert found == [
        (1, 1, "planned", 200, 600, 2_000, 2_000),  # 1:2 at home: three times as many are tied up
        (2, 2, "planned", 100, 300, 1_000, 1_000),
        (3, 5, "held", 100, 300, 1_000, 3_000),
    ]


def test_half_years_from_july_are_told_by_the_calendar():
    """Half of 2027 is planned (400 heads: 4,000); 2028 has the second half year (1,000) and a held one."""
    plan = a_plan(NATION, Periods=2, Start="2027-07-01", Hold_last_period_for=1)
    found = years(answer(plan, sent(*to_lviv("FRA-1", 4, 1))))

    assert found == [
        (2027, 2027, "planned", 400, 1_200, 4_000, 4_000),
        (2028, 2028, "planned and held", 100, 300, 2_000, 2_000),
        (2029, 2029, "held", 100, 300, 1_000, 1_000),  # the last half year of twelve months
    ]


def test_a_site_is_opened_once_and_run_for_good():
    """Running costs 60 a half year, opening 500: the first year has both, each held one 120."""
    sites = {**NATION, "Sites": [{"Site": "Lviv", "Opening cost": 500, "Running cost": 60}]}
    plan = a_plan(sites, Periods=2, Hold_last_period_for=2)
    costs = [row[5] for row in years(answer(plan, sent(*to_lviv("FRA-1", 1, 1))))]

    assert costs == [2_000 + 120 + 500, 2_000 + 120]


def test_nations_stand_by_cost_and_areas_by_what_they_lose():
    plan = a_plan(NATION, Period_months=12, Hold_last_period_for=1)
    results = answer(plan, sent(*to_lviv("FRA-1", 1), *to_lviv("EST-1", 1)))
    frame = results.years.frame

    assert frame.loc[frame["Of"] == "Nation", "Name"].tolist() == ["Estonia", "Estonia", "France", "France"]
    assert years(results, "Area") == [
        (1, 1, "planned", 150, 450, 0, 0),
        (2, 2, "held", 150, 450, 0, 0),
    ]


def test_a_pool_that_uses_more_than_it_can_rotate_is_named():
    """Four units at 1:1, three away: two could be kept; another pool has two of four away."""
    pledges = [
        {**BASE["Contingents"][1], "Contingent": name, "Basis": "pool", "Dwell ratio": 1}
        for name in ("FRA-1", "FRA-2")
    ]
    plan = a_plan({"Contingents": pledges}, Hold_last_period_for=10)
    results = answer(plan, sent(*to_lviv("FRA-1", 3), *to_lviv("FRA-2", 2)))

    assert "FRA-1 (3 of 4 units away, 2 could be)" in results.years.note
    assert "FRA-2" not in results.years.note
    assert "FRA-1 (3 of 4" in next(fact.text for fact in results.summary.facts if fact.label == "Held on")


def test_the_headline_says_what_it_costs_in_all_and_a_year():
    """Half a year planned (2,000), ten years held at 4,000 a year."""
    results = answer(a_plan(NATION, Hold_last_period_for=10), sent(*to_lviv("FRA-1", 2)))

    assert next(fact.text for fact in results.summary.facts if fact.label == "Held on") == (
        "if the last period goes on for 10 years, it costs 42,000 EUR in all with the periods planned, "
        "4,000 EUR a year; and it ties up 600."
    )


def test_nothing_is_told_where_nobody_asks():
    results = build_results(a_plan(), a_solution(sent()), FACTS)

    assert results.years is None
    assert "Held years" not in [table.title for table in results.tables]


@pytest.mark.parametrize("months", [1, 5, 7, 12, 24])
def test_the_years_cost_what_the_plan_and_the_held_periods_do(months):
    """However long periods are: the plan's cost, and so many months of its last period."""
    plan = a_plan(NATION, Periods=3, Period_months=months, Start="2027-03-15", Hold_last_period_for=2)
    results = answer(plan, sent(*to_lviv("FRA-1", 4, 2, 1), *to_lviv("EST-1", 0, 1, 2)))
    planned = 4_000 + (2_000 + 3_000) + (1_000 + 6_000)

    assert sum(row[6] for row in years(results)) == pytest.approx(planned + 24 / months * 7_000)
    assert sum(row[6] for row in years(results, "Nation")) == pytest.approx(planned + 24 / months * 7_000)
    assert column(results.contributions, "Cost") == [7_000, 9_000]
