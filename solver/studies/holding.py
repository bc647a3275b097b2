"""Down to which value of a number a plan holds: that which a point was solved at, or one that is tighter."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import pandas as pd

from solver.audit import audit
from solver.errors import PlanError
from solver.studies.counting import RANKS, rank_values
from solver.studies.point import Holds, ObjectiveValue, PointOutcome, StudyPoint
from solver.studies.study_input import StudyInput
from solver.tolerances import RANK_KEPT, SUM_ROUNDING


@dataclass(frozen=True, slots=True, kw_only=True)
class TookAround:
    """A word from a point at work: something around its search took so many seconds."""

    seconds: float


def holds_down_to(
    given: StudyInput, point: StudyPoint, outcome: PointOutcome, tell: Callable[[TookAround], None]
) -> int:
    """The place of the tightest value of the point's number at which its plan holds.

    It does where it keeps every rule of the workbook with that value, and its first ranks come to the same;
    for a number that only loosens, then also at every looser one. Each look is an audit, no search, and is
    told.
    """
    asked = point.holds
    assert asked is not None
    known = outcome.objectives[: asked.ranks]
    if not known:
        return asked.place
    sent = outcome.frame(known[-1].rank)  # the plan that settled the last of them

    @cache
    def excess(place: int) -> float | None:
        began = time.monotonic()
        lacking = _excess(given, point_at(point, asked, place), sent, known)
        tell(TookAround(seconds=time.monotonic() - began))
        return lacking

    if asked.place == 0 or excess(asked.place) is not None or excess(asked.place - 1) is not None:
        return asked.place
    lacks = excess(0)
    if lacks is None:
        return 0
    fails, held = 0, asked.place - 1
    guess = math.ceil(lacks / abs(float(Decimal(asked.step))) - SUM_ROUNDING)
    places = [guess, guess - 1]  # where the rule that lacks moves with the number, one by one
    while held - fails > 1:
        place = places.pop(0) if places else (held + fails) // 2
        if fails < place < held:
            fails, held = (fails, place) if excess(place) is None else (place, held)
    return held


def _excess(
    given: StudyInput, point: StudyPoint, sent: pd.DataFrame, known: Sequence[ObjectiveValue]
) -> float | None:
    """By how much a plan breaks a rule, or a rank's value, at a point; None: it holds."""
    try:
        plan = given.changed(point)
    except PlanError:
        return 0.0
    report = audit(plan, sent, ranks=(), baseline=given.baseline)
    broken = [breach.excess for breach in report.breaches if breach.rule != RANKS]
    values = rank_values(plan, report.objectives)
    worse = [values[each.rank] - each.value for each in known]
    if any(
        abs(each) > RANK_KEPT * max(1.0, abs(rank.value)) for each, rank in zip(worse, known, strict=True)
    ):
        broken.append(0.0)
    return max(broken) if broken else None


def point_at(point: StudyPoint, asked: Holds, place: int) -> StudyPoint:
    """The point with its number at another place; all other changes are as they were."""
    own = set(asked.overrides(asked.place))
    others = (each for each in point.overrides if each not in own)
    return replace(point, overrides=(*others, *asked.overrides(place)))
