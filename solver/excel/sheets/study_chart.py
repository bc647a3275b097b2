"""The chart of a study as a native one, made of the cells of a sheet that holds what it draws."""

from __future__ import annotations

import math
from typing import Literal

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart.axis import ChartLines, NumericAxis
from openpyxl.chart.data_source import NumDataSource, NumRef, StrRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.marker import DataPoint, Marker
from openpyxl.chart.series import Series as ChartLine
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

from solver.excel.sheets.charts import LACKING, SMALL, THERE, ChartPlace, chart_title, letters_of, put_chart
from solver.excel.sheets.looks import MILLIONS, MUCH_MONEY, WHOLE
from solver.excel.sheets.page import HEADER_ROW
from solver.excel.sheets.study_chart_data import ChartCells, SeriesCells, ends_of
from solver.results.study_page import ChartAxis, ChartPoint, StudyChart
from solver.results.tables import Show

COLOURS = (THERE, LACKING, "7F7F7F", "2E75B6", "C55A11", "9DC3E6", "404040", "BF9000")
"""Of the series, in their order: dark and light take turns, for grey print."""
Symbol = Literal["circle", "square", "triangle", "diamond", "dash"]
PALER = 0.55
"""How much of marks that are not proved is white: LibreOffice draws no outline around white ones."""

SYMBOLS: tuple[Symbol, ...] = ("circle", "square", "triangle", "diamond")

SMALL_NUMBERS = 10.0
"""Below this an axis has ticks between whole numbers."""

NEAR_ALL, TENTH = 0.8, 0.1
"""From here on a spreadsheet would end an axis of shares above 100 %; the ticks that it has then."""

FEW_TICKS = 10.0
"""An axis that is longer has no ticks between whole numbers by itself."""

LITTLE_MONEY = 1e6
"""An axis that is shorter has ticks that tenths of a million do not tell apart."""

WHOLE_MILLIONS = MILLIONS.replace("0.0", "0")
"""Of an axis long enough that its ticks are whole millions."""

POINTS = 12_700
"""The unit of lines, a point."""


def add_study_chart(
    page: Worksheet, data: Worksheet, chart: StudyChart, cells: ChartCells, place: ChartPlace
) -> None:
    """Put the chart on the page, made of the cells of the sheet ``data``."""
    made = _bars(data, chart, cells) if chart.kind in ("columns", "bars") else _lines(data, chart, cells)
    made.title = chart_title(chart.title)
    if made.legend is not None:
        made.legend.position = "b"
        made.legend.txPr = letters_of(SMALL)
    made.display_blanks = "gap"
    put_chart(page, made, place)


def _lines(data: Worksheet, chart: StudyChart, cells: ChartCells) -> ScatterChart:
    """Steps as lines, or points as markers, what is not proved in series of its own."""
    made = ScatterChart(scatterStyle="lineMarker")
    steps = chart.kind == "steps"
    for at, (series, own) in enumerate(zip(chart.series, cells.series, strict=True)):
        colour, symbol = COLOURS[at % len(COLOURS)], SYMBOLS[at % len(SYMBOLS)]
        if not series.points:
            continue
        if any(point.proved for point in series.points):
            made.series.append(_line(data, own, own.value, colour, None if steps else (symbol, True)))
        if own.unproved:
            found = _line(data, own, own.unproved, colour, None if steps else (symbol, False))
            made.series.append(found)
            if steps:
                found.graphicalProperties.line.prstDash = "dash"
        if own.least:
            least = _line(data, own, own.least, colour, None if steps else ("dash", True))
            made.series.append(least)
            if steps:
                least.graphicalProperties.line.prstDash = "sysDot"
    if len(made.series) == 1:
        made.legend = None
    _dress(made, chart)
    return made


def _line(
    data: Worksheet, own: SeriesCells, column: int, colour: str, marker: tuple[Symbol, bool] | None
) -> ChartLine:
    """A series of a scatter chart: a line, or markers of one symbol, filled or pale."""
    across = Reference(data, min_col=1, min_row=own.first, max_row=own.last)
    values = Reference(data, min_col=column, min_row=own.first, max_row=own.last)
    series: ChartLine = Series(values, across, title=None)
    series.tx = _named(data, column)
    series.smooth = False
    line = LineProperties(solidFill=colour, w=2 * POINTS) if marker is None else LineProperties(noFill=True)
    series.graphicalProperties = GraphicalProperties(ln=line)
    if marker is None:
        series.marker = Marker(symbol="none")
    else:
        symbol, filled = marker
        look = GraphicalProperties(solidFill=colour if filled else _pale(colour))
        look.line = LineProperties(solidFill=colour, w=POINTS)
        series.marker = Marker(symbol=symbol, size=8, spPr=look)
    return series


def _pale(colour: str) -> str:
    """A colour with white in it."""
    parts = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return "".join(f"{round(part + (255 - part) * PALER):02X}" for part in parts)


def _named(data: Worksheet, column: int) -> SeriesLabel:
    """The name of a series: the header of its column."""
    return SeriesLabel(strRef=StrRef(f=str(Reference(data, min_col=column, min_row=HEADER_ROW))))


def _bars(data: Worksheet, chart: StudyChart, cells: ChartCells) -> BarChart:
    """Columns or bars beside each other, hollow where not proved, with a line to what they are at least."""
    made = BarChart()
    made.type, made.grouping = "bar" if chart.kind == "bars" else "col", "clustered"
    made.gapWidth = 45
    names = None
    for at, own in enumerate(cells.series):
        colour = COLOURS[at % len(COLOURS)]
        values = Reference(data, min_col=own.value, min_row=own.first, max_row=own.last)
        drawn = Series(values)
        drawn.tx = _named(data, own.value)
        drawn.graphicalProperties = GraphicalProperties(solidFill=colour)
        drawn.graphicalProperties.line = LineProperties(solidFill=colour)
        drawn.invertIfNegative = False
        drawn.dPt = [_hollow(place, colour) for place in own.hollow]
        if own.open:
            drawn.errBars = _down(data, own)
        made.series.append(drawn)
        names = Reference(data, min_col=1, min_row=own.first, max_row=own.last)
    if names is not None:
        made.set_categories(names)
    if len(made.series) == 1:
        made.legend = None
    _dress(made, chart)
    return made


def _hollow(place: int, colour: str) -> DataPoint:
    look = GraphicalProperties(solidFill="FFFFFF")
    look.line = LineProperties(solidFill=colour, w=POINTS)
    return DataPoint(idx=place, invertIfNegative=False, spPr=look)


def _down(data: Worksheet, own: SeriesCells) -> ErrorBars:
    """A line from the end of each bar that is not proved down to what it is at least."""
    reach = Reference(data, min_col=own.open, min_row=own.first, max_row=own.last)
    look = GraphicalProperties(ln=LineProperties(solidFill="7F7F7F", w=POINTS))
    source = NumDataSource(numRef=NumRef(f=str(reach)))
    return ErrorBars(errBarType="minus", errValType="cust", noEndCap=False, minus=source, spPr=look)


def _dress(made: ScatterChart | BarChart, chart: StudyChart) -> None:
    """Both axes shown with what they measure, in small letters, with pale lines behind; first name on top."""
    bars = isinstance(made, BarChart)
    for axis, told in ((made.x_axis, chart.across), (made.y_axis, chart.up)):
        axis.delete = False
        axis.title = None if bars and told is chart.across else chart_title(told.title, SMALL + 100)
        axis.txPr = letters_of(SMALL)
        axis.majorGridlines = None
        axis.number_format = _axis_format(told, chart)
        if isinstance(axis, NumericAxis):
            _scale(axis, told, chart)
    made.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill="E7E6E6")))
    made.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    made.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill="BFBFBF"))
    if isinstance(made, BarChart):
        made.x_axis.tickLblSkip = 1
        made.x_axis.tickLblPos = "low"  # names stay beside the bars where some are negative
        if all(point.value >= 0 for series in chart.series for point in series.points):
            made.y_axis.scaling.min = 0
        if chart.kind == "bars":
            made.x_axis.scaling.orientation = "maxMin"
            made.y_axis.crosses = "max"
    elif chart.kind == "steps":
        made.x_axis.scaling.max = max(ends_of(point)[1] for series in chart.series for point in series.points)


def _scale(axis: NumericAxis, told: ChartAxis, chart: StudyChart) -> None:
    """Ticks at whole numbers where there are no others, and no share above all."""
    values = _values(told, chart)
    low, high = min(values, default=0.0), max(values, default=0.0)
    if told.whole and _reach(told, chart) <= FEW_TICKS:
        axis.majorUnit = 1  # else a spreadsheet puts ticks between whole numbers
        if chart.kind == "scatter":  # and begins and ends between them
            axis.scaling.min = min(low, max(math.floor(low) - 1, 0))
            axis.scaling.max = math.ceil(high) + 1
    if told.show is Show.SHARE and NEAR_ALL < high <= 1.0:
        axis.scaling.max = 1.0
        axis.majorUnit = TENTH * (2 if _reach(told, chart) > 0.5 else 1)


def _axis_format(axis: ChartAxis, chart: StudyChart) -> str:
    """The number format of an axis."""
    if axis.show is Show.SHARE:
        return "0%"
    largest = max(map(abs, _values(axis, chart)), default=0.0)
    if axis.show is Show.MONEY and largest >= MUCH_MONEY:
        reach = _reach(axis, chart)
        if reach < LITTLE_MONEY:
            return WHOLE  # ticks lie closer to each other than tenths of a million
        return MILLIONS if reach < MUCH_MONEY else WHOLE_MILLIONS
    return "General" if largest < SMALL_NUMBERS and not axis.whole else WHOLE


def _reach(axis: ChartAxis, chart: StudyChart) -> float:
    """How far the numbers of an axis lie apart, from 0 on where bars begin there."""
    values = [*_values(axis, chart), *([0.0] if chart.kind in ("columns", "bars") else [])]
    return max(values, default=0.0) - min(values, default=0.0)


def _values(axis: ChartAxis, chart: StudyChart) -> list[float]:
    """The numbers that a chart shows along an axis."""
    points = [point for series in chart.series for point in series.points]
    lows = [point.low for point in points if axis is chart.up and math.isfinite(point.low)]
    ends = [float(point.until) for point in points if axis is chart.across and point.until is not None]
    return [*(_along(axis, chart, point) for point in points), *lows, *ends]


def _along(axis: ChartAxis, chart: StudyChart, point: ChartPoint) -> float:
    """A point's number on an axis; 0 where it is a name."""
    if axis is chart.up:
        return point.value
    return 0.0 if isinstance(point.at, str) else float(point.at)
