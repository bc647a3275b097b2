"""From the planner's records to facts: registers, defaults, arcs, as docs/workbook.md has them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import replace

from oracle.away import nations_away, without
from oracle.facts import (
    DEFAULT_OBJECTIVES,
    STATUS_ORDER,
    STOCKS,
    Arc,
    Area,
    Contingent,
    Facts,
    Nation,
    Priority,
    Requirement,
    Role,
    Sheets,
    Site,
)
from oracle.rows import Calendar, Row, enabled
from solver.tables import fold

SHEETS = (
    "Nations",
    "Contingents",
    "Roles",
    "Suitability",
    "Sites",
    "Requirements",
    "Force",
    "Caveats",
    "Conditions",
    "Areas",
    "Drawdown caps",
    "Backfill",
    "Movement",
    "Support ratios",
    "Locks",
    "Present",
    "Priorities",
)


def read_facts(sheets: Sheets) -> Facts:
    """Everything the sheets say of those who do not stay away, arcs included."""
    away = nations_away(sheets)
    sheets = without(sheets, away) if away else sheets
    when, settings = read_settings(sheets)
    rows = {sheet: enabled(sheets.get(sheet, ()), when) for sheet in SHEETS}
    nations = {row.name("Nation"): nation(row) for row in rows["Nations"]}
    areas = {row.name("Area"): area(row) for row in rows["Areas"]}
    roles = {row.name("Role"): role(row) for row in rows["Roles"]}
    sites = {row.name("Site"): site(row) for row in rows["Sites"]}
    named = [requirement(row, sites, roles) for row in rows["Requirements"]]
    contingents = {row.name("Contingent"): contingent(row, nations, areas) for row in rows["Contingents"]}
    facts = Facts(
        calendar=when,
        settings=settings,
        nations=nations | {one.nation.name: one.nation for one in contingents.values()},
        roles=roles,
        areas=areas,
        sites=sites,
        contingents=contingents,
        requirements=named,
        conditions={row.name("Condition"): row for row in rows["Conditions"]},
        rows=rows,
        priorities=priorities(rows["Priorities"]),
        arcs=(),
    )
    return replace(facts, arcs=tuple(arcs(facts)))


def read_settings(sheets: Sheets) -> tuple[Calendar, Row]:
    """The settings as one row whose columns are their names, and the calendar that they make."""
    bare = Calendar(start=None, months=6, periods=1)
    given = {row.name("Name"): row.cells.get("Value") for row in enabled(sheets.get("Settings", ()), bare)}
    spelled = {
        name: given.get(fold(name))
        for name in (
            "Largest share",
            "Lead share",
            "Open sites at most",
            "Budget per period",
            "Count pledges from",
            "Whole units",
        )
    }
    numbers = Row({"months": given.get("period months"), "periods": given.get("periods")}, bare)
    start = given.get("start")
    day = start.date() if isinstance(start, dt.datetime) else start
    when = Calendar(
        start=day if isinstance(day, dt.date) else None,
        months=int(numbers.number("months", 6)),
        periods=int(numbers.number("periods", 1)),
    )
    return when, Row(spelled, when)


def nation(row: Row) -> Nation:
    """A row of Nations."""
    return Nation(
        name=row.name("Nation"),
        groups=row.names("Groups"),
        strength=row.number("Active strength"),
        pool=row.number("Deployable pool"),
        dwell=row.number("Dwell ratio", 2.0),
        share=row.number("Largest share"),
        least=row.number("Least heads"),
        leads=row.yes("Can lead"),
        cost=row.number("Cost per head", 0.0),
    )


def area(row: Row) -> Area:
    """A row of Areas."""
    return Area(
        name=row.name("Area"),
        nation=row.name("Nation"),
        groups=row.names("Groups"),
        baseline={stock: row.number(stock.capitalize(), 0.0) for stock in STOCKS},
        weight=row.number("Weight", 1.0),
    )


def role(row: Row) -> Role:
    """A row of Roles."""
    counts_units = row.name("Measure", "heads") == "units"
    return Role(
        name=row.name("Role"),
        counts_units=counts_units,
        worth=row.number("Unit worth") if counts_units else 1.0,
        to_force=row.yes("Counts to force", True),
    )


def site(row: Row) -> Site:
    """A row of Sites."""
    return Site(
        name=row.name("Site"),
        zone=row.name("Zone"),
        capacity=row.number("Capacity", math.inf),
        opening=row.number("Opening cost", 0.0),
        running=row.number("Running cost", 0.0),
        open=row.name("Open", "free"),
        nations=row.number("Nations at most", math.inf),
        needs_lead=row.yes("Needs lead"),
        least=row.number("Least heads", 0.0),
        row=row,
    )


def requirement(row: Row, sites: Mapping[str, Site], roles: dict[str, Role]) -> Requirement:
    """A row of Requirements; a role that no register holds counts heads."""
    name = row.name("Role")
    return Requirement(
        site=sites[row.name("Site")],
        role=roles.setdefault(name, Role(name)),
        minimum=row.number("Minimum", 0.0),
        target=row.number("Target"),
        maximum=row.number("Maximum", math.inf),
        weight=row.number("Weight", 1.0),
        row=row,
    )


def contingent(row: Row, nations: Mapping[str, Nation], areas: Mapping[str, Area]) -> Contingent:
    """A row of Contingents, with what it takes over from its nation and its area."""
    home = nations.get(row.name("Nation"), Nation(row.name("Nation")))
    drawn_from, stock = drawn(row, home, areas)
    return Contingent(
        name=row.name("Contingent"),
        nation=home,
        capability=row.name("Capability"),
        units=int(row.number("Units")),
        heads=row.number("Heads per unit"),
        basis=row.name("Basis", "sustained"),
        dwell=row.number("Dwell ratio", home.dwell),
        area=drawn_from,
        stock=stock,
        must=row.yes("Must deploy"),
        smallest=int(row.number("Smallest detachment", 1)),
        cost=row.number("Cost per head", home.cost),
        row=row,
    )


def drawn(row: Row, home: Nation, areas: Mapping[str, Area]) -> tuple[Area | None, str]:
    """The area and the stock that a contingent leaves, if any."""
    name = row.name("Drawn from")
    if name == "none":
        return None, ""
    of_its_own = [one for one in areas.values() if one.nation == home.name]
    if not name and not of_its_own:
        return None, ""
    found = areas[name] if name else of_its_own[0]
    return found, row.name("Stock", "own")


def priorities(rows: list[Row]) -> list[Priority]:
    """The ranks in order; the first six objectives where the sheet says nothing."""
    if not rows:
        return [Priority(rank, {name: 1.0}, 0.0) for rank, name in enumerate(DEFAULT_OBJECTIVES, 1)]
    ranks = sorted({int(row.number("Rank")) for row in rows})
    return [
        Priority(
            rank,
            {row.name("Objective"): row.number("Weight", 1.0) for row in rows if row.number("Rank") == rank},
            max(row.number("Tolerance", 0.0) for row in rows if row.number("Rank") == rank),
        )
        for rank in ranks
    ]


def arcs(facts: Facts) -> list[Arc]:
    """Every contingent, role, site and period that the sheets allow together."""
    found = []
    for pledge in facts.contingents.values():
        for asked in facts.requirements:
            effectiveness = suits(facts, pledge, asked.role)
            for period in facts.periods:
                if effectiveness > 0 and allowed(facts, pledge, asked, period):
                    movement = moving(facts, pledge, asked.site)
                    found.append(Arc(pledge, asked.role, asked.site, period, asked, effectiveness, movement))
    return found


def suits(facts: Facts, pledge: Contingent, asked: Role) -> float:
    """How well a contingent fills a role; 0: not at all."""
    register = facts.rows["Suitability"]
    if not register:
        return 1.0 if pledge.capability == asked.name else 0.0
    for row in register:
        if (row.name("Capability"), row.name("Role")) == (pledge.capability, asked.name):
            return row.number("Effectiveness", 1.0)
    return 0.0


def allowed(facts: Facts, pledge: Contingent, asked: Requirement, period: int) -> bool:
    """Whether status, conditions, windows and caveats let a contingent serve a requirement in a period."""
    least_status = facts.settings.name("Count pledges from", "pledged")
    return (
        STATUS_ORDER.index(pledge.row.name("Status", "pledged")) >= STATUS_ORDER.index(least_status)
        and all(facts.holds(condition, period) for condition in pledge.row.names("Conditions"))
        and pledge.row.holds(period)
        and asked.site.row.holds(period)
        and asked.row.holds(period)
        and not any(forbids(row, pledge, asked, period) for row in facts.rows["Caveats"])
    )


def forbids(caveat: Row, pledge: Contingent, asked: Requirement, period: int) -> bool:
    """Whether a caveat keeps a contingent from a role at a site in a period."""
    who = (
        (caveat.blank("Nation") or pledge.nation.is_any_of(caveat.names("Nation")))
        and (caveat.blank("Contingent") or pledge.name in caveat.names("Contingent"))
        and (caveat.blank("Capability") or pledge.capability in caveat.names("Capability"))
    )
    what = (
        (caveat.blank("Role") or asked.role.name in caveat.names("Role"))
        and (caveat.blank("Site") or asked.site.name in caveat.names("Site"))
        and (caveat.blank("Zone") or asked.site.zone in caveat.names("Zone"))
    )
    if caveat.name("Effect") == "only":
        return caveat.holds(period) and who and not what
    return caveat.holds(period) and who and what


def moving(facts: Facts, pledge: Contingent, where: Site) -> float:
    """Cost of moving a head of a contingent to a site: the most particular row that speaks of it."""
    at_site = [row for row in facts.rows["Movement"] if row.name("Site") == where.name]
    of_anyone = [row for row in at_site if row.blank("Contingent")]
    groups = [(group,) for group in pledge.nation.groups]
    candidates = (
        [row for row in at_site if row.name("Contingent") == pledge.name]
        + [row for row in of_anyone if row.name("Nation") == pledge.nation.name]
        + [row for row in of_anyone if (row.name("Nation"),) in groups]
        + [row for row in of_anyone if row.blank("Nation")]
    )
    return candidates[0].number("Cost per head") if candidates else 0.0
