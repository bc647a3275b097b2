"""Pyomo: indexed variables and rules, solved by its persistent road to HiGHS."""

from __future__ import annotations

import pyomo.environ as pyo
from clock import Clock
from problem import Problem
from pyomo.contrib.appsi.solvers import Highs

from peers import Answer


def allocate(problem: Problem, clock: Clock) -> Answer:
    """A concrete model, HiGHS, values one by one."""
    model = _model(problem)
    clock.lap("build")

    solver = Highs()
    solver.highs_options = {"mip_rel_gap": 0.0}
    solver.solve(model)
    units = list(model.send.get_values().values())
    used = problem.arcs[["contingent", "role", "site", "period"]].assign(units=units)
    used = used[used["units"] > 1e-9]
    clock.lap("read back")
    highs = solver._solver_model
    return Answer(
        value=pyo.value(model.objective),
        read=len(used),
        columns=highs.getNumCol(),
        rows=highs.getNumRow(),
        nonzeros=highs.getNumNz(),
    )


def _model(problem: Problem) -> pyo.ConcreteModel:
    """The model, rule by rule."""
    arcs, asked = problem.arcs, problem.asked
    units, cost = arcs["units"].tolist(), arcs["cost"].tolist()
    kind = pyo.NonNegativeIntegers if problem.whole else pyo.NonNegativeReals
    model = pyo.ConcreteModel()
    model.send = pyo.Var(range(len(arcs)), domain=kind, bounds=lambda _, arc: (0, units[arc]))
    model.lack_minimum = pyo.Var(range(len(asked)), domain=pyo.NonNegativeReals)
    model.lack_target = pyo.Var(range(len(asked)), domain=pyo.NonNegativeReals)
    spent = pyo.quicksum(cost[arc] * send for arc, send in model.send.items())
    _pledges(model, problem)
    _requirements(model, problem)
    _drawdown(model, problem)
    model.objective = pyo.Objective(
        expr=problem.weights["minimum shortfall"] * pyo.quicksum(model.lack_minimum.values())
        + problem.weights["target shortfall"] * pyo.quicksum(model.lack_target.values())
        + problem.weights["cost"] * (spent + _places(model, problem))
    )
    return model


def _pledges(model: pyo.ConcreteModel, problem: Problem) -> None:
    """pledged_units and rotation."""
    send = model.send
    pledged, windows = problem.pledges["units"].tolist(), problem.windows["units"].tolist()
    of_pledge = problem.arcs.groupby("pledge").indices
    of_window = {window: arcs.tolist() for window, arcs in problem.rotations.groupby("window")["arc"]}
    model.pledged_units = pyo.Constraint(
        list(of_pledge), rule=lambda _, at: pyo.quicksum(send[arc] for arc in of_pledge[at]) <= pledged[at]
    )
    model.rotation = pyo.Constraint(
        list(of_window), rule=lambda _, at: pyo.quicksum(send[arc] for arc in of_window[at]) <= windows[at]
    )


def _requirements(model: pyo.ConcreteModel, problem: Problem) -> None:
    """requirement_met: the minimum, and the target."""
    provides, serving = problem.arcs["provides"].tolist(), problem.arcs.groupby("asked").indices
    minimum, target = problem.asked["minimum"].tolist(), problem.asked["target"].tolist()
    provided = [
        pyo.quicksum(provides[arc] * model.send[arc] for arc in serving.get(row, ()))
        for row in problem.asked.index
    ]
    model.minimum_met = pyo.Constraint(
        range(len(minimum)), rule=lambda _, row: provided[row] + model.lack_minimum[row] >= minimum[row]
    )
    model.target_met = pyo.Constraint(
        range(len(target)), rule=lambda _, row: provided[row] + model.lack_target[row] >= target[row]
    )


def _drawdown(model: pyo.ConcreteModel, problem: Problem) -> None:
    """drawdown_cap."""
    limits = problem.caps["limit"].tolist()
    taken = {
        cap: list(zip(rows["arc"].tolist(), rows["tied"].tolist(), strict=True))
        for cap, rows in problem.taken.groupby("cap")
    }
    model.drawdown_cap = pyo.Constraint(
        list(taken),
        rule=lambda _, cap: pyo.quicksum(tied * model.send[arc] for arc, tied in taken[cap]) <= limits[cap],
    )


def _places(model: pyo.ConcreteModel, problem: Problem) -> object:
    """site_capacity and site_in_use; returns what opening sites costs."""
    places = problem.places
    heads, most, site = problem.arcs["heads"].tolist(), places["most"].tolist(), places["site"].tolist()
    present = problem.arcs.groupby("place").indices
    held = [pyo.quicksum(heads[arc] * model.send[arc] for arc in present[at]) for at in places.index]
    if not problem.sites_cost:
        model.site_capacity = pyo.Constraint(places.index, rule=lambda _, at: held[at] <= most[at])
        return 0.0
    kind = pyo.Binary if problem.whole else pyo.UnitInterval
    opening_cost = problem.sites["opening_cost"].tolist()
    model.open = pyo.Var(places.index, domain=kind)
    model.opened = pyo.Var(range(len(opening_cost)), domain=kind)
    model.site_capacity = pyo.Constraint(
        places.index, rule=lambda _, at: held[at] <= most[at] * model.open[at]
    )
    model.site_in_use = pyo.Constraint(
        places.index, rule=lambda _, at: model.open[at] <= model.opened[site[at]]
    )
    return pyo.quicksum(
        cost * opened for cost, opened in zip(opening_cost, model.opened.values(), strict=True)
    )
