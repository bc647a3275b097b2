"""Years: what the force costs and ties up in each, its last period held on; every sum by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from small_plans import Record, a_plan, fills, found, need, pledge, row, sent, site, to_lviv, together

from solver.ledger.ledger import keep_ledger
from solver.ledger.years import HeldYears, held_years
from solver.plan import Plan

LVIV = site(running_cost=10_000, opening_cost=5_000)
POLAND = row("Nations", nation="Poland", cost_per_head=1_000)
TO_LVIV = row("Movement", site="Lviv", cost_per_head=50)


def held(
    allocation: pd.DataFrame, *, years: float = 2, sheets: dict[str, object] | None = None, **settings: object
) -> HeldYears:
    """A plan of four Polish companies of 100 at Lviv, its last period held."""
    plan = the_plan(years=years, sheets=sheets, **settings)
    answer = held_years(plan, keep_ledger(plan, allocation))
    assert answer is not None
    return answer


def the_plan(*, years: float | None = 2, sheets: dict[str, object] | None = None, **settings: object) -> Plan:
    """Two periods, in which a head costs 1,000, and 50 to bring there; the site 10,000, and once 5,000."""
    given: dict[str, object] = {
        "contingents": [pledge(units=4)],
        "requirements": [need(400)],
        "nations": [POLAND],
        "sites": [LVIV],
        "movement": [TO_LVIV],
        **(sheets or {}),
    }
    named: Record = {"Periods": 2, "Hold last period for": years}
    named |= {name.replace("_", " "): value for name, value in settings.items()}
    return a_plan({**given, "settings": named})


def each(years: HeldYears, name: str) -> list[float]:
    """A column of the years."""
    return [float(value) for value in years.by_year[name]]


def test_a_plan_that_does_not_ask_is_not_held():
    plan = the_plan(years=None)

    assert held_years(plan, keep_ledger(plan, to_lviv(1, 2))) is None


def test_whole_years_go_on_as_the_last_one():
    """100 heads in 2027, 200 in 2028 and in the two years after it."""
    years = held(to_lviv(1, 2), Period_months=12, Start="2027-01-01")

    assert years.labels == ("2027", "2028", "2029", "2030")
    assert each(years, "planned") == [12, 12, 0, 0]
    assert each(years, "held") == [0, 0, 12, 12]
    assert each(years, "forces") == [100_000, 200_000, 200_000, 200_000]  # heads x 1,000
    assert each(years, "movement") == [5_000, 10_000, 10_000, 10_000]  # heads x 50
    assert each(years, "running") == [10_000] * 4
    assert each(years, "opening") == [5_000, 0, 0, 0]
    assert each(years, "cost") == [120_000, 220_000, 220_000, 220_000]
    assert years.cost == 780_000
    assert years.held_cost_a_year == 220_000
    assert each(years, "heads") == [100, 200, 200, 200]
    assert each(years, "nations") == [1, 1, 1, 1]
    assert each(years, "tied_up") == [300, 600, 600, 600]  # 1:2
    assert years.tied_up == 600


def test_half_years_from_july_fall_into_two_calendar_years():
    """Jul-Dec 2026 one company, Jan-Jun 2027 two; two go on until Jun 2028: two half years."""
    years = held(to_lviv(1, 2), years=1, Start="2026-07-01")

    assert years.labels == ("2026", "2027", "2028")
    assert each(years, "planned") == [6, 6, 0]
    assert each(years, "held") == [0, 6, 6]
    assert each(years, "forces") == [100_000, 200_000 + 200_000, 200_000]
    assert each(years, "running") == [10_000, 20_000, 10_000]
    assert years.held_cost_a_year == 2 * (200_000 + 10_000 + 10_000)


def test_a_period_in_two_years_is_split_by_its_months_but_not_the_opening():
    """A year from October: a quarter of it in 2026; the site opens then."""
    years = held(to_lviv(1), years=1, Periods=1, Period_months=12, Start="2026-10-01")

    assert years.labels == ("2026", "2027", "2028")
    assert each(years, "forces") == [25_000, 75_000 + 25_000, 75_000]
    assert each(years, "opening") == [5_000, 0, 0]
    assert each(years, "planned") == [3, 9, 0]
    assert each(years, "held") == [0, 3, 9]


def test_a_month_is_in_the_year_in_which_it_begins():
    """From 15 December: the month to 14 January belongs to 2026."""
    years = held(to_lviv(1), years=1, Periods=1, Period_months=12, Start="2026-12-15")

    assert each(years, "planned") == [1, 11, 0]


def test_without_a_start_years_are_counted_from_that_of_the_plan():
    years = held(to_lviv(1, 2), years=1.5)

    assert years.labels == ("year 1", "year 2", "year 3")
    assert each(years, "planned") == [12, 0, 0]
    assert each(years, "held") == [0, 12, 6]
    assert each(years, "forces") == [300_000, 400_000, 200_000]


def test_without_costs_heads_are_told_all_the_same():
    years = held(to_lviv(1, 2), sheets={"nations": None, "sites": [site()], "movement": None})

    assert years.cost == 0
    assert each(years, "tied_up") == [600, 600, 600]
    assert list(years.nation_costs) == []


def test_nobody_there_costs_nothing():
    years = held(sent())

    assert years.cost == 0
    assert years.tied_up == 0
    assert each(years, "nations") == [0, 0, 0]


def test_a_pool_that_goes_on_ties_up_those_that_rest_too():
    """One unit in the last period alone; while that goes on, two more rest behind it (1:2)."""
    years = held(to_lviv(0, 1), sheets={"contingents": [pledge(units=4, basis="pool")]})

    assert each(years, "tied_up") == [100, 300, 300]
    assert years.tied_up == 300


def test_nations_and_areas_have_what_is_theirs():
    """Estonia gives two companies of 150 in the second period: 900 with those behind them (1:2)."""
    estonian = pledge("EST-1", "Estonia", 2, heads_per_unit=150)
    sheets: dict[str, object] = {
        "contingents": [pledge(units=4), estonian],
        "nations": [POLAND, row("Nations", nation="Estonia", cost_per_head=2_000)],
        "areas": [row("Areas", area="Estonia", nation="Estonia", own=4_000)],
    }
    allocation = together(to_lviv(1, 1), to_lviv(0, 2, contingent="EST-1"))
    years = held(allocation, sheets=sheets, Period_months=12)

    # heads x (cost + 50 of movement)
    assert years.nation_costs["Poland"].tolist() == [105_000] * 4
    assert years.nation_costs["Estonia"].tolist() == [0, 615_000, 615_000, 615_000]
    assert years.nations_tied_up["Estonia"].tolist() == [0, 900, 900, 900]
    assert years.areas_deployed["Estonia"].tolist() == [0, 300, 300, 300]
    assert years.areas_tied_up["Estonia"].tolist() == [0, 900, 900, 900]
    assert each(years, "nations") == [1, 2, 2, 2]


def by_months(plan: Plan, allocation: pd.DataFrame) -> dict[int, list[float]]:
    """Heads deployed (most) and money of each year, month after month, opening aside."""
    settings, ledger = plan.settings, keep_ledger(plan, allocation)
    first = settings.start.month - 1 if settings.start else 0
    told: dict[int, list[float]] = {}
    months = settings.periods * settings.period_months + round(12 * (settings.hold_last_period_for or 0))
    for month in range(months):
        period = min(month // settings.period_months, settings.periods - 1)
        of_year = told.setdefault((first + month) // 12, [0.0, 0.0])
        of_year[0] = max(of_year[0], float(ledger.force["heads"][period]))
        costs = ledger.costs.loc[period, ["forces", "running"]].sum()
        of_year[1] += float(costs) / settings.period_months
    return told


@pytest.mark.parametrize("start", [None, "2026-01-01", "2026-03-01", "2026-07-20", "2026-12-31"])
@pytest.mark.parametrize(("length", "units"), [(1, [1, 3]), (5, [2, 0, 4]), (6, [4, 1]), (30, [1, 2, 1])])
@pytest.mark.parametrize("years", [0.25, 1, 7])
def test_years_are_what_their_months_come_to(
    start: str | None, length: int, units: Sequence[float], years: float
):
    plan = the_plan(years=years, Periods=len(units), Period_months=length, Start=start)
    allocation = to_lviv(*units)
    answer = held_years(plan, keep_ledger(plan, allocation))

    assert answer is not None
    told = by_months(plan, allocation)
    assert each(answer, "heads") == [heads for heads, _ in told.values()]
    assert [
        cost - opening for cost, opening in zip(each(answer, "cost"), each(answer, "opening"), strict=True)
    ] == pytest.approx([money for _, money in told.values()])
    assert len(answer.labels) == len(told)


def test_heads_that_do_not_count_to_the_force_are_tied_up_all_the_same():
    sheets: dict[str, object] = {
        "roles": [row("Roles", role="Training", counts_to_force="no")],
        "requirements": [need(role="Training")],
        "suitability": fills("Infantry", "Training"),
    }
    years = held(sent(("POL-INF", "Training", "Lviv", 2, 1)), sheets=sheets)

    assert each(years, "heads") == [0, 0, 0]
    assert each(years, "nations") == [1, 1, 1]
    assert years.tied_up == 300


def test_holding_breaks_no_rule_and_needs_none():
    """The setting is no rule: the audit of the same allocation finds as much with it as without."""
    asked, unasked = the_plan(years=5), the_plan(years=None)

    assert found(asked, to_lviv(1, 5)) == found(unasked, to_lviv(1, 5))
