"""The point of a study, the workbook with some cells changed, and what came of it: one file each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

import pandas as pd

from solver.reasons.questions.session import NewRow
from solver.solution import ALLOCATION_COLUMNS, RankValue
from solver.studies.near_best_asked import CellHeads, OtherPlanAsked, RangesAsked

PointStatus = Literal["optimal", "feasible", "infeasible", "no_plan", "refused", "failed"]
"""How a point ended: as a search does; ``refused``: the workbook states no plan then; ``failed``: its process
died, twice."""

POINT_VERSION = 1
"""Grows when a field of a point's file changes its meaning."""


AllocationColumns = Mapping[str, tuple[object, ...]]
"""An allocation, column by column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPoint:
    """A point: the workbook with these cells changed, as ``--set`` changes them.

    ``scenario``: that is made before these, "" for none; ``rows``: added below all others of their sheets.
    ``what``: what it stands for, in words and numbers, such as (("nation", "Estonia"),), and ``notes``, what
    it takes along, a sentence each: no part of what is asked. ``fixed``: whether it is also counted what the
    plan of the workbook as it stands is worth then, if nobody replans. ``holds``: at which tighter values of
    a number to ask whether its plan still holds.
    ``within``: what is asked of all plans nearly as good as the best, in the place of the best one.
    """

    overrides: tuple[str, ...] = ()
    scenario: str = ""
    rows: tuple[NewRow, ...] = ()
    what: tuple[tuple[str, str | float], ...] = ()
    notes: tuple[str, ...] = ()
    fixed: bool = False
    holds: Holds | None = None
    within: RangesAsked | OtherPlanAsked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """The question down to which value of a number a point's plan holds, with its first ranks as they are.

    ``cells``: ``Sheet!Row!Column`` of each cell that has the number; ``tightest`` and ``step``: of the values
    asked about, as they are typed; ``place``: which of them the point has, counted from the tightest;
    ``ranks``: how many have to come to the same.
    """

    cells: tuple[str, ...]
    tightest: str
    step: str
    place: int
    ranks: int

    def overrides(self, place: int) -> tuple[str, ...]:
        """The changes that give the cells the value at this place."""
        value = number_typed(Decimal(self.tightest) + place * Decimal(self.step))
        return tuple(f"{cell}={value}" for cell in self.cells)


def number_typed(number: Decimal) -> str:
    """A number as it is typed: without an exponent, or zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveValue:
    """What a rank came to when it was settled, in the plan of a point, and at least in any plan."""

    rank: int
    name: str
    value: float
    final: float
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """What one requirement, one role in support, or the force lacks: by unit worth, heads x periods.

    ``kind``: requirement, support or force; ``site``: "" where it is over the theatre. ``minimum``: to the
    minimum, or the floor; ``target``: to the target, or what supported roles need.
    """

    kind: str
    site: str
    role: str
    minimum: float
    target: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreplannedPlan:
    """What the plan of the workbook as it stands is worth at a point, if nobody replans.

    ``objectives``: of each rank, by name; ``lacking``: what is missing where; ``broken``: rules that it does
    not keep then, a sentence each; ``heads``: that are gone (heads x periods).
    """

    objectives: Mapping[str, float]
    lacking: tuple[Lacking, ...]
    broken: tuple[str, ...]
    heads: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PointOutcome:
    """What came of a point.

    ``proved``: whether every rank is, or that there is no plan. ``reason``: why there is none, in a sentence.
    ``objectives``: of each rank; ``measures``: everything else that is compared, by name (heads, money);
    ``drawdown``: taken and limit of each cap in the period in which most is taken. ``notes``: what the change
    takes along. ``searches``: how often a solver searched; 0 where what was known already proved it.
    ``allocation``: columns of the plan; ``at_ranks``: of the plans that settled ranks which the final one
    makes worse, as far as its tolerance allows, by rank. ``holds``: the place of the tightest value at which
    its plan holds; None where nobody asked. ``cells``: heads of nations at sites, where that is asked.
    """

    key: str
    overrides: tuple[str, ...] = ()
    scenario: str = ""
    what: tuple[tuple[str, str | float], ...] = ()
    status: PointStatus
    proved: bool = False
    reason: str = ""
    objectives: tuple[ObjectiveValue, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)
    lacking: tuple[Lacking, ...] = ()
    drawdown: tuple[CapTaken, ...] = ()
    notes: tuple[str, ...] = ()
    fixed: UnreplannedPlan | None = None
    holds: int | None = None
    cells: tuple[CellHeads, ...] = ()
    searches: int = 0
    seconds: float = 0.0
    versions: tuple[str, ...] = ()
    allocation: AllocationColumns = field(default_factory=dict)
    at_ranks: Mapping[str, AllocationColumns] = field(default_factory=dict)

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan at all."""
        return self.status in ("optimal", "feasible")

    @property
    def values(self) -> tuple[float, ...]:
        """The value of each rank, in order."""
        return tuple(each.value for each in self.objectives)

    @property
    def lows(self) -> tuple[float, ...]:
        """What each rank cannot come to less than, in order, as far as those before are proved."""
        return tuple(each.bound for each in self.objectives)

    def frame(self, rank: int | None = None) -> pd.DataFrame:
        """Its plan's allocation (contingent, role, site, period, units); ``rank``: that which settled it."""
        columns = self.at_ranks.get(str(rank), self.allocation)
        given = {name: list(columns.get(name, ())) for name in ALLOCATION_COLUMNS}
        frame = pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in given.items()})
        return frame.astype({"period": "int64", "units": "float64"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CapTaken:
    """How far a drawdown cap is used, in the period in which most is taken (heads)."""

    cap: str
    period: int
    taken: float
    limit: float


def objectives_of(ranks: tuple[RankValue, ...]) -> tuple[ObjectiveValue, ...]:
    """The ranks of a solution as a point keeps them."""
    return tuple(
        ObjectiveValue(rank=each.rank, name=each.name, value=each.value, final=each.final, bound=each.bound)
        for each in ranks
    )


def columns_of(allocation: pd.DataFrame) -> AllocationColumns:
    """The columns of an allocation as a point keeps them."""
    return {name: tuple(allocation[name].tolist()) for name in ALLOCATION_COLUMNS}


def point_key(study_key: str, point: StudyPoint, base_key: str, made: Sequence[str] = ()) -> str:
    """The name of a point: a hash of all that its result depends on.

    ``study_key``: of tables, settings and versions; ``base_key``: of the plan that nobody changes, which
    counts only where that is asked about; ``made``: the changes that its scenario makes.
    """
    counts = point.fixed or point.within is not None
    asked: list[object] = [study_key, list(point.overrides), base_key if counts else ""]
    if point.scenario or point.rows:
        asked.append([list(made), [str(each) for each in point.rows]])
    if point.holds is not None:
        asked.append(asdict(point.holds))
    if point.within is not None:
        asked.append(asdict(point.within))
    return hashlib.sha256(json.dumps(asked, ensure_ascii=True).encode()).hexdigest()[:32]


def plan_key(outcome: PointOutcome) -> str:
    """A hash of the plan of a point, and of what is known of it; "" where there is none."""
    if not outcome.has_plan:
        return ""
    told = [asdict(each) for each in outcome.objectives], list(map(list, outcome.allocation.values()))
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def renamed(outcome: PointOutcome, point: StudyPoint) -> PointOutcome:
    """The outcome with what this point stands for: another study may have asked it under another name."""
    return replace(outcome, what=point.what, notes=(*point.notes, *outcome.notes))


def without_plan(outcome: PointOutcome) -> PointOutcome:
    """The outcome without its plan: thousands of points fit the memory then."""
    return replace(outcome, allocation={}, at_ranks={})


def to_json(outcome: PointOutcome) -> bytes:
    """The outcome as the text of its file."""
    return json.dumps({"schema_version": POINT_VERSION, **asdict(outcome)}, allow_nan=True).encode()


def from_json(data: bytes) -> PointOutcome | None:
    """The outcome that a file holds; None where it is not whole, or another version's."""
    try:
        found: dict[str, Any] = json.loads(data)
        if found.pop("schema_version") != POINT_VERSION:
            return None
        fixed = found["fixed"]
        return PointOutcome(
            **{
                **found,
                "overrides": tuple(found["overrides"]),
                "what": tuple((name, value) for name, value in found["what"]),
                "objectives": tuple(ObjectiveValue(**each) for each in found["objectives"]),
                "lacking": tuple(Lacking(**each) for each in found["lacking"]),
                "drawdown": tuple(CapTaken(**each) for each in found["drawdown"]),
                "notes": tuple(found["notes"]),
                "cells": tuple(CellHeads(**each) for each in found["cells"]),
                "fixed": None if fixed is None else _fixed_from(fixed),
                "versions": tuple(found["versions"]),
                "allocation": _columns_from(found["allocation"]),
                "at_ranks": {rank: _columns_from(each) for rank, each in found["at_ranks"].items()},
            }
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _columns_from(found: dict[str, list[object]]) -> dict[str, tuple[object, ...]]:
    return {name: tuple(column) for name, column in found.items()}


def _fixed_from(found: dict[str, Any]) -> UnreplannedPlan:
    lacking = tuple(Lacking(**each) for each in found["lacking"])
    return UnreplannedPlan(**{**found, "lacking": lacking, "broken": tuple(found["broken"])})
