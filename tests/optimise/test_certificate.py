"""Certificates: bounds and contradictions worked out in fractions, whatever multipliers a solver proposes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from oracle.brute_force import in_whole_units
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds

from solver.model.build import build_program
from solver.model.program import Cost, Matrix, Program
from solver.optimise import Search
from solver.optimise.certificate import certified_bound, certified_contradiction, upper_bounds
from solver.optimise.highs_calls import set_cost
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.search_state import KeptCost
from solver.optimise.tightening import relaxed_model
from solver.plan.make import make_plan
from solver.tables import raw_tables

INF = float("inf")
Row = tuple[Sequence[float], float, float]
"""Coefficients of all decisions, lower and upper limit."""


def a_program(rows: Sequence[Row], upper: Sequence[float]) -> Program:
    """Decisions from 0 to ``upper``, and these rows."""
    count = len(upper)
    return Program(
        groups=(),
        lower=np.zeros(count),
        upper=np.array(upper, dtype=float),
        whole=np.zeros(count, dtype=bool),
        rules=(),
        matrix=Matrix(
            starts=np.arange(len(rows) + 1, dtype=np.int64) * count,
            column=np.tile(np.arange(count, dtype=np.int64), len(rows)),
            coefficient=np.array([each for row in rows for each in row[0]], dtype=float),
            lower=np.array([row[1] for row in rows], dtype=float),
            upper=np.array([row[2] for row in rows], dtype=float),
        ),
        ranks=(),
        labels={},
    )


def cost_of(*coefficients: float, constant: float = 0.0) -> Cost:
    """A cost of all decisions."""
    count = np.arange(len(coefficients), dtype=np.int64)
    return Cost(column=count, coefficient=np.array(coefficients, dtype=float), constant=constant)


def bound(
    program: Program, cost: Cost, *multipliers: float, rows: Sequence[KeptCost] = ()
) -> Fraction | None:
    """The certified bound at these multipliers, the decisions' own ends being all that limits them."""
    return certified_bound(program, rows, cost, np.array(multipliers), program.upper)


TWO = a_program([([1, 1], 3, INF)], [2, 2])
"""x + y >= 3, both from 0 to 2."""
COSTS = cost_of(2, 5, constant=10)
"""10 + 2 x + 5 y: at best x = 2, y = 1, so 19."""


def test_the_best_multipliers_give_the_optimum():
    """5 a unit: 10 + 5 x 3, and each x is 3 cheaper than that: 10 + 15 - 3 x 2 = 19."""
    assert bound(TWO, COSTS, 5.0) == 19


def test_multipliers_slightly_off_give_a_weaker_bound_that_still_holds():
    """At 4.9: 10 + 14.7 - 2.9 x 2 = 18.9; at 5.1: 10 + 15.3 - 3.1 x 2 - 0.1 x 2 = 18.9; exact for floats."""
    for near in (4.9, 5.1):
        found = bound(TWO, COSTS, near)
        assert found is not None
        assert found < 19
        assert float(found) == pytest.approx(18.9)


def test_without_multipliers_the_decisions_own_ends_are_the_bound():
    assert bound(TWO, COSTS, 0.0) == 10
    assert bound(TWO, cost_of(-2, 5), 0.0) == -4


def test_a_multiplier_of_the_wrong_sign_is_left_out():
    """A row that only asks for more cannot be dear to exceed; nor is a number that is none believed."""
    for wrong in (-5.0, float("nan"), INF):
        assert bound(TWO, COSTS, wrong) == 10


def test_of_a_row_with_two_ends_the_sign_says_which_one_counts():
    """1 <= x <= 3: x costs 2 and is at least 1; with -2 a unit it is at most 3."""
    program = a_program([([1], 1, 3)], [9])
    assert bound(program, cost_of(2), 2.0) == 2
    assert bound(program, cost_of(-2), -2.0) == -6


def test_a_decision_without_end_that_could_make_up_for_it_leaves_no_bound():
    """At 5 a unit of x + y >= 3 each x gains 3: without an upper end, without end."""
    program = a_program([([1, 1], 3, INF)], [INF, 2])
    assert bound(program, COSTS, 5.0) is None
    assert bound(program, COSTS, 2.0) == 16  # 10 + 2 x 3, y is dearer than that


def test_a_kept_row_counts_with_all_that_is_forgiven_to_a_plan_that_keeps_it():
    """x + y >= 3 with x kept at most at 1: 10 + 2 + 10 = 22, less 3 x what the row may be missed by."""
    kept = KeptCost(name="kept", cost=cost_of(1, 0), limit=1.0)
    found = bound(TWO, COSTS, 5.0, -3.0, rows=[kept])
    assert found is not None
    assert Fraction(22) - Fraction(1, 10**5) < found < 22
    assert kept.holds(np.array([1.0 + 0.9e-6, 2.0]))
    assert COSTS.value(np.array([1.0 + 0.9e-6, 2.0 - 0.9e-6])) >= found


def test_a_kept_row_is_never_dear_to_stay_below():
    kept = KeptCost(name="kept", cost=cost_of(1, 0), limit=1.0)
    assert bound(TWO, COSTS, 5.0, 3.0, rows=[kept]) == bound(TWO, COSTS, 5.0, 0.0, rows=[kept]) == 19


def test_no_rounding_is_part_of_a_bound():
    """0.1 + 0.2 in floating point is more than 0.3: in fractions each number is what it is."""
    program = a_program([([1], 0.1, INF), ([1], 0.2, INF)], [INF])
    found = bound(program, cost_of(2), 1.0, 1.0)
    assert found == Fraction(0.1) + Fraction(0.2)


# ── Contradictions ───────────────────────────────────────────────────────────────────────────────────────

THREE_OF_TWO = a_program([([1, 1], 5, INF), ([1, 0], -INF, 2)], [9, 2])
"""x + y >= 5 with x <= 2 and y <= 2."""


def test_rows_that_ask_for_more_than_there_is_contradict_one_another():
    """Once each: 5 - 2 = 3 is asked of y, which is 2 at most."""
    assert certified_contradiction(THREE_OF_TWO, np.array([1.0, -1.0]))
    assert certified_contradiction(THREE_OF_TWO, np.array([1 / 3, -1 / 3]))


def test_of_rows_that_can_be_kept_no_multipliers_prove_a_contradiction():
    program = a_program([([1, 1], 4, INF), ([1, 0], -INF, 2)], [9, 2])
    random = np.random.default_rng(1)
    for multipliers in (*random.normal(size=(200, 2)), [1.0, -1.0], [np.nan, np.inf], [-1.0, 1.0]):
        assert not certified_contradiction(program, np.array(multipliers))


def test_the_wrong_multipliers_prove_nothing_of_rows_that_do_contradict():
    for multipliers in ([1.0, 0.0], [0.0, -1.0], [-1.0, 1.0], [0.0, 0.0], [np.nan, -1.0]):
        assert not certified_contradiction(THREE_OF_TWO, np.array(multipliers))


def test_what_is_missed_by_less_than_rows_may_be_missed_by_is_no_contradiction():
    """x >= 100 and x <= 100 less a ten-millionth: plans count as keeping both; less a hundredth none."""
    for less, contradicts in ((1e-7, False), (1e-2, True)):
        program = a_program([([1], 100, INF), ([1], -INF, 100 - less)], [INF])
        assert certified_contradiction(program, np.array([1.0, -1.0])) is contradicts


def test_multipliers_with_noise_are_taken_for_the_whole_numbers_that_they_mean():
    """x >= 3 y, y >= 1 and x <= 2 without other ends: 1, 3 and -1 sum up to nothing at all."""
    program = a_program([([1, -3], 0, INF), ([0, 1], 1, INF), ([1, 0], -INF, 2)], [INF, INF])
    noisy = np.array([0.1, 0.3 * (1 + 1e-12), -0.1 * (1 - 1e-12)])
    assert bound(program, cost_of(0, 0), *noisy) is None  # a decision without end makes up for the noise
    assert certified_contradiction(program, noisy)


# ── Random plans ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", seeds(8))
def test_no_plan_is_better_than_a_certified_bound(seed: int):
    """Multipliers of the relaxation, and the same with noise: the best whole plan never comes to less."""
    program = build_program(make_plan(raw_tables(in_whole_units(random_sheets(seed)))))
    search = solve_ranks(program, Search(gap=0.0, threads=1))
    if search.values is None:
        pytest.skip("no plan")
    cost = program.ranks[0].cost
    highs = relaxed_model(program, [])
    set_cost(highs, cost)
    highs.run()
    multipliers = np.asarray(highs.getSolution().row_dual)
    random = np.random.default_rng(seed)
    for noise in (0.0, 1e-9, 0.01, 1.0):
        tried = multipliers * (1.0 + noise * random.normal(size=len(multipliers)))
        found = certified_bound(program, (), cost, tried, upper_bounds(program))
        assert found is None or float(found) <= search.settled[0].value + 1e-6
    assert not certified_contradiction(program, multipliers)
