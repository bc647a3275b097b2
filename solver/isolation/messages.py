"""The messages between a process and its worker: a sign, then pickles, each after its length."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

SIGN = b"\x00forcegen worker\x00"
"""Where our words begin; what a library printed while Python started stands before it."""

DONE = b"\x00forcegen task done\x00"
"""Ends what a task printed, on standard error: what comes after it is the next task's."""

LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """A function by its name, ``package.module:function``, and what it is called with.

    Besides ``arguments`` it gets ``tell``, which takes whatever it has to say
    while it is at work. ``level``: from which level on its log is wanted.
    """

    function: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    level: int = 0


STOP = "stop"
"""Asks a worker to come to an end with what it has, as Ctrl-C does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A line of a worker's log."""

    logger: str
    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Said:
    """Something that a task has to say while it is at work."""

    what: Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Returned:
    """What a task came to."""

    result: Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Raised:
    """The error that a task ended with, and where it arose."""

    error: BaseException
    traceback: str


def write(stream: BinaryIO, thing: Any) -> None:
    """Write one thing, whole."""
    data = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read(stream: BinaryIO) -> Any:
    """Read one thing.

    Raises
    ------
    EOFError
        If the other side has ended.
    """
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return pickle.loads(_exactly(stream, length))


def skip_to_sign(stream: BinaryIO) -> bytes:
    """Read up to the sign; returns what stood before it.

    Raises
    ------
    EOFError
        If the other side has ended.
    """
    seen = bytearray()
    while not seen.endswith(SIGN):
        seen += _exactly(stream, 1)
    return bytes(seen[: -len(SIGN)])


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data
