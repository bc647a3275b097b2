"""A folder for the temporary files of one process, removed with it, and by the next night at the latest."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "forcegen-"


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
