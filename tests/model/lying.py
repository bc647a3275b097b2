"""A solver that lies in each way that one was seen to, or might."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from solver.optimise import checked_solver
from solver.optimise.backend import NO_HINT, Backend, Hint, SolveOutcome, open_backend

Lie = Callable[["Liar", SolveOutcome], SolveOutcome]


@dataclass(eq=False)
class Liar:
    """HiGHS, whose answers are changed: those of these searches (from 1, over all instances)."""

    honest: Backend
    lie: Lie
    searches: range
    count: list[int] = field(default_factory=lambda: [0])
    start: Any = None

    name: str = "highs"
    version: str = "9.9.9"
    seed: int = 1
    threads: int = 1

    def minimise(self, cost: Any) -> None:
        self.honest.minimise(cost)

    def keep(self, row: Any) -> None:
        self.honest.keep(row)

    def start_from(self, values: Any, hint: Hint = NO_HINT) -> None:
        self.start = values
        self.honest.start_from(values, hint)

    def solve(self, seconds: float, progress: Any) -> SolveOutcome:
        self.count[0] += 1
        outcome = self.honest.solve(seconds, progress)
        return self.lie(self, outcome) if self.count[0] in self.searches else outcome


def stale_values(liar: Liar, outcome: SolveOutcome) -> SolveOutcome:
    """The values of the start, with the objective of the best: HiGHS 1.16.0."""
    return replace(outcome, values=liar.start)


def bound_too_high(_: Liar, outcome: SolveOutcome) -> SolveOutcome:
    """A bound that the plan itself belies: HiGHS 1.15.1 from an old basis."""
    return replace(outcome, bound=outcome.bound + 50.0)


def proved_too_early(_: Liar, outcome: SolveOutcome) -> SolveOutcome:
    """Called proved far from the bound."""
    return replace(outcome, bound=outcome.bound - 50.0)


def another_objective(_: Liar, outcome: SolveOutcome) -> SolveOutcome:
    """An objective that is not that of the values: HiGHS 1.16.0, 9 for 11."""
    return replace(outcome, claimed=(outcome.claimed or 0.0) - 2.0, bound=outcome.bound - 2.0)


def infeasible(_: Liar, outcome: SolveOutcome) -> SolveOutcome:
    """Impossible, though a plan is known: HiGHS 1.15.1."""
    return SolveOutcome(ending="infeasible", values=None, bound=-np.inf)


def not_a_number(_: Liar, outcome: SolveOutcome) -> SolveOutcome:
    """NaN among the values."""
    values = np.array(outcome.values)
    values[0] = np.nan
    return replace(outcome, values=values)


def wrong_length(_: Liar, outcome: SolveOutcome) -> SolveOutcome:
    """Fewer values than decisions."""
    return replace(outcome, values=np.array(outcome.values)[:-1])


def broken_row(_: Liar, outcome: SolveOutcome) -> SolveOutcome:
    """More units than there are."""
    return replace(outcome, values=np.array(outcome.values) + 3.0)


def without_values(_: Liar, outcome: SolveOutcome) -> SolveOutcome:
    """Proved, and nothing to show for it."""
    return replace(outcome, values=None)


def exception(_: Liar, outcome: SolveOutcome) -> SolveOutcome:
    """A failure of the library."""
    raise RuntimeError("index out of range")


LIES: tuple[Lie, ...] = (
    stale_values,
    bound_too_high,
    proved_too_early,
    another_objective,
    infeasible,
    not_a_number,
    wrong_length,
    broken_row,
    without_values,
    exception,
)


def let_it_lie(monkeypatch: pytest.MonkeyPatch, lie: Lie, searches: range) -> list[int]:
    """From now on the solver lies in these searches; returns the count of all searches."""
    count = [0]

    def opened(*given: Any) -> Liar:
        return Liar(honest=open_backend(*given), lie=lie, searches=searches, count=count)

    monkeypatch.setattr(checked_solver, "open_backend", opened)
    return count
