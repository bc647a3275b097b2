"""Files that we write and read back: never through a link, with rights never wider than their sources'."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from solver.errors import OutputError

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
    """What is in a file of ours; raises OSError where that is no ordinary file (a link, a pipe)."""
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

    Raises OutputError where a link is there, whose folder is somebody else's business, and OSError where it
    cannot be made.
    """
    refuse_link(folder)
    try:
        folder.mkdir(mode=0o700 if private else 0o777)
    except FileExistsError:
        refuse_link(folder)
        if not there or not folder.is_dir():
            raise


def make_folders(folder: Path, *, private: bool = False) -> None:
    """A folder with all above it that are not there; raises as :func:`make_folder` does."""
    if not folder.is_dir():
        make_folders(folder.parent, private=private)
        make_folder(folder, private=private, there=True)


def refuse_link(path: Path) -> None:
    """Raise OutputError for a link: our own folders are folders; what lies behind a link was never meant."""
    if path.is_symlink():
        raise OutputError(
            f"cannot write in {path}: it is a link (to {path.readlink()}), and nothing of forcegen's own is "
            "written through one; remove it, or put the folder itself there"
        )


def refuse_foreign(path: Path) -> None:
    """Raise OutputError for a file of a user other than us, root, the folder's owner: they could read it."""
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

    Raises OutputError where somebody else made a link on the way: it may lead where the user never wanted to
    write.
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


KNOWS_RIGHTS = os.name != "nt"
"""Whether files have an owner, a group and others; on Windows a new file takes its list from its folder."""

OWNER = stat.S_IRUSR | stat.S_IWUSR
GROUP, OTHERS = stat.S_IRWXG, stat.S_IRWXO
READ_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH

_ASKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Bound:
    """The most that a file allows to those who read what is made from it: its mode, for its group."""

    mode: int
    group: int

    @property
    def beyond_others(self) -> bool:
        """Whether its group may do more than anybody else."""
        return bool((self.mode & GROUP) >> 3 & ~self.mode)

    def mode_for(self, group: int) -> int:
        """The most that a file of that group may allow: another group is anybody else."""
        if group == self.group:
            return self.mode
        return (self.mode & ~GROUP) | (self.mode & GROUP & (self.mode & OTHERS) << 3)


def bounds_of(sources: Iterable[Path]) -> tuple[Bound, ...]:
    """The bounds of these files; one that is gone sets none."""
    return tuple(bound for source in sources if (bound := _bound(source)) is not None)


def _bound(source: Path) -> Bound | None:
    try:
        told = source.stat()
    except OSError:
        return None
    return Bound(stat.S_IMODE(told.st_mode), told.st_gid)


def umask() -> int:
    """The permissions that the user withholds from every new file."""
    with _ASKING:  # the system tells it only to those who set it
        mask = os.umask(0o077)
        os.umask(mask)
    return mask


def is_private(sources: Iterable[Path]) -> bool:
    """Whether any of these files can be read by its owner alone."""
    return KNOWS_RIGHTS and any(not bound.mode & READ_BY_OTHERS for bound in bounds_of(sources))


def settle_rights(file: BinaryIO, bounds: Iterable[Bound], replaced: Bound | None = None) -> None:
    """Set the rights of a finished draft: a new file's, or those of the ``replaced`` file, within bounds.

    Where a bound allows its group more than others, the file is given that group; where that cannot
    be, the group is anybody else.
    """
    if not KNOWS_RIGHTS:
        return
    number, limits = file.fileno(), tuple(bounds)
    group = os.fstat(number).st_gid
    wanted = next((each.group for each in (*limits, *filter(None, [replaced])) if each.beyond_others), group)
    if wanted != group:
        with contextlib.suppress(OSError):
            os.fchown(number, -1, wanted)
            group = wanted
    with contextlib.suppress(OSError):  # a share or a disk that knows no modes, and gives all files its own
        os.fchmod(number, _within(limits, replaced, group))


def _within(limits: Iterable[Bound], replaced: Bound | None, group: int) -> int:
    """The mode within all bounds, never less than what its owner needs."""
    mode = replaced.mode_for(group) & 0o777 if replaced is not None else 0o666 & ~umask()
    for limit in limits:
        mode &= limit.mode_for(group)
    return mode | OWNER


def narrow_file(path: Path, sources: Iterable[Path]) -> None:
    """Take from a file of ours what one of its sources does not allow; nothing is ever added."""
    if not KNOWS_RIGHTS:
        return
    with contextlib.suppress(OSError):
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            told = os.fstat(file)
            mode = before = stat.S_IMODE(told.st_mode)
            for bound in bounds_of(sources):
                mode &= bound.mode_for(told.st_gid) | OWNER
            if mode != before:
                os.fchmod(file, mode)
        finally:
            os.close(file)


def narrow_folder(folder: Path) -> bool:
    """Shut a folder to all but its owner; returns whether that changed anything."""
    if not KNOWS_RIGHTS:
        return False
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if mode & (GROUP | OTHERS):
            folder.chmod(mode & ~(GROUP | OTHERS))
            return stat.S_IMODE(folder.stat().st_mode) != mode
    except OSError:
        pass  # another's, or on a disk that knows no modes; what lies in it has rights of its own
    return False


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
