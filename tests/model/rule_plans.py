"""For every rule a plan in which it binds: without the rule something better would be allowed."""

from __future__ import annotations

from functools import cache
from typing import Any

from small_plans import a_plan, need, pledge, row, site

from solver.model.build import build_program
from solver.model.program import Program

Sheets = dict[str, Any]

TWO = [pledge(units=2)]
TWO_HUNDRED = [need(200)]
ESTONIAN = [pledge("EST-INF", "Estonia")]

RULE_PLANS: dict[str, Sheets] = {
    # One company for two sites.
    "pledged_units": {"requirements": [need(), need(at="Odesa")]},
    # Away in period 1, at home in period 2.
    "rotation": {"contingents": [pledge(basis="pool", dwell_ratio=1)], "settings": {"Periods": 2}},
    # 100 heads at 1:2 tie up 300.
    "deployable_pool": {"nations": [row("Nations", nation="Poland", deployable_pool=299)]},
    # The second company would fill the floor, but passes the maximum.
    "requirement_met": {
        "contingents": TWO,
        "requirements": [need(100, maximum=150)],
        "force": [row("Force", floor=200)],
    },
    "site_capacity": {"contingents": TWO, "requirements": TWO_HUNDRED, "sites": [site(capacity=150)]},
    # Two companies are fewer than the least heads.
    "site_in_use": {"contingents": TWO, "requirements": TWO_HUNDRED, "sites": [site(least_heads=201)]},
    # Odesa asks for one company, two is the least.
    "detachment": {
        "contingents": [pledge(units=3, smallest_detachment=2)],
        "requirements": [need(200), need(at="Odesa")],
    },
    "nations_at_site": {
        "contingents": [pledge(), pledge("FRA-INF", "France")],
        "requirements": TWO_HUNDRED,
        "sites": [site(nations_at_most=1)],
    },
    # Poland cannot lead; Latvia can, but has half of the heads at least only beside one company.
    "lead_nation": {
        "contingents": [*TWO, pledge("LVA-INF", "Latvia")],
        "nations": [row("Nations", nation="Poland"), row("Nations", nation="Latvia", can_lead="yes")],
        "requirements": [need(300)],
        "sites": [site(needs_lead="yes")],
        "settings": {"Lead share": 0.5},
    },
    # 100 heads at 1:2 tie up 300.
    "drawdown_cap": {
        "contingents": ESTONIAN,
        "areas": [row("Areas", area="Estonia", nation="Estonia")],
        "drawdown_caps": [row("Drawdown caps", applies_to="Estonia", cap_heads=299)],
    },
    "force_size": {
        "contingents": TWO,
        "requirements": TWO_HUNDRED,
        "force": [row("Force", floor=50, ceiling=150)],
    },
    # Two French companies beside a Polish one are two thirds.
    "nation_share": {
        "contingents": [pledge("FRA-INF", "France", units=2), pledge()],
        "requirements": [need(300)],
        "settings": {"Largest share": 0.5},
    },
    # Ten medics lack behind 100 infantry.
    "support_ratio": {
        "contingents": [pledge(), pledge("POL-MED", capability="Medical", units=0)],
        "requirements": [need(), need(0, role="Medical")],
        "support_ratios": [row("Support ratios", role="Medical", per_heads=100, needs=10)],
    },
    "budget": {
        "contingents": [pledge(units=2, cost_per_head=1)],
        "requirements": TWO_HUNDRED,
        "settings": {"Budget per period": 199},
    },
    # Nobody asks for the company, which costs heads.
    "must_deploy": {"contingents": [pledge(must_deploy="yes")], "requirements": [need(0)]},
    "lock": {"locks": [row("Locks", contingent="POL-INF", units_at_most=0)]},
}
"""The sheets of :func:`small_plans.a_plan`, by the rule that binds."""


@cache
def program_of(rule: str) -> Program:
    """The program of the plan in which the rule binds."""
    return build_program(a_plan(**RULE_PLANS[rule]))
