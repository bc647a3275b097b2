"""Columns of points in tables: ranks, what else is counted, how sure they are, and what repeats them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from solver.plan import Plan
from solver.results.tables import Field, Show, Table, make_table
from solver.studies.counting import TAKEN_FROM
from solver.studies.point import PointOutcome
from solver.studies.told.rank_words import RankWords, known_lows, proof_words, repeated, told_measure

AT_LEAST = ", at least"
"""How the column of what a rank comes to at least ends."""


@dataclass(frozen=True, slots=True)
class Told:
    """A column: its field, its values from the first row on, and whether it stands there if all are blank."""

    field: Field
    values: Sequence[object]
    always: bool = True

    @property
    def blank(self) -> bool:
        """Whether nothing is told in it."""
        return all(value in ("", None) or value != value for value in self.values)  # noqa: PLR0124 - NaN


def table_of(title: str, columns: Sequence[Told], note: str) -> Table:
    """A table of columns; of those that may be left out, only such as tell something."""
    shown = [each for each in columns if each.always or not each.blank]
    frame = pd.DataFrame({each.field.name: pd.Series(list(each.values)) for each in shown})
    return make_table(title, [each.field for each in shown], frame, note=note)


def rank_columns(outcomes: Sequence[PointOutcome], ranks: Sequence[RankWords]) -> list[Told]:
    """What each rank comes to, and at least where that is less."""
    columns = []
    lows = [known_lows(each) for each in outcomes]
    for at, rank in enumerate(ranks):
        values = [_at(each.values, at) for each in outcomes]
        least = [_at(each, at) for each in lows]
        name = rank.header
        columns.append(Told(Field(name, rank.show), values))
        open_lows = [
            rank.least_in_cell(low) if low < value and math.isfinite(low) else math.nan
            for low, value in zip(least, values, strict=True)
        ]
        columns.append(Told(Field(name + AT_LEAST, rank.show), open_lows, always=False))
    return columns


def _at(values: Sequence[float], at: int) -> float:
    return values[at] if at < len(values) else math.nan


def measure_columns(plan: Plan, outcomes: Sequence[PointOutcome]) -> list[Told]:
    """The force, what is covered, and what is taken from each area."""
    taken = dict.fromkeys(name for each in outcomes for name in each.measures if name.startswith(TAKEN_FROM))
    shown = {"force": Show.HEADS, "coverage": Show.SHARE, **dict.fromkeys(taken, Show.HEADS)}
    return [
        Told(
            Field(told_measure(plan, name).header, show),
            [_measured(each, name) for each in outcomes],
            always=False,
        )
        for name, show in shown.items()
    ]


def _measured(outcome: PointOutcome, name: str) -> float:
    """A measure of a point; of an area that only others draw on 0."""
    if not outcome.has_plan:
        return math.nan
    return outcome.measures.get(name, 0.0 if name.startswith(TAKEN_FROM) else math.nan)


def closing_columns(outcomes: Sequence[PointOutcome], proof: Sequence[str] = ()) -> list[Told]:
    """How sure each point is, why it has no plan, and the options that repeat it."""
    return [
        Told(Field("Proof", Show.TEXT), list(proof) or [proof_words(each) for each in outcomes]),
        why_column(outcomes),
        Told(Field("Repeat with", Show.LONG), [repeated(each.overrides) for each in outcomes]),
    ]


def why_column(outcomes: Sequence[PointOutcome]) -> Told:
    """Why points have no plan."""
    return Told(Field("Why no plan", Show.LONG), [each.reason for each in outcomes], always=False)
