"""The elastic program: the hard rules, with a slack for each of the planner's numbers."""

from __future__ import annotations

import numpy as np
from small_plans import a_plan, need, pledge

from solver.model.build import build_program
from solver.model.program import Cost
from solver.optimise.search_state import KeptCost
from solver.reasons.elastic import elastic_program, with_rows


def test_a_plan_that_no_number_limits_has_no_cells():
    """Nobody can do what is asked: nothing can be sent, so nothing limits it."""
    plan = a_plan(contingents=[pledge(capability="Engineers")], requirements=[need(100)])
    assert elastic_program(plan).cells == ()


def test_every_number_that_limits_is_a_cell():
    """One company of 100 for 100: only its Units limit it."""
    (cell,) = elastic_program(a_plan()).cells
    assert (cell.sheet, cell.column, cell.upward) == ("Contingents", "Units", True)


def test_rows_are_stated_at_the_end_of_the_matrix_as_solvers_have_them():
    """Twice the first decision and a constant of 5 at most at 9, then 2,000 times the second, scaled down."""
    program = build_program(a_plan())
    small = KeptCost(name="small", cost=cost((0, 2.0), constant=5.0), limit=9.0)
    large = KeptCost(name="large", cost=cost((1, 2000.0)), limit=4000.0)
    grown = with_rows(program, [small, large]).matrix
    before = program.matrix
    entries = slice(int(before.starts[-1]), None)

    assert grown.count == before.count + 2
    assert grown.starts.tolist() == [*before.starts.tolist(), before.starts[-1] + 1, before.starts[-1] + 2]
    assert grown.column[entries].tolist() == [0, 1]
    assert grown.coefficient[entries].tolist() == [2.0, 2.0]
    assert grown.upper[-2:].tolist() == [4.0, 4.0]
    assert np.isneginf(grown.lower[-2:]).all()
    assert grown.coefficient[: entries.start].tolist() == before.coefficient.tolist()


def test_without_rows_a_program_stays_the_same():
    program = build_program(a_plan())
    assert with_rows(program, []) is program


def cost(*terms: tuple[int, float], constant: float = 0.0) -> Cost:
    """A cost of these columns."""
    columns, coefficients = zip(*terms, strict=True)
    return Cost(
        column=np.array(columns, dtype=np.int64), coefficient=np.array(coefficients), constant=constant
    )
