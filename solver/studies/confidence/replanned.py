"""How likely the best plan does what is asked, once everybody has replanned for those who come."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.plan import Plan
from solver.studies.absent import absent_contingents, free_contingents
from solver.studies.confidence.intervals import Interval
from solver.studies.confidence.sequential import Holds, Sampling
from solver.studies.confidence.worlds import DrawnBy, Worlds, all_worlds, sampled_worlds
from solver.studies.levels import is_proved
from solver.studies.point import PointOutcome, StudyPoint
from solver.studies.rounds import PointAsked, Rounds
from solver.tables import Array
from solver.tolerances import TOLD_AS_NOTHING

MINIMUM, TARGET = "minimum shortfall", "target shortfall"

NOTHING_LACKS = "every minimum and floor met"
MINIMUM_NO_WORSE = "minimum shortfall no worse than planned"
TARGET_NO_WORSE = "target shortfall no worse than planned"
MEASURES = (NOTHING_LACKS, MINIMUM_NO_WORSE, TARGET_NO_WORSE)
"""What either holds of the best plan for those who come, or does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """How likely each measure holds of the best plan for those who come.

    ``worlds``: that were planned for; ``exact``: whether these are all; ``ended``: whether every interval got
    as narrow as was asked for. ``intervals``: where each probability lies. ``unproved``: worlds whose best
    plan was not proved; they count for either end where they leave a measure open. ``not_never``: why what
    lacks though all come is no proof that something lacks in every world; "" where it is.
    """

    worlds: int
    exact: bool
    ended: bool
    intervals: Mapping[str, Interval]
    unproved: int
    outcomes: tuple[PointOutcome, ...]
    not_never: str = ""


def replanned_rounds(  # noqa: PLR0913 - who draws, how often, how narrow, from what
    plan: Plan, base: PointOutcome, by: DrawnBy, *, seed: int, most: int, width: float, why: str
) -> Rounds[Replanned]:
    """The worlds, a batch at a time; all of them where there are no more than ``most``.

    ``why``: see ``Replanned.not_never``.
    """
    weights, worlds = lone_weights(plan), all_worlds(plan, by)
    if worlds is not None and len(worlds.comes) <= most:
        found = yield [PointAsked(point=_point(plan, by, comes)) for comes in worlds.comes]
        return _told(_counted(base, worlds, found, weights), why)
    state = Sampling(measures=MEASURES, width=width, most=most)
    seen: list[PointOutcome] = []
    while state.wanted:
        batch = state.wanted
        drawn = sampled_worlds(plan, by, seed=seed, first=batch.start, last=batch.stop)
        found = yield [PointAsked(point=_point(plan, by, comes)) for comes in drawn.comes]
        seen += found
        state = state.told({at: holds(base, each, weights) for at, each in zip(batch, found, strict=True)})
    sampled = Replanned(
        worlds=state.samples,
        exact=False,
        ended=state.narrow,
        intervals=state.intervals,
        unproved=sum(not each.proved for each in seen),
        outcomes=tuple(seen),
    )
    return _told(sampled, why)


def _told(found: Replanned, why: str) -> Replanned:
    """What was found, with what is known of every world; ``why``: see ``Replanned.not_never``."""
    if why:
        return replace(found, not_never=why)
    return replace(found, intervals={**found.intervals, NOTHING_LACKS: Interval(low=0.0, high=0.0)})


def _counted(
    base: PointOutcome, worlds: Worlds, found: Sequence[PointOutcome], weights: Mapping[str, float]
) -> Replanned:
    """All worlds, by their probabilities; what is open in one widens the interval by its weight."""
    assert worlds.weight is not None
    held = [holds(base, each, weights) for each in found]
    sure = {name: _weight(worlds.weight, [each[name] is True for each in held]) for name in MEASURES}
    most = {name: _weight(worlds.weight, [each[name] is not False for each in held]) for name in MEASURES}
    return Replanned(
        worlds=len(found),
        exact=True,
        ended=all(sure[name] == most[name] for name in MEASURES),
        intervals={name: Interval(low=sure[name], high=most[name]) for name in MEASURES},
        unproved=sum(not each.proved for each in found),
        outcomes=tuple(found),
    )


def not_never(plan: Plan, base: PointOutcome) -> Rounds[str]:
    """Why all minimums may be met in a world though one lacks where all come; "" where they cannot be.

    A plan for those who come is one for all, too, where nobody of them has to be anywhere: others stay at
    home. So if every plan for all is proved to lack something, no world has one that lacks nothing. That is
    known of the first rank alone: what a later one comes to depends on those before it. Where some have to be
    there, the workbook in which they need not is a point of its own.
    """
    weights = lone_weights(plan)
    away = plan.contingents[plan.contingents["confidence"] < 1.0]
    names = set(away["contingent"])
    if len(plan.present):
        return "sheet Present says who is there today, and a plan for fewer is no plan for all then"
    if not base.objectives or base.objectives[0].name != MINIMUM:
        return "minimum shortfall is not the first rank by itself"
    if _at_most(base, MINIMUM, 0.0, weights) is not False:
        return "it is not proved that every plan lacks something if all come"
    freed = free_contingents(plan, names).overrides
    if not freed:
        return ""
    [found] = yield [PointAsked(point=StudyPoint(overrides=freed, what=(("nobody has to come", "yes"),)))]
    if _at_most(found, MINIMUM, 0.0, weights) is not False:
        return "some pledges must be there, and whoever must be there may be in the way of others"
    return ""


def _weight(weight: Array, held: Sequence[bool]) -> float:
    return float(np.clip(weight[np.array(held, dtype=bool)].sum(), 0.0, 1.0))


def holds(base: PointOutcome, outcome: PointOutcome, weights: Mapping[str, float]) -> Holds:
    """Whether each measure holds of the best plan of a world; None where its proof leaves that open.

    ``weights``: of the objectives that have a rank to themselves; of any other nothing is settled, for
    equally good plans may split their sum in other ways.
    """
    planned = {name: _value(base, name, weights) for name in (MINIMUM, TARGET)}
    return {
        NOTHING_LACKS: _at_most(outcome, MINIMUM, 0.0, weights),
        MINIMUM_NO_WORSE: _at_most(outcome, MINIMUM, planned[MINIMUM], weights),
        TARGET_NO_WORSE: _at_most(outcome, TARGET, planned[TARGET], weights),
    }


def lone_weights(plan: Plan) -> dict[str, float]:
    """The weights of the objectives that have a rank to themselves."""
    ranked = plan.priorities
    alone = ranked[~ranked["rank"].duplicated(keep=False) & (ranked["weight"] > 0)]
    return dict(zip(alone["objective"], alone["weight"].astype(float), strict=True))


def _value(outcome: PointOutcome, objective: str, weights: Mapping[str, float]) -> float:
    """What an objective with a rank to itself came to when that was settled; NaN for any other."""
    found = next((each.value for each in outcome.objectives if each.name == objective), math.nan)
    return found / weights[objective] if objective in weights else math.nan


def _at_most(
    outcome: PointOutcome, objective: str, limit: float, weights: Mapping[str, float]
) -> bool | None:
    """Whether an objective comes to so much at most in the best plan; None: that is not proved either way."""
    if not outcome.has_plan:
        return False if outcome.status == "infeasible" and outcome.proved else None
    place = next((at for at, each in enumerate(outcome.objectives) if each.name == objective), None)
    if place is None or objective not in weights or math.isnan(limit) or not is_proved(outcome, place):
        return None
    room = TOLD_AS_NOTHING * max(1.0, abs(limit))
    rank, weight = outcome.objectives[place], weights[objective]
    if rank.value / weight <= limit + room:
        return True  # the best plan comes to no more than this one
    return False if rank.bound / weight > limit + room else None


def _point(plan: Plan, by: DrawnBy, comes: Array) -> StudyPoint:
    """The workbook without those who do not come: as if their rows were not there."""
    names = set(plan.contingents.loc[~comes, "contingent"])
    overrides = absent_contingents(plan, names).overrides
    return StudyPoint(overrides=overrides, what=(("by", by), ("away", float(len(names)))))
