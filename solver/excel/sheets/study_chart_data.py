"""What the chart of a study draws, as a table, and in which of its cells each series stands."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from solver.excel.sheets.page import HEADER_ROW
from solver.results.study_page import ChartAxis, ChartPoint, StudyChart
from solver.results.tables import Field, Show, Table, make_table

DATA_SHEET = "Chart data"
NOT_PROVED, AT_LEAST, OPEN = "not proved", "at least", "open"

NAME_LENGTH = 32
"""Characters of a name beside a bar."""

APART = 0.02
"""Share of the whole axis over which two steps are not joined: what is between them is not known."""

_Row = tuple[float | str | None, dict[int, float | None]]
"""Where a point stands, and its values by their columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesCells:
    """The cells of a series on the sheet of data: its rows, and columns counted from 1.

    ``unproved``: the column of values that are not proved, of lines and points; ``least``: of what those are
    at least; ``open``: of how much less is possible, of bars. 0: there is none. ``hollow``: of bars, which
    are not proved, counted from the first.
    """

    first: int
    last: int
    value: int
    unproved: int = 0
    least: int = 0
    open: int = 0
    hollow: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChartCells:
    """The data of a chart as a table, and where each series stands in it."""

    table: Table
    series: tuple[SeriesCells, ...]


def chart_cells(chart: StudyChart) -> ChartCells:
    """The data of a chart as a table."""
    lying = chart.kind in ("columns", "bars")
    return _bar_cells(chart) if lying else _line_cells(chart)


def _line_cells(chart: StudyChart) -> ChartCells:
    """A row for each point, or for both ends of a step, one series below the other."""
    data = _ChartData(chart.across)
    cells = []
    whole = [end for series in chart.series for point in series.points for end in ends_of(point)]
    joined = APART * (max(whole) - min(whole)) if whole else 0.0
    for series in chart.series:
        value = data.column(series.name, chart.up.show)
        unproved = least = 0
        if not series.proved:
            unproved = data.column(f"{series.name}, {NOT_PROVED}", chart.up.show)
            if any(math.isfinite(point.low) for point in series.points if not point.proved):
                least = data.column(f"{series.name}, {AT_LEAST}", chart.up.show)
        first = data.next_row
        for place, point in enumerate(series.points):
            if chart.kind == "steps" and place:
                before = series.points[place - 1]
                data.rows += _between(before, point, unproved, joined)
            held: dict[int, float | None] = {value: point.value}
            if not point.proved:
                held = {unproved: point.value, **({least: _finite(point.low)} if least else {})}
            data.rows += [(end, held) for end in ends_of(point)[: 2 if chart.kind == "steps" else 1]]
        last = max(data.next_row - 1, first)
        cells.append(SeriesCells(first=first, last=last, value=value, unproved=unproved, least=least))
    return ChartCells(table=data.table(chart), series=tuple(cells))


def _between(before: ChartPoint, point: ChartPoint, unproved: int, joined: float) -> list[_Row]:
    """The row between two steps: none of their values where a stretch is left out, else what joins them.

    A step that is proved and one that is not stand in different columns: the line of the latter goes on.
    """
    if ends_of(point)[0] - ends_of(before)[1] > joined:
        return [(None, {})]
    if before.proved is point.proved:
        return []
    return [(ends_of(point)[0], {unproved: before.value if before.proved else point.value})]


def ends_of(point: ChartPoint) -> list[float]:
    """From where to where a point is."""
    return [float(point.at), float(point.at if point.until is None else point.until)]


def _bar_cells(chart: StudyChart) -> ChartCells:
    """A row for each name, a column for each series."""
    data = _ChartData(chart.across)
    names = list(dict.fromkeys(point.at for series in chart.series for point in series.points))
    rows: dict[float | str, dict[int, float | None]] = {name: {} for name in names}
    cells = []
    for series in chart.series:
        value, open_at = data.column(series.name, chart.up.show), 0
        if any(math.isfinite(point.low) for point in series.points if not point.proved):
            open_at = data.column(f"{series.name}, {OPEN}", chart.up.show)
        for point in series.points:
            rows[point.at][value] = point.value
            if open_at and not point.proved:
                rows[point.at][open_at] = _finite(point.value - point.low)
        last = data.next_row + len(names) - 1
        hollow = tuple(names.index(point.at) for point in series.points if not point.proved)
        cells.append(SeriesCells(first=data.next_row, last=last, value=value, open=open_at, hollow=hollow))
    data.rows += [(_short(name), held) for name, held in rows.items()]
    return ChartCells(table=data.table(chart), series=tuple(cells))


def _short(name: float | str) -> float | str:
    """A name that has room beside its bar."""
    too_long = isinstance(name, str) and len(name) > NAME_LENGTH
    return f"{str(name)[: NAME_LENGTH - 1]}…" if too_long else name


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


class _ChartData:
    """The table of a chart while it is filled: rows of where a point stands, and its values by column."""

    def __init__(self, across: ChartAxis) -> None:
        self.fields = [Field(across.title, across.show)]
        self.rows: list[_Row] = []

    @property
    def next_row(self) -> int:
        """The sheet row that the next one takes."""
        return HEADER_ROW + 1 + len(self.rows)

    def column(self, name: str, show: Show) -> int:
        """Add a column; returns its number."""
        taken = {field.name for field in self.fields}
        self.fields.append(Field(name if name not in taken else f"{name} ({len(taken)})", show))
        return len(self.fields)

    def table(self, chart: StudyChart) -> Table:
        """The rows as a table."""
        first = pd.Series([at for at, _ in self.rows])
        if any(isinstance(at, str) for at, _ in self.rows):
            self.fields[0] = Field(self.fields[0].name, Show.TEXT)
            first = first.astype(object)
        columns = {self.fields[0].name: first}
        for at, field in enumerate(self.fields[1:], start=2):
            values = [held.get(at) for _, held in self.rows]
            columns[field.name] = pd.Series(values, dtype=float)
        return make_table(DATA_SHEET, self.fields, pd.DataFrame(columns), note=_note(chart))


def _note(chart: StudyChart) -> str:
    note = "What the chart draws. Change it here, and the chart follows."
    return note if chart.proved else f"{note} {unproved_note(chart)}"


def unproved_note(chart: StudyChart) -> str:
    """How what is not proved is drawn."""
    how, low = {
        "steps": ("Dashed", "dotted: what it is at least"),
        "scatter": ("Pale", "small marks: what it is at least"),
    }.get(chart.kind, ("Hollow", "the line reaches to what it is at least"))
    return f"{how}: found, not proved{f'; {low}' if chart.has_lows else ''}."
