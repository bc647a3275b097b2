"""Charts of the Summary, made of its own cells: native ones, which a planner can change in Excel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from solver.excel.styles import FONT

THERE, LACKING, ROOM = "1F3864", "F4B183", "D9D9D9"
"""What is there or taken, what lacks, what a cap still allows; apart in grey print, too."""

PIXELS_A_CM = 96 / 2.54
EMU_A_CM = 360_000
"""The unit of drawings."""

SMALL, LARGE = 800, 1200
"""Sizes of letters, in hundredths of a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartBlock:
    """The cells that a chart shows: the rows of a block, one a bar, from the first on below its header.

    ``parts``: of each series its column and colour; ``names``: the column of what each bar is called;
    ``across``: bars lie, with their names to the left.
    """

    title: str
    first: int
    bars: int
    names: int
    parts: Sequence[tuple[int, str]]
    across: bool

    @property
    def last(self) -> int:
        """The row of the last bar."""
        return self.first + self.bars - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPlace:
    """Where a chart stands on the page: its first row, and in cm how far from the left, and its size."""

    row: int
    left: float
    width: float
    height: float


def add_chart(page: Worksheet, block: ChartBlock, place: ChartPlace) -> None:
    """Put a chart of stacked bars on the page."""
    chart = BarChart()
    chart.type, chart.grouping = "bar" if block.across else "col", "stacked"
    chart.overlap, chart.gapWidth = 100, 45
    names = Reference(page, min_col=block.names, min_row=block.first, max_row=block.last)
    for column, colour in block.parts:
        values = Reference(page, min_col=column, min_row=block.first - 1, max_row=block.last)
        series = Series(values, title_from_data=True)
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.graphicalProperties.line = LineProperties(noFill=True)
        series.invertIfNegative = False
        chart.series.append(series)
    chart.set_categories(names)
    chart.title = chart_title(block.title)
    chart.legend.position = "b"
    chart.legend.txPr = letters_of(SMALL)
    _dress_axes(chart, across=block.across)
    put_chart(page, chart, place)


def put_chart(page: Worksheet, chart: ChartBase, place: ChartPlace) -> None:
    """Put a chart on the page, in its place and size."""
    size = XDRPositiveSize2D(_emu(place.width), _emu(place.height))
    anchor = OneCellAnchor(_from=_corner(page, place), ext=size)
    chart.anchor = anchor  # type: ignore[assignment]  # its stub knows only the name of a cell
    page.add_chart(chart)


def column_cm(page: Worksheet, column: int) -> float:
    """The width of a column on the screen: letters of 7 pixels, and 5 between columns."""
    pixels = 7.0 * page.column_dimensions[get_column_letter(column)].width + 5.0
    return pixels / PIXELS_A_CM


def _emu(cm: float) -> int:
    return round(cm * EMU_A_CM)


def _corner(page: Worksheet, place: ChartPlace) -> AnchorMarker:
    """The column in which the chart begins, and how far into it."""
    column, left = 1, place.left
    while left >= column_cm(page, column):
        left -= column_cm(page, column)
        column += 1
    return AnchorMarker(col=column - 1, colOff=_emu(left), row=place.row - 1)


def chart_title(text: str, size: int = LARGE) -> Title:
    """A title, of a chart or of an axis, in the page's typeface."""
    letters = CharacterProperties(sz=size, b=True, latin=Font(typeface=FONT), solidFill=THERE)
    run = RegularTextRun(rPr=letters, t=text)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=letters), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def letters_of(size: int) -> RichText:
    """The page's typeface in this size."""
    letters = CharacterProperties(sz=size, latin=Font(typeface=FONT))
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=letters), endParaRPr=letters)])


def _dress_axes(chart: BarChart, *, across: bool) -> None:
    """Both axes shown, in small letters, with pale lines behind the bars; the first name on top."""
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.title = None
        axis.txPr = letters_of(SMALL)
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill="BFBFBF"))
    chart.y_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill="E7E6E6")))
    chart.x_axis.tickLblSkip = 1
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    if across:
        chart.x_axis.scaling.orientation = "maxMin"
        chart.y_axis.crosses = "max"
