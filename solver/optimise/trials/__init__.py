"""Trials of a solver: tiny programs with known answers, solved in the way that a plan is.

No solver is loaded before the first trial runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from solver.isolation import WorkerDiedError, call
from solver.optimise.trials.ranks import SEVERAL
from solver.optimise.trials.reported import REPORTED
from solver.optimise.trials.single import SINGLE
from solver.optimise.trials.trial import Trial

TRIALS: tuple[Trial, ...] = (*SINGLE, *SEVERAL, *REPORTED)


def names() -> tuple[str, ...]:
    """The names of all trials, each a claim about a solver, in order."""
    return tuple(trial.name for trial in TRIALS)


def try_one(name: str) -> str:
    """Run the trial of this name; returns its fault, "" if there is none.

    Raises KeyError if there is no such trial.
    """
    return {trial.name: trial for trial in TRIALS}[name].run()


def try_all(after: str = "", begins: Callable[[str], None] = lambda _: None) -> Iterator[tuple[str, str]]:
    """Run the trials, each yielding its name and its fault.

    ``after``: only those after this one, which ended the process. ``begins`` is
    called with each name before its trial.
    """
    first = names().index(after) + 1 if after else 0
    for trial in TRIALS[first:]:
        begins(trial.name)
        yield trial.name, trial.run()


MOST_SECONDS = 10.0
"""Seconds for one trial; all of them take a second or two."""


@dataclass(slots=True)
class Tried:
    """The progress of the trials: the fault of each ("" where there is none), and the one at work."""

    faults: dict[str, str] = field(default_factory=dict)
    at_work: str = ""
    began: float = field(default_factory=time.monotonic)

    def hear(self, said: tuple[str, str | None]) -> None:
        """Take the message that a trial begins (None), or has ended with this fault."""
        name, fault = said
        self.at_work, self.began = name, time.monotonic()
        if fault is not None:
            self.faults[name] = fault


def try_isolated() -> dict[str, str]:
    """Run all trials in worker processes; returns the fault of each by its name, "" where there is none.

    A trial that kills its process, or never ends, has a fault; the next process goes on after it.
    """
    tried = Tried()
    while True:
        tried.began = time.monotonic()
        try:
            call(
                "solver.optimise.trials:tell_all",
                {"after": tried.at_work},
                hear=tried.hear,
                overdue=lambda _: time.monotonic() - tried.began > MOST_SECONDS,
            )
        except WorkerDiedError as death:
            if tried.at_work in tried.faults or not tried.at_work:  # it died between two of them
                return {**tried.faults, "a process of its own": f"the process {death}"}
            tried.faults[tried.at_work] = f"the process {death}"
        else:
            return tried.faults


def tell_all(after: str, tell: Callable[[Any], None]) -> None:
    """Run the trials in a worker process, and tell of each as it begins and ends."""
    for tried in try_all(after, begins=lambda name: tell((name, None))):
        tell(tried)
