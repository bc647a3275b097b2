"""The solution extracted from a search by the plan's names, and the prices of the planner's numbers."""

from __future__ import annotations

from itertools import repeat

import numpy as np
import pandas as pd

from solver.errors import told
from solver.model.linexpr import Floats
from solver.model.program import Program, Rank
from solver.optimise.backend import relative_gap
from solver.optimise.checked_solver import CheckedSolver
from solver.optimise.known_faults import known_fault
from solver.optimise.search_state import SearchState, SettledRank, credible, trivial_bound
from solver.plan import Plan
from solver.solution import ALLOCATION_COLUMNS, Part, RankValue, Sizes, Solution, SolverUsed
from solver.tolerances import ZERO_PRICE


def extract_solution(plan: Plan, program: Program, search: SearchState, solver: CheckedSolver) -> Solution:
    """The solution: the allocation by name and the value of each rank, both empty where there is no plan."""
    found = search.status in ("optimal", "feasible") and search.values is not None
    values = search.values if found and search.values is not None else np.zeros(program.count)
    known = known_fault(solver.backend.name, solver.backend.version)
    doubts = [*([known.sentence] if known else []), *solver.doubts]
    return Solution(
        status=search.status,
        allocation=allocation_of(plan, program, values),
        ranks=tuple(map(rank_value, program.ranks, search.settled, repeat(values))) if found else (),
        solver=_used(solver),
        sizes=Sizes(
            variables=program.count,
            integers=int(program.whole.sum()),
            rows=program.matrix.count,
            nonzeros=len(program.matrix.column),
        ),
        relaxed=solver.options.relaxed,
        prices=pd.concat(search.prices, ignore_index=True) if search.prices and found else pd.DataFrame(),
        findings=tuple(told(sentence, "warning") for sentence in doubts),
        unique=search.unique,
        gap=solver.options.gap,
        searches=search.searches,
    )


def _used(solver: CheckedSolver) -> SolverUsed:
    """The solver with its version and settings, and how often it was asked again."""
    backend, options = solver.backend, solver.options
    return SolverUsed(
        name=backend.name,
        version=backend.version,
        seed=options.seed if backend.seed else 0,
        threads=backend.threads,
        retries=solver.retries,
    )


def rank_value(rank: Rank, settled: SettledRank, values: Floats) -> RankValue:
    """The rank's value when it was settled and in the final plan, with its bound if that is credible."""
    final = sum(part.weight * part.cost.value(values) for part in rank.parts)
    bound = settled.bound if credible(rank, settled, final) else trivial_bound(rank.cost)
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


def allocation_of(plan: Plan, program: Program, values: Floats) -> pd.DataFrame:
    """The units sent in a plan of a program, by name, sorted by key."""
    group = program.group("send")
    send, units = group.table, values[group.start : group.stop]
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
    """Prices of the numbers whose rows bind for this rank.

    rank, rule, sheet, sheet_row, column, period; ``price``: change of the rank's
    value for one more of that number, in its own unit, all else equal.
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
