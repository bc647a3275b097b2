"""The relaxation with parts of units: each period by itself first, then all joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.model.terms import Floats
from solver.optimise.large.arrays import Arrays, part_of
from solver.optimise.large.blocks import Blocks
from solver.optimise.large.team import Answer, Task, Team


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relaxation:
    """The best with parts of units: the price of each row, and what no plan can be below."""

    prices: Floats
    bound: float


def relax(arrays: Arrays, blocks: Blocks, team: Team, seconds: float) -> Relaxation | None:
    """The relaxation of the whole, None where the seconds do not suffice.

    What is best for each period is no plan for all of them, but from there
    dual simplex has only the rows that couple periods left to mend.
    """
    limits = arrays.row_lower, arrays.row_upper
    parts = [
        part_of(
            arrays, block.columns, block.rows, (limits[0][block.rows], limits[1][block.rows]), arrays.cost
        )
        for block in blocks.each
    ]
    alone = team.solve([Task(part=part, seconds=seconds, relaxed=True) for part in parts])
    everything = part_of(arrays, np.arange(len(arrays.cost)), np.arange(len(limits[0])), limits, arrays.cost)
    joined = _joined(arrays, blocks, alone)
    answer = team.solve([Task(part=everything, seconds=seconds, relaxed=True, basis=joined)])[0]
    if answer.prices is None:
        return None
    return Relaxation(prices=_clean(arrays, answer.prices), bound=answer.bound + arrays.constant)


def _joined(arrays: Arrays, blocks: Blocks, alone: list[Answer]) -> Any:
    """One basis from those of the blocks; decisions of no period at 0, rows that couple slack."""
    known = highspy.HighsBasisStatus
    columns = np.full(len(arrays.cost), known.kLower, dtype=object)
    rows = np.full(len(arrays.row_lower), known.kBasic, dtype=object)
    for block, answer in zip(blocks.each, alone, strict=True):
        if answer.basis is None:
            return None
        columns[block.columns] = list(answer.basis.col_status)
        rows[block.rows] = list(answer.basis.row_status)
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status, basis.valid = columns.tolist(), rows.tolist(), True
    return basis


def _clean(arrays: Arrays, prices: Floats) -> Floats:
    """No price on a side of a row that has no limit, where arithmetic left a trace of one."""
    limit = np.where(prices > 0, arrays.row_lower, arrays.row_upper)
    return np.where(np.isfinite(limit), prices, 0.0)
