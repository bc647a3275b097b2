"""Relax and fix: a first plan, solved period by period, later periods paid for at the relaxation's prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.model.linexpr import Floats, Mask
from solver.optimise.large.arrays import Arrays, Subproblem, subproblem
from solver.optimise.large.relaxation import BlockStructure, PeriodBlock, reduced_costs
from solver.optimise.large.solver_pool import SolverPool, SubproblemTask
from solver.tolerances import SHORT_OF_WHOLE

FIX_GAP = 0.05
"""Gap to which a period is solved: the neighbourhood search closes the rest faster."""

ROUNDING_SECONDS = 1.0
"""Seconds for the relaxation of a period: at campaign size it takes a tenth of that."""


def relax_and_fix(
    arrays: Arrays, blocks: BlockStructure, prices: Floats, pool: SolverPool, seconds: float
) -> Floats | None:
    """A plan, None where some period finds none; ``seconds`` for each period.

    Where a period finds none in time, its relaxation is rounded down: a start
    for improvement, better than nobody anywhere. Rows that couple periods hold
    for what is fixed already; what they are worth to later periods is paid at
    the prices of the relaxation. Periods that share no row are solved at once.
    """
    known = FixedSoFar(
        values=np.clip(np.zeros(len(arrays.cost)), arrays.lower, arrays.upper),
        fixed=np.zeros(len(arrays.cost), dtype=bool),
    )
    for batch in _batches(arrays, blocks, pool.threads):
        subproblems = [_next(arrays, blocks, block, prices, known) for block in batch]
        results = pool.solve(
            [SubproblemTask(part=part, seconds=seconds, gap=FIX_GAP) for part in subproblems]
        )
        for part, result in zip(subproblems, results, strict=True):
            values = _rounded(arrays, part, pool) if result.values is None else result.values
            if values is None:
                return None
            known.values[part.columns] = values
            known.fixed[part.columns] = True
    return known.values


def _rounded(arrays: Arrays, part: Subproblem, pool: SolverPool) -> Floats | None:
    """The subproblem's relaxation rounded down; None where it took too long."""
    values = pool.solve([SubproblemTask(part=part, seconds=ROUNDING_SECONDS, relaxed=True)])[0].values
    return (
        None
        if values is None
        else np.where(arrays.whole[part.columns], np.floor(values + SHORT_OF_WHOLE), values)
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FixedSoFar:
    """The values of all decisions, and which of them are fixed."""

    values: Floats
    fixed: Mask


def _batches(arrays: Arrays, blocks: BlockStructure, most: int) -> list[list[PeriodBlock]]:
    """Batches of blocks in order, each block with later ones that share no row with it."""
    shared = _shared(arrays, blocks)
    left = list(range(len(blocks.each)))
    batches = []
    while left:
        chosen = [left.pop(0)]
        for other in reversed(left.copy()):
            if len(chosen) < most and not shared[chosen, other].any():
                chosen.append(other)
                left.remove(other)
        batches.append([blocks.each[place] for place in chosen])
    return batches


def _shared(arrays: Arrays, blocks: BlockStructure) -> Mask:
    """Whether two blocks share a row, blocks x blocks."""
    touched = np.zeros((len(arrays.row_lower), len(blocks.each)), dtype=np.float32)
    for place, block in enumerate(blocks.each):
        touched[arrays.row[arrays.entries(block.columns)], place] = 1.0
    touched = touched[blocks.coupling]
    return np.asarray(touched.T @ touched > 0)


def _next(
    arrays: Arrays, blocks: BlockStructure, block: PeriodBlock, prices: Floats, known: FixedSoFar
) -> Subproblem:
    """The subproblem of the block, with the room that rows leave it if later blocks take the least."""
    to_come = ~known.fixed
    to_come[block.columns] = False
    taken = arrays.activity(np.where(known.fixed, known.values, 0.0))
    least, most = arrays.reach(to_come)
    waiting = np.zeros(len(arrays.row_lower), dtype=bool)
    waiting[arrays.row[to_come[arrays.column]]] = True
    cost = reduced_costs(arrays, np.where(blocks.coupling & waiting, prices, 0.0)) + arrays.lookahead
    rows = np.unique(arrays.row[arrays.entries(block.columns)])
    limits = (arrays.row_lower - taken - most)[rows], (arrays.row_upper - taken - least)[rows]
    return subproblem(arrays, block.columns, rows, limits, cost)
