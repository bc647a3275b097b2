"""What tests have a worker do; found there by the folder that the test puts on its path."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import time
from typing import Any


def doubled(number: int, tell: Any) -> int:
    """Twice the number."""
    tell(f"doubling {number}")
    return 2 * number


def process(tell: Any) -> int:
    """Which process this is."""
    return os.getpid()


def noisy(tell: Any) -> str:
    """Print in every way that there is, C's among them."""
    print("by Python")  # noqa: T201 - as libraries do
    os.write(1, b"by number\n")
    ctypes.CDLL(None).puts(b"by C")
    ctypes.CDLL(None).fflush(None)
    sys.stdout.flush()
    logging.getLogger("solver.noisy").info("by the log")
    return "done"


def talkative(tell: Any) -> str:
    """Print much, the last word by C, which keeps it to itself until it is asked for it."""
    for number in range(1000):
        os.write(2, b"line %d\n" % number)
    ctypes.CDLL(None).puts(b"the last word")
    return "done"


def fails(tell: Any) -> None:
    """Raise."""
    raise ValueError("no such luck")


def dies(tell: Any) -> None:
    """Kill this process as a library does that corrupts its memory."""
    os.write(2, b"free(): invalid pointer\n")
    os.kill(os.getpid(), signal.SIGABRT)
    time.sleep(600)


def hangs(tell: Any) -> None:
    """Never end, and heed nothing."""
    tell("hanging")
    while True:
        try:
            time.sleep(600)
        except KeyboardInterrupt:
            tell("asked to stop")


def stops(tell: Any) -> str:
    """End when asked to."""
    tell("at work")
    try:
        time.sleep(600)
    except KeyboardInterrupt:
        return "stopped"
    return "not stopped"
