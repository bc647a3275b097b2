"""The rules of the plan, by subject; RULES lists them all under their one name."""

from __future__ import annotations

from collections.abc import Callable

from solver.model.decisions import Decisions
from solver.model.linexpr import Rows
from solver.model.rules.demand import in_role, requirement_met, support_ratio
from solver.model.rules.force import force_size, nation_share
from solver.model.rules.front_line import drawdown_cap
from solver.model.rules.money import budget
from solver.model.rules.planner import lock, must_deploy
from solver.model.rules.sites import (
    at_site,
    detachment,
    lead_nation,
    nations_at_site,
    site_capacity,
    site_in_use,
)
from solver.model.rules.units import deployable_pool, pledged_units, rotation
from solver.plan import Plan

RuleFunction = Callable[[Plan, Decisions], list[Rows]]

DEFINITIONS: tuple[RuleFunction, ...] = (in_role, at_site)
"""What the helper decisions stand for."""

RULES: tuple[RuleFunction, ...] = (
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
"""Every rule that has rows; :func:`solver.model.arcs.eligible` is the one that decides which arcs exist."""
