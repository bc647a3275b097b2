"""The chart of a study in letters: bars one below the other, or lines and marks on a few rows."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from solver.results.study_page import ChartAxis, ChartPoint, StudyChart
from solver.results.tables import Show
from solver.text.numbers import money_apart, number, number_text, per_cent
from solver.text.visible import visible

if TYPE_CHECKING:
    from rich.text import Text

MOST_BARS = 8
"""Bars that a screen has room for."""

LABEL = 22
"""Cells that names of bars take at most."""

ROWS = 8
"""Rows of lines and marks."""

SIGNS, OPEN = "█▒", "░"
"""A bar of the first thing compared, what the second has more, and what of a bar is not proved."""

MARKS = ("●○", "■□", "▲△", "◆◇")
"""Of each series the mark of what is proved, and of what is not."""

MILLION = 1e6

STYLES = ("blue", "yellow")

NEAR = 0.02
"""Share of the axis within which two steps are joined."""


def plot(chart: StudyChart, width: int) -> list[Text]:
    """A chart as lines of text, none longer than ``width``."""
    return _bars(chart, width) if chart.kind in ("columns", "bars") else _drawing(chart, width)


def axis_text(axis: ChartAxis, value: float | str) -> str:
    """A value as an axis shows it."""
    if isinstance(value, str):
        return visible(value)
    if axis.show is Show.SHARE:
        return per_cent(value, 1).replace(".0 %", " %")
    if axis.show is Show.MONEY and abs(value) >= MILLION:
        return f"{value / MILLION:,.1f} m"  # as in tables
    return number(value) if abs(value) >= 1000 or value == round(value, 1) else number_text(value)


def axis_texts(axis: ChartAxis, values: Iterable[float]) -> dict[float, str]:
    """Values as an axis shows them, sums of money told apart."""
    if axis.show is Show.MONEY:
        return money_apart(values)
    return {value: axis_text(axis, value) for value in values}


def _bars(chart: StudyChart, width: int) -> list[Text]:
    """A bar for each name, with two series one upon the other; of more, a bar for each."""
    from rich.cells import cell_len, set_cell_size
    from rich.text import Text

    names = list(dict.fromkeys(point.at for series in chart.series for point in series.points))
    together = 1 if len(chart.series) <= len(SIGNS) else len(chart.series)
    rows = [row for name in names[: max(MOST_BARS // together, 1)] for row in _rows_of(chart, name)]
    texts = ["; ".join(_value_text(chart.up, point) for _, point in row) for _, row in rows]
    label = min(max((cell_len(name) for name, _ in rows), default=0), LABEL)
    room = max(width - label - max(map(cell_len, texts), default=0) - 2, 1)
    most = max((point.value for _, row in rows for _, point in row), default=0.0)
    lines = _heading(chart, width)
    for (name, row), value in zip(rows, texts, strict=True):
        short = f"{set_cell_size(name, label - 1)}…" if cell_len(name) > label else set_cell_size(name, label)
        line = Text(f"{short} ")
        for drawn, style in _bar(row, room, most):
            line.append(drawn, style)
        lines.append(line.append(f" {value}" if len(line) > len(short) + 1 else value))
    if len(names) * together > MOST_BARS:
        more = len(names) - MOST_BARS // together
        lines.append(Text(f"{more:,} more in the workbook's chart, all in its tables.", style="dim"))
    if len(chart.series) == len(SIGNS):
        named = [visible(each.name) for each in chart.series]
        lines.append(Text(f"{SIGNS[0]} {named[0]}   {SIGNS[0]}{SIGNS[1]} {named[1]}", style="dim"))
    return lines


def _rows_of(chart: StudyChart, name: float | str) -> list[tuple[str, list[tuple[int, ChartPoint]]]]:
    """The bars of a name: what each is called, and its points with the numbers of their series."""
    points = [
        (at, point) for at, series in enumerate(chart.series) for point in series.points if point.at == name
    ]
    text = axis_text(chart.across, name)
    if len(chart.series) <= len(SIGNS):
        return [(text, points)]
    return [(f"{text}, {visible(chart.series[at].name)}", [(0, point)]) for at, point in points]


def _value_text(axis: ChartAxis, point: ChartPoint) -> str:
    return axis_text(axis, point.value) if point.proved else f"≤ {axis_text(axis, point.value)}"


def _heading(chart: StudyChart, width: int) -> list[Text]:
    """What is drawn, and in which unit."""
    from rich.text import Text

    title = Text(visible(chart.title), style="bold")
    unit = f"({visible(chart.up.unit)})" if chart.up.unit else ""
    if unit and len(title) + 1 + len(unit) <= width:
        return [title.append(f" {unit}")]
    lines = [Text(line, style="bold") for line in textwrap.wrap(title.plain, width)]
    lines += [Text(line) for line in textwrap.wrap(unit, width)]
    for line in lines:
        line.truncate(width, overflow="ellipsis")  # letters may take two cells each
    return lines


def _bar(row: Sequence[tuple[int, ChartPoint]], room: int, most: float) -> list[tuple[str, str]]:
    """The parts of a bar with their styles, each beginning where the one before ends.

    What of the first is not proved has a sign of its own.
    """
    parts, drawn = [], 0
    for at, point in row:
        whole = max(round(room * point.value / most), 1) if most > 0 and point.value > 0 else 0
        sure = (
            whole if point.proved else min(round(room * max(point.low, 0.0) / most) if most > 0 else 0, whole)
        )
        sign, style = (SIGNS[at], STYLES[at])
        parts.append((sign * max(sure - drawn, 0), style))
        parts.append((OPEN * max(whole - max(sure, drawn), 0), style))
        drawn = max(drawn, whole)
    return [part for part in parts if part[0]]


@dataclass(slots=True, eq=False)
class _Drawing:
    """A field of cells; what is drawn later lies above."""

    width: int
    rows: int
    x: tuple[float, float]
    y: tuple[float, float]
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    labels: dict[int, set[float]] = field(default_factory=dict)

    def column(self, at: float) -> int:
        """The column of a place along the first axis."""
        low, high = self.x
        return round((self.width - 1) * (at - low) / (high - low)) if high > low else 0

    def row(self, value: float) -> int:
        """The row of a value; 0 is the topmost."""
        low, high = self.y
        return round((self.rows - 1) * (high - value) / (high - low)) if high > low else 0


def _drawing(chart: StudyChart, width: int) -> list[Text]:
    """Steps or points over a numeric axis, with the values of rows to the left."""
    from rich.text import Text

    points = [point for series in chart.series for point in series.points]
    if not points:
        return []
    ends = [end for point in points for end in _ends(point)]
    values = [value for point in points for value in (point.value, point.low) if math.isfinite(value)]
    texts = axis_texts(chart.up, values)
    margin = max(map(len, texts.values()))
    rows = ROWS if max(values) > min(values) else 1
    drawing = _Drawing(max(width - margin - 3, 2), rows, (min(ends), max(ends)), (min(values), max(values)))
    if chart.kind == "steps":
        for series in chart.series:
            _draw_steps(drawing, series.points)
    else:
        for at, series in reversed(list(enumerate(chart.series))):
            _draw_marks(drawing, series.points, MARKS[at % len(MARKS)])
    lines = _heading(chart, width)
    for row in range(rows):
        label = _label(drawing, row, texts)
        drawn = "".join(drawing.cells.get((row, at), " ") for at in range(drawing.width))
        lines.append(Text(f"{label:>{margin}} │{drawn.rstrip()}"))
    return [*lines, *_below(chart, drawing, margin)]


def _label(drawing: _Drawing, row: int, texts: dict[float, str]) -> str:
    """The number beside a row: the ends of the axis at the first and the last, else the only value there."""
    low, high = drawing.y
    if row in (0, drawing.rows - 1):
        return texts[low if row else high]
    known = drawing.labels.get(row, set())
    return texts[next(iter(known))] if len(known) == 1 else ""


def _ends(point: ChartPoint) -> tuple[float, float]:
    return float(point.at), float(point.at if point.until is None else point.until)


def _draw_steps(drawing: _Drawing, points: Sequence[ChartPoint]) -> None:
    """Level lines with what joins them; broken ones are not proved, dots what those are at least."""
    joined = NEAR * (drawing.x[1] - drawing.x[0])
    for at, point in enumerate(points):
        first, last = (drawing.column(end) for end in _ends(point))
        row = drawing.row(point.value)
        drawing.labels.setdefault(row, set()).add(point.value)
        if not point.proved and math.isfinite(point.low):
            below = drawing.row(point.low)
            drawing.labels.setdefault(below, set()).add(point.low)
            drawing.cells |= {(below, column): "·" for column in range(first, last + 1)}
        drawing.cells |= {(row, column): "─" if point.proved else "╌" for column in range(first, last + 1)}
        before = points[at - 1] if at else None
        if before is not None and _ends(point)[0] - _ends(before)[1] <= joined:
            _draw_riser(drawing, first, drawing.row(before.value), row)


def _draw_riser(drawing: _Drawing, column: int, start: int, end: int) -> None:
    """The upright line between two steps."""
    if start == end:
        return
    down = end > start
    drawing.cells |= {(row, column): "│" for row in range(min(start, end) + 1, max(start, end))}
    drawing.cells[start, column] = "┐" if down else "┘"
    drawing.cells[end, column] = "└" if down else "┌"


def _draw_marks(drawing: _Drawing, points: Sequence[ChartPoint], marks: str) -> None:
    """A mark for each point, hollow where it is not proved, with a dot at what it is at least."""
    for point in points:
        column, row = drawing.column(float(point.at)), drawing.row(point.value)
        drawing.labels.setdefault(row, set()).add(point.value)
        if not point.proved and math.isfinite(point.low):
            below = drawing.row(point.low)
            drawing.labels.setdefault(below, set()).add(point.low)
            drawing.cells.setdefault((below, column), "·")
        drawing.cells[row, column] = marks[0] if point.proved else marks[1]


def _below(chart: StudyChart, drawing: _Drawing, margin: int) -> list[Text]:
    """The first axis with its ends and its name, and what each mark stands for."""
    from rich.text import Text

    texts = axis_texts(chart.across, drawing.x)
    low, high = (texts[end] for end in drawing.x)
    room = drawing.width - len(low) - len(high)
    name = Text(visible(chart.across.title))
    name.truncate(max(room - 2, 0), overflow="ellipsis")
    name.align("center", max(room, 0))
    lines = [
        Text(f"{'':>{margin}} └{'─' * drawing.width}"),
        Text(f"{'':>{margin}}  {low}").append_text(name).append(high),
    ]
    if len(chart.series) > 1 and chart.kind == "scatter":
        named = (f"{MARKS[at % len(MARKS)][0]} {visible(each.name)}" for at, each in enumerate(chart.series))
        lines.append(Text("   ".join(named), style="dim"))
    return lines
