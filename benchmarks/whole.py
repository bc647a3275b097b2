"""Whole units: how near to proof forcegen and plain HiGHS come with the same model in the same time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import in_process, say

SEARCHERS = {"highs": "plain HiGHS", "forcegen": "forcegen"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Where a search stood when it ended: the plan's value, the bound, and the gap between them."""

    instance: str
    searcher: str
    value: float | None
    bound: float | None
    gap: float
    seconds: float
    peak_mb: float | None


def searches(case: Path, seconds: float, gap: float, names: Sequence[str] = tuple(SEARCHERS)) -> list[Search]:
    """Everybody once, one after the other, each with all cores."""
    found = []
    for name in names:
        say(f"{case.name}: {SEARCHERS[name]}, at most {seconds:g} s")
        told = in_process("search.py", name, case, seconds, gap)
        share = relative_gap(told["value"], told["bound"])
        found.append(Search(instance=case.name, searcher=SEARCHERS[name], gap=share, **told))
    return found


def relative_gap(value: float | None, bound: float | None) -> float:
    """|value - bound| / |value|; 1 where there is no plan or no bound."""
    if value is None or bound is None or not math.isfinite(bound):
        return 1.0
    return abs(value - bound) / abs(value) if abs(value - bound) > 1e-6 else 0.0
