"""A better plan: a few decisions at a time are taken anew, all else stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.model.linexpr import Floats, Ints
from solver.optimise.large.arrays import Arrays, Subproblem, subproblem
from solver.optimise.large.solver_pool import SolverPool, SubproblemTask
from solver.tolerances import SAME_PLAN

SITES = (2, 3, 4, 6, 10, 15, 25)
CONTINGENTS = (3, 6, 12, 25, 50, 100, 200, 400)
IN_A_PERIOD = (12, 25, 50, 100, 200, 400)
"""How many are decided anew at a time: first few, more where that betters little."""

LITTLE = 5e-5
"""A step that betters the plan by less than this share of its value was in vain."""

PATIENCE = 5
"""Steps in vain, one after another, before more are decided at a time."""

SUBPROBLEM_GAP = 0.001
"""How close to its best a part is solved."""

SUBPROBLEM_SECONDS = 2.0
"""Seconds that a part may take; where one needs more, fewer are decided at a time."""

EXPLORATION = 0.15
"""Share of steps that are of any kind, not of the one that paid best lately."""

MEMORY = 0.9
"""Weight of what a kind of step was worth before its last time."""

Chooser = Callable[[int, int], list[Ints]]


@dataclass(slots=True, kw_only=True)
class Neighbourhood:
    """What is decided anew in a step, how many of it, and how much a second gained lately."""

    choose: Chooser
    counts: Sequence[int]
    place: int = 0
    worth: float = np.inf
    vain: int = 0

    def learn(self, gained: float, seconds: float, *, little: bool, finished: bool) -> None:
        """After a step: fewer where parts were not finished, more where they bettered little."""
        worth = gained / seconds
        self.worth = worth if np.isinf(self.worth) else MEMORY * self.worth + (1.0 - MEMORY) * worth
        self.vain = self.vain + 1 if little else 0
        if not finished:
            self.place, self.vain = max(self.place - 1, 0), 0
        elif self.vain > PATIENCE:
            self.place, self.vain = min(self.place + 1, len(self.counts) - 1), 0


class NeighbourhoodSearch:
    """A plan, and the kinds of steps that make it better.

    What a step decides anew is chosen at random, the kind of step by what it
    was worth lately. Several parts are solved at once from the same plan: the
    room of a row that they share is given to one of them.
    """

    def __init__(self, arrays: Arrays, settle: Callable[[Floats], Floats], values: Floats, seed: int) -> None:
        self.arrays = arrays
        self.settle = settle
        self.values = values
        self.value = arrays.value(values)
        self.further = float(arrays.ahead @ values)
        self.random = np.random.default_rng(seed)
        self.periods = np.unique(arrays.period[arrays.period > 0])
        self.contingents = np.unique(arrays.contingent[arrays.contingent >= 0])
        self.helpers = arrays.entries(np.flatnonzero(arrays.helps))
        sites = np.unique(arrays.site[arrays.site >= 0])
        self.kinds = (
            Neighbourhood(choose=self._of_sites, counts=_counts(SITES, len(sites))),
            Neighbourhood(choose=self._of_contingents, counts=_counts(CONTINGENTS, len(self.contingents))),
            Neighbourhood(choose=self._of_periods, counts=_counts(IN_A_PERIOD, len(self.contingents))),
        )

    def step(self, team: SolverPool, seconds: float) -> bool:
        """One step of the kind that pays best; returns whether the plan is better."""
        began, before = time.monotonic(), self.value + self.further
        kind = self._kind()
        parts = self._parts(kind.choose(kind.counts[kind.place], team.threads))
        most = min(SUBPROBLEM_SECONDS, seconds)
        answers = team.solve(
            [
                SubproblemTask(part=part, seconds=most, gap=SUBPROBLEM_GAP, start=self.values[part.columns])
                for part in parts
            ]
        )
        found = [
            (part.columns, answer.values)
            for part, answer in zip(parts, answers, strict=True)
            if answer.values is not None
        ]
        if not self.take(found):
            for each in found:
                self.take([each])
        gained = before - self.value - self.further
        kind.learn(
            gained,
            time.monotonic() - began,
            little=gained < LITTLE * abs(before),
            finished=all(answer.proved for answer in answers),
        )
        return gained > 0

    def _kind(self) -> Neighbourhood:
        if self.random.random() < EXPLORATION:
            return self.kinds[self.random.integers(len(self.kinds))]
        return max(self.kinds, key=lambda kind: kind.worth)

    def take(self, found: Sequence[tuple[Ints, Floats]]) -> bool:
        """Take these values of these columns if the plan that results is better and keeps every row.

        Of plans that are as good the one is better that leaves the next objective more.
        """
        values = self.values.copy()
        for columns, better in found:
            values[columns] = better
        values = self.settle(values)
        value, further = self.arrays.value(values), float(self.arrays.ahead @ values)
        same = SAME_PLAN * max(1.0, abs(self.value))
        improves = value < self.value - same or (value <= self.value and further < self.further - same)
        if not improves or not self.arrays.keeps(values):
            return False
        self.values, self.value, self.further = values, value, further
        return True

    def _of_sites(self, count: int, most: int) -> list[Ints]:
        """In some periods, which hardly share rows, who is at so many sites."""
        arrays, found = self.arrays, []
        for period in self.random.permutation(self.periods)[: 2 * most].tolist():
            mine = (arrays.period == period) & (arrays.site >= 0)
            sites = np.unique(arrays.site[mine])
            chosen = self.random.choice(sites, min(count, len(sites)), replace=False)
            found.append(self._with_helpers(np.flatnonzero(mine & np.isin(arrays.site, chosen))))
        return found

    def _of_contingents(self, count: int, most: int) -> list[Ints]:
        """Where so many contingents are, in all periods."""
        order = self.random.permutation(self.contingents)[: most * count]
        return [
            self._with_helpers(np.flatnonzero(np.isin(self.arrays.contingent, order[at : at + count])))
            for at in range(0, len(order), count)
        ]

    def _of_periods(self, count: int, most: int) -> list[Ints]:
        """In some periods, which hardly share rows, where so many contingents are."""
        arrays, found = self.arrays, []
        for period in self.random.permutation(self.periods)[:most].tolist():
            chosen = self.random.choice(self.contingents, min(count, len(self.contingents)), replace=False)
            mine = (arrays.period == period) & np.isin(arrays.contingent, chosen)
            found.append(self._with_helpers(np.flatnonzero(mine)))
        return found

    def _with_helpers(self, columns: Ints) -> Ints:
        """These decisions and what follows from them, and from that again."""
        arrays = self.arrays
        for _ in range(2):
            rows = np.zeros(len(arrays.row_lower), dtype=bool)
            rows[arrays.row[arrays.entries(columns)]] = True
            met = self.helpers[rows[arrays.row[self.helpers]]]
            columns = np.union1d(columns, arrays.column[met])
        return columns

    def _parts(self, sets: Sequence[Ints]) -> list[Subproblem]:
        """The parts of these columns; the room of a row goes to the first that has it."""
        arrays = self.arrays
        activity = arrays.activity(self.values)
        taken = np.zeros(len(activity), dtype=bool)
        parts = []
        for columns in sets:
            entry = arrays.entries(columns)
            terms = arrays.coefficient[entry] * self.values[arrays.column[entry]]
            rows, place = np.unique(arrays.row[entry], return_inverse=True)
            own = np.bincount(place, weights=terms, minlength=len(rows))
            lower = arrays.row_lower[rows] - activity[rows] + own
            upper = arrays.row_upper[rows] - activity[rows] + own
            shared = taken[rows]
            lower = np.where(shared & np.isfinite(lower), own, lower)
            upper = np.where(shared & np.isfinite(upper), own, upper)
            parts.append(subproblem(arrays, columns, rows, (lower, upper), arrays.wanted))
            taken[arrays.row[entry[arrays.period[arrays.column[entry]] > 0]]] = True
        return parts


def _counts(steps: Sequence[int], most: int) -> list[int]:
    """The steps below the most that there are, then all of them."""
    return [*(step for step in steps if step < most), max(most, 1)]
