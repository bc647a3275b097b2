"""The program built from a plan: decisions first, then rules, then the ranks of objectives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

import numpy as np
import pandas as pd

from solver.model.decisions import Decisions, add_decisions
from solver.model.linexpr import Rows
from solver.model.objectives import OBJECTIVES, helper_rows
from solver.model.program import Columns, Program, Rank, RankedPart, stack_rows, weighted_sum
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
from solver.tables import each_row

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
"""Every rule that has rows; :func:`solver.model.data.eligible` is the one that decides which arcs exist."""


def build_program(
    plan: Plan, *, baseline: pd.DataFrame | None = None, relaxed: bool = False, loose: bool = False
) -> Program:
    """Build the program of a plan.

    ``baseline``: the allocation that the objective ``changes`` compares with.
    ``relaxed``: every decision continuous. ``loose``: no bound depends on a number
    that the planner could relax (for the diagnosis of a plan that cannot be).
    """
    columns = Columns(relaxed=relaxed)
    decisions = add_decisions(plan, columns, baseline, loose=loose)
    named = [(rule.__name__, rule(plan, decisions)) for rule in (*DEFINITIONS, *RULES)]
    named += helper_rows(plan, decisions)
    rules, matrix = stack_rows([(name, rows) for name, stated in named for rows in stated if len(rows.limit)])
    return Program(
        groups=tuple(columns.groups),
        lower=np.concatenate(columns.lower),
        upper=np.concatenate(columns.upper),
        whole=np.concatenate(columns.whole),
        rules=rules,
        matrix=matrix,
        ranks=tuple(_ranks(plan, decisions, baseline)),
        labels=_labels(plan),
    )


def _ranks(plan: Plan, decisions: Decisions, baseline: pd.DataFrame | None) -> list[Rank]:
    """The planner's priorities, one rank each, in order."""
    ranks = []
    ordered = sorted(each_row(plan.priorities), key=attrgetter("rank"))
    for rank, grouped in groupby(ordered, key=attrgetter("rank")):
        rows = list(grouped)
        parts = tuple(
            RankedPart(
                name=row.objective,
                weight=float(row.weight),
                cost=OBJECTIVES[row.objective](plan, decisions, baseline),
            )
            for row in rows
        )
        cost = weighted_sum([(part.weight, part.cost) for part in parts])
        tolerance = float(max(row.tolerance for row in rows))
        effort = None if np.isnan(rows[0].effort) else float(rows[0].effort)
        ranks.append(Rank(rank=int(rank), parts=parts, cost=cost, tolerance=tolerance, effort=effort))
    return ranks


def _labels(plan: Plan) -> Mapping[str, Sequence[str]]:
    """The names by position of everything that keys of rows and columns refer to."""
    return {
        "contingent": list(plan.contingents["contingent"]),
        "nation": list(plan.nations["nation"]),
        "role": list(plan.roles["role"]),
        "site": list(plan.sites["site"]),
        "cap": _joined(plan.drawdown_caps, "applies_to", "stock", "capability"),
        "requirement": _joined(plan.requirements, "site", "role"),
        "ratio": [
            f"{row.role} {'; '.join(row.supported_roles)}".strip() for row in each_row(plan.support_ratios)
        ],
        "lock": _joined(plan.locks, "contingent", "site", "role"),
        "force": _joined(plan.force, "sheet_row"),
    }


def _joined(table: pd.DataFrame, *columns: str) -> list[str]:
    """Each row's texts in these columns, joined."""
    return [
        " ".join(map(str, texts)).strip() for texts in zip(*(table[name] for name in columns), strict=True)
    ]
