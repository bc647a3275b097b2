"""The audit's check of money: the budget of each period."""

from __future__ import annotations

from allocation_cases import LVIV, POLISH, a_plan, broken, found, to_lviv


def test_the_budget_holds_heads_movement_and_running_but_not_opening():
    """400 heads x (2 + 3) + 50 for running the site = 2,050; opening costs 9,999 more."""
    sheets = {
        "Contingents": [{**POLISH, "Cost per head": 2}],
        "Movement": [{"Site": "Lviv", "Cost per head": 3}],
        "Sites": [{**LVIV, "Running cost": 50, "Opening cost": 9999}],
    }
    assert broken(a_plan(sheets, Budget_per_period=2050), to_lviv(4)) == []
    breach = found(a_plan(sheets, Budget_per_period=2049), to_lviv(4))[0]

    assert (breach.rule, breach.place.sheet, breach.excess) == ("budget", "Settings", 1.0)
