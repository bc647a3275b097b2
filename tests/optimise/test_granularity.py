"""The granularity of objectives: values of completed plans are multiples of it."""

from __future__ import annotations

import numpy as np
import pytest
from oracle.brute_force import in_whole_units
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from small_plans import a_plan, need, pledge, ranked

from solver.model.build import build_program
from solver.optimise.granularity import granularity
from solver.optimise.rounding import Completion
from solver.plan.make import make_plan
from solver.tables import raw_tables


def test_the_granularity_of_a_shortfall_and_of_cost():
    """Companies of 90 and 150 for 1,000 heads: gcd(90, 150, 1000) = 10. At 12 a head: gcd(1080, 1800)."""
    plan = a_plan(
        contingents=[
            pledge("A", units=3, heads_per_unit=90, cost_per_head=12),
            pledge("B", units=2, heads_per_unit=150, cost_per_head=12),
        ],
        requirements=[need(1000)],
        priorities=ranked("target shortfall", "cost"),
    )
    program = build_program(plan)
    completion = Completion(program)

    assert [granularity(completion, rank.cost) for rank in program.ranks] == [10.0, 360.0]


def test_a_number_with_endless_decimals_has_no_granularity():
    plan = a_plan(
        contingents=[pledge("A", units=3, heads_per_unit=90, cost_per_head=1 / 7)],
        priorities=ranked("cost"),
    )
    program = build_program(plan)

    assert granularity(Completion(program), program.ranks[0].cost) == 0.0


@pytest.mark.parametrize("seed", seeds(15))
def test_values_of_completed_plans_are_multiples(seed: int):
    """Whatever is sent, kept rules or not: each rank's value lies on its grid."""
    program = build_program(make_plan(raw_tables(in_whole_units(random_sheets(seed)))))
    completion = Completion(program)
    rng = np.random.default_rng(seed)
    most = np.minimum(program.upper, 5.0)
    for rank in program.ranks:
        step = granularity(completion, rank.cost)
        if not step:
            continue
        for _ in range(10):
            plan = completion.of(np.floor(rng.uniform(0.0, 1.0, program.count) * (most + 1.0)))
            value = rank.cost.value(plan) - rank.cost.constant
            assert value / step == pytest.approx(round(value / step), abs=1e-6, rel=1e-12)
