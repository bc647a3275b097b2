"""A baseline beside a plan that has moved on: which period of the one is which of the other."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from small_plans import a_plan, need, pledge, row

from solver.plan.plan import Calendar, lined_up, with_baseline

HALF_YEARS = Calendar(start=dt.date(2027, 1, 1), months=6)


def allocation(*periods):
    """One unit of one contingent in each of these periods."""
    rows = [("FRA-INF-1", "security", "Lviv", period, 1.0) for period in periods]
    return pd.DataFrame(rows, columns=["contingent", "role", "site", "period", "units"])


def test_a_plan_that_begins_a_period_later_leaves_the_period_that_is_over_behind():
    """What was period 2 is period 1 now."""
    later = Calendar(start=dt.date(2027, 7, 1), months=6)

    assert lined_up(allocation(1, 2, 3), HALF_YEARS, later)["period"].tolist() == [1, 2]


def test_a_plan_that_begins_earlier_finds_the_baseline_in_its_later_periods():
    """A half-year put before: what was period 1 is period 2 now."""
    earlier = Calendar(start=dt.date(2026, 7, 1), months=6)

    assert lined_up(allocation(1, 2), HALF_YEARS, earlier)["period"].tolist() == [2, 3]


@pytest.mark.parametrize(
    "other",
    [
        Calendar(),
        Calendar(start=dt.date(2027, 4, 1), months=6),
        Calendar(start=dt.date(2027, 1, 15), months=6),
        Calendar(start=dt.date(2027, 7, 1), months=3),
    ],
)
def test_periods_that_do_not_meet_are_compared_by_number(other):
    """No start, a start within a period, on another day, or periods of another length."""
    assert lined_up(allocation(1, 2), HALF_YEARS, other)["period"].tolist() == [1, 2]


def test_a_baseline_is_stayed_close_to_after_all_that_the_planner_ranks():
    """Priorities that do not name changes get them as their last rank."""
    plan = a_plan(
        {
            "contingents": [pledge("FRA-INF-1", "France", capability="infantry")],
            "requirements": [need(100, role="infantry")],
            "priorities": [
                row("Priorities", rank=2, objective="target shortfall", weight=3, tolerance=0.1),
                row("Priorities", rank=1, objective="cost"),
            ],
        }
    )

    ranked = with_baseline(plan, given=True).priorities

    assert ranked["objective"].tolist() == ["cost", "target shortfall", "changes"]
    assert ranked[["rank", "weight", "tolerance"]].to_numpy().tolist()[-1] == [3, 1.0, 0.0]
