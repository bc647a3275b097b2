"""Python processes of ours: how they are started and ended, and their temporary files."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

START = (
    "import sys; root = sys.argv[1]; sys.path.insert(0, root); import solver; "
    "sys.path.remove(root); sys.path.append(root); from {module} import main; main()"
)
"""Finds our package before any other of its name; all else where Python has it, not beside us."""


def python_command(module: str) -> list[str]:
    """The command that runs a module's ``main``, and nothing that happens to lie in the current folder."""
    return [sys.executable, "-P", "-c", START.format(module=module), str(Path(__file__).parents[2])]


def own_channel() -> int:
    """A copy of standard output for our words alone; whatever a library prints goes to standard error."""
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
    import psutil

    with contextlib.suppress(psutil.Error):
        for process in psutil.Process(pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                process.kill()


def kill_group(process: subprocess.Popen[Any]) -> None:
    """Kill a process that leads a group of its own, with all that it started."""
    if os.name == "nt":
        kill_children(process.pid)
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


PREFIX = "forcegen-"
"""How the name of a folder for temporary files begins."""


def new_scratch() -> Path:
    """A folder that only we may read; its path has no blanks, which some solvers cannot take."""
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))


def remove_own_scratch() -> None:
    """In a child: remove the folder that its parent made for it and can no longer remove."""
    folder = Path(tempfile.gettempdir())
    if folder.name.startswith(PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def empty_own_scratch() -> None:
    """In a child: remove what a task left among its temporary files, before the next.

    Raises
    ------
    OSError
        If something cannot be removed.
    """
    folder = Path(tempfile.gettempdir())
    if folder.name.startswith(PREFIX):
        for left in folder.iterdir():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink()


def sweep_scratch() -> None:
    """Remove the folders of ours whose makers no longer run: killed together with all that they started."""
    import psutil

    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        maker = folder.name.removeprefix(PREFIX).split("-")[0]
        if maker.isdecimal() and not psutil.pid_exists(int(maker)) and _is_ours(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Whether we made it: others, too, have temporary files there, and may call them what they like."""
    if folder.is_symlink():
        return False
    return not hasattr(os, "geteuid") or folder.lstat().st_uid == os.geteuid()
