"""The study `alternatives`: who is where in all plans nearly as good as the best, and plans that differ.

A plan is nearly as good where it keeps every rule, has the shortfall ranks at their best (all ranks up to the
last that holds a shortfall; a rank's own Tolerance counts as it does for later ranks), and is worse in each
rank after them by a share of its value or by an amount at most, whichever is more.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.plan import Plan
from solver.studies.alternatives.cells import CellVerdict, cell_verdict, heads_at_cells, joined, verdict_of
from solver.studies.alternatives.limits import Within, rank_limits
from solver.studies.near_best.held_ranks import held_ranks
from solver.studies.near_best_asked import (
    NOBODY,
    Cell,
    CellHeads,
    OtherPlanAsked,
    RangesAsked,
    RankLimit,
    SeenCell,
)
from solver.studies.point import PointOutcome, StudyPoint
from solver.studies.rounds import PointAsked, Rounds
from solver.tolerances import SAME_VALUE

LEAST_DIFFERENT = 3
"""Presences (a nation at a site) in which a plan differs from every other one; with fewer it is a twin."""

TWIN = (
    "the search then found only a plan that differs from one of these in fewer than three places (a nation "
    "at a site)"
)
ALL_NEEDED = "nobody who is anywhere can be spared there"
NOTHING_KNOWN = "of those who are anywhere it is not known whether they can be spared"

USUAL_COUNT = 5
"""Plans that are looked for where nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChange:
    """A nation that comes to a site, or leaves one: its heads x periods there before and after."""

    nation: str
    site: str
    before: float
    after: float

    @property
    def comes(self) -> bool:
        """Whether it comes."""
        return self.after > self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class RankDifference:
    """What a rank comes to in the plan of the workbook as it stands, and in another one.

    ``currency``: of money.
    """

    rank: int
    name: str
    before: float
    after: float
    currency: str = ""

    @property
    def amount(self) -> float:
        """By how much it is more."""
        return self.after - self.before

    @property
    def share(self) -> float | None:
        """That as a share of what it is now; None where that is 0."""
        return self.amount / abs(self.before) if self.before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativePlan:
    """A plan nearly as good in which others are elsewhere.

    ``changes``: those who come, then those who leave, most heads first. ``prices``: of each rank after the
    shortfalls. ``outcome.proved``: whether no plan of just these nations at these sites is better.
    """

    changes: tuple[PresenceChange, ...]
    prices: tuple[RankDifference, ...]
    outcome: PointOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativesAnswer:
    """What else would be as good: the verdict on every cell, and plans that differ in who is where.

    ``held``: the shortfall ranks. Where ``base`` is not proved, the limits are measured from its plan, and
    shortfalls held at what it has. ``asked``: how many plans were looked for; ``why_no_more``: why there are
    fewer, "" where there are not.
    """

    base: PointOutcome
    within: Within
    limits: tuple[RankLimit, ...]
    cells: tuple[CellVerdict, ...]
    plans: tuple[AlternativePlan, ...]
    asked: int
    held: tuple[int, ...] = ()
    why_no_more: str = ""
    ranges: tuple[PointOutcome, ...] = ()
    """The points that the verdicts rest on."""


def alternatives_rounds(
    plan: Plan, base: PointOutcome, within: Within, count: int = USUAL_COUNT
) -> Rounds[AlternativesAnswer]:
    """The rounds of a study of alternatives: all nations side by side, then one plan after the other.

    ``base``: the plan of the workbook as it stands, whole.
    """
    if not base.has_plan:
        return AlternativesAnswer(
            base=base, within=within, limits=(), cells=(), plans=(), asked=count, why_no_more=base.reason
        )
    limits = rank_limits(plan, base, within)
    now = heads_at_cells(plan, base)
    found = yield [PointAsked(point=_ranges_point(each, limits)) for each in _by_nation(now)]
    ranges = joined([each for outcome in found for each in outcome.cells])
    differing = _Differing(plan=plan, base=base, limits=limits, now=now)
    plans, why = yield from differing.rounds(ranges, count)
    for each in plans:
        ranges = joined([*ranges.values(), *each.outcome.cells])
    cells = tuple(cell_verdict(cell, now[cell], ranges.get(cell)) for cell in now)
    return AlternativesAnswer(
        base=base,
        within=within,
        limits=limits,
        cells=cells,
        plans=plans,
        asked=count,
        held=held_ranks(plan),
        why_no_more=why,
        ranges=tuple(found),
    )


def _by_nation(cells: dict[Cell, float]) -> list[list[Cell]]:
    """The cells of each nation; those with most of them first, for they take longest."""
    nations = dict.fromkeys(nation for nation, _ in cells)
    batches = [[cell for cell in cells if cell[0] == nation] for nation in nations]
    return sorted(batches, key=len, reverse=True)


def _ranges_point(cells: Sequence[Cell], limits: tuple[RankLimit, ...]) -> StudyPoint:
    """The point that asks for the heads of a nation at all its sites."""
    nation = cells[0][0]
    asked = RangesAsked(limits=limits, nation=nation, sites=tuple(site for _, site in cells))
    return StudyPoint(what=(("nation", nation),), within=asked)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Differing:
    """The search for plans that differ from the base and from one another, within the limits.

    ``now``: heads at every cell in the base's plan.
    """

    plan: Plan
    base: PointOutcome
    limits: tuple[RankLimit, ...]
    now: Mapping[Cell, float]

    def rounds(
        self, ranges: Mapping[Cell, CellHeads], count: int
    ) -> Rounds[tuple[tuple[AlternativePlan, ...], str]]:
        """The rounds, each for one plan: the plans, and why there are fewer than so many."""
        presences = [frozenset(cell for cell, heads in self.now.items() if heads >= _least(ranges.get(cell)))]
        plans: list[AlternativePlan] = []
        for number in range(1, count + 1):
            seen = _seen(presences, ranges)
            if not seen:
                known = all(cell in ranges for presence in presences for cell in presence)
                return tuple(plans), ALL_NEEDED if known else NOTHING_KNOWN
            asked = OtherPlanAsked(limits=self.limits, seen=seen)
            [outcome] = yield [
                PointAsked(point=StudyPoint(what=(("plan", number),), within=asked), whole=True)
            ]
            if not outcome.has_plan:
                return tuple(plans), outcome.reason
            presence = frozenset(each.cell for each in outcome.cells if each.most >= _least(each))
            if min(len(presence ^ other) for other in presences) < LEAST_DIFFERENT:
                return tuple(plans), TWIN
            presences.append(presence)
            plans.append(self._described(outcome, presences[0] ^ presence))
        return tuple(plans), ""

    def _described(self, outcome: PointOutcome, changed: frozenset[Cell]) -> AlternativePlan:
        """The plan of a point beside the base's: who comes and leaves where, and its price."""
        heads = {each.cell: each.most for each in outcome.cells}
        changes = [
            PresenceChange(nation=cell[0], site=cell[1], before=self.now[cell], after=heads[cell])
            for cell in self.now
            if cell in changed
        ]
        held, currency = held_ranks(self.plan), self.plan.settings.currency
        return AlternativePlan(
            changes=tuple(sorted(changes, key=lambda each: (not each.comes, -abs(each.after - each.before)))),
            prices=tuple(
                RankDifference(
                    rank=one.rank,
                    name=one.name,
                    before=one.final,
                    after=other.final,
                    currency=currency if one.name == "cost" else "",
                )
                for one, other in zip(self.base.objectives, outcome.objectives, strict=True)
                if one.rank not in held
            ),
            outcome=outcome,
        )


def _least(known: CellHeads | None) -> float:
    return NOBODY if known is None else known.unit * (1 - SAME_VALUE)


def _seen(presences: Sequence[frozenset[Cell]], ranges: Mapping[Cell, CellHeads]) -> tuple[SeenCell, ...]:
    """The cells that plans so far use, without those that all plans must use, with how many do."""
    times = Counter(cell for presence in presences for cell in presence)
    return tuple(
        SeenCell(nation=cell[0], site=cell[1], times=count, most=_most(ranges[cell]))
        for cell, count in sorted(times.items())
        if cell in ranges and verdict_of(ranges[cell]) != "must"
    )


def _most(known: CellHeads) -> float:
    """What no plan has more than; 0 where nothing is known."""
    return known.high if math.isfinite(known.high) else 0.0
