"""A model with one objective as arrays, and parts of it as models of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from solver.model.linexpr import Floats, Ints, Mask
from solver.model.program import Cost, Program
from solver.tolerances import ROW_MISSED

AHEAD = 0.01
"""What the next objective weighs in the search for a plan, so that this one leaves it a good start."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arrays:
    """A model with one objective.

    ``cost``, ``ahead`` (what it adds to the next objective, weighed so little
    that this one decides), ``lower``, ``upper``, ``whole``, ``period``,
    ``site``, ``contingent`` (period 0, others -1: about none or all),
    ``helps`` (follows from who is sent where): of each column.
    ``row_lower``, ``row_upper``: of each row. ``row``, ``column``,
    ``coefficient``: of each entry, those of column c from ``starts[c]`` on.
    """

    cost: Floats
    ahead: Floats
    constant: float
    lower: Floats
    upper: Floats
    whole: np.ndarray
    period: Ints
    site: Ints
    contingent: Ints
    helps: Mask
    row_lower: Floats
    row_upper: Floats
    starts: Ints
    row: Ints
    column: Ints
    coefficient: Floats

    @property
    def wanted(self) -> Floats:
        """The cost of each column, the next objective looked at."""
        return self.cost + self.ahead

    def value(self, values: Floats) -> float:
        """What the objective comes to."""
        return float(self.constant + self.cost @ values)

    def activity(self, values: Floats) -> Floats:
        """What each row comes to."""
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

    def keeps(self, values: Floats) -> bool:
        """Whether these values keep every row and bound."""
        activity = self.activity(values)
        room = ROW_MISSED * np.maximum(1.0, np.abs(activity))
        return bool(
            (activity >= self.row_lower - room).all()
            and (activity <= self.row_upper + room).all()
            and (values >= self.lower - ROW_MISSED).all()
            and (values <= self.upper + ROW_MISSED).all()
        )


def arrays_of(highs: Any, program: Program, following: Cost | None = None) -> Arrays:
    """The model as HiGHS holds it now, with every row that was added since it was handed over.

    ``following``: the objective that comes next.
    """
    model = highs.getLp()
    cost = np.asarray(model.col_cost_, dtype=np.float64)
    row, column, coefficient = _entries(model.a_matrix_)
    return Arrays(
        cost=cost,
        ahead=_ahead(cost, following),
        constant=float(model.offset_),
        lower=np.asarray(model.col_lower_, dtype=np.float64),
        upper=np.asarray(model.col_upper_, dtype=np.float64),
        whole=program.whole,
        period=_said(program, "period", 0),
        site=_said(program, "site", -1),
        contingent=_said(program, "contingent", -1),
        helps=_helps(program),
        row_lower=np.asarray(model.row_lower_, dtype=np.float64),
        row_upper=np.asarray(model.row_upper_, dtype=np.float64),
        starts=_starts(column, program.count),
        row=row,
        column=column,
        coefficient=coefficient,
    )


def _ahead(cost: Floats, following: Cost | None) -> Floats:
    """The following objective in the unit of this one, as far as their largest coefficients tell."""
    if following is None:
        return np.zeros(len(cost))
    ahead = following.dense(len(cost))
    largest, own = float(np.abs(ahead).max(initial=0.0)), float(np.abs(cost).max(initial=0.0))
    return ahead * (AHEAD * own / largest) if largest else ahead


def needed_upper(arrays: Arrays) -> Floats:
    """The upper end of each decision, or all that a plan needs of it: nobody lacks more than is asked."""
    row, column, coefficient = arrays.row, arrays.column, arrays.coefficient
    least, most = arrays.reach(np.ones(len(arrays.cost), dtype=bool))
    others = np.where(coefficient > 0, least[row], most[row]) - coefficient * arrays.lower[column]
    limit = np.where(coefficient > 0, arrays.row_lower[row], arrays.row_upper[row])
    helps = np.isfinite(limit)
    needed = arrays.lower.copy()
    np.maximum.at(needed, column[helps], (limit[helps] - others[helps]) / coefficient[helps])
    needed = np.where(arrays.whole, np.ceil(needed), needed)
    endless = np.isposinf(arrays.upper) & (arrays.cost >= 0)
    return np.where(endless, needed, arrays.upper)


def without_free_rows(arrays: Arrays) -> Arrays:
    """The same without the rows that some decision can satisfy at no cost, however all others are taken.

    While moves do not count, nothing need say what a move is: at campaign
    size that is half of the model.
    """
    entry_helps = np.isposinf(
        np.where(arrays.coefficient > 0, arrays.row_upper[arrays.row], -arrays.row_lower[arrays.row])
    )
    free = (arrays.wanted == 0) & np.isposinf(arrays.upper)
    free[arrays.column[~entry_helps]] = False
    void = np.zeros(len(arrays.row_lower), dtype=bool)
    void[arrays.row[free[arrays.column]]] = True
    left = ~void[arrays.row]
    return replace(
        arrays,
        period=np.where(free, 0, arrays.period),
        site=np.where(free, -1, arrays.site),
        contingent=np.where(free, -1, arrays.contingent),
        helps=arrays.helps & ~free,
        row_lower=np.where(void, -np.inf, arrays.row_lower),
        row_upper=np.where(void, np.inf, arrays.row_upper),
        starts=_starts(arrays.column[left], len(arrays.cost)),
        row=arrays.row[left],
        column=arrays.column[left],
        coefficient=arrays.coefficient[left],
    )


def _starts(column: Ints, count: int) -> Ints:
    """Where the entries of each column begin, in order of columns; the last one is where all end."""
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(column, minlength=count), out=starts[1:])
    return starts


def _helps(program: Program) -> Mask:
    """Whether a decision is none of who is sent or placed where, but follows from those."""
    helps = np.ones(program.count, dtype=bool)
    for name in ("send", "placed"):
        helps[program.group(name).start : program.group(name).stop] = False
    return helps


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


def _said(program: Program, what: str, otherwise: int) -> Ints:
    """The period, site or contingent that each decision is about."""
    said = np.full(program.count, otherwise, dtype=np.int64)
    for group in program.groups:
        if what in group.table and group.start < group.stop:
            said[group.start : group.stop] = group.table[what].to_numpy(np.int64)
    return said


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subproblem:
    """Some columns of a model and the rows in which they stand, as HiGHS's own model.

    ``rows``: of the whole model, in the order of the part's rows.
    """

    columns: Ints
    rows: Ints
    model: Any


def subproblem(
    arrays: Arrays, columns: Ints, rows: Ints, limits: tuple[Floats, Floats], cost: Floats
) -> Subproblem:
    """The columns in those rows; ``limits`` (lower, upper) are the part's, ``cost`` is of all columns."""
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
