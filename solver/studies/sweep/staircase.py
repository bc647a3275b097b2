"""The exact staircase: what ranks come to at every value of a number that only loosens, or only tightens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from solver.studies.levels import is_proved, same_ranks
from solver.studies.point import Holds, PointOutcome, StudyPoint, number_typed
from solver.studies.rounds import PointAsked, Rounds
from solver.studies.study_input import Start
from solver.studies.sweep.number_range import resolution
from solver.studies.sweep.number_steps import KnownPlaces
from solver.studies.sweep.varied import VariedNumber

MOST_SOLVES = 400
"""Points at most that a staircase takes; what is between two of them stays open then."""

COARSE, FINE = 10, 100
"""Parts of the range within which no further value is looked at, where an end of them is not proved.

Coarse ones where neither end is, or both come to the same: what is found between two such values is seldom
proved either, for the same time; and where the workbook states no plan at either end. Fine ones where one end
is proved, and the other comes to something else.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberStep:
    """A step of a staircase: the ranks are the same at every value from ``low`` to ``high``.

    ``outcome``: what they come to. ``proved``: whether that is so of every value between; else they come to
    that at most, and to its bounds at least. ``complete``: whether that follows from a value of the step that
    was looked at; else from those around it.
    """

    low: Decimal
    high: Decimal
    outcome: PointOutcome
    proved: bool
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberStaircase:
    """A staircase: its steps from the lowest value to the highest, and how many points were solved for it.

    ``resolution``: the distance of the values that were told apart.
    """

    steps: tuple[NumberStep, ...]
    solved: int
    resolution: Decimal


@dataclass(slots=True, eq=False)
class StaircaseSearch:
    """The search for a staircase, over places counted from the tightest value to the loosest.

    A looser value is never worse, rank after rank. So a plan proved at one place is the best down to the
    tightest at which it still is a plan; where two places come to the same, all between do; and where there
    is no plan, none is tighter.
    """

    number: VariedNumber
    step: Decimal
    ranks: int
    """How many ranks only ever get better: those up to the first that has a tolerance."""
    known: dict[int, PointOutcome] = field(default_factory=dict)
    tries: Counter[int] = field(default_factory=Counter)

    @property
    def last(self) -> int:
        """The place of the loosest value."""
        return int((self.number.range.high - self.number.range.low) / self.step)

    def value(self, place: int) -> Decimal:
        """The value at a place."""
        of = self.number.range
        return (
            of.low + place * self.step if self.number.direction == "looser" else of.high - place * self.step
        )

    def point(self, place: int) -> StudyPoint:
        """The point at a place, which also asks how far down its plan holds."""
        signed = self.step if self.number.direction == "looser" else -self.step
        asked = Holds(
            cells=(self.number.cell,),
            tightest=number_typed(self.value(0)),
            step=number_typed(signed),
            place=place,
            ranks=self.ranks,
        )
        what = ((self.number.cell, float(self.value(place))),)
        return StudyPoint(overrides=asked.overrides(place), what=what, holds=asked)

    def rounds(self) -> Rounds[NumberStaircase]:
        """The points that are needed, a round at a time: the ends, then one in each gap that is worth it."""
        places = [self.last, 0]
        while places:
            found = yield [PointAsked(point=self.point(place), start=self._start(place)) for place in places]
            for place, outcome in zip(places, found, strict=True):
                self.known[place] = outcome
            known = KnownPlaces(self.known, self.ranks)
            gaps = sorted(self.gaps(known), key=lambda gap: gap[0] - gap[1])  # the widest first
            gaps = gaps[: max(MOST_SOLVES - len(self.known), 0)]
            places = [self._next(known, low, high) for low, high in gaps]
        return NumberStaircase(steps=tuple(self._steps()), solved=len(self.known), resolution=self.step)

    def _start(self, place: int) -> Start | None:
        """The next looser point that is known, from which a search starts."""
        looser = [each for each in self.known if each > place and self.known[each].has_plan]
        return Start(outcome=self.known[min(looser)]) if looser else None

    def gaps(self, known: KnownPlaces) -> list[tuple[int, int]]:
        """Pairs of known places between which it is worth while to look."""
        return [pair for pair in pairwise(sorted(self.known)) if self._worth_while(known, *pair)]

    def _worth_while(self, known: KnownPlaces, low: int, high: int) -> bool:
        """Whether to look between two neighbours: they leave something open that a search may settle."""
        wide = known.follows_from(low, high) - low - 1
        sure = known.is_proved(low) + known.is_proved(high)
        if known.are_refused(low, high):
            return wide > self.last / COARSE
        if sure == 2 or not wide:
            return wide > 0
        alike = same_ranks(known.outcomes[low], known.outcomes[high], self.ranks)
        if alike and not sure:
            return False
        return wide > self.last / (FINE if sure and not alike else COARSE)

    def _next(self, known: KnownPlaces, low: int, high: int) -> int:
        """The place of a gap to look at: right below where the looser plan holds, else in the middle.

        Plans use no more than they need, as a rule; where one did not, halving finds the end of its step.
        """
        reached = known.follows_from(low, high)
        self.tries[low] += 1
        sure = known.is_proved(low) and known.is_proved(high) and not known.are_refused(low, high)
        return reached - 1 if sure and self.tries[low] % 2 else (low + reached) // 2

    def _steps(self) -> Iterator[NumberStep]:
        """The steps in the order of values."""
        found = list(KnownPlaces(self.known, self.ranks).steps())
        for step in found if self.number.direction == "looser" else reversed(found):
            low, high = sorted((self.value(step.first), self.value(step.last)))
            proved = is_proved(step.outcome, self.ranks)
            yield NumberStep(low=low, high=high, outcome=step.outcome, proved=proved, complete=step.complete)


def staircase_of(number: VariedNumber, ranks: int) -> StaircaseSearch:
    """The search for the staircase of a number that has a direction in so many ranks."""
    return StaircaseSearch(number, resolution(number.range, number.column), ranks)
