"""A study's page as JSON has it, and back: what was found, in words, with its chart and first tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from solver.results.study_page import ChartAxis, ChartPoint, ChartSeries, StudyChart, StudyPage
from solver.results.tables import Field, Show, Table
from solver.text.numbers import counted

MOST_STUDY_ROWS = 20
"""Rows of a table that are kept: the study's own workbook has all."""


LARGEST = 1e15
"""Numbers that are larger are of no plan, and no axis has room for them."""


def told_record(page: StudyPage) -> dict[str, object]:
    """The page of a study, ready for ``json.dumps``."""
    return {
        "title": page.title,
        "marking": page.marking,
        "question": page.question,
        "sentences": list(page.sentences),
        "chart": None if page.chart is None else _chart_record(page.chart),
        "tables": [_table_record(table) for table in page.short or page.tables[:1]],
        "notes": list(page.notes),
    }


def told_page(record: Mapping[str, Any]) -> StudyPage:
    """The page that a record tells; raises LookupError, TypeError or ValueError for any other shape."""
    tables = tuple(_table(each) for each in record["tables"])
    return StudyPage(
        title=str(record["title"]),
        marking=str(record["marking"]),
        question=str(record["question"]),
        sentences=_texts(record["sentences"]),
        chart=None if record["chart"] is None else _chart(record["chart"]),
        tables=tables,
        notes=_texts(record["notes"]),
        short=tables,
    )


def _texts(values: Sequence[object]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError("a text where a list of them is expected")
    return tuple(map(str, values))


def _chart_record(chart: StudyChart) -> dict[str, object]:
    return {
        "kind": chart.kind,
        "title": chart.title,
        "across": _axis_record(chart.across),
        "up": _axis_record(chart.up),
        "series": [
            {"name": series.name, "points": [_point_record(point) for point in series.points]}
            for series in chart.series
        ],
    }


def _axis_record(axis: ChartAxis) -> dict[str, object]:
    return {"name": axis.name, "unit": axis.unit, "show": axis.show.value, "whole": axis.whole}


def _point_record(point: ChartPoint) -> dict[str, object]:
    """A point; a least value that nobody knows is null."""
    low = point.low if math.isfinite(point.low) else None
    return {"at": point.at, "until": point.until, "value": point.value, "low": low}


def _table_record(table: Table) -> dict[str, object]:
    """A table's first rows; blanks are null."""
    rows = table.frame.head(MOST_STUDY_ROWS).astype(object)
    rows = rows.where(rows.notna(), None)
    left = len(table.frame) - len(rows)
    more = f"{counted(left, 'more row', 'more rows')}: in the study's own workbook." if left else ""
    return {
        "title": table.title,
        "note": f"{table.note} {more}".strip(),
        "columns": [{"name": field.name, "show": field.show.value} for field in table.fields],
        "rows": [[_plain(value) for value in row] for row in rows.to_numpy().tolist()],
    }


def _plain(value: object) -> object:
    """A value that JSON has: numbers of other kinds as Python's own."""
    item = getattr(value, "item", None)
    return item() if callable(item) else value


def _chart(record: Mapping[str, Any]) -> StudyChart:
    """A chart that can be drawn: it has points, all of finite numbers, or names where its kind takes them."""
    if record["kind"] not in ("steps", "columns", "bars", "scatter"):
        raise ValueError(f"no chart is of the kind {record['kind']}")
    chart = StudyChart(
        kind=record["kind"],
        title=str(record["title"]),
        across=_axis(record["across"]),
        up=_axis(record["up"]),
        series=tuple(
            ChartSeries(name=str(each["name"]), points=tuple(map(_point, each["points"])))
            for each in record["series"]
        ),
    )
    points = [point for series in chart.series for point in series.points]
    if not points:
        raise ValueError("a chart without points")
    if record["kind"] in ("steps", "scatter") and any(isinstance(point.at, str) for point in points):
        raise TypeError("a name where a number is expected")
    return chart


def _axis(record: Mapping[str, Any]) -> ChartAxis:
    return ChartAxis(
        name=str(record["name"]),
        unit=str(record["unit"]),
        show=Show(record["show"]),
        whole=bool(record["whole"]),
    )


def _point(record: Mapping[str, Any]) -> ChartPoint:
    at, low, until = record["at"], record["low"], record["until"]
    return ChartPoint(
        at=at if isinstance(at, str) else _finite(at),
        until=None if until is None else _finite(until),
        value=_finite(record["value"]),
        low=-math.inf if low is None else _finite(low),
    )


def _finite(value: Any) -> float:
    """A number that stands somewhere on an axis; raises ValueError or OverflowError for others."""
    number = float(value)
    if not abs(number) <= LARGEST:
        raise ValueError(f"{value} is no number that can be drawn")
    return number


def _table(record: Mapping[str, Any]) -> Table:
    fields = tuple(Field(str(each["name"]), Show(each["show"])) for each in record["columns"])
    frame = pd.DataFrame(record["rows"], columns=[field.name for field in fields], dtype=object)
    for field in fields:
        if not field.show.in_words:
            frame[field.name] = pd.to_numeric(frame[field.name])
    return Table(title=str(record["title"]), note=str(record["note"]), fields=fields, frame=frame)
