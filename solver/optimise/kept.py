"""Settled ranks that later ones keep: to what, and how solvers are told."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from solver.model.program import Cost
from solver.model.terms import Floats

KEPT = 1e-6
"""How much worse, in its own unit, a settled rank may become besides its tolerance."""

ROUNDING = 1e-13
"""What adding up floating-point numbers may leave, as a share of the sum."""

LARGE = 1e3
"""Kept ranks with larger coefficients are scaled down: money in millions must not blur the row."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptRow:
    """A row of its own: the cost stays at most ``limit``."""

    name: str
    cost: Cost
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """A cost that later plans keep at most at ``limit``.

    To a millionth of its own unit; ``relaxed``: to a millionth of the limit,
    for nothing that is relaxed is published. ``room``: how much of it solvers are
    given, the rest being left to arithmetic; units that are not whole get
    nothing of it, or they would trade in dust.
    """

    name: str
    cost: Cost
    limit: float
    room: float = 0.0
    relaxed: bool = False

    def holds(self, values: Floats) -> bool:
        """Whether a plan keeps it."""
        share = KEPT if self.relaxed else ROUNDING
        return self.cost.value(values) <= self.limit + KEPT + share * abs(self.limit)

    def row(self) -> KeptRow:
        """The row that solvers are given, so scaled that their tolerance stays a millionth of the value."""
        cost, limit = self.cost, self.limit + self.room
        largest = float(np.abs(cost.coefficient).max(initial=0.0))
        scale = 10.0 ** math.floor(math.log10(largest)) if largest > LARGE else 1.0
        scale = min(scale, max(1.0, abs(limit)))
        scaled = Cost(
            column=cost.column, coefficient=cost.coefficient / scale, constant=cost.constant / scale
        )
        return KeptRow(name=self.name, cost=scaled, limit=limit / scale)
