"""The processes of a night: started when there is a task for them, and kept for the next one while sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from solver.nightly.child import Child, Helper, Turn, log_of
from solver.nightly.task import Task

MOST_TASKS = 100
"""Tasks after which a process has done enough: whatever grows in it slowly ends with it."""

MOST_MEMORY = 400.0
"""MB with which a process is still kept; with its libraries loaded it takes about half of that."""

SHARE = 0.25
"""The most that a process may have kept of what a plan may take, so that the next has the rest."""


class Pool:
    """Processes that wait for a task. Each has done one after the other, and has nothing left of them.

    One whose task was stopped or killed, or in which anything broke, is ended and not kept.
    """

    def __init__(self) -> None:
        self.idle: list[Child] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        while self.idle:
            self.idle.pop().close()

    def launch(self, task: Task, work: Path, wake: Callable[[], None]) -> Helper:
        """Do a task in a process that is there, else in a new one."""
        log = log_of(task, work)

        def keep(child: Child) -> bool:
            kept = child.tasks < MOST_TASKS and child.memory() <= most_kept(task.memory)
            if kept:
                self.idle.append(child)
            return kept

        child = self._take() or Child(log)
        try:
            return Turn(child, task, log, wake, keep)
        except OSError:
            child.close()
            raise

    def _take(self) -> Child | None:
        """A process that waits and is alive; None where there is none."""
        while self.idle:
            child = self.idle.pop()
            if not child.ended:
                return child
            child.close()
        return None


def most_kept(limit: int | None) -> float:
    """MB with which a process is kept where a plan may take so many."""
    return MOST_MEMORY if limit is None else min(MOST_MEMORY, SHARE * limit)
