"""Limits of seconds that hold on every machine, also on a slow or a busy one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

A_MOMENT = 60.0
"""Seconds of the wall clock within which that ends which need not wait for anything."""

UNIT = 0.032
"""CPU seconds of :func:`_work` on the machine on which the limits were set (Python 3.11, otherwise idle)."""


def slowness() -> float:
    """How many times longer than there the same work takes here and now; 1 at least."""
    return max(1.0, _work() / UNIT, _work() / UNIT)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Assert that what stands in the block takes at most so many CPU seconds of that machine."""
    before, began = slowness(), time.process_time()
    yield
    spent = time.process_time() - began
    slower = max(before, slowness())

    assert spent <= seconds * slower, (
        f"took {spent:.2f} s, of {seconds} s on a machine {slower:.2f} times as slow"
    )


def _work() -> float:
    """CPU seconds of work that is the same everywhere: texts, a table of them, sorting."""
    began = time.process_time()
    words = " ".join(map(str, range(60_000))).split()
    places = {word: place for place, word in enumerate(words)}
    assert sum(places[word] for word in sorted(words)) == sum(range(60_000))
    return time.process_time() - began
