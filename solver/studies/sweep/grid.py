"""A grid: what the ranks come to at each value of one number, or at each pair of values of two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from solver.studies.levels import is_proved, same_ranks
from solver.studies.point import PointOutcome, StudyPoint
from solver.studies.rounds import PointAsked, Rounds
from solver.studies.study_input import Start
from solver.studies.sweep.varied import VariedNumber


@dataclass(frozen=True, slots=True)
class _LineGap:
    """Two solved places of a line with others between them."""

    line: int
    low: int
    high: int


@dataclass(slots=True, eq=False)
class GridSearch:
    """The search for all points of a grid: lines along the first number, one for each value of the second.

    ``ranks``: how many ranks only ever get better, or only worse, along a line; 0: of none it is known.
    Where both ends of a piece of a line are proved, come to the same, and that holds for all ranks, the plan
    of its tight end is the best all along it: no search is needed there.
    """

    numbers: Sequence[VariedNumber]
    ranks: int
    all_ranks: int

    def rounds(self) -> Rounds[tuple[PointOutcome, ...]]:
        """The points: all in one round where nothing is known, else the ends of lines, then their halves."""
        values = [number.range.values() for number in self.numbers]
        lines = [tuple(rest) for rest in product(*values[1:])]
        first = sorted(values[0], reverse=self.numbers[0].direction == "tighter")
        if not self.ranks or self.ranks < self.all_ranks:
            wanted = [self._point(value, line) for line in lines for value in values[0]]
            return tuple((yield [PointAsked(point=each) for each in wanted]))
        known: dict[tuple[int, int], PointOutcome] = {}
        last = len(first) - 1
        places = [(line, at) for line in range(len(lines)) for at in sorted({0, last})]
        wanted_now = [PointAsked(point=self._point(first[at], lines[line])) for line, at in places]
        gaps = [_LineGap(line, 0, last) for line in range(len(lines))]
        while places:
            found = yield wanted_now
            known |= dict(zip(places, found, strict=True))
            pairs = list(self._halves(known, gaps))
            gaps = [gap for _, _, halves in pairs for gap in halves]
            places = [place for place, _, _ in pairs]
            wanted_now = [
                PointAsked(point=self._point(first[at], lines[line]), start=start)
                for (line, at), start, _ in pairs
            ]
        order = {value: at for at, value in enumerate(first)}
        return tuple(known[line, order[value]] for line in range(len(lines)) for value in values[0])

    def _halves(
        self, known: dict[tuple[int, int], PointOutcome], gaps: Sequence[_LineGap]
    ) -> Iterator[tuple[tuple[int, int], Start | None, tuple[_LineGap, ...]]]:
        """The next places of each gap, where each starts, and the gaps that it leaves."""
        for gap in gaps:
            if gap.high - gap.low <= 1:
                continue
            tight, loose = known[gap.line, gap.low], known[gap.line, gap.high]
            if tight.has_plan and self._constant(tight, loose):
                settled = Start(outcome=tight, settled=True)
                for at in range(gap.low + 1, gap.high):
                    yield (gap.line, at), settled, ()
                continue
            middle = (gap.low + gap.high) // 2
            start = Start(outcome=loose) if loose.has_plan else None
            halves = (_LineGap(gap.line, gap.low, middle), _LineGap(gap.line, middle, gap.high))
            yield (gap.line, middle), start, halves

    def _constant(self, tight: PointOutcome, loose: PointOutcome) -> bool:
        """Whether every point between two comes to the same."""
        sure = is_proved(tight, self.ranks) and is_proved(loose, self.ranks)
        return sure and same_ranks(tight, loose, self.ranks)

    def _point(self, value: Decimal, rest: Sequence[Decimal]) -> StudyPoint:
        given = tuple(zip(self.numbers, (value, *rest), strict=True))
        return StudyPoint(
            overrides=tuple(number.override(each) for number, each in given),
            what=tuple((number.cell, float(each)) for number, each in given),
        )
