"""The verdict on a run whose record could not be written: kept where a full disk has room for it."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from solver.nightly.folder import RunFolder

NAME = ".verdict.json"
"""A file of blanks from the run's beginning on: what is written over them needs no room on the disk."""

ROOM = 4096
"""Bytes that are set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWord:
    """How a run ended, as far as there is room for it."""

    state: str
    exit_code: int
    reasons: tuple[str, ...]
    seconds: float | None


def set_aside(run: RunFolder) -> None:
    """Take the room for a last word while there is some; a disk that is full already keeps none."""
    with contextlib.suppress(OSError), _open(run, os.O_CREAT | os.O_EXCL) as file:
        file.write(b" " * ROOM)
        file.flush()
        os.fsync(file.fileno())  # only now the room is really taken


def keep_word(run: RunFolder, word: LastWord) -> None:
    """Write it over the blanks; the last reasons are left out where all are too long."""
    with contextlib.suppress(OSError), _open(run, 0) as file:
        file.write(_text(word).ljust(ROOM))
        file.flush()
        os.fsync(file.fileno())


def kept_word(run: RunFolder) -> LastWord | None:
    """The last word on a run; None where nothing was kept."""
    try:
        told = json.loads(_place(run).read_bytes())
        return LastWord(**{**told, "reasons": tuple(told["reasons"])})
    except (OSError, ValueError, TypeError, LookupError):
        return None


def drop_word(run: RunFolder) -> None:
    """The record has it now."""
    with contextlib.suppress(OSError):
        _place(run).unlink(missing_ok=True)


def _text(word: LastWord) -> bytes:
    reasons = [reason[: ROOM // 8] for reason in word.reasons]
    while True:
        text = json.dumps({**asdict(word), "reasons": reasons}).encode()
        if len(text) <= ROOM or not reasons:
            return text[:ROOM]
        reasons.pop()


def _open(run: RunFolder, how: int) -> BinaryIO:
    """The place, for nobody else to read, and no link to another file."""
    flags = os.O_RDWR | how | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(_place(run), flags, 0o600), "r+b")


def _place(run: RunFolder) -> Path:
    return run.path / NAME
