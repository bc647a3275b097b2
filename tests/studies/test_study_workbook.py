"""A study in a workbook of its own: a page that prints on one sheet, a native chart, tables behind it."""

import io
import math
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from told_cases import (
    a_grid,
    a_number,
    a_point,
    a_staircase,
    a_step,
    no_plan,
    told_plan,
    withdrawn,
    without,
)

from solver.excel.sheets.study_sheets import study_workbook, write_study
from solver.plan.addresses import find_setting
from solver.results.study_page import ChartAxis, ChartPoint, ChartSeries, StudyChart, StudyPage
from solver.results.tables import Show
from solver.studies.sweep.number_range import NumberRange
from solver.studies.sweep.varied import VariedNumber
from solver.studies.told.sweep_page import sweep_page
from solver.studies.told.withdraw_page import withdraw_page

NAMES = ('=HYPERLINK("http://x")', "[bold]Poland[/bold] & <Sons>", "إسرائيل", "long name " * 30, "@SUM(1)")
STEPS = a_staircase(
    a_step(0, 99, no_plan()),
    a_step(100, 599, a_point(16_000, 17_000, 0)),
    a_step(600, 2149, a_point(15_550, 16_800, 0, lows=(15_200, 0, 0)), proved=False),
    a_step(2150, 3000, a_point(15_100, 16_700, 0)),
)


def opened(page):
    return openpyxl.load_workbook(io.BytesIO(study_workbook(page)))


def steps_page(**settings):
    return sweep_page(told_plan(**settings), STEPS)


def withdrawals_page(*names, **settings):
    singles = [
        without(name, 300 + at, 500, 50, lows=(250, 0, 0), if_nobody=(900, 900, 50))
        for at, name in enumerate(names)
    ]
    return withdraw_page(told_plan(**settings), withdrawn(*singles, base=a_point(100, 200, 50)))


def cells(book, reference):
    """The values of the cells that a chart names."""
    sheet, _, place = reference.replace("$", "").rpartition("!")
    left, top, right, bottom = range_boundaries(place)
    found = book[sheet.strip("'")].iter_rows(top, bottom, left, right, values_only=True)
    return [value for row in found for value in row]


def drawn(book, series):
    """The name of a series, and the places and values that it shows."""
    values = series.yVal or series.val
    across = series.xVal or series.cat
    at = across.numRef or across.strRef
    pairs = zip(cells(book, at.f), cells(book, values.numRef.f), strict=True)
    return cells(book, series.tx.strRef.f)[0], list(pairs)


def test_the_first_sheet_reads_like_a_page_and_prints_on_one():
    book = opened(steps_page(Marking="EXERCISE & <SECRET>"))
    page = book.worksheets[0]

    assert book.sheetnames == ["Answer", "Steps", "Chart data"]
    assert page["A1"].value == "What does the cap on heads from Baltics buy?"
    assert page["A3"].value.startswith(
        "Minimum shortfall comes to 16,000 weighted heads x periods from 100 to 599"
    )
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 1)
    assert [sheet.oddHeader.center.text for sheet in book] == ["EXERCISE && <SECRET>"] * 3
    assert len(page._charts) == 1


def test_the_page_links_to_the_sheets_behind_it():
    page = opened(steps_page()).worksheets[0]
    links = {cell.value: cell.hyperlink.location for row in page for cell in row if cell.hyperlink}

    assert links == {"Steps": "'Steps'!A1", "Chart data": "'Chart data'!A1"}


def test_tables_behind_it_have_frozen_headers_that_are_printed_on_every_page():
    sheet = opened(steps_page())["Steps"]

    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert [cell.value for cell in sheet[3]][:3] == ["From (heads)", "To (heads)", "Minimum shortfall"]
    assert sheet["C5"].number_format == "#,##0"


def test_steps_are_lines_and_what_is_not_proved_a_line_of_its_own_with_what_it_is_at_least():
    """From 600 to 2,149 a plan of 15,550 is known, and none below 15,200."""
    book = opened(steps_page())
    (chart,) = book.worksheets[0]._charts
    proved, found, least = (drawn(book, series) for series in chart.series)

    assert proved[0] == "Minimum shortfall"
    assert [pair for pair in proved[1] if pair[1] is not None] == [
        (100, 16_000),
        (599, 16_000),
        (2150, 15_100),
        (3000, 15_100),
    ]
    assert found[0] == "Minimum shortfall, not proved"
    assert [pair for pair in found[1] if pair[1] == 15_550] == [(600, 15_550), (2149, 15_550)]
    assert least[0] == "Minimum shortfall, at least"
    assert [pair for pair in least[1] if pair[1] is not None] == [(600, 15_200), (2149, 15_200)]


def test_a_stretch_that_was_not_looked_at_is_not_bridged():
    answer = a_staircase(a_step(0, 10, a_point(9, 0, 0), complete=False), a_step(50, 90, a_point(5, 0, 0)))
    book = opened(sweep_page(told_plan(), answer))
    (series,) = book.worksheets[0]._charts[0].series

    assert drawn(book, series)[1] == [(0, 9), (10, 9), (None, None), (50, 5), (90, 5)]


def test_bars_that_are_not_proved_are_hollow_with_a_line_to_what_they_are_at_least():
    """300 is found, 250 the least, 100 as it stands: the bar is 200, and 50 of it are open."""
    book = opened(withdrawals_page("France"))
    replanned, at_once = book.worksheets[0]._charts[0].series
    (reach,) = cells(book, replanned.errBars.minus.numRef.f)

    assert drawn(book, replanned) == ("After all replan", [("France", 200)])
    assert drawn(book, at_once) == ("If nobody replans", [("France", 800)])
    assert [point.idx for point in replanned.dPt] == [0]
    assert reach == 50
    assert at_once.dPt == []


def test_points_of_two_numbers_are_marks_with_a_series_for_each_value_of_the_second():
    second = a_number(1, 2, cell="Drawdown caps!Finland!Cap heads", step=1)
    points = [a_point(9, 0, 0), a_point(7, 0, 0), a_point(8, 0, 0), a_point(5, 0, 0)]
    book = opened(sweep_page(told_plan(), a_grid(a_number(0, 10, step=10), *points, second=second)))
    shown = [drawn(book, series) for series in book.worksheets[0]._charts[0].series]

    assert shown == [("Cap heads 1", [(0, 9), (10, 7)]), ("Cap heads 2", [(0, 8), (10, 5)])]


def test_columns_stand_for_shares():
    points = (ChartPoint(at="Lviv", value=0.4, low=0.4), ChartPoint(at="Odesa", value=0.9, low=-math.inf))
    chart = StudyChart(
        kind="columns",
        title="Chance",
        across=ChartAxis(name="Site"),
        up=ChartAxis(name="Chance"),
        series=(ChartSeries(name="Chance", points=points),),
    )
    page = StudyPage(title="t", marking="", question="q", sentences=("s",), chart=chart, tables=())
    book = opened(page)
    made = book.worksheets[0]._charts[0]

    assert made.type == "col"
    assert drawn(book, made.series[0]) == ("Chance", [("Lviv", 0.4), ("Odesa", 0.9)])
    assert [point.idx for point in made.series[0].dPt] == [1]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_becomes_a_formula_or_breaks_the_workbook(name):
    book = opened(withdrawals_page(name, "Estonia", Marking=name, **{"Plan name": name}))

    held = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert not [cell.coordinate for cell in held if cell.data_type == "f"]
    assert name.strip() in [str(cell.value).strip() for cell in book["Withdrawals"]["B"]]


def test_without_a_chart_the_page_is_whole():
    book = opened(sweep_page(told_plan(), a_grid(a_number(0, 10, step=10), no_plan(), no_plan())))

    assert book.sheetnames == ["Answer", "Values"]
    assert book["Answer"]["A3"].value == "There is no plan at any value looked at from 0 to 10 heads."


def test_the_same_study_is_the_same_bytes():
    assert study_workbook(steps_page()) == study_workbook(steps_page())


def test_a_study_that_nobody_touched_is_replaced_and_one_that_somebody_saved_is_kept(tmp_path):
    path = tmp_path / "study.xlsx"

    assert write_study(steps_page(), path) is None
    assert write_study(withdrawals_page("France"), path) is None
    openpyxl.load_workbook(path).save(path)
    assert write_study(steps_page(), path).is_file()


def test_an_axis_of_whole_numbers_has_no_ticks_between_them():
    """Three to six sites: else a spreadsheet puts one at 3.5."""
    number = VariedNumber(
        text="",
        cell="Settings!Open sites at most!Value",
        column=find_setting("Open sites at most"),
        range=NumberRange(Decimal(3), Decimal(6), Decimal(1)),
        direction="looser",
    )
    points = [a_point(value, 0, 0) for value in (9, 7, 6, 5)]
    (chart,) = opened(sweep_page(told_plan(), a_grid(number, *points))).worksheets[0]._charts
    (of_heads,) = opened(steps_page()).worksheets[0]._charts

    assert chart.x_axis.majorUnit == 1
    assert (chart.x_axis.scaling.min, chart.x_axis.scaling.max) == (2, 7)
    assert chart.y_axis.majorUnit is None
    assert of_heads.x_axis.majorUnit is None


def test_money_on_an_axis_is_told_in_millions():
    points = (ChartPoint(at=1.0, value=2.03e9, low=2.03e9), ChartPoint(at=2.0, value=1.98e9, low=1.98e9))
    chart = StudyChart(
        kind="scatter",
        title="Cost",
        across=ChartAxis(name="Heads"),
        up=ChartAxis(name="Cost", unit="EUR", show=Show.MONEY),
        series=(ChartSeries(name="Cost", points=points),),
    )
    page = StudyPage(title="t", marking="", question="q", sentences=("s",), chart=chart, tables=())

    assert opened(page).worksheets[0]._charts[0].y_axis.number_format.formatCode == '#,##0,,"\xa0m"'


@pytest.mark.parametrize(("share", "end"), [(0.95, 1.0), (1.0, 1.0), (0.4, None), (1.3, None)])
@pytest.mark.parametrize("kind", ["columns", "bars"])
def test_an_axis_of_shares_ends_where_no_share_can_be_more(kind, share, end):
    points = (ChartPoint(at="Lviv", value=share, low=share), ChartPoint(at="Odesa", value=0.1, low=0.1))
    chart = StudyChart(
        kind=kind,
        title="Chance",
        across=ChartAxis(name="Site"),
        up=ChartAxis(name="Chance", show=Show.SHARE),
        series=(ChartSeries(name="Chance", points=points),),
    )
    page = StudyPage(title="t", marking="", question="q", sentences=("s",), chart=chart, tables=())

    assert opened(page).worksheets[0]._charts[0].y_axis.scaling.max == end


def test_marks_that_are_not_proved_are_a_paler_tone_of_their_own_colour():
    answer = a_grid(a_number(0, 10, step=10), a_point(9, 0, 0), a_point(5, 0, 0, lows=(4, 0, 0)))
    (chart,) = opened(sweep_page(told_plan(), answer)).worksheets[0]._charts
    proved, found, _ = (series.marker.spPr.solidFill.srgbClr for series in chart.series)

    assert (proved, found) == ("1F3864", "9AA5B9")
