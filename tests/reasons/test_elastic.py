"""The elastic program: the hard rules, with a slack for each of the planner's numbers."""

from __future__ import annotations

from small_plans import a_plan, need, pledge

from solver.reasons.elastic import elastic_program


def test_a_plan_that_no_number_limits_has_no_cells():
    """Nobody can do what is asked: nothing can be sent, so nothing limits it."""
    plan = a_plan(contingents=[pledge(capability="Engineers")], requirements=[need(100)])
    assert elastic_program(plan).cells == ()


def test_every_number_that_limits_is_a_cell():
    """One company of 100 for 100: only its Units limit it."""
    (cell,) = elastic_program(a_plan()).cells
    assert (cell.sheet, cell.column, cell.upward) == ("Contingents", "Units", True)
