"""A point in a process of its own, wherever an executor has it done: a crash there ends that point alone."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from solver.isolation import WorkerDiedError, WorkerLine
from solver.optimise.isolated import PATIENCE, SHARE
from solver.studies.holding import TookAround
from solver.studies.point import PointOutcome
from solver.studies.point_worker import PointTask

POINT = "solver.studies.point_worker:solve_point"
"""What a worker process is called for."""

LOOK_AT_MEMORY, LOOKING = 0.5, 0.02
"""Seconds between looks at how much memory a process holds; the most of our time that goes into looking."""

AROUND_SEARCH = 60.0
"""Seconds for everything about a point that is no search, before it says how long any of that takes."""

MORE_AROUND = 10.0
"""Seconds more for each second that something around its search took: larger plans take longer in all."""

MEGABYTE = 1e6


class PointStoppedError(Exception):
    """A point that was ended because nobody waits for it any more."""


class PointDiedError(Exception):
    """A point whose process died, or was ended for its memory or its time: how, in words."""


def isolated_point(
    task: PointTask, memory: int, seconds: float, *, unwanted: Callable[[], bool] = lambda: False
) -> PointOutcome:
    """The result of ``solve_point``, found in a worker process of this one.

    ``memory``: MB that the process may hold, with all that it starts; ``seconds``: of its search.
    ``unwanted``: whether nobody waits for it any more, asked now and then. Raises PointDiedError where the
    process died or exceeded either, PointStoppedError where nobody waits, else what ``solve_point`` raises.
    """
    line = WorkerLine()
    end = time.monotonic() + seconds_of_point(seconds)
    watch = _ProcessWatch(line=line, memory=memory, end=end, unwanted=unwanted)
    try:
        found: PointOutcome = line.call(POINT, {"task": task}, hear=watch.hear, overdue=watch.overdue)
    except WorkerDiedError as death:
        if watch.unwanted():
            raise PointStoppedError("nobody waits for it any more") from None
        raise PointDiedError(watch.why or str(death)) from None  # one that travels, without what does not
    finally:
        line.end()
    return found


def seconds_of_point(seconds: float) -> float:
    """The seconds after which a point is given up whose search has so many, where nothing is heard of it."""
    return (1.0 + SHARE) * seconds + PATIENCE + AROUND_SEARCH


@dataclass(slots=True, kw_only=True, eq=False)
class _ProcessWatch:
    """The watch over the process of a point: its memory, its time, and whether anybody still waits."""

    line: WorkerLine
    memory: int
    end: float
    unwanted: Callable[[], bool]
    why: str = ""
    next_look: float = 0.0

    def hear(self, what: object) -> None:
        """Take a message of the point: each step that came to its end gives time for the next."""
        if isinstance(what, TookAround):
            self.end += MORE_AROUND * what.seconds

    def overdue(self, _: bool) -> bool:
        """Whether the process is to be ended; then ``why`` says it in words."""
        now = time.monotonic()
        if now > self.end:
            self.why = "did not heed its time and was ended"
        elif now > self.next_look:
            held = memory_of(self.line.process)
            took = time.monotonic() - now  # longer, the more processes the machine has
            self.next_look = now + max(LOOK_AT_MEMORY, took / LOOKING)
            if held > self.memory:
                self.why = f"was ended at {held:,.0f} MB of memory, over its share of {self.memory:,} MB"
        return bool(self.why) or self.unwanted()


def memory_of(process: int | None) -> float:
    """MB that a process holds with all that it has started, such as a solver; 0 where there is none."""
    import psutil

    held = 0.0
    with contextlib.suppress(psutil.Error):
        if process is not None:
            parent = psutil.Process(process)
            for each in (parent, *parent.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    held += each.memory_info().rss
    return held / MEGABYTE
