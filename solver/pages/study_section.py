"""A study as a section: what was asked, its answer in sentences, one drawing, its tables in short."""

from __future__ import annotations

import math
from collections.abc import Callable

from solver.pages.drawings.study import study_drawing
from solver.pages.figure import Figure, PageTable, page_table
from solver.pages.plan_content import PageSection
from solver.results.study_page import ChartAxis, ChartPoint, StudyChart, StudyPage
from solver.results.tables import Show
from solver.text.numbers import in_full, share_in_words

BASE = "A study solves the workbook itself: of plans that are equally good it may find another than this one."
"""Why a number of a study may differ from that of the plan on the page."""


def study_section(page: StudyPage, at: int) -> PageSection:
    """The section of a study; ``at``: which of them it is."""
    figures = []
    if page.chart is not None:
        drawing = study_drawing(page.chart)
        figures.append(Figure(key=f"study-{at}", drawing=drawing, table=chart_table(page.chart)))
    return PageSection(
        key=f"study-{at}",
        heading=page.title,
        words=(page.question, *page.sentences),
        figures=tuple(figures),
        tables=tuple((table.title, page_table(table)) for table in page.short),
        aside=(*page.notes, BASE),
    )


def chart_table(chart: StudyChart) -> PageTable:
    """The numbers of a chart, one row a point; what is not proved has what it is at least beside it."""
    points = [(series.name, point) for series in chart.series for point in series.points]
    across, up = _words_of(chart.across), _words_of(chart.up)
    columns: list[tuple[str, bool, Callable[[str, ChartPoint], str]]] = [
        (
            chart.across.title,
            not any(isinstance(point.at, str) for _, point in points),
            lambda _, point: across(point.at),
        )
    ]
    if chart.kind == "steps":
        columns.append(
            ("up to", True, lambda _, point: across(point.at if point.until is None else point.until))
        )
    if len(chart.series) > 1:
        columns.append(("Of", False, lambda name, _: name))
    columns.append((chart.up.title, True, lambda _, point: up(point.value)))
    if not chart.proved:
        columns.append(
            (
                "Not proved; at least",
                True,
                lambda _, point: (
                    "" if point.proved else up(point.low) if math.isfinite(point.low) else "unknown"
                ),
            )
        )
    return PageTable(
        heads=tuple((name, is_number) for name, is_number, _ in columns),
        rows=tuple(tuple(say(name, point) for _, _, say in columns) for name, point in points),
    )


def _words_of(axis: ChartAxis) -> Callable[[float | str], str]:
    """How a value of an axis is written in full."""
    say = share_in_words if axis.show is Show.SHARE else in_full
    return lambda value: value if isinstance(value, str) else say(value)
