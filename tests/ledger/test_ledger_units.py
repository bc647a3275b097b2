"""The ledger's numbers of units, each by hand: what is sent, moved and tied up."""

from __future__ import annotations

from allocation_cases import (
    POLISH,
    a_plan,
    to_lviv,
    together,
)

from solver.ledger.ledger import keep_ledger


def test_sent_says_what_a_row_provides_and_costs():
    """2 units of 100 heads at 0.5 provide 100 heads, and cost 200 x (7 + 3)."""
    plan = a_plan(
        {
            "Contingents": [{**POLISH, "Cost per head": 7}],
            "Suitability": [{"Capability": "Infantry", "Role": "Infantry", "Effectiveness": 0.5}],
            "Movement": [{"Site": "Lviv", "Cost per head": 3}],
        }
    )
    row = keep_ledger(plan, to_lviv(2)).sent.iloc[0]

    assert (row["heads"], row["provided"], row["cost"], row["contingent_row"]) == (200.0, 100.0, 2000.0, 2)
    assert (row["nation"], row["capability"], row["area"], row["stock"]) == ("POL", "Infantry", "", "")


def test_a_row_that_stands_twice_is_added_up_and_none_left_of_nothing():
    ledger = keep_ledger(a_plan(), together(to_lviv(1), to_lviv(2), to_lviv(0, first=1)))

    assert ledger.sent["units"].tolist() == [3.0]
    assert keep_ledger(a_plan(), to_lviv(0)).sent.empty


def test_a_contingents_own_dwell_comes_before_its_nations():
    plan = a_plan(
        {"Nations": [{"Nation": "POL", "Dwell ratio": 3}], "Contingents": [{**POLISH, "Dwell ratio": 1}]}
    )

    assert keep_ledger(plan, to_lviv(1)).nations["heads_tied_up"].tolist() == [200.0]


def test_a_pool_ties_up_its_heads_in_the_periods_after():
    """Away in 1, home for 1.5, rounded up to two periods; a second company from period 3."""
    plan = a_plan({"Contingents": [{**POLISH, "Basis": "pool", "Dwell ratio": 1.5}]}, Periods=4)
    ledger = keep_ledger(plan, to_lviv(1, 0, 1))

    assert ledger.nations["heads_tied_up"].tolist() == [100.0, 100.0, 200.0, 100.0]
    assert ledger.nations["deployed"].tolist() == [100.0, 0.0, 100.0, 0.0]
