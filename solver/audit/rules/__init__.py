"""Every hard rule of the model, checked anew: one function a rule, by the rule's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from solver.audit.breach import Breach
from solver.audit.rules.demand import requirement_met, support_ratio
from solver.audit.rules.force import force_size, nation_share
from solver.audit.rules.front_line import drawdown_cap
from solver.audit.rules.money import budget
from solver.audit.rules.planner import lock, must_deploy
from solver.audit.rules.sites import detachment, lead_nation, nations_at_site, site_capacity, site_in_use
from solver.audit.rules.units import deployable_pool, eligible, pledged_units, rotation
from solver.ledger.ledger import Ledger
from solver.plan import Plan

Rule = Callable[[Plan, Ledger], list[Breach]]

_IN_ORDER: tuple[Rule, ...] = (
    eligible,
    pledged_units,
    rotation,
    deployable_pool,
    requirement_met,
    site_capacity,
    site_in_use,
    detachment,
    nations_at_site,
    lead_nation,
    drawdown_cap,
    force_size,
    nation_share,
    support_ratio,
    budget,
    must_deploy,
    lock,
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.__name__: rule for rule in _IN_ORDER})
"""The rules by name, in the order of the model's table."""

WITH_YES_NO = frozenset({"site_in_use", "detachment", "nations_at_site", "lead_nation", "budget"})
"""Rules that rest on yes/no decisions (budget: which sites run): a relaxed plan need not keep them."""
