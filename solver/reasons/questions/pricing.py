"""Prices: what each rank comes to in the best plan that keeps what is asked as well."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import highspy
import numpy as np

from solver.model.linexpr import Floats, Ints
from solver.model.program import Cost, Program, Rank, RankedPart
from solver.optimise.backend import Search
from solver.optimise.certificate import certified_bound, upper_bounds
from solver.optimise.highs_calls import run_relaxation, set_cost
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.search_state import Checkpoint, KeptCost, SearchState
from solver.optimise.tightening import ENOUGH_SECONDS, relaxed_model
from solver.reasons.questions.answer import Price, RankPrice, rank_room, worse
from solver.reasons.questions.base import Base
from solver.tolerances import RANK_KEPT

KEEPABLE_SHARE, SWAP_SHARE = 0.3, 0.15
"""Shares of the time for a price: for what arithmetic shows, and for a plan near the base to begin with.

A plan near it is looked for only where the base is not proved: a search from the base's bounds needs none.
"""


class Pricer:
    """The pricer of one base: what any row that is asked for costs, rank by rank.

    ``options``: how to search.
    """

    def __init__(self, base: Base, options: Search) -> None:
        self.base, self.options = base, options
        self.kept = kept_ranks(base.program, base)
        self.upper = upper_bounds(base.program)
        self.highs: Any = relaxed_model(base.program, [row.row() for row in self.kept])

    def price(self, asked: KeptCost, seconds: float) -> Price:
        """The price of the plans that keep this row, searched for in so many seconds at most."""
        end = time.monotonic() + seconds
        count = self.keepable(asked, seconds)
        if count is None:
            return Price(possible=False, closed=True, certified=True)
        near = None if self.base.proved else self._swapped(asked, SWAP_SHARE * (end - time.monotonic()))
        options = replace(self.options, time_limit=max(end - time.monotonic(), 0.0))
        start = Checkpoint(found=near)
        search = solve_ranks(self.base.program, options, [asked], self.base.solved, start)
        found = priced(self.base, search)
        ranks = self.base.program.ranks
        shown = count < len(ranks) and found.first_worse == ranks[count].rank
        return replace(found, certified=shown)

    def _swapped(self, asked: KeptCost, seconds: float) -> Floats | None:
        """A plan with what is asked in which no other contingent has more anywhere than in the base.

        Of those with the least in the first rank one in which others have the fewest heads less. None where
        none was found; a search from it is never without a plan.
        """
        if seconds <= 0.0:
            return None
        program, send = self.base.program, self.base.program.group("send").table
        column, contingent = (send[name].to_numpy() for name in ("column", "contingent"))
        others = ~np.isin(contingent, contingent[np.isin(column, asked.cost.column)])
        upper = program.upper.copy()
        upper[column[others]] = self.base.values[column[others]]
        there = column[others][upper[column[others]] > 0]
        heads = send["heads"].to_numpy()[np.isin(column, there)]
        fewest = _only(Cost(column=there, coefficient=-heads), "heads of others")
        first, *later = program.ranks
        near = replace(program, upper=upper, ranks=(first, fewest, *later))
        return solve_ranks(near, replace(self.options, time_limit=seconds), [asked]).values

    def keepable(self, asked: KeptCost, seconds: float) -> int | None:
        """How many first ranks stay as they are, as far as arithmetic shows; None: there is no plan.

        ``seconds``: that are left; a part of them is taken at most.
        """
        end = time.monotonic() + KEEPABLE_SHARE * seconds
        for count in range(len(self.kept), -1, -1):
            if not self._refuted(asked, count, end - time.monotonic()):
                return count
        return None

    def _refuted(self, asked: KeptCost, count: int, seconds: float) -> bool:
        """Whether arithmetic shows in time that no plan keeps what is asked and the first ranks."""
        if seconds <= 0.0:
            return False
        highs, rows = self.highs, self.base.program.matrix.count
        for at, row in enumerate(self.kept):
            each = row.row()
            limit = each.limit - each.cost.constant if at < count else highspy.kHighsInf
            highs.changeRowBounds(rows + at, -highspy.kHighsInf, limit)
        set_cost(highs, asked.cost)
        if not run_relaxation(highs, min(seconds, ENOUGH_SECONDS)):
            return False
        multipliers = np.asarray(highs.getSolution().row_dual).copy()
        multipliers[rows:] /= [row.scale for row in self.kept]
        bound = certified_bound(self.base.program, self.kept, asked.cost, multipliers, self.upper)
        return bound is not None and bound > Fraction(asked.limit) + Fraction(RANK_KEPT)


def _only(cost: Cost, name: str) -> Rank:
    """A rank of nothing but this cost, which none of the planner's priorities is."""
    parts = (RankedPart(name=name, weight=1.0, cost=cost),)
    return Rank(rank=0, parts=parts, cost=cost, tolerance=0.0)


def priced(base: Base, found: SearchState) -> Price:
    """The price that a search of the base's ranks shows."""
    if found.status == "infeasible":
        return Price(possible=False, closed=True)
    if found.values is None or len(found.settled) < len(base.solved.settled):
        return Price(possible=None)
    ranks = tuple(
        RankPrice(
            rank=rank.rank,
            name=" + ".join(part.name for part in rank.parts),
            base=before.value,
            low=min(settled.bound, settled.value),
            high=settled.value,
        )
        for rank, before, settled in zip(base.program.ranks, base.solved.settled, found.settled, strict=True)
    )
    first, closed = _first_worse(ranks)
    return Price(
        possible=True,
        ranks=ranks,
        values=found.values,
        plans=tuple(found.plans),
        first_worse=first,
        closed=closed,
    )


def _first_worse(ranks: Sequence[RankPrice]) -> tuple[int | None, bool]:
    """The number of the first rank that is worse, and whether that is settled of all up to it.

    None of a rank behind one that is surely better counts: what it comes to is no price.
    """
    for rank in ranks:
        room = rank_room(rank.base)
        if rank.high < rank.base - room:
            return None, True
        verdict = worse(rank, room)
        if verdict is None:
            return None, False
        if verdict:
            return rank.rank, True
    return None, True


def kept_ranks(program: Program, base: Base) -> list[KeptCost]:
    """Rows of a program of the same priorities: no rank comes to more than in the plan."""
    pairs = zip(program.ranks, base.solved.settled, strict=True)
    return [_kept(rank, settled.value, whole=program.whole_units) for rank, settled in pairs]


def _kept(rank: Rank, value: float, *, whole: bool) -> KeptCost:
    return KeptCost(
        name=f"rank_{rank.rank}_no_worse",
        cost=rank.cost,
        limit=value * (1.0 + rank.tolerance),
        room=RANK_KEPT / 2 if whole else 0.0,
    )


def at_least(columns: Ints, least: float) -> KeptCost:
    """The row of a question: these decisions come to at least so much together."""
    cost = Cost(column=np.sort(columns), coefficient=-np.ones(len(columns)))
    return KeptCost(name="question", cost=cost, limit=-least)
