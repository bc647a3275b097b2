"""The ledger's numbers of money, each by hand: movement, opening and running sites."""

from __future__ import annotations

import pytest
from small_plans import ESTONIAN, FOUR_COMPANIES, POLISH, a_plan, row, site, to_lviv

from solver.ledger.ledger import keep_ledger


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 0),
        ([{"cost_per_head": 1}], 1),
        ([{"cost_per_head": 1}, {"nation": "Nordic", "cost_per_head": 2}], 2),
        ([{"nation": "Nordic", "cost_per_head": 2}, {"nation": "EST", "cost_per_head": 3}], 3),
        ([{"nation": "EST", "cost_per_head": 3}, {"contingent": "EST-INF", "cost_per_head": 4}], 4),
        ([{"nation": "POL", "cost_per_head": 3}, {"contingent": "POL-INF", "cost_per_head": 4}], 0),
    ],
)
def test_the_most_particular_movement_row_counts(rows, expected):
    """Contingent before nation before group before site alone."""
    plan = a_plan(
        FOUR_COMPANIES,
        nations=[row("Nations", nation="EST", groups="Nordic; NATO"), row("Nations", nation="POL")],
        contingents=[ESTONIAN, POLISH],
        movement=[row("Movement", site="Lviv", **fields) for fields in rows],
    )

    assert keep_ledger(plan, to_lviv(1, contingent="EST-INF")).sent["movement"].tolist() == [expected]


def test_a_site_opens_once_and_runs_while_it_is_open():
    """Always open where available: opened in period 2, running in 2 and 3."""
    plan = a_plan(
        FOUR_COMPANIES,
        sites=[site(open="yes", opening_cost=9, running_cost=2, first=2)],
        settings={"Periods": 3},
    )
    rows = keep_ledger(plan, to_lviv()).costs

    assert rows["opening"].tolist() == [0.0, 9.0, 0.0]
    assert rows["running"].tolist() == [0.0, 2.0, 2.0]
