"""A first plan, period by period, each knowing what those before it took and what the rest would pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.model.linexpr import Floats, Mask
from solver.optimise.large.arrays import Arrays, Subproblem, subproblem
from solver.optimise.large.relaxation import BlockStructure, PeriodBlock, reduced_costs
from solver.optimise.large.solver_pool import SolverPool, SubproblemTask
from solver.tolerances import SHORT_OF_WHOLE

FIX_GAP = 0.05
"""How close to its own best a period is planned at first: improving it is quicker than waiting."""

ROUNDING_SECONDS = 1.0
"""Seconds for a period in parts of units: at campaign size it takes a tenth of that."""


def relax_and_fix(
    arrays: Arrays, blocks: BlockStructure, prices: Floats, team: SolverPool, seconds: float
) -> Floats | None:
    """A plan, None where some period finds none; ``seconds`` for each period.

    Where a period finds none in its seconds, what is best in parts of units is
    rounded: to be improved, that is better than nobody anywhere.

    Rows that couple periods hold for what is settled already; what they will
    be worth to periods still to come is paid at the prices of the relaxation.
    Periods that share no row are settled at once.
    """
    known = FixedSoFar(
        values=np.clip(np.zeros(len(arrays.cost)), arrays.lower, arrays.upper),
        settled=np.zeros(len(arrays.cost), dtype=bool),
    )
    for batch in _batches(arrays, blocks, team.threads):
        parts = [_next(arrays, blocks, block, prices, known) for block in batch]
        answers = team.solve([SubproblemTask(part=part, seconds=seconds, gap=FIX_GAP) for part in parts])
        for part, answer in zip(parts, answers, strict=True):
            values = _rounded(arrays, part, team) if answer.values is None else answer.values
            if values is None:
                return None
            known.values[part.columns] = values
            known.settled[part.columns] = True
    return known.values


def _rounded(arrays: Arrays, part: Subproblem, team: SolverPool) -> Floats | None:
    """The best in parts of units, the parts left at home; None where that took too long."""
    values = team.solve([SubproblemTask(part=part, seconds=ROUNDING_SECONDS, relaxed=True)])[0].values
    return (
        None
        if values is None
        else np.where(arrays.whole[part.columns], np.floor(values + SHORT_OF_WHOLE), values)
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FixedSoFar:
    """The values of all decisions, and which of them are settled."""

    values: Floats
    settled: Mask


def _batches(arrays: Arrays, blocks: BlockStructure, most: int) -> list[list[PeriodBlock]]:
    """The blocks in order, each with later ones that share no row with it."""
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
    """Whether two blocks have decisions in one row, blocks x blocks."""
    touched = np.zeros((len(arrays.row_lower), len(blocks.each)), dtype=np.float32)
    for place, block in enumerate(blocks.each):
        touched[arrays.row[arrays.entries(block.columns)], place] = 1.0
    touched = touched[blocks.couple]
    return np.asarray(touched.T @ touched > 0)


def _next(
    arrays: Arrays, blocks: BlockStructure, block: PeriodBlock, prices: Floats, known: FixedSoFar
) -> Subproblem:
    """The block, with what rows still leave it if all blocks to come take the least."""
    to_come = ~known.settled
    to_come[block.columns] = False
    taken = arrays.activity(np.where(known.settled, known.values, 0.0))
    least, most = arrays.reach(to_come)
    waiting = np.zeros(len(arrays.row_lower), dtype=bool)
    waiting[arrays.row[to_come[arrays.column]]] = True
    cost = reduced_costs(arrays, np.where(blocks.couple & waiting, prices, 0.0)) + arrays.ahead
    rows = np.unique(arrays.row[arrays.entries(block.columns)])
    limits = (arrays.row_lower - taken - most)[rows], (arrays.row_upper - taken - least)[rows]
    return subproblem(arrays, block.columns, rows, limits, cost)
