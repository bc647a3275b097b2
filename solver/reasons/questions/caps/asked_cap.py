"""The drawdown cap that is asked about: its limit as typed, the limits that matter, and what a plan uses."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.plan import Plan
from solver.plan.scenario import Override
from solver.reasons.cells import Cell, override_of, row_name
from solver.reasons.questions.base import Base, plan_names
from solver.tolerances import CAP_SUM, NEARLY_WHOLE, SHARE_OF_CAP

HEADS, SHARE = "Cap heads", "Cap share"

MOST_SUMS = 20_000
"""Where units add up to more different numbers of heads, every whole number is a limit that matters."""

SHARE_DIGITS = range(2, 13)
"""Decimals of a Cap share that is proposed: as few as meet the heads."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AskedCap:
    """The cap that is asked about, its numbers in heads.

    ``name``: as a planner addresses it. ``numbers``: what each of its columns that is filled in allows;
    ``baseline``: what a share is of; ``backfill``: what arrives, by period. ``members``: the contingents that
    count and may be sent. ``sums``: the limits at which other units fit, not rounded; none where all matter.
    ``points``: whole heads, and the cap as typed now, in order from 0: between two of them nothing changes.
    """

    plan: Plan
    sheet_row: int
    name: str
    numbers: Mapping[str, float]
    baseline: float
    backfill: Mapping[int, float]
    members: tuple[str, ...]
    sums: Floats
    points: Floats

    @property
    def typed(self) -> float:
        """The cap as typed: the tighter of its numbers."""
        return min(self.numbers.values())

    @property
    def today(self) -> int:
        """The position of the point that stands for the cap as typed."""
        return int(np.searchsorted(self.points, _near_whole(self.typed), side="right")) - 1

    @property
    def top(self) -> int:
        """The position of the last point: from there on the cap keeps nobody at home."""
        return len(self.points) - 1

    def lowest(self, use: float) -> int:
        """The position of the lowest point that allows this use; one behind the last where none does."""
        return int(np.searchsorted(self.points, use - CAP_SUM * max(1.0, use), side="left"))

    def end(self, at: int) -> float:
        """The highest limit in whole heads that stands for the same as the point at this position."""
        if at == self.top:
            return max(float(self.points[at]), self.typed)
        return max(float(self.points[at]), float(math.ceil(self.points[at + 1]) - 1))

    def use(self, program: Program, values: Floats) -> float:
        """The lowest limit that a plan of a program keeps: the most that it takes, less backfill."""
        least, matrix = 0.0, program.matrix
        for rule in program.rules:
            if rule.name != "drawdown_cap":
                continue
            periods = rule.rows.keys["period"].to_numpy()
            for row in np.flatnonzero(np.asarray(rule.rows.sheet_row) == self.sheet_row).tolist():
                entries = slice(matrix.starts[rule.start + row], matrix.starts[rule.start + row + 1])
                taken = float(matrix.coefficient[entries] @ values[matrix.column[entries]])
                least = max(least, taken - self.backfill[int(periods[row])])
        return least

    def overrides(self, heads: float) -> tuple[Override, ...]:
        """The changes that make the cap so many heads: of the number that holds, and of any that is lower."""
        if _near_whole(self.typed) == heads:
            return ()
        tighter = min(self.numbers, key=lambda column: self.numbers[column])
        lower = [column for column, value in self.numbers.items() if value < heads]
        columns = sorted({tighter, *lower})
        share = self._share(heads) if SHARE in columns else None
        if SHARE not in columns or share is not None:
            return tuple(self._override(each, heads if each == HEADS else share) for each in columns)
        return (self._override(HEADS, heads), self._override(SHARE, None))

    def _override(self, column: str, value: float | None) -> Override:
        cell = Cell(sheet="Drawdown caps", sheet_row=self.sheet_row, column=column, upward=True)
        made = override_of(self.plan, cell, 0.0 if value is None else value)
        return Override(made.sheet, made.row, made.column, value)

    def _share(self, heads: float) -> float | None:
        """The share with the fewest decimals that stands for so many heads; None where none does."""
        if heads > self.baseline:
            return None
        above = self.sums[self.sums > heads + NEARLY_WHOLE * max(1.0, heads)]
        half = [0.5, *((above[:1] - heads) / 2).tolist()]
        room = min(half) if len(self.sums) else SHARE_OF_CAP * max(1.0, heads)
        exact = Decimal(repr(heads)) / Decimal(repr(self.baseline)) if heads else Decimal(0)
        for digits in SHARE_DIGITS:
            share = float(exact.quantize(Decimal(1).scaleb(-digits), ROUND_CEILING))
            if share <= 1.0 and share * self.baseline <= heads + room:
                return share
        return None


def asked_cap(base: Base, ledger: Ledger, sheet_row: int) -> AskedCap:
    """The cap in a row of Drawdown caps, ValueError where there is none. ``ledger``: of the base's plan."""
    plan = base.plan
    caps = plan.drawdown_caps
    if sheet_row not in set(caps["sheet_row"]):
        raise ValueError(f"row {sheet_row} of Drawdown caps is no cap of this plan")
    row = caps[caps["sheet_row"] == sheet_row].iloc[0]
    periods = ledger.caps[ledger.caps["sheet_row"] == sheet_row]
    baseline = float(np.nan_to_num(periods["baseline"].max())) if len(periods) else 0.0
    numbers = {HEADS: float(row["cap_heads"]), SHARE: float(row["cap_share"]) * baseline}
    numbers = {column: value for column, value in numbers.items() if not math.isnan(value)}
    members = _members(base, ledger, sheet_row)
    backfill = dict(zip(periods["period"].tolist(), periods["backfill"].tolist(), strict=True))
    sums = _sums(members, sorted(set(backfill.values())))
    points = _points(members, sums if base.program.whole_units else None, backfill, min(numbers.values()))
    cell = Cell(sheet="Drawdown caps", sheet_row=sheet_row, column=HEADS, upward=True)
    return AskedCap(
        plan=plan,
        sheet_row=sheet_row,
        name=row_name(plan, cell),
        numbers=numbers,
        baseline=baseline,
        backfill=backfill,
        members=tuple(members["contingent"]),
        sums=np.zeros(0) if sums is None or not base.program.whole_units else sums,
        points=points,
    )


def _members(base: Base, ledger: Ledger, sheet_row: int) -> pd.DataFrame:
    """The contingents that count for a cap and may be sent: contingent, heads_counted, units."""
    may_go = np.unique(base.program.group("send").table["contingent"].to_numpy())
    names = plan_names(base.plan, "contingent")[may_go]
    counted = ledger.cap_members[ledger.cap_members["sheet_row"] == sheet_row]
    units = base.plan.contingents[["contingent", "units"]]
    return counted[counted["contingent"].isin(names)].merge(units, on="contingent")


def _sums(members: pd.DataFrame, backfill: list[float]) -> Floats | None:
    """What whole units can add up to beyond backfill, in order; None where that is too much to list."""
    sums = np.zeros(1)
    for heads, units in zip(members["heads_counted"], members["units"], strict=True):
        sums = np.unique(np.round(np.add.outer(sums, float(heads) * np.arange(int(units) + 1)), 6))
        if len(sums) > MOST_SUMS:
            return None
    beyond = np.add.outer(sums, -np.asarray(backfill or [0.0])).ravel()
    return np.unique(np.append(beyond[beyond > 0.0], 0.0))


def _points(
    members: pd.DataFrame, sums: Floats | None, backfill: Mapping[int, float], typed: float
) -> Floats:
    """The limits that matter, in whole heads, and the cap as typed."""
    if sums is None:
        most = float((members["heads_counted"] * members["units"]).sum()) - min([*backfill.values()] or [0.0])
        points = np.arange(max(math.ceil(most), 0) + 1, dtype=np.float64)
    else:
        near = np.round(sums)
        exact = np.abs(sums - near) <= CAP_SUM * np.maximum(1.0, sums)
        room = NEARLY_WHOLE * np.maximum(1.0, sums)
        low, high = np.ceil(np.maximum(sums - room, 0.0)), np.ceil(sums + room)
        points = np.append(np.where(exact, near, low), np.where(exact, near, high))
    now = _near_whole(typed)
    return np.unique(points if now.is_integer() else np.append(points, now))


def _near_whole(value: float) -> float:
    """The value, or the whole number that it was meant to be before it was worked out by a share."""
    near = float(round(value))
    return near if abs(value - near) <= CAP_SUM * max(1.0, near) else value
