"""What is sure of a step of a cap: ranks in order, up to the first that did not close."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from solver.reasons.questions.answer import CapStep, rank_room


@dataclass(frozen=True, slots=True)
class ToldRank:
    """What a rank comes to at a step: this value, this or less, or at least this."""

    rank: int
    value: float
    how: Literal["settled", "or less", "at least"] = "settled"

    def text(self, written: Callable[[float], str]) -> str:
        """The value in words: ``15,475 or less``."""
        value = written(self.value)
        return {"settled": value, "or less": f"{value} or less", "at least": f"at least {value}"}[self.how]

    def differs(self, now: float) -> bool:
        """Whether it is another value than that of today."""
        return abs(self.value - now) > rank_room(now)


def ranks_of_step(step: CapStep, now: Mapping[int, float]) -> list[ToldRank]:
    """What is sure of the ranks of a step, beside what each comes to today."""
    told = [ToldRank(each.rank, each.value) for each in step.ranks]
    if step.low is not None:
        *settled, last = told
        fewer = last.value < now[last.rank] - rank_room(now[last.rank])
        told = [
            *settled,
            ToldRank(last.rank, last.value, "or less")
            if fewer
            else ToldRank(last.rank, step.low, "at least"),
        ]
    return told
