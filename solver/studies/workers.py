"""Those who solve the points of a study: the executor, what it is given, another in its place."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass

from solver.errors import SolverError
from solver.studies.isolated_point import isolated_point
from solver.studies.point import PointOutcome
from solver.studies.point_worker import PointTask

AHEAD = 2
"""Points that an executor is given at a time, for each that it can work on."""

MEGABYTE = 1e6
SHARE_OF_MEMORY = 0.8


def _no_other() -> Executor:
    raise SolverError("there is no other executor")


@dataclass(slots=True, kw_only=True, eq=False)
class Workers:
    """Those who solve points: the executor, and how many points it works on side by side (``places``).

    ``memory``: MB for each point. ``most``: points that it is given at a time; None: some ahead for each
    place. ``solve``: what it is given them with. ``look``: counts the places again. ``another``: makes an
    executor in the place of one that broke; SolverError where there is none to be had.
    """

    executor: Executor
    places: int
    memory: int
    most: int | None = None
    solve: Callable[..., PointOutcome] = isolated_point
    look: Callable[[], int] | None = None
    another: Callable[[], Executor] = _no_other

    def room(self) -> int:
        """How many points they may have at this moment, at work and waiting."""
        if self.look is not None:
            self.places = max(self.look(), 1)
        return self.most or AHEAD * self.places

    def submit(self, task: PointTask, seconds: float) -> Future[PointOutcome]:
        """Give them a point, with so many seconds for its search.

        Raises BrokenExecutor where they take none any more, SolverError where they give no future for it.
        """
        try:
            future = self.executor.submit(self.solve, task, self.memory, seconds)
        except Exception as error:  # each executor says in its own way that it is no more
            raise BrokenExecutor(first_line(error)) from error
        if not isinstance(future, Future):
            raise SolverError(
                f"the executor's submit returns {type(future).__name__}, expected a "
                "concurrent.futures.Future; only executors that keep to that can be named with --on"
            )
        return future

    def renew(self) -> None:
        """Take another executor; SolverError where there is none."""
        self.executor = self.another()


def usual_share(jobs: int) -> int:
    """MB for one of so many points side by side: together four fifths of what the machine has."""
    import psutil

    return max(int(SHARE_OF_MEMORY * psutil.virtual_memory().total / jobs / MEGABYTE), 1)


def first_line(error: BaseException) -> str:
    """The first line of what an error says; its name where it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
