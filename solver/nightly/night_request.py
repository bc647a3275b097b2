"""What a night is asked for: its folders and options, what it may take, and who asked it to stop."""

from __future__ import annotations

import contextlib
import re
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType

from solver.nightly.worker import MEGABYTE
from solver.record import RunSpec

READING = 600.0
"""Seconds granted to a plan for all but its search, where no limit is given."""

SEARCHING = 2.0
"""Time granted to a plan's search, as a multiple of its own limit, where no limit is given."""

UNKNOWN = 600.0
"""Seconds of search reckoned with where a workbook's own limit is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a plan and the night may take; None for what is then usual.

    ``plan``: seconds from the start of a plan's process to its end. ``night``:
    seconds for all of them. ``memory``: MB for a plan's process and all that it starts.
    """

    plan: float | None = None
    night: float | None = None
    memory: int | None = None

    def of_plan(self, search: float | None) -> float:
        """Seconds for a plan whose search may take so many; by default far more than it needs."""
        if self.plan is not None:
            return self.plan
        return READING + SEARCHING * (UNKNOWN if search is None else search)


NIGHT_LENGTH = timedelta(hours=6)
"""What a night may take beyond its hour before it counts as missed."""

RHYTHMS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
HOURS = {"h": 1, "d": 24, "w": 168}


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRequest:
    """What a night is asked for.

    ``jobs``: plans side by side. ``force``: solve also what is unchanged.
    ``keep``: for how long runs that were not published are kept; None for ever. ``keep_published``: the same
    for runs that were. ``rhythm``: the most that may lie between two nights.
    """

    inputs: Path
    outputs: Path
    spec: RunSpec = field(default_factory=RunSpec)
    """What is asked of each run; its scenario and baseline are for the night to fill in."""
    jobs: int = 1
    force: bool = False
    limits: Limits = field(default_factory=Limits)
    keep: timedelta | None = None
    keep_published: timedelta | None = None
    rhythm: timedelta = RHYTHMS["daily"] + NIGHT_LENGTH


def usual_memory(jobs: int) -> int:
    """MB for one of so many plans side by side: together four fifths of what the machine has."""
    import psutil

    return max(int(0.8 * psutil.virtual_memory().total / jobs / MEGABYTE), 1)


@dataclass(slots=True)
class Stop:
    """Who asked the night to stop: the signals that came, in order."""

    signals: list[int] = field(default_factory=list)

    @property
    def asked(self) -> bool:
        """Whether somebody did."""
        return bool(self.signals)

    @property
    def insists(self) -> bool:
        """Whether they asked again: then nothing is waited for."""
        return len(self.signals) > 1

    @property
    def exit_code(self) -> int:
        """By the custom of shells: 128 + the first signal's number; 0 if nobody asked."""
        return 128 + self.signals[0] if self.signals else 0


@contextlib.contextmanager
def heeding_signals() -> Iterator[Stop]:
    """Ctrl-C, SIGTERM and a closed terminal are noted, not obeyed in the middle of a line."""
    stop = Stop()

    def note(number: int, _: FrameType | None) -> None:
        stop.signals.append(number)

    before = {}
    if threading.current_thread() is threading.main_thread():
        known = [getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP")]
        before = {number: signal.signal(number, note) for number in known if number is not None}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def parse_rhythm(text: str) -> timedelta:
    """``daily``, ``weekly``, ``36h``, ``8d`` or ``2w``: the most that may lie between two nights.

    A word leaves a night six hours; a number is meant as it is.

    Raises
    ------
    ValueError
        With a sentence that says what is expected.
    """
    word = text.strip().casefold()
    if word in RHYTHMS:
        return RHYTHMS[word] + NIGHT_LENGTH
    found = re.fullmatch(r"(\d{1,4})\s*([hdw])", word)
    if found is None or int(found[1]) == 0:
        raise ValueError(f"'{text}' is no rhythm; expected daily, weekly, or hours, days, weeks: 36h, 8d, 2w")
    return timedelta(hours=int(found[1]) * HOURS[found[2]])
