"""OR-Tools MathOpt with its own HiGHS; it cannot share a process with highspy."""

from __future__ import annotations

from clock import Clock
from ortools.math_opt.python import mathopt
from problem import Problem

from peers import Answer

Send = list[mathopt.Variable]

fast_sum = mathopt.fast_sum


def allocate(problem: Problem, clock: Clock) -> Answer:
    """A model variable by variable and row by row, HiGHS, values in one call."""
    model = mathopt.Model(name="allocation")
    units = problem.arcs["units"].tolist()
    send = [model.add_variable(lb=0, ub=most, is_integer=problem.whole) for most in units]
    _state(model, problem, send)
    clock.lap("build")

    parameters = mathopt.SolveParameters(relative_gap_tolerance=0.0)
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
    clock.lap("hand over")
    clock.move("hand over", "solve", result.solve_time().total_seconds())
    used = problem.arcs[["contingent", "role", "site", "period"]].assign(units=result.variable_values(send))
    used = used[used["units"] > 1e-9]
    clock.lap("read back")
    return Answer(
        value=result.objective_value(),
        read=len(used),
        columns=model.get_num_variables(),
        rows=model.get_num_linear_constraints(),
        nonzeros=sum(1 for _ in model.linear_constraint_matrix_entries()),
    )


def _state(model: mathopt.Model, problem: Problem, send: Send) -> None:
    """The objective, then rule after rule."""
    asked, weights, cost = problem.asked, problem.weights, problem.arcs["cost"].tolist()
    lack_minimum = [model.add_variable(lb=0) for _ in asked.index]
    lack_target = [model.add_variable(lb=0) for _ in asked.index]
    sites = range(len(problem.sites)) if problem.sites_cost else ()
    opened = [model.add_variable(lb=0, ub=1, is_integer=problem.whole) for _ in sites]
    spent = fast_sum(cost[arc] * send[arc] for arc in range(len(send)))
    if problem.sites_cost:
        opening_cost = problem.sites["opening_cost"].tolist()
        spent += fast_sum(each * site for each, site in zip(opening_cost, opened, strict=True))
    model.minimize(
        weights["minimum shortfall"] * fast_sum(lack_minimum)
        + weights["target shortfall"] * fast_sum(lack_target)
        + weights["cost"] * spent
    )
    _pledges(model, problem, send)
    provides, serving = problem.arcs["provides"].tolist(), problem.arcs.groupby("asked").indices
    for row, minimum, target in asked.itertuples():
        provided = fast_sum(provides[arc] * send[arc] for arc in serving.get(row, ()))
        model.add_linear_constraint(provided + lack_minimum[row] >= minimum)
        model.add_linear_constraint(provided + lack_target[row] >= target)
    _places(model, problem, send, opened)


def _pledges(model: mathopt.Model, problem: Problem, send: Send) -> None:
    """pledged_units, rotation and drawdown_cap."""
    pledged, windows = problem.pledges["units"].tolist(), problem.windows["units"].tolist()
    for pledge, members in problem.arcs.groupby("pledge").indices.items():
        model.add_linear_constraint(fast_sum(send[arc] for arc in members) <= pledged[pledge])
    for window, served in problem.rotations.groupby("window")["arc"]:
        model.add_linear_constraint(fast_sum(send[arc] for arc in served) <= windows[window])
    limits = problem.caps["limit"].tolist()
    for cap, taken in problem.taken.groupby("cap"):
        pairs = zip(taken["arc"].tolist(), taken["tied"].tolist(), strict=True)
        model.add_linear_constraint(fast_sum(tied * send[arc] for arc, tied in pairs) <= limits[cap])


def _places(model: mathopt.Model, problem: Problem, send: Send, opened: Send) -> None:
    """site_capacity, and site_in_use where opening costs."""
    heads, present = problem.arcs["heads"].tolist(), problem.arcs.groupby("place").indices
    for place, site, most in problem.places.itertuples():
        held = fast_sum(heads[arc] * send[arc] for arc in present[place])
        if problem.sites_cost:
            opening = model.add_variable(lb=0, ub=1, is_integer=problem.whole)
            model.add_linear_constraint(held <= most * opening)
            model.add_linear_constraint(opening <= opened[site])
        else:
            model.add_linear_constraint(held <= most)
