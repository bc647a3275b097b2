"""Reoptimisation: from a solved program of nearly the same plan, the values and proofs as from nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from oracle.brute_force import in_whole_units
from oracle.random_draw import Records
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from small_plans import ESTONIA, a_plan, need, pledge, ranked, row, site

from solver.errors import PlanError
from solver.optimise import Search
from solver.optimise.checked_solver import CheckedSolver
from solver.optimise.isolated import optimise_isolated
from solver.optimise.lexicographic import optimise, optimise_again
from solver.optimise.reoptimise import SolvedProgram, read_solved, write_solved
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.tables import raw_tables

EXACT = Search(gap=0.0, threads=1, time_limit=60.0)
Sheets = dict[str, Records]


def changed(sheets: Sheets, random: Random) -> Sheets:
    """The workbook with one number changed, one word, or one row gone or written twice."""
    name = random.choice([name for name, rows in sheets.items() if rows])
    rows = [dict(each) for each in sheets[name]]
    at = random.randrange(len(rows))
    cells = [column for column, value in rows[at].items() if isinstance(value, int | float | bool)]
    if random.random() < 0.1 and name in ("Contingents", "Requirements", "Locks", "Drawdown caps"):
        del rows[at]
    elif cells:
        column = random.choice(cells)
        old = rows[at][column]
        more = random.choice([0, 1, -1, 2, 100, -100])
        if rows[at].get("Name") == "Periods":
            more = 1
        rows[at][column] = not old if isinstance(old, bool) else max(old + more, 0)  # type: ignore[operator]
    return {**sheets, name: rows}


def made(sheets: Sheets) -> Plan | None:
    """The plan of a workbook; None where the change is an error."""
    try:
        return make_plan(raw_tables(sheets))
    except PlanError:
        return None


@pytest.mark.parametrize("seed", seeds(25))
def test_from_a_base_as_from_nothing(seed: int):
    """Five changes, one after the other, each from the plan before; 500 in all."""
    random = Random(f"changes {seed}")
    sheets = in_whole_units(random_sheets(seed))
    plan = made(sheets)
    assert plan is not None
    _, base = optimise_again(plan, EXACT)
    for _ in range(5):
        new = changed(sheets, random)
        plan = made(new)
        if plan is None:
            continue
        sheets = new
        usual = optimise(plan, EXACT)
        again, solved = optimise_again(plan, EXACT, base=base)

        assert again.status == usual.status
        assert [rank.value for rank in again.ranks] == pytest.approx([rank.value for rank in usual.ranks])
        assert [rank.bound for rank in again.ranks] == pytest.approx([rank.bound for rank in usual.ranks])
        base = solved or base


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that a solver is asked."""
    asked: list[int] = []
    solve: Callable[..., Any] = CheckedSolver.solve
    monkeypatch.setattr(
        CheckedSolver, "solve", lambda self, *given: asked.append(len(self.kept)) or solve(self, *given)
    )
    return asked


def two_nations(*, cap: float = 200, target: float = 500, polish: int = 2, **fields: object) -> Plan:
    """Polish and Estonian companies of 100 for one site; a cap on what Estonia deploys."""
    pledges = [pledge("POL-INF", units=polish), pledge("EST-INF", "EST", units=4)]
    return a_plan(
        contingents=pledges,
        requirements=[need(target, **fields)],
        areas=[ESTONIA],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", cap_heads=cap, counts="deployed")],
        priorities=ranked("target shortfall", "heads"),
    )


def solved(plan: Plan) -> SolvedProgram:
    """The base that a plan makes."""
    _, base = optimise_again(plan, EXACT)
    assert base is not None
    return base


@pytest.mark.parametrize(
    ("change", "values"),
    [
        ({}, [100, 400]),
        ({"cap": 299}, [100, 400]),  # a third company would be 300
        ({"target": 450}, [50, 400]),  # 50 less lack, whoever goes
        ({"target": 700}, [300, 400]),  # all that may go goes already
    ],
)
def test_what_the_base_proves_needs_no_search(
    searches: list[int], change: dict[str, Any], values: list[float]
):
    """Two Polish companies and two of four Estonian ones, cap 200: of 500 asked 100 lack."""
    base = solved(two_nations())
    searches.clear()

    again, _ = optimise_again(two_nations(**change), EXACT, base=base)

    assert [rank.value for rank in again.ranks] == values
    assert [rank.bound for rank in again.ranks] == values
    assert again.status == "optimal"
    assert searches == []


@pytest.mark.parametrize(
    ("change", "values"),
    [
        ({"cap": 300}, [0, 500]),
        ({"cap": 100}, [200, 300]),
        ({"polish": 1}, [200, 300]),
        ({"polish": 3}, [0, 500]),
        ({"target": 300}, [0, 300]),
        ({"weight": 2}, [200, 400]),
        ({"weight": 0.5}, [50, 400]),
    ],
)
def test_what_the_base_does_not_prove_is_searched_for(change: dict[str, Any], values: list[float]):
    again, _ = optimise_again(two_nations(**change), EXACT, base=solved(two_nations()))

    assert [rank.value for rank in again.ranks] == values
    assert [rank.bound for rank in again.ranks] == values


def test_a_site_that_is_new_and_one_that_is_gone():
    """200 at Lviv, then 200 at Odesa too, then at Odesa alone: two companies go each time."""
    lviv, odesa = need(200), need(200, at="Odesa")
    base = None
    for asked, lacking in (([lviv], 0), ([lviv, odesa], 200), ([odesa], 0)):
        plan = a_plan(
            contingents=[pledge(units=2)], requirements=asked, priorities=ranked("target shortfall")
        )
        again, base = optimise_again(plan, EXACT, base=base)
        assert [rank.value for rank in again.ranks] == [lacking]


def test_a_base_that_lies_is_found_out(caplog: pytest.LogCaptureFixture):
    """A bound of 150 above a plan of 100 is wrong; nothing more is taken from it."""
    base = solved(two_nations())
    first = replace(base.settled[0], bound=150.0)
    lying = replace(base, settled=(first, *base.settled[1:]))

    with caplog.at_level(logging.WARNING):
        again, _ = optimise_again(two_nations(), EXACT, base=lying)

    assert [rank.value for rank in again.ranks] == [100, 400]
    assert [rank.bound for rank in again.ranks] == [100, 400]
    assert "the bound 150.0 of the base was wrong" in caplog.text


def test_a_search_keeps_its_base_in_a_file_for_the_next(tmp_path: Path):
    """In processes of their own; a file that was not written to the end is no base."""
    options = replace(EXACT, base_file=tmp_path / "base")
    first = optimise_isolated(two_nations(), options)
    kept = read_solved(tmp_path / "base")
    again = optimise_isolated(two_nations(cap=299), options)

    assert [rank.value for rank in again.ranks] == [rank.value for rank in first.ranks]
    assert kept is not None
    assert [rank.value for rank in kept.settled] == [100, 400]

    (tmp_path / "base").write_bytes((tmp_path / "base").read_bytes()[:-100])
    assert read_solved(tmp_path / "base") is None
    assert optimise_isolated(two_nations(), options).status == "optimal"
    assert read_solved(tmp_path / "base") is not None


def test_a_plan_that_a_smaller_site_does_not_hold_is_no_start():
    """Two companies at a site of 200, which then holds 100: its one opening may not count twice."""
    both = [pledge(units=2)]
    ranks = ranked("target shortfall", "open sites")
    large = a_plan(contingents=both, requirements=[need(200)], sites=[site(capacity=200)], priorities=ranks)
    small = a_plan(contingents=both, requirements=[need(200)], sites=[site(capacity=100)], priorities=ranks)

    again, _ = optimise_again(small, EXACT, base=solved(large))

    assert [rank.value for rank in again.ranks] == [100, 1]
    assert again.solver.retries == 0


def test_what_another_version_left_is_no_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_solved(tmp_path / "base", solved(two_nations()))
    assert read_solved(tmp_path / "base") is not None

    monkeypatch.setattr("solver.optimise.reoptimise.VERSION", "another")
    assert read_solved(tmp_path / "base") is None
