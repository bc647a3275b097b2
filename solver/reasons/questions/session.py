"""The session in which questions about one plan are asked: its base, how to search, and the time left."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from solver.optimise.backend import Search
from solver.reasons.questions.base import Base
from solver.reasons.questions.pricing import Pricer


@dataclass(slots=True, eq=False)
class Session:
    """A session: what was worked out for one question serves the next.

    ``end``: the clock's time at which all searches stop.
    """

    base: Base
    options: Search
    end: float
    pricer: Pricer = field(init=False)

    def __post_init__(self) -> None:
        self.pricer = Pricer(self.base, self.options)

    def left(self) -> float:
        """Seconds left."""
        return max(self.end - time.monotonic(), 0.0)
