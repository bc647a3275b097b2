"""Standard streams: kept free of what libraries print; a closed pipe loses messages, not the run."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from solver.environment import StrayOutput, ours_is_the_systems


def own_standard_output() -> Callable[[], None]:
    """Keep standard output for our words alone: what a library writes to its number goes elsewhere.

    Returns what tells the log of it in the end.
    """
    if not ours_is_the_systems():
        return lambda: None
    sys.stdout.flush()
    stray, before = StrayOutput(), sys.stdout
    sys.stdout = sys.__stdout__ = io.TextIOWrapper(  # type: ignore[misc]
        os.fdopen(stray.own, "wb"),
        encoding=before.encoding,
        errors=before.errors,
        line_buffering=bool(before.line_buffering),
    )
    return stray.tell


def open_closed_streams() -> None:
    """Give a process that was started without them its three streams, before it opens any file.

    Else a workbook or the history might get the number of standard output, and with it
    whatever a solver prints.
    """
    while (taken := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(taken)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - open until the process ends
            setattr(sys, name, stream)


@contextlib.contextmanager
def heard_or_not() -> Iterator[None]:
    """Say something that may find no listener: a pipe whose reader is gone, a full disk under a log."""
    try:
        yield
    except OSError:
        give_up_deaf_streams()


def give_up_deaf_streams() -> None:
    """What is still to be said where nobody listens goes nowhere."""
    for stream in (sys.stdout, sys.stderr):
        _give_up(stream)


def _give_up(stream: TextIO) -> None:
    """Where a stream no longer takes anything, what it still holds goes nowhere, and so does what follows."""
    try:
        stream.flush()
    except OSError:
        with contextlib.suppress(OSError):  # a stream of a test has no number
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
