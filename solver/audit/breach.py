"""A breach: one place where an allocation does not keep a rule."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from solver.errors import Place
from solver.ledger.table_ops import tolerance_of
from solver.plan import Plan
from solver.tables import Array
from solver.text.numbers import in_full

WHEN = "\0"
"""Stands in a message where the periods are to come; no cell can hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A rule that an allocation does not keep: where the rule stands, what was found, by how much."""

    rule: str
    message: str
    place: Place = field(default_factory=Place)
    excess: float = 0.0
    cell: str = ""
    """Its address in a sheet of ours, such as ``F12``, where the message begins with it."""

    def __str__(self) -> str:
        where = f" ({self.place.sheet} row {self.place.row})" if self.place.row and not self.cell else ""
        return f"{self.rule}: {self.message}{where}"


def over(rows: pd.DataFrame, amount: str, limit: str) -> pd.DataFrame:
    """The rows in which ``amount`` is more than ``limit``, with the ``excess``; a NaN limit is none."""
    return _off(rows, rows[amount] - rows[limit], limit)


def under(rows: pd.DataFrame, amount: str, limit: str) -> pd.DataFrame:
    """The rows in which ``amount`` is less than ``limit``, with the ``excess``; a NaN limit is none."""
    return _off(rows, rows[limit] - rows[amount], limit)


def _off(rows: pd.DataFrame, difference: pd.Series, limit: str) -> pd.DataFrame:
    """The rows that are off by more than the tolerance."""
    excess, most = difference.to_numpy(dtype=float), rows[limit].to_numpy(dtype=float)
    wrong: Array = np.isfinite(most) & (excess > tolerance_of(most))
    return rows.take(np.flatnonzero(wrong)).assign(excess=excess[wrong])


def breaches(rule: str, rows: pd.DataFrame, message: str, *, sheet: str, column: str = "") -> list[Breach]:
    """One breach for each row, or for a run of periods; ``message`` is filled in from the rows' columns:
    a number in full, and with its noun where the field names one (``{units:unit}``).

    Its place is from ``sheet_row``. Rows of consecutive periods with the same words are one breach.
    """
    if rows.empty:
        return []
    message = message.replace("in period {period}", f"in {WHEN}")
    runs: dict[tuple[str, int], _Run] = {}
    found: list[_Run] = []
    for row in rows.to_dict("records"):
        shown = {
            str(name): _Told(value) if isinstance(value, int | float) else value
            for name, value in row.items()
        }
        text, place = message.format(**shown), int(row["sheet_row"])
        period, excess = int(row["period"]) if WHEN in message else 0, float(row["excess"])
        run = runs.get((text, place))
        if run is not None and WHEN in message and period == run.last + 1:
            run.last, run.excess = period, max(run.excess, excess)
        else:
            runs[text, place] = run = _Run(text=text, row=place, first=period, last=period, excess=excess)
            found.append(run)
    return [run.breach(rule, sheet, column) for run in found]


class _Told(float):
    """A number of a message: ``{units}`` with its thousands apart, ``{units:unit}`` with its noun."""

    def __format__(self, noun: str) -> str:
        text = in_full(self)
        return f"{text} {noun}{'' if float(self) == 1.0 else 's'}" if noun else text


@dataclass(slots=True)
class _Run:
    """Consecutive periods in which the same is wrong."""

    text: str
    row: int
    first: int
    last: int
    excess: float

    def breach(self, rule: str, sheet: str, column: str) -> Breach:
        """All of them as one."""
        when = f"period {self.first}" if self.first == self.last else f"periods {self.first} to {self.last}"
        return Breach(
            rule=rule,
            message=self.text.replace(WHEN, when),
            place=Place(sheet=sheet, row=self.row or None, column=column),
            excess=self.excess,
        )


def setting_row(plan: Plan, name: str) -> int:
    """The sheet row of a setting, 0 where the sheet does not give it."""
    return plan.setting_rows.get(name, 0)
