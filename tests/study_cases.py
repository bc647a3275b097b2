"""Studies of small plans, with their points solved in this process: plain and quick."""

from __future__ import annotations

import threading
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

from solver.optimise import Search
from solver.plan import Plan
from solver.studies.point import PointOutcome
from solver.studies.point_store import PointStore
from solver.studies.point_worker import PointTask, solve_point
from solver.studies.shard import WHOLE, Shard
from solver.studies.study_input import StudyInput
from solver.studies.study_run import StudyRun
from solver.studies.workers import Workers


class InlineExecutor(Executor):
    """An executor that does a point at once, in this process; ``tasks``: what it was given."""

    def __init__(self) -> None:
        self.tasks: list[PointTask] = []

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[PointOutcome]:
        """Solve the point that a task asks for."""
        future: Future[PointOutcome] = Future()
        self.tasks.append(args[0])
        try:
            future.set_result(solve_point(args[0]))
        except Exception as error:
            future.set_exception(error)
        return future


class LastFirst(InlineExecutor):
    """An executor whose points end in the reverse of the order in which they were given."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[Future[PointOutcome], PointTask]] = []
        self.lock = threading.Lock()

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[PointOutcome]:
        """Take a task; it ends a moment later, after all that were given in between."""
        future: Future[PointOutcome] = Future()
        self.tasks.append(args[0])
        with self.lock:
            self.waiting.append((future, args[0]))
            if len(self.waiting) == 1:
                threading.Timer(0.1, self._end_all).start()
        return future

    def _end_all(self) -> None:
        with self.lock:
            ending, self.waiting = self.waiting[::-1], []
        for future, task in ending:
            if future.set_running_or_notify_cancel():
                future.set_result(solve_point(task))


def exactly(plan: Plan) -> Search:
    """How tests search: to the end, with one thread."""
    return replace(Search.of(plan.settings), gap=0.0, threads=1, time_limit=60.0)


def study_run(
    plan: Plan,
    folder: Path,
    executor: Executor | None = None,
    *,
    places: int = 1,
    shard: Shard = WHOLE,
) -> StudyRun:
    """A run of a study of a plan, its points in a folder."""
    store = PointStore(folder=folder, sources=())
    store.open({})
    return StudyRun(
        given=StudyInput(plan=plan, baseline=None, options=exactly(plan)),
        workers=Workers(executor=executor or InlineExecutor(), places=places, memory=10_000),
        store=store,
        shard=shard,
    )


def played(plan: Plan, study: Any, folder: Path, executor: Executor | None = None, **how: Any) -> Any:
    """The answer of a study of a plan."""
    run = study_run(plan, folder, executor, **how)
    return run.play(study.rounds(run.given, run.solve_base()))
