"""The state of a search: ranks settled and kept, the plan so far, and checkpoints to resume from."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
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
    """The message that a solver begins to search, for at most so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Incumbent:
    """A plan that a solver found during its search: values of all columns, not rounded."""

    values: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledRank:
    """The result of a rank: the values of its parts and its own in the plan of that moment, and its bound."""

    parts: tuple[float, ...]
    value: float
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checkpoint:
    """The state of a search, from which another process can resume it.

    ``values``: the plan so far, of all columns; ``found``: a plan that a solver has found since, neither
    rounded nor checked; ``settled``: the ranks so far, in order; ``retries``: how often a solver was asked
    again; ``doubts``: sentences about answers that failed their check each time. ``seconds``: time left;
    None: all that the options give.
    """

    values: Floats | None = None
    found: Floats | None = None
    settled: tuple[SettledRank, ...] = ()
    retries: int = 0
    doubts: tuple[str, ...] = ()
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resume:
    """How a search resumes where another process left off.

    ``caution``: how many of the attempts at asking a solver are skipped, the usual
    one first; ``finish``: search no more, return the plan so far.
    """

    checkpoint: Checkpoint = Checkpoint()
    caution: int = 0
    finish: bool = False


FROM_THE_START = Resume()

LARGE = 1e3
"""Kept ranks with larger coefficients are scaled down: money in millions must not blur the row."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptCost:
    """A cost that later plans keep at most at ``limit``, to a millionth of its unit.

    ``relaxed``: to a millionth of the limit, for nothing relaxed is published.
    ``room``: the part of that millionth that solvers may use, the rest being left
    to arithmetic; 0 where units are split, which would use it up in fractions.
    """

    name: str
    cost: Cost
    limit: float
    room: float = 0.0
    relaxed: bool = False

    def holds(self, values: Floats) -> bool:
        """Whether a plan keeps the cost within its limit."""
        share = RANK_KEPT if self.relaxed else SUM_ROUNDING
        return self.cost.value(values) <= self.limit + RANK_KEPT + share * abs(self.limit)

    @property
    def scale(self) -> float:
        """By how much its row for solvers is scaled down."""
        largest = float(np.abs(self.cost.coefficient).max(initial=0.0))
        scale = 10.0 ** math.floor(math.log10(largest)) if largest > LARGE else 1.0
        return min(scale, max(1.0, abs(self.limit + self.room)))

    def row(self) -> KeptRow:
        """The row for solvers, scaled so that their tolerance stays a millionth of the value."""
        cost, limit, scale = self.cost, self.limit + self.room, self.scale
        scaled = Cost(
            column=cost.column, coefficient=cost.coefficient / scale, constant=cost.constant / scale
        )
        return KeptRow(name=self.name, cost=scaled, limit=limit / scale)


log = logging.getLogger(__name__)


@dataclass(slots=True)
class SearchState:
    """The state of a search: the plan, the ranks settled (in the program's order), and how it ended."""

    values: Floats | None = None
    settled: list[SettledRank] = field(default_factory=list)
    plans: list[Floats] = field(default_factory=list)
    """The plan of each settled rank at that moment; later ones may use up its tolerance."""
    prices: list[pd.DataFrame] = field(default_factory=list)
    status: Status = "no_plan"
    interrupted: bool = False
    unique: bool = False
    """Whether names settled what the ranks left open, and that is proved."""
    writing: float = 0.0
    """Seconds spent on model files, which are no part of the search."""
    searches: int = 0
    """How often the solver searched for a rank; what was known already settled the others."""


def proved(search: SearchState, ranks: Sequence[Rank], gap: float) -> bool:
    """Whether every rank is proved within the gap, by a bound that the final plan does not contradict."""
    assert search.values is not None
    values = search.values
    return all(
        relative_gap(settled.value, settled.bound) <= gap + GAP_ROUNDING
        and credible(rank, settled, rank.cost.value(values))
        for rank, settled in zip(ranks, search.settled, strict=True)
    )


def credible(rank: Rank, settled: SettledRank, final: float) -> bool:
    """Whether a rank's bound is not above its value in the final plan, which would prove the solver wrong."""
    believed = final >= settled.bound - max(RANK_KEPT, RANK_KEPT * abs(final))
    if not believed:
        log.warning("rank %d: bound %s was wrong, %s was found", rank.rank, settled.bound, final)
    return believed


def trivial_bound(cost: Cost) -> float:
    """The bound that needs no search: decisions are at least 0, so weights of at least 0 add up to that."""
    return cost.constant if (cost.coefficient >= 0).all() else -math.inf


MOVES_EFFORT = 0.2
"""Most of the time limit that a rank of moves alone takes by itself: it tidies up a plan that is settled."""


def seconds_of_rank(ranks: Sequence[Rank], place: int, left: float, time_limit: float) -> float:
    """The seconds that a rank may take: what its effort allows of the time limit, of the seconds left.

    Without an effort half of what is left, so that one that cannot be proved does not starve the next; all of
    it where nothing is left to decide after it, and all but what the others take at most where they say it.
    A rank of moves does not use up what better things have left.
    """
    effort = ranks[place].effort
    if effort is not None:
        return min(left, effort * time_limit)
    later = [_most_effort(rank) for rank in ranks[place + 1 :] if len(rank.cost.column)]
    efforts = [share for share in later if share is not None]
    all_say_it = len(efforts) == len(later)
    share = max(left / 2, left - sum(efforts) * time_limit) if all_say_it else left / 2
    most = _most_effort(ranks[place])
    return share if most is None else min(share, most * time_limit)


def _most_effort(rank: Rank) -> float | None:
    """The most of the time limit that a rank takes, as a share; None where nothing says it."""
    if rank.effort is None and all(part.name == "moves" for part in rank.parts):
        return MOVES_EFFORT
    return rank.effort
