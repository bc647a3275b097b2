"""The solution extracted from a search by the plan's names, and the prices of the planner's numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.errors import Finding, told
from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.optimise.backend import relative_gap
from solver.optimise.checked_solver import CheckedSolver
from solver.optimise.known_faults import known_fault
from solver.optimise.search_state import SearchState, Settled, credible, trivial_bound
from solver.plan import Plan
from solver.solution import ALLOCATION_COLUMNS, Part, RankValue, Sizes, Solution, SolverUsed
from solver.tolerances import ZERO_PRICE


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


def rank_prices(program: Program, rank: int, duals: Floats) -> pd.DataFrame:
    """The numbers whose rows bind for this rank: rank, rule, sheet, sheet_row, column, period, price.

    ``price``: change of the rank's value for one more of that number, in its
    own unit, all else equal.
    """
    found = []
    for rule in program.rules:
        rows = rule.rows
        if rows.number is None:
            continue
        price = duals[rule.start : rule.start + len(rows.limit)] * rows.scale
        binding = np.abs(price) > ZERO_PRICE
        period = rows.keys["period"] if "period" in rows.keys else pd.Series(0, index=rows.keys.index)
        found.append(
            pd.DataFrame(
                {
                    "rank": rank,
                    "rule": rule.name,
                    "sheet": rows.number.sheet,
                    "sheet_row": rows.sheet_row[binding],
                    "column": rows.number.column,
                    "period": period.to_numpy()[binding],
                    "price": price[binding],
                }
            )
        )
    found = [table for table in found if len(table)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()
