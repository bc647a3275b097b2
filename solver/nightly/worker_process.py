"""The parent's side of a process of the night: started, given tasks, heard, ended with all it started."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO, Protocol

import psutil

from solver.files.own_files import open_log
from solver.isolation.processes import kill_group, new_scratch, python_command
from solver.nightly.folder import LOG, RECORD
from solver.nightly.task import WorkerTask
from solver.nightly.worker import FREE, MEGABYTE, STOP, TAKEN, task_line

ENDING = 2.0
"""Seconds that a process has to end once it has nothing more to say."""

Message = dict[str, Any]


class RunningTask(Protocol):
    """A task at work: in a process, or (in tests) in this one."""

    @property
    def finished(self) -> bool:
        """Whether the task has ended, and everything that was said of it can be taken."""

    def messages(self) -> list[Message]:
        """What it has said since the last time."""

    def memory(self) -> float:
        """MB that it and all that it started take up."""

    def stop(self) -> None:
        """Ask it to stop the search and keep its best plan so far."""

    def kill(self) -> None:
        """End it at once, with all that it started."""

    def close(self) -> int:
        """After its end: its exit code, negative for the signal that killed it."""


Launch = Callable[[WorkerTask, Path, Callable[[], None]], RunningTask]
"""Starts a task; takes the folder for its log and what is not finished, and what to call when it speaks."""


class WorkerProcess:
    """A process that does task after task, with a session of its own, whose input ends when we do.

    ``taken``, ``free``: whether it says that it has taken its last task, and that it has done it.
    ``sound``: whether it has nothing left of its tasks. ``tasks``: how many it was given.
    """

    def __init__(self, log: Path) -> None:
        self.received: SimpleQueue[Message] = SimpleQueue()
        self.wake: Callable[[], None] = lambda: None
        self.tasks, self.started, self.idle, self.clean = 0, False, False, True
        with _opened(log) as told:
            self.scratch = new_scratch()
            self.process = subprocess.Popen(
                python_command("solver.nightly.worker"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=told,
                cwd=self.scratch,
                env=os.environ | {name: str(self.scratch) for name in ("TMPDIR", "TEMP", "TMP")},
                encoding="utf-8",
                start_new_session=True,
            )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def start(self, task: WorkerTask, log: Path, wake: Callable[[], None]) -> None:
        """Have it do a task; ``log``: where it prints meanwhile, ``wake``: called whenever it speaks.

        Raises OSError where there can be no log.
        """
        with _opened(log):
            pass  # it goes on in there
        self.messages()
        self.tasks, self.started, self.idle, self.wake = self.tasks + 1, False, False, wake
        self._write(task_line(task, log))

    @property
    def ended(self) -> bool:
        """Whether it has ended, and everything that it said can be taken."""
        return not self.reader.is_alive()  # its end closes the pipe; it is not waited for before close

    def messages(self) -> list[Message]:
        """What it has said since the last time."""
        messages = []
        with contextlib.suppress(Empty):
            while True:
                messages.append(self.received.get_nowait())
        return messages

    def memory(self) -> float:
        """MB that it and all that it started take up."""
        used = 0
        with contextlib.suppress(psutil.Error):
            parent = psutil.Process(self.process.pid)
            for process in (parent, *parent.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    used += process.memory_info().rss
        return used / MEGABYTE

    def stop(self) -> None:
        """Ask it to stop the search and keep its best plan so far."""
        self._write(STOP)

    def kill(self) -> None:
        """End it at once, with all that it started."""
        if self.process.returncode is not None:
            return  # its number may be another's by now
        kill_group(self.process)

    def close(self) -> int:
        """End it, with what it started and left behind; its exit code, negative for a signal."""
        if self.ended:
            self._let_it_end()
        self.kill()
        code = self.process.wait()
        self.reader.join()
        shutil.rmtree(self.scratch, ignore_errors=True)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return code

    def _let_it_end(self) -> None:
        """Wait until the process, which has closed its pipe, has ended; its number stays its own."""
        end = time.monotonic() + ENDING
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(self.process.pid)
            while process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < end:
                time.sleep(0.01)

    def _write(self, line: str) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # it has ended already
            self.process.stdin.write(line)
            self.process.stdin.flush()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with contextlib.suppress(ValueError):  # a line cut off by its end
                self._heard(json.loads(line))
            self.wake()
        self.wake()

    def _heard(self, message: Message) -> None:
        """Take a message: about the process itself, or one of its task's."""
        if message["said"] == TAKEN:
            self.started = True
        elif message["said"] == FREE:
            self.clean, self.idle = message["sound"], True
        else:
            self.received.put(message)


def _opened(log: Path) -> BinaryIO:
    """Open a log to write at its end; the parent makes it, so that it gets the right permissions."""
    return open_log(log, like=[log.with_name(RECORD)])


class ProcessTask:
    """A task done by a process, which may be kept for another one after it.

    ``keep``: takes the process where it may be; says whether it did.
    """

    def __init__(
        self,
        process: WorkerProcess,
        task: WorkerTask,
        log: Path,
        wake: Callable[[], None],
        keep: Callable[[WorkerProcess], bool] = lambda _: False,
    ) -> None:
        self.process, self.keep, self.stopped = process, keep, False
        self.task, self.log, self.wake = task, log, wake
        process.start(task, log, wake)

    @property
    def finished(self) -> bool:
        """Whether the task is done, or its process has ended, and everything that it said can be taken."""
        if self.process.ended and not self.process.started and self.process.tasks > 1 and not self.stopped:
            self.process.close()  # killed before it heard of the task: that costs the task nothing
            try:
                self.process = WorkerProcess(self.log)
                self.process.start(self.task, self.log, self.wake)
            except OSError:
                self.process.kill()
        return self.process.idle or self.process.ended

    def messages(self) -> list[Message]:
        """What it has said since the last time."""
        return self.process.messages()

    def memory(self) -> float:
        """MB that its process takes up, whatever it has kept included, and all that it started."""
        return self.process.memory()

    def stop(self) -> None:
        """Ask it to stop the search and keep its best plan so far; its process is not kept then."""
        self.stopped = True
        self.process.stop()

    def kill(self) -> None:
        """End its process at once, with all that it started."""
        self.stopped = True
        self.process.kill()

    def close(self) -> int:
        """After its end: its exit code, negative for the signal that killed its process."""
        done = self.process.idle
        if done and self.process.clean and not self.stopped and self.keep(self.process):
            return 0
        code = self.process.close()
        return 0 if done else code


def start_alone(task: WorkerTask, log: Path, wake: Callable[[], None] = lambda: None) -> RunningTask:
    """Do a task in a process for it alone, which prints into the log."""
    return ProcessTask(WorkerProcess(log), task, log, wake)


def log_of(task: WorkerTask, work: Path) -> Path:
    """The path of a task's log; ``work``: the folder for its unfinished files."""
    return (work.parent if task.kind != "inspect" else work) / LOG
