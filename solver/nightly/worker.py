"""A process for one task of the night: told on standard input what to do, it says what comes of it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, TextIO

from solver.environment import explain_import_failure
from solver.errors import LibraryError
from solver.nightly.save import Save, save_of, solve_save
from solver.nightly.scratch import remove_own_scratch
from solver.nightly.task import Task, ended, from_json, perform
from solver.visible import log_visibly

STOP = "stop\n"
"""What the parent writes to have the search stopped; the best plan so far is then kept."""

BACKSTOP, BASE = 2, 512
"""The system's own limit on memory: a multiple of the one that the parent watches, and MB for the program."""

MEGABYTE = 1 << 20

Say = Callable[[dict[str, Any]], None]


def main() -> None:
    """Do the one task that stands on standard input, and end; at its end of file, end at once."""
    say = _sayer(_own_channel())
    line = sys.stdin.readline()
    if not line:
        return  # the parent is gone before it said anything
    task = save_of(line) or from_json(line)
    _limit_memory(task.memory)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    threading.Thread(target=_listen, daemon=True).start()
    log_visibly(sys.stderr)
    logging.getLogger("solver").setLevel(logging.INFO)
    _do(task, say)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # nothing that a library has left running is waited for


def _do(task: Task | Save, say: Say) -> None:
    """The task, with an answer whatever happens to it."""
    try:
        if isinstance(task, Save):
            solve_save(task, say)
        else:
            perform(task, say)
    except KeyboardInterrupt:
        say(ended(128 + signal.SIGTERM, ["it was stopped before there was a plan"]))
    except MemoryError:
        say(ended(9, [f"it needs more memory than the {task.memory} MB that it may use (--memory-limit)"]))
    except Exception as error:
        explained = explain_import_failure(error)
        if explained:
            say(ended(LibraryError.exit_code, [explained]))
            return
        logging.getLogger("solver").exception("a fault in forcegen itself")
        what = f"{type(error).__name__}: {error}"
        say(ended(1, [f"a fault in forcegen itself: {what}; please report it with the log of the run"]))


def _own_channel() -> TextIO:
    """Standard output for our words alone; whatever a solver prints goes where errors go: to the log."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="surrogateescape")
    os.dup2(2, 1)
    return channel


def _sayer(channel: TextIO) -> Say:
    def say(message: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError):  # the parent is gone, and we shall be in a moment
            channel.write(json.dumps(message) + "\n")
            channel.flush()

    return say


def _listen() -> None:
    """Stop when told to; when the parent is gone, go too, with every process that was started here."""
    for line in sys.stdin:
        if line == STOP:
            _interrupt()
    end_group()


def _interrupt() -> None:
    """Ctrl-C, as it were, also where the main thread waits for another process."""
    if os.name == "nt":
        import _thread

        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def end_group() -> None:
    """End this process and all that it started, at once, and leave nothing among temporary files."""
    import psutil

    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            child.kill()
    remove_own_scratch()
    if os.name != "nt":
        os.killpg(0, signal.SIGKILL)
    os._exit(128 + signal.SIGTERM)


def _limit_memory(megabytes: int | None) -> None:
    """What grows between two looks of the parent meets a limit of the system, where it knows one."""
    if megabytes is None or os.name == "nt":
        return
    import resource

    most = (BACKSTOP * megabytes + BASE) * MEGABYTE
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
