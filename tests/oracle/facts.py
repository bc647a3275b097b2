"""What the sheets say, read a second time: records to facts and arcs, from the documentation alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oracle.rows import Calendar, Row

Sheets = Mapping[str, Sequence[Mapping[str, object]]]

STATUS_ORDER = ("indicated", "pledged", "confirmed")
STOCKS = ("own", "stationed", "earmarked")
DEFAULT_OBJECTIVES = ("minimum shortfall", "target shortfall", "drawdown", "cost", "heads", "moves")


@dataclass(frozen=True)
class Nation:
    """Who contributes."""

    name: str
    groups: tuple[str, ...] = ()
    strength: float = math.nan
    pool: float = math.nan
    dwell: float = 2.0
    share: float = math.nan
    least: float = math.nan
    leads: bool = False
    cost: float = 0.0

    def is_any_of(self, names: Sequence[str]) -> bool:
        """Whether the nation, or a group that it belongs to, is named."""
        return self.name in names or any(group in names for group in self.groups)


@dataclass(frozen=True)
class Area:
    """What is protected."""

    name: str
    nation: str
    groups: tuple[str, ...]
    baseline: Mapping[str, float]
    weight: float


@dataclass(frozen=True, eq=False)
class Contingent:
    """A pledge."""

    name: str
    nation: Nation
    capability: str
    units: int
    heads: float
    basis: str
    dwell: float
    area: Area | None
    stock: str
    must: bool
    smallest: int
    cost: float
    row: Row

    @property
    def away(self) -> int:
        """Periods at home that follow a period away, rounded up."""
        return math.ceil(self.dwell)


@dataclass(frozen=True)
class Role:
    """What is asked for; ``worth`` is 1 where heads are counted."""

    name: str
    counts_units: bool = False
    worth: float = 1.0
    to_force: bool = True


@dataclass(frozen=True, eq=False)
class Site:
    """Where."""

    name: str
    zone: str
    capacity: float
    opening: float
    running: float
    open: str
    nations: float
    needs_lead: bool
    least: float
    row: Row


@dataclass(frozen=True, eq=False)
class Requirement:
    """One row of the statement of requirements."""

    site: Site
    role: Role
    minimum: float
    target: float
    maximum: float
    weight: float
    row: Row


@dataclass(frozen=True, eq=False)
class Arc:
    """What a contingent may do: a role at a site in a period, for one requirement."""

    contingent: Contingent
    role: Role
    site: Site
    period: int
    requirement: Requirement
    effectiveness: float
    movement: float

    @property
    def key(self) -> tuple[str, str, str, int]:
        """Contingent, role, site, period, by name."""
        return self.contingent.name, self.role.name, self.site.name, self.period

    @property
    def heads(self) -> float:
        """Heads of one unit."""
        return self.contingent.heads

    @property
    def provides(self) -> float:
        """What one unit is worth to its requirement, in the role's measure."""
        return self.effectiveness * (1.0 if self.role.counts_units else self.heads)

    @property
    def cost(self) -> float:
        """What one unit costs here for one period, sites apart."""
        return self.heads * (self.contingent.cost + self.movement)

    def ties_up(self, period: int) -> float:
        """Heads of its nation that one unit ties up in a period."""
        if self.contingent.basis == "pool":
            return self.heads if self.period <= period <= self.period + self.contingent.away else 0.0
        return self.heads * (1 + self.contingent.dwell) if period == self.period else 0.0

    def takes(self, period: int) -> float:
        """Heads of its area that one unit ties up in a period: allies stationed there have no base there."""
        if self.contingent.basis == "sustained" and self.contingent.stock == "stationed":
            return self.heads if period == self.period else 0.0
        return self.ties_up(period)

    def draws_down(self) -> float:
        """Heads times periods taken from its area by one unit, also those after the plan's end."""
        if self.contingent.basis == "pool":
            return self.heads * (1 + self.contingent.away)
        return self.takes(self.period)


@dataclass(frozen=True)
class Priority:
    """The objectives of one rank, by weight."""

    rank: int
    weights: Mapping[str, float]
    tolerance: float


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything the sheets say, names as they are compared."""

    calendar: Calendar
    settings: Row
    nations: Mapping[str, Nation]
    roles: Mapping[str, Role]
    areas: Mapping[str, Area]
    sites: Mapping[str, Site]
    contingents: Mapping[str, Contingent]
    requirements: Sequence[Requirement]
    conditions: Mapping[str, Row]
    rows: Mapping[str, list[Row]]
    priorities: Sequence[Priority]
    arcs: Sequence[Arc]

    @property
    def periods(self) -> range:
        """Periods from 1."""
        return range(1, self.calendar.periods + 1)

    def holds(self, condition: str, period: int) -> bool:
        """Whether a condition holds in a period."""
        row = self.conditions[condition]
        return row.yes("Holds") and row.first() <= period

    def share(self, nation: Nation) -> float:
        """The most that a nation may have of the heads that count; NaN: no limit."""
        return self.settings.number("Largest share") if math.isnan(nation.share) else nation.share

    def backfill(self, cap: Row, period: int) -> float:
        """Heads that arrive where a cap protects, and let as many leave."""
        return sum(
            row.number("Heads")
            for row in self.rows["Backfill"]
            if row.holds(period)
            and self.areas[row.name("Area")] in self.areas_of(cap)
            and cap.name("Stock", "any") in ("any", row.name("Stock", "own"))
            and ("" in (row.name("Capability"), cap.name("Capability")) or same_capability(row, cap))
            and (row.blank("Condition") or self.holds(row.name("Condition"), period))
        )

    def nations_of(self, cap: Row) -> list[Nation]:
        """The nations that a cap binds together, where its name is no area's."""
        names = [cap.name("Applies to")]
        return [] if self.areas_of(cap) else [one for one in self.nations.values() if one.is_any_of(names)]

    def areas_of(self, cap: Row) -> list[Area]:
        """The areas that a cap protects together."""
        name = cap.name("Applies to")
        return [area for area in self.areas.values() if name == area.name or name in area.groups]

    def limit(self, cap: Row, period: int) -> float:
        """Most heads that a cap allows to take in a period."""
        stock = cap.name("Stock", "any")
        stocks = STOCKS if stock == "any" else (stock,)
        baseline = sum(area.baseline[one] for area in self.areas_of(cap) for one in stocks)
        baseline += sum(nation.strength for nation in self.nations_of(cap))
        share_of_baseline = math.inf if cap.blank("Cap share") else cap.number("Cap share") * baseline
        return min(cap.number("Cap heads", math.inf), share_of_baseline) + self.backfill(cap, period)

    def capped(self, cap: Row, period: int) -> list[tuple[float, Arc]]:
        """What each arc takes, by unit, from what a cap protects in a period."""
        capability = cap.name("Capability")
        deployed = cap.name("Counts", "tied up") == "deployed"
        members = [
            arc
            for arc in self.arcs
            if self.is_capped(cap, arc.contingent) and capability in ("", arc.contingent.capability)
        ]
        if deployed:
            return [(arc.heads, arc) for arc in members if arc.period == period]
        if self.nations_of(cap):
            return [(arc.ties_up(period), arc) for arc in members]
        return [(arc.takes(period), arc) for arc in members]

    def is_capped(self, cap: Row, pledge: Contingent) -> bool:
        """Whether a pledge is of the areas and the stock of a cap, or of its nations."""
        stock, nations = cap.name("Stock", "any"), self.nations_of(cap)
        if not nations:
            return pledge.area in self.areas_of(cap) and stock in ("any", pledge.stock)
        homes = ["", *(nation.name for nation in nations)]
        at_home = pledge.area is None or pledge.area.nation in homes
        return pledge.nation in nations and (stock == "any" or at_home)

    def support_rate(self, row: Row, period: int) -> float:
        """What a head in a supported role needs of the supporting role in a period."""
        relieved = not row.blank("Relieved by") and self.holds(row.name("Relieved by"), period)
        relief = row.number("Relief", 0.0) if relieved else 0.0
        return row.number("Needs") / row.number("Per heads") * (1 - relief)

    def supports(self, row: Row, role: Role) -> bool:
        """Whether a role needs this support."""
        if row.blank("Supported roles"):
            return role.name != row.name("Role")
        return role.name in row.names("Supported roles")


def same_capability(one: Row, other: Row) -> bool:
    """Whether two rows name the same capability."""
    return one.name("Capability") == other.name("Capability")
