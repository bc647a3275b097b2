"""Public instances with a published optimum: how soon forcegen and plain HiGHS prove it."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from case import make_case
from measure import DiffersError, same
from whole import Search, searches

from solver.plan.make import make_plan
from solver.tables import raw_tables

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "public"))

from public_sources import agents, beasley, challenge, distances, triples
from public_workbooks import (
    COST_ONLY,
    Sheets,
    agent_sheets,
    assignment_sheets,
    covering_sheets,
    location_sheets,
    single_source,
)


def _location(*, capacity: float, opening: float) -> Sheets:
    return location_sheets(beasley(capacity=capacity, opening=opening), split=False, bundled=False)


def _medians() -> Sheets:
    ways, sought = distances("pmed1")
    return single_source(ways, **{"Open sites at most": sought})


def _agents() -> tuple[Sheets, float]:
    """Lost against the greatest gain of any job: jobs x greatest gain - published gain."""
    problem = agents("gap1")[0]
    return agent_sheets(problem), problem.gain.shape[1] * float(np.max(problem.gain)) - 336


def _cover() -> Sheets:
    sheets = covering_sheets(*triples(3))
    sheets["Settings"][1]["Value"] = "no"  # whole units are not needed: a triple needs an open point
    return sheets


PUBLIC: dict[str, Callable[[], tuple[Sheets, float]]] = {
    "cap44": lambda: (_location(capacity=5_000, opening=25_000), 1235500.450),
    "cap64": lambda: (_location(capacity=15_000, opening=25_000), 1045650.250),
    "cap74": lambda: (_location(capacity=math.inf, opening=25_000), 1034976.975),
    "c515-1": _agents,
    "pmed1": lambda: (_medians(), 5819),
    "matrix sum 20": lambda: (assignment_sheets(challenge(20)), 1314605186),
    "Steiner A27": lambda: (_cover(), 18),
}
"""By name: its workbook and the published optimum. tests/public/data/README.md has the sources."""


def proofs(folder: Path, seconds: float) -> list[Search]:
    """Everybody on each instance until it is proved; the value must be the published one."""
    found: list[Search] = []
    for name, stated in PUBLIC.items():
        sheets, published = stated()
        rows = {"Priorities": COST_ONLY, **sheets}
        case = make_case(make_plan(raw_tables(rows)), folder / name, parts=("plan", "arrays"))
        for search in searches(case, seconds, 0.0):
            if search.gap == 0 and not same(search.value or 0.0, published):
                raise DiffersError(f"{name}: {search.searcher} claims {search.value}, not {published}")
            found.append(search)
    return found
