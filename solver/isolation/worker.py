"""A worker's own side: tasks from standard input, answers on a channel that nothing else can write to."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import logging
import os
import pickle
import signal
import sys
import threading
import traceback
from queue import SimpleQueue
from types import FrameType
from typing import Any, BinaryIO

from solver.environment import explain_import_failure
from solver.errors import LibraryError
from solver.isolation import processes
from solver.isolation.processes import interrupt_main_thread, kill_children, own_channel

MODULES = ("solver.optimise.lexicographic",)
"""What most tasks need, loaded while the parent is still reading the workbook."""

_asked_to_stop = threading.Event()


def main() -> None:
    """Do one task after the other; where the parent is gone, end at once with all that was started here."""
    for number in (signal.SIGINT, signal.SIGTERM):  # Ctrl-C reaches the whole group: the parent decides
        signal.signal(number, _interrupted)
    channel = os.fdopen(own_channel(), "wb")
    channel.write(processes.START_MARKER)
    channel.flush()
    say = _message_writer(channel)
    logging.getLogger("solver").addHandler(_LogHandler(say))
    logging.getLogger("solver").propagate = False
    tasks: SimpleQueue[processes.Call] = SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    with contextlib.suppress(Exception):  # said when a task needs it
        for module in MODULES:
            importlib.import_module(module)
    while True:
        _do(tasks.get(), say)


def _do(task: processes.Call, say: Any) -> None:
    """Do a task and answer, whatever happens to it, after all that it printed."""
    _asked_to_stop.clear()
    logging.getLogger("solver").setLevel(task.level)
    try:
        module, name = task.function.split(":")
        function = getattr(importlib.import_module(module), name)
        found = function(**task.arguments, tell=lambda what: say(processes.Said(what=what)))
        _end_of_print()
        say(processes.Returned(result=found))
    except BaseException as error:  # whatever it is, the parent is to know it
        explained = explain_import_failure(error)  # what of it does not travel is needed for that
        telling = LibraryError(explained) if explained else _picklable(error)
        _end_of_print()
        say(processes.Raised(error=telling, traceback=traceback.format_exc()))


def _end_of_print() -> None:
    """Flush what the task printed before its answer, with a marker behind it."""
    with contextlib.suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
        if os.name != "nt":
            ctypes.CDLL(None).fflush(None)
    with contextlib.suppress(OSError):
        os.write(2, processes.END_MARKER + b"\n")


def _picklable(error: BaseException) -> BaseException:
    """The error itself where it can be pickled, else one with its text."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _message_writer(channel: BinaryIO) -> Any:
    lock = threading.Lock()

    def say(message: Any) -> None:
        with lock, contextlib.suppress(OSError):  # the parent is gone, and we shall be in a moment
            processes.write_message(channel, message)

    return say


class _LogHandler(logging.Handler):
    """Hands every line of the log to the parent."""

    def __init__(self, say: Any) -> None:
        super().__init__()
        self.say = say

    def emit(self, record: logging.LogRecord) -> None:
        """Hand on one line."""
        self.say(processes.Logged(logger=record.name, level=record.levelno, text=record.getMessage()))


def _listen(tasks: SimpleQueue[processes.Call]) -> None:
    """Take tasks, stop when told to, and end when the parent is gone."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            heard = processes.read_message(sys.stdin.buffer)
            if heard == processes.STOP:
                _asked_to_stop.set()
                interrupt_main_thread()
            else:
                tasks.put(heard)
    kill_children()
    os._exit(0)  # a solver may still work in its thread: it can be neither stopped nor waited for


def _interrupted(_: int, __: FrameType | None) -> None:
    """Handle a signal: heeded only where the parent asked for it."""
    if _asked_to_stop.is_set():
        _asked_to_stop.clear()
        raise KeyboardInterrupt
