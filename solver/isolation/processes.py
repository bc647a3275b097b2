"""What both sides of a worker process need: their messages, how processes start, stop and are killed."""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import psutil

START = (
    "import sys; root = sys.argv[1]; sys.path.insert(0, root); import solver; "
    "sys.path.remove(root); sys.path.append(root); from {module} import main; main()"
)
"""Finds our package before any other of its name; all else where Python has it, not beside us."""

DYING = 10.0
"""Seconds that a killed process is waited for: it is gone at once, or stuck in the system."""


def python_command(module: str) -> list[str]:
    """The command that runs a module's ``main``, and nothing that happens to lie in the current folder."""
    return [sys.executable, "-P", "-c", START.format(module=module), str(Path(__file__).parents[2])]


def own_channel() -> int:
    """A copy of standard output for our messages alone; what a library prints goes to standard error."""
    channel = os.dup(1)
    os.dup2(2, 1)
    return channel


def interrupt_main_thread() -> None:
    """Interrupt the main thread as Ctrl-C does, also where it waits for another process."""
    if os.name == "nt":
        import _thread

        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def kill_children(pid: int | None = None) -> None:
    """Kill all that a process (this one by default) has started."""
    _kill(_started_by(pid))


def kill_group(process: subprocess.Popen[Any]) -> None:
    """Kill a process that leads a group of its own, and all that it started; wait until the latter is gone.

    Who is killed runs on for a moment on a busy machine, and may still write where we clean up.
    """
    started = _started_by(process.pid)
    if os.name == "nt":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    _kill(started)  # some may have left the group
    end = time.monotonic() + DYING
    while any(map(_runs, started)) and time.monotonic() < end:
        time.sleep(0.005)


def _started_by(pid: int | None) -> list[psutil.Process]:
    """All that a process has started."""
    import psutil

    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def _kill(processes: Iterable[psutil.Process]) -> None:
    import psutil

    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()


def _runs(process: psutil.Process) -> bool:
    """Whether a process still runs; one that only waits for its parent to hear of its end does not."""
    import psutil

    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


SCRATCH_PREFIX = "forcegen-"
"""How the name of a folder for temporary files begins."""


def new_scratch() -> Path:
    """A folder that only we may read; its path has no blanks, which some solvers cannot take."""
    return Path(tempfile.mkdtemp(prefix=f"{SCRATCH_PREFIX}{os.getpid()}-"))


def remove_own_scratch() -> None:
    """In a child: remove the folder that its parent made for it and can no longer remove."""
    folder = Path(tempfile.gettempdir())
    if folder.name.startswith(SCRATCH_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def empty_own_scratch() -> None:
    """In a child: remove what a task left among its temporary files, before the next."""
    folder = Path(tempfile.gettempdir())
    if folder.name.startswith(SCRATCH_PREFIX):
        for left in folder.iterdir():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink()


def sweep_scratch() -> None:
    """Remove the folders of ours whose makers no longer run: killed together with all that they started."""
    import psutil

    for folder in Path(tempfile.gettempdir()).glob(f"{SCRATCH_PREFIX}*-*"):
        maker = folder.name.removeprefix(SCRATCH_PREFIX).split("-")[0]
        if maker.isdecimal() and not psutil.pid_exists(int(maker)) and _is_ours(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Whether a scratch folder is ours: others may call theirs what they like."""
    if folder.is_symlink():
        return False
    return not hasattr(os, "geteuid") or folder.lstat().st_uid == os.geteuid()


START_MARKER = b"\x00forcegen worker\x00"
"""Where our words begin; what a library printed while Python started stands before it."""

END_MARKER = b"\x00forcegen task done\x00"
"""Ends what a task printed, on standard error: what comes after it is the next task's."""

LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """A call for a worker: a function as ``package.module:function``, and its arguments.

    Besides ``arguments`` it gets ``tell``, which takes whatever it has to say
    while it is at work. ``level``: from which level on its log is wanted.
    """

    function: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    level: int = 0


STOP = "stop"
"""Asks a worker to come to an end with what it has, as Ctrl-C does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A line of a worker's log."""

    logger: str
    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Said:
    """A message of a task while it is at work."""

    what: Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Returned:
    """The result of a task."""

    result: Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Raised:
    """The error that a task ended with, and its traceback."""

    error: BaseException
    traceback: str


def write_message(stream: BinaryIO, message: Any) -> None:
    """Write one message, whole."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_message(stream: BinaryIO) -> Any:
    """Read one message; raises EOFError where the other side has ended."""
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return pickle.loads(_exactly(stream, length))


def skip_to_start(stream: BinaryIO) -> bytes:
    """Read up to the start marker, and return what stood before it; raises EOFError where there is none."""
    seen = bytearray()
    while not seen.endswith(START_MARKER):
        seen += _exactly(stream, 1)
    return bytes(seen[: -len(START_MARKER)])


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


@dataclass(slots=True)
class Stop:
    """A request to stop: the signals that came, in order."""

    signals: list[int] = field(default_factory=list)

    @property
    def asked(self) -> bool:
        """Whether somebody asked to stop."""
        return bool(self.signals)

    @property
    def insists(self) -> bool:
        """Whether somebody asked again: then nothing is waited for."""
        return len(self.signals) > 1

    @property
    def exit_code(self) -> int:
        """By the custom of shells: 128 + the first signal's number; 0 if nobody asked."""
        return 128 + self.signals[0] if self.signals else 0


@contextlib.contextmanager
def heeding_signals() -> Iterator[Stop]:
    """Note Ctrl-C, SIGTERM and a closed terminal, instead of ending in the middle of a line."""
    stop = Stop()

    def note(number: int, _: FrameType | None) -> None:
        stop.signals.append(number)

    before = {}
    if threading.current_thread() is threading.main_thread():
        known = [getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP")]
        before = {number: signal.signal(number, note) for number in known if number is not None}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
