"""Where points are solved: processes that die, executors that break, and names that lead nowhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from point_faults import (
    LACKING,
    Breaking,
    caps,
    killing_the_pool,
    lacking,
    mark,
    points_that_are,
    three_companies,
)
from study_cases import InlineExecutor, study_run

from solver.errors import SolverError
from solver.studies.executors import open_workers
from solver.studies.study_run import StudyRun
from solver.studies.sweep.sweep import SweepAnswer

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def _marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes know the points of the tests, and where these leave their marks."""
    (tmp_path / "marks").mkdir()
    monkeypatch.setenv("POINT_MARKS", str(tmp_path / "marks"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (HERE, HERE.parent, HERE.parents[1]))))


def played_on(
    on: str, folder: Path, *, jobs: int | None = 2, memory: int = 10_000
) -> tuple[SweepAnswer, StudyRun]:
    """The answer of the study of caps, and its run, on the executor of that name."""
    plan = three_companies()
    with open_workers(on, jobs, memory) as workers:
        run = study_run(plan, folder)
        run.workers = workers
        answer: SweepAnswer = run.play(caps(plan).rounds(run.given, run.solve_base()))
    return answer, run


def test_a_point_whose_process_dies_once_is_solved_by_another(tmp_path: Path) -> None:
    with points_that_are("dying_once"):
        answer, _ = played_on("", tmp_path)

    assert mark("died").exists()
    assert lacking(answer) == LACKING


def test_a_point_whose_process_dies_twice_is_given_up_and_tried_again_by_the_next_run(tmp_path: Path) -> None:
    """The other seven are unharmed, and only this one is left to do."""
    with points_that_are("dying"):
        answer, _ = played_on("", tmp_path)
    failed = [point for point in answer.points if point.status == "failed"]
    again = InlineExecutor()
    run = study_run(three_companies(), tmp_path, again)
    plan = run.given.plan
    repeated = run.play(caps(plan).rounds(run.given, run.solve_base()))

    assert [point.what[0][1] for point in failed] == [320]
    assert "its process died twice: it was killed by SIGKILL" in failed[0].reason
    assert "start the study again" in failed[0].reason
    assert [task.point.overrides[0][-4:] for task in again.tasks] == ["=320"]
    assert lacking(repeated) == LACKING


def test_a_point_over_its_share_of_memory_is_ended_and_that_is_said(tmp_path: Path) -> None:
    """600 MB held, 450 allowed; the process itself needs about 150."""
    with points_that_are("greedy"):
        answer, _ = played_on("", tmp_path, memory=450)
    (failed,) = [point for point in answer.points if point.status == "failed"]

    assert "MB of memory, over its share of 450 MB" in failed.reason
    assert sum(point.proved for point in answer.points) == 7


def test_a_workbook_whose_own_point_dies_twice_has_no_study(tmp_path: Path) -> None:
    with pytest.raises(SolverError, match=r"as it stands cannot be solved: .* over its share of 1 MB"):
        played_on("", tmp_path, memory=1)


def test_processes_are_gone_when_the_executor_is_closed(tmp_path: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    played_on("", tmp_path)

    assert not set(psutil.Process().children(recursive=True)) - before


def test_an_executor_that_breaks_is_made_again_as_often_as_points_end_in_between(tmp_path: Path) -> None:
    """Each takes three points: nine take three executors."""
    Breaking.made = 0
    answer, run = played_on("point_faults:Breaking", tmp_path)

    assert lacking(answer) == LACKING
    assert Breaking.made >= 3
    assert all(point.status == "optimal" for point in run.known.values())


def test_a_pool_with_a_process_killed_loses_no_point(tmp_path: Path) -> None:
    """All that the pool had is given to another pool, and nobody is given up for it."""
    plan = three_companies()
    with open_workers("point_faults:pool", 2) as workers:
        workers.solve = killing_the_pool
        run = study_run(plan, tmp_path / "study")
        run.workers = workers
        answer = run.play(caps(plan).rounds(run.given, run.solve_base()))

    assert mark("killed").exists()
    assert lacking(answer) == LACKING


def test_an_executor_that_solves_nothing_twice_ends_the_study_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SolverError, match=r"broke twice before any point ended .* 0 points are kept"):
        played_on("point_faults:Useless", tmp_path)


def test_an_executor_without_futures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SolverError, match=r"submit returns str, expected a concurrent\.futures\.Future"):
        played_on("point_faults:Foreign", tmp_path)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("dask", "expected dask:ADDRESS or MODULE:FACTORY"),
        ("point_faults:", "expected dask:ADDRESS or MODULE:FACTORY"),
        ("no_such_module:pool", "no_such_module cannot be loaded (ModuleNotFoundError: No module named"),
        ("point_faults:no_such", "point_faults has no no_such; expected a function"),
        ("point_faults:NUMBER", "point_faults has, but cannot call, NUMBER"),
        ("point_faults:raising", "the executor cannot be made (OSError: no such queue)"),
        ("point_faults:nonsense", "the function returns int, expected a concurrent.futures.Executor"),
    ],
)
def test_a_name_that_leads_to_no_executor_is_refused_in_a_sentence(on: str, said: str) -> None:
    with pytest.raises(SolverError) as refused, open_workers(on):
        pass
    assert str(refused.value).startswith(f"--on {on}: ")
    assert said in str(refused.value)


def test_as_many_points_are_given_out_as_were_asked_for(tmp_path: Path) -> None:
    """An executor named with --on may work on more at a time than --jobs allows."""
    with open_workers("point_faults:pool", 1) as asked, open_workers("point_faults:pool") as usual:
        assert (asked.room(), usual.room()) == (1, 4)


def test_whoever_does_not_ask_for_dask_does_not_load_it() -> None:
    code = "import sys, solver.studies.run; sys.exit('distributed' in sys.modules or 'dask' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
