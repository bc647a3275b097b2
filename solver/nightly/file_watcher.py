"""The file watcher: it polls a file until that holds something new and nobody writes it."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

SETTLED = 0.3
"""Seconds without a change after which a save is complete."""
GONE = 1.5
"""Seconds after which a file that is not there is more than a save that goes on."""


class FileChange(Enum):
    """What a poll of a file finds."""

    NOTHING_NEW = "nothing new"
    CHANGING = "changing"
    SAVED = "saved"
    GONE = "gone"


@dataclass(slots=True)
class FileWatcher:
    """Polls a file, and says when it holds something new and nobody writes it any more.

    Programs save by writing a new file and renaming it, or into the old one;
    either way size, time or place on the disk change until it is complete.
    Looking, which costs nothing, also sees what others save on a share.
    """

    path: Path
    settled: float = SETTLED
    gone: float = GONE
    clock: Callable[[], float] = time.monotonic
    seen: tuple[int, ...] | None = None
    since: float = -math.inf
    told: bool = False
    content: str = ""

    def poll(self) -> FileChange:
        """What there is now; each save, and each time that the file is gone, is told once."""
        now, there = self.clock(), self._state()
        if there != self.seen:
            self.seen, self.since, self.told = there, now, False
        if self.told:
            return FileChange.NOTHING_NEW
        if there is None:
            self.told = now - self.since >= self.gone
            return FileChange.GONE if self.told else FileChange.CHANGING
        if now - self.since < self.settled:
            return FileChange.CHANGING
        return self._read()

    @property
    def whole(self) -> bool:
        """Whether the file was there, and nobody wrote it, at the last look."""
        return self.told and self.seen is not None

    def forget(self) -> None:
        """Take for new what is there when it is whole again."""
        self.content = ""
        self.told = self.told and self.seen is None

    def _state(self) -> tuple[int, ...] | None:
        try:
            now = self.path.stat()
        except OSError:
            return None
        return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns

    def _read(self) -> FileChange:
        try:
            content = hashlib.sha256(self.path.read_bytes()).hexdigest()
        except OSError:  # held by the program that saves
            return FileChange.CHANGING
        self.told = True
        if content == self.content:
            return FileChange.NOTHING_NEW
        self.content = content
        return FileChange.SAVED
