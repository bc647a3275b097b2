"""Linear expressions over tables of decisions, and the rows that limit them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from solver.model.keys import Ints as Ints
from solver.model.keys import found_in, in_order

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Sense = Literal["<=", ">=", "=="]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinExpr:
    """Linear expressions, one for each key: sums of coefficient x decision.

    ``keys``: whole-number columns, by name, that say which sum each term is in;
    ``column``: the decision's column in the program; ``coefficient``: its factor.
    """

    keys: Mapping[str, Ints]
    column: Ints
    coefficient: Floats

    def __add__(self, other: LinExpr) -> LinExpr:
        """The sum, key by key."""
        return LinExpr(
            keys={name: np.concatenate([key, other.keys[name]]) for name, key in self.keys.items()},
            column=np.concatenate([self.column, other.column]),
            coefficient=np.concatenate([self.coefficient, other.coefficient]),
        )

    def __neg__(self) -> LinExpr:
        """The expressions with their signs turned."""
        return replace(self, coefficient=-self.coefficient)

    def __sub__(self, other: LinExpr) -> LinExpr:
        """The difference, key by key."""
        return self + -other


def sum_by(table: pd.DataFrame, by: Sequence[str], weight: str | float = 1.0) -> LinExpr:
    """The sum over a table of decisions, grouped by some of its columns.

    ``table`` holds a ``column`` for each decision; ``weight`` is a column of
    the table, or one number for all.
    """
    coefficient = table[weight] if isinstance(weight, str) else np.full(len(table), weight)
    return LinExpr(
        keys={name: table[name].to_numpy(np.int64) for name in by},
        column=table["column"].to_numpy(np.int64),
        coefficient=np.asarray(coefficient, dtype=np.float64),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNumber:
    """The planner's number that a hard row enforces: its sheet and column."""

    sheet: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Rows of the program that state one kind of limit.

    ``keys``: the key of each row (whole-number columns such as contingent, site,
    period). ``row``, ``column``, ``coefficient``: the entries, sorted by row, then
    column. ``limit``: the right-hand side, ``sense``: how the sum compares.
    ``number``: the planner's number that sets the limit and may be relaxed;
    ``sheet_row``: its row in the sheet; ``scale``: by how much the limit grows
    when the number grows by 1 (0: not in proportion, the number being a share of
    what is itself decided). Without ``number`` both are zeros.
    """

    keys: pd.DataFrame
    row: Ints
    column: Ints
    coefficient: Floats
    limit: Floats
    sense: Sense
    number: PlanNumber | None = None
    sheet_row: Ints
    scale: Floats
    extra_terms: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Further numbers that raise the limits: row (position), sheet, sheet_row, column, scale."""

    def without_entries(self) -> Rows:
        """The rows without their entries."""
        return replace(
            self,
            row=self.row[:0].copy(),
            column=self.column[:0].copy(),
            coefficient=self.coefficient[:0].copy(),
        )


def at_most(terms: LinExpr, limits: pd.DataFrame, number: PlanNumber | None = None) -> Rows:
    """Rows that hold each sum at most at its limit. See :func:`_rows`."""
    return _rows(terms, limits, "<=", number)


def at_least(terms: LinExpr, limits: pd.DataFrame, number: PlanNumber | None = None) -> Rows:
    """Rows that hold each sum at least at its limit. See :func:`_rows`."""
    return _rows(terms, limits, ">=", number)


def equal_to(terms: LinExpr, limits: pd.DataFrame) -> Rows:
    """Rows that hold each sum at its limit. See :func:`_rows`."""
    return _rows(terms, limits, "==", None)


def _rows(terms: LinExpr, limits: pd.DataFrame, sense: Sense, number: PlanNumber | None) -> Rows:
    """One row for each row of ``limits`` that a sum reaches, or that no sum at all would break.

    ``limits``: the key columns of the terms, ``limit``, and where a number
    stands behind it ``sheet_row`` and optionally ``scale`` (1). Sums without a
    limit are dropped; so are empty sums that keep their limit anyway.
    """
    by = list(terms.keys)
    of_term = found_in(terms.keys, limits, by)
    kept = of_term >= 0
    row, column, coefficient = of_term[kept], terms.column[kept], terms.coefficient[kept]
    limit = limits["limit"].to_numpy(np.float64)
    held = {"<=": limit >= 0, ">=": limit <= 0, "==": limit == 0}[sense]
    wanted = ~held
    wanted[row] = True
    place = np.cumsum(wanted) - 1
    row, column, coefficient = _entries(place[row], column, coefficient)
    chosen = limits[wanted]
    count = len(chosen)
    return Rows(
        keys=pd.DataFrame({name: chosen[name].to_numpy(np.int64) for name in by}),
        row=row,
        column=column,
        coefficient=coefficient,
        limit=limit[wanted],
        sense=sense,
        number=number,
        sheet_row=_optional(chosen, "sheet_row", np.zeros(count)).astype(np.int64),
        scale=_optional(chosen, "scale", np.full(count, 0.0 if number is None else 1.0)),
    )


def _entries(row: Ints, column: Ints, coefficient: Floats) -> tuple[Ints, Ints, Floats]:
    """The entries sorted by row, then column; those at one place added up, zeros left out."""
    order = in_order(row)  # decisions mostly come in the order of their columns
    row, column, coefficient = row[order], column[order], coefficient[order]
    if (np.diff(column)[np.diff(row) == 0] <= 0).any():
        order = np.lexsort((column, row))
        row, column, coefficient = row[order], column[order], coefficient[order]
        first = np.concatenate([[True], (np.diff(row) != 0) | (np.diff(column) != 0)])
        coefficient = np.add.reduceat(coefficient, np.flatnonzero(first))
        row, column = row[first], column[first]
    kept = coefficient != 0
    return (row, column, coefficient) if kept.all() else (row[kept], column[kept], coefficient[kept])


def _optional(table: pd.DataFrame, name: str, default: Floats) -> Floats:
    return table[name].to_numpy(np.float64) if name in table else default
