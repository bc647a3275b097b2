"""The present of random workbooks, matched twice, and kept by the setting as by priorities written out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oracle.judge import folded
from oracle.present import match_present, priorities_written_out, random_present
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from oracle.reading import read_facts
from oracle.reference import solve_reference
from solver.ledger.present import present_of
from solver.optimise import Search, optimise
from solver.plan.make import make_plan
from solver.plan.plan import with_baseline
from solver.tables import raw_tables


def with_present(seed: int, size: str) -> dict[str, list[dict[str, object]]]:
    """A random workbook, and who is there today."""
    sheets = random_sheets(seed, size)
    return {**sheets, "Present": random_present(seed, sheets)}


@pytest.mark.parametrize("seed", seeds(60))
def test_two_readings_match_the_present_alike(seed: int):
    sheets = with_present(seed, "medium")
    allocation = present_of(make_plan(raw_tables(sheets))).allocation

    rows = {tuple(key): units for *key, units in allocation.to_numpy(dtype=object).tolist()}
    assert folded(rows) == match_present(read_facts(sheets))


def test_the_random_presents_are_worth_comparing():
    """Most hold somebody."""
    matched = [match_present(read_facts(with_present(seed, "medium"))) for seed in range(60)]

    assert sum(map(bool, matched)) > 30


@pytest.mark.parametrize("seed", seeds(8))
def test_what_may_get_worse_to_keep_the_present_is_what_priorities_written_out_say(seed: int):
    sheets = with_present(seed, "tiny")
    share = (0.0, 0.1, 0.5)[seed % 3]
    baseline = match_present(read_facts(sheets))
    own = {**sheets, "Priorities": priorities_written_out(read_facts(sheets), share)}
    expected = solve_reference(own, baseline=baseline)

    setting = {"Name": "Worse to keep the present", "Value": share}
    plan = make_plan(raw_tables({**sheets, "Settings": [*sheets["Settings"], setting]}))
    options = replace(Search.of(plan.settings), gap=0.0, threads=1)
    solution = optimise(with_baseline(plan, given=True), options, present_of(plan).allocation)

    assert (solution.status == "infeasible") == (expected.status == "infeasible")
    assert [rank.value for rank in solution.ranks] == pytest.approx(expected.rank_values, rel=1e-5, abs=1e-5)
