"""A file of options that nobody named: read only where nobody but its user, or root, can have written it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import click

KNOWS_OWNERS = hasattr(os, "geteuid")
"""Whether files have an owner and rights; Windows has lists, of which Python says nothing."""


class HarmlessOption(click.Option):
    """An option that may also stand in a file that merely lies in the current folder.

    It says neither what to run nor which file or folder to write. Options are not of this kind
    unless they are declared so, so that a new one is never in such a file by oversight.
    """


def read_unasked(path: Path) -> str:
    """What a file says that was found, not named.

    Root's file is as good as the user's own: root could have done anything else as well.

    Raises
    ------
    click.UsageError
        If somebody else wrote it, or may have.
    OSError, UnicodeDecodeError
        If it cannot be read.
    """
    if path.is_symlink():
        _refuse_others(path, path.lstat(), "is a link that somebody else made")
    with path.open("rb") as file:  # what is looked at is what is read, whatever takes its name meanwhile
        _refuse_unsafe(path, os.fstat(file.fileno()))
        return file.read().decode("utf-8")


def refuse_option(path: Path, where: str, option: click.Option) -> None:
    """Have nothing run and nothing written because of a file that nobody named.

    Raises
    ------
    click.UsageError
        If that is what the option is for.
    """
    if not isinstance(option, HarmlessOption):
        flag = max(option.opts, key=len)
        raise click.UsageError(
            f"{path}: {where} is not taken from a file that merely lies in the current folder, for it says "
            "what to run, what to write or who answers for it; name the file with "
            f"--config {path}, or give {flag}"
        )


def _refuse_unsafe(path: Path, told: os.stat_result) -> None:
    """Say whose it is, or who may write it."""
    if not KNOWS_OWNERS:
        return
    _refuse_others(path, told, "belongs to somebody else")
    if told.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise _unsafe(path, f"can be written by others (mode {_mode(told)})", f"chmod go-w {path}")
    folder = path.absolute().parent
    about = folder.stat()
    if about.st_mode & stat.S_IWOTH and not about.st_mode & stat.S_ISVTX:
        raise _unsafe(path, f"lies in {folder}, where everybody may put another", f"chmod o-w {folder}")


def _refuse_others(path: Path, told: os.stat_result, what: str) -> None:
    if KNOWS_OWNERS and told.st_uid not in (os.geteuid(), 0):
        raise _unsafe(path, f"{what} ({_name(told.st_uid)})", "remove it")


def _unsafe(path: Path, what: str, remedy: str) -> click.UsageError:
    return click.UsageError(
        f"{path} {what}, so it is not used unasked; {remedy}, or name it with --config {path} if it is meant"
    )


def _mode(told: os.stat_result) -> str:
    return f"{stat.S_IMODE(told.st_mode):04o}"


def _name(number: int) -> str:
    """Who that is, where the system knows."""
    try:
        import pwd

        return pwd.getpwuid(number).pw_name
    except (ImportError, KeyError):
        return f"user {number}"
