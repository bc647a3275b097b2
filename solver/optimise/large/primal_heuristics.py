"""Primal heuristics: relax and fix for a first plan, a large neighbourhood search to improve it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.model.linexpr import Floats, Ints, Mask
from solver.optimise.large.arrays import Arrays, Subproblem, subproblem
from solver.optimise.large.relaxation import BlockStructure, PeriodBlock, reduced_costs
from solver.optimise.large.solver_pool import SolverPool, SubproblemTask
from solver.tolerances import SAME_PLAN, SHORT_OF_WHOLE

FIX_GAP = 0.05
"""Gap to which a period is solved: the neighbourhood search closes the rest faster."""

ROUNDING_SECONDS = 1.0
"""Seconds for the relaxation of a period: at campaign size it takes a tenth of that."""


def relax_and_fix(
    arrays: Arrays, blocks: BlockStructure, prices: Floats, pool: SolverPool, seconds: float
) -> Floats | None:
    """A plan, None where some period finds none; ``seconds`` for each period.

    Where a period finds none in time, its relaxation is rounded down: a start for improvement, better than
    nobody anywhere. Rows that couple periods hold for what is fixed already; what they are worth to later
    periods is paid at the prices of the relaxation. Periods that share no row are solved at once.
    """
    known = FixedSoFar(
        values=np.clip(np.zeros(len(arrays.cost)), arrays.lower, arrays.upper),
        fixed=np.zeros(len(arrays.cost), dtype=bool),
    )
    for batch in _batches(arrays, blocks, pool.threads):
        subproblems = [_next(arrays, blocks, block, prices, known) for block in batch]
        results = pool.solve(
            [SubproblemTask(part=part, seconds=seconds, gap=FIX_GAP) for part in subproblems]
        )
        for part, result in zip(subproblems, results, strict=True):
            values = _rounded(arrays, part, pool) if result.values is None else result.values
            if values is None:
                return None
            known.values[part.columns] = values
            known.fixed[part.columns] = True
    return known.values


def _rounded(arrays: Arrays, part: Subproblem, pool: SolverPool) -> Floats | None:
    """The subproblem's relaxation rounded down; None where it took too long."""
    values = pool.solve([SubproblemTask(part=part, seconds=ROUNDING_SECONDS, relaxed=True)])[0].values
    return (
        None
        if values is None
        else np.where(arrays.whole[part.columns], np.floor(values + SHORT_OF_WHOLE), values)
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FixedSoFar:
    """The values of all decisions, and which of them are fixed."""

    values: Floats
    fixed: Mask


def _batches(arrays: Arrays, blocks: BlockStructure, most: int) -> list[list[PeriodBlock]]:
    """Batches of blocks in order, each block with later ones that share no row with it."""
    shared = _shared(arrays, blocks)
    left = list(range(len(blocks.each)))
    batches = []
    while left:
        chosen = [left.pop(0)]
        for other in reversed(left.copy()):
            if len(chosen) < most and not shared[chosen, other].any():
                chosen.append(other)
                left.remove(other)
        batches.append([blocks.each[place] for place in chosen])
    return batches


def _shared(arrays: Arrays, blocks: BlockStructure) -> Mask:
    """Whether two blocks share a row, blocks x blocks."""
    touched = np.zeros((len(arrays.row_lower), len(blocks.each)), dtype=np.float32)
    for place, block in enumerate(blocks.each):
        touched[arrays.row[arrays.entries(block.columns)], place] = 1.0
    touched = touched[blocks.coupling]
    return np.asarray(touched.T @ touched > 0)


def _next(
    arrays: Arrays, blocks: BlockStructure, block: PeriodBlock, prices: Floats, known: FixedSoFar
) -> Subproblem:
    """The subproblem of the block, with the room that rows leave it if later blocks take the least."""
    to_come = ~known.fixed
    to_come[block.columns] = False
    taken = arrays.activity(np.where(known.fixed, known.values, 0.0))
    least, most = arrays.reach(to_come)
    waiting = np.zeros(len(arrays.row_lower), dtype=bool)
    waiting[arrays.row[to_come[arrays.column]]] = True
    cost = reduced_costs(arrays, np.where(blocks.coupling & waiting, prices, 0.0)) + arrays.lookahead
    rows = np.unique(arrays.row[arrays.entries(block.columns)])
    limits = (arrays.row_lower - taken - most)[rows], (arrays.row_upper - taken - least)[rows]
    return subproblem(arrays, block.columns, rows, limits, cost)


SITES = (2, 3, 4, 6, 10, 15, 25)
CONTINGENTS = (3, 6, 12, 25, 50, 100, 200, 400)
IN_A_PERIOD = (12, 25, 50, 100, 200, 400)
"""Sizes of neighbourhoods: small ones first, larger ones where those improve little."""

LITTLE = 5e-5
"""A step that improves the plan by less than this share of its value counts as a failure."""

PATIENCE = 5
"""Failures in a row before the next larger size is tried."""

SUBPROBLEM_GAP = 0.001
"""Gap to which a subproblem is solved."""

SUBPROBLEM_SECONDS = 2.0
"""Seconds that a subproblem may take; where one needs more, the next smaller size is tried."""

EXPLORATION = 0.15
"""Share of steps in a random neighbourhood instead of the one that paid best lately."""

MEMORY = 0.9
"""Weight of a neighbourhood's earlier payoff beside that of its last step."""

Chooser = Callable[[int, int], list[Ints]]


@dataclass(slots=True, kw_only=True)
class Neighbourhood:
    """A kind of neighbourhood: how it is chosen, its sizes, and its payoff (improvement a second)."""

    choose: Chooser
    counts: Sequence[int]
    level: int = 0
    payoff: float = np.inf
    failures: int = 0

    def update(self, gained: float, seconds: float, *, little: bool, finished: bool) -> None:
        """Learn from a step: a smaller size if subproblems were not finished, a larger one after failures."""
        payoff = gained / seconds
        self.payoff = payoff if np.isinf(self.payoff) else MEMORY * self.payoff + (1.0 - MEMORY) * payoff
        self.failures = self.failures + 1 if little else 0
        if not finished:
            self.level, self.failures = max(self.level - 1, 0), 0
        elif self.failures > PATIENCE:
            self.level, self.failures = min(self.level + 1, len(self.counts) - 1), 0


class NeighbourhoodSearch:
    """A plan and the neighbourhoods in which it is improved.

    A step chooses its decisions at random, and its kind of neighbourhood by the
    payoff lately. Several subproblems are solved at once from the same plan: the
    room of a row that they share is given to one of them.
    """

    def __init__(
        self, arrays: Arrays, complete: Callable[[Floats], Floats], values: Floats, seed: int
    ) -> None:
        self.arrays = arrays
        self.complete = complete
        self.values = values
        self.value = arrays.value(values)
        self.lookahead = float(arrays.lookahead @ values)
        self.random = np.random.default_rng(seed)
        self.periods = np.unique(arrays.period[arrays.period > 0])
        self.contingents = np.unique(arrays.contingent[arrays.contingent >= 0])
        self.dependent = arrays.entries(np.flatnonzero(arrays.dependent))
        sites = np.unique(arrays.site[arrays.site >= 0])
        self.neighbourhoods = (
            Neighbourhood(choose=self._sites_in_periods, counts=_counts(SITES, len(sites))),
            Neighbourhood(choose=self._contingents, counts=_counts(CONTINGENTS, len(self.contingents))),
            Neighbourhood(
                choose=self._contingents_in_periods, counts=_counts(IN_A_PERIOD, len(self.contingents))
            ),
        )

    def step(self, pool: SolverPool, seconds: float) -> bool:
        """Improve the plan in the neighbourhood that pays best; returns whether it is better."""
        began, before = time.monotonic(), self.value + self.lookahead
        neighbourhood = self._choose()
        subproblems = self._subproblems(
            neighbourhood.choose(neighbourhood.counts[neighbourhood.level], pool.threads)
        )
        most = min(SUBPROBLEM_SECONDS, seconds)
        results = pool.solve(
            [
                SubproblemTask(part=part, seconds=most, gap=SUBPROBLEM_GAP, start=self.values[part.columns])
                for part in subproblems
            ]
        )
        found = [
            (part.columns, result.values)
            for part, result in zip(subproblems, results, strict=True)
            if result.values is not None
        ]
        if not self.accept(found):
            for each in found:
                self.accept([each])
        gained = before - self.value - self.lookahead
        neighbourhood.update(
            gained,
            time.monotonic() - began,
            little=gained < LITTLE * abs(before),
            finished=all(result.proved for result in results),
        )
        return gained > 0

    def _choose(self) -> Neighbourhood:
        if self.random.random() < EXPLORATION:
            return self.neighbourhoods[self.random.integers(len(self.neighbourhoods))]
        return max(self.neighbourhoods, key=lambda neighbourhood: neighbourhood.payoff)

    def accept(self, found: Sequence[tuple[Ints, Floats]]) -> bool:
        """Accept these values of these columns if the resulting plan is feasible and better.

        Of equally good plans the better one is that with the better lookahead.
        """
        values = self.values.copy()
        for columns, better in found:
            values[columns] = better
        values = self.complete(values)
        value, lookahead = self.arrays.value(values), float(self.arrays.lookahead @ values)
        same = SAME_PLAN * max(1.0, abs(self.value))
        improves = value < self.value - same or (value <= self.value and lookahead < self.lookahead - same)
        if not improves or not self.arrays.is_feasible(values):
            return False
        self.values, self.value, self.lookahead = values, value, lookahead
        return True

    def _sites_in_periods(self, count: int, most: int) -> list[Ints]:
        """Who is at so many sites, in one period each: periods hardly share rows."""
        arrays, found = self.arrays, []
        for period in self.random.permutation(self.periods)[: 2 * most].tolist():
            mine = (arrays.period == period) & (arrays.site >= 0)
            sites = np.unique(arrays.site[mine])
            chosen = self.random.choice(sites, min(count, len(sites)), replace=False)
            found.append(self._with_dependent(np.flatnonzero(mine & np.isin(arrays.site, chosen))))
        return found

    def _contingents(self, count: int, most: int) -> list[Ints]:
        """Where so many contingents are, in all periods together."""
        order = self.random.permutation(self.contingents)[: most * count]
        return [
            self._with_dependent(np.flatnonzero(np.isin(self.arrays.contingent, order[at : at + count])))
            for at in range(0, len(order), count)
        ]

    def _contingents_in_periods(self, count: int, most: int) -> list[Ints]:
        """Where so many contingents are, in one period each."""
        arrays, found = self.arrays, []
        for period in self.random.permutation(self.periods)[:most].tolist():
            chosen = self.random.choice(self.contingents, min(count, len(self.contingents)), replace=False)
            mine = (arrays.period == period) & np.isin(arrays.contingent, chosen)
            found.append(self._with_dependent(np.flatnonzero(mine)))
        return found

    def _with_dependent(self, columns: Ints) -> Ints:
        """These decisions with those that follow from them, directly or over one other."""
        arrays = self.arrays
        for _ in range(2):
            rows = np.zeros(len(arrays.row_lower), dtype=bool)
            rows[arrays.row[arrays.entries(columns)]] = True
            met = self.dependent[rows[arrays.row[self.dependent]]]
            columns = np.union1d(columns, arrays.column[met])
        return columns

    def _subproblems(self, sets: Sequence[Ints]) -> list[Subproblem]:
        """The subproblems of these sets of columns; the room of a shared row goes to the first of them."""
        arrays = self.arrays
        activity = arrays.activity(self.values)
        taken = np.zeros(len(activity), dtype=bool)
        subproblems = []
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
            subproblems.append(subproblem(arrays, columns, rows, (lower, upper), arrays.guided_cost))
            taken[arrays.row[entry[arrays.period[arrays.column[entry]] > 0]]] = True
        return subproblems


def _counts(steps: Sequence[int], most: int) -> list[int]:
    """The sizes below the number that there is, and that number."""
    return [*(step for step in steps if step < most), max(most, 1)]
