"""Single-source location drawn at random: how soon forcegen and plain HiGHS prove it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from case import make_case
from measure import DiffersError
from whole import Search, searches

from solver.plan.make import make_plan
from solver.tables import raw_tables

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "public"))

from public_sources import Location
from public_workbooks import COST_ONLY, location_sheets

ROOM = 5.0
"""What all sites together can hold, as a multiple of what all customers want."""

GAP = 1e-4


def location_proofs(sizes: list[str], folder: Path, seconds: float, seed: int) -> list[Search]:
    """Everybody on each size until it is proved; two who proved it must agree."""
    found: list[Search] = []
    for size in sizes:
        sites, customers = (int(part) for part in size.split("x"))
        sheets = location_sheets(_drawn(sites, customers, seed), split=False, bundled=True)
        plan = make_plan(raw_tables({**sheets, "Priorities": COST_ONLY}))
        case = make_case(plan, folder / "location" / size, parts=("plan", "arrays"))
        both = searches(case, seconds, GAP)
        values = [each.value or 0.0 for each in both if each.gap <= GAP]
        if values and max(values) - min(values) > GAP * max(values):
            raise DiffersError(f"{size}: {values}")
        found += both
    return found


def _drawn(sites: int, customers: int, seed: int) -> Location:
    """Sites and customers on a square of side 100; a unit served costs a tenth of the way to it.

    A customer wants 5 to 35 units. Opening costs 100 to 110 times the root of the capacity, up to 90 more.
    """
    random = np.random.default_rng(seed)
    at, homes = random.uniform(0, 100, (sites, 2)), random.uniform(0, 100, (customers, 2))
    demand = random.integers(5, 36, customers).astype(float)
    size = random.integers(10, 161, sites).astype(float)
    capacity = np.maximum(np.round(size * ROOM * demand.sum() / size.sum()), 36)
    opening = np.round(random.uniform(0, 90, sites) + random.uniform(100, 110, sites) * np.sqrt(capacity))
    ways = np.linalg.norm(homes[:, None, :] - at[None], axis=2)
    return Location(
        capacity=capacity,
        opening=opening,
        demand=demand,
        cost=np.round(0.1 * ways, 2) * demand[:, None],
    )
