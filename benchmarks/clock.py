"""Where the seconds of one measurement go: to building, hand-over, the solver, or reading back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PHASES = ("build", "hand over", "solve", "read back")


class Clock:
    """Time in laps: each lap goes to a phase, so that the phases add up to the whole."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PHASES, 0.0)
        self.last = time.perf_counter()

    def lap(self, phase: str) -> None:
        """Book the time since the last lap."""
        now = time.perf_counter()
        self.seconds[phase] += now - self.last
        self.last = now

    def move(self, source: str, target: str, seconds: float) -> None:
        """Book seconds elsewhere, where only the solver itself knows what it took."""
        self.seconds[source] -= seconds
        self.seconds[target] += seconds


@contextmanager
def watching_highs(clock: Clock) -> Iterator[None]:
    """While this lasts, whoever runs HiGHS through highspy has its runs booked as solving."""
    from highspy import Highs

    own_run, own_pass = Highs.run, Highs.passModel

    def run(highs: Any) -> Any:
        clock.lap("hand over")
        try:
            return own_run(highs)
        finally:
            clock.lap("solve")

    def pass_model(highs: Any, *arguments: Any) -> Any:
        clock.lap("build")
        return own_pass(highs, *arguments)

    Highs.run, Highs.passModel = run, pass_model
    try:
        yield
    finally:
        Highs.run, Highs.passModel = own_run, own_pass
