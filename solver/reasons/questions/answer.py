"""Answers: what is claimed of a question, how surely, and all numbers that the claim rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Claim = Literal["proved", "between", "at_most", "not_settled"]
"""How sure an answer is.

``proved``: the search closed, or exact arithmetic shows it. ``between``: a low and a high are known.
``at_most``: a plan was found, and a cheaper one is not ruled out. ``not_settled``: nothing is claimed.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankPrice:
    """What a rank comes to in the best plan that keeps what is asked, beside the plan's own value.

    No such plan comes to less than ``low``; one that comes to ``high`` is known (infinite where none is).
    Both suppose that the ranks before come to their own ``high``.
    """

    rank: int
    name: str
    base: float
    low: float
    high: float


def worse(price: RankPrice, room: float) -> bool | None:
    """Whether the rank is worse than in the plan by more than ``room``; None where that is not settled."""
    if price.low > price.base + room:
        return True
    return False if price.high <= price.base + room else None
