"""The audit's checks on requirements, support, the force and the budget."""

from __future__ import annotations

from dataclasses import replace

from audit_cases import ASKED, LVIV, POLISH, a_plan, broken, found, to_lviv

from solver.audit import RULES
from solver.ledger.ledger import keep_ledger


def test_a_requirement_never_has_more_than_its_maximum():
    """Four companies at 0.75 are worth 300 heads."""
    sheets = {
        "Suitability": [{"Capability": "Infantry", "Role": "Infantry", "Effectiveness": 0.75}],
        "Requirements": [{**ASKED, "Target": 200, "Maximum": 300}],
    }
    assert broken(a_plan(sheets), to_lviv(4)) == []
    sheets["Requirements"] = [{**ASKED, "Target": 200, "Maximum": 290}]
    breach = found(a_plan(sheets), to_lviv(4))[0]

    assert (breach.rule, breach.excess) == ("requirement_met", 10.0)
    assert breach.message == "Lviv / Infantry has 300 heads in period 1; the most are 290"


def test_a_requirement_may_lack_everything():
    assert broken(a_plan({"Requirements": [{**ASKED, "Minimum": 400}]}), to_lviv()) == []


def test_the_lowest_ceiling_holds():
    force = [{"Ceiling": 400}, {"Ceiling": 300, "From": 2}]
    plan = a_plan({"Force": force}, Periods=2)

    assert broken(plan, to_lviv(4, 3)) == []
    breach = found(plan, to_lviv(4, 4))[0]

    assert (breach.rule, breach.place.row, breach.excess) == ("force_size", 3, 100.0)


def test_a_ceiling_is_named_by_the_row_that_holds_in_the_period():
    """Rows 2 and 3 ask the same, one after the other: what is too many in period 2 breaks row 3."""
    plan = a_plan({"Force": [{"Ceiling": 300, "To": 1}, {"Ceiling": 300, "From": 2}]}, Periods=2)

    assert [breach.place.row for breach in found(plan, to_lviv(3, 4))] == [3]


def test_heads_that_do_not_count_are_under_no_ceiling():
    sheets = {"Force": [{"Ceiling": 0}], "Roles": [{"Role": "Infantry", "Counts to force": "no"}]}

    assert broken(a_plan(sheets), to_lviv(4)) == []


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


def test_support_may_lack_but_the_books_must_add_up():
    """Ten medics are needed for 400 heads and none is there: allowed, but not to be hidden."""
    plan = a_plan({"Support ratios": [{"Role": "Medical", "Per heads": 40, "Needs": 1}]})
    ledger = keep_ledger(plan, to_lviv(4))

    assert RULES["support_ratio"](plan, ledger) == []
    hidden = replace(ledger, support=ledger.support.assign(lack=4.0))
    invented = replace(ledger, support=ledger.support.assign(lack=14.0))

    assert [breach.excess for breach in RULES["support_ratio"](plan, hidden)] == [6.0]
    assert [breach.excess for breach in RULES["support_ratio"](plan, invented)] == [4.0]
