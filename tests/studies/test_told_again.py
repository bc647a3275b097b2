"""The page of each kind of study is the same once it has been to JSON, as the pages of plans tell it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import test_told_alternatives
import test_told_confidence
from told_cases import (
    a_grid,
    a_number,
    a_pair,
    a_point,
    a_staircase,
    a_step,
    lacks,
    told_plan,
    withdrawn,
    without,
)

from solver.pages.study_section import study_section
from solver.results.study_page import StudyPage
from solver.results.study_told import MOST_STUDY_ROWS, told_page, told_record
from solver.results.tables import Show
from solver.results.text import texts
from solver.studies.told.sweep_page import sweep_page
from solver.studies.told.withdraw_page import withdraw_page
from solver.text.numbers import in_full

OPEN = {"lows": (15_000, 0, 0), "proved": False}


def staircase(_: Path) -> StudyPage:
    """Three steps, the last of which is not proved."""
    steps = (
        a_step(0, 599, a_point(16_000, 17_000, 0)),
        a_step(600, 2149, a_point(15_550, 16_800, 1_800)),
        a_step(2150, 3000, a_point(15_550, 16_700, 1_800, **OPEN), proved=False),  # type: ignore[arg-type]
    )
    return sweep_page(told_plan(), a_staircase(*steps))


def grid(_: Path) -> StudyPage:
    """Three values of one number, the second without a proof."""
    outcomes = (a_point(300, 3, 0), a_point(200, 2, 0, lows=(100, 0, 0)), a_point(0, 1, 5))
    return sweep_page(told_plan(), a_grid(a_number(0, 200, step=100), *outcomes))


def withdrawals(_: Path) -> StudyPage:
    """Two nations, of one of which no more is known than that it costs something."""
    base = a_point(100, 200, 50, lacking=(lacks("Lviv", "Infantry", 100, 200),))
    singles = (
        without("Estonia", 100, 230, 50, if_nobody=(150, 260, 50)),
        without("France", 400, 500, 50, lows=(250, 0, 0)),
    )
    return withdraw_page(told_plan(), withdrawn(*singles, base=base))


def alternatives(folder: Path) -> StudyPage:
    return test_told_alternatives.told(test_told_alternatives.two_that_stand_in(), folder)


def pairs(_: Path) -> StudyPage:
    """Two nations that hurt more together than each alone; the chart is of each alone."""
    singles = (without("Estonia", 100, 230, 50), without("France", 400, 500, 50))
    both = (a_pair("Estonia", "France", 700, 900, 50, beyond=200),)
    return withdraw_page(told_plan(), withdrawn(*singles, pairs=both, base=a_point(100, 200, 50)))


def regrets(folder: Path) -> StudyPage:
    """The short table is of regrets; the chart of who may be where."""
    plan = test_told_alternatives.two_that_stand_in()
    return test_told_alternatives.told(plan, folder, regret=True)


def chances(folder: Path) -> StudyPage:
    """Three pledges, each as likely as not."""
    return test_told_confidence.told(test_told_confidence.three_pledges(), folder)


KINDS = [staircase, grid, withdrawals, pairs, alternatives, regrets, chances]


@pytest.fixture(scope="module", params=KINDS)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> StudyPage:
    """A study of each of these kinds."""
    made: Callable[[Path], StudyPage] = request.param
    return made(tmp_path_factory.mktemp("study"))


def test_a_study_comes_back_from_json_as_it_was_told(page: StudyPage):
    record = json.loads(json.dumps(told_record(page), allow_nan=False))
    back = told_page(record)

    assert (back.title, back.question, back.sentences, back.notes) == (
        page.title,
        page.question,
        page.sentences,
        page.notes,
    )
    assert back.chart == page.chart
    for old, new in zip(page.short or page.tables[:1], back.tables, strict=True):
        for field in old.fields:
            assert texts(field, new.frame[field.name]) == texts(
                field, old.frame[field.name].head(MOST_STUDY_ROWS)
            )


def test_a_study_has_a_section_with_its_words_its_drawing_and_its_numbers(page: StudyPage):
    section = study_section(told_page(told_record(page)), 3)

    assert section.key == "study-3"
    assert section.words == (page.question, *page.sentences)
    assert [figure.key for figure in section.figures] == (["study-3"] if page.chart else [])
    for figure in section.figures:
        assert page.chart is not None
        assert figure.drawing.title == page.chart.title
        assert len(figure.table.rows) == sum(len(series.points) for series in page.chart.series)
        assert {row[0] for row in figure.table.rows} == {
            point.at if isinstance(point.at, str) else in_full(point.at)
            for series in page.chart.series
            for point in series.points
        }
    for (name, told), table in zip(section.tables, page.short or page.tables[:1], strict=True):
        assert name == table.title
        assert len(told.rows) == min(len(table.frame), MOST_STUDY_ROWS)
        assert [head for head, _ in told.heads] == [
            field.name for field in table.fields if field.show is not Show.ROW
        ]
