"""The steps of a staircase: what the points that were looked at tell together of every value between."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from solver.studies.levels import is_better, is_proved, same_ranks, same_value
from solver.studies.point import ObjectiveValue, PointOutcome, PointStatus

log = logging.getLogger(__name__)

NOT_LOOKED_AT = "none of these values was looked at, and no plan of a neighbour holds at them"

NO_PLAN = (math.inf,)
"""What ranks come to at least where there is no plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceStep:
    """A step over places: from ``first`` to ``last`` all is known alike.

    ``complete``: whether each follows from a point that was looked at; else ``outcome`` is what lies around
    them: the plan of the tighter neighbour, which holds there, and what the looser one proves.
    """

    first: int
    last: int
    outcome: PointOutcome
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Least:
    """What the first ranks come to at least, in order, those before being just that; ``by``: the proof."""

    ranks: tuple[float, ...]
    by: PointOutcome

    def is_below(self, other: _Least) -> bool:
        """Whether the other says more."""
        for mine, others in zip(self.ranks, other.ranks, strict=False):
            if not same_value(mine, others):
                return mine < others
        return len(self.ranks) < len(other.ranks)


@dataclass(slots=True, eq=False)
class KnownPlaces:
    """All that is known of places, counted from the tightest, once each plan and proof counts where it holds.

    A plan holds at every looser place, and at tighter ones as far as was looked; what no plan of a place is
    below, none of a tighter one is. Where both meet, a place is proved though its own search did not end.
    """

    found: Mapping[int, PointOutcome]
    ranks: int
    outcomes: dict[int, PointOutcome] = field(init=False)
    least: dict[int, _Least] = field(init=False)

    def __post_init__(self) -> None:
        """Put together what was found."""
        places = sorted(self.found)
        plans = self._plans(places)
        self.least, most = {}, _Least(ranks=(), by=PointOutcome(key="", status="no_plan"))
        for place in reversed(places):
            own = _least_of(self.found[place], self.ranks)
            most = own if most.is_below(own) else most
            self.least[place] = most
        self.outcomes = {place: self._told(place, plans[place]) for place in places}

    def _plans(self, places: Sequence[int]) -> dict[int, PointOutcome]:
        """The best plan that is known at each place, or why there is none."""
        plans = dict(self.found)
        for place in places:
            for tighter in (each for each in places if self.reaches(place) <= each < place):
                plans[tighter] = self._better(plans[tighter], self.found[place])
        best: PointOutcome | None = None
        for place in places:
            if best is not None:
                plans[place] = self._better(plans[place], best)
            best = plans[place] if plans[place].has_plan else best
        return plans

    def _better(self, own: PointOutcome, other: PointOutcome) -> PointOutcome:
        """The better of two; a place at which the workbook states no plan has none."""
        return other if own.status != "refused" and is_better(other, own, self.ranks) else own

    def _told(self, place: int, plan: PointOutcome) -> PointOutcome:
        """What is told of a place: its best plan, beside the most that is proved."""
        own, least = self.found[place], self.least[place]
        if own.status == "refused" or (plan is own and not _least_of(own, self.ranks).is_below(least)):
            return own
        if not plan.has_plan:
            if least.ranks != NO_PLAN:
                return own
            return replace(own, status="infeasible", proved=True, reason=least.by.reason)
        return bounded(plan, least.ranks, self.ranks, keep=plan is own)

    def reaches(self, place: int) -> int:
        """The tightest place that is known to be as this one, by its own search."""
        outcome = self.found[place]
        if outcome.has_plan:
            return place if outcome.holds is None else min(outcome.holds, place)
        return 0 if outcome.status == "infeasible" and outcome.proved else place

    def follows_from(self, low: int, high: int) -> int:
        """Of two neighbours the tightest place from which on all up to the looser one is told by that."""
        one, other = self.outcomes[low], self.outcomes[high]
        proved = self.is_proved(low) and self.is_proved(high) and not self.are_refused(low, high)
        if proved and same_ranks(one, other, self.ranks):
            return low + 1
        own = same_ranks(self.found[high], other, self.ranks)
        return max(self.reaches(high), low + 1) if own else high

    def are_refused(self, low: int, high: int) -> bool:
        """Whether the workbook states no plan at either: of values between, that says nothing."""
        return all(self.outcomes[place].status == "refused" for place in (low, high))

    def is_proved(self, place: int) -> bool:
        """Whether what is told of a place is proved."""
        return is_proved(self.outcomes[place], self.ranks)

    def steps(self) -> Iterator[PlaceStep]:
        """The steps from the tightest place on: each place is in one of them, neighbours alike are one."""
        last: PlaceStep | None = None
        for step in self._each():
            if last is not None and self._alike(last, step):
                last = replace(last, last=step.last)
                continue
            if last is not None:
                yield last
            last = step
        if last is not None:
            yield last

    def _each(self) -> Iterator[PlaceStep]:
        """A step for each place that was looked at, and one for what lies open between two of them."""
        places = sorted(self.found)
        yield PlaceStep(first=self.reaches(places[0]), last=places[0], outcome=self.outcomes[places[0]])
        for low, high in pairwise(places):
            first = self.follows_from(low, high)
            if first > low + 1:
                yield PlaceStep(
                    first=low + 1, last=first - 1, outcome=self._between(low, high), complete=False
                )
            yield PlaceStep(first=first, last=high, outcome=self.outcomes[high])

    def _between(self, low: int, high: int) -> PointOutcome:
        """What is known between two neighbours: the tighter one's plan, and what the looser one proves."""
        tighter = self.outcomes[low]
        if not tighter.has_plan:
            return replace(tighter, status="no_plan", proved=False, reason=NOT_LOOKED_AT)
        return bounded(tighter, self.least[high].ranks, self.ranks)

    def _alike(self, one: PlaceStep, other: PlaceStep) -> bool:
        if one.complete != other.complete or not same_ranks(one.outcome, other.outcome, self.ranks):
            return False
        first, second = (_least_of(each.outcome, self.ranks).ranks for each in (one, other))
        return first == second or all(is_proved(each.outcome, self.ranks) for each in (one, other))


def _least_of(outcome: PointOutcome, ranks: int) -> _Least:
    """What is proved at a point by its own search."""
    if not outcome.has_plan:
        nothing = outcome.status == "infeasible" and outcome.proved
        return _Least(ranks=NO_PLAN if nothing else (), by=outcome)
    found: list[float] = []
    for each in outcome.objectives[:ranks]:
        settled = each.value <= each.bound or same_value(each.value, each.bound)
        found.append(each.value if settled else each.bound)
        if not settled:
            break
    return _Least(ranks=tuple(found), by=outcome)


def bounded(outcome: PointOutcome, least: Sequence[float], ranks: int, *, keep: bool = False) -> PointOutcome:
    """A plan where its first ranks come to this at least, in order.

    ``keep``: whether what is proved of it already stays, for it was found there. Where more is proved than a
    plan comes to, one proof is wrong: then none counts.
    """
    told: list[ObjectiveValue] = []
    sure = True
    for at, each in enumerate(outcome.objectives):
        bound = each.bound if keep else -math.inf
        if sure and at < min(len(least), ranks):
            bound = max(bound, least[at])
        if bound > each.value and not same_value(each.value, bound):
            log.warning("warning: a looser value was proved to be worse: %s", ", ".join(outcome.overrides))
            return _unproved(outcome)
        told.append(replace(each, bound=bound))
        sure = sure and same_value(each.value, bound)
    proved = (sure and len(told) >= ranks) or (keep and outcome.proved)
    status: PointStatus = "optimal" if proved else "feasible"
    return replace(outcome, objectives=tuple(told), proved=proved, status=status)


def _unproved(outcome: PointOutcome) -> PointOutcome:
    """A plan of which nothing is proved."""
    told = tuple(replace(each, bound=-math.inf) for each in outcome.objectives)
    return replace(outcome, objectives=told, proved=False, status="feasible")
