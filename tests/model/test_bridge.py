"""PuLP's problem: the same model whichever way it was made, complete, with its values given back at once."""

from pathlib import Path

import numpy as np
import pulp
import pytest
from rule_plans import program_of

from solver.model import pulp_bridge
from solver.model.program import Program
from solver.model.pulp_bridge import PULP_4, PulpProblem, column_names, row_names, to_pulp
from solver.optimise.backend import Search, SolveOutcome
from solver.optimise.highs import DirectHighs
from solver.optimise.highs_calls import stats_of_pulp_4, status_of_pulp_3


@pytest.fixture
def program() -> Program:
    return program_of("lead_nation")


def made_of(program: Program) -> PulpProblem:
    made = to_pulp(program)
    made.minimise(program.ranks[1].cost)
    return made


def written(made: PulpProblem, path: Path) -> list[str]:
    made.problem.writeLP(str(path))
    return sorted(path.read_text(encoding="utf-8").splitlines())


def test_pulps_problem_has_every_variable_and_row_under_its_name(program: Program):
    problem = made_of(program).problem

    assert sorted(variable.name for variable in problem.variables()) == sorted(column_names(program))
    assert [row.name for row in problem.constraints()] == row_names(program)


def test_made_in_bulk_or_one_by_one_it_is_the_same_model(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    in_bulk = written(made_of(program), tmp_path / "bulk.lp")
    monkeypatch.setattr(pulp_bridge, "_core", lambda: None)

    assert written(made_of(program), tmp_path / "single.lp") == in_bulk


def test_solved_by_the_direct_road_the_variables_hold_the_values(program: Program):
    """``problem.solve`` with our solver class is like any other of PuLP's solvers, and keeps every row."""
    made = made_of(program)
    solver = DirectHighs(program, Search(), made)
    solver.minimise(program.ranks[1].cost)
    made.problem.solve(solver)

    assert solver.outcome is not None
    assert made.values() == pytest.approx(solver.outcome.values)
    assert all(row.valid(1e-6) for row in made.problem.constraints())
    assert pulp.value(made.problem.objective) == pytest.approx(solver.outcome.bound)


def test_values_given_are_the_values_read(program: Program):
    made = made_of(program)
    values = np.arange(program.count, dtype=np.float64)
    made.set_values(values)

    assert made.values().tolist() == values.tolist()


@pytest.mark.skipif(not PULP_4, reason="PuLP 3 has no statistics")
def test_pulp_4_is_told_what_its_own_way_would_count(program: Program):
    """Statistics made without an object of every variable say what PuLP's own would."""
    made = made_of(program)
    solver = DirectHighs(program, Search(), made)
    solver.minimise(program.ranks[1].cost)
    told = made.problem.solve(solver)
    own = solver.buildStats(made.problem, told.status, told.has_solution, start=(0.0, 0.0))

    assert told.status == pulp.LpSolveStatus.Optimal
    assert told.objective == pytest.approx(own.objective)
    for each in ("solver", "has_solution", "num_variables", "num_constraints", "is_mip"):
        assert getattr(told, each) == getattr(own, each), each


def test_pulp_is_not_told_that_a_plan_at_the_time_limit_is_optimal(program: Program):
    """The trap of PuLP 3: only its ``sol_status`` tells; PuLP 4 has a word for it."""
    stopped = SolveOutcome(ending="stopped", values=np.zeros(program.count), bound=0.0)
    made = made_of(program)
    if PULP_4:
        solver = DirectHighs(program, Search(), made)
        assert stats_of_pulp_4(solver, stopped, (0.0, 0.0)).status == pulp.LpSolveStatus.TimeLimit
    else:
        status_of_pulp_3(made.problem, stopped.ending)
        assert made.problem.sol_status == pulp.LpSolutionIntegerFeasible
