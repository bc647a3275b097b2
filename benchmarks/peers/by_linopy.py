"""linopy: labelled variables, a grouped sum for each rule, handed to HiGHS directly."""

from __future__ import annotations

import linopy
import pandas as pd
from clock import Clock
from problem import Problem

from peers import Answer


def allocate(problem: Problem, clock: Clock) -> Answer:
    """Expressions over tables, HiGHS, the solution as a series."""
    linopy.options["semantics"] = "v1"
    model = linopy.Model(sparse=True)
    units = problem.arcs["units"].rename_axis("arc")
    send = model.add_variables(0, units, name="send", integer=problem.whole)
    _pledges(model, problem, send)
    shortfall = _requirements(model, problem, send)
    cost = (problem.arcs["cost"].rename_axis("arc") * send).sum() + _places(model, problem, send)
    model.add_objective(shortfall + problem.weights["cost"] * cost)
    clock.lap("build")

    model.solve("highs", io_api="direct", progress=False, output_flag=False, mip_rel_gap=0.0)
    values = send.solution.to_series()
    used = problem.arcs[["contingent", "role", "site", "period"]].assign(units=values)
    used = used[used["units"] > 1e-9]
    clock.lap("read back")
    matrix = model.matrices.A
    return Answer(
        value=float(model.objective.value),
        read=len(used),
        columns=matrix.shape[1],
        rows=matrix.shape[0],
        nonzeros=matrix.nnz,
    )


def _pledges(model: linopy.Model, problem: Problem, send: linopy.Variable) -> None:
    """pledged_units, rotation and drawdown_cap."""
    sent = send.groupby(problem.arcs["pledge"].rename_axis("arc")).sum()
    model.add_constraints(sent <= problem.pledges["units"].rename_axis("pledge"))
    rotations, taken = problem.rotations.rename_axis("arc"), problem.taken.rename_axis("arc")
    windows = _members(send, rotations).groupby(rotations["window"]).sum()
    model.add_constraints(windows <= problem.windows["units"].rename_axis("window"))
    tied = (taken["tied"] * _members(send, taken)).groupby(taken["cap"]).sum()
    model.add_constraints(tied <= problem.caps["limit"].rename_axis("cap"))


def _members(send: linopy.Variable, members: pd.DataFrame) -> linopy.Variable:
    """The units of each row of a table of members."""
    return send.isel(arc=members["arc"].to_numpy()).assign_coords(arc=members.index)


def _requirements(model: linopy.Model, problem: Problem, send: linopy.Variable) -> linopy.LinearExpression:
    """requirement_met; returns what lacks, weighed."""
    arcs, asked = problem.arcs.rename_axis("arc"), problem.asked.rename_axis("asked")
    lack_minimum = model.add_variables(0, coords=[asked.index], name="lack_minimum")
    lack_target = model.add_variables(0, coords=[asked.index], name="lack_target")
    provided = (arcs["provides"] * send).groupby(arcs["asked"]).sum().reindex(asked=asked.index).fillna(0)
    model.add_constraints(provided + lack_minimum >= asked["minimum"])
    model.add_constraints(provided + lack_target >= asked["target"])
    weights = problem.weights
    return weights["minimum shortfall"] * lack_minimum.sum() + weights["target shortfall"] * lack_target.sum()


def _places(model: linopy.Model, problem: Problem, send: linopy.Variable) -> linopy.LinearExpression | float:
    """site_capacity, and site_in_use where opening costs; returns what opening costs."""
    arcs, places = problem.arcs.rename_axis("arc"), problem.places.rename_axis("place")
    held = (arcs["heads"] * send).groupby(arcs["place"]).sum()
    if not problem.sites_cost:
        model.add_constraints(held <= places["most"])
        return 0.0
    sites = problem.sites.rename_axis("site")
    opening = model.add_variables(0, 1, coords=[places.index], name="open", integer=problem.whole)
    opened = model.add_variables(0, 1, coords=[sites.index], name="opened", integer=problem.whole)
    ever = opened.isel(site=places["site"].to_numpy()).rename(site="place")
    model.add_constraints(held - places["most"] * opening <= 0)
    model.add_constraints(opening - ever.assign_coords(place=places.index) <= 0)
    return (sites["opening_cost"] * opened).sum()
