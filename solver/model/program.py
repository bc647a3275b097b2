"""The program: all decisions and rows as arrays, with the plan's names for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from solver.model.linexpr import Floats, Ints, Rows

INFINITE = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """A group of decisions of one name, columns start .. stop.

    ``table``: one row for each decision; its columns ``by`` are their key.
    """

    name: str
    table: pd.DataFrame
    by: Sequence[str]
    start: int
    stop: int


@dataclass(slots=True)
class Columns:
    """The columns of a program while decisions are being made."""

    relaxed: bool = False
    groups: list[Group] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    whole: list[np.ndarray] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        name: str,
        table: pd.DataFrame,
        by: Sequence[str],
        *,
        upper: str | float = INFINITE,
        whole: bool = False,
    ) -> pd.DataFrame:
        """Add one decision for each row of the table, at least 0; returns the table with their ``column``.

        ``by``: the columns that are the rows' key. ``upper``: a column of the table, or one number for all.
        """
        count = len(table)
        made = table.reset_index(drop=True)
        made["column"] = np.arange(self.count, self.count + count, dtype=np.int64)
        most = made[upper].to_numpy(np.float64) if isinstance(upper, str) else np.full(count, upper)
        self.groups.append(Group(name=name, table=made, by=by, start=self.count, stop=self.count + count))
        self.lower.append(np.zeros(count))
        self.upper.append(most)
        self.whole.append(np.full(count, whole and not self.relaxed))
        self.count += count
        return made


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """The rows of one rule, with its name; their entries are in the matrix."""

    name: str
    rows: Rows
    start: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cost:
    """A linear objective: constant + sum of coefficient x column (each column at most once)."""

    column: Ints
    coefficient: Floats
    constant: float = 0.0

    def value(self, values: Floats) -> float:
        """The cost at these values of all columns."""
        return float(self.constant + self.coefficient @ values[self.column])

    def dense(self, count: int) -> Floats:
        """The coefficients of all columns."""
        costs = np.zeros(count)
        costs[self.column] = self.coefficient
        return costs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankedPart:
    """An objective and its weight within its rank."""

    name: str
    weight: float
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rank:
    """A rank: objectives minimised together, after all ranks before; ``cost`` is their weighted sum.

    ``effort``: most of the time limit that it may take, as a share; None where the planner says nothing.
    """

    rank: int
    parts: tuple[RankedPart, ...]
    cost: Cost
    tolerance: float
    effort: float | None = None


def weighted_sum(costs: Sequence[tuple[float, Cost]], constant: float = 0.0) -> Cost:
    """The weighted sum of several objectives, and a constant."""
    column = np.concatenate([cost.column for _, cost in costs])
    coefficient = np.concatenate([weight * cost.coefficient for weight, cost in costs])
    summed = np.bincount(column, weights=coefficient).astype(np.float64)  # whole numbers where there are none
    named = np.zeros(len(summed), dtype=bool)
    named[column] = True
    return Cost(
        column=np.flatnonzero(named).astype(np.int64, copy=False),
        coefficient=summed[named],
        constant=constant + sum(weight * cost.constant for weight, cost in costs),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matrix:
    """The matrix of all rows: entries sorted by row, one-sided or equal limits."""

    starts: Ints
    column: Ints
    coefficient: Floats
    lower: Floats
    upper: Floats

    @property
    def count(self) -> int:
        """The number of rows."""
        return len(self.lower)

    @property
    def row(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(self.count, dtype=np.int64), np.diff(self.starts))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Program:
    """A mixed-integer linear program of a plan.

    ``groups``: the decisions in order of columns, helpers after what they depend on; ``rules``: the rows in
    order, by rule; ``labels``: for each column of keys, such as contingent, the names by position.
    """

    groups: tuple[Group, ...]
    lower: Floats
    upper: Floats
    whole: np.ndarray
    rules: tuple[Rule, ...]
    matrix: Matrix
    ranks: tuple[Rank, ...]
    labels: Mapping[str, Sequence[str]]

    @property
    def count(self) -> int:
        """The number of columns."""
        return len(self.lower)

    @property
    def whole_units(self) -> bool:
        """Whether units are sent whole."""
        send = self.group("send")
        return bool(self.whole[send.start : send.stop].any())

    @property
    def has_whole_numbers(self) -> bool:
        """Whether any decision is whole."""
        return bool(self.whole.any())

    @property
    def splits_units(self) -> bool:
        """Whether units are split while other decisions are whole."""
        return self.has_whole_numbers and not self.whole_units

    def group(self, name: str) -> Group:
        """The decisions of that name."""
        return next(group for group in self.groups if group.name == name)


def stack_rows(rules: Sequence[tuple[str, Rows]]) -> tuple[tuple[Rule, ...], Matrix]:
    """Stack the rows of all rules to one matrix, in order."""
    placed: list[Rule] = []
    start = 0
    for name, rows in rules:
        placed.append(Rule(name=name, rows=rows.without_entries(), start=start))
        start += len(rows.limit)
    entries = [np.bincount(rows.row, minlength=len(rows.limit)) for _, rows in rules]
    starts = np.zeros(start + 1, dtype=np.int64)
    np.cumsum(np.concatenate(entries or [np.zeros(0, np.int64)]), out=starts[1:])
    limits = [(rule.rows.limit, rule.rows.sense) for rule in placed]
    lower = [limit if sense != "<=" else np.full(len(limit), -INFINITE) for limit, sense in limits]
    upper = [limit if sense != ">=" else np.full(len(limit), INFINITE) for limit, sense in limits]
    return tuple(placed), Matrix(
        starts=starts,
        column=np.concatenate([rows.column for _, rows in rules] or [np.zeros(0, np.int64)]),
        coefficient=np.concatenate([rows.coefficient for _, rows in rules] or [np.zeros(0)]),
        lower=np.concatenate(lower or [np.zeros(0)]),
        upper=np.concatenate(upper or [np.zeros(0)]),
    )
