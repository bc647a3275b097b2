"""What a plan comes to beside its ranks, for points: measures that can be compared, and what lacks where."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from solver.audit import audit
from solver.ledger.eligibility import allowed_arcs
from solver.ledger.ledger import Ledger, keep_ledger
from solver.ledger.table_ops import found_in
from solver.plan import Plan
from solver.results.coverage import without_noise
from solver.results.drawdown import cap_use
from solver.results.scenarios import numbers_of
from solver.solution import ComparedScenario, Solution
from solver.studies.point import CapTaken, Lacking, UnreplannedPlan

ARC = ["contingent", "role", "site", "period"]
RANKS = "ranks"
"""The audit's name for what is wrong with the claims of a search."""

COUNTED = ("force", "coverage", "minimums missed", "tied up", "nations")
"""Measures beside the objectives."""

TAKEN_FROM = "taken from "
"""How the measure of what is taken from an area begins."""


def measures(
    plan: Plan, ledger: Ledger, values: dict[str, float], solution: Solution, baseline: pd.DataFrame | None
) -> dict[str, float]:
    """Everything of a plan that points are compared by, by name; ``values``: of all objectives.

    Beside these: force (heads that count in the last period in which anything is asked for), coverage
    (share), minimums missed (count), tied up (heads x periods), nations, and heads taken from each area.
    """
    shown = numbers_of(ComparedScenario(scenario=""), plan, ledger, solution, baseline, gap=0.0)
    found = {
        **values,
        "force": shown.force,
        "coverage": shown.coverage,
        "minimums missed": shown.minimums,
        "tied up": float(ledger.nations["heads_tied_up"].sum()),
        "nations": float(ledger.sent["nation"].nunique()),
        **{f"{TAKEN_FROM}{area}": heads for area, heads in shown.taken.items()},
    }
    return {
        name: float(value) for name, value in found.items() if value is not None and not math.isnan(value)
    }


def rank_values(plan: Plan, objectives: Mapping[str, float]) -> dict[int, float]:
    """What each rank of the priorities comes to, by its number; ``objectives``: what each objective does."""
    ranked = plan.priorities
    weighed = ranked["weight"].astype(float) * ranked["objective"].map(lambda name: objectives[name])
    summed = weighed.groupby(ranked["rank"]).sum()
    return dict(zip(summed.index.astype(int).tolist(), summed.astype(float).tolist(), strict=True))


def lacking(ledger: Ledger) -> tuple[Lacking, ...]:
    """What lacks: by site and role, by role in support, and of the force; what lacks nothing is not there."""
    asked, support, force = ledger.coverage, ledger.support, ledger.force
    rows = pd.concat(
        [
            pd.DataFrame(
                {
                    "kind": "requirement",
                    "site": asked["site"],
                    "role": asked["role"],
                    "minimum": without_noise(asked["lack_minimum"], asked["minimum"]) * asked["unit_worth"],
                    "target": without_noise(asked["lack_target"], asked["target"]) * asked["unit_worth"],
                }
            ),
            pd.DataFrame(
                {
                    "kind": "support",
                    "site": support["site"],
                    "role": support["role"],
                    "minimum": 0.0,
                    "target": without_noise(support["lack"], support["needed"]) * support["unit_worth"],
                }
            ),
            pd.DataFrame(
                {"kind": "force", "site": "", "role": "", "minimum": force["lack_force"], "target": 0.0}
            ),
        ],
        ignore_index=True,
    )
    summed = rows.groupby(["kind", "site", "role"], sort=False, as_index=False).sum()
    summed = summed[(summed["minimum"] > 0) | (summed["target"] > 0)]
    return tuple(
        Lacking(kind=kind, site=site, role=role, minimum=round(minimum, 6), target=round(target, 6))
        for kind, site, role, minimum, target in summed.itertuples(index=False)
    )


def caps_taken(ledger: Ledger) -> tuple[CapTaken, ...]:
    """Each cap in the period in which least is left of it, the first of several."""
    tightest: dict[str, CapTaken] = {}
    for use in cap_use(ledger):
        known = tightest.get(use.cap)
        if known is None or use.limit - use.taken < known.limit - known.taken:
            tightest[use.cap] = CapTaken(cap=use.cap, period=use.period, taken=use.taken, limit=use.limit)
    return tuple(tightest.values())


def fixed_plan(
    plan: Plan, before: Plan, allocation: pd.DataFrame, baseline: pd.DataFrame | None
) -> UnreplannedPlan:
    """What the allocation of the plan before is worth in this one, without the units that it does not allow.

    Nor those at sites that stay closed, or of contingents that have no units any more.
    """
    closed = plan.sites.loc[plan.sites["open"] == "no", "site"]
    none = plan.contingents.loc[plan.contingents["units"] <= 0, "contingent"]
    barred = allocation["site"].isin(closed) | allocation["contingent"].isin(none)
    stays = (found_in(allocation, allowed_arcs(plan), ARC) >= 0) & ~barred.to_numpy()
    gone = keep_ledger(before, allocation[~stays]).sent["heads"].sum() if not stays.all() else 0.0
    report = audit(plan, allocation[stays].reset_index(drop=True), ranks=(), baseline=baseline)
    return UnreplannedPlan(
        objectives=report.objectives,
        lacking=lacking(report.ledger),
        broken=tuple(breach.message for breach in report.breaches if breach.rule != RANKS),
        heads=float(gone),
    )
