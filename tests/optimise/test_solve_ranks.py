"""The ranks of a program settled in order, with rows kept from the first on."""

from __future__ import annotations

import numpy as np
import pytest
from small_answers import best, options_of
from small_plans import a_plan, need, pledge, ranked

from solver.model.build import build_program
from solver.model.program import Cost, Program
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.reoptimise import SolvedProgram
from solver.optimise.search_state import KeptCost
from solver.plan import Plan


def dear_and_cheap() -> Plan:
    """200 heads asked for, one company at 12 and two at 8 a head; what lacks first, then cost."""
    return a_plan(
        contingents=[pledge("DEAR", cost_per_head=12), pledge("CHEAP", "Latvia", 2, cost_per_head=8)],
        requirements=[need(200)],
        priorities=ranked("target shortfall", "cost"),
    )


def at_least_one(program: Program, name: str) -> KeptCost:
    """The row by which at least one unit of the contingent is sent."""
    send = program.group("send").table
    contingent = list(program.labels["contingent"]).index(name)
    column = send.loc[send["contingent"] == contingent, "column"].to_numpy(np.int64)
    cost = Cost(column=column, coefficient=np.full(len(column), -1.0))
    return KeptCost(name="asked", cost=cost, limit=-1.0)


def test_without_rows_the_ranks_are_those_of_the_plan():
    """Two cheap companies: nothing lacks, at 200 x 8."""
    plan = dear_and_cheap()
    found = solve_ranks(build_program(plan), options_of(plan, gap=0.0))

    assert tuple(rank.value for rank in found.settled) == best(plan).values == (0.0, 1600.0)
    assert [rank.bound for rank in found.settled] == [0.0, 1600.0]


def test_a_row_is_kept_in_every_rank():
    """One dear company at least: still nothing lacks, at 100 x 12 + 100 x 8."""
    plan = dear_and_cheap()
    program = build_program(plan)
    row = at_least_one(program, "DEAR")
    found = solve_ranks(program, options_of(plan, gap=0.0), [row])

    assert [rank.value for rank in found.settled] == [0.0, 2000.0]
    assert found.values is not None
    assert row.holds(found.values)


def test_a_row_that_no_plan_keeps_is_told_as_impossible():
    plan = dear_and_cheap()
    program = build_program(plan)
    row = at_least_one(program, "DEAR")
    never = KeptCost(name="never", cost=row.cost, limit=-2.0)

    assert solve_ranks(program, options_of(plan), [never]).status == "infeasible"


@pytest.mark.parametrize("contingent", ["DEAR", "CHEAP"])
def test_the_base_of_the_plan_itself_changes_no_value(contingent: str):
    """From the plan's own solved program, with a row that its plan breaks or keeps, as from nothing."""
    plan = dear_and_cheap()
    program = build_program(plan)
    free = solve_ranks(program, options_of(plan, gap=0.0))
    base = SolvedProgram(program=program, settled=tuple(free.settled), plans=tuple(free.plans))
    row = at_least_one(program, contingent)
    again = solve_ranks(program, options_of(plan, gap=0.0), [row], base)
    anew = solve_ranks(program, options_of(plan, gap=0.0), [row])

    assert [rank.value for rank in again.settled] == [rank.value for rank in anew.settled]
    assert [rank.bound for rank in again.settled] == [rank.bound for rank in anew.settled]
