"""The parent's side of a worker: started, given tasks, heard, and ended where it hangs or has died."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO

from solver.isolation import processes
from solver.isolation.processes import kill_children, python_command

LOOK = 0.1
"""Seconds between looks at whether a task is overdue; a word of the worker is heard at once."""

PRINTED = 2.0
"""Seconds in which what a task printed has to arrive, once it is done."""

LAST_WORDS = 1
"""Lines that a worker printed before it died which are worth telling."""

MOST_IDLE = max(4, os.cpu_count() or 1)
"""Workers without a task that are kept: as many as questions, or points, are worked on side by side."""

log = logging.getLogger(__name__)


class WorkerDiedError(Exception):
    """A worker that ended before its task did.

    ``code``: its exit code, negative for the signal that killed it. ``hung``:
    it was ended by us, for it was overdue. ``last_words``: what it printed last.
    """

    def __init__(self, code: int, *, hung: bool, last_words: str) -> None:
        super().__init__(code, hung, last_words)
        self.code, self.hung, self.last_words = code, hung, last_words

    def __str__(self) -> str:
        if self.hung:
            return "did not heed its time and was ended"
        how = f"ended with code {self.code}"
        if self.code < 0:
            how = f"was killed by signal {-self.code}"
            with contextlib.suppress(ValueError):
                how = f"was killed by {signal.Signals(-self.code).name}"
        return f"{how} ({self.last_words})" if self.last_words else how


def call(
    function: str,
    arguments: dict[str, Any],
    *,
    hear: Callable[[Any], None] = lambda _: None,
    overdue: Callable[[bool], bool] = lambda _: False,
) -> Any:
    """Call a function in a worker and return its result; Ctrl-C asks it to end with what it has.

    ``function``: ``package.module:function``; it also gets ``tell``, and ``hear`` is given what it tells.
    ``overdue``: whether to wait no longer, asked now and then; it is given whether the worker was asked to
    stop. Raises WorkerDiedError where the worker ended before the task, or was overdue; KeyboardInterrupt at
    a second Ctrl-C; else whatever the function raises.
    """
    line = WorkerLine()
    try:
        return line.call(function, arguments, hear=hear, overdue=overdue)
    finally:
        line.end()


class WorkerLine:
    """A line to one worker: calls go to the same process, one after the other, and what it keeps is there.

    Where that process has died or is busy, the next call goes to another.
    """

    def __init__(self) -> None:
        self._worker: Worker | None = None

    @property
    def process(self) -> int | None:
        """The number of its process; None where it has none yet."""
        return None if self._worker is None else self._worker.process.pid

    def call(
        self,
        function: str,
        arguments: dict[str, Any],
        *,
        hear: Callable[[Any], None] = lambda _: None,
        overdue: Callable[[bool], bool] = lambda _: False,
    ) -> Any:
        """Call a function in the worker; see :func:`call`."""
        if self._worker is None or not self._worker.usable or self._worker.busy:
            self.end()
            self._worker = _take()
        return self._worker.do(function, arguments, hear, overdue)

    def end(self) -> None:
        """Keep the worker for whoever needs one next, if it is free."""
        if self._worker is not None:
            _give_back(self._worker)
        self._worker = None


def start_early() -> None:
    """Start a worker that will be needed soon: it loads what it needs meanwhile."""
    _give_back(_take())


_idle: list[Worker] = []
"""Workers without a task, kept for the next one: starting takes longer than many a task."""

_lock = threading.Lock()


def _take() -> Worker:
    """An idle worker, if one is ours and alive, else a new one."""
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.usable:
                return worker
            worker.end()
    return Worker()


def _give_back(worker: Worker) -> None:
    """Keep the worker for the next task, if it is free and enough are not idle already."""
    with _lock:
        if worker.usable and not worker.busy and len(_idle) < MOST_IDLE:
            _idle.append(worker)
            return
    worker.end()


@atexit.register
def end_idle() -> None:
    """End the workers that wait for a task, if there are any."""
    with _lock:
        while _idle:
            _idle.pop().end()


def idle_processes() -> list[int]:
    """The numbers of the processes that wait for a task."""
    with _lock:
        return [worker.process.pid for worker in _idle]


class Worker:
    """A process that does one task at a time."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.busy = False
        self.process = subprocess.Popen(
            python_command("solver.isolation.worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.heard: SimpleQueue[Any] = SimpleQueue()
        self.printed = threading.Event()
        """Set when all that the last task printed is in the log."""
        self.last_words: deque[str] = deque(maxlen=LAST_WORDS)
        self.readers = [
            threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True),
            threading.Thread(target=self._read_lines, args=(self.process.stderr,), daemon=True),
        ]
        for reader in self.readers:
            reader.start()

    @property
    def usable(self) -> bool:
        """Whether it is alive, and this process's own: after a fork two would speak to it."""
        return self.owner == os.getpid() and self.process.poll() is None

    def do(
        self,
        function: str,
        arguments: dict[str, Any],
        hear: Callable[[Any], None],
        overdue: Callable[[bool], bool],
    ) -> Any:
        """Do a task; see :func:`call`."""
        self.busy = True
        self.printed.clear()
        stopped: KeyboardInterrupt | None = None
        level = logging.getLogger("solver").getEffectiveLevel()
        self._tell(processes.Call(function=function, arguments=arguments, level=level))
        while True:
            try:
                answer = self._answer(hear)
                if answer is None and overdue(stopped is not None):
                    self._die(hung=True)
            except KeyboardInterrupt as interrupt:
                if stopped is not None:
                    raise
                stopped = interrupt
                self._tell(processes.STOP)
            else:
                if answer is not None:
                    self.busy = not self.printed.wait(PRINTED)  # one that still prints is not kept
                    return _result(answer, stopped)

    def end(self) -> None:
        """End it at once, with the solvers that it started."""
        if self.owner != os.getpid():
            return
        self._kill()
        self.process.wait()
        for reader in self.readers:
            reader.join()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _answer(self, hear: Callable[[Any], None]) -> processes.Returned | processes.Raised | None:
        """Take messages up to the result of the task; None where none comes for a moment."""
        while True:
            try:
                said = self.heard.get(timeout=LOOK)
            except Empty:
                return None
            if said is None:
                self._die(hung=False)
            elif isinstance(said, processes.Logged):
                logging.getLogger(said.logger).log(said.level, "%s", said.text)
            elif isinstance(said, processes.Said):
                hear(said.what)
            else:
                answer: processes.Returned | processes.Raised = said
                return answer

    def _die(self, *, hung: bool) -> None:
        self.end()
        words = " / ".join(self.last_words)
        raise WorkerDiedError(self.process.returncode, hung=hung, last_words="" if hung else words)

    def _tell(self, message: Any) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # it has died: heard in a moment
            processes.write_message(self.process.stdin, message)  # type: ignore[arg-type]

    def _kill(self) -> None:
        if self.process.poll() is not None:
            return
        if self.busy:  # else it has started nobody
            kill_children(self.process.pid)
        self.process.kill()

    def _read(self, stream: BinaryIO) -> None:
        """Put every message into the queue; None at the end."""
        with contextlib.suppress(EOFError, OSError, ValueError):
            for line in processes.skip_to_start(stream).splitlines():
                self._printed(line)
            while True:
                self.heard.put(processes.read_message(stream))
        self.heard.put(None)

    def _read_lines(self, stream: BinaryIO) -> None:
        """Put what libraries print into the log."""
        with contextlib.suppress(OSError, ValueError):
            for line in stream:
                text, done, _ = line.partition(processes.END_MARKER)
                self._printed(text)
                if done:
                    self.printed.set()

    def _printed(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        if text:
            self.last_words.append(text)
            log.info("%s", text)


def _result(answer: processes.Returned | processes.Raised, stopped: KeyboardInterrupt | None) -> Any:
    if isinstance(answer, processes.Returned):
        return answer.result
    if stopped is not None and isinstance(answer.error, KeyboardInterrupt):
        raise stopped  # which knows how it was stopped
    answer.error.add_note(f"In the worker:\n{answer.traceback}")
    raise answer.error
