"""The lock of an output folder: one process at a time changes it, and says who it is."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from solver.errors import ExitCode, ForcegenError, OutputError
from solver.files.own_files import read_own, remove_link
from solver.files.replace import reason, replace_file
from solver.record import Clock

LOCK, HOLDER = ".forcegen.lock", ".forcegen.holder.json"
"""The lock itself, which the operating system drops with its process, and who holds it, beside it."""


class LockedError(ForcegenError):
    """Another run is at work in the output folder."""

    exit_code = ExitCode.FOLDER_IN_USE


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds the lock of an output folder, since when (UTC)."""

    pid: int
    host: str
    started: str

    def __str__(self) -> str:
        """As it is said to a planner."""
        return f"process {self.pid} on {self.host} since {self.started}"

    @property
    def gone(self) -> bool:
        """Whether it ran on this machine, and no longer does."""
        import psutil

        return self.host == socket.gethostname() and not psutil.pid_exists(self.pid)


@contextlib.contextmanager
def locked(outputs: Path) -> Iterator[Holder | None]:
    """Keep everybody else out of an output folder, which is created where it is not there.

    Yields whoever held the lock last without giving it back (killed, or the
    power failed); None where the last one ended in order.

    Raises
    ------
    LockedError
        If somebody else holds the lock; says who.
    OutputError
        If the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    _make(outputs)
    try:
        remove_link(outputs / LOCK)
        lock = FileLock(outputs / LOCK, mode=0o600)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LockedError(_busy(outputs)) from error
    except OSError as error:
        raise OutputError(reason(outputs / LOCK, error)) from error
    try:
        left = holder(outputs)
        me = Holder(pid=os.getpid(), host=socket.gethostname(), started=Clock().started)
        replace_file(outputs / HOLDER, json.dumps(asdict(me)).encode())
        try:
            yield left
        finally:
            with contextlib.suppress(OSError):
                (outputs / HOLDER).unlink()
    finally:
        lock.release()


def _make(outputs: Path) -> None:
    try:
        outputs.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise OutputError(f"cannot write in {outputs}: it is a file; name a folder") from error
    except OSError as error:
        raise OutputError(reason(outputs, error)) from error


def holder(outputs: Path) -> Holder | None:
    """Who holds the lock of an output folder, or held it last without giving it back."""
    try:
        return Holder(**json.loads(read_own(outputs / HOLDER)))
    except (OSError, ValueError, TypeError):
        return None


def _busy(outputs: Path) -> str:
    who = holder(outputs)
    if who is None:
        return f"another run is at work in {outputs}; wait for it to end, and run again"
    if who.gone:
        return (
            f"the lock of {outputs} is held, but {who} no longer runs here: one of its children may, or the "
            f"disk keeps its lock; end what still writes there, delete {outputs / LOCK}, and run again"
        )
    return f"another run is at work in {outputs}: {who}; wait for it to end, and run again"
