"""Lines of an answer in a terminal, and the words that several of them share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.reasons.questions.answer import RankNumber, rank_room
from solver.runs.explain import Explanation
from solver.text.numbers import in_full

if TYPE_CHECKING:
    from rich.table import Table

MOST_MOVED = 2
"""Ranks that are told of what a change comes to: the first that differ."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line, or a table; ``whole``: never broken in two, for it is typed again."""

    text: str = ""
    indent: int = 0
    style: str = ""
    whole: bool = False
    table: Table | None = None


def value_text(value: float) -> str:
    """A rank's value: whole from a thousand on, in full digits below."""
    if math.isinf(value):
        return "any"
    return in_full(round(value) if abs(value) >= 1000 else round(value, 4))


def moved_text(found: Explanation, ranks: Sequence[RankNumber]) -> str:
    """The ranks that differ from the plan's, up to two of them: ``target shortfall 900 → 300``."""
    base = {rank.rank: rank for rank in found.workbook.asked.solution.ranks}
    differ = [
        f"{base[each.rank].name} {value_text(base[each.rank].value)} → {value_text(each.value)}"
        for each in ranks
        if abs(each.value - base[each.rank].value) > rank_room(each.value)
    ]
    return ", ".join(differ[:MOST_MOVED])
