"""Judging a finished allocation: which rules it breaks, and what each objective comes to."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from oracle.facts import Arc, Contingent, Facts, Nation, Requirement, Site
from oracle.rows import Row
from solver.tables import fold

Key = tuple[str, str, str, int]
Allocation = Mapping[Key, float]
"""Units by contingent, role, site, period; names as they are compared."""

SLACK = 1e-6
"""How far a rule may be missed, for the solver's arithmetic."""
NOBODY = 1e-9
"""Units that are not there."""


def folded(allocation: Allocation) -> dict[Key, float]:
    """An allocation with its names as they are compared."""
    return {
        (fold(contingent), fold(role), fold(site), period): units
        for (contingent, role, site, period), units in allocation.items()
    }


def judged(facts: Facts, allocation: Allocation) -> Judged:
    """An allocation, ready to be asked; every key must be an arc."""
    arcs = {arc.key: arc for arc in facts.arcs}
    return Judged(facts, [(arcs[key], units) for key, units in allocation.items() if units > NOBODY])


@dataclass(frozen=True, eq=False)
class Judged:
    """What was sent, and the sums that rules speak of."""

    facts: Facts
    sent: list[tuple[Arc, float]]

    def without(self, nation: str) -> Judged:
        """The same, without what this nation sends."""
        return Judged(self.facts, [pair for pair in self.sent if pair[0].contingent.nation.name != nation])

    def units(self, which: Callable[[Arc], bool]) -> float:
        """Units on the arcs in question."""
        return sum(units for arc, units in self.sent if which(arc))

    def heads(self, which: Callable[[Arc], bool]) -> float:
        """Heads on the arcs in question."""
        return sum(arc.heads * units for arc, units in self.sent if which(arc))

    def used(self, pledge: Contingent, period: int) -> float:
        """Units of a contingent that are away."""
        return self.units(lambda arc: arc.contingent is pledge and arc.period == period)

    def at(self, site: Site, period: int) -> float:
        """Heads at a site."""
        return self.heads(lambda arc: arc.site is site and arc.period == period)

    def counted(self, period: int, nation: Nation | None = None) -> float:
        """Heads that count to the force, of one nation or of all."""
        return self.heads(
            lambda arc: (
                arc.period == period
                and arc.role.to_force
                and (nation is None or arc.contingent.nation == nation)
            )
        )

    def is_open(self, site: Site, period: int) -> bool:
        """Somebody is there, or it is open by order."""
        return self.at(site, period) > 0 or (site.open == "yes" and site.row.holds(period))

    def tied_up(self, nation: Nation, period: int) -> float:
        """Heads that a nation ties up."""
        return sum(arc.ties_up(period) * units for arc, units in self.sent if arc.contingent.nation == nation)

    def provided(self, asked: Requirement, period: int) -> float:
        """What serves a requirement, in its role's measure."""
        return sum(
            arc.provides * units
            for arc, units in self.sent
            if arc.requirement is asked and arc.period == period
        )

    def asked(self) -> Iterable[tuple[Requirement, int]]:
        """Requirements with the periods in which they stand."""
        for requirement in self.facts.requirements:
            for period in self.facts.periods:
                if requirement.row.holds(period):
                    yield requirement, period

    def lacking_support(self, row: Row, period: int) -> float:
        """What a support ratio lacks, over the theatre or summed over its sites."""
        return sum(self.lacks_of_support(row, period))

    def lacks_of_support(self, row: Row, period: int) -> list[float]:
        """What a support ratio lacks over the theatre, or at each of its sites."""
        rate = self.facts.support_rate(row, period)
        role = row.name("Role")
        lacking = []
        for sites in scopes(self.facts, row):
            here = [pair for pair in self.sent if pair[0].period == period and pair[0].site in sites]
            needed = sum(
                rate * arc.heads * units for arc, units in here if self.facts.supports(row, arc.role)
            )
            given = sum(arc.provides * units for arc, units in here if arc.role.name == role)
            lacking.append(max(0.0, needed - given))
        return lacking

    def running_cost(self, period: int) -> float:
        """Money for heads, movement and open sites in a period."""
        sites = self.facts.sites.values()
        return sum(arc.cost * units for arc, units in self.sent if arc.period == period) + sum(
            site.running for site in sites if self.is_open(site, period)
        )


def scopes(facts: Facts, row: Row) -> list[list[Site]]:
    """The sites over which support counts together: all of them, or each by itself."""
    sites = list(facts.sites.values())
    return [[site] for site in sites] if row.name("Scope", "theatre") == "site" else [sites]


def breaches(facts: Facts, allocation: Allocation) -> list[str]:
    """Every hard rule that an allocation breaks, by its name."""
    plan = judged(facts, allocation)
    rules = (
        pledges_kept,
        requirements_not_exceeded,
        sites_in_order,
        leads_found,
        nations_within_bounds,
        caps_kept,
        totals_kept,
        locks_kept,
    )
    return sorted({name for rule in rules for name, holds in rule(plan) if not holds})


Verdicts = Iterable[tuple[str, bool]]


def pledges_kept(plan: Judged) -> Verdicts:
    """Units, rotation, detachments and duties of each contingent."""
    periods = plan.facts.periods
    for pledge in plan.facts.contingents.values():
        for period in periods:
            yield "pledged_units", plan.used(pledge, period) <= pledge.units + SLACK
            has_arc = any(arc.contingent is pledge and arc.period == period for arc in plan.facts.arcs)
            if pledge.must and has_arc:
                yield "must_deploy", abs(plan.used(pledge, period) - pledge.units) <= SLACK
            if pledge.basis == "pool":
                together = [other for other in periods if period <= other <= period + pledge.away]
                yield "rotation", sum(plan.used(pledge, other) for other in together) <= pledge.units + SLACK
        yield (
            "detachment",
            all(
                units >= pledge.smallest - SLACK
                for units in by_site(plan, pledge).values()
                if pledge.smallest > 1
            ),
        )


def by_site(plan: Judged, pledge: Contingent) -> dict[tuple[str, int], float]:
    """A contingent's units by site and period."""
    units: dict[tuple[str, int], float] = defaultdict(float)
    for arc, sent in plan.sent:
        if arc.contingent is pledge:
            units[arc.site.name, arc.period] += sent
    return units


def requirements_not_exceeded(plan: Judged) -> Verdicts:
    """Nothing serves a requirement beyond its maximum."""
    for asked, period in plan.asked():
        yield "requirement_met", plan.provided(asked, period) <= asked.maximum + SLACK


def sites_in_order(plan: Judged) -> Verdicts:
    """Capacity, least heads, orders to open, nations at a site, open sites."""
    sites = plan.facts.sites.values()
    for period in plan.facts.periods:
        open_sites = [site for site in sites if plan.is_open(site, period)]
        yield "site_in_use", len(open_sites) <= plan.facts.settings.number("Open sites at most", math.inf)
        for site in sites:
            yield "site_capacity", plan.at(site, period) <= site.capacity + SLACK
            yield "site_in_use", site.open != "no" or plan.at(site, period) == 0
            yield "site_in_use", site not in open_sites or plan.at(site, period) >= site.least - SLACK
            here = {
                arc.contingent.nation.name
                for arc, _ in plan.sent
                if arc.site is site and arc.period == period
            }
            yield "nations_at_site", len(here) <= site.nations


def leads_found(plan: Judged) -> Verdicts:
    """Some nation that can lead has its share of the heads, where somebody is and a lead is needed."""
    share = plan.facts.settings.number("Lead share", 0.25)
    for site in plan.facts.sites.values():
        for period in plan.facts.periods:
            everybody = plan.at(site, period)
            if not site.needs_lead or everybody == 0:
                continue
            by_nation: dict[str, float] = defaultdict(float)
            for arc, units in plan.sent:
                if arc.site is site and arc.period == period and arc.contingent.nation.leads:
                    by_nation[arc.contingent.nation.name] += arc.heads * units
            yield "lead_nation", max(by_nation.values(), default=-math.inf) >= share * everybody - SLACK


def nations_within_bounds(plan: Judged) -> Verdicts:
    """Deployable pools, largest shares and least heads."""
    for nation in plan.facts.nations.values():
        share = plan.facts.share(nation)
        for period in plan.facts.periods:
            own = plan.counted(period, nation)
            yield "deployable_pool", not plan.tied_up(nation, period) > nation.pool + SLACK
            yield "nation_share", not own > share * plan.counted(period) + SLACK
            has_arc = any(
                arc.contingent.nation == nation and arc.period == period and arc.role.to_force
                for arc in plan.facts.arcs
            )
            yield "nation_share", not (has_arc and own < nation.least - SLACK)


def caps_kept(plan: Judged) -> Verdicts:
    """What is taken from an area stays within its cap and its backfill."""
    sent = {arc.key: units for arc, units in plan.sent}
    for cap in plan.facts.rows["Drawdown caps"]:
        for period in plan.facts.periods:
            if cap.holds(period):
                taken = sum(heads * sent.get(arc.key, 0.0) for heads, arc in plan.facts.capped(cap, period))
                yield "drawdown_cap", taken <= plan.facts.limit(cap, period) + SLACK


def totals_kept(plan: Judged) -> Verdicts:
    """Ceilings of the force and the budget."""
    budget = plan.facts.settings.number("Budget per period", math.inf)
    for period in plan.facts.periods:
        yield "budget", plan.running_cost(period) <= budget + SLACK
        for row in plan.facts.rows["Force"]:
            if row.holds(period):
                yield "force_size", plan.counted(period) <= row.number("Ceiling", math.inf) + SLACK


def locks_kept(plan: Judged) -> Verdicts:
    """What the planner locked; nothing where a lock finds no arc."""
    for row in plan.facts.rows["Locks"]:
        for period in plan.facts.periods:
            arcs = locked(plan.facts, row, period)
            if not row.holds(period) or not arcs:
                continue
            units = sum(sent for arc, sent in plan.sent if arc in arcs)
            yield "lock", not units < row.number("Units at least") - SLACK
            yield "lock", not units > row.number("Units at most") + SLACK


def locked(facts: Facts, row: Row, period: int) -> list[Arc]:
    """The arcs that a lock names in a period."""
    return [
        arc
        for arc in facts.arcs
        if arc.period == period
        and arc.contingent.name == row.name("Contingent")
        and (row.blank("Site") or arc.site.name == row.name("Site"))
        and (row.blank("Role") or arc.role.name == row.name("Role"))
    ]


def support_worth(facts: Facts, row: Row) -> float:
    """What a lacking unit of the supporting role weighs; 1 where heads are counted, or nobody asks for it."""
    role = facts.roles.get(row.name("Role"))
    return role.worth if role is not None else 1.0
