"""The part of a study's points that one of several runs begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard: the part of the points, counted from 1, that one of several runs begins with."""

    part: int
    parts: int

    def ordered(self, points: Sequence[str]) -> list[str]:
        """All points in the order of this run: its own part, then all others, each run from elsewhere on.

        So what another run has not done, for it was never started or has died, is done in the end, too.
        """
        own = [key for at, key in enumerate(points) if at % self.parts == self.part - 1]
        others = [key for at, key in enumerate(points) if at % self.parts != self.part - 1]
        turn = len(others) * self.part // self.parts
        return [*own, *others[turn:], *others[:turn]]


WHOLE = Shard(1, 1)
"""A run that shares with nobody."""
