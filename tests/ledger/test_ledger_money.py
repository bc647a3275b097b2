"""The ledger's numbers of money, each by hand: movement, opening and running sites."""

from __future__ import annotations

import pytest
from allocation_cases import (
    ESTONIAN,
    LVIV,
    POLISH,
    a_plan,
    to_lviv,
)

from solver.ledger.ledger import keep_ledger


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 0),
        ([{"Cost per head": 1}], 1),
        ([{"Cost per head": 1}, {"Nation": "Nordic", "Cost per head": 2}], 2),
        ([{"Nation": "Nordic", "Cost per head": 2}, {"Nation": "EST", "Cost per head": 3}], 3),
        ([{"Nation": "EST", "Cost per head": 3}, {"Contingent": "EST-INF", "Cost per head": 4}], 4),
        ([{"Nation": "POL", "Cost per head": 3}, {"Contingent": "POL-INF", "Cost per head": 4}], 0),
    ],
)
def test_the_most_particular_movement_row_counts(rows, expected):
    """Contingent before nation before group before site alone."""
    plan = a_plan(
        {
            "Nations": [{"Nation": "EST", "Groups": "Nordic; NATO"}, {"Nation": "POL"}],
            "Contingents": [ESTONIAN, POLISH],
            "Movement": [{**row, "Site": "Lviv"} for row in rows],
        }
    )

    assert keep_ledger(plan, to_lviv(1, contingent="EST-INF")).sent["movement"].tolist() == [expected]


def test_a_site_opens_once_and_runs_while_it_is_open():
    """Always open where available: opened in period 2, running in 2 and 3."""
    plan = a_plan(
        {"Sites": [{**LVIV, "Open": "yes", "Opening cost": 9, "Running cost": 2, "From": 2}]}, Periods=3
    )
    rows = keep_ledger(plan, to_lviv()).costs

    assert rows["opening"].tolist() == [0.0, 9.0, 0.0]
    assert rows["running"].tolist() == [0.0, 2.0, 2.0]
