"""The state of a search: ranks settled and kept, the plan so far, and checkpoints to resume from."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from solver.model.linexpr import Floats
from solver.model.program import Cost, Rank
from solver.optimise.backend import KeptRow, relative_gap
from solver.solution import Status
from solver.tolerances import GAP_ROUNDING, RANK_KEPT, SUM_ROUNDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Searching:
    """A solver begins to search, for at most so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Incumbent:
    """A plan that a solver has found on its way, not rounded: values of all columns."""

    values: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledValue:
    """What a settled rank came to."""

    parts: tuple[float, ...]
    value: float
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checkpoint:
    """Where a search stands.

    ``values``: the plan so far, of all columns; ``found``: what a solver has found
    since, neither rounded nor checked; ``settled``: the ranks so far, in order;
    ``retries``: how often a solver was asked again; ``doubts``: sentences about
    answers that could not be believed to the end. ``seconds``: what is left of
    the time; None: all that the options give.
    """

    values: Floats | None = None
    found: Floats | None = None
    settled: tuple[SettledValue, ...] = ()
    retries: int = 0
    doubts: tuple[str, ...] = ()
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resume:
    """How a search goes on where another process left off.

    ``caution``: how many attempts at asking a solver are left out, the usual one
    first; ``finish``: search no more, tell what there is.
    """

    checkpoint: Checkpoint = Checkpoint()
    caution: int = 0
    finish: bool = False


FROM_THE_START = Resume()

LARGE = 1e3
"""Kept ranks with larger coefficients are scaled down: money in millions must not blur the row."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptCost:
    """A cost that later plans keep at most at ``limit``.

    To a millionth of its own unit; ``relaxed``: to a millionth of the limit,
    for nothing that is relaxed is published. ``room``: how much of it solvers are
    given, the rest being left to arithmetic; units that are not whole get
    nothing of it, or they would trade in dust.
    """

    name: str
    cost: Cost
    limit: float
    room: float = 0.0
    relaxed: bool = False

    def holds(self, values: Floats) -> bool:
        """Whether a plan keeps it."""
        share = RANK_KEPT if self.relaxed else SUM_ROUNDING
        return self.cost.value(values) <= self.limit + RANK_KEPT + share * abs(self.limit)

    def row(self) -> KeptRow:
        """The row that solvers are given, so scaled that their tolerance stays a millionth of the value."""
        cost, limit = self.cost, self.limit + self.room
        largest = float(np.abs(cost.coefficient).max(initial=0.0))
        scale = 10.0 ** math.floor(math.log10(largest)) if largest > LARGE else 1.0
        scale = min(scale, max(1.0, abs(limit)))
        scaled = Cost(
            column=cost.column, coefficient=cost.coefficient / scale, constant=cost.constant / scale
        )
        return KeptRow(name=self.name, cost=scaled, limit=limit / scale)


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Settled:
    """A rank that was solved: what its parts came to, in the plan of that moment, and its bound."""

    rank: Rank
    parts: tuple[float, ...]
    value: float
    bound: float


@dataclass(slots=True)
class SearchState:
    """The search so far: the plan, the ranks settled, and how it ended."""

    values: Floats | None = None
    settled: list[Settled] = field(default_factory=list)
    prices: list[pd.DataFrame] = field(default_factory=list)
    status: Status = "no_plan"
    interrupted: bool = False
    unique: bool = False
    """Whether names settled what the ranks left open, and that is proved."""
    writing: float = 0.0
    """Seconds spent on model files, which are no part of the search."""


def proved(search: SearchState, gap: float) -> bool:
    """Whether every rank was proved within the gap, by a bound that the plan found since does not belie."""
    assert search.values is not None
    values = search.values
    return all(
        relative_gap(each.value, each.bound) <= gap + GAP_ROUNDING
        and credible(each, each.rank.cost.value(values))
        for each in search.settled
    )


def credible(settled: Settled, final: float) -> bool:
    """A bound above what a plan with the same earlier ranks comes to is no bound: the solver was wrong."""
    believed = final >= settled.bound - max(RANK_KEPT, RANK_KEPT * abs(final))
    if not believed:
        log.warning("rank %d: bound %s was wrong, %s was found", settled.rank.rank, settled.bound, final)
    return believed


def trivial_bound(cost: Cost) -> float:
    """What the cost cannot be below: every decision is at least 0, and so is its weight."""
    return cost.constant if (cost.coefficient >= 0).all() else -math.inf
