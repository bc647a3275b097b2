"""Processes side by side: as many as there are places, each watched until it ends, or has to."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol

from solver.errors import ForcegenError
from solver.nightly.limits import Stop
from solver.nightly.task import Task
from solver.nightly.worker_process import Child, Helper, Launch, Message, Turn, log_of

WAKE = 0.2
"""Seconds between two looks at limits and signals."""

WEIGH = 1.0
"""Seconds between two looks at the memory of a process."""

GRACE = 20.0
"""Seconds that a process has to keep its best plan so far, once it is asked to stop."""

Cause = Literal["", "signal", "plan", "night", "memory"]
"""Why a process had to end: somebody asked, or a limit; blank if it ended by itself."""


class Job(Protocol):
    """Something for one process to do."""

    limit: float
    """Seconds that it may take."""

    def begin(self) -> tuple[Task, Path]:
        """What the process is to do, and the folder for what is not finished; called when a place is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a job came to its end.

    ``answer``: the last that its process said, None if it died without a
    word. ``code``: the process's exit code, negative for a signal. ``error``:
    why it could not even begin.
    """

    job: Job
    answer: Message | None = None
    cause: Cause = ""
    code: int = 0
    seconds: float = 0.0
    memory: float = 0.0
    """The most MB that it was seen to take."""
    error: Exception | None = None


@dataclass(slots=True, kw_only=True)
class _Active:
    """A job at work."""

    job: Job
    helper: Helper
    began: float
    answer: Message | None = None
    cause: Cause = ""
    deadline: float = math.inf
    """When it is killed, once it was asked to stop (monotonic clock)."""
    weighed: float = -math.inf
    memory: float = 0.0


@dataclass(slots=True, kw_only=True)
class Crew:
    """Jobs that wait, and jobs at work. ``night``: seconds for all of them; ``memory``: MB for each."""

    places: int
    launch: Launch
    stop: Stop
    hear: Callable[[Job, Message], None]
    """Called with what a job's process says of its progress."""
    night: float | None = None
    memory: int | None = None
    waiting: deque[Job] = field(default_factory=deque)
    active: list[_Active] = field(default_factory=list)
    wake: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)

    def work(self) -> Iterator[End]:
        """The jobs as they end; more may be added meanwhile. Stops early when asked to, or at the limit."""
        try:
            while self.active or (self.waiting and not self._over()):
                yield from self._fill()
                self.wake.wait(WAKE)
                self.wake.clear()
                for each in list(self.active):
                    self._hear(each)
                    self._watch(each)
                    if each.helper.over:
                        self.active.remove(each)
                        yield self._end(each)
        finally:
            for each in self.active:
                each.helper.kill()
                each.helper.close()

    def add(self, jobs: Sequence[Job]) -> None:
        """These before all that wait: what was looked at is solved before the next is looked at."""
        self.waiting.extendleft(reversed(jobs))

    def _over(self) -> Cause:
        """Why no job begins any more; blank if they do."""
        if self.stop.asked:
            return "signal"
        if self.night is not None and time.monotonic() - self.began >= self.night:
            return "night"
        return ""

    def _fill(self) -> Iterator[End]:
        """Give free places to those that wait; a job that cannot begin has ended."""
        while self.waiting and len(self.active) < self.places and not self._over():
            job = self.waiting.popleft()
            try:
                task, work = job.begin()
                helper = self.launch(replace(task, memory=self.memory), work, self.wake.set)
            except (ForcegenError, OSError) as error:
                yield End(job=job, error=error)
            else:
                self.active.append(_Active(job=job, helper=helper, began=time.monotonic()))

    def _hear(self, each: _Active) -> None:
        """What its process has said."""
        for message in each.helper.take():
            if message.get("said") == "progress":
                self.hear(each.job, message)
            else:
                each.answer = message

    def _watch(self, each: _Active) -> None:
        """Ask a process to stop that has to, and kill one that does not."""
        now = time.monotonic()
        cause = self._over() or ("plan" if now - each.began >= each.job.limit else "")
        if cause and not each.cause:
            each.cause, each.deadline = cause, now + GRACE
            each.helper.stop()
        if self.memory is not None and now - each.weighed >= WEIGH:
            each.weighed, each.memory = now, max(each.memory, each.helper.memory())
            if each.memory > self.memory and each.cause != "memory":
                each.cause, each.deadline = "memory", now
        if now >= each.deadline or (each.cause and self.stop.insists):
            each.helper.kill()

    def _end(self, each: _Active) -> End:
        seconds = time.monotonic() - each.began
        code = each.helper.close()
        self._hear(each)
        return End(
            job=each.job,
            answer=each.answer,
            cause=each.cause,
            code=code,
            seconds=seconds,
            memory=each.memory,
        )


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
