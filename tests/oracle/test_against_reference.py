"""Random workbooks, solved twice: by forcegen, and by the second implementation."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from broken_highs import break_highs

from oracle.judge import Allocation, breaches, folded
from oracle.random_plans import random_baseline, random_sheets, somebody_away
from oracle.random_rules import OBJECTIVES as DRAWN
from oracle.random_seeds import seeds
from oracle.reading import read_facts
from oracle.reference import ReferenceResult, solve_reference
from oracle.values import objective_values, rank_values
from solver.audit import audit
from solver.isolation import end_idle
from solver.optimise import Search, optimise
from solver.optimise.isolated import optimise_isolated
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.schema import OBJECTIVES
from solver.solution import ALLOCATION_COLUMNS, Solution
from solver.tables import fold, raw_tables

NEAR = 1e-5
"""How far two searches may differ, as a share; they round money and heads in other orders."""


@pytest.mark.solver_versions
@pytest.mark.parametrize("size", ["tiny", "small"])
@pytest.mark.parametrize("seed", seeds(3))
def test_two_readings_of_the_design_settle_every_rank_alike(size: str, seed: int):
    """Whether there is a plan, what each rank comes to, and that neither sees a broken rule."""
    sheets = random_sheets(seed, size)
    baseline = random_baseline(seed, sheets)
    expected = solve_reference(sheets, baseline=baseline)
    plan = make_plan(raw_tables(sheets))

    solution = exact(plan, baseline)

    assert (solution.status == "infeasible") == (expected.status == "infeasible")
    assert [rank.value for rank in solution.ranks] == near(expected.rank_values)
    if expected.status == "optimal":
        allocation = by_key(solution)
        facts = read_facts(sheets)
        assert breaches(facts, allocation) == []
        assert [rank.final for rank in solution.ranks] == near(
            rank_values(facts, allocation, folded(baseline))
        )


WITHDRAWALS = [
    ["worst withdrawal"],
    ["target shortfall", "worst withdrawal"],
    ["minimum shortfall", "worst withdrawal", "heads"],
    ["worst withdrawal", "cost"],
]


@pytest.mark.parametrize("whole", ["yes", "no"])
@pytest.mark.parametrize("seed", seeds(8))
def test_two_readings_of_the_worst_withdrawal_settle_it_alike(seed: int, whole: str):
    """In every run, also in parts of units; never below the target shortfall."""
    sheets = random_sheets(seed, "small")
    order = WITHDRAWALS[seed % len(WITHDRAWALS)]
    sheets["Priorities"] = [{"Rank": rank, "Objective": name} for rank, name in enumerate(order, 1)]
    others = [each for each in sheets.get("Settings", []) if each["Name"] != "Whole units"]
    sheets["Settings"] = [*others, {"Name": "Whole units", "Value": whole}]
    expected = solve_reference(sheets)
    plan = make_plan(raw_tables(sheets))

    solution = exact(plan, {})

    assert (solution.status == "infeasible") == (expected.status == "infeasible")
    assert [rank.value for rank in solution.ranks] == near(expected.rank_values)
    if expected.status == "optimal":
        report = audit(plan, solution.allocation, ranks=solution.ranks)
        assert report.clean
        values = objective_values(read_facts(sheets), by_key(solution))
        assert report.objectives["worst withdrawal"] == pytest.approx(values["worst withdrawal"])
        assert values["worst withdrawal"] >= values["target shortfall"]


@pytest.mark.parametrize("seed", seeds(8))
def test_two_readings_of_who_stays_away_settle_every_rank_alike(seed: int):
    """The baseline has units of those that stay away: taken away, they count as changes."""
    sheets = random_sheets(seed, "small")
    if "Nations" not in sheets:
        pytest.skip("no sheet Nations")
    baseline = random_baseline(seed, sheets)
    away = somebody_away(seed, sheets)
    expected = solve_reference(away, baseline=baseline)

    solution = exact(make_plan(raw_tables(away)), baseline)

    assert (solution.status == "infeasible") == (expected.status == "infeasible")
    assert [rank.value for rank in solution.ranks] == near(expected.rank_values)


@pytest.mark.skipif(os.name == "nt", reason="signals as Unix knows them")
@pytest.mark.parametrize("seed", seeds(2))
def test_a_search_whose_process_is_killed_on_the_way_settles_every_rank_alike(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """HiGHS ends its process in its second run; another goes on."""
    sheets = random_sheets(seed, "small")
    baseline = random_baseline(seed, sheets)
    expected = solve_reference(sheets, baseline=baseline)
    plan = make_plan(raw_tables(sheets))

    end_idle()
    break_highs(monkeypatch, tmp_path, dies=range(2, 3))
    options = replace(Search.of(plan.settings), gap=0.0, threads=1)
    solution = optimise_isolated(plan, options, as_frame(plan, baseline))
    end_idle()

    assert solution.status == expected.status
    assert [rank.value for rank in solution.ranks] == near(expected.rank_values)
    runs = tmp_path / "runs"
    died = runs.is_file() and len(runs.read_text()) > 1  # some plans need a single run, or none
    assert (solution.solver.retries > 0) == died


def test_the_random_workbooks_are_worth_comparing():
    """Most have a plan, most plans send somebody, and a few workbooks have none."""
    results = [solved(seed) for seed in range(40)]

    with_plan = [result for result in results if result.status == "optimal"]
    assert 20 <= len(with_plan) < 40
    assert sum(bool(result.allocation) for result in with_plan) >= 15


def solved(seed: int) -> ReferenceResult:
    """The reference's answer to a small workbook."""
    sheets = random_sheets(seed, "small")
    return solve_reference(sheets, baseline=random_baseline(seed, sheets))


def exact(plan: Plan, baseline: Allocation) -> Solution:
    """forcegen's own answer, with nothing left open."""
    options = replace(Search.of(plan.settings), gap=0.0, threads=1)
    return optimise(plan, options, baseline=as_frame(plan, baseline))


def as_frame(plan: Plan, baseline: Allocation) -> pd.DataFrame:
    """The baseline as an allocation, names spelled as in the plan where it has them."""
    registers = (plan.contingents["contingent"], plan.roles["role"], plan.sites["site"])
    spelled = [{fold(name): name for name in register} for register in registers]
    rows = [
        (*(known.get(fold(name), name) for known, name in zip(spelled, names, strict=True)), period, units)
        for (*names, period), units in baseline.items()
    ]
    frame = pd.DataFrame(rows, columns=list(ALLOCATION_COLUMNS))
    return frame.astype({"period": "int64", "units": "float64"})


def by_key(solution: Solution) -> Allocation:
    """forcegen's allocation as the reference writes it."""
    rows = solution.allocation[list(ALLOCATION_COLUMNS)].to_numpy().tolist()
    return folded({tuple(key): float(units) for *key, units in rows})


def near(values: list[float]) -> object:
    """The same values, but for arithmetic."""
    return pytest.approx(values, rel=NEAR, abs=NEAR)


def test_random_workbooks_rank_every_objective():
    """One that is never drawn would never be compared."""
    assert sorted(DRAWN) == sorted(OBJECTIVES)
