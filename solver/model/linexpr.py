"""Tables joined and summed by whole-number keys; linear expressions over them, and rows that limit these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from solver.tables import frame_of

Ints = npt.NDArray[np.int64]

LISTED = 1 << 22
"""Most possible keys for which a table of all of them is quicker than a search."""


def distinct(table: pd.DataFrame, by: Sequence[str], extra: Sequence[str] = ()) -> pd.DataFrame:
    """The different rows of the columns ``by``, sorted.

    ``extra``: further columns, which are equal in all rows of a key.
    """
    (codes,), size = _codes([table], by)
    if size <= LISTED:
        row = np.full(size, -1, dtype=np.int64)
        row[codes] = np.arange(len(codes))
        row = row[row >= 0]
    else:
        row = np.unique(codes, return_index=True)[1]
    return frame_of({name: table[name].to_numpy()[row] for name in (*by, *extra)})


def summed(table: pd.DataFrame, by: Sequence[str], column: str) -> pd.DataFrame:
    """The different rows of the columns ``by``, sorted, with the sum of a column over each."""
    sums = distinct(table, by)
    weights = table[column].to_numpy(np.float64)
    return sums.assign(
        **{column: np.bincount(found_in(table, sums, by), weights=weights, minlength=len(sums))}
    )


def join_unique(table: pd.DataFrame, other: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The table's rows whose key is in ``other``, where keys differ, with its further columns."""
    at = found_in(table, other, by)
    kept = at >= 0
    return frame_of(
        {name: table[name].to_numpy()[kept] for name in table}
        | {name: other[name].to_numpy()[at[kept]] for name in other if name not in by}
    )


def join_many(table: pd.DataFrame, other: pd.DataFrame, by: str) -> pd.DataFrame:
    """Every row of the table with every row of ``other`` of the same position ``by``."""
    wanted, held = table[by].to_numpy(np.int64), other[by].to_numpy(np.int64)
    count = np.bincount(held, minlength=int(wanted.max(initial=-1)) + 1)
    first = np.cumsum(count) - count
    length = count[wanted]
    left = np.repeat(np.arange(len(wanted)), length)
    within = np.arange(len(left)) - np.repeat(np.cumsum(length) - length, length)
    right = in_order(held)[first[wanted][left] + within]
    return frame_of(
        {name: table[name].to_numpy()[left] for name in table}
        | {name: other[name].to_numpy()[right] for name in other if name != by}
    )


def found_in(keys: Any, among: pd.DataFrame, by: Sequence[str]) -> Ints:
    """Where each key stands in ``among``, whose rows differ in the columns ``by``; -1 where it does not."""
    if among.empty or not len(keys[by[0]]):
        return np.full(len(keys[by[0]]), -1, dtype=np.int64)
    (wanted, known), size = _codes([keys, among], by)
    if size <= LISTED:
        place = np.full(size, -1, dtype=np.int64)
        place[known] = np.arange(len(known))
        return np.asarray(place[wanted])
    order = np.argsort(known, kind="stable")
    at = np.searchsorted(known, wanted, sorter=order).clip(max=len(known) - 1)
    found = order[at]
    return np.where(known[found] == wanted, found, -1)


def in_order(codes: Ints) -> Ints:
    """The order that sorts codes of at most 32 bits, equal ones as they stand."""
    # two passes by counting, which numpy does for 16 bits: a sixth of the time of comparing
    order = np.argsort((codes & 0xFFFF).astype(np.uint16), kind="stable")
    if np.max(codes, initial=0) > 0xFFFF:
        order = order[np.argsort((codes >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def _codes(tables: Sequence[Any], by: Sequence[str]) -> tuple[list[Ints], int]:
    """The tables' rows as single whole numbers, equal where the rows are, and how many there could be."""
    found = [np.zeros(len(table[by[0]]), dtype=np.int64) for table in tables]
    size = 1
    for name in by:
        columns = [np.asarray(table[name], dtype=np.int64) for table in tables]
        low = min(int(column.min(initial=0)) for column in columns)
        span = max(int(column.max(initial=0)) for column in columns) - low + 1
        found = [code * span + (column - low) for code, column in zip(found, columns, strict=True)]
        size *= span
    return found, size


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


@cache
def _no_terms() -> pd.DataFrame:
    return pd.DataFrame()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Rows of the program that state one kind of limit.

    ``keys``: the key of each row (whole-number columns such as contingent, site,
    period). ``row``, ``column``, ``coefficient``: the entries, sorted by row, then
    column. ``limit``: the right-hand side, ``sense``: how the sum compares.
    ``number``: the planner's number that sets the limit and may be relaxed;
    ``sheet_row``: its row in the sheet; ``scale``: by how much the limit grows when the number grows by 1 (0:
    not in proportion, the number being a share of what is itself decided). Without ``number`` both are zeros.
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
    extra_terms: pd.DataFrame = field(default_factory=_no_terms)
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
    chosen = limits if wanted.all() else limits.take(np.flatnonzero(wanted))
    count = len(chosen)
    return Rows(
        keys=frame_of({name: chosen[name].to_numpy(np.int64) for name in by}),
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
