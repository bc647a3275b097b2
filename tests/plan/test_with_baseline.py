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


def ranks_of(ranked, **settings):
    """Objective, rank and tolerance of each priority of a plan that has a baseline."""
    plan = a_plan(priorities=ranked, settings=settings)
    rows = with_baseline(plan, given=True).priorities
    return rows[["objective", "rank", "tolerance"]].to_numpy().tolist()


def ranked_by(*rows):
    """Priorities: rank, objective, tolerance."""
    return [row("Priorities", rank=rank, objective=name, tolerance=share) for rank, name, share in rows]


KEEP = {"Worse to keep the present": 0.05}


def test_what_may_get_worse_to_keep_the_present_is_settled_right_before_changes():
    """By default behind both shortfalls; each rank before may lose as much, a larger tolerance stays."""
    assert ranks_of(None, **KEEP) == [
        ["minimum shortfall", 1, 0.05],
        ["target shortfall", 2, 0.05],
        ["changes", 3, 0.0],
        ["drawdown", 4, 0.0],
        ["cost", 5, 0.0],
        ["heads", 6, 0.0],
        ["moves", 7, 0.0],
    ]
    own = ranked_by(
        (1, "minimum shortfall", 0.2), (2, "cost", 0.01), (2, "target shortfall", 0.01), (5, "heads", 0)
    )
    assert ranks_of(own, **KEEP) == [
        ["minimum shortfall", 1, 0.2],
        ["cost", 2, 0.05],
        ["target shortfall", 2, 0.05],
        ["changes", 3, 0.0],
        ["heads", 6, 0.0],
    ]


def test_nothing_may_get_worse_and_changes_still_come_right_behind_the_shortfalls():
    """0 is given: only blank leaves changes to the end."""
    nothing = ranks_of(None, **{"Worse to keep the present": 0})
    blank = ranks_of(None, **{"Worse to keep the present": None})

    assert nothing[2] == ["changes", 3, 0.0]
    assert blank[-1] == ["changes", 7, 0.0]
    assert {tolerance for _, _, tolerance in nothing + blank} == {0.0}


def test_changes_stay_where_the_priorities_rank_them_and_those_before_may_get_worse():
    own = ranked_by((1, "cost", 0), (2, "changes", 0), (3, "minimum shortfall", 0))

    assert ranks_of(own, **KEEP) == [["cost", 1, 0.05], ["changes", 2, 0.0], ["minimum shortfall", 3, 0.0]]


def test_without_a_ranked_shortfall_changes_come_last():
    assert ranks_of(ranked_by((1, "cost", 0), (2, "heads", 0)), **KEEP) == [
        ["cost", 1, 0.05],
        ["heads", 2, 0.05],
        ["changes", 3, 0.0],
    ]


def test_ranks_are_settled_once_however_often_that_is_asked():
    plan = with_baseline(a_plan(settings=KEEP), given=True)

    assert with_baseline(plan, given=True).priorities.equals(plan.priorities)


def test_without_a_baseline_the_setting_changes_nothing():
    plan = a_plan(settings=KEEP)

    assert with_baseline(plan, given=False).priorities.equals(plan.priorities)
