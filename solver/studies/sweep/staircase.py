"""The exact staircase: what ranks come to at every value of a number that only loosens, or only tightens."""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from solver.studies.levels import is_better, is_proved, same_ranks
from solver.studies.point import Holds, ObjectiveValue, PointOutcome, StudyPoint, number_typed
from solver.studies.rounds import PointAsked, Rounds
from solver.studies.study_input import Start
from solver.studies.sweep.number_range import resolution
from solver.studies.sweep.varied import VariedNumber

log = logging.getLogger(__name__)

MOST_SOLVES = 400
"""Points at most that a staircase takes; what is between two of them stays open then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberStep:
    """A step of a staircase: the ranks are the same at every value from ``low`` to ``high``.

    ``outcome``: what they come to. ``proved``: whether that is so of every value between; else of those that
    were looked at, and ``complete`` says whether any was left out.
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
        """The points that are needed, a round at a time: the ends, then one in each gap."""
        places = [self.last, 0]
        while places:
            found = yield [PointAsked(point=self.point(place), start=self._start(place)) for place in places]
            for place, outcome in zip(places, found, strict=True):
                self.known[place] = outcome
            places = [self._next(low, high) for low, high in self.gaps()]
            places = places[: max(MOST_SOLVES - len(self.known), 0)]
        return NumberStaircase(steps=tuple(self._steps()), solved=len(self.known), resolution=self.step)

    def _start(self, place: int) -> Start | None:
        """The next looser point that is known, from which a search starts."""
        looser = [each for each in self.known if each > place and self.known[each].has_plan]
        return Start(outcome=self.known[min(looser)]) if looser else None

    def reaches(self, place: int) -> int:
        """The tightest place that is known to be as this one."""
        outcome = self.known[place]
        if outcome.has_plan:
            return place if outcome.holds is None else min(outcome.holds, place)
        return 0 if outcome.status == "infeasible" and outcome.proved else place

    def _alike(self, one: PointOutcome, other: PointOutcome) -> bool:
        return same_ranks(one, other, self.ranks)

    def _proved(self, outcome: PointOutcome) -> bool:
        return is_proved(outcome, self.ranks)

    def gaps(self) -> list[tuple[int, int]]:
        """Pairs of known places with something between them that is not known."""
        found = []
        for low, high in pairwise(sorted(self.known)):
            one, other = self.known[low], self.known[high]
            alike = self._alike(one, other) and self._proved(one) and self._proved(other)
            if not alike and self.reaches(high) - low > 1:
                found.append((low, high))
        return found

    def _next(self, low: int, high: int) -> int:
        """The place of a gap to look at: right below where the looser plan holds, else in the middle.

        Plans use no more than they need, as a rule; where one did not, halving finds the end of its step.
        """
        reached = self.reaches(high)
        self.tries[low] += 1
        return reached - 1 if self.tries[low] % 2 else (low + reached) // 2

    def _steps(self) -> Iterator[NumberStep]:
        """The steps in the order of values."""
        found: list[NumberStep] = []
        for first, last, outcome in self._runs():
            low, high = sorted((self.value(first), self.value(last)))
            found.append(NumberStep(low=low, high=high, outcome=outcome, proved=self._proved(outcome)))
        if self.number.direction == "tighter":
            found.reverse()
        for at, step in enumerate(found):
            following = found[at + 1].low if at + 1 < len(found) else step.high
            yield replace(step, complete=following - step.high <= self.step)

    def _runs(self) -> Iterator[tuple[int, int, PointOutcome]]:
        """First place, last place and what they come to, from the tightest on; neighbours alike as one."""
        run: list[int] = []
        best: PointOutcome | None = None
        for place in sorted(self.known):
            outcome = self._told(best, self.known[place])
            if (
                best is not None
                and self._alike(best, outcome)
                and self._proved(best) == self._proved(outcome)
            ):
                run.append(place)
                continue
            if best is not None:
                yield self._run(run, best)
            run, best = [place], outcome
        if best is not None:
            yield self._run(run, best)

    def _told(self, tighter: PointOutcome | None, outcome: PointOutcome) -> PointOutcome:
        """What is told of a point beside the next tighter one, whose plan is one here, too.

        Where that is better than what is proved here, one of the two proofs is wrong: neither counts.
        """
        if tighter is None or outcome.status == "refused" or not is_better(tighter, outcome, self.ranks):
            return outcome
        if self._proved(outcome):
            log.warning("warning: a looser value was proved to be worse: %s", ", ".join(outcome.overrides))
        return replace(tighter, objectives=_unproved(tighter))

    def _run(self, places: list[int], outcome: PointOutcome) -> tuple[int, int, PointOutcome]:
        return self.reaches(places[0]), places[-1], outcome


def _unproved(outcome: PointOutcome) -> tuple[ObjectiveValue, ...]:
    """The ranks of a plan that was found for a tighter value, of which nothing is proved at a looser one."""
    return tuple(replace(each, bound=-math.inf) for each in outcome.objectives)


def staircase_of(number: VariedNumber, ranks: int) -> StaircaseSearch:
    """The search for the staircase of a number that has a direction in so many ranks."""
    return StaircaseSearch(number, resolution(number.range, number.column), ranks)
