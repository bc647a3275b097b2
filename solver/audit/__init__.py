"""The second opinion on a plan: it shares nothing with the model but the planner's tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from solver.audit.breach import Breach, breaches
from solver.audit.rank_checks import ranks_hold
from solver.audit.rules.demand import requirement_met, support_ratio
from solver.audit.rules.force import force_size, nation_share
from solver.audit.rules.front_line import drawdown_cap
from solver.audit.rules.money import budget
from solver.audit.rules.planner import lock, must_deploy
from solver.audit.rules.sites import detachment, lead_nation, nations_at_site, site_capacity, site_in_use
from solver.audit.rules.units import deployable_pool, eligible, pledged_units, rotation
from solver.ledger.ledger import Ledger, keep_ledger, objective_values
from solver.plan import Plan
from solver.solution import RankValue
from solver.tolerances import AUDIT_ERROR

__all__ = ["RULES", "AuditReport", "Breach", "Ledger", "audit", "keep_ledger", "objective_values"]

RuleCheck = Callable[[Plan, Ledger], list[Breach]]

_IN_ORDER: tuple[RuleCheck, ...] = (
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

RULES: Mapping[str, RuleCheck] = MappingProxyType({rule.__name__: rule for rule in _IN_ORDER})
"""The rules by name, in the order of the model's table."""

WITH_YES_NO = frozenset({"site_in_use", "detachment", "nations_at_site", "lead_nation", "budget"})
"""Rules that rest on yes/no decisions (budget: which sites run): a relaxed plan need not keep them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AuditReport:
    """What the audit checked and found.

    ``rules_checked``: names of the model's rules. ``breaches``: every rule not kept; also ``whole_units`` (a
    unit split where none may be) and ``ranks`` (values that the run claims and the plan does not have).
    ``objectives``: every objective of the plan, computed anew. ``ledger``: what they were computed from.
    Of a written workbook, ``sheets``: how many cells of each result sheet were compared with what they
    would be; ``gone``: sheets that are not there; ``unchecked``: what could not be worked out again, and
    ``witness``: whose word was taken for it; ``inputs_changed``: whether its input sheets are no longer
    those that the plan was made from.
    """

    rules_checked: tuple[str, ...]
    breaches: tuple[Breach, ...]
    objectives: dict[str, float]
    ledger: Ledger
    sheets: Mapping[str, int] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    witness: str = ""
    inputs_changed: bool = False

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.breaches


def audit(
    plan: Plan,
    allocation: pd.DataFrame,
    *,
    ranks: Sequence[RankValue],
    baseline: pd.DataFrame | None = None,
    relaxed: bool = False,
) -> AuditReport:
    """Whether the allocation keeps every rule, and its objectives are what the run claims.

    ``allocation`` and ``baseline``: contingent, role, site, period, units.
    ``relaxed``: yes/no decisions were free to be fractions, so rules and
    objectives that rest on them are left out, and units may be split.
    """
    ledger = keep_ledger(plan, allocation)
    objectives = objective_values(plan, ledger, baseline)
    rules = {name: rule for name, rule in RULES.items() if not (relaxed and name in WITH_YES_NO)}
    found = [breach for rule in rules.values() for breach in rule(plan, ledger)]
    if plan.settings.whole_units and not relaxed:
        found += whole_units(ledger)
    skip = frozenset[str]()
    if relaxed:  # then no site is plainly open or closed, no nation there or not, and costs are not known
        costly = bool((plan.sites[["opening_cost", "running_cost"]] > 0).to_numpy().any())
        skip = frozenset({"open sites", "nations at sites", *(["cost"] if costly else [])})
    found += ranks_hold(plan, ranks, objectives, skip=skip, relaxed=relaxed)
    return AuditReport(
        rules_checked=tuple(rules), breaches=tuple(found), objectives=objectives, ledger=ledger
    )


def whole_units(ledger: Ledger) -> list[Breach]:
    """No unit is split."""
    units = ledger.sent["units"]
    part = (units - units.round()).abs()
    if not (part > AUDIT_ERROR).any():
        return []
    wrong = ledger.sent[part > AUDIT_ERROR].assign(excess=part[part > AUDIT_ERROR])
    wrong = wrong.assign(sheet_row=wrong["contingent_row"])
    message = "{contingent} sends {units:unit} as {role} to {site} in period {period}; a unit is never split"
    return breaches("whole_units", wrong, message, sheet="Contingents", column="Units")
