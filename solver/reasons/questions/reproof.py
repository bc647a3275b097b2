"""The reproof of a written plan: each rank proved again, and whether a better plan exists."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from solver.model.build import build_program
from solver.model.linexpr import Floats
from solver.model.program import Program, Rank
from solver.optimise.answer_check import plan_in
from solver.optimise.backend import Search
from solver.optimise.extraction import rank_value
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.search_state import Checkpoint, SettledRank
from solver.plan import Plan
from solver.reasons.questions.answer import RankPrice, rank_room
from solver.reasons.questions.base import values_of
from solver.solution import Sizes, Solution, SolverUsed
from solver.tolerances import RANK_KEPT

FROM_NOTHING = 0.5
"""Share of the time for a search that does not know the plan; the rest is for one from it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reproof:
    """The reproof of a plan: it as a solution with its own bounds.

    ``better``: the first rank in which a better plan was found, beside the plan's own; None where none was.
    """

    solution: Solution
    better: RankPrice | None


def prove_again(
    plan: Plan, allocation: pd.DataFrame, baseline: pd.DataFrame | None, options: Search
) -> Reproof:
    """Prove the ranks of a plan that was written, as far as the time goes, from it alone.

    Every bound is that of plans which are no worse than it in the ranks before. Raises ValueError where it
    is no plan of these tables.
    """
    program = build_program(plan, baseline=baseline)
    values, fault = plan_in(program, (), values_of(plan, program, allocation))
    if fault:
        raise ValueError(f"the solution is no plan of these tables: {fault}")
    assert values is not None
    end = time.monotonic() + options.time_limit
    settled: list[SettledRank] = []
    better: RankPrice | None = None
    half = replace(options, time_limit=FROM_NOTHING * options.time_limit)
    found = solve_ranks(program, half).settled  # mostly the quickest way to the same values
    if len(found) == len(program.ranks):
        better = _settle(program.ranks, values, settled, found)
    while len(settled) < len(program.ranks):
        left = max(end - time.monotonic(), 0.0)
        known = Checkpoint(values=values, settled=tuple(settled), seconds=left)
        found = solve_ranks(program, options, checkpoint=known).settled
        worse = _settle(program.ranks, values, settled, found)
        better = better or worse
    return Reproof(solution=_solution(plan, program, values, allocation, settled, options), better=better)


def _settle(
    ranks: Sequence[Rank], values: Floats, settled: list[SettledRank], found: Sequence[SettledRank]
) -> RankPrice | None:
    """Settle the ranks in which nothing better was found, and the first in which it was; returns that one.

    What was found of ranks behind one that is better, be it by a hair, is of better plans: it bounds none
    that is like this one.
    """
    for rank, best in list(zip(ranks, found, strict=True))[len(settled) :]:
        parts = tuple(part.cost.value(values) for part in rank.parts)
        own = sum(part.weight * each for part, each in zip(rank.parts, parts, strict=True))
        if rank.tolerance and own <= best.value * (1.0 + rank.tolerance) + RANK_KEPT:
            settled.append(best)
            continue
        settled.append(SettledRank(parts=parts, value=own, bound=min(best.bound, own)))
        if best.value < own - rank_room(own):
            name = " + ".join(part.name for part in rank.parts)
            return RankPrice(rank=rank.rank, name=name, base=own, low=best.bound, high=best.value)
        if best.value < own - RANK_KEPT:
            return None
    return None


def _solution(  # noqa: PLR0913, PLR0917 - the plan, its program and what was proved of it
    plan: Plan,
    program: Program,
    values: Floats,
    allocation: pd.DataFrame,
    settled: Sequence[SettledRank],
    options: Search,
) -> Solution:
    """The plan as a solution; optimal where every rank is proved within the gap."""
    ranks = tuple(rank_value(rank, each, values) for rank, each in zip(program.ranks, settled, strict=True))
    proved = all(rank.gap <= options.gap for rank in ranks)
    return Solution(
        status="optimal" if proved else "feasible",
        allocation=allocation,
        ranks=ranks,
        solver=SolverUsed(name=options.solver, version="", seed=options.seed, threads=options.threads),
        sizes=Sizes(variables=program.count, rows=program.matrix.count),
        gap=options.gap,
    )
