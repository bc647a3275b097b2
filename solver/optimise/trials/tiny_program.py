"""Tiny programs for trials: a few columns and rows by hand, in the form that the model builds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.model.program import Cost, Group, Matrix, Program

INFINITE = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class TinyColumn:
    """A decision between ``lower`` and ``upper``."""

    lower: float
    upper: float
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TinyRow:
    """A row: the sum of coefficient x column, one for each column, between ``lower`` and ``upper``."""

    lower: float
    upper: float
    coefficients: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TinyProgram:
    """A program by its columns and rows; ``splits``: its units are those that are not whole."""

    columns: tuple[TinyColumn, ...]
    rows: tuple[TinyRow, ...] = ()
    splits: bool = False

    def program(self) -> Program:
        """The program for solvers: all decisions are units sent, and there are no sites to open."""
        coefficients = np.array([row.coefficients for row in self.rows], dtype=np.float64)
        coefficients = coefficients.reshape(len(self.rows), len(self.columns))
        row, column = np.nonzero(coefficients)
        starts = np.zeros(len(self.rows) + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=len(self.rows)), out=starts[1:])
        count = len(self.columns)
        sent = 0 if self.splits else count
        return Program(
            groups=(_group("send", 0, sent), _group("rest", sent, count), _group("open", count, count)),
            lower=np.array([each.lower for each in self.columns], dtype=np.float64),
            upper=np.array([each.upper for each in self.columns], dtype=np.float64),
            whole=np.array([each.whole for each in self.columns], dtype=bool),
            rules=(),
            matrix=Matrix(
                starts=starts,
                column=column.astype(np.int64),
                coefficient=coefficients[row, column],
                lower=np.array([each.lower for each in self.rows], dtype=np.float64),
                upper=np.array([each.upper for each in self.rows], dtype=np.float64),
            ),
            ranks=(),
            labels={},
        )


def tiny(*columns: TinyColumn, rows: tuple[TinyRow, ...] = (), splits: bool = False) -> TinyProgram:
    """A program of these columns and rows."""
    return TinyProgram(columns=columns, rows=rows, splits=splits)


def whole(upper: float, lower: float = 0.0) -> TinyColumn:
    """A whole number."""
    return TinyColumn(lower=lower, upper=upper, whole=True)


def part(upper: float = INFINITE, lower: float = 0.0) -> TinyColumn:
    """A number that need not be whole."""
    return TinyColumn(lower=lower, upper=upper, whole=False)


def at_least(limit: float, *coefficients: float) -> TinyRow:
    """The sum is at least the limit."""
    return TinyRow(lower=limit, upper=INFINITE, coefficients=coefficients)


def at_most(limit: float, *coefficients: float) -> TinyRow:
    """The sum is at most the limit."""
    return TinyRow(lower=-INFINITE, upper=limit, coefficients=coefficients)


def equal(limit: float, *coefficients: float) -> TinyRow:
    """The sum is the limit."""
    return TinyRow(lower=limit, upper=limit, coefficients=coefficients)


def free(*coefficients: float) -> TinyRow:
    """A row that limits nothing."""
    return TinyRow(lower=-INFINITE, upper=INFINITE, coefficients=coefficients)


def cost_of(coefficients: tuple[float, ...], constant: float = 0.0) -> Cost:
    """The objective with these coefficients, one for each column."""
    dense = np.array(coefficients, dtype=np.float64)
    column = np.flatnonzero(dense).astype(np.int64)
    return Cost(column=column, coefficient=dense[column], constant=constant)


def _group(name: str, start: int, stop: int) -> Group:
    table = pd.DataFrame({"column": np.arange(start, stop, dtype=np.int64)})
    return Group(name=name, table=table, by=("column",), start=start, stop=stop)
