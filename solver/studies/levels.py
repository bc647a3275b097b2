"""What the first ranks come to at two points, compared: the same, better, and what is proved of either."""

from __future__ import annotations

from solver.studies.point import PointOutcome
from solver.tolerances import RANK_KEPT, SUM_ROUNDING


def same_ranks(one: PointOutcome, other: PointOutcome, ranks: int) -> bool:
    """Whether two points come to the same in so many ranks, or have no plan for the same kind of reason."""
    if not one.has_plan or not other.has_plan:
        return one.status == other.status
    return first_difference(one, other, ranks) is None


def first_difference(one: PointOutcome, other: PointOutcome, ranks: int) -> int | None:
    """The place of the first of so many ranks in which two plans differ; None where none does."""
    pairs = zip(one.values[:ranks], other.values[:ranks], strict=False)  # a search may stop before the last
    return next((place for place, (mine, others) in enumerate(pairs) if not same_value(mine, others)), None)


def same_value(one: float, other: float) -> bool:
    """Whether two values of a rank are the same but for rounding."""
    return abs(one - other) <= RANK_KEPT + SUM_ROUNDING * abs(one)


def is_better(one: PointOutcome, other: PointOutcome, ranks: int) -> bool:
    """Whether a point is better than another in so many ranks, one after the other, or in having a plan."""
    if not one.has_plan or not other.has_plan:
        return one.has_plan and not other.has_plan
    place = first_difference(one, other, ranks)
    return place is not None and one.values[place] < other.values[place]


def proved_how_far(outcome: PointOutcome) -> str:
    """Up to which rank a plan is proved to be the best, as the end of "it is ..."."""
    settled = [each.value <= each.bound or same_value(each.value, each.bound) for each in outcome.objectives]
    sure = settled.index(False) if False in settled else len(settled)
    if not sure:
        return "not proved to be the best in any rank"
    return f"proved to be the best up to {outcome.objectives[sure - 1].name}, not in the ranks after it"


def is_proved(outcome: PointOutcome, ranks: int) -> bool:
    """Whether so many ranks of a point are proved to come to what its plan does, or that there is no plan."""
    if not outcome.has_plan:
        return outcome.proved
    first = outcome.objectives[:ranks]
    return len(first) == ranks and all(
        each.value <= each.bound or same_value(each.value, each.bound) for each in first
    )
