"""The time that a point has around its search: it follows how long its steps take, and never all of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from point_faults import CAP, points_that_are, three_companies
from study_cases import exactly
from test_sweep import swept

from solver.studies import holding, isolated_point
from solver.studies.isolated_point import PointDiedError
from solver.studies.point import PointOutcome, StudyPoint
from solver.studies.point_worker import PointTask
from solver.studies.study_input import StudyInput, used_versions


def a_task() -> PointTask:
    """The workbook as it stands."""
    plan = three_companies()
    given = StudyInput(plan=plan, baseline=None, options=exactly(plan))
    point = StudyPoint()
    return PointTask(
        key="abc",
        point=point,
        study_key=given.key,
        packed=given.packed,
        start=None,
        base=None,
        solver="highs",
        asked_with=used_versions(),
    )


HERE = Path(__file__).parent


def hurried(kind: str, monkeypatch: pytest.MonkeyPatch) -> PointOutcome:
    """What comes of a point with a second, and twice what each of its steps took, its process being there."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (HERE, HERE.parent, HERE.parents[1]))))
    task = a_task()
    with points_that_are(kind):
        isolated_point.isolated_point(task, 10_000, 0.0)  # in all the time of the world
        monkeypatch.setattr(isolated_point, "PATIENCE", 0.0)
        monkeypatch.setattr(isolated_point, "AROUND_SEARCH", 1.0)
        monkeypatch.setattr(isolated_point, "MORE_AROUND", 2.0)
        return isolated_point.isolated_point(task, 10_000, 0.0)


def test_a_point_whose_audits_are_many_is_not_given_up_while_they_come_to_their_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten steps of a quarter of a second each, more than twice the second that it has."""
    assert hurried("auditing", monkeypatch) == PointOutcome(key="abc", status="optimal")


def test_a_point_that_says_nothing_is_given_up_at_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PointDiedError, match="did not heed its time"):
        hurried("silent", monkeypatch)


def test_every_look_at_how_far_down_a_plan_holds_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many words as audits."""
    looks: list[object] = []
    told: list[object] = []
    excess, hold = holding._excess, holding.holds_down_to

    def seen(*given: Any) -> float | None:
        looks.append(given)
        return excess(*given)

    def heard(*given: Any) -> int:
        return hold(*given[:3], told.append)

    monkeypatch.setattr(holding, "_excess", seen)
    monkeypatch.setattr("solver.studies.point_worker.holds_down_to", heard)
    swept(three_companies(), f"{CAP}=0..600", folder=tmp_path)

    assert looks
    assert len(told) == len(looks)
