"""Chances in words: none that was only counted in samples is told as sure, or as impossible."""

from __future__ import annotations

import math
from collections.abc import Callable

from solver.studies.confidence.fixed_plan import Chance, FixedPlan
from solver.studies.confidence.intervals import Interval
from solver.studies.confidence.replanned import Replanned
from solver.studies.confidence.worlds import DrawnBy
from solver.text.numbers import per_cent

SHORT: dict[DrawnBy, str] = {"contingent": "pledge by pledge", "nation": "nation by nation"}
"""The ways in which it is decided who comes."""

WAYS = (
    "A case: which pledges are kept, and which are not. Pledge by pledge: each is kept or dropped by itself; "
    "nation by nation: a nation that drops a pledge drops all of its that are no surer."
)
WAYS_DIFFER = (
    "Good and bad cases lie further apart then; which of the two is nearer to the truth nobody knows."
)
FIXED_NOTE = (
    "If nobody replans: the plan as it stands, without the units of those who do not come. A requirement is "
    "met if it is in all periods in which it is asked for."
)
RANGES = "Ranges hold the true chance at least 19 times in 20, each by itself"

FEWEST = 0.0005
"""Chances below this, or as near to all, are not told as 0.1 or 99.9 %."""

LEAST_WHOLE = 0.1
"""Chances from here on, and as far from all, are told in whole per cent."""

AS_ONE = 1e-9
"""What adding up the probabilities of all cases may leave."""


def percent(share: float) -> str:
    """A probability in per cent; one that is not quite 0 or 1 is not told as that."""
    if share <= AS_ONE or share >= 1.0 - AS_ONE:
        return per_cent(share)
    if share < FEWEST:
        return "under 0.1 %"
    if share > 1.0 - FEWEST:
        return "over 99.9 %"
    return _number(share, round) + " %"


def range_text(interval: Interval) -> str:
    """Where a probability lies: between 44 and 46 %, 99.9 % or more; rounded so that nothing is left out."""
    low, high = _number(interval.low, math.floor), _number(interval.high, math.ceil)
    if (low, high) == ("0", "100"):
        return "anything from 0 to 100 %"
    if high == "100":
        return f"{low} % or more"
    return f"{high} % or less" if low == "0" else f"between {low} and {high} %"


def asks_floor(fixed: FixedPlan) -> bool:
    """Whether a floor is asked of the force."""
    return bool((fixed.force["floor"] > 0.0).any())


def every_minimum(fixed: FixedPlan) -> str:
    """What is met where nothing lacks that must be there: every minimum, and floor where there is one."""
    if not asks_floor(fixed):
        return "every minimum"
    return "every floor" if fixed.every_minimum is None else "every minimum and floor"


def in_sentence(chance: Chance, fixed: FixedPlan) -> str:
    """A chance as the end of "it is met ...", by how its cases were counted."""
    if chance.low >= chance.high:
        return _exactly(chance.probability)
    lies = range_text(Interval(low=chance.low, high=chance.high))
    if not met_in_some(chance.probability):
        some = "all" if chance.probability else "none"
        return f"in {some} of {fixed.worlds:,} cases (a chance of {lies})"
    return f"with a chance of about {percent(chance.probability)} ({lies})"


def planned_anew(found: Replanned, measure: str) -> str:
    """The chance of a measure in the best plans, as the end of "it is met ..."."""
    interval = found.intervals[measure]
    if interval.low >= interval.high:
        return _exactly(interval.low)
    return f"with a chance of {range_text(interval)}".replace("of between", "between")


def _exactly(share: float) -> str:
    if AS_ONE < share < 1.0 - AS_ONE:
        return f"with a chance of {percent(share)}"
    return "whoever stays away" if share > AS_ONE else "in no case, whoever comes"


def met_in_some(share: float) -> bool:
    """Whether something holds in some of the cases that were counted, and in others does not."""
    return 0.0 < share < 1.0


def is_a_number(share: float) -> bool:
    """Whether a chart can show it: neither all nor none, nor rounded to that."""
    return FEWEST <= share <= 1.0 - FEWEST


def in_table(probability: float, low: float, high: float) -> str:
    """A chance in a cell: ``64 % (62-66)``; "" where nothing is asked.

    Always and never is what no case can change.
    """
    if math.isnan(probability):
        return ""
    if low >= high:
        return {0.0: "never", 1.0: "always"}.get(round(probability, 9), percent(probability))
    if not met_in_some(probability):
        return "in all cases" if probability else "in no case"
    return f"{percent(probability)} ({_number(low, math.floor)}-{_number(high, math.ceil)})"


IN_TABLE = (
    "Always, never: whoever comes. In all cases, in no case: of those that were counted; others may be "
    "otherwise. In brackets: the range of the chance."
)
"""What the words of cells mean."""


def _number(share: float, rounded: Callable[[float], float]) -> str:
    """A share in whole per cent, near to none or all in tenths; ``rounded``: to which side."""
    digits = 0 if LEAST_WHOLE <= share <= 1.0 - LEAST_WHOLE else 1
    size = 10**digits
    nearest = round(share * 100 * size, 6)  # 55.00000000000001 is 55
    return f"{rounded(nearest) / size:.{digits}f}".removesuffix(".0")
