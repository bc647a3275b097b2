"""Asking again: one cell of the example changed, from the plan before and from nothing, side by side."""

from __future__ import annotations

import random
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure import DiffersError, say

from solver.errors import PlanError
from solver.example import example_rows
from solver.optimise import Search
from solver.optimise.lexicographic import optimise, optimise_again
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.tables import raw_tables

Cells = dict[str, object]
Sheets = Mapping[str, Sequence[Cells]]

NEARLY, QUICK = 1e-6, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Changes of one kind: medians and mean of the seconds, and the share answered in 0.3 s."""

    kind: str
    changes: int
    nothing: float
    median: float
    mean: float
    quick: float


def again(changes: int, seed: int) -> list[Again]:
    """So many changes of one cell of the example, by kind of cell and all together.

    Raises DiffersError where a bound of one search is above the plan of the other.
    """
    sheets = example_rows()
    plan = make_plan(raw_tables(sheets))
    options = Search.of(plan.settings)
    say("the example, from nothing")
    _, base = optimise_again(plan, options)
    found: list[tuple[str, float, float]] = []
    for kind, changed in _changed(sheets, changes, seed):
        usual = optimise(changed, options)
        solution, _ = optimise_again(changed, options, base=base)
        pairs = list(zip(usual.ranks, solution.ranks, strict=True))
        found.append((kind, usual.solve_seconds, solution.solve_seconds))
        say(f"{kind}: {usual.solve_seconds:.2f} s from nothing, {solution.solve_seconds:.2f} s again")
        for one, other in [*pairs, *(pair[::-1] for pair in pairs)]:
            if one.bound > other.value + NEARLY * max(1.0, abs(other.value)):
                raise DiffersError(f"rank {one.rank}: a bound of {one.bound} above a plan of {other.value}")
    kinds = [*dict.fromkeys(kind for kind, *_ in found), "all"]
    return [_summed(kind, [each for each in found if kind in (each[0], "all")]) for kind in kinds]


def _summed(kind: str, found: Sequence[tuple[str, float, float]]) -> Again:
    seconds = [each[2] for each in found]
    return Again(
        kind=kind,
        changes=len(found),
        nothing=statistics.median(each[1] for each in found),
        median=statistics.median(seconds),
        mean=statistics.mean(seconds),
        quick=sum(each <= QUICK for each in seconds) / len(seconds),
    )


def _changed(sheets: Sheets, count: int, seed: int) -> list[tuple[str, Plan]]:
    """So many plans that differ from the example in one cell: a cap, units, a target, or a condition."""
    lots = random.Random(seed)
    found: list[tuple[str, Plan]] = []
    draws = {"cap": _cap, "units": _units, "target": _target, "condition": _condition}
    while len(found) < count:
        kind = lots.choice(list(draws))
        changed = {name: [dict(row) for row in rows] for name, rows in sheets.items()}
        if draws[kind](changed, lots):
            try:
                found.append((kind, make_plan(raw_tables(changed))))
            except PlanError:
                continue
    return found


def _cap(sheets: Sheets, lots: random.Random) -> bool:
    """A cap half as high up to half as high again; one of 0 becomes a small one."""
    row = lots.choice(sheets["Drawdown caps"])
    column = "Cap share" if row.get("Cap heads") is None else "Cap heads"
    old = float(str(row[column]))
    new = old * lots.choice([0.5, 0.8, 0.9, 1.1, 1.25, 1.5])
    if column == "Cap heads":
        row[column] = round(new) if old else lots.choice([150, 300, 600])
    else:
        row[column] = round(new, 3) if old else lots.choice([0.01, 0.05, 0.1])
    return True


def _units(sheets: Sheets, lots: random.Random) -> bool:
    """A pledge of one unit less, one more, or two."""
    row = lots.choice(sheets["Contingents"])
    old = int(str(row["Units"]))
    row["Units"] = max(old + lots.choice([-1, 1, 1, 2]), 0)
    return row["Units"] != old


def _target(sheets: Sheets, lots: random.Random) -> bool:
    """A target between a fifth less and a quarter more."""
    row = lots.choice(sheets["Requirements"])
    old = row.get("Target")
    row["Target"] = int(float(str(old)) * lots.choice([0.8, 0.9, 1.1, 1.25])) if old else old
    return row["Target"] != old


def _condition(sheets: Sheets, lots: random.Random) -> bool:
    """A condition that holds instead of not, or the other way."""
    row = lots.choice(sheets["Conditions"])
    row["Holds"] = not row["Holds"]
    return True
