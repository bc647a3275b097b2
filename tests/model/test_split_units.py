"""Units that are not whole come without dust, and no rank is given up for it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds

from solver.audit import audit
from solver.optimise import Search, optimise
from solver.optimise.pulp_backend import solver_names
from solver.optimise.rounding import PARTS, simple_fractions
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.tables import raw_tables
from solver.tolerances import SIMPLE_FRACTION


def in_parts(seed: int, size: str = "small") -> Plan:
    """A random plan whose units may be split."""
    sheets = random_sheets(seed, size)
    settings = [row for row in sheets["Settings"] if row["Name"] != "Whole units"]
    ranked = [row for row in sheets.get("Priorities", []) if row["Objective"] != "changes"]
    sheets |= {"Settings": [*settings, {"Name": "Whole units", "Value": "no"}], "Priorities": ranked}
    return make_plan(raw_tables({name: rows for name, rows in sheets.items() if rows}))


@pytest.mark.solver_versions
@pytest.mark.parametrize("seed", seeds(8))
def test_no_rank_is_exceeded_by_more_than_a_millionth_and_nobody_is_dust(seed: int):
    plan = in_parts(20_000 + seed)
    solution = optimise(plan, Search(gap=0.0, threads=1, time_limit=20.0))
    if not solution.has_plan:
        return
    units = solution.allocation["units"].to_numpy()

    assert solution.status == "optimal"
    assert [rank for rank in solution.ranks if rank.final > rank.value * (1 + rank.tolerance) + 1e-6] == []
    assert units[units < 1e-5].tolist() == []
    assert [value for value in units if dusty(value)] == []
    assert audit(plan, solution.allocation, ranks=solution.ranks).breaches == ()


def dusty(value: float) -> bool:
    """Whether it is nearly, but not quite, a fraction with few parts."""
    near = abs(float(Fraction(value).limit_denominator(PARTS)) - value)
    return 1e-15 * max(1.0, value) < near < SIMPLE_FRACTION


def test_fractions_that_are_meant_are_found_and_others_left_alone():
    """Every fraction with up to 1,000 parts, a billionth off; 0.574913123456 is none."""
    random = np.random.default_rng(1)
    parts = random.integers(1, PARTS + 1, 5_000)
    meant = random.integers(1, 10 * parts) / parts
    found = simple_fractions(meant + random.uniform(-1e-9, 1e-9, len(meant)))

    assert np.abs(found - meant).max() < 1e-14
    assert simple_fractions(np.array([0.574913123456, 0.0, 3.0])).tolist() == [0.574913123456, 0.0, 3.0]


@pytest.mark.skipif("cbc" not in solver_names(), reason="CBC is not installed here")
@pytest.mark.parametrize("seed", [1, 16, 39])
def test_another_solver_s_answers_are_worked_out_as_exactly(seed: int):
    """CBC misses rows by a millionth and more; its yes/no decisions stand, the rest is solved again."""
    plan = in_parts(20_000 + seed)
    ours, other = (
        optimise(plan, Search(solver=solver, gap=0.0, threads=1, time_limit=20.0))
        for solver in ("highs", "cbc")
    )

    assert (other.status, other.solver.retries) == (ours.status, 0)
    assert [rank.value for rank in other.ranks] == pytest.approx([rank.value for rank in ours.ranks])
