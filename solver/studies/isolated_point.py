"""A point in a process of its own, wherever an executor has it done: a crash there ends that point alone."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass

from solver.isolation import WorkerDiedError, WorkerLine
from solver.optimise.isolated import PATIENCE, SHARE
from solver.studies.point import PointOutcome
from solver.studies.point_worker import PointTask

LOOK_AT_MEMORY = 0.5
"""Seconds between looks at how much memory a process holds."""

AROUND_SEARCH = 60.0
"""Seconds for everything about a point that is no search: building, auditing, finding out why not."""

MEGABYTE = 1e6

stopping = threading.Event()
"""Set where the points that are under way in this process are to end at once."""


class PointStoppedError(Exception):
    """A point that was ended because nobody waits for it any more."""


class PointDiedError(Exception):
    """A point whose process died, or was ended for its memory or its time: how, in words."""


def isolated_point(task: PointTask, memory: int, seconds: float) -> PointOutcome:
    """The result of ``solve_point``, found in a worker process of this one.

    ``memory``: MB that the process may hold; ``seconds``: of its search. Raises PointDiedError where the
    process died or exceeded either, else whatever ``solve_point`` raises.
    """
    line = WorkerLine()
    watch = _ProcessWatch(line=line, memory=memory, end=time.monotonic() + seconds_of_point(seconds))
    try:
        found: PointOutcome = line.call(
            "solver.studies.point_worker:solve_point", {"task": task}, overdue=watch.overdue
        )
    except WorkerDiedError as death:
        if stopping.is_set():
            raise PointStoppedError from death
        raise PointDiedError(watch.why or str(death)) from death
    finally:
        line.end()
    return found


def seconds_of_point(seconds: float) -> float:
    """The seconds after which a point is given up whose search has so many."""
    return (1.0 + SHARE) * seconds + PATIENCE + AROUND_SEARCH


@dataclass(slots=True, kw_only=True, eq=False)
class _ProcessWatch:
    """The watch over the process of a point: its memory, its time, and whether anybody still waits."""

    line: WorkerLine
    memory: int
    end: float
    why: str = ""
    looked: float = 0.0

    def overdue(self, _: bool) -> bool:
        """Whether the process is to be ended; then ``why`` says it in words."""
        now = time.monotonic()
        if now > self.end:
            self.why = "did not heed its time and was ended"
        elif now > self.looked + LOOK_AT_MEMORY:
            self.looked = now
            held = memory_of(self.line.process)
            if held > self.memory:
                self.why = f"was ended at {held:,.0f} MB of memory, over its share of {self.memory:,} MB"
        return bool(self.why) or stopping.is_set()


def memory_of(process: int | None) -> float:
    """MB that a process holds; 0 where there is none."""
    import psutil

    with contextlib.suppress(psutil.Error):
        return float(psutil.Process(process).memory_info().rss) / MEGABYTE if process else 0.0
    return 0.0
