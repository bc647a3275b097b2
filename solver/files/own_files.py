"""Files and folders that are ours alone: made for their owner first, and never reached through a link."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from solver.errors import OutputError
from solver.files.rights import bounds_of, narrow_file, settle_rights

_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Neither follow a link nor wait for whoever should write into a pipe."""

MOST_LINKS = 40
"""Links that may lead to each other, as systems count them."""


def open_draft(path: Path) -> BinaryIO:
    """A new file that only we can read, for writing; what is there already, a link too, is refused."""
    return open(path, "xb", opener=_privately)


def open_log(path: Path, like: Iterable[Path] = ()) -> BinaryIO:
    """A file to write more at the end of; a new one has the rights that ``like`` allows.

    A link at its place goes, and what it leads to is as it was.
    """
    remove_link(path)
    try:
        file = open(path, "xb", opener=_appending)  # noqa: SIM115 - the caller closes it
    except FileExistsError:
        return open(path, "ab", opener=_privately)
    settle_rights(file, bounds_of(like))
    return file


def read_own(path: Path) -> bytes:
    """What is in a file of ours.

    Raises
    ------
    OSError
        If it cannot be read, or something else lies at its place: a link, or a pipe that would be
        waited for.
    """
    with open_regular(path) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file")
        return file.read()


def open_regular(path: Path) -> BinaryIO:
    """A file for reading, neither through a link nor from a pipe that nobody writes into."""
    return open(path, "rb", opener=_privately)


def begin_file(path: Path, sources: Sequence[Path]) -> None:
    """Make a file of ours, empty, where there is none; one that is there is narrowed to its sources."""
    try:
        with open_draft(path) as file:
            settle_rights(file, bounds_of(sources))
    except FileExistsError:
        narrow_file(path, sources)


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_LINK, 0o600)


def _appending(path: str, flags: int) -> int:
    return _privately(path, flags | os.O_APPEND)


def make_folder(folder: Path, *, private: bool = False, there: bool = False) -> None:
    """A new folder, for its owner alone where it is private; ``there``: it may be there already.

    Raises
    ------
    OutputError
        If a link is there, whose folder is somebody else's business.
    OSError
        If it cannot be made.
    """
    refuse_link(folder)
    try:
        folder.mkdir(mode=0o700 if private else 0o777)
    except FileExistsError:
        refuse_link(folder)
        if not there or not folder.is_dir():
            raise


def refuse_link(path: Path) -> None:
    """Our own folders are folders: what lies behind a link was never meant.

    Raises
    ------
    OutputError
        If it is a link.
    """
    if path.is_symlink():
        raise OutputError(
            f"cannot write in {path}: it is a link (to {path.readlink()}), and nothing of forcegen's own is "
            "written through one; remove it, or put the folder itself there"
        )


def refuse_foreign(path: Path) -> None:
    """Who owns a file can read what is written into it, and open it to everybody.

    Raises
    ------
    OutputError
        If it belongs to somebody else than us, root, and whose the folder is.
    """
    if hasattr(os, "geteuid") and path.exists():
        owner = path.stat().st_uid
        if owner not in (os.geteuid(), 0, path.parent.stat().st_uid):
            raise OutputError(
                f"cannot write {path}: it belongs to somebody else (user {owner}), who could read what is "
                "written; move it away: a new one is made"
            )


def remove_link(path: Path) -> None:
    """Take away a link that lies where a file of ours belongs; what it leads to stays as it is."""
    if path.is_symlink():
        path.unlink(missing_ok=True)


def remove_own(path: Path) -> None:
    """Remove a folder of ours with all that is in it, or whatever lies at its place; as far as it goes."""
    with contextlib.suppress(OSError):
        if path.is_symlink() or not path.is_dir():
            path.unlink(missing_ok=True)
    shutil.rmtree(path, ignore_errors=True)


def behind_link(path: Path) -> Path:
    """The file that the user named: behind its links, if it is one and they are the user's own, or root's.

    Raises
    ------
    OutputError
        If somebody else made a link on the way: it may lead where the user never wanted to write.
    """
    at = path
    for _ in range(MOST_LINKS):
        if not at.is_symlink():
            break
        if hasattr(os, "geteuid") and at.lstat().st_uid not in (os.geteuid(), 0):
            raise OutputError(
                f"cannot write {path}: {at} is a link that somebody else made (to {at.readlink()}); "
                "remove it, or name the file that is meant"
            )
        at = at.parent / at.readlink()
    return path.resolve()
