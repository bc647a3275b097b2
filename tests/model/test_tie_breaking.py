"""Of plans that are equally good, the one that names settle: whatever version, seed or order of rows."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from oracle.brute_force import in_whole_units
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from small_plans import a_plan, need, pledge, ranked

from solver.example import example_rows
from solver.model.build import build_program
from solver.model.program import Program
from solver.optimise import Search, optimise
from solver.optimise.search_state import KeptCost
from solver.optimise.tightening import tightened
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.solution import Solution
from solver.tables import raw_tables

UNIQUE = Search(gap=0.001, threads=1, time_limit=60.0, unique=True)

EXAMPLE = "0144b06fb019"
"""The example's plan: HiGHS 1.11.0, 1.13.1, 1.15.1 and 1.16.0, PuLP 3.3.2 and 4.2.0, seeds 1 and 7."""


def hashed(allocation: pd.DataFrame) -> str:
    """The plan in twelve letters."""
    text = allocation.to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def alike(order: int = 1) -> Plan:
    """Four nations with three companies each, all alike, and five are asked for at each of two sites."""
    names = [f"{nation}-INF" for nation in ("EST", "LAT", "LIT", "POL")]
    rows = [pledge(name, name[:3], units=3) for name in names]
    needs = [need(500, at="Lviv"), need(100, at="Odesa")]
    return a_plan(
        contingents=rows[::order],
        requirements=needs[::order],
        settings={"Periods": 2},
        priorities=ranked("target shortfall", "heads", "moves"),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("order", [1, -1])
def test_neither_seed_nor_order_of_rows_chooses_among_equals(seed: int, order: int):
    first = optimise(alike(), UNIQUE)
    other = optimise(alike(order), replace(UNIQUE, seed=seed))

    key = ["contingent", "role", "site", "period"]
    one, two = (each.allocation.sort_values(key, ignore_index=True) for each in (first, other))
    assert (first.unique, other.unique) == (True, True)
    pd.testing.assert_frame_equal(one, two)


def test_who_is_somewhere_is_there_throughout():
    """Six of twelve like companies, in two periods: the same in both, without a rank that says so."""
    plan = replace(alike(), priorities=alike().priorities.iloc[:2])
    units = optimise(plan, UNIQUE).allocation.set_index(["contingent", "role", "site"])

    first, second = (units[units["period"] == period]["units"].sort_index() for period in (1, 2))
    pd.testing.assert_series_equal(first, second)


def test_a_tolerance_is_no_licence_for_a_dearer_plan():
    """Cost may be worse by half for fewer heads; where nothing is gained by it, it is not."""
    priorities = ranked("target shortfall", "cost", "heads")
    priorities[1]["Tolerance"] = 0.5
    plan = a_plan(
        contingents=[pledge("DEAR", cost_per_head=10), pledge("CHEAP", "Latvia", cost_per_head=8)],
        priorities=priorities,
    )
    solution = optimise(plan, UNIQUE)

    assert solution.unique
    assert list(solution.allocation["contingent"]) == ["CHEAP"]
    assert solution.ranks[1].final == 800.0


def test_nothing_is_claimed_where_units_are_split_or_nobody_asked():
    split = optimise(a_plan(settings={"Whole units": "no"}), UNIQUE)
    unasked = optimise(a_plan(), replace(UNIQUE, unique=False))

    assert (split.unique, unasked.unique) == (False, False)


@pytest.mark.parametrize("seed", seeds(4))
def test_ties_are_settled_within_the_ranks(seed: int):
    """Each rank as good as without, and no plan as good is cut off by a tightened bound."""
    plan = make_plan(raw_tables(in_whole_units(random_sheets(seed))))
    options = replace(UNIQUE, gap=0.0)
    plain, unique = (optimise(plan, replace(options, unique=asked)) for asked in (False, True))

    assert plain.status == unique.status
    assert [rank.value for rank in unique.ranks] == pytest.approx([rank.value for rank in plain.ranks])
    assert all(rank.final <= rank.value * (1 + rank.tolerance) + 1e-6 for rank in unique.ranks)
    if plain.has_plan:
        assert unique.unique
    if len(plain.allocation):
        assert_within(plan, plain)


def assert_within(plan: Plan, solution: Solution) -> None:
    """The plan keeps the bounds that its own rank values tighten."""
    program = build_program(plan)
    kept = [
        KeptCost(name=f"kept_{rank.rank}", cost=each.cost, limit=rank.value * (1 + rank.tolerance), room=5e-7)
        for each, rank in zip(program.ranks, solution.ranks, strict=True)
    ]
    bounded = tightened(program, kept)
    sent = units_sent(program, solution)
    send = program.group("send")
    assert (sent <= bounded.upper[send.start : send.stop]).all()
    assert (sent >= bounded.lower[send.start : send.stop]).all()
    assert (bounded.upper <= program.upper).all()


def units_sent(program: Program, solution: Solution) -> np.ndarray:
    """The units on each arc."""
    table = program.group("send").table
    named = pd.DataFrame(
        {name: [program.labels[name][at] for at in table[name]] for name in ("contingent", "role", "site")}
    ).assign(period=table["period"].to_numpy())
    found = named.merge(solution.allocation, how="left")
    return found["units"].fillna(0.0).to_numpy()


@pytest.mark.solver_versions
@pytest.mark.parametrize(("seed", "threads"), [(1, 2), (7, 1)])
def test_the_plan_of_the_example_is_the_same_everywhere(seed: int, threads: int):
    plan = make_plan(raw_tables(example_rows()))
    solution = optimise(plan, replace(UNIQUE, seed=seed, threads=threads, time_limit=300.0))

    assert solution.unique
    assert hashed(solution.allocation) == EXAMPLE
