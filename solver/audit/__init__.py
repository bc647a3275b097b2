"""The second opinion on a plan: it shares nothing with the model but the planner's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from solver.audit.breach import Breach, breaches
from solver.audit.rank_checks import ranks_hold
from solver.audit.rules import RULES, WITH_YES_NO
from solver.ledger.ledger import Ledger, keep_ledger
from solver.ledger.objectives import objective_values
from solver.plan import Plan
from solver.solution import RankValue
from solver.tolerances import AUDIT_ERROR

__all__ = ["RULES", "AuditReport", "Breach", "Ledger", "audit", "keep_ledger", "objective_values"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AuditReport:
    """What the audit checked and found.

    ``rules_checked``: names of the model's rules. ``breaches``: every rule not
    kept; also ``whole_units`` (a unit split where none may be) and ``ranks``
    (values that the run claims and the plan does not have).
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
    skip = _rest_on_open(plan) if relaxed else frozenset[str]()
    found += ranks_hold(plan, ranks, objectives, skip=skip, relaxed=relaxed)
    return AuditReport(
        rules_checked=tuple(rules), breaches=tuple(found), objectives=objectives, ledger=ledger
    )


def whole_units(ledger: Ledger) -> list[Breach]:
    """No unit is split."""
    units = ledger.sent["units"]
    part = (units - units.round()).abs()
    wrong = ledger.sent[part > AUDIT_ERROR].assign(excess=part[part > AUDIT_ERROR])
    wrong = wrong.assign(sheet_row=wrong["contingent_row"])
    message = "{contingent} sends {units} units as {role} to {site} in period {period}; a unit is never split"
    return breaches("whole_units", wrong, message, sheet="Contingents", column="Units")


def _rest_on_open(plan: Plan) -> frozenset[str]:
    """Objectives whose value depends on which sites are open."""
    costly = bool((plan.sites[["opening_cost", "running_cost"]] > 0).to_numpy().any())
    return frozenset({"open sites", "cost"} if costly else {"open sites"})
