"""Links of contingents to open sites: added where the relaxation breaks them, never moving an optimum."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pytest
from small_plans import Record, a_plan, need, pledge, ranked, row, site

import solver.model.rules.sites as sites_module
import solver.optimise.linking_rows as links_module
from solver.optimise import Search, optimise
from solver.plan import Plan


def guest(name: str, **fields: Any) -> Record:
    """A contingent of guests."""
    return pledge(name, "N", capability="guest", **fields)


def towns(seed: int = 3, count: int = 12, opened: int = 3) -> Plan:
    """A p-median: each town is served from one of a few towns, by distance."""
    rng = np.random.default_rng(seed)
    place = rng.uniform(0, 100, (count, 2))
    names = [f"T{town:02}" for town in range(count)]
    distance = np.hypot(*(place[:, None, :] - place[None, :, :]).transpose(2, 0, 1)).round()
    pairs = [(i, j) for i in range(count) for j in range(count)]
    return a_plan(
        {
            "settings": {"Open sites at most": opened, "Gap": 0},
            "contingents": [guest(name, units=1, heads_per_unit=1, must_deploy="yes") for name in names],
            "requirements": [need(0, at=name, role="guest") for name in names],
            "movement": [
                row("Movement", contingent=names[i], site=names[j], cost_per_head=float(distance[i, j]))
                for i, j in pairs
            ],
            "priorities": ranked("cost"),
        }
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
    base = {
        "contingents": [guest("A", units=2, heads_per_unit=10)],
        "sites": [site("S", opening_cost=5)],
        "requirements": [need(20, at="S", role="guest")],
    }
    monkeypatch.setattr(links_module, "LINKS_AT_MOST", 0)
    calls: list[int] = []

    def add_none(*_: object) -> np.ndarray:
        calls.append(1)
        return np.zeros(0, dtype=np.int64)

    monkeypatch.setattr("solver.optimise.cutoff_search.add_violated", add_none)

    for objective, looked in (("target shortfall", 0), ("cost", 1)):
        calls.clear()
        optimise(a_plan(base, priorities=ranked(objective)), Search(gap=0.0))
        assert len(calls) == looked
