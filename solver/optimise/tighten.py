"""Reduced-cost tightening: bounds that no plan as good as the one at hand can pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.optimise.highs_calls import hand_over, new_highs
from solver.optimise.kept_ranks import KeptCost, KeptRow
from solver.optimise.large.arrays import arrays_of
from solver.optimise.large.relaxation import lagrangian_bound, reduced_costs
from solver.tolerances import TIGHTENING_MARGIN, ZERO_REDUCED_COST

ENOUGH_SECONDS = 10.0
"""For one relaxation; without its prices nothing is tightened."""


def tightened(program: Program, kept: Sequence[KeptCost]) -> Program:
    """The program with bounds that every plan within the kept ranks keeps anyway.

    At any prices of the rows no plan comes to less than the bound of these
    prices plus, for each decision, its reduced cost times its distance from the
    end that is cheaper. With the most that a rank may come to, that limits the
    distance. It holds whatever the solver says, for prices need not be the best.
    """
    rows = [each.row() for each in kept]
    for each in kept:
        program = _tightened(program, each, rows)
    return program


def _tightened(program: Program, rank: KeptCost, rows: Sequence[KeptRow]) -> Program:
    highs = _relaxed(program, rank, rows)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return program
    arrays = arrays_of(highs, program)
    prices = np.asarray(highs.getSolution().row_dual)
    limit = np.where(prices > 0, arrays.row_lower, arrays.row_upper)
    prices = np.where(np.isfinite(limit), prices, 0.0)
    bound, reduced = lagrangian_bound(arrays, prices), reduced_costs(arrays, prices)
    room = rank.limit - bound + TIGHTENING_MARGIN * max(1.0, abs(rank.limit))
    if not np.isfinite(room) or room < 0.0:
        return program
    return replace(
        program,
        upper=np.minimum(program.upper, _ends(program, program.lower, reduced, room)),
        lower=np.maximum(program.lower, _ends(program, program.upper, reduced, -room)),
    )


def _ends(program: Program, near: Floats, reduced: Floats, room: float) -> Floats:
    """How far each decision may go from its cheaper end; infinite where the prices say nothing of it."""
    sign = np.sign(room)
    counts = (sign * reduced > ZERO_REDUCED_COST) & np.isfinite(near)
    away = np.where(counts, room / np.where(counts, np.abs(reduced), 1.0), sign * np.inf)
    end = np.where(counts, near, 0.0) + away
    whole = np.floor(end + TIGHTENING_MARGIN) if sign > 0 else np.ceil(end - TIGHTENING_MARGIN)
    return np.where(program.whole, whole, end + sign * TIGHTENING_MARGIN)


def _relaxed(program: Program, rank: KeptCost, rows: Sequence[KeptRow]) -> Any:
    """The relaxation of the program under one rank, with every kept row."""
    highs = new_highs(output_flag=False, solve_relaxation=True, threads=1, time_limit=ENOUGH_SECONDS)
    hand_over(highs, program)
    for row in rows:
        column = row.cost.column.astype(np.int32)
        limit = row.limit - row.cost.constant
        highs.addRow(-highspy.kHighsInf, limit, len(column), column, row.cost.coefficient)
    columns = np.arange(program.count, dtype=np.int32)
    highs.changeColsCost(len(columns), columns, rank.cost.dense(len(columns)))
    highs.changeObjectiveOffset(rank.cost.constant)
    return highs
