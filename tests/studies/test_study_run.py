"""The run of a study: shards, orders, faults, what is kept, and that thousands of points fit the memory."""

from __future__ import annotations

import os
import threading
import tracemalloc
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from point_faults import LACKING, caps, lacking, three_companies
from study_cases import InlineExecutor, LastFirst, study_run

from solver.errors import AuditError
from solver.studies.point import PointOutcome, StudyPoint
from solver.studies.point_store import PointStore
from solver.studies.point_worker import PointTask
from solver.studies.rounds import PointAsked, Rounds, StudyStoppedError
from solver.studies.shard import Shard


def played(folder: Path, executor: Executor | None = None, **how: Any) -> Any:
    """The answer of the study of caps."""
    plan = three_companies()
    run = study_run(plan, folder, executor, **how)
    return run.play(caps(plan).rounds(run.given, run.solve_base()))


def of_points(overrides: Sequence[str]) -> Rounds[Sequence[PointOutcome]]:
    """A study of these changes, in one round."""
    outcomes = yield [PointAsked(point=StudyPoint(overrides=(each,))) for each in overrides]
    return outcomes


# Order and shards


def test_in_which_order_points_end_changes_nothing(tmp_path: Path) -> None:
    first = played(tmp_path / "first", places=4)
    last = played(tmp_path / "last", LastFirst(), places=4)

    def told(points: Sequence[PointOutcome]) -> list[tuple[object, ...]]:
        return [(each.what, each.status, each.objectives, each.measures, each.allocation) for each in points]

    assert told(first.points) == told(last.points)


@pytest.mark.parametrize("part", [1, 2, 3])
def test_every_shard_has_all_points_its_own_first(part: int) -> None:
    points = [str(number) for number in range(10)]
    ordered = Shard(part, 3).ordered(points)

    assert sorted(ordered) == points
    assert ordered[: len(points[part - 1 :: 3])] == points[part - 1 :: 3]


def test_shards_one_after_the_other_solve_each_point_once(tmp_path: Path) -> None:
    """The first does them all; the others find them."""
    executors = [InlineExecutor() for _ in range(3)]
    answers = [played(tmp_path, each, shard=Shard(at, 3)) for at, each in enumerate(executors, 1)]

    assert [lacking(each) for each in answers] == [LACKING] * 3
    assert [bool(each.tasks) for each in executors] == [True, False, False]


def test_two_shards_at_the_same_time_share_the_points(tmp_path: Path) -> None:
    """Sixteen points; the two together solve hardly more than one alone would, and both have the answer."""
    overrides = [f"Drawdown caps!Estonia!Cap heads={value}" for value in range(16)]
    runs = [study_run(three_companies(), tmp_path, InlineExecutor(), shard=Shard(at, 2)) for at in (1, 2)]
    values: dict[int, list[tuple[float, ...]]] = {}

    def play(at: int) -> None:
        values[at] = [each.values for each in runs[at].play(of_points(overrides))]

    threads = [threading.Thread(target=play, args=(at,)) for at in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    solved = [len(run.known) - run.kept for run in runs]
    assert values[0] == values[1]
    assert len(values[0]) == 16
    assert min(solved) >= 3
    assert sum(solved) <= 17 + 5  # the base twice, and what both had begun at the end


# Faults


class OneFault(InlineExecutor):
    """An executor of which one point raises, and all that were given with it end at the same time."""

    def submit(self, fn: Any, /, *args: Any, **more: Any) -> Future[PointOutcome]:
        """Solve a point, or raise."""
        task: PointTask = args[0]
        if task.point.overrides and task.point.overrides[0].endswith("=1"):
            future: Future[PointOutcome] = Future()
            future.set_exception(AuditError("the audit disagrees"))
            return future
        return super().submit(fn, *args, **more)


def test_what_ended_beside_a_fault_is_kept(tmp_path: Path) -> None:
    """Of four points one is a fault of ours: the other three lie in the folder, and the base."""
    run = study_run(three_companies(), tmp_path, OneFault(), places=4)
    with pytest.raises(AuditError):
        run.play(of_points([f"Drawdown caps!Estonia!Cap heads={value}" for value in range(4)]))

    assert len(list((tmp_path / "points").iterdir())) == 4


class Unlucky(InlineExecutor):
    """An executor that fails one point in a way of its own, whoever tries."""

    def submit(self, fn: Any, /, *args: Any, **more: Any) -> Future[PointOutcome]:
        """Solve a point, or lose a worker."""
        task: PointTask = args[0]
        if task.point.overrides and task.point.overrides[0].endswith("=1"):
            future: Future[PointOutcome] = Future()
            future.set_exception(ValueError("four workers were lost\nof many"))
            return future
        return super().submit(fn, *args, **more)


def test_whatever_else_an_executor_raises_for_a_point_is_that_points_alone(tmp_path: Path) -> None:
    run = study_run(three_companies(), tmp_path, Unlucky())
    found = run.play(of_points([f"Drawdown caps!Estonia!Cap heads={value}" for value in range(3)]))

    assert [each.status for each in found] == ["optimal", "failed", "optimal"]
    assert "it failed (ValueError: four workers were lost); start the study again" in found[1].reason
    assert run.in_folder == 3


def test_stopped_anywhere_a_study_says_how_many_points_are_kept(tmp_path: Path) -> None:
    """Also where it is not waiting, but telling how far it is."""
    run = study_run(three_companies(), tmp_path)

    def stop(_: object) -> None:
        if len(run.known) == 3:
            raise KeyboardInterrupt

    run.report = stop
    with pytest.raises(StudyStoppedError) as stopped:
        run.play(of_points([f"Drawdown caps!Estonia!Cap heads={value}" for value in range(9)]))

    assert stopped.value.ended == len(list((tmp_path / "points").iterdir())) == 3


def test_a_point_is_counted_that_was_kept_just_when_the_study_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file lies there, and nobody has noted it yet."""
    run = study_run(three_companies(), tmp_path)
    keep = PointStore.keep

    def stop(store: PointStore, outcome: PointOutcome) -> None:
        keep(store, outcome)
        if len(run.known) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(PointStore, "keep", stop)
    with pytest.raises(StudyStoppedError) as stopped:
        run.play(of_points([f"Drawdown caps!Estonia!Cap heads={value}" for value in range(9)]))

    assert stopped.value.ended == len(list((tmp_path / "points").iterdir())) == 3


# Size


class Made(Executor):
    """An executor whose points are made up, with plans of some 10 kB."""

    def __init__(self) -> None:
        self.solved = 0

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[PointOutcome]:
        """Make a point up."""
        self.solved += 1
        plan = {"contingent": (f"{self.solved} " * 2000,), "role": ("",), "site": ("",)}
        future: Future[PointOutcome] = Future()
        future.set_result(
            PointOutcome(
                key=args[0].key,
                status="optimal",
                proved=True,
                allocation={**plan, "period": (1,), "units": (1.0,)},
            )
        )
        return future


def test_two_thousand_points_leave_their_plans_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that kept them would hold 20 MB."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    run = study_run(three_companies(), tmp_path, Made(), places=4)
    run.solve_base()
    tracemalloc.start()
    found = run.play(of_points([f"Drawdown caps!Estonia!Cap heads={value}" for value in range(2000)]))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(found) == 2000
    assert most < 13e6  # what is kept of each beside its plan, some 4 kB
