"""The search for asks: of all choices of so many candidates, those that help most."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from solver.errors import PlanError
from solver.reasons.questions.answer import Numbers, Price, compared, rank_room
from solver.reasons.questions.asks.ask_candidates import Candidate, candidates_of, changes_of
from solver.reasons.questions.asks.ask_union import UnionBounds, UnionProgram, union_of
from solver.reasons.questions.session import Session

TRIAL_SHARE, TRIAL_SECONDS = 0.5, 5.0
"""Share of the time left that one trial may take, and the seconds that it may take in any case."""

Choice = tuple[int, ...]
"""Candidates by their position, in ascending order."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TriedChoice:
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
        """Whether it surely comes to nothing better than these numbers, by the ranks that are settled."""
        return self._sure_order(limit) in (0, 1)

    def worse(self, limit: Numbers) -> bool:
        """Whether it surely comes to something worse than these numbers."""
        return self._sure_order(limit) == 1

    def _sure_order(self, limit: Numbers) -> int | None:
        """1 where it is surely worse than these numbers, 0 where it is the same, None: it may be better."""
        if self.price.possible is not True:
            return None
        for rank, most in zip(self.price.ranks, limit, strict=True):
            room = rank_room(most)
            if rank.low > most + room:
                return 1
            if rank.low < most - room or rank.high > rank.low + rank_room(rank.high):
                return None
        return 0


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
        self._tried: dict[Choice, TriedChoice] = {}

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

    def tried(self, choice: Choice) -> TriedChoice:
        """What the best plan with these candidates comes to, as far as it was found in time."""
        known = self._tried.get(choice)
        if known is None or not known.price.settled:
            self._tried[choice] = TriedChoice(choice=choice, price=self._price(choice))
        return self._tried[choice]

    def _price(self, choice: Choice) -> Price:
        try:
            changed = self.session.changed(*changes_of([self.candidates[at] for at in choice]))
        except PlanError:  # no valid workbook together, so nobody can be asked for it
            return Price(possible=None)
        left = self.session.left()
        return self.session.best(changed, seconds=max(TRIAL_SHARE * left, min(TRIAL_SECONDS, left)))


class ChoiceSearch:
    """The search for the choices of so many candidates that help most.

    ``count``: how many are asked for; ``floor``: what they have to better; ``closed``: whether it was shown
    that no choice that was not tried is better. ``reserve``: the share of the time left that it leaves.
    """

    def __init__(self, asks: Asks, *, size: int, count: int, floor: Numbers, reserve: float = 0.0) -> None:
        self.asks, self.size, self.count, self.floor = asks, size, count, floor
        self.reserved = reserve * asks.session.left()
        self.waiting: list[tuple[float, int, Choice]] = [(-math.inf, 0, ())]
        self.found: dict[Choice, TriedChoice] = {}
        self.closed = False

    def run(self, first: Sequence[Choice] = ()) -> Iterator[TriedChoice]:
        """The choices that are tried, one by one, those that promise most first; ``first``: before these."""
        for choice in first:
            if not self._over():
                yield self._try(choice)
        while self.waiting and not self._beaten(self.waiting[0][0]):
            if self._over():
                return
            _, _, choice = heapq.heappop(self.waiting)
            if len(choice) == self.size:
                if choice not in self.found:
                    yield self._try(choice)
            elif not self._extend(choice):
                return
        self.closed = True

    def _over(self) -> bool:
        """Whether its time is over."""
        return self.asks.session.left() <= self.reserved

    def _try(self, choice: Choice) -> TriedChoice:
        self.found[choice] = self.asks.tried(choice)
        return self.found[choice]

    def _extend(self, choice: Choice) -> bool:
        """Put the choices with one candidate more among those that wait; whether time allowed for all."""
        after = choice[-1] + 1 if choice else 0
        for at in range(after, len(self.asks.candidates)):
            if self._over():
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

    def best(self) -> list[TriedChoice]:
        """The best that were found, as many as asked for at most, the best first."""
        helping = [
            each for each in self.found.values() if each.found and compared(each.numbers, self.floor) < 0
        ]
        return sorted(helping, key=lambda each: self._order(each.numbers))[: self.count]

    def _order(self, numbers: Numbers) -> Numbers:
        """The numbers without what counts as equal, so that they sort lexicographically."""
        pairs = zip(numbers, self.asks.base, strict=True)
        return tuple(round((number - base) / rank_room(base)) for number, base in pairs)

    @property
    def complete(self) -> bool:
        """Whether no other choice is better than the last of the best.

        Nothing is shown where the plan itself is not: what an ask gains might then be had without it.
        """
        best, limit = self.best(), self.limit
        others = [each for each in self.found.values() if not any(each is one for one in best)]
        shown = self.closed and self.asks.session.base.proved
        return shown and all(each.no_better(limit) for each in others)

    @property
    def proved(self) -> bool:
        """Whether the same is shown, and what the best come to is the best that there is."""
        return self.complete and all(each.proved for each in self.best())
