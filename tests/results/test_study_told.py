"""A study's page as JSON and back: the same words, numbers and blanks; any other shape is refused."""

from __future__ import annotations

import json
import math
from copy import deepcopy
from typing import Any

import numpy as np
import pandas as pd
import pytest

from solver.results.study_page import ChartAxis, ChartKind, ChartPoint, ChartSeries, StudyChart, StudyPage
from solver.results.study_told import MOST_STUDY_ROWS, told_page, told_record
from solver.results.tables import Field, Show, Table, make_table

SURE = ChartPoint(at=1.0, value=5.0, low=5.0)
OPEN = ChartPoint(at=2.0, value=5.0, low=2.5)
UNKNOWN = ChartPoint(at=3.0, value=5.0, low=-math.inf)

POINTS: dict[ChartKind, tuple[ChartPoint, ...]] = {
    "steps": (
        ChartPoint(at=0.0, until=599.0, value=400.0, low=400.0),
        ChartPoint(at=600.0, value=0.0, low=0.0),
    ),
    "scatter": (SURE, OPEN, UNKNOWN),
    "bars": (ChartPoint(at="France", value=-3.5, low=-math.inf), ChartPoint(at="2027", value=1.0, low=1.0)),
    "columns": (ChartPoint(at="007", value=1e9, low=0.1 + 0.2),),
}

FIELDS = (
    Field("Nation", Show.TEXT),
    Field("Why", Show.LONG),
    Field("Cells", Show.CELLS),
    Field("Mark", Show.MARK),
    Field("Setting", Show.ANY),
    Field("Heads", Show.HEADS),
    Field("Share", Show.SHARE),
    Field("Period", Show.PERIOD),
    Field("Exact", Show.EXACT),
)
ROWS = [
    ("0042", "two\nlines", "Sites!A2", "▽ short", "12", 1200.0, 0.5, 1, 1 / 3),
    ("France", "", "", "", 12, math.nan, math.nan, 2, math.nan),
    ("nan", "None", "", "", None, 0.0, 1.0, 3, 0.1),
]
"""Texts that are numbers, numbers beside texts, and blanks."""


def a_table(rows: list[tuple[object, ...]] | None = None, title: str = "Grid") -> Table:
    frame = pd.DataFrame(ROWS if rows is None else rows, columns=[field.name for field in FIELDS])
    return make_table(title, FIELDS, frame, note="How to read it.")


def a_chart(kind: ChartKind) -> StudyChart:
    return StudyChart(
        kind=kind,
        title="What lacks",
        across=ChartAxis(name="Cap", unit="heads", show=Show.HEADS, whole=True),
        up=ChartAxis(name="Chance", show=Show.SHARE),
        series=(ChartSeries(name="first", points=POINTS[kind]), ChartSeries(name="second", points=())),
    )


def a_page(kind: ChartKind | None = "steps", *tables: Table, short: tuple[Table, ...] = ()) -> StudyPage:
    return StudyPage(
        title="What does the cap buy?",
        marking="EXERCISE",
        question="Asked of small.xlsx.",
        sentences=("It buys 200.", "All of it is proved."),
        chart=None if kind is None else a_chart(kind),
        tables=tables or (a_table(),),
        notes=("Hollow: not proved.",),
        short=short,
    )


def through_json(page: StudyPage) -> StudyPage:
    """The page as it is read from the file that it was written to."""
    return told_page(json.loads(json.dumps(told_record(page), allow_nan=False)))


@pytest.mark.parametrize("kind", [*POINTS, None])
def test_words_and_chart_come_back_as_they_were(kind: ChartKind | None):
    page = a_page(kind)
    back = through_json(page)

    for name in ("title", "marking", "question", "sentences", "chart", "notes"):
        assert getattr(back, name) == getattr(page, name), name


def test_a_least_value_that_nobody_knows_is_null_and_comes_back_as_unknown():
    record = told_record(a_page("scatter"))
    chart: Any = record["chart"]

    assert [point["low"] for point in chart["series"][0]["points"]] == [5.0, 2.5, None]
    assert through_json(a_page("scatter")).chart.series[0].points[2].low == -math.inf  # type: ignore[union-attr]


def test_a_name_that_is_a_number_stays_a_name():
    """Beside a bar stands 2027, under a column 007."""
    bars, columns = through_json(a_page("bars")).chart, through_json(a_page("columns")).chart

    assert bars is not None
    assert columns is not None
    assert [point.at for point in bars.series[0].points] == ["France", "2027"]
    assert columns.series[0].points[0].at == "007"


def test_tables_come_back_cell_by_cell_with_their_columns_and_note():
    (table,) = through_json(a_page()).tables
    before = a_table()

    assert (table.title, table.note) == (before.title, before.note)
    assert [(field.name, field.show) for field in table.fields] == [
        (field.name, field.show) for field in FIELDS
    ]
    for name in before.frame.columns:
        for old, new in zip(before.frame[name].tolist(), table.frame[name].tolist(), strict=True):
            assert pd.isna(new) if pd.isna(old) else new == old, name
            assert isinstance(new, str) == isinstance(old, str)


def test_texts_that_are_numbers_stay_texts_and_numbers_numbers():
    (table,) = through_json(a_page()).tables

    assert table.frame["Nation"].tolist() == ["0042", "France", "nan"]
    assert table.frame["Setting"].tolist()[:2] == ["12", 12]
    assert table.frame["Heads"].dtype == float


@pytest.mark.parametrize("rows", [[], [("", "", "", "", None, None, None, None, None)]])
def test_tables_of_nothing_and_of_blanks_come_back(rows: list[tuple[object, ...]]):
    (table,) = through_json(a_page(None, a_table(rows))).tables

    assert len(table.frame) == len(rows)
    assert table.frame.isna().all(axis=None) or table.frame["Heads"].isna().all()


def test_numbers_of_numpy_are_numbers_of_json():
    row = ("a", "", "", "", np.int64(3), np.float64(1.5), np.float32(0.5), np.int32(1), np.float64("nan"))
    record: Any = told_record(a_page(None, a_table([row])))

    assert json.loads(json.dumps(record, allow_nan=False))["tables"][0]["rows"] == [
        ["a", "", "", "", 3, 1.5, 0.5, 1, None]
    ]


def test_the_short_tables_are_kept_or_else_the_first_one():
    short = a_table(title="In short")
    of_short, of_all = a_page(None, a_table(), short=(short,)), a_page(None, a_table(), a_table(title="More"))

    assert [table.title for table in through_json(of_short).tables] == ["In short"]
    assert [table.title for table in through_json(of_all).tables] == ["Grid"]
    assert [table.title for table in through_json(of_all).short] == ["Grid"]


def test_no_more_rows_are_kept_than_a_page_shows():
    rows = [(f"N{at}", "", "", "", "", float(at), 0.0, at, 0.0) for at in range(MOST_STUDY_ROWS + 5)]
    (table,) = through_json(a_page(None, a_table(rows))).tables

    assert table.frame["Nation"].tolist() == [f"N{at}" for at in range(MOST_STUDY_ROWS)]


@pytest.mark.parametrize("kind", [*POINTS, None])
def test_what_was_read_is_written_the_same(kind: ChartKind | None):
    record = told_record(a_page(kind))

    assert told_record(through_json(a_page(kind))) == record


def changed(*place: object, to: object = None, without: bool = False) -> Any:
    """The record of a page with one of its parts replaced or left out."""
    record = deepcopy(told_record(a_page("bars")))
    part: Any = record
    for key in place[:-1]:
        part = part[key]
    if without:
        del part[place[-1]]
    else:
        part[place[-1]] = to
    return record


PARTS = ("title", "marking", "question", "sentences", "chart", "tables", "notes")
OTHER_SHAPES = [
    *(changed(name, without=True) for name in PARTS),
    *(changed("chart", name, without=True) for name in ("kind", "title", "across", "up", "series")),
    *(changed("chart", "across", name, without=True) for name in ("name", "unit", "show", "whole")),
    *(
        changed("chart", "series", 0, "points", 0, name, without=True)
        for name in ("at", "until", "value", "low")
    ),
    *(changed("tables", 0, name, without=True) for name in ("title", "note", "columns", "rows")),
    changed("chart", "kind", to="pie"),
    changed("chart", "across", "show", to="nothing that is known"),
    changed("chart", "series", 0, "points", 0, "value", to="many"),
    changed("chart", "series", 0, "points", 0, "value", to=None),
    changed("chart", "series", 0, "points", 0, "at", to=[1]),
    changed("chart", "series", to=3),
    changed("chart", to="steps"),
    changed("sentences", to=None),
    changed("sentences", to=5),
    changed("tables", to=7),
    changed("tables", 0, "rows", to=[["too", "few"]]),
    changed("tables", 0, "rows", to=5),
    changed("tables", 0, "rows", 0, 5, to="a text among numbers"),
    changed("tables", 0, "columns", 0, "show", to="nothing that is known"),
    [],
    {},
    "told",
    None,
    3,
]


@pytest.mark.parametrize("record", OTHER_SHAPES)
def test_any_other_shape_is_refused_as_one_that_is_not_known(record: Any):
    with pytest.raises((KeyError, TypeError, ValueError)):
        told_page(record)
