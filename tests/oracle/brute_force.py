"""Tiny plans decided by trying everything: each whole-unit allocation judged by the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import comb, prod

from oracle.facts import Arc, Contingent, Facts, Sheets
from oracle.judge import Allocation, Key, breaches, folded
from oracle.reading import read_facts
from oracle.values import rank_values
from solver.tables import fold

KEPT = 1e-6
"""How much worse a settled rank may become, besides its tolerance."""


def in_whole_units(sheets: Sheets) -> Sheets:
    """The same workbook where no unit is ever split."""
    others = [row for row in sheets.get("Settings", ()) if fold(row["Name"]) != "whole units"]
    return {**sheets, "Settings": [*others, {"Name": "Whole units", "Value": "yes"}]}


def brute_force(sheets: Sheets, *, most: int, baseline: Allocation | None = None) -> list[float] | None:
    """The rank values of the best of all allocations, empty if none is allowed.

    None where there are more than ``most`` of them to try.
    """
    facts = read_facts(sheets)
    if possibilities(facts) > most:
        return None
    baseline = folded(baseline or {})
    allowed = (allocation for allocation in allocations(facts) if not breaches(facts, allocation))
    values = [rank_values(facts, allocation, baseline) for allocation in allowed]
    best: list[float] = []
    for place, priority in enumerate(facts.priorities):
        if values:
            least = min(one[place] for one in values)
            limit = least * (1 + priority.tolerance) + KEPT
            values = [one for one in values if one[place] <= limit]
            best.append(least)
    return best


def hands(facts: Facts) -> list[tuple[Contingent, list[Arc]]]:
    """What each contingent may do in each period."""
    found: dict[tuple[str, int], tuple[Contingent, list[Arc]]] = {}
    for arc in facts.arcs:
        found.setdefault((arc.contingent.name, arc.period), (arc.contingent, []))[1].append(arc)
    return list(found.values())


def possibilities(facts: Facts) -> int:
    """How many allocations send no more units than pledged in any period."""
    return prod(comb(pledge.units + len(arcs), len(arcs)) for pledge, arcs in hands(facts))


def allocations(facts: Facts) -> Iterator[dict[Key, float]]:
    """All of them."""
    for dealt in product(*(list(deals(arcs, pledge.units)) for pledge, arcs in hands(facts))):
        yield {key: float(units) for hand in dealt for key, units in hand if units}


def deals(arcs: list[Arc], units: int) -> Iterator[tuple[tuple[Key, int], ...]]:
    """Every way to spread at most so many units over arcs."""
    if not arcs:
        yield ()
        return
    for here in range(units + 1):
        for rest in deals(arcs[1:], units - here):
            yield ((arcs[0].key, here), *rest)
