"""The page that tells a study: its answer in sentences, one chart, and the tables behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from solver.results.tables import Show, Table

ChartKind = Literal["steps", "columns", "bars", "scatter"]
"""Lines that stay level from one value to another, bars that stand or lie, or points of two numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartAxis:
    """An axis: what it measures, the unit it is counted in ("" for none), and how its numbers are shown.

    ``whole``: whether there are only whole numbers: no tick stands between them.
    """

    name: str
    unit: str = ""
    show: Show = Show.AMOUNT
    whole: bool = False

    @property
    def title(self) -> str:
        """Its name with the unit."""
        return f"{self.name} ({self.unit})" if self.unit else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """A point of a chart.

    ``at``: where it stands along the first axis, a number, or a name under columns and beside bars.
    ``until``: of steps, up to where it stays the same. ``value``: what was found; ``low``: what it is at
    least, less than that where it is not proved, -inf where nothing is known.
    """

    at: float | str
    value: float
    low: float
    until: float | None = None

    @property
    def proved(self) -> bool:
        """Whether nothing better is possible."""
        return self.low >= self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSeries:
    """The points of one thing that is compared. ``name``: what the legend calls it."""

    name: str
    points: tuple[ChartPoint, ...]

    @property
    def proved(self) -> bool:
        """Whether all of its points are."""
        return all(point.proved for point in self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyChart:
    """The one chart of a study.

    ``across``: the axis of where points stand; ``up``: that of their values. Bars lie: theirs are the other
    way round. What is not proved is drawn hollow or dashed, with a line down to what it is at least.
    """

    kind: ChartKind
    title: str
    across: ChartAxis
    up: ChartAxis
    series: tuple[ChartSeries, ...]

    @property
    def proved(self) -> bool:
        """Whether all that it shows is."""
        return all(series.proved for series in self.series)

    @property
    def has_lows(self) -> bool:
        """Whether of anything that is not proved it is known what it is at least."""
        points = (point for series in self.series for point in series.points)
        return any(not point.proved and math.isfinite(point.low) for point in points)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudyPage:
    """A study as it is told: on a sheet that reads like a page, and on a terminal.

    ``marking``: the protective marking, "" for none; ``question``: what was asked, of which plan;
    ``sentences``: the answer, four at most, none stronger than what was proved. ``chart``: None where there
    is nothing to draw. ``tables``: all numbers, the most important first; ``short``: the first rows of those
    that the answer shows beside them, under the same titles; ``notes``: how to read them.
    """

    title: str
    marking: str
    question: str
    sentences: tuple[str, ...]
    chart: StudyChart | None
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    short: tuple[Table, ...] = ()
