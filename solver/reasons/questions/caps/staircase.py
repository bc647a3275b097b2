"""The staircase of a cap: what the ranks come to at each limit, found out limit by limit, nearest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from solver.reasons.questions.answer import CapStep, Claim, Numbers, RankNumber, rank_room
from solver.reasons.questions.caps.asked_cap import AskedCap
from solver.reasons.questions.caps.cap_levels import Level, LevelSearch, better
from solver.reasons.questions.session import Session
from solver.tolerances import RANK_KEPT, SUM_ROUNDING


@dataclass(frozen=True, slots=True)
class _Gap:
    """Limits between two known ones, by position, of which it is open where the ranks change."""

    low: int
    high: int


@dataclass(slots=True, eq=False)
class Staircase:
    """The staircase of a cap as far as it is known: levels by the position of their point.

    A looser cap is never worse, rank by rank, and what is between two points changes nothing: so levels that
    are the same at two points are the same between them, and a plan shows its level down to what it uses.
    """

    session: Session
    cap: AskedCap
    search: LevelSearch
    known: dict[int, Level]
    tries: Counter[int]

    @classmethod
    def begun(cls, session: Session, cap: AskedCap) -> Staircase:
        """The staircase with today's level, which needs no search."""
        base = session.base
        values = tuple(rank.value for rank in base.solved.settled)
        lows = tuple(min(rank.bound, rank.value) for rank in base.solved.settled)
        level = Level(values=values, lows=lows, claim="proved" if base.proved else "at_most")
        search = LevelSearch(session=session, cap=cap)
        stairs = cls(session=session, cap=cap, search=search, known={}, tries=Counter())
        ranks = zip(base.program.ranks, base.solved.settled, strict=True)
        shown = all(rank.cost.value(base.values) <= kept.value + RANK_KEPT for rank, kept in ranks)
        lowest = cap.lowest(cap.use(base.program, base.values)) if shown else cap.today
        stairs._learn(cap.today, level, min(lowest, cap.today))
        return stairs

    @property
    def whole(self) -> bool:
        """Whether units are sent whole: only then are there steps."""
        return self.session.base.program.whole_units

    @property
    def complete(self) -> bool:
        """Whether everything about the staircase is proved."""
        return not self.gaps() and all(level.proved for level in self.known.values())

    @property
    def now(self) -> Numbers:
        """What the ranks come to today: the plan's own values."""
        return self.known[self.cap.today].values

    def today(self) -> tuple[int, int]:
        """The positions of the first and the last point that are known to be as today."""
        level = self.known[self.cap.today]
        alike = [at for at in self.known if self.alike(self.known[at], level)]
        return min(alike), max(alike)

    @property
    def floor_known(self) -> bool:
        """Whether it is known how low the cap may go for nothing."""
        first, _ = self.today()
        return first == 0 or first - 1 in self.known

    @property
    def free_down_to(self) -> float:
        """How low the cap may go with every rank as now, as far as that was shown."""
        return float(self.cap.points[self.today()[0]])

    @property
    def cannot_fall(self) -> bool:
        """Whether every plan is worse right below what the cap may fall to for nothing."""
        first, _ = self.today()
        below = self.known.get(first - 1)
        return below is not None and below.surely_worse(self.known[self.cap.today])

    @property
    def next_gain_known(self) -> bool:
        """Whether it is known what the next limit above today's step gives."""
        return self.today()[1] + 1 in self.known

    def alike(self, one: Level, other: Level) -> bool:
        """Whether two levels are the same, and as surely known."""
        return (
            one.claim == other.claim and one.claim != "not_settled" and self._equal(one.values, other.values)
        )

    def _equal(self, one: tuple[float, ...], other: tuple[float, ...]) -> bool:
        room = (RANK_KEPT + SUM_ROUNDING * abs(each) if self.whole else rank_room(each) for each in one)
        return len(one) == len(other) and all(
            abs(a - b) <= most for a, b, most in zip(one, other, room, strict=True)
        )

    def gaps(self) -> list[_Gap]:
        """The gaps in what is known, those that matter most first.

        How low the cap may go for nothing; whether anything is gained above; the next gain; then the nearest.
        """
        places = [-1, *sorted(self.known)]
        found = [_Gap(low, high) for low, high in pairwise(places) if self._open(low, high)]
        if places[-1] < self.cap.top:
            found.append(_Gap(places[-1], self.cap.top + 1))
        return sorted(found, key=self._urgency)

    def _open(self, low: int, high: int) -> bool:
        """Whether something may change between two neighbours among the known points."""
        if high - low <= 1 or (low >= 0 and self.alike(self.known[low], self.known[high])):
            return False
        ends = (self.cap.today, self.cap.top)
        sought = any(end in self.known and self.alike(self.known[high], self.known[end]) for end in ends)
        return self.whole or low < 0 or sought

    def _urgency(self, gap: _Gap) -> tuple[int, float]:
        first, last = self.today()
        points, now = self.cap.points, self.cap.points[self.cap.today]
        if gap.high == first:
            return 0, 0.0
        if gap.high > self.cap.top:
            return 1, 0.0
        if gap.low == last:
            return 2, 0.0
        above = gap.low >= self.cap.today
        return 3, float(points[gap.low] - now if above else now - points[gap.high])

    def go_on(self) -> bool:
        """Find out more about one limit; False where nothing is left to find out, or no time."""
        gaps, unclosed = self.gaps(), self.search.to_resume()
        if not (gaps or unclosed) or self.session.left() <= 0.0:
            return False
        if gaps:
            at = self._next(gaps[0])
            level, lowest = self.search.at(at)
        else:
            at = min(unclosed, key=lambda place: abs(place - self.cap.today))
            level, lowest = self.search.resumed(at)
        self._learn(at, level, lowest)
        return True

    def _next(self, gap: _Gap) -> int:
        """The point of a gap to look at: its end, for plans use no more than they need, then its middle."""
        if gap.high > self.cap.top:
            return self.cap.top
        if gap.low < 0 and not self.whole and gap.high != self.today()[0]:
            return 0
        self.tries[gap.low] += 1
        return gap.high - 1 if self.tries[gap.low] == 1 else (gap.low + gap.high) // 2

    def _learn(self, at: int, level: Level, lowest: int) -> None:
        """Take down a level, and what it proves, or refutes, of others."""
        for place in {at, lowest}:
            old = self.known.get(place)
            if old is None or (not old.proved and place != self.cap.today):
                self.known[place] = level if old is None or level.proved else level.no_worse(old)
        for place in sorted(self.known):
            self.known[place] = self._judged(place)

    def _judged(self, place: int) -> Level:
        """The level at a point, beside those of tighter caps, whose plans it allows, and of looser ones."""
        level = self.known[place]
        below = [self.known[each] for each in self.known if each < place]
        above = [self.known[each] for each in self.known if each > place]
        if any(better(each.values, level.values) for each in below):
            level = replace(level, claim="at_most" if level.values else "not_settled")
            for each in below if place != self.cap.today else []:
                level = level.no_worse(each)
        elif level.values and any(self._proves(each, level) for each in above):
            level = replace(level, lows=level.values, claim="proved")
        return level

    def _proves(self, above: Level, level: Level) -> bool:
        """Whether what a looser cap is proved to come to proves the same of a tighter one."""
        return above.proved and self._equal(above.values, level.values)

    def steps(self) -> Iterator[CapStep]:
        """The steps that are known, in order from 0; of split units those of 0, today and the end only."""
        places = sorted(self.known)
        runs: list[list[int]] = []
        for place in places:
            if runs and self._one_step(runs[-1][-1], place):
                runs[-1].append(place)
            else:
                runs.append([place])
        for run in runs:
            told = self.whole or any(end in run for end in (0, self.cap.today, self.cap.top))
            if told:
                yield self._step(run[0], run[-1])

    def _one_step(self, place: int, following: int) -> bool:
        """Whether two neighbours among the known points are alike, or nothing is sure of either."""
        claims = {self._sure(each, each)[0] for each in (place, following)}
        unsure = self.whole and claims == {"not_settled"}
        return unsure or self.alike(self.known[place], self.known[following])

    def _sure(self, first: int, last: int) -> tuple[Claim, tuple[float, ...], float | None]:
        """What is sure between two points: what the first comes to at most, and the last at least."""
        level = self.known[first]
        if level.proved or first <= self.cap.today <= last:
            return level.claim, level.values, None
        told, low = replace(level, lows=self.known[last].lows).sure(self.now)
        return ("at_most" if told else "not_settled"), level.values[:told], low

    def _step(self, first: int, last: int) -> CapStep:
        ranks, (claim, values, least) = self.session.base.program.ranks, self._sure(first, last)
        low, high = float(self.cap.points[first]), self.cap.end(last)
        now = first <= self.cap.today <= last
        settings = () if now else self.cap.overrides(low if first > self.cap.today else high)
        pairs = zip(ranks, values, strict=False)
        return CapStep(
            limit=high,
            from_limit=low,
            ranks=tuple(RankNumber(rank=rank.rank, value=value) for rank, value in pairs),
            claim=claim,
            low=least,
            settings=tuple(map(str, settings)),
            endless=last == self.cap.top,
        )
