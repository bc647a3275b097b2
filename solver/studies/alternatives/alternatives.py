"""The study `alternatives`: who is where in all plans nearly as good as the best, and a few plans that differ.

A plan is nearly as good where it keeps every rule, has the shortfall ranks at their best (all ranks up to the
last that holds a shortfall; a rank's own Tolerance counts as it does for later ranks), and is worse in each
rank after them by a share of its value or by an amount at most, whichever is more.

A cell is a nation at a site where it has an arc; its heads are heads x periods, over all periods and roles.
**must**: in every such plan somebody of the nation is there at some time; **never**: in none; **choice**: in
some; **open**: the time did not suffice to tell.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from solver.ledger.eligibility import allowed_arcs
from solver.ledger.ledger import keep_ledger
from solver.ledger.table_ops import inner_join, total
from solver.plan import Plan
from solver.studies.alternatives.asked import (
    Cell,
    CellRange,
    OtherPlanAsked,
    RangesAsked,
    RankLimit,
    SeenCell,
)
from solver.studies.alternatives.limits import Within, held_ranks, rank_limits
from solver.studies.point import ObjectiveValue, PointOutcome, StudyPoint
from solver.studies.study_run import Rounds, Wanted
from solver.tolerances import SAME_VALUE

Verdict = Literal["must", "choice", "never", "open"]

LEAST_DIFFERENT = 3
"""Presences (a nation at a site) in which a plan differs from every other one; with fewer it is a twin."""

USUAL_COUNT = 5
"""Plans that are looked for where nobody says."""

NOBODY = 1e-3
"""Heads at a cell that are nobody: what arithmetic on split units leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellVerdict:
    """The verdict on a cell, with the least and most heads there (heads x periods) in any plan nearly as good.

    ``now``: in the plan of the workbook as it stands. ``least``, ``most``: in plans that were found; none has
    less than ``least_bound`` or more than ``most_bound``; proved where both are the same.
    """

    nation: str
    site: str
    verdict: Verdict
    now: float
    least: float
    most: float
    least_bound: float
    most_bound: float

    @property
    def least_proved(self) -> bool:
        """Whether no plan has less."""
        return self.least <= self.least_bound + NOBODY

    @property
    def most_proved(self) -> bool:
        """Whether no plan has more."""
        return self.most >= self.most_bound - NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChange:
    """A nation that comes to a site where it is not now, or leaves one: its heads x periods before and after."""

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
    """What a plan costs in a rank, beside the plan of the workbook as it stands; ``share``: of that, where it is not 0."""

    rank: int
    name: str
    before: float
    after: float

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

    Where ``base`` is not proved, the limits are measured from its plan, and shortfalls held at what it has.
    ``asked``: how many plans were looked for; ``why_no_more``: why there are fewer, "" where there are not.
    """

    base: PointOutcome
    within: Within
    limits: tuple[RankLimit, ...]
    cells: tuple[CellVerdict, ...]
    plans: tuple[AlternativePlan, ...]
    asked: int
    why_no_more: str = ""


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
    found = yield [Wanted(point=_ranges_point(each, limits)) for each in _by_nation(now)]
    ranges = joined([each for outcome in found for each in outcome.cells])
    plans, why = yield from _other_plans(plan, base, limits, now, ranges, count)
    for each in plans:
        ranges = joined([*ranges.values(), *each.outcome.cells])
    cells = tuple(cell_verdict(cell, now[cell], ranges.get(cell)) for cell in now)
    return AlternativesAnswer(
        base=base, within=within, limits=limits, cells=cells, plans=plans, asked=count, why_no_more=why
    )


def heads_at_cells(plan: Plan, base: PointOutcome) -> dict[Cell, float]:
    """The heads x periods at every cell in a plan, in the order of the workbook's nations and sites."""
    arcs = inner_join(allowed_arcs(plan), plan.contingents[["contingent", "nation"]], ["contingent"])
    pairs = set(zip(arcs["nation"], arcs["site"], strict=True))
    sent = total(keep_ledger(plan, base.frame()).sent, ["nation", "site"], "heads")
    heads = {(nation, site): float(there) for nation, site, there in sent.itertuples(index=False)}
    ordered = [
        (nation, site)
        for nation in dict.fromkeys(plan.contingents["nation"])
        for site in plan.sites["site"]
        if (nation, site) in pairs
    ]
    return {cell: heads.get(cell, 0.0) for cell in ordered}


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


def joined(ranges: Sequence[CellRange]) -> dict[Cell, CellRange]:
    """What all workers together know of each cell: the widest that was found, the narrowest bounds."""
    known: dict[Cell, CellRange] = {}
    for each in ranges:
        other = known.get(each.cell, each)
        known[each.cell] = CellRange(
            nation=each.nation,
            site=each.site,
            least=min(each.least, other.least),
            most=max(each.most, other.most),
            unit=each.unit,
            low=max(each.low, other.low),
            high=min(each.high, other.high),
        )
    return known


def cell_verdict(cell: Cell, now: float, known: CellRange | None) -> CellVerdict:
    """The verdict on a cell; open where nothing but the plan as it stands is known."""
    nation, site = cell
    known = known or CellRange(nation=nation, site=site, least=now, most=now, unit=NOBODY)
    return CellVerdict(
        nation=nation,
        site=site,
        verdict=_verdict(known),
        now=now,
        least=known.least,
        most=known.most,
        least_bound=known.low,
        most_bound=known.high,
    )


def _verdict(known: CellRange) -> Verdict:
    least_there = known.unit * (1 - SAME_VALUE)
    if known.low >= least_there:
        return "must"
    if known.high < least_there:
        return "never"
    if known.least < least_there <= known.most:
        return "choice"
    return "open"


def _other_plans(
    plan: Plan,
    base: PointOutcome,
    limits: tuple[RankLimit, ...],
    now: dict[Cell, float],
    ranges: dict[Cell, CellRange],
    count: int,
) -> Rounds[tuple[tuple[AlternativePlan, ...], str]]:
    """The rounds in which plans are found that differ from the base and from one another, and why no more."""
    presences = [frozenset(cell for cell, heads in now.items() if heads >= _least(ranges.get(cell)))]
    plans: list[AlternativePlan] = []
    for number in range(1, count + 1):
        seen = _seen(presences, ranges)
        if not seen:
            return tuple(plans), "nobody who is anywhere can be spared there"
        asked = OtherPlanAsked(limits=limits, seen=seen)
        point = StudyPoint(what=(("plan", number),), within=asked)
        [outcome] = yield [Wanted(point=point)]
        if not outcome.has_plan:
            return tuple(plans), outcome.reason
        heads = {each.cell: each.most for each in outcome.cells}
        presence = frozenset(each.cell for each in outcome.cells if each.most >= _least(each))
        least = min(len(presence ^ other) for other in presences)
        if least < LEAST_DIFFERENT:
            return tuple(plans), _twin(least)
        presences.append(presence)
        plans.append(
            AlternativePlan(
                changes=_changes(now, heads, presences[0], presence),
                prices=_prices(plan, base, outcome),
                outcome=outcome,
            )
        )
    return tuple(plans), ""


def _least(known: CellRange | None) -> float:
    return NOBODY if known is None else known.unit * (1 - SAME_VALUE)


def _twin(differences: int) -> str:
    if not differences:
        return "the next plan found has everybody where one of these has them"
    places = "one nation at one site" if differences == 1 else f"{differences} nations at sites"
    return f"the next plan found differs from one of these in {places} only"


def _seen(presences: Sequence[frozenset[Cell]], ranges: dict[Cell, CellRange]) -> tuple[SeenCell, ...]:
    """The cells that plans so far use, without those that all plans must use, with how many do."""
    times = Counter(cell for presence in presences for cell in presence)
    return tuple(
        SeenCell(nation=cell[0], site=cell[1], times=count, most=_most(ranges[cell]))
        for cell, count in sorted(times.items())
        if cell in ranges and _verdict(ranges[cell]) != "must"
    )


def _most(known: CellRange) -> float:
    """What no plan has more than; 0 where nothing is known."""
    return known.high if math.isfinite(known.high) else 0.0


def _changes(
    now: dict[Cell, float], heads: dict[Cell, float], before: frozenset[Cell], after: frozenset[Cell]
) -> tuple[PresenceChange, ...]:
    """Who comes where, and who leaves where; most heads first."""
    changes = [
        PresenceChange(nation=cell[0], site=cell[1], before=now[cell], after=heads[cell])
        for cell in now
        if (cell in before) != (cell in after)
    ]
    return tuple(sorted(changes, key=lambda each: (not each.comes, -abs(each.after - each.before))))


def _prices(plan: Plan, base: PointOutcome, outcome: PointOutcome) -> tuple[RankDifference, ...]:
    """What each rank after the shortfalls comes to in a plan, beside the plan as it stands."""
    held = held_ranks(plan)
    pairs: list[tuple[ObjectiveValue, ObjectiveValue]] = list(
        zip(base.objectives, outcome.objectives, strict=True)
    )
    return tuple(
        RankDifference(rank=one.rank, name=one.name, before=one.final, after=other.final)
        for one, other in pairs
        if one.rank not in held
    )
