"""How PuLP is told what came of a search, in the terms of either of its lines."""

from __future__ import annotations

import math
import time
from typing import Any

import pulp

from solver.optimise.outcome import Ending, Outcome


def stats_of_pulp_4(solver: Any, outcome: Outcome, began: tuple[float, float]) -> Any:
    """What ``actualSolve`` returns with PuLP 4.

    PuLP's own ``buildStats`` makes an object of every variable to count them:
    a tenth of a second at campaign size. ``began``: seconds by the clock and of the cores.
    """
    from pulp.core import LpSolveStats

    codes = pulp.LpSolveStatus
    status = {
        "proved": codes.Optimal,
        "stopped": codes.TimeLimit,
        "infeasible": codes.Infeasible,
        "nothing": codes.TimeLimit,
    }
    found = outcome.values is not None
    return LpSolveStats(
        solver=solver.name,
        status=status[outcome.ending],
        has_solution=found,
        time=time.monotonic() - began[0],
        cpu_time=time.process_time() - began[1],
        objective=solver.cost.value(outcome.values) if found and solver.cost is not None else None,
        best_bound=outcome.bound if math.isfinite(outcome.bound) else None,
        num_variables=solver.program.count,
        num_constraints=solver.program.matrix.count + len(solver.kept),
        is_mip=bool(solver.program.whole.any()),
    )


def status_of_pulp_3(problem: Any, ending: Ending) -> int:
    """What ``actualSolve`` returns with PuLP 3, which wants the problem to know it as well."""
    code, solution = {
        "proved": (pulp.LpStatusOptimal, pulp.LpSolutionOptimal),
        "stopped": (pulp.LpStatusOptimal, pulp.LpSolutionIntegerFeasible),
        "infeasible": (pulp.LpStatusInfeasible, pulp.LpSolutionInfeasible),
        "nothing": (pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound),
    }[ending]
    problem.assignStatus(code, solution)
    return int(code)
