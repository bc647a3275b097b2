"""The verdict on a run whose record could not be written: kept where a full disk has room for it."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from solver.nightly.folder import RunFolder

VERDICT_FILE = ".verdict.json"
"""A file of blanks from the run's beginning on: what is written over them needs no room on the disk."""

VERDICT_BYTES = 4096
"""Bytes that are set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVerdict:
    """How a run ended, as far as there is room for it."""

    state: str
    exit_code: int
    reasons: tuple[str, ...]
    seconds: float | None


def reserve_verdict(run: RunFolder) -> None:
    """Take the room for a last word while there is some; a disk that is full already keeps none."""
    with contextlib.suppress(OSError), _open(run, os.O_CREAT | os.O_EXCL) as file:
        file.write(b" " * VERDICT_BYTES)
        file.flush()
        os.fsync(file.fileno())  # only now the room is really taken


def keep_verdict(run: RunFolder, word: KeptVerdict) -> None:
    """Write it over the blanks; the last reasons are left out where all are too long."""
    with contextlib.suppress(OSError), _open(run, 0) as file:
        file.write(_text(word).ljust(VERDICT_BYTES))
        file.flush()
        os.fsync(file.fileno())


def kept_verdict(run: RunFolder) -> KeptVerdict | None:
    """The last word on a run; None where nothing was kept."""
    try:
        told = json.loads(_place(run).read_bytes())
        return KeptVerdict(**{**told, "reasons": tuple(told["reasons"])})
    except (OSError, ValueError, TypeError, LookupError):
        return None


def drop_verdict(run: RunFolder) -> None:
    """The record has it now."""
    with contextlib.suppress(OSError):
        _place(run).unlink(missing_ok=True)


def _text(word: KeptVerdict) -> bytes:
    reasons = [reason[: VERDICT_BYTES // 8] for reason in word.reasons]
    while True:
        text = json.dumps({**asdict(word), "reasons": reasons}).encode()
        if len(text) <= VERDICT_BYTES or not reasons:
            return text[:VERDICT_BYTES]
        reasons.pop()


def _open(run: RunFolder, how: int) -> BinaryIO:
    """The place, for nobody else to read, and no link to another file."""
    flags = os.O_RDWR | how | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(_place(run), flags, 0o600), "r+b")


def _place(run: RunFolder) -> Path:
    return run.path / VERDICT_FILE
