"""forcegen: from the plan's tables to the tables of the solution, as a script would call it."""

from __future__ import annotations

from dataclasses import replace

from clock import Clock

from peers import Answer
from solver.optimise import Search, optimise
from solver.plan import Plan

HOUR = 3600.0


def allocate(plan: Plan, clock: Clock) -> Answer:
    """Build, solve, and make the table of the allocation."""
    solution = optimise(plan, replace(Search.of(plan.settings), gap=0.0, time_limit=HOUR))
    clock.lap("read back")
    return Answer(
        value=solution.ranks[0].final,
        read=len(solution.allocation),
        columns=solution.sizes.variables,
        rows=solution.sizes.rows,
        nonzeros=solution.sizes.nonzeros,
    )
