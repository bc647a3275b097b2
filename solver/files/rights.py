"""Rights of the files that we write: never wider than those of their sources."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

KNOWS_RIGHTS = os.name != "nt"
"""Whether files have an owner, a group and others; on Windows a new file takes its list from its folder."""

OWNER = stat.S_IRUSR | stat.S_IWUSR
GROUP, OTHERS = stat.S_IRWXG, stat.S_IRWXO
READ_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH

_ASKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Bound:
    """What a file allows at most to those who read what is made from it: its mode, for its group."""

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
    """What each of these files allows; one that is gone says nothing."""
    return tuple(bound for source in sources if (bound := _bound(source)) is not None)


def _bound(source: Path) -> Bound | None:
    try:
        told = source.stat()
    except OSError:
        return None
    return Bound(stat.S_IMODE(told.st_mode), told.st_gid)


def umask() -> int:
    """What the user lets no new file allow."""
    with _ASKING:  # the system tells it only to those who set it
        mask = os.umask(0o077)
        os.umask(mask)
    return mask


def is_private(sources: Iterable[Path]) -> bool:
    """Whether any of these files can be read by its owner alone."""
    return KNOWS_RIGHTS and any(not bound.mode & READ_BY_OTHERS for bound in bounds_of(sources))


def settle_rights(file: BinaryIO, bounds: Iterable[Bound], before: Bound | None = None) -> None:
    """Give a finished draft its rights: those that a new file has, or the file ``before`` it, within bounds.

    Where a bound allows its group more than others, the file is given that group; where that cannot
    be, the group is anybody else.
    """
    if not KNOWS_RIGHTS:
        return
    number, limits = file.fileno(), tuple(bounds)
    group = os.fstat(number).st_gid
    wanted = next((each.group for each in (*limits, *filter(None, [before])) if each.beyond_others), group)
    if wanted != group:
        with contextlib.suppress(OSError):
            os.fchown(number, -1, wanted)
            group = wanted
    with contextlib.suppress(OSError):  # a share or a disk that knows no modes, and gives all files its own
        os.fchmod(number, _within(limits, before, group))


def _within(limits: Iterable[Bound], before: Bound | None, group: int) -> int:
    """The mode: never less than what its owner needs."""
    mode = before.mode_for(group) & 0o777 if before is not None else 0o666 & ~umask()
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
    """Shut a folder to all but its owner; whether it was open, and now is not."""
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
