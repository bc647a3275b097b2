"""A model seen period by period: the rows of one period, and those that couple several."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.model.terms import Floats, Ints, Mask
from solver.optimise.large.arrays import Arrays


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """The decisions of one period, and the rows in which there are no others."""

    period: int
    columns: Ints
    rows: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blocks:
    """All blocks by period, and which rows ``couple`` them to each other or to decisions of no period."""

    each: tuple[Block, ...]
    couple: Mask


def find_blocks(arrays: Arrays) -> Blocks:
    """The blocks of a model, by the periods of its decisions."""
    count = len(arrays.row_lower)
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.zeros(count, dtype=np.int64)
    period = arrays.period[arrays.column]
    np.minimum.at(first, arrays.row, period)
    np.maximum.at(last, arrays.row, period)
    couple = (first != last) | (last == 0)
    return Blocks(
        each=tuple(
            Block(
                period=each,
                columns=np.flatnonzero(arrays.period == each),
                rows=np.flatnonzero(~couple & (last == each)),
            )
            for each in np.unique(arrays.period[arrays.period > 0]).tolist()
        ),
        couple=couple,
    )


def priced(arrays: Arrays, prices: Floats) -> Floats:
    """The cost of each decision once what it takes from rows is paid at those prices."""
    paid = prices[arrays.row] * arrays.coefficient
    return arrays.cost - np.bincount(arrays.column, weights=paid, minlength=len(arrays.cost))
