"""Tiny programs with known answers, searched on the road that a plan takes: does the solver find them?

No solver is loaded before the first of them is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.optimise.trials.ranks import SEVERAL
from solver.optimise.trials.reported import REPORTED
from solver.optimise.trials.single import SINGLE
from solver.optimise.trials.trial import Trial

TRIALS: tuple[Trial, ...] = (*SINGLE, *SEVERAL, *REPORTED)


def names() -> tuple[str, ...]:
    """What is claimed of a solver, in the order in which it is tried."""
    return tuple(trial.name for trial in TRIALS)


def try_one(name: str) -> str:
    """What goes wrong in the trial of this name, "" if nothing does.

    Raises
    ------
    KeyError
        If there is no such trial.
    """
    return {trial.name: trial for trial in TRIALS}[name].run()


def try_all(after: str = "", begins: Callable[[str], None] = lambda _: None) -> Iterator[tuple[str, str]]:
    """Each name and what went wrong, as it is tried.

    ``after``: only those after this one, which ended the process. ``begins`` is
    given each name before its trial.
    """
    first = names().index(after) + 1 if after else 0
    for trial in TRIALS[first:]:
        begins(trial.name)
        yield trial.name, trial.run()
