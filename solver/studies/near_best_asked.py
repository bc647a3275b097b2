"""What is asked of all plans that are nearly as good as the best, and what a worker finds at each cell."""

from __future__ import annotations

import math
from dataclasses import dataclass

Cell = tuple[str, str]
"""A nation and a site at which it may be."""

NOBODY = 1e-3
"""Heads x periods that are nobody, where units may be split: what solvers miss rows by can come to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankLimit:
    """The most that a rank may come to in a plan that counts as nearly as good."""

    rank: int
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RangesAsked:
    """The question for the least and most heads of a nation at each of these sites, within the limits."""

    limits: tuple[RankLimit, ...]
    nation: str
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCell:
    """A cell that plans so far use: so many ``times``, and no plan has more than ``most`` heads there.

    ``most``: 0 where nothing is known of it.
    """

    nation: str
    site: str
    times: int
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPlanAsked:
    """The question for a plan within the limits that uses few of the cells seen so far."""

    limits: tuple[RankLimit, ...]
    seen: tuple[SeenCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellHeads:
    """The heads at a cell (heads x periods) over the plans that a worker came across.

    ``least``, ``most``: found, in plans that were audited; no plan within the limits has less than ``low`` or
    more than ``high``. ``unit``: the fewest that anybody's presence there comes to.
    """

    nation: str
    site: str
    least: float
    most: float
    unit: float
    low: float = 0.0
    high: float = math.inf

    @property
    def cell(self) -> Cell:
        """Its nation and site."""
        return self.nation, self.site
