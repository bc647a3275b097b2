"""Small tools for whole tables, and the one tolerance of the audit."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from solver.tables import fold

TOLERANCE = 1e-6
"""How far a number may be off, relative to max(1, |limit|); also the fewest units that count as present."""

Array = npt.NDArray[Any]


def slack(limit: Array | pd.Series | float) -> Array:
    """How far over each limit still counts as kept."""
    return np.asarray(TOLERANCE * np.maximum(1.0, np.abs(np.asarray(limit, dtype=float))))


def by_period(rows: pd.DataFrame, periods: int) -> pd.DataFrame:
    """Each row once for each period from ``first`` to ``last`` that lies in 1..periods; adds ``period``."""
    first = rows["first"].clip(lower=1).to_numpy(dtype=np.int64)
    last = rows["last"].clip(upper=periods).to_numpy(dtype=np.int64)
    count = np.maximum(last - first + 1, 0)
    before = np.repeat(np.cumsum(count) - count, count)
    step = np.arange(int(count.sum()), dtype=np.int64) - before
    repeated = rows.iloc[np.repeat(np.arange(len(rows)), count)].reset_index(drop=True)
    return repeated.assign(period=np.repeat(first, count) + step)


def every_period(rows: pd.DataFrame, periods: int) -> pd.DataFrame:
    """Each row once for every period of the plan; adds ``period``."""
    repeated = rows.iloc[np.repeat(np.arange(len(rows)), periods)].reset_index(drop=True)
    return repeated.assign(period=np.tile(np.arange(1, periods + 1), len(rows)))


def total(rows: pd.DataFrame, by: list[str], *values: str) -> pd.DataFrame:
    """The sums of the value columns for each key, one row a key, sorted."""
    return rows.groupby(by, as_index=False, sort=True)[list(values)].sum()


def with_totals(grid: pd.DataFrame, totals: pd.DataFrame, on: list[str], *values: str) -> pd.DataFrame:
    """The grid with the totals of its keys beside it; 0 where there is none."""
    if totals.empty:
        return grid.reset_index(drop=True).assign(**dict.fromkeys(values, 0.0))
    joined = grid.merge(totals[[*on, *values]], on=on, how="left")
    return joined.assign(**{value: joined[value].astype(float).fillna(0.0) for value in values})


def positions(names: pd.Series, register: pd.Series) -> Array:
    """Where each name stands in the register, -1 where it does not."""
    return np.asarray(pd.Index(register.astype(object)).get_indexer(pd.Index(names.astype(object))))


def picked(column: pd.Series, at: Array, missing: object) -> Array:
    """The column's values at those positions; ``missing`` where the position is -1."""
    values = column.to_numpy()
    padded = np.empty(len(values) + 1, dtype=values.dtype)
    padded[:-1] = values
    padded[-1] = missing
    return padded[at]


def spelled(names: pd.Series, register: pd.Series) -> pd.Series:
    """Names as the register spells them; a name that it does not know stays as it is."""
    known = {fold(name): name for name in register}
    spelling = {name: known.get(fold(name), name) for name in names.unique()}
    return pd.Series([spelling[name] for name in names], index=names.index, dtype=object)


def number(value: float) -> str:
    """A number as a planner writes it: thousands apart, no trailing zeros."""
    return f"{round(float(value), 6):,.12g}"
