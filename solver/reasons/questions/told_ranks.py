"""Ranks that are told of a price: in order up to the first that is open, for those behind suppose it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from solver.reasons.questions.answer import RankPrice, rank_room

NEAR = 0.1
"""Of a rank that is open, the value found is told, too, where it is so near to the least that it can be."""


def told_ranks(price: Sequence[RankPrice]) -> tuple[RankPrice, ...]:
    """The ranks of a price up to the first open one, that one as well."""
    end = next((at for at, rank in enumerate(price, start=1) if not is_closed(rank)), len(price))
    return tuple(price[:end])


def all_closed(price: Sequence[RankPrice]) -> bool:
    """Whether no rank is open: what the plan that was found changes is told only then."""
    return all(is_closed(rank) for rank in price)


def is_closed(rank: RankPrice) -> bool:
    """Whether it is settled what a rank comes to."""
    return rank.low >= rank.high - rank_room(rank.high)


def is_worse(rank: RankPrice) -> bool:
    """Whether a rank surely comes to more than in the plan."""
    return math.isfinite(rank.low) and rank.low > rank.base + rank_room(rank.base)


def is_near(rank: RankPrice) -> bool:
    """Whether the value found is so near to the least that it is worth telling."""
    return rank.high <= rank.low + NEAR * abs(rank.low)
