"""What is proved of a plan: up to which rank, how far each open one may be off, and what may prove more."""

from __future__ import annotations

import math
from collections.abc import Sequence

from solver.solution import RankValue
from solver.text.numbers import per_cent

WHOLE_FROM = 0.1
"""Shares from here on are told in whole per cent."""


def open_ranks(ranks: Sequence[RankValue], gap: float) -> tuple[RankValue, ...]:
    """The ranks that are not proved within the gap."""
    return tuple(rank for rank in ranks if not rank.gap <= gap)


def proved_up_to(ranks: Sequence[RankValue], gap: float) -> str:
    """The last rank before the first open one; "" where the first rank is open, or there is none.

    What is proved behind an open rank holds only for what that rank came to, and is not called proved.
    """
    still_open = open_ranks(ranks, gap)
    before = ranks[: ranks.index(still_open[0])] if still_open else ranks
    return before[-1].name if before else ""


def what_is_proved(ranks: Sequence[RankValue], gap: float) -> str:
    """Up to where a plan that is not proved is, and by how much each open rank might be lower.

    ``proved up to changes; not proved: drawdown (up to 71 % lower), cost (11 %)``; where the last rank alone
    is open, ``all but moves proved: moves (up to 20 % lower)``. ``ranks``: all of them, for that.
    """
    proved = proved_up_to(ranks, gap)
    parts = [f"proved up to {proved}"] if proved else []
    still_open = open_ranks(ranks, gap)
    told = [f"{rank.name} ({_how_far(rank, first=rank is still_open[0])})" for rank in still_open]
    if len(ranks) > 1 and still_open == (ranks[-1],):
        return f"all but {ranks[-1].name} proved: {told[0]}"
    parts.append(f"not proved: {', '.join(told)}" if told else "later ranks were not reached")
    return "; ".join(parts)


def _how_far(rank: RankValue, *, first: bool) -> str:
    """By how much a rank might be lower, at most; the first that is told says what the number means."""
    if not (math.isfinite(rank.gap) and rank.gap < 1):
        return "how much lower it might be is not known" if first else "not known"
    digits = 0 if rank.gap >= WHOLE_FROM else 1
    scale = 10 ** (2 + digits)
    share = per_cent(math.ceil(rank.gap * scale - 1e-6) / scale, digits)  # never less than it might be
    return f"up to {share} lower" if first else share


def what_to_try(gap: float) -> str:
    """What may prove more of a plan, in a sentence; ``gap``: that of this run."""
    return f"To prove more, try a longer --time-limit or a wider --gap ({gap * 100:g} % now)."
