"""Links of contingents to open sites: added where the relaxation breaks them, never moving an optimum."""

import logging

import numpy as np
import pytest

import solver.model.rules.sites as sites_module
import solver.optimise.linking_rows as links_module
from solver.optimise import Search, optimise
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.tables import raw_tables


def towns(seed: int = 3, count: int = 12, opened: int = 3) -> Plan:
    """A p-median: each town is served from one of a few towns, by distance."""
    rng = np.random.default_rng(seed)
    place = rng.uniform(0, 100, (count, 2))
    names = [f"T{town:02}" for town in range(count)]
    distance = np.hypot(*(place[:, None, :] - place[None, :, :]).transpose(2, 0, 1)).round()
    return make_plan(
        raw_tables(
            {
                "Settings": [{"Name": "Open sites at most", "Value": opened}, {"Name": "Gap", "Value": 0}],
                "Contingents": [
                    {
                        "Contingent": name,
                        "Nation": "N",
                        "Capability": "guest",
                        "Units": 1,
                        "Heads per unit": 1,
                        "Must deploy": "yes",
                    }
                    for name in names
                ],
                "Sites": [{"Site": name} for name in names],
                "Requirements": [{"Site": name, "Role": "guest", "Target": 0} for name in names],
                "Movement": [
                    {"Contingent": one, "Site": other, "Cost per head": float(distance[i, j])}
                    for i, one in enumerate(names)
                    for j, other in enumerate(names)
                ],
                "Priorities": [{"Rank": 1, "Objective": "cost"}],
            }
        )
    )


def test_links_found_on_the_way_lead_to_the_same_optimum(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """Whether the rows are stated, found, or left out, the best plan costs the same."""
    plan = towns()
    stated = optimise(plan, Search(gap=0.0))

    monkeypatch.setattr(sites_module, "LINKS_AT_MOST", 0)
    without = optimise(plan, Search(gap=0.0))
    monkeypatch.setattr(links_module, "LINKS_AT_MOST", 0)
    with caplog.at_level(logging.INFO, logger="solver.optimise.linking_rows"):
        found = optimise(plan, Search(gap=0.0))

    assert stated.status == without.status == found.status == "optimal"
    assert stated.ranks[0].value == pytest.approx(without.ranks[0].value)
    assert stated.ranks[0].value == pytest.approx(found.ranks[0].value)
    rows = int(caplog.messages[-1].rsplit(" rows", 1)[0].rsplit(" ", 1)[1])
    assert rows > 0, "the relaxation of a p-median breaks some links"


def test_links_are_looked_for_only_where_open_sites_matter(monkeypatch: pytest.MonkeyPatch):
    """Heads sent do not depend on which sites are open; what is paid for opening them does."""
    sheets = {
        "Contingents": [
            {"Contingent": "A", "Nation": "N", "Capability": "guest", "Units": 2, "Heads per unit": 10}
        ],
        "Sites": [{"Site": "S", "Opening cost": 5}],
        "Requirements": [{"Site": "S", "Role": "guest", "Target": 20}],
    }
    monkeypatch.setattr(links_module, "LINKS_AT_MOST", 0)
    calls: list[int] = []
    monkeypatch.setattr("solver.optimise.highs.add_violated", lambda *_: calls.append(1))

    for objective, looked in (("target shortfall", 0), ("cost", 1)):
        calls.clear()
        plan = make_plan(raw_tables({**sheets, "Priorities": [{"Rank": 1, "Objective": objective}]}))
        optimise(plan, Search(gap=0.0))
        assert len(calls) == looked
