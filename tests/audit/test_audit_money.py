"""The audit's check of money: the budget of each period."""

from __future__ import annotations

from small_plans import FOUR_COMPANIES, a_plan, broken, found, pledge, row, site, to_lviv


def test_the_budget_holds_heads_movement_and_running_but_not_opening():
    """400 heads x (2 + 3) + 50 for running the site = 2,050; opening costs 9,999 more."""
    sheets = {
        "contingents": [pledge("POL-INF", "POL", 4, cost_per_head=2)],
        "movement": [row("Movement", site="Lviv", cost_per_head=3)],
        "sites": [site(running_cost=50, opening_cost=9999)],
    }
    assert broken(a_plan(FOUR_COMPANIES, **sheets, settings={"Budget per period": 2050}), to_lviv(4)) == []
    breach = found(a_plan(FOUR_COMPANIES, **sheets, settings={"Budget per period": 2049}), to_lviv(4))[0]

    assert (breach.rule, breach.place.sheet, breach.excess) == ("budget", "Settings", 1.0)
