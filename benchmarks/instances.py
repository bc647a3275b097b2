"""Seeded instances of growing size: pledges, requirements and caps as a planner would have them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from solver.plan import Plan
from solver.plan.make import make_plan
from solver.tables import raw_tables

Record = dict[str, object]

HEADS = (20, 40, 80, 120, 150, 200)
HEADS_WEIGHTS = (0.15, 0.15, 0.2, 0.25, 0.15, 0.1)
AREAS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large an instance is, and what is asked of it.

    ``whole``: units are never split. ``free_sites``: opening a site costs
    nothing, so that without whole units nothing is yes or no. ``one_rank``:
    shortfalls and cost are weighed against each other at once.
    """

    contingents: int
    sites: int
    periods: int
    whole: bool = True
    free_sites: bool = False
    one_rank: bool = False
    seed: int = 1
    nations: int = 35
    roles: int = 12


SHAPES = {
    "conference": Shape(contingents=120, sites=25, periods=1),
    "campaign": Shape(contingents=400, sites=40, periods=12),
    "decade": Shape(contingents=1000, sites=60, periods=20),
}

TINY = Shape(contingents=12, sites=4, periods=2)
"""What a process solves before it is measured, so that nothing is loaded late."""

WEIGHTS = {"minimum shortfall": 1.0, "target shortfall": 1.0, "cost": 1e-4}
"""What a lacking head and a unit of money weigh where all is one rank: a head costs thousands."""


def shape_of(text: str) -> Shape:
    """A shape by its name, or by ``contingents x sites x periods`` as in 200x30x6."""
    if text in SHAPES:
        return SHAPES[text]
    contingents, sites, periods = (int(part) for part in text.split("x"))
    return Shape(contingents=contingents, sites=sites, periods=periods)


def linear(shape: Shape) -> Shape:
    """The same without any yes or no, in one rank: a linear program solved once."""
    return replace(shape, whole=False, free_sites=True, one_rank=True)


def instance(shape: Shape) -> Plan:
    """The plan of that shape; equal shapes give equal plans."""
    return make_plan(raw_tables(sheets(shape)))


def sheets(shape: Shape) -> dict[str, list[Record]]:
    """The instance as the records of a workbook."""
    rng = np.random.default_rng(shape.seed)
    contingents = _contingents(shape, rng)
    pledged = sum(int(str(row["Units"])) * int(str(row["Heads per unit"])) for row in contingents)
    requirements, asked = _requirements(shape, rng, 0.9 * pledged)
    return {
        "Settings": [
            {"Name": "Periods", "Value": shape.periods},
            {"Name": "Whole units", "Value": "yes" if shape.whole else "no"},
        ],
        "Nations": [{"Nation": f"N{n:02}"} for n in range(shape.nations)],
        "Contingents": contingents,
        "Roles": [{"Role": f"R{r:02}"} for r in range(shape.roles)],
        "Suitability": _suitability(shape, rng),
        "Sites": [
            {
                "Site": f"S{s:02}",
                "Capacity": round(1.15 * asked[s]),
                "Opening cost": 0 if shape.free_sites else cost,
            }
            for s, cost in enumerate((rng.integers(50, 500, shape.sites) * 1000).tolist())
        ],
        "Requirements": requirements,
        "Caveats": [
            {"Nation": f"N{n:02}", "Site": f"S{s:02}", "Effect": "not", "Reason": "capital"}
            for n in range(shape.nations)
            for s in range(shape.sites)
            if rng.random() < 0.15
        ],
        "Areas": [{"Area": f"A{a}", "Nation": f"N{a:02}", "Own": 10000} for a in range(AREAS)],
        "Drawdown caps": _caps(contingents),
        "Priorities": _priorities() if shape.one_rank else [],
    }


def _priorities() -> list[Record]:
    return [{"Rank": 1, "Objective": name, "Weight": weight} for name, weight in WEIGHTS.items()]


def _contingents(shape: Shape, rng: np.random.Generator) -> list[Record]:
    """Pledges: a quarter of them pools, a few drawn from another nation's area, coming in over time."""
    found: list[Record] = []
    for c in range(shape.contingents):
        nation = int(rng.integers(shape.nations))
        foreign = nation >= AREAS and rng.random() < 0.12
        found.append(
            {
                "Contingent": f"C{c:04}",
                "Nation": f"N{nation:02}",
                "Capability": f"K{int(rng.integers(2 * shape.roles)):02}",
                "Units": int(rng.integers(1, 7)),
                "Heads per unit": int(rng.choice(HEADS, p=HEADS_WEIGHTS)),
                "Basis": "pool" if rng.random() < 0.25 else "sustained",
                "Dwell ratio": int(rng.integers(2, 4)),
                "Drawn from": f"A{int(rng.integers(AREAS))}" if foreign else None,
                "Stock": "earmarked" if foreign else None,
                "From": int(rng.integers(1, max(shape.periods // 3, 1) + 1)),
                "Cost per head": int(rng.integers(20, 60)) * 100,
            }
        )
    return found


def _suitability(shape: Shape, rng: np.random.Generator) -> list[Record]:
    """Each capability suits one to three roles, the first fully, the others less."""
    found: list[Record] = []
    for k in range(2 * shape.roles):
        for place, role in enumerate(rng.permutation(shape.roles)[: int(rng.integers(1, 4))].tolist()):
            effect = 1.0 if place == 0 else round(float(rng.uniform(0.5, 0.9)), 2)
            found.append({"Capability": f"K{k:02}", "Role": f"R{role:02}", "Effectiveness": effect})
    return found


def _requirements(shape: Shape, rng: np.random.Generator, heads: float) -> tuple[list[Record], list[float]]:
    """A role is asked for at a third of the sites, growing from 60 % to all of it; the most asked by site."""
    pairs = [(s, r) for s in range(shape.sites) for r in range(shape.roles) if rng.random() < 0.35]
    weights = rng.uniform(0.5, 1.5, len(pairs))
    full = heads * weights / weights.sum()
    steps = min(shape.periods, 4)
    found: list[Record] = []
    for (site, role), target in zip(pairs, full.tolist(), strict=True):
        for step in range(steps):
            first = 1 + step * shape.periods // steps
            last = (step + 1) * shape.periods // steps
            share = 1.0 if steps == 1 else 0.6 + 0.4 * step / (steps - 1)
            asked = round(share * target)
            found.append(
                {
                    "Site": f"S{site:02}",
                    "Role": f"R{role:02}",
                    "Minimum": round(0.4 * asked),
                    "Target": asked,
                    "From": first,
                    "To": last,
                }
            )
    by_site = np.zeros(shape.sites)
    np.add.at(by_site, [site for site, _ in pairs], full)
    return found, by_site.tolist()


def _caps(contingents: list[Record]) -> list[Record]:
    """Each area gives up 30 % of what its contingents could tie up."""
    found: list[Record] = []
    for a in range(AREAS):
        tied = 0.0
        for row in contingents:
            own = row["Nation"] == f"N{a:02}" and row["Drawn from"] is None
            if own or row["Drawn from"] == f"A{a}":
                heads = int(str(row["Units"])) * int(str(row["Heads per unit"]))
                tied += heads * (1 + int(str(row["Dwell ratio"])))
        found.append({"Applies to": f"A{a}", "Cap heads": round(0.3 * tied)})
    return found
