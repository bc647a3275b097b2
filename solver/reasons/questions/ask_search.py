"""The search for asks: of all choices of so many candidates, those that help most, the most promising first."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from solver.errors import PlanError
from solver.reasons.questions.answer import Numbers, Price, compared, rank_room
from solver.reasons.questions.ask_candidates import Candidate, candidates_of, changes_of
from solver.reasons.questions.ask_union import UnionBounds, UnionProgram, union_of
from solver.reasons.questions.session import Session

Choice = tuple[int, ...]
"""Candidates by their position, in ascending order."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tried:
    """A choice of candidates that was tried, and what the best plan of the workbook with them comes to."""

    choice: Choice
    price: Price

    @property
    def found(self) -> bool:
        """Whether there is a plan."""
        return bool(self.price.ranks)

    @property
    def numbers(self) -> Numbers:
        """What the ranks come to in the best plan found."""
        return tuple(rank.high for rank in self.price.ranks)

    @property
    def proved(self) -> bool:
        """Whether nothing better exists."""
        return self.price.possible is True and self.price.settled

    def no_better(self, limit: Numbers) -> bool:
        """Whether it surely comes to nothing better than these numbers."""
        if self.proved:
            return compared(self.numbers, limit) >= 0
        return bool(self.price.ranks) and self.price.ranks[0].low > limit[0] + rank_room(limit[0])


class Asks:
    """The candidates of a plan and what is known of choices from them.

    ``base``: what the ranks come to in the plan. ``bounds``: None where the candidates leave no valid
    workbook together, so that nothing is known before it is tried.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.base: Numbers = tuple(rank.value for rank in session.base.solved.settled)
        self.candidates: list[Candidate] = candidates_of(session.base)
        union = self._union() if self.candidates and session.left() > 0 else None
        self.bounds = None if union is None else UnionBounds(union)
        self._tried: dict[Choice, Tried] = {}

    def _union(self) -> UnionProgram | None:
        """The union of the candidates; of those that leave a valid workbook alone, where not all do."""
        union = union_of(self.session, self.candidates)
        if union is None:
            self.candidates = [each for each in self.candidates if self._is_valid(each)]
            union = union_of(self.session, self.candidates)
        return union

    def _is_valid(self, candidate: Candidate) -> bool:
        try:
            self.session.changed(*changes_of([candidate]))
        except PlanError:
            return False
        return True

    def bound(self, choice: Choice, size: int) -> float:
        """The least that the first rank comes to in any choice of so many that begins with this one."""
        return -math.inf if self.bounds is None else self.bounds.bound(choice, size, self.session.left())

    def tried(self, choice: Choice) -> Tried:
        """What the best plan with these candidates comes to, as far as it was found in time."""
        known = self._tried.get(choice)
        if known is None or not known.price.settled:
            self._tried[choice] = Tried(choice=choice, price=self._price(choice))
        return self._tried[choice]

    def _price(self, choice: Choice) -> Price:
        try:
            changed = self.session.changed(*changes_of([self.candidates[at] for at in choice]))
        except PlanError:  # no valid workbook together, so nobody can be asked for it
            return Price(possible=None)
        return self.session.best(changed)


class ChoiceSearch:
    """The search for the choices of so many candidates that help most.

    ``count``: how many are asked for; ``floor``: what they have to better; ``closed``: whether it was shown
    that no choice that was not tried is better.
    """

    def __init__(self, asks: Asks, size: int, count: int, floor: Numbers) -> None:
        self.asks, self.size, self.count, self.floor = asks, size, count, floor
        self.waiting: list[tuple[float, int, Choice]] = [(-math.inf, 0, ())]
        self.found: dict[Choice, Tried] = {}
        self.closed = False

    def run(self, first: Sequence[Choice] = ()) -> Iterator[Tried]:
        """The choices that are tried, one by one; ``first``: those that are tried before any bound is known."""
        for choice in first:
            if self.asks.session.left() > 0:
                yield self._try(choice)
        while self.waiting and not self._beaten(self.waiting[0][0]):
            if self.asks.session.left() <= 0:
                return
            _, _, choice = heapq.heappop(self.waiting)
            if len(choice) == self.size:
                if choice not in self.found:
                    yield self._try(choice)
            elif not self._extend(choice):
                return
        self.closed = True

    def _try(self, choice: Choice) -> Tried:
        self.found[choice] = self.asks.tried(choice)
        return self.found[choice]

    def _extend(self, choice: Choice) -> bool:
        """Put the choices with one candidate more among those that wait; whether time allowed for all."""
        after = choice[-1] + 1 if choice else 0
        for at in range(after, len(self.asks.candidates)):
            if self.asks.session.left() <= 0:
                return False
            longer = (*choice, at)
            bound = self.asks.bound(longer, self.size)
            if not self._beaten(bound):
                heapq.heappush(self.waiting, (bound, -len(longer), longer))
        return True

    def _beaten(self, bound: float) -> bool:
        """Whether nothing of this bound can belong to the best."""
        limit = self.limit[0]
        return bound > limit + rank_room(limit)

    @property
    def limit(self) -> Numbers:
        """What a choice has to reach to be among the best."""
        best = self.best()
        return best[-1].numbers if len(best) == self.count else self.floor

    def best(self) -> list[Tried]:
        """The best that were found, as many as asked for at most, the best first."""
        helping = [each for each in self.found.values() if each.found and compared(each.numbers, self.floor) < 0]
        return sorted(helping, key=lambda each: self._order(each.numbers))[: self.count]

    def _order(self, numbers: Numbers) -> Numbers:
        """The numbers without what counts as equal, so that they sort lexicographically."""
        pairs = zip(numbers, self.asks.base, strict=True)
        return tuple(round((number - base) / rank_room(base)) for number, base in pairs)

    @property
    def proved(self) -> bool:
        """Whether the best are settled, and no other choice is better than the last of them.

        Nothing is proved where the plan itself is not: what an ask gains might then be had without it.
        """
        best, limit = self.best(), self.limit
        others = [each for each in self.found.values() if not any(each is one for one in best)]
        return (
            self.closed
            and self.asks.session.base.proved
            and all(each.proved for each in best)
            and all(each.no_better(limit) for each in others)
        )
