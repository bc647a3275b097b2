"""Who is where today, a second time: rows matched with the arcs, and what is settled to keep them."""

from __future__ import annotations

import math
from random import Random

from oracle.facts import Arc, Facts
from oracle.judge import Key
from oracle.random_draw import Draw, Record, Records
from oracle.rows import Row

SHORTFALLS = ("minimum shortfall", "target shortfall")


def random_present(seed: int, sheets: dict[str, Records]) -> Records:
    """Rows of the present, most of which mean somebody; each who, where and as what stands once."""
    draw = Draw(Random(f"present {seed}"), "small")
    given = {row["Name"]: row.get("Value") for row in sheets["Settings"]}
    draw.periods = int(str(given.get("Periods") or 1))
    rows: dict[tuple[object, ...], Record] = {}
    for _ in range(draw.whole(1, 8)):
        pledge, asked = draw.pick(*sheets["Contingents"]), draw.pick(*sheets["Requirements"])
        by_name, by_heads = draw.maybe(0.4), draw.maybe(0.6)
        row: Record = {
            "Contingent": pledge["Contingent"] if by_name else None,
            "Nation": None if by_name and draw.maybe(0.6) else pledge["Nation"],
            "Capability": pledge["Capability"] if draw.maybe(0.3) else None,
            "Site": asked["Site"] if draw.maybe(0.9) else "nowhere",
            "Role": asked["Role"] if draw.maybe(0.6) else None,
            "Units": None if by_heads else draw.whole(0, 4),
            "Heads": draw.pick(0, 50, 100, 130, 200.5, 400) if by_heads else None,
        }
        rows[tuple(str(row[name]).casefold() for name in ("Nation", "Contingent", "Site", "Role"))] = (
            row | draw.window()
        )
    return list(rows.values())


def match_present(facts: Facts) -> dict[Key, float]:
    """The units of the present by contingent, role, site and period, from docs/model.md alone."""
    matched: dict[Key, float] = {}
    rows = [row for row in facts.rows["Present"] if row.name("Site") in facts.sites]
    for row in sorted(rows, key=_order):
        role = _role(facts, row)
        for period in facts.periods:
            if role and row.holds(period):
                _match(facts, row, role, period, matched)
    return matched


def _order(row: Row) -> tuple[object, ...]:
    """Contingents first, then nations with a capability, then others; each by name."""
    vague = 0 if not row.blank("Contingent") else 1 if not row.blank("Capability") else 2
    return vague, *(row.name(column) for column in ("Nation", "Contingent", "Site", "Role"))


def _means(row: Row, contingent: str, nation: str, capability: str) -> bool:
    """Whether a row can mean a contingent."""
    said = (
        row.name("Contingent", contingent),
        row.name("Nation", nation),
        row.name("Capability", capability),
    )
    return said == (contingent, nation, capability)


def _role(facts: Facts, row: Row) -> str:
    """The role that a row names; else the only one that it can mean; blank for none, and for several."""
    if not row.blank("Role"):
        return row.name("Role")
    roles = {
        arc.role.name
        for arc in facts.arcs
        if arc.site.name == row.name("Site") and row.holds(arc.period)
        if _means(row, arc.contingent.name, arc.contingent.nation.name, arc.contingent.capability)
    }
    if len(roles) > 1:
        kinds = {
            each.capability
            for each in facts.contingents.values()
            if _means(row, each.name, each.nation.name, each.capability)
        }
        roles &= kinds if len(kinds) == 1 else set()
    return roles.pop() if len(roles) == 1 else ""


def _match(facts: Facts, row: Row, role: str, period: int, matched: dict[Key, float]) -> None:
    """Take whole units of whoever covers most of what is left, until nobody covers any."""
    able = [
        arc
        for arc in facts.arcs
        if (arc.role.name, arc.site.name, arc.period) == (role, row.name("Site"), period)
        if _means(row, arc.contingent.name, arc.contingent.nation.name, arc.contingent.capability)
    ]
    by_heads = row.blank("Units")
    rest = row.number("Heads") if by_heads else row.number("Units")
    while able:
        fits = []
        for arc in able:
            used = _used(arc, matched)
            size = arc.heads if by_heads else 1.0
            fit = min(arc.contingent.units - used, math.floor(rest / size + 1e-9))
            fits.append((-fit * arc.heads, arc.contingent.name, fit, size, arc))
        _, _, fit, size, arc = min(fits, key=lambda each: each[:2])
        if fit < 1:
            break
        matched[arc.key] = matched.get(arc.key, 0.0) + fit
        rest -= fit * size
    if by_heads:
        _round(able, rest, matched)


def _used(arc: Arc, matched: dict[Key, float]) -> float:
    """Units of the arc's contingent that are matched in its period, wherever they are."""
    of = (arc.contingent.name, arc.period)
    return sum(units for (who, _, _, when), units in matched.items() if (who, when) == of)


def _round(able: list[Arc], rest: float, matched: dict[Key, float]) -> None:
    """One more unit for a rest that is half of one or more, of whoever has the smallest."""
    near = [arc for arc in able if arc.heads / 2 <= rest and _used(arc, matched) <= arc.contingent.units - 1]
    if near and rest > 1e-6:
        arc = min(near, key=lambda each: (each.heads, each.contingent.name))
        matched[arc.key] = matched.get(arc.key, 0.0) + 1.0


def priorities_written_out(facts: Facts, share: float) -> Records:
    """The rows of Priorities that say what *Worse to keep the present* says."""
    ranks: list[tuple[dict[str, float], float]] = [
        (dict(each.weights), each.tolerance) for each in facts.priorities
    ]
    if not any("changes" in weights for weights, _ in ranks):
        behind = [at for at, (weights, _) in enumerate(ranks) if set(weights) & set(SHORTFALLS)]
        ranks.insert(max(behind, default=len(ranks) - 1) + 1, ({"changes": 1.0}, 0.0))
    of_changes = next(at for at, (weights, _) in enumerate(ranks) if "changes" in weights)
    return [
        {
            "Rank": at + 1,
            "Objective": name,
            "Weight": weight,
            "Tolerance": max(tolerance, share) if at < of_changes else tolerance,
        }
        for at, (weights, tolerance) in enumerate(ranks)
        for name, weight in weights.items()
    ]
