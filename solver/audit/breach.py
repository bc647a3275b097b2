"""A breach: one place where an allocation does not keep a rule."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from solver.audit.frames import Array, number, slack
from solver.errors import Place
from solver.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A rule that an allocation does not keep: where the rule stands, what was found, by how much."""

    rule: str
    message: str
    place: Place = field(default_factory=Place)
    excess: float = 0.0

    def __str__(self) -> str:
        where = f" ({self.place.sheet} row {self.place.row})" if self.place.row else ""
        return f"{self.rule}: {self.message}{where}"


def over(rows: pd.DataFrame, found: str, limit: str) -> pd.DataFrame:
    """The rows in which ``found`` is more than ``limit``, with the ``excess``; a NaN limit is none."""
    return _off(rows, rows[found] - rows[limit], limit)


def under(rows: pd.DataFrame, found: str, limit: str) -> pd.DataFrame:
    """The rows in which ``found`` is less than ``limit``, with the ``excess``; a NaN limit is none."""
    return _off(rows, rows[limit] - rows[found], limit)


def _off(rows: pd.DataFrame, difference: pd.Series, limit: str) -> pd.DataFrame:
    """The rows that are off by more than the tolerance."""
    excess, most = difference.to_numpy(dtype=float), rows[limit].to_numpy(dtype=float)
    wrong: Array = np.isfinite(most) & (excess > slack(most))
    return rows[wrong].assign(excess=excess[wrong])


def breaches(rule: str, rows: pd.DataFrame, message: str, *, sheet: str, column: str = "") -> list[Breach]:
    """One breach a row; ``message`` is filled in from its columns, its place from ``sheet_row``."""
    if rows.empty:
        return []
    return [
        Breach(
            rule=rule,
            message=message.format(**_words(row)),
            place=Place(sheet=sheet, row=int(row["sheet_row"]) or None, column=column),
            excess=float(row["excess"]),
        )
        for row in rows.to_dict("records")
    ]


def _words(row: dict[Hashable, object]) -> dict[str, object]:
    """The row's values as a message shows them."""
    return {str(name): number(value) if isinstance(value, float) else value for name, value in row.items()}


def setting_row(plan: Plan, name: str) -> int:
    """The sheet row of a setting, 0 where the sheet does not give it."""
    return plan.setting_rows.get(name, 0)
