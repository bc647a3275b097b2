"""How PuLP is told what came of a search, in the terms of either of its lines."""

from __future__ import annotations

import math
from typing import Any

import pulp

from solver.model.pulp_bridge import PULP_4
from solver.optimise.outcome import Outcome


def started() -> Any:
    """The clocks that PuLP 4 wants to have read when a solve starts."""
    if PULP_4:
        from pulp.apis.core import clocks

        return clocks()
    return None


def told_to_pulp(solver: Any, problem: Any, outcome: Outcome, start: Any) -> Any:
    """What a PuLP solver's ``actualSolve`` returns: statistics, or with PuLP 3 the status, set as well."""
    if PULP_4:
        codes = pulp.LpSolveStatus
        status = {
            "proved": codes.Optimal,
            "stopped": codes.TimeLimit,
            "infeasible": codes.Infeasible,
            "nothing": codes.TimeLimit,
        }[outcome.ending]
        bound = outcome.bound if math.isfinite(outcome.bound) else None
        found = outcome.values is not None
        return solver.buildStats(problem, status, found, start=start, best_bound=bound)
    code, solution = {
        "proved": (pulp.LpStatusOptimal, pulp.LpSolutionOptimal),
        "stopped": (pulp.LpStatusOptimal, pulp.LpSolutionIntegerFeasible),
        "infeasible": (pulp.LpStatusInfeasible, pulp.LpSolutionInfeasible),
        "nothing": (pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound),
    }[outcome.ending]
    problem.assignStatus(code, solution)
    return code
