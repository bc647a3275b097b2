"""The answer: what a search has come to, by the names of the plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.errors import Finding, told
from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.optimise.checked_solver import CheckedSolver
from solver.optimise.kept_ranks import SearchState, Settled, credible, trivial_bound
from solver.optimise.known_faults import known_fault
from solver.optimise.outcome import relative_gap
from solver.plan import Plan
from solver.solution import ALLOCATION_COLUMNS, Part, RankValue, Sizes, Solution, SolverUsed


def extract_solution(plan: Plan, program: Program, search: SearchState, solver: CheckedSolver) -> Solution:
    """The plan by name, and what each rank came to, if there is a plan."""
    found = search.status in ("optimal", "feasible") and search.values is not None
    values = search.values if found and search.values is not None else np.zeros(program.count)
    return Solution(
        status=search.status,
        allocation=_allocation(plan, program, values),
        ranks=tuple(_rank_value(settled, values) for settled in search.settled) if found else (),
        solver=_used(solver),
        sizes=Sizes(
            variables=program.count,
            integers=int(program.whole.sum()),
            rows=program.matrix.count,
            nonzeros=len(program.matrix.column),
        ),
        relaxed=solver.options.relaxed,
        prices=pd.concat(search.prices, ignore_index=True) if search.prices and found else pd.DataFrame(),
        findings=_findings(solver),
        unique=search.unique,
        gap=solver.options.gap,
    )


def _used(solver: CheckedSolver) -> SolverUsed:
    """The solver as it was asked for; where it was asked in another way, too, its retries say so."""
    backend, options = solver.backend, solver.options
    return SolverUsed(
        name=backend.name,
        version=backend.version,
        seed=options.seed if backend.seed else 0,
        threads=backend.threads,
        retries=solver.retries,
    )


def _findings(solver: CheckedSolver) -> tuple[Finding, ...]:
    """What is to be said of the solver: a version known to be wrong, answers that could not be believed."""
    known = known_fault(solver.backend.name, solver.backend.version)
    sentences = [*([known.sentence] if known else []), *solver.doubts]
    return tuple(told(sentence, "warning") for sentence in sentences)


def _rank_value(settled: Settled, values: Floats) -> RankValue:
    rank = settled.rank
    final = sum(part.weight * part.cost.value(values) for part in rank.parts)
    bound = settled.bound if credible(settled, final) else trivial_bound(rank.cost)
    return RankValue(
        rank=rank.rank,
        parts=tuple(
            Part(name=part.name, weight=part.weight, value=each)
            for part, each in zip(rank.parts, settled.parts, strict=True)
        ),
        value=settled.value,
        final=final,
        bound=bound,
        gap=relative_gap(settled.value, bound),
        tolerance=rank.tolerance,
    )


def _allocation(plan: Plan, program: Program, values: Floats) -> pd.DataFrame:
    """The units sent, by name, sorted by key."""
    send = program.group("send").table
    units = values[send["column"].to_numpy()]
    used = send[units > 0]
    return pd.DataFrame(
        {
            "contingent": plan.contingents["contingent"].to_numpy()[used["contingent"]],
            "role": plan.roles["role"].to_numpy()[used["role"]],
            "site": plan.sites["site"].to_numpy()[used["site"]],
            "period": used["period"].to_numpy(),
            "units": units[units > 0],
        },
        columns=list(ALLOCATION_COLUMNS),
    )
