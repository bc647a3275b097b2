"""The ledger's numbers of units, each by hand: what is sent, moved and tied up."""

from __future__ import annotations

from small_plans import FOUR_COMPANIES, a_plan, fills, pledge, row, to_lviv, together

from solver.ledger.ledger import keep_ledger


def test_sent_says_what_a_row_provides_and_costs():
    """2 units of 100 heads at 0.5 provide 100 heads, and cost 200 x (7 + 3)."""
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[pledge("POL-INF", "POL", 4, cost_per_head=7)],
        suitability=fills("Infantry", "Infantry", effectiveness=0.5),
        movement=[row("Movement", site="Lviv", cost_per_head=3)],
    )
    first = keep_ledger(plan, to_lviv(2)).sent.iloc[0]

    assert (first["heads"], first["provided"], first["cost"], first["contingent_row"]) == (
        200.0,
        100.0,
        2000.0,
        2,
    )
    assert (first["nation"], first["capability"], first["area"], first["stock"]) == (
        "POL",
        "Infantry",
        "",
        "",
    )


def test_a_row_that_stands_twice_is_added_up_and_none_left_of_nothing():
    ledger = keep_ledger(a_plan(FOUR_COMPANIES), together(to_lviv(1), to_lviv(2), to_lviv(0, first=1)))

    assert ledger.sent["units"].tolist() == [3.0]
    assert keep_ledger(a_plan(FOUR_COMPANIES), to_lviv(0)).sent.empty


def test_a_contingents_own_dwell_comes_before_its_nations():
    plan = a_plan(
        FOUR_COMPANIES,
        nations=[row("Nations", nation="POL", dwell_ratio=3)],
        contingents=[pledge("POL-INF", "POL", 4, dwell_ratio=1)],
    )

    assert keep_ledger(plan, to_lviv(1)).nations["heads_tied_up"].tolist() == [200.0]


def test_a_pool_ties_up_its_heads_in_the_periods_after():
    """Away in 1, home for 1.5, rounded up to two periods; a second company from period 3."""
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[pledge("POL-INF", "POL", 4, basis="pool", dwell_ratio=1.5)],
        settings={"Periods": 4},
    )
    ledger = keep_ledger(plan, to_lviv(1, 0, 1))

    assert ledger.nations["heads_tied_up"].tolist() == [100.0, 100.0, 200.0, 100.0]
    assert ledger.nations["deployed"].tolist() == [100.0, 0.0, 100.0, 0.0]
