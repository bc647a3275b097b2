"""The bridge's vocabulary: sums over tables of decisions, and the rows that limit them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Sense = Literal["<=", ">=", "=="]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terms:
    """Sums of coefficient x decision, one sum for each key.

    ``keys``: one row a term, whole-number columns that say which sum it is in;
    ``column``: the decision's column in the program; ``coefficient``: its factor.
    """

    keys: pd.DataFrame
    column: Ints
    coefficient: Floats

    def __add__(self, other: Terms) -> Terms:
        """Both sums, key by key."""
        return Terms(
            keys=pd.concat([self.keys, other.keys[self.keys.columns]], ignore_index=True),
            column=np.concatenate([self.column, other.column]),
            coefficient=np.concatenate([self.coefficient, other.coefficient]),
        )

    def __neg__(self) -> Terms:
        """The sums with their signs turned."""
        return replace(self, coefficient=-self.coefficient)

    def __sub__(self, other: Terms) -> Terms:
        """The difference, key by key."""
        return self + -other


def total(table: pd.DataFrame, by: Sequence[str], weight: str | float = 1.0) -> Terms:
    """The sum over a table of decisions, grouped by some of its columns.

    ``table`` holds a ``column`` for each decision; ``weight`` is a column of
    the table, or one number for all.
    """
    coefficient = table[weight] if isinstance(weight, str) else np.full(len(table), weight)
    return Terms(
        keys=table.loc[:, list(by)].reset_index(drop=True),
        column=table["column"].to_numpy(np.int64),
        coefficient=np.asarray(coefficient, dtype=np.float64),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """The planner's number that a hard row enforces: its sheet and column."""

    sheet: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Rows of the program that state one kind of limit.

    ``about``: one row each, what the row is about (whole-number columns such
    as contingent, site, period). ``row``, ``column``, ``coefficient``: the
    entries. ``limit``: the right-hand side, ``sense`` how the sum compares.
    ``number``: which cells say the limit, where the planner may give way;
    ``sheet_row`` the cell's row, ``scale`` by how much the limit grows when
    the number grows by 1 (0: not in proportion, the number being a share of
    what is itself decided). Without ``number`` both are zeros.
    """

    about: pd.DataFrame
    row: Ints
    column: Ints
    coefficient: Floats
    limit: Floats
    sense: Sense
    number: Number | None = None
    sheet_row: Ints
    scale: Floats
    also: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Further numbers that raise the limits: row (position), sheet, sheet_row, column, scale."""


def at_most(terms: Terms, limits: pd.DataFrame, number: Number | None = None) -> Rows:
    """Rows: each sum is at most its limit. See :func:`_rows`."""
    return _rows(terms, limits, "<=", number)


def at_least(terms: Terms, limits: pd.DataFrame, number: Number | None = None) -> Rows:
    """Rows: each sum is at least its limit. See :func:`_rows`."""
    return _rows(terms, limits, ">=", number)


def equal_to(terms: Terms, limits: pd.DataFrame) -> Rows:
    """Rows: each sum is its limit. See :func:`_rows`."""
    return _rows(terms, limits, "==", None)


def _rows(terms: Terms, limits: pd.DataFrame, sense: Sense, number: Number | None) -> Rows:
    """One row for each row of ``limits`` that a sum reaches, or that no sum at all would break.

    ``limits``: the key columns of the terms, ``limit``, and where a number
    stands behind it ``sheet_row`` and optionally ``scale`` (1). Sums without a
    limit are dropped; so are empty sums that keep their limit anyway.
    """
    by = list(terms.keys.columns)
    of_term = _positions(terms.keys, limits[by])
    kept = of_term >= 0
    row, column, coefficient = of_term[kept], terms.column[kept], terms.coefficient[kept]
    limit = limits["limit"].to_numpy(np.float64)
    held = {"<=": limit >= 0, ">=": limit <= 0, "==": limit == 0}[sense]
    wanted = ~held
    wanted[row] = True
    place = np.cumsum(wanted) - 1
    chosen = limits[wanted]
    count = len(chosen)
    return Rows(
        about=chosen.loc[:, by].reset_index(drop=True),
        row=place[row],
        column=column,
        coefficient=coefficient,
        limit=limit[wanted],
        sense=sense,
        number=number,
        sheet_row=_optional(chosen, "sheet_row", np.zeros(count)).astype(np.int64),
        scale=_optional(chosen, "scale", np.full(count, 0.0 if number is None else 1.0)),
    )


def _optional(table: pd.DataFrame, name: str, default: Floats) -> Floats:
    return table[name].to_numpy(np.float64) if name in table else default


def _positions(keys: pd.DataFrame, among: pd.DataFrame) -> Ints:
    """Where each row of ``keys`` stands in ``among`` (unique rows); -1 where it does not."""
    if among.empty or keys.empty:
        return np.full(len(keys), -1, dtype=np.int64)
    wanted, known = _codes(keys, among)
    order = np.argsort(known, kind="stable")
    at = np.searchsorted(known, wanted, sorter=order).clip(max=len(known) - 1)
    found = order[at]
    return np.where(known[found] == wanted, found, -1)


def _codes(keys: pd.DataFrame, among: pd.DataFrame) -> tuple[Ints, Ints]:
    """Both tables' rows as single whole numbers, equal where the rows are."""
    left = np.zeros(len(keys), dtype=np.int64)
    right = np.zeros(len(among), dtype=np.int64)
    for name in among.columns:
        one, two = keys[name].to_numpy(np.int64), among[name].to_numpy(np.int64)
        low = min(one.min(), two.min())
        span = max(one.max(), two.max()) - low + 1
        left = left * span + (one - low)
        right = right * span + (two - low)
    return left, right
