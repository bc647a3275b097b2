"""The trials in a process of their own, for some of what they try has ended processes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from solver.isolation import WorkerDiedError, call

SECONDS = 10.0
"""For one trial; all of them take a second or two."""


@dataclass(slots=True)
class Tried:
    """What became of the trials: what goes wrong in each, "" where nothing does, and the one at work."""

    faults: dict[str, str] = field(default_factory=dict)
    at_work: str = ""
    began: float = field(default_factory=time.monotonic)

    def hear(self, said: tuple[str, str | None]) -> None:
        """A trial begins (None), or has ended with this fault."""
        name, fault = said
        self.at_work, self.began = name, time.monotonic()
        if fault is not None:
            self.faults[name] = fault


def try_isolated() -> dict[str, str]:
    """What goes wrong in each trial, by its name; "" where nothing does.

    A trial that ends its process, or never ends, is one that goes wrong; the next go on without it.
    """
    tried = Tried()
    while True:
        tried.began = time.monotonic()
        try:
            call(
                "solver.optimise.trials.isolated:tell_all",
                {"after": tried.at_work},
                hear=tried.hear,
                overdue=lambda _: time.monotonic() - tried.began > SECONDS,
            )
        except WorkerDiedError as death:
            if tried.at_work in tried.faults or not tried.at_work:  # it died between two of them
                return {**tried.faults, "a process of its own": f"the process {death}"}
            tried.faults[tried.at_work] = f"the process {death}"
        else:
            return tried.faults


def tell_all(after: str, tell: Callable[[Any], None]) -> None:
    """Try them all, or those after one, and tell each as it begins and ends."""
    from solver.optimise.trials import try_all

    for tried in try_all(after, begins=lambda name: tell((name, None))):
        tell(tried)
