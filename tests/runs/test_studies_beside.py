"""The studies beside a plan: those of the same tables, scenario and changed cells; others are named."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

import pytest

from solver.results.study_page import StudyPage
from solver.results.study_told import told_record
from solver.runs.studies_beside import MOST_STUDIES, StudiesBeside, studies_beside, studies_not_told

TABLES = "ab" * 32
OVERRIDES = ("Sites!Lviv!Capacity=900", "Nations!France!Away=yes")


def a_page(title: str) -> StudyPage:
    return StudyPage(title=title, marking="", question="", sentences=("It is so.",), chart=None, tables=())


def an_answer(title: str, **changes: object) -> dict[str, Any]:
    """What a study of the plan keeps of its answer."""
    known: dict[str, object] = {
        "input": {"path": "small.xlsx", "tables_sha256": TABLES},
        "scenario": None,
        "overrides": [],
        "told": told_record(a_page(title)),
    }
    return {**known, **changes}


def write(folder: Path, name: str, text: str | bytes, at: int = 0) -> Path:
    """The file of an answer, written at that second."""
    path = folder / f"{name}.study" / "answer.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(path, (1_000_000 + at, 1_000_000 + at))
    return path


def answered(folder: Path, name: str, at: int = 0, **changes: object) -> Path:
    return write(folder, name, json.dumps(an_answer(name, **changes)), at)


def beside(folder: Path, scenario: str = "", overrides: tuple[str, ...] = ()) -> StudiesBeside:
    return studies_beside(folder / "plan.xlsx", TABLES, scenario, overrides)


def titles(found: StudiesBeside) -> list[str]:
    return [page.title for page in found.pages]


def test_studies_of_the_same_plan_are_told_the_oldest_first(tmp_path: Path):
    answered(tmp_path, "a", at=30)
    answered(tmp_path, "b", at=10)
    answered(tmp_path, "c", at=20)
    found = beside(tmp_path)

    assert titles(found) == ["b", "c", "a"]
    assert found.pages[0].sentences == ("It is so.",)
    assert found.others == ()


def test_no_more_are_told_than_were_answered_last(tmp_path: Path):
    for at in range(MOST_STUDIES + 2):
        answered(tmp_path, f"study-{at}", at=at)

    found = beside(tmp_path)

    assert titles(found) == [f"study-{at}" for at in range(2, MOST_STUDIES + 2)]
    assert [path.parent.name for path in found.older] == ["study-0.study", "study-1.study"]
    assert [str(note) for note in studies_not_told(found)] == [
        f"more than {MOST_STUDIES} studies lie beside it; those answered first are not told: study-0, study-1"
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"input": {"path": "small.xlsx", "tables_sha256": "cd" * 32}},
        {"input": {"path": "small.xlsx"}},
        {"scenario": "winter"},
        {"overrides": ["Sites!Lviv!Capacity=900"]},
    ],
)
def test_a_study_of_other_tables_another_scenario_or_other_cells_is_named_and_not_told(
    tmp_path: Path, changes: dict[str, object]
):
    answered(tmp_path, "ours")
    path = answered(tmp_path, "theirs", **changes)
    found = beside(tmp_path)

    assert titles(found) == ["ours"]
    assert found.others == (path,)


def test_a_study_of_the_same_scenario_and_cells_is_told(tmp_path: Path):
    answered(tmp_path, "winter", scenario="winter", overrides=list(OVERRIDES))

    assert titles(beside(tmp_path, "winter", OVERRIDES)) == ["winter"]
    assert beside(tmp_path).pages == ()


def test_no_study_is_read_through_a_link_or_from_a_pipe(tmp_path: Path):
    """Somebody who may write into the folder would have a page tell what only its maker may read."""
    elsewhere = answered(tmp_path / "elsewhere", "secret")
    for name in ("link", "pipe"):
        (tmp_path / f"{name}.study").mkdir()
    (tmp_path / "link.study" / "answer.json").symlink_to(elsewhere)
    os.mkfifo(tmp_path / "pipe.study" / "answer.json")

    assert beside(tmp_path) == StudiesBeside()


def test_the_files_that_are_told_are_named(tmp_path: Path):
    """Nobody may read a page who may not read the studies in it."""
    path = answered(tmp_path, "ours")
    answered(tmp_path, "theirs", scenario="winter")

    assert beside(tmp_path).files == (path,)


def test_names_of_scenarios_and_cells_count_whatever_their_case(tmp_path: Path):
    answered(tmp_path, "winter", scenario="WINTER", overrides=[each.upper() for each in OVERRIDES])

    assert titles(beside(tmp_path, "winter", OVERRIDES)) == ["winter"]


def test_cells_changed_in_another_order_are_other_changes(tmp_path: Path):
    answered(tmp_path, "turned", overrides=list(reversed(OVERRIDES)))

    assert beside(tmp_path, overrides=OVERRIDES).pages == ()


def a_chart(kind: str, points: list[dict[str, object]]) -> dict[str, object]:
    """A chart of these points as JSON has it."""
    axis = {"name": "Cap", "unit": "", "show": "amount", "whole": False}
    series = [{"name": "all", "points": points}] if points else []
    return {"kind": kind, "title": "x", "across": axis, "up": axis, "series": series}


A_POINT: dict[str, object] = {"at": 1.0, "until": None, "value": 1.0, "low": None}
UNDRAWABLE: list[tuple[str, list[dict[str, object]]]] = [
    ("bars", []),
    ("steps", [{**A_POINT, "at": "Lviv"}]),
    ("scatter", [{**A_POINT, "at": "Lviv"}]),
    *(("bars", [{**A_POINT, name: math.inf}]) for name in ("at", "until", "value", "low")),
    ("columns", [{**A_POINT, "value": math.nan}]),
    ("bars", [{**A_POINT, "value": 10**400}]),  # no float is as large
    ("scatter", [{**A_POINT, "value": 1e308}, {**A_POINT, "value": -1e308}]),  # nor is what lies between them
]

BROKEN = [
    b"",
    b"{",
    b"\xff\xfe\x00",
    b"null",
    b"3",
    b'"text"',
    b"[]",
    b"{}",
    b"[" * 100_000,
    *(
        json.dumps(an_answer("broken", **changes)).encode()
        for changes in (
            {"input": None},
            {"input": "small.xlsx"},
            {"input": []},
            {"overrides": None},
            {"overrides": 5},
            {"told": None},
            {"told": {}},
            {"told": {"title": "no more than that"}},
            {"told": {**told_record(a_page("x")), "tables": [5]}},
            {"told": {**told_record(a_page("x")), "chart": {"kind": "pie"}}},
            *({"told": {**told_record(a_page("x")), "chart": a_chart(*about)}} for about in UNDRAWABLE),
            {"told": "text"},
        )
    ),
    json.dumps({name: value for name, value in an_answer("early").items() if name != "told"}).encode(),
]


def test_a_chart_of_numbers_is_told(tmp_path: Path):
    answered(tmp_path, "ours", told={**told_record(a_page("ours")), "chart": a_chart("steps", [A_POINT])})

    assert titles(beside(tmp_path)) == ["ours"]


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:40].decode(errors="replace"))
def test_what_cannot_be_read_is_no_study_and_no_fault(tmp_path: Path, text: bytes):
    write(tmp_path, "broken", text)
    answered(tmp_path, "ours")
    found = beside(tmp_path)

    assert titles(found) == ["ours"]
    assert found.others == ()


def test_a_folder_in_the_place_of_an_answer_is_none(tmp_path: Path):
    (tmp_path / "odd.study" / "answer.json").mkdir(parents=True)

    assert beside(tmp_path) == StudiesBeside()


def test_only_studies_of_the_plan_s_own_folder_are_looked_at(tmp_path: Path):
    for folder in (tmp_path / "other", tmp_path / "plans" / "deeper"):
        answered(folder, "elsewhere")
    (tmp_path / "plans" / "answer.json").write_text(json.dumps(an_answer("loose")))

    assert beside(tmp_path / "plans") == StudiesBeside()


def test_a_folder_that_is_not_there_has_none(tmp_path: Path):
    assert beside(tmp_path / "nowhere") == StudiesBeside()
