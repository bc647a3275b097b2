"""The audit's checks of demand: requirements and the support behind the force."""

from __future__ import annotations

from dataclasses import replace

from small_plans import FOUR_COMPANIES, a_plan, broken, fills, found, need, row, to_lviv

from solver.audit import RULES
from solver.ledger.ledger import keep_ledger


def test_a_requirement_never_has_more_than_its_maximum():
    """Four companies at 0.75 are worth 300 heads."""
    sheets = {
        "suitability": fills("Infantry", "Infantry", effectiveness=0.75),
        "requirements": [need(200, maximum=300)],
    }
    assert broken(a_plan(FOUR_COMPANIES, **sheets), to_lviv(4)) == []
    sheets["requirements"] = [need(200, maximum=290)]
    breach = found(a_plan(FOUR_COMPANIES, **sheets), to_lviv(4))[0]

    assert (breach.rule, breach.excess) == ("requirement_met", 10.0)
    assert breach.message == "Lviv / Infantry has 300 heads in period 1; the most are 290"


def test_a_requirement_may_lack_everything():
    assert broken(a_plan(FOUR_COMPANIES, requirements=[need(400, minimum=400)]), to_lviv()) == []


def test_support_may_lack_but_the_books_must_add_up():
    """Ten medics are needed for 400 heads and none is there: allowed, but not to be hidden."""
    plan = a_plan(
        FOUR_COMPANIES, support_ratios=[row("Support ratios", role="Medical", per_heads=40, needs=1)]
    )
    ledger = keep_ledger(plan, to_lviv(4))

    assert RULES["support_ratio"](plan, ledger) == []
    hidden = replace(ledger, support=ledger.support.assign(lack=4.0))
    invented = replace(ledger, support=ledger.support.assign(lack=14.0))

    assert [breach.excess for breach in RULES["support_ratio"](plan, hidden)] == [6.0]
    assert [breach.excess for breach in RULES["support_ratio"](plan, invented)] == [4.0]
