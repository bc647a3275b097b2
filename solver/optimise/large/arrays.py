"""The arrays of a model with one objective, and subproblems cut out of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from solver.model.linexpr import Floats, Ints, Mask
from solver.model.program import Cost, Program
from solver.tolerances import ROW_MISSED

LOOKAHEAD = 0.01
"""Weight of the next rank's objective in the search for a plan, so that this rank leaves it a good start."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arrays:
    """A model with one objective.

    Of each column: ``cost``; ``lookahead``, its cost in the next rank, weighed so little that this rank
    decides; ``lower``, ``upper``, ``whole``; ``period`` (0 for none), ``site``, ``contingent`` (-1 for none);
    ``dependent``, whether it follows from who is sent where. ``row_lower``, ``row_upper``: of each row.
    ``row``, ``column``, ``coefficient``: of each entry, those of column c from ``starts[c]`` on.
    """

    cost: Floats
    lookahead: Floats
    constant: float
    lower: Floats
    upper: Floats
    whole: np.ndarray
    period: Ints
    site: Ints
    contingent: Ints
    dependent: Mask
    row_lower: Floats
    row_upper: Floats
    starts: Ints
    row: Ints
    column: Ints
    coefficient: Floats

    @property
    def guided_cost(self) -> Floats:
        """The cost of each column, with the lookahead on the next rank."""
        return self.cost + self.lookahead

    def value(self, values: Floats) -> float:
        """The value of the objective."""
        return float(self.constant + self.cost @ values)

    def activity(self, values: Floats) -> Floats:
        """The activity of each row: the sum that it limits."""
        terms = self.coefficient * values[self.column]
        return np.asarray(np.bincount(self.row, weights=terms, minlength=len(self.row_lower)), np.float64)

    def entries(self, columns: Ints) -> Ints:
        """The entries of these columns, column by column."""
        length = self.starts[columns + 1] - self.starts[columns]
        ends = np.cumsum(length)
        first = np.repeat(self.starts[columns] - (ends - length), length)
        return np.asarray(first + np.arange(len(first)), np.int64)

    def reach(self, chosen: Mask) -> tuple[Floats, Floats]:
        """The least and the most that the chosen decisions can add to each row."""
        entry = np.flatnonzero(chosen[self.column])
        row, column, coefficient = self.row[entry], self.column[entry], self.coefficient[entry]
        ends = coefficient * self.lower[column], coefficient * self.upper[column]
        count = len(self.row_lower)
        sums = [
            np.asarray(np.bincount(row, weights=end(*ends), minlength=count), np.float64)
            for end in (np.minimum, np.maximum)
        ]
        return sums[0], sums[1]

    def is_feasible(self, values: Floats) -> bool:
        """Whether these values satisfy every row and bound."""
        activity = self.activity(values)
        room = ROW_MISSED * np.maximum(1.0, np.abs(activity))
        return bool(
            (activity >= self.row_lower - room).all()
            and (activity <= self.row_upper + room).all()
            and (values >= self.lower - ROW_MISSED).all()
            and (values <= self.upper + ROW_MISSED).all()
        )


def arrays_of(highs: Any, program: Program, next_cost: Cost | None = None) -> Arrays:
    """The arrays of the model that HiGHS holds now, rows added since included.

    ``next_cost``: the objective of the next rank.
    """
    model = highs.getLp()
    cost = np.asarray(model.col_cost_, dtype=np.float64)
    row, column, coefficient = _entries(model.a_matrix_)
    return Arrays(
        cost=cost,
        lookahead=_lookahead(cost, next_cost),
        constant=float(model.offset_),
        lower=np.asarray(model.col_lower_, dtype=np.float64),
        upper=np.asarray(model.col_upper_, dtype=np.float64),
        whole=program.whole,
        period=_subject(program, "period", 0),
        site=_subject(program, "site", -1),
        contingent=_subject(program, "contingent", -1),
        dependent=_dependent(program),
        row_lower=np.asarray(model.row_lower_, dtype=np.float64),
        row_upper=np.asarray(model.row_upper_, dtype=np.float64),
        starts=_starts(column, program.count),
        row=row,
        column=column,
        coefficient=coefficient,
    )


def _lookahead(cost: Floats, next_cost: Cost | None) -> Floats:
    """The next objective scaled to this one by their largest coefficients, times ``LOOKAHEAD``."""
    if next_cost is None:
        return np.zeros(len(cost))
    lookahead = next_cost.dense(len(cost))
    largest, own = float(np.abs(lookahead).max(initial=0.0)), float(np.abs(cost).max(initial=0.0))
    return lookahead * (LOOKAHEAD * own / largest) if largest else lookahead


def needed_upper(arrays: Arrays) -> Floats:
    """Upper bounds of the decisions; where one is infinite, the most that any row can need of it."""
    row, column, coefficient = arrays.row, arrays.column, arrays.coefficient
    least, most = arrays.reach(np.ones(len(arrays.cost), dtype=bool))
    others = np.where(coefficient > 0, least[row], most[row]) - coefficient * arrays.lower[column]
    limit = np.where(coefficient > 0, arrays.row_lower[row], arrays.row_upper[row])
    holds = np.isfinite(limit)
    needed = arrays.lower.copy()
    np.maximum.at(needed, column[holds], (limit[holds] - others[holds]) / coefficient[holds])
    needed = np.where(arrays.whole, np.ceil(needed), needed)
    endless = np.isposinf(arrays.upper) & (arrays.cost >= 0)
    return np.where(endless, needed, arrays.upper)


def without_free_rows(arrays: Arrays) -> Arrays:
    """The model without the rows that some decision can satisfy at no cost, whatever all others are.

    While moves do not count, nothing need say what a move is: at campaign size that is half of the model.
    """
    relieves = np.isposinf(
        np.where(arrays.coefficient > 0, arrays.row_upper[arrays.row], -arrays.row_lower[arrays.row])
    )
    free = (arrays.guided_cost == 0) & np.isposinf(arrays.upper)
    free[arrays.column[~relieves]] = False
    void = np.zeros(len(arrays.row_lower), dtype=bool)
    void[arrays.row[free[arrays.column]]] = True
    left = ~void[arrays.row]
    return replace(
        arrays,
        period=np.where(free, 0, arrays.period),
        site=np.where(free, -1, arrays.site),
        contingent=np.where(free, -1, arrays.contingent),
        dependent=arrays.dependent & ~free,
        row_lower=np.where(void, -np.inf, arrays.row_lower),
        row_upper=np.where(void, np.inf, arrays.row_upper),
        starts=_starts(arrays.column[left], len(arrays.cost)),
        row=arrays.row[left],
        column=arrays.column[left],
        coefficient=arrays.coefficient[left],
    )


def _starts(column: Ints, count: int) -> Ints:
    """The index at which each column's entries begin, and behind the last the number of all."""
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(column, minlength=count), out=starts[1:])
    return starts


def _dependent(program: Program) -> Mask:
    """Whether each decision follows from ``send`` and ``placed``."""
    dependent = np.ones(program.count, dtype=bool)
    for name in ("send", "placed"):
        dependent[program.group(name).start : program.group(name).stop] = False
    return dependent


def _entries(matrix: Any) -> tuple[Ints, Ints, Floats]:
    """Row, column and coefficient of each entry, column by column."""
    starts = np.asarray(matrix.start_, dtype=np.int64)
    outer = np.repeat(np.arange(len(starts) - 1, dtype=np.int64), np.diff(starts))
    inner = np.asarray(matrix.index_, dtype=np.int64)[: len(outer)]
    coefficient = np.asarray(matrix.value_, dtype=np.float64)[: len(outer)]
    if matrix.format_ == highspy.MatrixFormat.kColwise:
        return inner, outer, coefficient
    order = np.argsort(inner, kind="stable")
    return outer[order], inner[order], coefficient[order]


def _subject(program: Program, what: str, otherwise: int) -> Ints:
    """The period, site or contingent of each decision."""
    subject = np.full(program.count, otherwise, dtype=np.int64)
    for group in program.groups:
        if what in group.table and group.start < group.stop:
            subject[group.start : group.stop] = group.table[what].to_numpy(np.int64)
    return subject


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subproblem:
    """Some columns of a model with their rows, as a model of HiGHS's.

    ``columns``, ``rows``: their indices in the whole model, in the subproblem's order.
    """

    columns: Ints
    rows: Ints
    model: Any


def subproblem(
    arrays: Arrays, columns: Ints, rows: Ints, limits: tuple[Floats, Floats], cost: Floats
) -> Subproblem:
    """The subproblem of these columns and rows; ``limits``: of its rows, ``cost``: of all columns."""
    entry = arrays.entries(columns)
    row = np.searchsorted(rows, arrays.row[entry])
    found = (
        rows[np.minimum(row, len(rows) - 1)] == arrays.row[entry] if len(rows) else np.zeros(len(row), bool)
    )
    owner = np.repeat(np.arange(len(columns)), arrays.starts[columns + 1] - arrays.starts[columns])[found]
    starts = np.zeros(len(columns) + 1, dtype=np.int32)
    np.cumsum(np.bincount(owner, minlength=len(columns)), out=starts[1:])
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns), len(rows)
    model.col_cost_ = cost[columns]
    model.col_lower_, model.col_upper_ = arrays.lower[columns], arrays.upper[columns]
    model.row_lower_, model.row_upper_ = limits
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = starts
    model.a_matrix_.index_ = row[found].astype(np.int32)
    model.a_matrix_.value_ = arrays.coefficient[entry[found]]
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[whole] for whole in arrays.whole[columns].astype(int).tolist()]
    return Subproblem(columns=columns, rows=rows, model=model)
