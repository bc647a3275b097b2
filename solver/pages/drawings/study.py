"""The one chart of a study: steps, columns, bars or points, hollow or dashed what is not proved."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from markupsafe import Markup

from solver.drawing.axes import SMALL, level_axis, names_below, room_for, upright_axis
from solver.drawing.drawing import MIDDLE, NARROW, Drawing, View, make_view
from solver.drawing.legend import Key, legend
from solver.drawing.letters import cut, width
from solver.drawing.marks import circle, line, polyline, rectangle, text
from solver.drawing.scale import LinearScale, bar_gap, bar_width, scale_of
from solver.results.study_page import ChartAxis, ChartPoint, ChartSeries, StudyChart
from solver.results.tables import Show
from solver.text.numbers import counted, share_in_words, short_number

HIGH, BAR = 280.0, 13.0
"""Height of a chart with upright values, and of a lying bar, in px."""
NEAR = 6.0
"""Px between two steps that follow each other."""
KINDS = ("there", "other", "third", "front")
"""The classes of series, in their order; lines have those of strokes."""


def study_drawing(chart: StudyChart) -> Drawing:
    """The chart at the widths of a page and a phone.

    Raises ValueError where a point is no finite number, or has a name where its kind takes numbers.
    """
    points = [point for series in chart.series for point in series.points]
    if chart.kind in ("steps", "scatter") and any(isinstance(point.at, str) for point in points):
        raise ValueError("a name has no place along a scale")
    draw: Callable[[StudyChart, float], View] = _bars_view if chart.kind == "bars" else _upright_view
    looks = "dashed" if chart.kind == "steps" else "hollow"
    return Drawing(
        title=chart.title,
        description=f"{chart.up.title} by {chart.across.title}: {counted(len(points), 'point', 'points')}"
        + (f"; what is {looks} is not proved." if not chart.proved else "."),
        views=(draw(chart, MIDDLE), draw(chart, NARROW)),
    )


def _say(axis: ChartAxis) -> Callable[[float], str]:
    """How values of an axis are written."""
    return share_in_words if axis.show is Show.SHARE else short_number


def _is_whole(axis: ChartAxis) -> bool:
    """Whether no value stands between whole numbers."""
    return axis.whole or axis.show is Show.COUNT


def _keys(chart: StudyChart) -> list[Key]:
    """What the legend names: the series, where there are several, and what is not proved."""
    level = chart.kind == "steps"
    keys = [
        Key(series.name, f"{'line-' if level else ''}{_kind(at)}", shape="line" if level else "square")
        for at, series in enumerate(chart.series)
    ]
    keys = keys if len(keys) > 1 else []
    if not chart.proved:
        least = ": the line goes down to what it is at least" if chart.has_lows else ""
        keys.append(Key(f"not proved{least}", "open-mark"))
    return keys


def _kind(at: int) -> str:
    return KINDS[at % len(KINDS)]


def _least(point: ChartPoint) -> float:
    """The least that a point may come to; its value where nothing is known."""
    return point.low if math.isfinite(point.low) else point.value


def _bars_view(chart: StudyChart, wide: float) -> View:
    """Bars that lie, the names of their rows before them or, on a phone, above them."""
    narrow = wide == NARROW
    names = _names(chart)
    room = 0.0 if narrow else min(wide * 0.36, max(width(each, SMALL) for each in names) + 12)
    marks, top = legend(_keys(chart), wide) if _keys(chart) else ([], 0.0)
    points = [point for series in chart.series for point in series.points]
    values, least = [point.value for point in points], min(0.0, *map(_least, points))
    say = _say(chart.up)
    ends = max((width(say(value), SMALL) for value in values), default=0.0) + 10
    most = 4 if narrow else 6
    domain = (least, max(0.0, *values))
    scale, ticks = scale_of(domain, (room, wide - ends), most, whole=_is_whole(chart.up))
    each = BAR if len(chart.series) > 1 else BAR * 1.2
    high = 10.0 + each * len(chart.series) + (18.0 if narrow else 0.0)
    bottom = top + high * len(names) + 4
    marks += level_axis(scale, ticks, top, bottom, say, wide=wide)
    for at, name in enumerate(names):
        y = top + high * at
        if narrow:
            marks.append(text(0, y + 13, cut(name, wide, SMALL), size=SMALL, kind="halo"))
        else:
            marks.append(
                text(room - 10, y + high / 2 + 4, cut(name, room - 12, SMALL), size=SMALL, anchor="end")
            )
        begin = y + (18.0 if narrow else (high - each * len(chart.series)) / 2)
        marks += _row(chart, name, scale, begin, each)
    title = text(wide, bottom + 34, cut(chart.up.title, wide, SMALL), size=SMALL, anchor="end", kind="soft")
    return make_view(wide, bottom + 40, [*marks, title])


def _row(chart: StudyChart, name: str, scale: LinearScale, top: float, each: float) -> list[Markup]:
    """The bars of a name below each other, one a series, with their numbers; hollow what is not proved."""
    marks = []
    for at, series in enumerate(chart.series):
        y, middle = top + each * at, top + each * at + (each - 1) / 2
        for point in series.points:
            if _name(point, chart.across) != name:
                continue
            start, end = sorted((scale.at(0.0), scale.at(point.value)))
            tip = _tip(chart, series, point)
            marks.append(rectangle(start, y, end - start, each - 1, _looks(point, at), tip=tip))
            if not point.proved:
                marks.append(line(scale.at(_least(point)), middle, scale.at(point.value), middle, "low"))
            said = _say(chart.up)(point.value)
            marks.append(text(end + 5, middle + 4, said, size=SMALL, kind="halo"))
    return marks


def _looks(point: ChartPoint, at: int) -> str:
    """The class of a point of a series: hollow where it is not proved."""
    return _kind(at) if point.proved else f"open-{_kind(at)}"


def _tip(chart: StudyChart, series: ChartSeries, point: ChartPoint) -> str:
    """What a pointer on a point is told: its series, where there are several, where it stands, its value."""
    whose = f"{series.name}, " if len(chart.series) > 1 else ""
    at, value = _name(point, chart.across), _say(chart.up)(point.value)
    if chart.kind == "scatter":
        return f"{whose}{chart.across.name} {at}, {chart.up.name} {value}"
    return f"{whose}{at}: {value}"


def _upright_view(chart: StudyChart, wide: float) -> View:
    """Steps, points or columns above their places."""
    marks, top = legend(_keys(chart), wide) if _keys(chart) else ([], 0.0)
    points = [point for series in chart.series for point in series.points]
    lows = [_least(point) for point in points]
    up = _say(chart.up)
    highest = max(0.0, *(point.value for point in points))
    domain = (min(0.0, *lows), highest)
    values, ticks = scale_of(domain, (HIGH, top + 34), 6, whole=_is_whole(chart.up))
    left = room_for([up(value) for value in ticks])
    marks.append(text(0, top + 14, cut(chart.up.title, wide, SMALL), size=SMALL, kind="soft"))
    marks += upright_axis(values, ticks, left, wide, up)
    if chart.kind == "columns":
        below, deep = _columns_marks(chart, values, left, wide)
    else:
        below, deep = _level_marks(chart, values, left, wide)
    title = text(
        wide, HIGH + deep + 16, cut(chart.across.title, wide, SMALL), size=SMALL, anchor="end", kind="soft"
    )
    return make_view(wide, HIGH + deep + 22, [*marks, *below, title])


def _columns_marks(
    chart: StudyChart, values: LinearScale, left: float, wide: float
) -> tuple[list[Markup], float]:
    """Columns above their names."""
    names = _names(chart)
    room = (wide - left) / len(names)
    middles = [left + room * (at + 0.5) for at in range(len(names))]
    marks, deep = names_below(middles, names, HIGH, room)
    each = room * 0.7 / len(chart.series)
    wide_each = bar_width(each, bar_gap(each, 2.0))
    for series_at, series in enumerate(chart.series):
        for point in series.points:
            x = middles[names.index(_name(point, chart.across))] - room * 0.35 + each * series_at
            top, ground = values.at(point.value), values.at(0.0)
            looks, tip = _looks(point, series_at), _tip(chart, series, point)
            marks.append(rectangle(x, min(top, ground), wide_each, abs(ground - top), looks, tip=tip))
            if not point.proved:
                marks.append(line(x + each / 2 - 1, values.at(_least(point)), x + each / 2 - 1, top, "low"))
    return marks, deep


def _names(chart: StudyChart) -> list[str]:
    """Where points stand, in words, each once."""
    return list(
        dict.fromkeys(_name(point, chart.across) for series in chart.series for point in series.points)
    )


def _name(point: ChartPoint, axis: ChartAxis) -> str:
    return point.at if isinstance(point.at, str) else _say(axis)(point.at)


def _level_marks(
    chart: StudyChart, values: LinearScale, left: float, wide: float
) -> tuple[list[Markup], float]:
    """Steps, or points, above a straight scale."""
    points = [point for series in chart.series for point in series.points if not isinstance(point.at, str)]
    ends = [float(at) for point in points for at in (point.at, point.until) if at is not None]
    most = 4 if wide == NARROW else 7
    domain = (min(ends), max(ends))
    across, ticks = scale_of(domain, (left + 6, wide - 22), most, whole=_is_whole(chart.across))
    marks = level_axis(across, ticks, HIGH, HIGH, _say(chart.across), wide=wide)
    for at, series in enumerate(chart.series):
        for point in series.points:
            marks += _step(point, across, values, _kind(at)) if chart.kind == "steps" else []
        if chart.kind == "steps":
            marks += _risers(series.points, across, values, _kind(at))
        else:
            marks += _dots(chart, at, across, values)
    return marks, 24.0


def _step(point: ChartPoint, across: LinearScale, values: LinearScale, kind: str) -> list[Markup]:
    """A level line from where a step begins to where it ends."""
    start = float(point.at)
    end = start if point.until is None else point.until
    x, x_end, y = across.at(start), across.at(end), values.at(point.value)
    looks = f"line-{kind}" if point.proved else f"line-{kind} dashed"
    marks = [line(x, y, max(x_end, x + 2), y, looks)]
    if not point.proved:
        middle = (x + x_end) / 2
        marks.append(line(middle, y, middle, values.at(_least(point)), "low"))
    return marks


def _risers(
    points: Sequence[ChartPoint], across: LinearScale, values: LinearScale, kind: str
) -> list[Markup]:
    """Pale lines from each step to the next, where nothing lies between the two."""
    ordered = sorted(points, key=lambda point: float(point.at))
    marks = []
    for before, after in pairwise(ordered):
        end = float(before.at if before.until is None else before.until)
        places = [
            (across.at(end), values.at(before.value)),
            (across.at(float(after.at)), values.at(after.value)),
        ]
        if places[1][0] - places[0][0] <= NEAR:
            marks.append(polyline(places, f"riser line-{kind}"))
    return marks


def _dots(chart: StudyChart, at: int, across: LinearScale, values: LinearScale) -> list[Markup]:
    """The points of a series, hollow where they are not proved; nothing lies between two of them."""
    marks = []
    for point in chart.series[at].points:
        x, y = across.at(float(point.at)), values.at(point.value)
        if not point.proved:
            marks.append(line(x, y, x, values.at(_least(point)), "low"))
        marks.append(circle(x, y, 4.5, _looks(point, at), tip=_tip(chart, chart.series[at], point)))
    return marks
