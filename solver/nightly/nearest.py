"""The nearest output folder of a night, where nobody named one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from solver.nightly.history_file import HISTORY

MOST_FOLDERS = 1_000
"""Folders inside one that are looked at; who has more names the one that is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The nearest folders with the history of a night, all equally near; none where there is none.

    ``passed_over``: nearer or equally near ones that are not used unasked, each with the reason.
    """

    folders: tuple[Path, ...] = ()
    passed_over: tuple[tuple[Path, str], ...] = ()


def nearest_outputs(here: Path) -> Nearest:
    """Look in a folder and in those inside it, then in the same of each folder above; the first that has any.

    A folder is known by its history, an ordinary file. It must belong to us or to root, with that file, and
    not everybody may be able to write either: else anybody could plant a night to be read, or published.
    """
    passed_over: list[tuple[Path, str]] = []
    for level in (here, *here.parents):
        found = []
        for folder in (level, *_inside(level)):
            if not stat.S_ISREG(_mode(folder / HISTORY)):
                continue
            reason = _why_not_ours(folder) or _why_not_ours(folder / HISTORY)
            if reason:
                passed_over += [(folder, reason)]
            else:
                found.append(folder)
        if found:
            return Nearest(folders=tuple(found), passed_over=tuple(dict.fromkeys(passed_over)))
    return Nearest(passed_over=tuple(dict.fromkeys(passed_over)))


def _inside(folder: Path) -> Iterator[Path]:
    """The folders in a folder, no links, by name."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(each.name for each in entries if each.is_dir(follow_symlinks=False))
    except OSError:
        return
    yield from (folder / name for name in names[:MOST_FOLDERS])


def _mode(path: Path) -> int:
    """What a path is, with its rights, and not what a link leads to; 0 where it cannot be seen."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def _why_not_ours(path: Path) -> str:
    """Why a file or folder is not used unasked; "" if it is ours, or root's. Windows knows no owners."""
    if not hasattr(os, "geteuid"):
        return ""
    about = path.lstat()
    if about.st_uid not in (os.geteuid(), 0):
        return "it belongs to somebody else"
    if about.st_mode & stat.S_IWOTH:
        return f"everybody can write {path.name}"
    return ""
