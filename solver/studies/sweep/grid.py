"""A grid: what the ranks come to at each value of one number, or at each pair of values of two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from solver.studies.levels import is_proved, same_ranks
from solver.studies.point import PointOutcome, StudyPoint
from solver.studies.rounds import PointAsked, Rounds
from solver.studies.study_input import Start
from solver.studies.sweep.direction import Direction
from solver.studies.sweep.varied import VariedNumber

Place = tuple[int, int]
"""A place of a grid: its line, and where on that."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a grid, and the nearest lines that are tighter and looser and known; None where none is."""

    at: int
    tighter: int | None = None
    looser: int | None = None


@dataclass(slots=True, eq=False)
class GridSearch:
    """The search for all points of a grid: lines along a number, one for each value of the other.

    ``directions``: of each number, where all ranks only ever get better, or only worse, as it rises, whatever
    the other one is; else None. A point is tighter than another where it is in no number looser. Where one
    that is tighter, and one that is looser, are proved and come to the same, the plan of the tighter is the
    best between them: no search is needed there.
    """

    numbers: Sequence[VariedNumber]
    directions: Sequence[Direction | None]
    ranks: int
    known: dict[Place, PointOutcome] = field(default_factory=dict)

    def rounds(self) -> Rounds[tuple[PointOutcome, ...]]:
        """The points: all in one round where nothing is known, else the ends of lines, then their halves."""
        asked = [number.range.values() for number in self.numbers]
        if not any(self.directions):
            every = [
                PointAsked(point=self._point((value, *rest)))
                for rest in product(*asked[1:])
                for value in asked[0]
            ]
            return tuple((yield every))
        for lines in self._levels():
            pending = {(line.at, at) for line in lines for at in range(len(self._axis(self._along)))}
            while pending:
                starts = dict(pair for line in lines for pair in self._next(line, pending))
                wanted = [PointAsked(point=self._at(place), start=start) for place, start in starts.items()]
                self.known |= dict(zip(starts, (yield wanted), strict=True))
                pending -= starts.keys()
        found = {self._values(place): outcome for place, outcome in self.known.items()}
        return tuple(found[value, *rest] for rest in product(*asked[1:]) for value in asked[0])

    @property
    def _along(self) -> int:
        """The number along which lines run: the first that has a direction."""
        return next(at for at, direction in enumerate(self.directions) if direction is not None)

    def _axis(self, number: int) -> Sequence[Decimal]:
        """The values of a number, from the tightest on where it has a direction."""
        values = self.numbers[number].range.values()
        direction = self.directions[number]
        return values if direction is None else sorted(values, reverse=direction == "tighter")

    def _levels(self) -> Iterator[list[_Line]]:
        """The lines, those of one level side by side: its ends and then its halves, or all in one level."""
        if len(self.numbers) == 1:
            yield [_Line(0)]
            return
        across = 1 - self._along
        last = len(self._axis(across)) - 1
        if self.directions[across] is None:
            yield [_Line(at) for at in range(last + 1)]
            return
        yield [_Line(at) for at in sorted({0, last})]
        gaps = [(0, last)]
        while gaps := [(low, high) for low, high in gaps if high - low > 1]:
            halves = [_Line((low + high) // 2, low, high) for low, high in gaps]
            yield halves
            gaps = [
                pair
                for (low, high), half in zip(gaps, halves, strict=True)
                for pair in ((low, half.at), (half.at, high))
            ]

    def _next(self, line: _Line, pending: set[Place]) -> Iterator[tuple[Place, Start | None]]:
        """The places of a line to ask for now: all that are proved already, and one or two of each gap."""
        last = len(self._axis(self._along)) - 1
        gap: list[int] = []
        for at in range(last + 1):
            if (line.at, at) in pending:
                settled = self._settled(line, at)
                if settled is None:
                    gap.append(at)
                    continue
                yield (line.at, at), Start(outcome=settled, settled=True)
            yield from self._of_gap(line, gap, last)
            gap = []
        yield from self._of_gap(line, gap, last)

    def _of_gap(self, line: _Line, gap: Sequence[int], last: int) -> Iterator[tuple[Place, Start | None]]:
        """The ends of the line that are in a gap, else its middle."""
        if gap:
            ends = {at for at in (gap[0], gap[-1]) if at in (0, last)}
            for at in sorted(ends or {(gap[0] + gap[-1]) // 2}):
                looser = [each for each in self._beside(line, at, looser=True) if each.has_plan]
                yield (line.at, at), Start(outcome=looser[0]) if looser else None

    def _settled(self, line: _Line, at: int) -> PointOutcome | None:
        """The point whose plan is proved to be the best at a place, too; None where none is known."""
        looser = self._beside(line, at, looser=True)
        for tighter in self._beside(line, at, looser=False):
            if tighter.has_plan and any(self._constant(tighter, each) for each in looser):
                return tighter
        return None

    def _beside(self, line: _Line, at: int, *, looser: bool) -> list[PointOutcome]:
        """The nearest known points that are looser than a place, or tighter: on its line, and across."""
        places = range(at + 1, len(self._axis(self._along))) if looser else range(at - 1, -1, -1)
        nearest = next(((line.at, each) for each in places if (line.at, each) in self.known), None)
        other = line.looser if looser else line.tighter
        found = (nearest, None if other is None else (other, at))
        return [self.known[place] for place in found if place is not None]

    def _constant(self, tight: PointOutcome, loose: PointOutcome) -> bool:
        """Whether every point between two comes to the same."""
        sure = is_proved(tight, self.ranks) and is_proved(loose, self.ranks)
        return sure and same_ranks(tight, loose, self.ranks)

    def _values(self, place: Place) -> tuple[Decimal, ...]:
        """The value of each number at a place."""
        line, at = place
        along = self._axis(self._along)[at]
        if len(self.numbers) == 1:
            return (along,)
        across = self._axis(1 - self._along)[line]
        return (along, across) if self._along == 0 else (across, along)

    def _at(self, place: Place) -> StudyPoint:
        return self._point(self._values(place))

    def _point(self, values: Sequence[Decimal]) -> StudyPoint:
        given = tuple(zip(self.numbers, values, strict=True))
        return StudyPoint(
            overrides=tuple(number.override(each) for number, each in given),
            what=tuple((number.cell, float(each)) for number, each in given),
        )
