"""Putting a finished file in place of an old one in a single step."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import secrets
import stat
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import BinaryIO

from solver.errors import OutputError
from solver.files.own_files import Bound, behind_link, bounds_of, open_draft, open_regular, settle_rights

log = logging.getLogger(__name__)

DRAFT_PREFIX = ".forcegen-"
DRAFT_SUFFIX = ".tmp"
ABANDONED_AFTER = 3600.0
"""Seconds after which a draft can only be what a killed run left behind, where no lock tells."""
MOVES_OPEN_FILES = os.name != "nt"
"""Whether a file can be renamed, and removed, while somebody has it open."""


def replace_file(
    path: Path, data: bytes, *, like: Sequence[Path] = (), follow: bool = False, tidy: bool = True
) -> None:
    """Replace a file in a single step: whoever opens it finds the old one or the new one, whole.

    The data goes into a draft in the same folder that only we can read, reaches the disk, and then
    takes the name. ``like``: the files that it was made from; nobody may read it who may not read
    them. ``follow``: whether a link there leads on to the file, as where the user named it; otherwise
    the link goes, and what it leads to stays as it is. ``tidy``: whether to look for what killed runs
    left in the folder, which takes the longer, the more files it has.

    Raises
    ------
    OutputError
        One sentence that says why not and what to do; the old file is as it was.
    """
    path = Path(path)
    with writing(path):
        target = refuse_held(path, follow=follow)
        if target.is_symlink():
            log.warning(
                "warning: %s was a link to %s; it is a file now, and what the link led to is as it was",
                path,
                target.readlink(),
            )
        if tidy:
            remove_abandoned_drafts(target.parent)
        _replace(target, data, *_rights(target, like, named=follow))


def exchange_file(
    path: Path, data: bytes, *, ours: bool = False, like: Sequence[Path] = (), follow: bool = False
) -> Path | None:
    """Put a finished file in place; what somebody else left there stays beside it.

    ``ours``: what is there may go, for we wrote it and nobody has changed it since. ``like``, ``follow``: as
    in :func:`replace_file`. Returns the path of the backup, where one was kept. Raises OutputError as that
    does; then there is no backup of what is still there.
    """
    path = Path(path)
    with writing(path):
        a_link = path.is_symlink() and not follow
        if ours or a_link or not path.is_file() or path.read_bytes() == data:
            replace_file(path, data, like=like, follow=follow)
            return None
        refuse_held(path, follow=follow)
    backup = keep_file(path)
    try:
        replace_file(path, data, like=like, follow=follow)
    except OutputError:
        with contextlib.suppress(OSError):
            if path.read_bytes() == backup.read_bytes():
                backup.unlink()  # the disk may be full
        raise
    return backup


def keep_file(path: Path) -> Path:
    """Keep a copy of a file beside it; the path of that, ``<name>.backup-<UTC time>.xlsx``."""
    with writing(path):
        backup = free_name_beside(path, ".backup-")
        replace_file(backup, path.read_bytes(), like=[path])
    return backup


def free_name_beside(path: Path, between: str) -> Path:
    """A free name beside a file, with the time (UTC) in it."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        name = path.with_name(f"{path.stem}{between}{now}{again}{path.suffix}")
        if not os.path.lexists(name):
            break
    return name


def refuse_held(path: Path, *, follow: bool = True) -> Path:
    """Refuse to write where a file cannot be written, for ever or for now; returns where it really lies.

    ``follow``: as in :func:`replace_file`.
    """
    target = behind_link(path) if follow else path.parent.resolve() / path.name
    refuse_hopeless(target, shown=path)
    why, remedy = why_held(target)
    if why:
        raise OutputError(f"cannot write {path}: {why}; {remedy}")
    return target


def refuse_hopeless(target: Path, *, shown: Path) -> None:
    """Refuse before any work is done a file that can never be written."""
    if target.is_dir() and not target.is_symlink():
        raise OutputError(f"cannot write {shown}: it is a folder; give the name of a file in it")
    if not target.parent.is_dir():
        folder = target.parent
        raise OutputError(f"cannot write {shown}: folder {folder} does not exist; create it, or name another")


def why_held(target: Path) -> tuple[str, str]:
    """The reason why a file cannot be written for now, and the remedy; blank where it can."""
    owner = owner_file(target)
    if owner is not None:
        return (
            f"it is open in another program ({owner.name} lies beside it)",
            f"close it there, or delete {owner.name} if nobody has it open, and run again",
        )
    if (
        not target.is_symlink()
        and target.exists()
        and (target.stat().st_mode & 0o222 == 0 or not os.access(target, os.W_OK))
    ):
        return "the file is read-only", "make it writable, or name another"
    return "", ""


def owner_file(target: Path) -> Path | None:
    """Find the file that Excel (~$) or LibreOffice (.~lock) keeps beside a workbook while it is open."""
    for name in (f"~${target.name}", f".~lock.{target.name}#"):
        if (target.parent / name).exists():
            return target.parent / name
    return None


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise what the operating system says against writing a file as an OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError(reason(path, error)) from error


def reason(path: Path, error: OSError) -> str:
    """One sentence for what the operating system said, with the remedy."""
    folder = Path(path).resolve().parent
    sentences = {
        errno.ENOSPC: f"the disk that holds {folder} is full; free some space and run again",
        errno.EDQUOT: f"your share of the disk that holds {folder} is used up; free some space and run again",
        errno.EROFS: f"{folder} is read-only; name another folder",
        errno.ENOENT: f"folder {folder} has vanished; create it, or name another",
        errno.ENOTDIR: f"{folder} is not a folder; name another",
        errno.EFBIG: f"{folder} takes no file of that size; name another folder, or have the limit raised",
        errno.ENAMETOOLONG: "its name is too long; name another",
    }
    said = sentences.get(error.errno or 0)
    if said is None and isinstance(error, PermissionError):
        said = (
            f"no permission to write in {folder}, or the file is open in another program; "
            "close it there, or name another folder"
        )
    return f"cannot write {path}: {said or error.strerror or error}"


def _replace(target: Path, data: bytes, bounds: Sequence[Bound], replaced: Bound | None) -> None:
    draft, file = _new_draft(target.parent)
    try:
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            settle_rights(file, bounds, replaced)
            if MOVES_OPEN_FILES:  # while the lock still says whose draft this is
                draft.replace(target)
        if not MOVES_OPEN_FILES:
            draft.replace(target)
    except BaseException:  # also Ctrl-C: no draft stays behind
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _rights(target: Path, like: Sequence[Path], *, named: bool) -> tuple[tuple[Bound, ...], Bound | None]:
    """The bounds of the sources, and the old file, whose rights the new one takes over.

    A file of ours that somebody else put there may only narrow it: whoever opened it to everybody was
    not its owner. A file that the user named may be a group's.
    """
    limits = bounds_of(like)
    if target.is_symlink() or not target.exists():
        return limits, None
    (before,) = bounds_of([target])
    if named or not hasattr(os, "geteuid") or target.stat().st_uid == os.geteuid():
        return limits, before
    return (*limits, before), None


def _new_draft(folder: Path) -> tuple[Path, BinaryIO]:
    """A new, empty draft that nobody takes for an abandoned one: its writer holds a lock on it."""
    while True:
        draft = folder / f"{DRAFT_PREFIX}{secrets.token_hex(8)}{DRAFT_SUFFIX}"
        file = open_draft(draft)
        if _lock(file) is not False and draft.exists():
            return draft, file
        file.close()  # swept away between its making and its locking


def _lock(file: BinaryIO) -> bool | None:
    """Whether a lock was got that the system drops when its holder dies; None where there are none."""
    try:
        import fcntl
    except ImportError:  # Windows, where a file that is open cannot be removed anyway
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network folders have no locks
        return None
    return True


def _sync_folder(folder: Path) -> None:
    """Bring the renaming itself to the disk, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_abandoned_drafts(folder: Path) -> None:
    """Remove drafts that killed runs left behind: nobody holds a lock on them any more, or they are old."""
    for draft in folder.glob(f"{DRAFT_PREFIX}*{DRAFT_SUFFIX}"):
        with contextlib.suppress(OSError):
            if _abandoned(draft):
                draft.unlink()


def _abandoned(draft: Path) -> bool:
    told = draft.lstat()
    if time.time() - told.st_mtime > ABANDONED_AFTER:
        return True
    if not stat.S_ISREG(told.st_mode):  # a link that is about to be put in place
        return False
    with open_regular(draft) as file:
        return _lock(file) is True
