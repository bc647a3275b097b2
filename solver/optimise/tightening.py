"""Reduced-cost tightening: bounds of decisions that every plan good enough in a rank keeps anyway.

At any prices of the rows no plan comes to less than the bound of these prices plus, for each decision,
its reduced cost times its distance from the end that is cheaper. With the most that a rank may come to,
that limits the distance. It holds whatever the solver says, for prices need not be the best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.backend import KeptRow
from solver.optimise.highs_calls import add_row, new_highs, pass_program, run_relaxation, set_cost
from solver.optimise.large.arrays import arrays_of
from solver.optimise.large.relaxation import lagrangian_bound, reduced_costs
from solver.optimise.search_state import KeptCost
from solver.tolerances import TIGHTENING_MARGIN, ZERO_REDUCED_COST

ENOUGH_SECONDS = 10.0
"""For one relaxation; without its prices nothing is tightened."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PricedRelaxation:
    """The linear relaxation of a program under one cost: its values, the bound that its prices prove, and
    the reduced costs of all decisions at these prices.
    """

    values: Floats
    bound: float
    reduced: Floats


def tightened(program: Program, kept: Sequence[KeptCost]) -> Program:
    """The program with bounds that every plan within the kept ranks keeps anyway."""
    rows = [each.row() for each in kept]
    for each in kept:
        relaxation = price(relaxed_model(program, rows), program, each.cost)
        if relaxation is not None:
            program = tightened_within(program, relaxation, each.limit)
    return program


def tightened_within(program: Program, relaxation: PricedRelaxation, limit: float) -> Program:
    """The program with bounds that every plan keeps whose cost in the relaxation is at most ``limit``."""
    room = limit - relaxation.bound + TIGHTENING_MARGIN * max(1.0, abs(limit))
    if not np.isfinite(room) or room < 0.0:
        return program
    reduced = relaxation.reduced
    return replace(
        program,
        upper=np.minimum(program.upper, _ends(program, program.lower, reduced, room)),
        lower=np.maximum(program.lower, _ends(program, program.upper, reduced, -room)),
    )


def _ends(program: Program, near: Floats, reduced: Floats, room: float) -> Floats:
    """The farthest end of each decision from its cheaper one; infinite where the prices do not limit it."""
    sign = np.sign(room)
    counts = (sign * reduced > ZERO_REDUCED_COST) & np.isfinite(near)
    away = np.where(counts, room / np.where(counts, np.abs(reduced), 1.0), sign * np.inf)
    end = np.where(counts, near, 0.0) + away
    whole = np.floor(end + TIGHTENING_MARGIN) if sign > 0 else np.ceil(end - TIGHTENING_MARGIN)
    return np.where(program.whole, whole, end + sign * TIGHTENING_MARGIN)


def relaxed_model(program: Program, rows: Sequence[KeptRow]) -> Any:
    """A HiGHS with the relaxation of the program and every kept row."""
    highs = new_highs(output_flag=False, solve_relaxation=True, threads=1)
    pass_program(highs, program)
    for row in rows:
        add_row(highs, row.cost, row.limit)
    return highs


def price(
    highs: Any, program: Program, cost: Cost, seconds: float = ENOUGH_SECONDS
) -> PricedRelaxation | None:
    """Solve the relaxation in this HiGHS under a cost; None where it was not solved to the end."""
    set_cost(highs, cost)
    if not run_relaxation(highs, seconds):
        return None
    arrays = arrays_of(highs, program)
    solution = highs.getSolution()
    prices = np.asarray(solution.row_dual)
    limit = np.where(prices > 0, arrays.row_lower, arrays.row_upper)
    prices = np.where(np.isfinite(limit), prices, 0.0)
    return PricedRelaxation(
        values=np.asarray(solution.col_value),
        bound=lagrangian_bound(arrays, prices),
        reduced=reduced_costs(arrays, prices),
    )
