"""The linear relaxation, solved period by period first, and the bound that any dual prices give."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.model.linexpr import Floats, Ints, Mask
from solver.optimise.large.arrays import Arrays, needed_upper, subproblem
from solver.optimise.large.solver_pool import SolverPool, SubproblemTask
from solver.tolerances import ZERO_REDUCED_COST


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinearRelaxation:
    """The linear relaxation, solved as far as the time sufficed.

    ``prices``: dual values of the rows. ``bound``: a lower bound on every plan. ``basis``: where the simplex
    can go on under another objective. ``finished``: whether it was solved to the end.
    """

    prices: Floats
    bound: float
    basis: Any
    finished: bool


def solve_relaxation(
    arrays: Arrays, blocks: BlockStructure, pool: SolverPool, seconds: float, basis: Any = None
) -> LinearRelaxation | None:
    """Solve the relaxation of the whole; None if it was stopped.

    Each period is solved by itself first. What is best for each is no plan for all of them, but from there
    dual simplex has only the rows that couple periods left to mend. Where periods by themselves cost nothing,
    as nobody would go, the ``basis`` of the rank before is the better start. Either way there is a bound at
    any time, weaker where the seconds did not suffice.
    """
    end = time.monotonic() + seconds
    limits = arrays.row_lower, arrays.row_upper
    alone = _periods(arrays, blocks, pool, seconds)
    if alone is None or (basis is not None and alone.bound <= arrays.constant + ZERO_REDUCED_COST):
        start = None if basis is None else _longer(basis, len(limits[0]))
    else:
        start = alone.basis
    everything = subproblem(
        arrays, np.arange(len(arrays.cost)), np.arange(len(limits[0])), limits, arrays.cost
    )
    left = end - time.monotonic()
    result = pool.solve([SubproblemTask(part=everything, seconds=left, relaxed=True, basis=start)])[0]
    if result.prices is None:
        return alone
    return _relaxation(arrays, result.prices, result.basis, finished=result.proved)


def lagrangian_bound(arrays: Arrays, prices: Floats) -> float:
    """The Lagrangian bound at these prices of rows: valid at any prices, the relaxation's value at the best.

    Every row is paid for at its price, and every decision then takes the cheaper end of its range.
    """
    return rows_at_prices(arrays, prices) + least_reduced_cost(
        arrays, prices, np.ones(len(arrays.cost), dtype=bool)
    )


def rows_at_prices(arrays: Arrays, prices: Floats) -> float:
    """The limits of all rows at these prices, with the objective's constant."""
    limit = np.where(prices > 0, arrays.row_lower, arrays.row_upper)
    return arrays.constant + float(prices[prices != 0] @ limit[prices != 0])


def least_reduced_cost(arrays: Arrays, prices: Floats, chosen: Mask) -> float:
    """The least that the chosen decisions can cost within their ranges, at their reduced costs."""
    reduced = reduced_costs(arrays, prices)
    end = np.where(reduced > 0, arrays.lower, needed_upper(arrays))
    counts = chosen & (np.abs(reduced) > np.where(np.isinf(end), ZERO_REDUCED_COST, 0.0))
    return float(reduced[counts] @ end[counts])


def _periods(
    arrays: Arrays, blocks: BlockStructure, pool: SolverPool, seconds: float
) -> LinearRelaxation | None:
    """Solve the relaxation of each period by itself, without the rows that couple periods."""
    lower, upper = arrays.row_lower, arrays.row_upper
    subproblems = [
        subproblem(arrays, block.columns, block.rows, (lower[block.rows], upper[block.rows]), arrays.cost)
        for block in blocks.each
    ]
    alone = pool.solve([SubproblemTask(part=part, seconds=seconds, relaxed=True) for part in subproblems])
    known = highspy.HighsBasisStatus
    columns = np.full(len(arrays.cost), known.kLower, dtype=object)
    rows = np.full(len(lower), known.kBasic, dtype=object)
    prices = np.zeros(len(lower))
    for block, result in zip(blocks.each, alone, strict=True):
        if result.basis is None or result.prices is None:
            return None
        columns[block.columns] = list(result.basis.col_status)
        rows[block.rows] = list(result.basis.row_status)
        prices[block.rows] = result.prices
    return _relaxation(arrays, prices, _basis(columns.tolist(), rows.tolist()), finished=False)


def _longer(basis: Any, rows: int) -> Any:
    """The basis extended by rows that were added since, as not binding."""
    added = max(rows - len(basis.row_status), 0)
    return _basis(basis.col_status, [*basis.row_status, *[highspy.HighsBasisStatus.kBasic] * added])


def _basis(columns: list[Any], rows: list[Any]) -> Any:
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status, basis.valid = columns, rows, True
    return basis


def _relaxation(arrays: Arrays, prices: Floats, basis: Any, *, finished: bool) -> LinearRelaxation:
    """The relaxation with these prices; a price on a side of a row without limit is noise, and dropped."""
    limit = np.where(prices > 0, arrays.row_lower, arrays.row_upper)
    prices = np.where(np.isfinite(limit), prices, 0.0)
    return LinearRelaxation(
        prices=prices, bound=lagrangian_bound(arrays, prices), basis=basis, finished=finished
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeriodBlock:
    """The decisions of one period, and the rows that hold no others."""

    period: int
    columns: Ints
    rows: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlockStructure:
    """The blocks of all periods; ``coupling``: which rows tie them together or to decisions of no period."""

    each: tuple[PeriodBlock, ...]
    coupling: Mask


def find_blocks(arrays: Arrays) -> BlockStructure:
    """The block structure of a model, by the periods of its decisions."""
    count = len(arrays.row_lower)
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.zeros(count, dtype=np.int64)
    period = arrays.period[arrays.column]
    np.minimum.at(first, arrays.row, period)
    np.maximum.at(last, arrays.row, period)
    coupling = (first != last) | (last == 0)
    return BlockStructure(
        each=tuple(
            PeriodBlock(
                period=each,
                columns=np.flatnonzero(arrays.period == each),
                rows=np.flatnonzero(~coupling & (last == each)),
            )
            for each in np.unique(arrays.period[arrays.period > 0]).tolist()
        ),
        coupling=coupling,
    )


def reduced_costs(arrays: Arrays, prices: Floats) -> Floats:
    """The reduced cost of each decision at these prices of rows."""
    rows_at_prices = prices[arrays.row] * arrays.coefficient
    return arrays.cost - np.bincount(arrays.column, weights=rows_at_prices, minlength=len(arrays.cost))
