"""The best and the worst of a tiny program, by trying every choice of whole numbers and every corner."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace

import highspy
import numpy as np

from solver.optimise.backend import SolveOutcome
from solver.optimise.highs import DirectHighs

MANY = 20
"""Whole numbers without an upper bound are tried up to this; the rows of such trials hold them below."""

NEAR = 1e-9
MOVED = 0.01
"""By how much the limit of a row is moved to see what it is worth."""


@dataclass(frozen=True)
class Live:
    """What a live model holds: costs, limits of columns and rows, and which columns are whole."""

    costs: np.ndarray
    constant: float
    matrix: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    whole: np.ndarray
    own: int
    """Rows of the program, before those that were kept."""

    @classmethod
    def of(cls, solver: DirectHighs) -> Live:
        """The model as HiGHS holds it when it is told to search."""
        lp = solver.highs.getLp()
        return cls(
            costs=np.array(lp.col_cost_),
            constant=lp.offset_,
            matrix=dense(lp),
            lower=np.array(lp.col_lower_),
            upper=np.array(lp.col_upper_),
            row_lower=np.array(lp.row_lower_),
            row_upper=np.array(lp.row_upper_),
            whole=solver.program.whole,
            own=solver.program.matrix.count,
        )

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from other models."""
        arrays = (self.costs, self.matrix, self.lower, self.upper, self.row_lower, self.row_upper, self.whole)
        return (self.constant, self.own, *(each.tobytes() for each in arrays))

    def keeps(self, values: np.ndarray) -> bool:
        """Whether values keep every limit."""
        sums = self.matrix @ values
        return bool(
            (values >= self.lower - NEAR).all()
            and (values <= self.upper + NEAR).all()
            and (sums >= self.row_lower - NEAR).all()
            and (sums <= self.row_upper + NEAR).all()
        )

    def cost(self, values: np.ndarray) -> float:
        """What values cost."""
        return float(self.costs @ values) + self.constant


@dataclass(frozen=True)
class Extremes:
    """The values that cost least and most among all corners."""

    least: np.ndarray
    most: np.ndarray


KNOWN: dict[tuple[object, ...], Extremes | None] = {}

TOO_MANY = 12
"""Columns from which on there are more choices and corners than can be tried."""

WITNESSES = {
    18: Extremes(
        least=np.array([3, 0, 0, 0, 4, 0, 0, 2, 0, 0, 40, 2.5, 2, 90, 1, 0, 0, 1], dtype=np.float64),
        most=np.array([4, 1, 2, 3, 1, 4, 0, 0, 0, 0, 100, 1, 1, 120, 0, 1, 0, 1], dtype=np.float64),
    )
}
"""For programs of so many columns: values that cost nothing, where nothing costs less, and others that do."""


def answer(live: Live) -> SolveOutcome:
    """What a solver should come back with."""
    found = extremes(live)
    if found is None:
        return SolveOutcome(ending="infeasible", values=None, bound=math.inf)
    prices = None if live.whole.any() else np.array([price(live, row) for row in range(live.own)])
    return SolveOutcome(ending="proved", values=found.least, bound=live.cost(found.least), duals=prices)


def price(live: Live, row: int) -> float:
    """By how much the least cost grows for one more of a row's limit; NaN where more and less differ."""
    costs = []
    for moved in (-MOVED, 0.0, MOVED):
        shift = np.zeros(len(live.row_lower))
        shift[row] = moved
        there = extremes(replace(live, row_lower=live.row_lower + shift, row_upper=live.row_upper + shift))
        costs.append(math.nan if there is None else live.cost(there.least))
    less, more = (costs[1] - costs[0]) / MOVED, (costs[2] - costs[1]) / MOVED
    return more if abs(more - less) < 1e-6 else math.nan


def extremes(live: Live) -> Extremes | None:
    """The best and the worst, None if nothing keeps all limits; worked out once for each model."""
    if live.key not in KNOWN:
        KNOWN[live.key] = tried(live) if len(live.costs) < TOO_MANY else witnessed(live)
    return KNOWN[live.key]


def witnessed(live: Live) -> Extremes:
    """The best and another by their witnesses: no cost is below zero, and the best costs nothing."""
    found = WITNESSES[len(live.costs)]
    assert (live.costs >= 0).all()
    assert (live.lower >= 0).all()
    assert live.cost(found.least) == live.constant
    assert all(live.keeps(values) for values in (found.least, found.most))
    assert all((values[live.whole] % 1 == 0).all() for values in (found.least, found.most))
    return found


def tried(live: Live) -> Extremes | None:
    """Every choice of whole numbers and, for each, every corner of what is not whole."""
    whole, rest = np.flatnonzero(live.whole), np.flatnonzero(~live.whole)
    ranges = [range(math.ceil(live.lower[each]), int(min(live.upper[each], MANY)) + 1) for each in whole]
    corners = corners_of(live, rest)
    found: list[tuple[float, np.ndarray]] = []
    for choice in itertools.product(*ranges):
        values = np.zeros(len(live.costs))
        values[whole] = choice
        used = np.concatenate([live.matrix @ values, np.zeros(len(rest))])
        for inverse, faces, sides in corners:
            values[rest] = inverse @ (sides - used[faces])
            if live.keeps(values):
                found.append((live.cost(values), values.copy()))
    if not found:
        return None
    return Extremes(
        least=min(found, key=lambda each: each[0])[1], most=max(found, key=lambda each: each[0])[1]
    )


def corners_of(live: Live, rest: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Where as many limits of rows and columns meet as there are columns that are not whole.

    Of each: the inverse of what meets, which rows (then columns) these are, and at which side.
    """
    normals = np.vstack([live.matrix[:, rest], np.eye(len(rest))])
    limits = zip(
        np.concatenate([live.row_lower, live.lower[rest]]),
        np.concatenate([live.row_upper, live.upper[rest]]),
        strict=True,
    )
    sides = [
        (face, side)
        for face, both in enumerate(limits)
        for side in dict.fromkeys(both)
        if math.isfinite(side) and normals[face].any()
    ]
    corners = []
    for chosen in itertools.combinations(sides, len(rest)):
        faces = np.array([face for face, _ in chosen], dtype=int)
        meeting = normals[faces].reshape(len(rest), len(rest))
        if abs(np.linalg.det(meeting)) > NEAR:
            corners.append((np.linalg.inv(meeting), faces, np.array([side for _, side in chosen])))
    return corners


def dense(lp: object) -> np.ndarray:
    """The rows of a model of HiGHS, which holds them by row or by column."""
    kept = lp.a_matrix_  # type: ignore[attr-defined]
    rows, columns = lp.num_row_, lp.num_col_  # type: ignore[attr-defined]
    starts, index, value = list(kept.start_), list(kept.index_), list(kept.value_)
    by_row = kept.format_ != highspy.MatrixFormat.kColwise
    matrix = np.zeros((rows, columns))
    for major in range(rows if by_row else columns):
        for entry in range(starts[major], starts[major + 1]):
            matrix[(major, index[entry]) if by_row else (index[entry], major)] = value[entry]
    return matrix
