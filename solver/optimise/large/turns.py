"""The turns that Python's threads take, short while HiGHS calls back beside a busy lane."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

TURN = 0.0002
"""Seconds; Python's own are 0.005."""


@contextmanager
def short_turns() -> Iterator[None]:
    """For so long, in this process: whoever calls back waits a moment for its turn, not for thousands.

    HiGHS asks hundreds of times whether to stop, and stands still until it is
    told. Beside a lane that computes in Python it lost a seventh of its time so.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(TURN, before))
    try:
        yield
    finally:
        sys.setswitchinterval(before)
