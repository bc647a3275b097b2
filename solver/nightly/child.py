"""The parent's side of a process of the night: started, heard, watched, ended with all that it started."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol

import psutil

from solver.isolation.start import python_command
from solver.nightly.folder import LOG, RECORD
from solver.nightly.save import Save
from solver.nightly.scratch import new_scratch
from solver.nightly.task import Task
from solver.nightly.worker import MEGABYTE, STOP
from solver.own_files import open_log

ENDING = 2.0
"""Seconds that a process has to end once it has nothing more to say."""

Message = dict[str, Any]


class Helper(Protocol):
    """Somebody who does a task: a process of its own, or (in tests) this one."""

    @property
    def over(self) -> bool:
        """Whether it has ended, and everything that it said can be taken."""

    def take(self) -> list[Message]:
        """What it has said since the last time."""

    def memory(self) -> float:
        """MB that it and all that it started take up."""

    def stop(self) -> None:
        """Ask it to stop the search and keep its best plan so far."""

    def kill(self) -> None:
        """End it at once, with all that it started."""

    def close(self) -> int:
        """After its end: its exit code, negative for the signal that killed it."""


Launch = Callable[[Task, Path, Callable[[], None]], Helper]
"""Starts a task; takes the folder for its log and what is not finished, and what to call when it speaks."""


class Child:
    """A task in a process of its own, with a session of its own, whose input ends when we do."""

    def __init__(self, task: Task | Save, work: Path, log: Path, wake: Callable[[], None]) -> None:
        self.said: SimpleQueue[Message] = SimpleQueue()
        self.wake = wake
        self.scratch = new_scratch()
        with open_log(log, like=[log.with_name(RECORD)]) as told:
            self.process = subprocess.Popen(
                python_command("solver.nightly.worker"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=told,
                cwd=work,
                env=os.environ | {name: str(self.scratch) for name in ("TMPDIR", "TEMP", "TMP")},
                encoding="utf-8",
                start_new_session=True,
            )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self._write(task.to_json())

    @property
    def over(self) -> bool:
        """Whether it has ended, and everything that it said can be taken."""
        return not self.reader.is_alive()  # its end closes the pipe; it is not waited for before close

    def take(self) -> list[Message]:
        """What it has said since the last time."""
        messages = []
        with contextlib.suppress(Empty):
            while True:
                messages.append(self.said.get_nowait())
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
        if os.name != "nt":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            return
        with contextlib.suppress(psutil.Error):
            for process in psutil.Process(self.process.pid).children(recursive=True):
                process.kill()
        self.process.kill()

    def close(self) -> int:
        """After its end: its exit code, negative for the signal that killed it."""
        self._let_it_end()
        self.kill()  # what it started and left behind
        code = self.process.wait()
        self.reader.join()
        shutil.rmtree(self.scratch, ignore_errors=True)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return code

    def _let_it_end(self) -> None:
        """It has closed its pipe and is about to end; not waited for, its number stays its own."""
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
                self.said.put(json.loads(line))
            self.wake()
        self.wake()


def launch(task: Task, work: Path, wake: Callable[[], None]) -> Helper:
    """Start a task in a process of its own; what solvers print goes into the log beside its folder."""
    return Child(task, work, (work.parent if not task.look else work) / LOG, wake)
