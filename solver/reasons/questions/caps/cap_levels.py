"""Levels: what the ranks come to under a cap of so many heads, as far as a search shows."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace

from solver.optimise.backend import other_seed
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.search_state import Checkpoint, SettledRank
from solver.reasons.questions.answer import Claim, Numbers, Price, claim_of, rank_room
from solver.reasons.questions.caps.asked_cap import AskedCap
from solver.reasons.questions.pricing import priced
from solver.reasons.questions.session import ChangedPlan, Session
from solver.tolerances import RANK_KEPT, SUM_ROUNDING

LEAST_SECONDS = 10.0
"""What a limit is given to be searched where less is left than twice that; else half of what is left."""

MOST_TIMES = 3
"""How often a search that did not close is resumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What the ranks come to at a limit; () where there is no plan, or, ``not_settled``, none was found.

    ``lows``: no plan comes to less, where the ranks before come to their values.
    """

    values: tuple[float, ...]
    lows: tuple[float, ...]
    claim: Claim

    @property
    def proved(self) -> bool:
        """Whether no plan is better, or there is none."""
        return self.claim == "proved"

    def surely_worse(self, than: Level) -> bool:
        """Whether every plan is worse than the one of another level, in the first rank that differs."""
        if not self.values:
            return self.proved
        for value, low, other in zip(self.values, self.lows, than.values, strict=True):
            room = RANK_KEPT * max(1.0, abs(other))
            if low > other + room:
                return True
            if low < other - room or value > other + room:
                return False  # better, or open: what later ranks come to supposes this value
        return False

    def sure(self, now: Numbers) -> tuple[int, float | None]:
        """How many ranks can be told, and the low of the last of these where it is not closed.

        All up to the first that is not closed, and that one where it surely is better, or worse, than now.
        """
        for at, (value, low, today) in enumerate(zip(self.values, self.lows, now, strict=False)):
            if low < value - rank_room(value):
                surely = value < today - rank_room(today) or low > today + rank_room(today)
                return (at + 1, low) if surely else (at, None)
        return len(self.values), None

    def no_worse(self, than: Level) -> Level:
        """The level where another one's plan is allowed, too: that plan's, where it is better."""
        if self.proved or not better(than.values, self.values):
            return self
        same = 0
        for one, other in zip(self.values, than.values, strict=False):
            if one != other:
                break
            same += 1
        lows = [*self.lows[: same + 1], *[-math.inf] * len(than.values)]
        if lows[same] > than.values[same]:
            lows[same] = -math.inf  # refuted by that plan
        return Level(values=than.values, lows=tuple(lows[: len(than.values)]), claim="at_most")


def better(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether what the ranks come to is better in the first that differs; a plan is better than none."""
    if one and not other:
        return True
    for a, b in zip(one, other, strict=False):
        if not math.isclose(a, b, rel_tol=RANK_KEPT, abs_tol=RANK_KEPT):
            return a < b
    return False


@dataclass(slots=True, eq=False)
class LevelSearch:
    """The search for levels, by the position of their point; what did not close can be resumed."""

    session: Session
    cap: AskedCap
    unclosed: dict[int, tuple[ChangedPlan, Price]] = field(default_factory=dict)
    times: Counter[int] = field(default_factory=Counter)

    def at(self, place: int) -> tuple[Level, int]:
        """The level at a point, and the lowest point down to which it is shown, too."""
        changed = self.session.changed(self.cap.overrides(float(self.cap.points[place])))
        return self._taken(place, changed, self.session.best(changed, seconds=self._seconds()))

    def to_resume(self) -> list[int]:
        """The points whose search may be resumed."""
        return [place for place in self.unclosed if self.times[place] < MOST_TIMES]

    def resumed(self, place: int) -> tuple[Level, int]:
        """The same as ``at``, from where the search there left off: after the ranks that it proved."""
        self.times[place] += 1
        changed, before = self.unclosed[place]
        done = next((at for at, rank in enumerate(before.ranks) if rank.low < rank.high), len(before.ranks))
        settled = (SettledRank(parts=(), value=rank.high, bound=rank.low) for rank in before.ranks[:done])
        checkpoint = Checkpoint(values=before.values, settled=tuple(settled))
        options = replace(self.session.options, time_limit=self._seconds())
        state = solve_ranks(changed.program, options, (), self.session.base.solved, checkpoint)
        found = priced(self.session.base, state)
        return self._taken(place, changed, replace(found, plans=(*before.plans[:done], *found.plans[done:])))

    def _seconds(self) -> float:
        left = self.session.left()
        return max(left / 2, min(left, LEAST_SECONDS))

    def _taken(self, place: int, changed: ChangedPlan, price: Price) -> tuple[Level, int]:
        """The level that a search shows, and down to where; it may be resumed where it did not close."""
        level = self._level(changed, price)
        self.unclosed.pop(place, None)
        if not level.proved:
            self.unclosed[place] = changed, price
            return level, place
        return level, min(place, self._lowest(changed, price)) if level.values else 0

    def _level(self, changed: ChangedPlan, price: Price) -> Level:
        """The level that a price states."""
        if not price.ranks:
            shown = price.possible is False and self._impossible(changed, price)
            return Level(values=(), lows=(), claim="proved" if shown else "not_settled")
        whole = changed.program.whole_units
        gaps = (rank.high - rank.low - SUM_ROUNDING * abs(rank.high) for rank in price.ranks)
        proved = claim_of(price) == "proved" and (not whole or max(gaps) <= RANK_KEPT)
        return Level(
            values=tuple(rank.high for rank in price.ranks),
            lows=tuple(rank.low for rank in price.ranks),
            claim="proved" if proved else "at_most",
        )

    def _impossible(self, changed: ChangedPlan, price: Price) -> bool:
        """Whether a second search, with other settings, finds no plan either."""
        options, left = self.session.options, self.session.left()
        other = replace(options, presolve=False, seed=other_seed(options.seed), time_limit=left)
        return price.certified or solve_ranks(changed.program, other).status == "infeasible"

    def _lowest(self, changed: ChangedPlan, price: Price) -> int:
        """The lowest point down to which the plans that were found show their level.

        Ranks that give way to later ones are shown by the plan that settled them.
        """
        assert price.values is not None
        pairs = zip(changed.program.ranks, price.plans, strict=True)
        plans = [price.values, *(plan for rank, plan in pairs if rank.tolerance > 0.0)]
        return self.cap.lowest(max(self.cap.use(changed.program, plan) for plan in plans))
