"""Public instances as a planner's workbook: customers are contingents, warehouses are sites."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from public_sources import Agents, Floats, Location, Transport

Record = dict[str, object]
Sheets = dict[str, list[Record]]

COST_ONLY = [{"Rank": 1, "Objective": "cost"}]
SITES_ONLY = [{"Rank": 1, "Objective": "open sites"}]


def location_sheets(problem: Location, *, split: bool, bundled: bool) -> Sheets:
    """A customer is a contingent that must deploy, a warehouse a site, the cost of a pair a Movement row.

    ``split``: several warehouses may serve one customer. ``bundled``: what a
    customer wants is one unit of so many heads, else so many units of one head.
    """
    sites = [f"W{site:02}" for site in range(1, len(problem.opening) + 1)]
    each = problem.cost / problem.demand[:, None]
    return {
        "Settings": _settings(whole=not split),
        "Contingents": [
            _customer(f"C{number:03}", units=1 if bundled else demand, heads=demand if bundled else 1)
            for number, demand in enumerate(problem.demand.astype(int).tolist(), start=1)
        ],
        "Sites": [
            {"Site": site, "Capacity": int(capacity) if np.isfinite(capacity) else None, "Opening cost": cost}
            for site, capacity, cost in zip(
                sites, problem.capacity.tolist(), problem.opening.tolist(), strict=True
            )
        ],
        "Requirements": [_welcome(site) for site in sites],
        "Movement": _movement([f"C{number:03}" for number in range(1, len(each) + 1)], sites, each),
    }


def single_source(cost: Floats, **settings: object) -> Sheets:
    """Each customer, one head, goes to one of the sites."""
    customers, sites = (len(side) for side in (cost, cost.T))
    problem = Location(
        capacity=np.full(sites, np.inf), opening=np.zeros(sites), demand=np.ones(customers), cost=cost
    )
    sheets = location_sheets(problem, split=False, bundled=True)
    sheets["Settings"] += [{"Name": name, "Value": value} for name, value in settings.items()]
    return sheets


def assignment_sheets(cost: Floats) -> Sheets:
    """One worker for each task: a site has room for one head."""
    sheets = single_source(cost)
    for site in sheets["Sites"]:
        site["Capacity"] = 1
    return sheets


def transport_sheets(problem: Transport) -> Sheets:
    """A plant is a contingent, a market a site with a minimum."""
    plants, markets = list(problem.supply), list(problem.demand)
    return {
        "Settings": _settings(whole=True),
        "Contingents": [
            _customer(plant, units=supply, heads=1) | {"Must deploy": "no"}
            for plant, supply in problem.supply.items()
        ],
        "Sites": [{"Site": market} for market in markets],
        "Requirements": [
            {"Site": market, "Role": "Service", "Minimum": demand, "Target": demand}
            for market, demand in problem.demand.items()
        ],
        "Movement": _movement(plants, markets, problem.cost),
    }


def agent_sheets(problem: Agents) -> Sheets:
    """An agent is a site with a role of its own, whose Maximum is what the agent can bear.

    A job is a contingent of as many heads as the heaviest load, with a
    capability of its own; its effectiveness in an agent's role is the part of
    those heads that the job weighs there.
    """
    most = problem.load.max()
    sites = [f"A{agent:02}" for agent in range(1, len(problem.capacity) + 1)]
    jobs = [f"J{job:02}" for job in range(1, problem.load.shape[1] + 1)]
    return {
        "Settings": _settings(whole=True),
        "Contingents": [_customer(job, units=1, heads=int(most), capability=job) for job in jobs],
        "Suitability": [
            {"Capability": job, "Role": site, "Effectiveness": load / most}
            for site, loads in zip(sites, problem.load.tolist(), strict=True)
            for job, load in zip(jobs, loads, strict=True)
        ],
        "Sites": [{"Site": site} for site in sites],
        "Requirements": [
            {"Site": site, "Role": site, "Target": 0, "Maximum": capacity}
            for site, capacity in zip(sites, problem.capacity.tolist(), strict=True)
        ],
        "Movement": _movement(jobs, sites, (problem.gain.max() - problem.gain).T / most),
    }


def covering_sheets(points: int, sets: Sequence[tuple[int, ...]]) -> Sheets:
    """A point is a site, a set a contingent that must deploy to one of its own points."""
    sites = [f"P{point:02}" for point in range(points)]
    names = [f"S{number:03}" for number in range(1, len(sets) + 1)]
    return {
        "Settings": _settings(whole=True),
        "Contingents": [_customer(name, units=1, heads=1) for name in names],
        "Sites": [{"Site": site} for site in sites],
        "Requirements": [_welcome(site) for site in sites],
        "Caveats": [
            {
                "Contingent": name,
                "Site": "; ".join(sites[point] for point in members),
                "Effect": "only",
                "Reason": "its own points",
            }
            for name, members in zip(names, sets, strict=True)
        ],
        "Priorities": SITES_ONLY,
    }


def _settings(*, whole: bool) -> list[Record]:
    return [{"Name": "Gap", "Value": 0}, {"Name": "Whole units", "Value": "yes" if whole else "no"}]


def _customer(name: str, *, units: int, heads: int, capability: str = "Service") -> Record:
    return {
        "Contingent": name,
        "Nation": "Norway",
        "Capability": capability,
        "Units": units,
        "Heads per unit": heads,
        "Must deploy": "yes",
    }


def _welcome(site: str) -> Record:
    return {"Site": site, "Role": "Service", "Target": 0}


def _movement(contingents: Sequence[str], sites: Sequence[str], each: Floats) -> list[Record]:
    """Movement rows from a table of money per head (contingent, site)."""
    return [
        {"Contingent": contingent, "Site": site, "Cost per head": cost}
        for contingent, costs in zip(contingents, each.tolist(), strict=True)
        for site, cost in zip(sites, costs, strict=True)
    ]
