"""PuLP as it is usually written: a variable an arc, a row at a time, solved by its own road to HiGHS."""

from __future__ import annotations

from typing import Any

import pulp
from clock import Clock
from problem import Problem
from pulp import lpSum

from peers import Answer


def allocate(problem: Problem, clock: Clock) -> Answer:
    """Variables and rows one by one, HiGHS, values one by one."""
    model = pulp.LpProblem("allocation", pulp.LpMinimize)
    kind = pulp.LpInteger if problem.whole else pulp.LpContinuous
    units = problem.arcs["units"].tolist()
    send = [model.add_variable(f"send_{arc}", 0, most, kind) for arc, most in enumerate(units)]
    _state(model, problem, send, kind)
    clock.lap("build")

    model.solve(pulp.HiGHS(msg=False, gapRel=0))
    values = [variable.value() for variable in send]
    used = problem.arcs[["contingent", "role", "site", "period"]].assign(units=values)
    used = used[used["units"] > 1e-9]
    clock.lap("read back")
    highs = model.solverModel
    return Answer(
        value=model.objective.value(),
        read=len(used),
        columns=highs.getNumCol(),
        rows=highs.getNumRow(),
        nonzeros=highs.getNumNz(),
    )


def _state(model: Any, problem: Problem, send: list[Any], kind: str) -> None:
    """The objective, then rule after rule."""
    asked, weights, cost = problem.asked, problem.weights, problem.arcs["cost"].tolist()
    lack_minimum = [model.add_variable(f"lack_minimum_{row}", 0) for row in asked.index]
    lack_target = [model.add_variable(f"lack_target_{row}", 0) for row in asked.index]
    sites = range(len(problem.sites)) if problem.sites_cost else ()
    opened = [model.add_variable(f"opened_{site}", 0, 1, kind) for site in sites]
    spent = lpSum(cost[arc] * send[arc] for arc in range(len(send)))
    if problem.sites_cost:
        opening_cost = problem.sites["opening_cost"].tolist()
        spent += lpSum(each * site for each, site in zip(opening_cost, opened, strict=True))
    model += (
        weights["minimum shortfall"] * lpSum(lack_minimum)
        + weights["target shortfall"] * lpSum(lack_target)
        + weights["cost"] * spent
    )
    _pledges(model, problem, send)
    provides, serving = problem.arcs["provides"].tolist(), problem.arcs.groupby("asked").indices
    for row, minimum, target in asked.itertuples():
        provided = lpSum(provides[arc] * send[arc] for arc in serving.get(row, ()))
        model += provided + lack_minimum[row] >= minimum
        model += provided + lack_target[row] >= target
    _places(model, problem, send, opened, kind)


def _pledges(model: Any, problem: Problem, send: list[Any]) -> None:
    """pledged_units, rotation and drawdown_cap."""
    pledged, windows = problem.pledges["units"].tolist(), problem.windows["units"].tolist()
    for pledge, members in problem.arcs.groupby("pledge").indices.items():
        model += lpSum(send[arc] for arc in members) <= pledged[pledge]
    for window, served in problem.rotations.groupby("window")["arc"]:
        model += lpSum(send[arc] for arc in served) <= windows[window]
    limits = problem.caps["limit"].tolist()
    for cap, taken in problem.taken.groupby("cap"):
        pairs = zip(taken["arc"].tolist(), taken["tied"].tolist(), strict=True)
        model += lpSum(tied * send[arc] for arc, tied in pairs) <= limits[cap]


def _places(model: Any, problem: Problem, send: list[Any], opened: list[Any], kind: str) -> None:
    """site_capacity, and site_in_use where opening costs."""
    heads, present = problem.arcs["heads"].tolist(), problem.arcs.groupby("place").indices
    for place, site, most in problem.places.itertuples():
        held = lpSum(heads[arc] * send[arc] for arc in present[place])
        if problem.sites_cost:
            opening = model.add_variable(f"open_{place}", 0, 1, kind)
            model += held <= most * opening
            model += opening <= opened[site]
        else:
            model += held <= most
