"""The worker pool: as many jobs at a time as there are slots, each watched until it ends, or has to."""

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
from solver.isolation.processes import Stop
from solver.nightly.task import WorkerTask
from solver.nightly.worker_process import Launch, Message, ProcessTask, RunningTask, WorkerProcess, log_of

POLL_SECONDS = 0.2
"""Seconds between two looks at limits and signals."""

MEMORY_SECONDS = 1.0
"""Seconds between two looks at the memory of a process."""

STOP_SECONDS = 20.0
"""Seconds that a process has to keep its best plan so far, once it is asked to stop."""

StopCause = Literal["", "signal", "plan", "night", "memory"]
"""Why a process had to end: somebody asked, or a limit; blank if it ended by itself."""


class Job(Protocol):
    """A job: something for one process to do."""

    limit: float
    """Seconds that it may take."""

    def begin(self) -> tuple[WorkerTask, Path]:
        """The task for the process, and the folder for unfinished files; called when a slot is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """The result of a job: how it ended, and with which answer.

    ``answer``: the last that its process said, None if it died without a word. ``code``: the process's exit
    code, negative for a signal. ``error``: why it could not even begin.
    """

    job: Job
    answer: Message | None = None
    cause: StopCause = ""
    code: int = 0
    seconds: float = 0.0
    memory: float = 0.0
    """The most MB that it was seen to take."""
    error: Exception | None = None


@dataclass(slots=True, kw_only=True)
class _RunningJob:
    """A job at work."""

    job: Job
    task_run: RunningTask
    began: float
    answer: Message | None = None
    cause: StopCause = ""
    deadline: float = math.inf
    """When it is killed, once it was asked to stop (monotonic clock)."""
    measured: float = -math.inf
    memory: float = 0.0


@dataclass(slots=True, kw_only=True)
class WorkerPool:
    """Jobs that wait, and jobs at work. ``night``: seconds for all of them; ``memory``: MB for one."""

    slots: int
    launch: Launch
    stop: Stop
    on_progress: Callable[[Job, Message], None]
    """Called with what a job's process says of its progress."""
    night: float | None = None
    memory: int | None = None
    waiting: deque[Job] = field(default_factory=deque)
    active: list[_RunningJob] = field(default_factory=list)
    wake: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)

    def work(self) -> Iterator[JobResult]:
        """The results of the jobs as they end; more may be added. Ends early when stopped or at the limit."""
        try:
            while self.active or (self.waiting and not self._stop_cause()):
                yield from self._start_waiting()
                self.wake.wait(POLL_SECONDS)
                self.wake.clear()
                for running in list(self.active):
                    self._receive(running)
                    self._enforce_limits(running)
                    if running.task_run.finished:
                        self.active.remove(running)
                        yield self._finish(running)
        finally:
            for running in self.active:
                running.task_run.kill()
                running.task_run.close()

    def add(self, jobs: Sequence[Job]) -> None:
        """Put jobs before all that wait: what was inspected is solved before the next is inspected."""
        self.waiting.extendleft(reversed(jobs))

    def add_last(self, jobs: Sequence[Job]) -> None:
        """Put jobs behind all that wait: plans come before what is asked about them."""
        self.waiting.extend(jobs)

    def _stop_cause(self) -> StopCause:
        """The reason why no job begins any more; blank where jobs begin."""
        if self.stop.asked:
            return "signal"
        if self.night is not None and time.monotonic() - self.began >= self.night:
            return "night"
        return ""

    def _start_waiting(self) -> Iterator[JobResult]:
        """Begin waiting jobs in the free slots; a job that cannot begin has ended."""
        while self.waiting and len(self.active) < self.slots and not self._stop_cause():
            job = self.waiting.popleft()
            try:
                task, work = job.begin()
                task_run = self.launch(replace(task, memory=self.memory), work, self.wake.set)
            except (ForcegenError, OSError) as error:
                yield JobResult(job=job, error=error)
            else:
                self.active.append(_RunningJob(job=job, task_run=task_run, began=time.monotonic()))

    def _receive(self, running: _RunningJob) -> None:
        """Take the messages of a job's process: progress is passed on, the last word is the answer."""
        for message in running.task_run.messages():
            if message.get("said") == "progress":
                self.on_progress(running.job, message)
            else:
                running.answer = message

    def _enforce_limits(self, running: _RunningJob) -> None:
        """Ask a process to stop that has to, and kill one that does not."""
        now = time.monotonic()
        cause = self._stop_cause() or ("plan" if now - running.began >= running.job.limit else "")
        if cause and not running.cause:
            running.cause, running.deadline = cause, now + STOP_SECONDS
            running.task_run.stop()
        if self.memory is not None and now - running.measured >= MEMORY_SECONDS:
            running.measured, running.memory = now, max(running.memory, running.task_run.memory())
            if running.memory > self.memory and running.cause != "memory":
                running.cause, running.deadline = "memory", now
        if now >= running.deadline or (running.cause and self.stop.insists):
            running.task_run.kill()

    def _finish(self, running: _RunningJob) -> JobResult:
        seconds = time.monotonic() - running.began
        code = running.task_run.close()
        self._receive(running)
        return JobResult(
            job=running.job,
            answer=running.answer,
            cause=running.cause,
            code=code,
            seconds=seconds,
            memory=running.memory,
        )


MOST_TASKS = 100
"""Tasks after which a process has done enough: whatever grows in it slowly ends with it."""

MOST_MEMORY = 400.0
"""MB with which a process is still kept; with its libraries loaded it takes about half of that."""

MOST_SHARE = 0.25
"""The most that a process may have kept of what a plan may take, so that the next has the rest."""


class IdleWorkers:
    """The worker processes that wait for a task, and have nothing left of their last one.

    One whose task was stopped or killed, or in which anything broke, is ended and not kept.
    """

    def __init__(self) -> None:
        self.idle: list[WorkerProcess] = []

    def __enter__(self) -> IdleWorkers:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        while self.idle:
            self.idle.pop().close()

    def launch(self, task: WorkerTask, work: Path, wake: Callable[[], None]) -> RunningTask:
        """Do a task in a process that waits, else in a new one."""
        log = log_of(task, work)

        def keep(process: WorkerProcess) -> bool:
            kept = process.tasks < MOST_TASKS and process.memory() <= most_kept_memory(task.memory)
            if kept:
                self.idle.append(process)
            return kept

        process = self._take() or WorkerProcess(log)
        try:
            return ProcessTask(process, task, log, wake, keep)
        except OSError:
            process.close()
            raise

    def _take(self) -> WorkerProcess | None:
        """A process that waits and is alive; None where there is none."""
        while self.idle:
            process = self.idle.pop()
            if not process.ended:
                return process
            process.close()
        return None


def most_kept_memory(limit: int | None) -> float:
    """The most MB that a process may take to be kept, where a plan may take ``limit``."""
    return MOST_MEMORY if limit is None else min(MOST_MEMORY, MOST_SHARE * limit)
