"""A worker process of the night: it reads tasks from standard input, does each, and says what came of it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TextIO

from solver.environment import explain_import_failure
from solver.errors import ExitCode, LibraryError
from solver.files.own_files import open_log
from solver.isolation import idle_processes
from solver.isolation.processes import (
    empty_own_scratch,
    interrupt_main_thread,
    kill_children,
    own_channel,
    remove_own_scratch,
)
from solver.nightly.task import SETTLED, WRITTEN, Say, WorkerTask, do_task, ended, from_json
from solver.text.visible import log_visibly

STOP = "stop\n"
"""What the parent writes to have the search stopped; the best plan so far is then kept."""

TAKEN, FREE = "taken", "free"
"""What a process says of itself: that it has taken a task, and that it is free for the next."""

WELL = (*WRITTEN, *SETTLED)
"""Exit codes of tasks in which nothing broke."""

BACKSTOP, BASE = 2, 512
"""The system's own limit on memory: a multiple of the one that the parent watches, and MB for the program."""

MEGABYTE = 1 << 20


def main() -> None:
    """Do the tasks that stand on standard input one after the other; at its end of file, end at once."""
    say = _message_writer(os.fdopen(own_channel(), "w", encoding="utf-8", errors="surrogateescape"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    orders: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(orders,), daemon=True).start()
    log_visibly(sys.stderr)
    around = ProcessState()
    while True:
        log, line = json.loads(orders.get())
        _print_to(log)
        say({"said": TAKEN})
        task = from_json(line)
        _limit_memory(task.memory)
        logging.getLogger("solver").setLevel(logging.INFO)
        sound = _do(task, say)
        _print_to(os.devnull)
        sound = around.restore() and sound
        say({"said": FREE, "sound": sound})


def task_line(task: WorkerTask, log: Path) -> str:
    """The line that has a worker do a task; ``log``: where to print meanwhile."""
    return json.dumps([str(log), task.to_json()]) + "\n"


class ProcessState:
    """The state of a worker process before a task, to which it returns after each."""

    def __init__(self) -> None:
        self.folder, self.environment = Path.cwd(), dict(os.environ)
        self.handlers = logging.getLogger().handlers[:], logging.getLogger("solver").handlers[:]
        self.umask = os.umask(0o077)
        os.umask(self.umask)

    def restore(self) -> bool:
        """Restore the state, and empty the folder for temporary files; returns whether that worked."""
        if dict(os.environ) != self.environment:
            os.environ.clear()
            os.environ.update(self.environment)
        os.umask(self.umask)
        logging.getLogger().handlers[:], logging.getLogger("solver").handlers[:] = self.handlers
        try:
            os.chdir(self.folder)
            empty_own_scratch()
        except OSError:
            return False
        return _no_process_left()


def _no_process_left() -> bool:
    """Whether a task left no process behind, but the one kept for the next search."""
    import psutil

    try:
        left = {process.pid for process in psutil.Process().children(recursive=True)}
    except psutil.Error:
        return False
    return left <= set(idle_processes())


def _do(task: WorkerTask, say: Say) -> bool:
    """Do a task, with an answer whatever happens; returns whether the process is sound after it."""
    answers: list[dict[str, Any]] = []

    def heard(message: dict[str, Any]) -> None:
        answers.append(message)
        say(message)

    try:
        do_task(task, heard)
        return _nothing_broke(answers[-1])
    except KeyboardInterrupt:
        say(ended(128 + signal.SIGTERM, ["it was stopped before there was a plan"]))
    except MemoryError:
        option = "" if task.kind == "scenario" else " (--memory-limit)"
        say(
            ended(
                ExitCode.SOLVER_FAILED,
                [f"it needs more memory than the {task.memory} MB that it may use{option}"],
            )
        )
    except Exception as error:
        explained = explain_import_failure(error)
        if explained:
            say(ended(LibraryError.exit_code, [explained]))
            return False
        logging.getLogger("solver").exception("a fault in forcegen itself")
        what = f"{type(error).__name__}: {error}"
        say(
            ended(
                ExitCode.FAULT,
                [f"a fault in forcegen itself: {what}; please report it with the log of the run"],
            )
        )
    return False


def _nothing_broke(answer: dict[str, Any]) -> bool:
    """Whether nothing broke that might break the next task, too: no solver died, no answer was doubted."""
    if answer["said"] != "ended":
        return True
    retries = ((answer["record"] or {}).get("solver") or {}).get("retries", 0)
    return answer["exit_code"] in WELL and not retries


def _print_to(path: str) -> None:
    """Send whatever is printed from now on into a file."""
    sys.stdout.flush()
    sys.stderr.flush()
    with open_log(Path(path)) as log:
        for number in (1, 2):
            os.dup2(log.fileno(), number)


def _message_writer(channel: TextIO) -> Say:
    def say(message: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError):  # the parent is gone, and we shall be in a moment
            channel.write(json.dumps(message) + "\n")
            channel.flush()

    return say


def _listen(orders: SimpleQueue[str]) -> None:
    """Take tasks from standard input, and stop when told to; when the parent is gone, end all."""
    for line in sys.stdin:
        if line == STOP:
            interrupt_main_thread()
        else:
            orders.put(line)
    end_group()


def end_group() -> None:
    """End this process and all that it started, at once, and leave nothing among temporary files."""
    kill_children()
    remove_own_scratch()
    if os.name != "nt":
        os.killpg(0, signal.SIGKILL)
    os._exit(128 + signal.SIGTERM)


def _limit_memory(megabytes: int | None) -> None:
    """Set the system's own limit on memory, for what grows between two looks of the parent."""
    if megabytes is None or os.name == "nt":
        return
    import resource

    most = (BACKSTOP * megabytes + BASE) * MEGABYTE
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
