"""A worker's side of `alternatives`, first: the least and most heads at each cell of a nation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.model.linexpr import Floats
from solver.studies.near_best.near_best import NearBest
from solver.studies.near_best_asked import NOBODY, CellHeads
from solver.tolerances import SAME_VALUE

LEAST, MOST = 1, -1
"""What is asked of a cell, by the sign with which its heads are minimised."""

SECOND_SECONDS = 2.0
"""Seconds at least for the search that confirms."""

Asked = tuple[int, int]
"""The place of a cell, and ``LEAST`` or ``MOST``."""


@dataclass(slots=True, kw_only=True, eq=False)
class RangeSearch:
    """The search for the least and most heads at some cells.

    ``asked``: of which cells; ``found``: of every cell in plans so far, least and most; ``bound``: what no
    plan goes beyond; both with the sign of what is minimised. ``plans``: those that were audited, to start
    from; ``searches``: of HiGHS over whole numbers.
    """

    near: NearBest
    asked: tuple[Asked, ...]
    found: dict[int, Floats]
    bound: dict[int, Floats]
    plans: list[Floats]
    searches: int = 0
    tried: set[Asked] = field(default_factory=set)

    @classmethod
    def of(cls, near: NearBest, nation: str, sites: Sequence[str]) -> RangeSearch:
        """The search at its start, with the base's plan alone."""
        heads, count = near.heads_at(near.base.values), len(near.cells)
        places = [at for at, cell in enumerate(near.cells) if cell[0] == nation and cell[1] in sites]
        return cls(
            near=near,
            asked=tuple((at, sense) for at in places for sense in (LEAST, MOST)),
            found={LEAST: heads.copy(), MOST: -heads},
            bound={LEAST: np.zeros(count), MOST: np.full(count, -np.inf)},
            plans=[near.base.values],
        )

    def ranges(self) -> tuple[CellHeads, ...]:
        """What is known of every cell."""
        near = self.near
        return tuple(
            CellHeads(
                nation=nation,
                site=site,
                least=_clean(self.found[LEAST][at]),
                most=_clean(-self.found[MOST][at]),
                unit=float(near.unit[at]),
                low=_clean(self.bound[LEAST][at]),
                high=_clean(-self.bound[MOST][at]),
            )
            for at, (nation, site) in enumerate(near.cells)
        )

    @property
    def closed(self) -> bool:
        """Whether everything asked is settled."""
        return all(map(self.is_settled, self.asked))

    def is_settled(self, asked: Asked) -> bool:
        """Whether some plan comes to the bound."""
        at, sense = asked
        room = SAME_VALUE if self.near.base.program.whole_units else NOBODY
        return bool(self.found[sense][at] <= self.bound[sense][at] + room)

    def relax(self, asked: Asked, seconds: float) -> None:
        """Take what the relaxation proves, and its plan where it is one."""
        at, sense = asked
        extreme = self.near.search.relaxed(self.near.cost(at, sense), seconds)
        self._raise(asked, extreme.bound)
        self._take(asked, extreme.plan)

    def search(self, asked: Asked, seconds: float) -> None:
        """Search for so many seconds, from the best plan so far.

        That a nation is there in every plan, or in none, is taken from a search only where a second one, that
        takes another road, finds no plan to the contrary either.
        """
        at, sense = asked
        self.searches += 1
        self.tried.add(asked)
        end, cost = time.monotonic() + seconds, self.near.cost(at, sense)
        before = float(self.bound[sense][at])
        extreme = self.near.search.least(cost, min(self.plans, key=cost.value), before, seconds)
        self._take(asked, extreme.plan)
        if self._settles(asked, extreme.bound) and not self._settles(asked, before):
            between = sense * float(self.near.unit[at]) / 2
            left = max(end - time.monotonic(), SECOND_SECONDS)
            if not self.near.search.none_within(cost, between, left):
                return
        self._raise(asked, extreme.bound)

    def _settles(self, asked: Asked, bound: float) -> bool:
        """Whether a bound shows that somebody is there in every plan, or nobody in any."""
        at, sense = asked
        return bound > NOBODY if sense == LEAST else bound > -_presence(self.near.unit[at])

    def _raise(self, asked: Asked, bound: float) -> None:
        """Take a bound: less than one unit, and above nobody, there is nothing."""
        at, sense = asked
        if self._settles(asked, bound):
            bound = max(bound, float(self.near.unit[at]) if sense == LEAST else 0.0)
        self.bound[sense][at] = max(self.bound[sense][at], bound)

    def decides(self, asked: Asked) -> bool:
        """Whether the verdict on the cell hangs on this."""
        at, sense = asked
        there = sense * self.found[sense][at] >= _presence(self.near.unit[at])
        return there == (sense == LEAST) and not self._settles(asked, float(self.bound[sense][at]))

    def gap(self, asked: Asked) -> float:
        """How far the best plan is from the bound."""
        at, sense = asked
        return float(self.found[sense][at] - self.bound[sense][at])

    def _take(self, asked: Asked, plan: Floats | None) -> None:
        """Take a plan, audited, where it says something new of the cell asked about; then of all cells."""
        at, sense = asked
        if plan is None:
            return
        heads = self.near.heads_at(plan)
        if sense * heads[at] >= self.found[sense][at] - SAME_VALUE:
            return
        self.near.refuse_breaches(plan)
        self.plans.append(plan)
        for each in (LEAST, MOST):
            self.found[each] = np.minimum(self.found[each], each * heads)


def cell_ranges(near: NearBest, nation: str, sites: Sequence[str], seconds: float) -> RangeSearch:
    """Search for the least and most heads of a nation at these sites, in so many seconds.

    Relaxations first, for all; of a large plan these alone. Then what a verdict hangs on, and then what is
    nearest to its proof; what one search leaves of its share of the time the others have.
    """
    end = time.monotonic() + seconds
    search = RangeSearch.of(near, nation, sites)
    for each in search.asked:
        search.relax(each, end - time.monotonic())
    while time.monotonic() < end:
        left = [each for each in search.asked if not search.is_settled(each) and each not in search.tried]
        if not left or near.search.large or not near.base.program.has_whole_numbers:
            break
        chosen = min(left, key=lambda each: (not search.decides(each), search.gap(each)))
        search.search(chosen, (end - time.monotonic()) / len(left))
    return search


def _presence(unit: float) -> float:
    """The heads from which on somebody is there."""
    return float(unit) * (1 - SAME_VALUE)


def _clean(heads: float) -> float:
    """Heads without a minus before 0 and without what adding up leaves."""
    return round(float(heads), 6) + 0.0
