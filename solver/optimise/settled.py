"""The ranks settled so far, and whether the bounds of the solver are to be believed."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, field

import pandas as pd

from solver.model.program import Cost, Rank
from solver.model.terms import Floats
from solver.optimise.kept import KEPT
from solver.optimise.outcome import relative_gap
from solver.solution import Status

NOISE = 1e-9
"""A relative gap below this is rounding of floating-point numbers, also where a gap of 0 is asked for."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Settled:
    """A rank that was solved: what its parts came to, in the plan of that moment, and its bound."""

    rank: Rank
    parts: tuple[float, ...]
    value: float
    bound: float


@dataclass(slots=True)
class Search:
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


def proved(search: Search, gap: float) -> bool:
    """Whether every rank was proved within the gap, by a bound that the plan found since does not belie."""
    assert search.values is not None
    values = search.values
    return all(
        relative_gap(each.value, each.bound) <= gap + NOISE and credible(each, each.rank.cost.value(values))
        for each in search.settled
    )


def credible(settled: Settled, final: float) -> bool:
    """A bound above what a plan with the same earlier ranks comes to is no bound: the solver was wrong."""
    believed = final >= settled.bound - max(KEPT, KEPT * abs(final))
    if not believed:
        log.warning("rank %d: bound %s was wrong, %s was found", settled.rank.rank, settled.bound, final)
    return believed


def least_of(cost: Cost) -> float:
    """What the cost cannot be below: every decision is at least 0, and so is its weight."""
    return cost.constant if (cost.coefficient >= 0).all() else -math.inf
