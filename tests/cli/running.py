"""A process that tests wait for, signal and read."""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping

PATIENCE = 300.0
"""Seconds after which a process counts as hung."""


class Running:
    """A Python process; everything that it prints is read as it comes."""

    def __init__(self, arguments: tuple[str, ...], env: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            env=dict(env),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.told = ""
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told += line
            self.lines.put(line)

    def wait_for(self, text: str) -> None:
        """Until a line with this text is printed."""
        end = time.monotonic() + PATIENCE
        while text not in self.lines.get(timeout=end - time.monotonic()):
            pass

    def send(self, sign: signal.Signals) -> None:
        """Send the process a signal."""
        self.process.send_signal(sign)

    def end(self) -> int:
        """Its exit code, after everything is read."""
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        return code


@contextlib.contextmanager
def started(*arguments: str, env: Mapping[str, str]) -> Iterator[Running]:
    """A process that does not outlive the test."""
    running = Running(arguments, env)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()
        running.reader.join(PATIENCE)
        assert running.process.stdout is not None
        running.process.stdout.close()
