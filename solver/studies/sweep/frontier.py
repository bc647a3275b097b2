"""The frontier of two measures: the points of which no other one is better in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from solver.studies.levels import same_value
from solver.studies.point import PointOutcome

LARGER_IS_BETTER = frozenset({"force", "coverage"})
"""Measures of which more is better; of all others less is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontierPoint:
    """A point of a frontier. ``proved``: whether all ranks of its plan are."""

    outcome: PointOutcome
    first: float
    second: float
    proved: bool


def measured(outcome: PointOutcome, name: str) -> float | None:
    """A measure of a point by its name: an objective, or what else is counted; None without a plan."""
    return outcome.measures.get(name) if outcome.has_plan else None


def frontier(points: Sequence[PointOutcome], first: str, second: str) -> tuple[FrontierPoint, ...]:
    """The points of which no other is better in one of two measures and no worse in the other.

    In the order of the first; several that are the same in both are all told. Plans are those of the study:
    what another order of priorities would find beside them is not among them.
    """
    rows = []
    for at, outcome in enumerate(points):
        one, other = measured(outcome, first), measured(outcome, second)
        if one is not None and other is not None:
            signs = [-1.0 if name in LARGER_IS_BETTER else 1.0 for name in (first, second)]
            rows.append((signs[0] * one, signs[1] * other, at, one, other))
    found: list[FrontierPoint] = []
    best = float("inf")
    for _, cost, at, one, other in sorted(rows):
        alike = found and same_value(found[-1].first, one) and same_value(found[-1].second, other)
        if cost < best or alike:
            best = min(best, cost)
            found.append(FrontierPoint(outcome=points[at], first=one, second=other, proved=points[at].proved))
    return tuple(found)
