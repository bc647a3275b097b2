"""The model of docs/model.md as a program: decisions, rules, objectives, row by row from its text."""

from __future__ import annotations

import math
from collections.abc import Iterable

from oracle.facts import Arc, Contingent, Facts, Nation, Site
from oracle.judge import NOBODY, Allocation, Key, locked, scopes, support_worth
from oracle.program import Program, Terms
from oracle.withdrawal import worst_withdrawal
from solver.tables import fold


class Model:
    """Decisions, rules and objectives over the facts."""

    def __init__(self, facts: Facts, program: Program, baseline: Allocation) -> None:
        self.facts = facts
        self.program = program
        self.baseline = baseline
        self.whole = facts.settings.yes("Whole units", True)
        self.send = {arc: program.variable(whole=self.whole) for arc in facts.arcs}
        self.site_open: dict[tuple[Site, int], int] = {}
        self.site_opened: dict[Site, int] = {}
        self.contingent_rules()
        self.nation_rules()
        self.requirement_rules()
        self.site_rules()
        self.area_rules()
        self.theatre_rules()
        self.support_rules()
        self.lock_rules()

    # --- sums that rules speak of

    def units(self, arcs: Iterable[Arc]) -> Terms:
        """Units on arcs."""
        return [(1.0, self.send[arc]) for arc in arcs]

    def heads(self, arcs: Iterable[Arc]) -> Terms:
        """Heads on arcs."""
        return [(arc.heads, self.send[arc]) for arc in arcs]

    def provided(self, arcs: Iterable[Arc]) -> Terms:
        """What arcs provide, in their role's measure."""
        return [(arc.provides, self.send[arc]) for arc in arcs]

    def in_period(self, period: int) -> list[Arc]:
        """All arcs of a period."""
        return [arc for arc in self.facts.arcs if arc.period == period]

    def at_site(self, site: Site, period: int) -> list[Arc]:
        """All arcs at a site in a period."""
        return [arc for arc in self.in_period(period) if arc.site is site]

    def counted(self, period: int) -> list[Arc]:
        """All arcs of a period in roles that count to the force."""
        return [arc for arc in self.in_period(period) if arc.role.to_force]

    def allocation(self, found: list[float]) -> dict[Key, float]:
        """Units by arc, rounded where units are whole."""
        units = {arc.key: found[column] for arc, column in self.send.items()}
        if self.whole:
            units = {key: float(round(value)) for key, value in units.items()}
        return {key: value for key, value in units.items() if value > NOBODY}

    # --- rules

    def contingent_rules(self) -> None:
        """pledged_units, rotation, must_deploy, detachment."""
        for pledge in self.facts.contingents.values():
            mine = [arc for arc in self.facts.arcs if arc.contingent is pledge]
            for period in self.facts.periods:
                now = [arc for arc in mine if arc.period == period]
                self.program.row(self.units(now), at_most=pledge.units)
                if pledge.must and now:
                    self.program.row(self.units(now), at_least=pledge.units)
                if pledge.basis == "pool":
                    window = [arc for arc in mine if period <= arc.period <= period + pledge.away]
                    self.program.row(self.units(window), at_most=pledge.units)
                if pledge.smallest > 1:
                    self.detachments(pledge, now)

    def detachments(self, pledge: Contingent, now: list[Arc]) -> None:
        """At a site is nothing, or at least the smallest detachment."""
        for site in dict.fromkeys(arc.site for arc in now):
            here = self.units(arc for arc in now if arc.site is site)
            some = self.program.yes_no()
            self.program.row([*here, (-pledge.units, some)], at_most=0.0)
            self.program.row([*here, (-pledge.smallest, some)], at_least=0.0)

    def nation_rules(self) -> None:
        """deployable_pool and nation_share."""
        for nation in self.facts.nations.values():
            for period in self.facts.periods:
                if not math.isnan(nation.pool):
                    self.program.row(self.tied_up(nation, period), at_most=nation.pool)
                everyone = self.counted(period)
                own = [arc for arc in everyone if arc.contingent.nation == nation]
                share = self.facts.share(nation)
                if not math.isnan(share):
                    less = [(-share * heads, column) for heads, column in self.heads(everyone)]
                    self.program.row(self.heads(own) + less, at_most=0.0)
                if own and not math.isnan(nation.least):
                    self.program.row(self.heads(own), at_least=nation.least)

    def tied_up(self, nation: Nation, period: int) -> Terms:
        """Heads that a nation ties up in a period."""
        own = [arc for arc in self.facts.arcs if arc.contingent.nation == nation]
        return [(arc.ties_up(period), self.send[arc]) for arc in own]

    def requirement_rules(self) -> None:
        """requirement_met, and the lacks that shortfalls and the worst shortfall weigh."""
        self.minimum_shortfall: Terms = []
        self.target_shortfall: Terms = []
        self.lacks: dict[tuple[str, str, int], tuple[int, int]] = {}
        self.worst = self.program.variable(1.0)
        for asked in self.facts.requirements:
            for period in self.facts.periods:
                if not asked.row.holds(period):
                    continue
                here = [arc for arc in self.at_site(asked.site, period) if arc.requirement is asked]
                given = self.provided(here)
                lack_minimum, lack_target = self.program.variable(), self.program.variable()
                where = (fold(asked.site.name), fold(asked.role.name), period)
                self.lacks[where] = (lack_minimum, lack_target)
                self.program.row([*given, (1.0, lack_minimum)], at_least=asked.minimum)
                self.program.row([*given, (1.0, lack_target)], at_least=asked.target)
                self.program.row(given, at_most=asked.maximum)
                self.minimum_shortfall.append((asked.weight * asked.role.worth, lack_minimum))
                self.target_shortfall.append((asked.weight * asked.role.worth, lack_target))
                if asked.target > 0:
                    self.program.row([*given, (asked.target, self.worst)], at_least=asked.target)

    def site_rules(self) -> None:
        """site_capacity, site_in_use, nations_at_site, lead_nation."""
        limit = self.facts.settings.number("Open sites at most")
        self.nations_at_sites: Terms = []
        for period in self.facts.periods:
            for site in self.facts.sites.values():
                heads = self.heads(self.at_site(site, period))
                is_open = self.site_open[site, period] = self.program.yes_no()
                self.program.row([*heads, (-self.room(site, period), is_open)], at_most=0.0)
                self.program.row([*heads, (-site.least, is_open)], at_least=0.0)
                by_order = site.open == "yes" and site.row.holds(period)
                open_at_most = 1.0 if site.open != "no" and site.row.holds(period) else 0.0
                self.program.row([(1.0, is_open)], at_least=float(by_order), at_most=open_at_most)
                ever = self.site_opened.setdefault(site, -1)
                if ever < 0:
                    ever = self.site_opened[site] = self.program.yes_no()
                self.program.row([(1.0, ever), (-1.0, is_open)], at_least=0.0)
                self.nations_at(site, period)
            if not math.isnan(limit):
                opened = [(1.0, self.site_open[site, period]) for site in self.facts.sites.values()]
                self.program.row(opened, at_most=limit)

    def room(self, site: Site, period: int) -> float:
        """Most heads that could be at a site: what fits, or everybody who may come."""
        comers = {arc.contingent for arc in self.at_site(site, period)}
        return min(site.capacity, sum(pledge.units * pledge.heads for pledge in comers))

    def nations_at(self, site: Site, period: int) -> None:
        """No more nations than allowed; one that leads where somebody is."""
        here = self.at_site(site, period)
        room = self.room(site, period)
        share = self.facts.settings.number("Lead share", 0.25)
        present, lead = [], []
        for nation in dict.fromkeys(arc.contingent.nation.name for arc in here):
            own = [arc for arc in here if arc.contingent.nation.name == nation]
            some = self.program.yes_no()
            self.program.row([*self.heads(own), (-room, some)], at_most=0.0)
            present.append((1.0, some))
            if site.needs_lead and self.facts.nations[nation].leads:
                leads = self.program.yes_no()
                enough = self.heads(own) + [(-share * arc.heads, self.send[arc]) for arc in here]
                self.program.row([*enough, (-share * room, leads)], at_least=-share * room)
                lead.append((1.0, leads))
        self.nations_at_sites += present
        if not math.isinf(site.nations):
            self.program.row(present, at_most=site.nations)
        if site.needs_lead:
            somebody = self.heads(here) + [(-room, column) for _, column in lead]
            self.program.row(somebody, at_most=0.0)
            self.program.row(lead, at_most=1.0)

    def area_rules(self) -> None:
        """drawdown_cap."""
        for cap in self.facts.rows["Drawdown caps"]:
            for period in self.facts.periods:
                if cap.holds(period):
                    taken = [(heads, self.send[arc]) for heads, arc in self.facts.capped(cap, period)]
                    self.program.row(taken, at_most=self.facts.limit(cap, period))

    def theatre_rules(self) -> None:
        """force_size and budget."""
        budget = self.facts.settings.number("Budget per period")
        for period in self.facts.periods:
            counted = self.heads(self.counted(period))
            lack_force = self.program.variable()
            self.minimum_shortfall.append((1.0, lack_force))
            for row in self.facts.rows["Force"]:
                if row.holds(period):
                    self.program.row(counted, at_most=row.number("Ceiling", math.inf))
                    self.program.row([*counted, (1.0, lack_force)], at_least=row.number("Floor", 0.0))
            if not math.isnan(budget):
                self.program.row(self.spent(period), at_most=budget)

    def spent(self, period: int) -> Terms:
        """Money for heads, movement and open sites in a period."""
        running = [(site.running, self.site_open[site, period]) for site in self.facts.sites.values()]
        return [(arc.cost, self.send[arc]) for arc in self.in_period(period)] + running

    def support_rules(self) -> None:
        """support_ratio."""
        self.worst_support = self.program.variable()
        for row in self.facts.rows["Support ratios"]:
            weight = row.number("Weight", 1.0) * support_worth(self.facts, row)
            for period in self.facts.periods:
                rate = self.facts.support_rate(row, period)
                for sites in scopes(self.facts, row):
                    here = [arc for arc in self.in_period(period) if arc.site in sites]
                    given = self.provided(arc for arc in here if arc.role.name == row.name("Role"))
                    heads = self.heads(arc for arc in here if self.facts.supports(row, arc.role))
                    needed = [(-rate * number, column) for number, column in heads]
                    lack = self.program.variable()
                    self.program.row([*given, *needed, (1.0, lack)], at_least=0.0)
                    self.target_shortfall.append((weight, lack))
                    worth = support_worth(self.facts, row)
                    self.program.row([(1.0, self.worst_support), (-worth, lack)], at_least=0.0)

    def lock_rules(self) -> None:
        """lock."""
        for row in self.facts.rows["Locks"]:
            for period in self.facts.periods:
                arcs = locked(self.facts, row, period)
                if row.holds(period) and arcs:
                    least, most = row.number("Units at least", 0.0), row.number("Units at most", math.inf)
                    self.program.row(self.units(arcs), at_least=least)
                    self.program.row(self.units(arcs), at_most=most)

    # --- objectives

    def objective(self, name: str) -> tuple[Terms, float]:
        """An objective as a sum, and what it comes to when all decisions are 0."""
        sums = {
            "minimum shortfall": lambda: self.minimum_shortfall,
            "target shortfall": lambda: self.target_shortfall,
            "drawdown": self.drawdown,
            "cost": self.cost,
            "heads": lambda: self.heads(self.facts.arcs),
            "moves": self.moves,
            "open sites": lambda: [(1.0, column) for column in self.site_open.values()],
            "worst shortfall": lambda: [(1.0, self.worst)],
            "largest burden": self.largest_burden,
            "nations at sites": lambda: self.nations_at_sites,
            "worst support": lambda: [(1.0, self.worst_support)],
            "worst withdrawal": lambda: worst_withdrawal(self.program, self.facts, self.send),
        }
        return self.changes() if name == "changes" else (sums[name](), 0.0)

    def drawdown(self) -> Terms:
        """Weighted heads tied up of contingents drawn from an area."""
        return [
            (arc.contingent.area.weight * arc.draws_down(), column)
            for arc, column in self.send.items()
            if arc.contingent.area is not None
        ]

    def cost(self) -> Terms:
        """Money in all periods, and once for each site ever open."""
        spent = [term for period in self.facts.periods for term in self.spent(period)]
        return spent + [(site.opening, column) for site, column in self.site_opened.items()]

    def moves(self) -> Terms:
        """Units that appear at a site where the contingent had fewer the period before."""
        terms = []
        appearances = dict.fromkeys((arc.contingent, arc.site, arc.period) for arc in self.facts.arcs)
        for pledge, site, period in appearances:
            if period == 1:
                continue
            now = [arc for arc in self.at_site(site, period) if arc.contingent is pledge]
            before = [arc for arc in self.at_site(site, period - 1) if arc.contingent is pledge]
            appear = self.program.variable()
            gone = [(-1.0, self.send[arc]) for arc in before]
            self.program.row([*self.units(now), *gone, (-1.0, appear)], at_most=0.0)
            terms.append((1.0, appear))
        return terms

    def changes(self) -> tuple[Terms, float]:
        """Units added plus units taken away; baseline rows without an arc are taken away."""
        terms = []
        for arc, column in self.send.items():
            change = self.program.variable()
            was = self.baseline.get(arc.key, 0.0)
            self.program.row([(1.0, change), (-1.0, column)], at_least=-was)
            self.program.row([(1.0, change), (1.0, column)], at_least=was)
            terms.append((1.0, change))
        keys = {arc.key for arc in self.facts.arcs}
        return terms, sum(units for key, units in self.baseline.items() if key not in keys)

    def largest_burden(self) -> Terms:
        """The highest share of its active strength that any nation ties up."""
        burden = self.program.variable()
        for nation in self.facts.nations.values():
            if not math.isnan(nation.strength):
                for period in self.facts.periods:
                    terms = self.tied_up(nation, period)
                    self.program.row([*terms, (-nation.strength, burden)], at_most=0.0)
        return [(1.0, burden)]
