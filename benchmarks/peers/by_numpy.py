"""By hand: the program written straight into arrays for HiGHS; as fast as one can be, and as blunt."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from arrays import Arrays
from clock import Clock
from numpy.typing import ArrayLike
from problem import Problem

from peers import Answer
from peers.by_highs import solved


@dataclass(slots=True, eq=False)
class Rows:
    """Rows in the making: the entries of all rules, and the limits of their rows."""

    row: list[np.ndarray] = field(default_factory=list)
    column: list[np.ndarray] = field(default_factory=list)
    value: list[np.ndarray] = field(default_factory=list)
    lower: list[np.ndarray] = field(default_factory=list)
    upper: list[np.ndarray] = field(default_factory=list)
    count: int = 0

    def add(
        self, *entries: tuple[ArrayLike, ArrayLike, ArrayLike], least: ArrayLike, most: ArrayLike
    ) -> None:
        """The rows of a rule from its (row, column, value) entries."""
        lower, upper = np.broadcast_arrays(np.asarray(least, float), np.asarray(most, float))
        for row, column, value in entries:
            row, column, value = np.broadcast_arrays(row, column, np.asarray(value, float))
            self.row.append(row + self.count)
            self.column.append(column)
            self.value.append(value)
        self.lower.append(lower)
        self.upper.append(upper)
        self.count += len(lower)


def allocate(problem: Problem, clock: Clock) -> Answer:
    """Arrays, run, and the table of the arcs used."""
    arrays = program_of(problem)
    highs = solved(arrays)
    units = np.asarray(highs.getSolution().col_value)[: len(problem.arcs)]
    used = problem.arcs[["contingent", "role", "site", "period"]].assign(units=units)[units > 1e-9]
    clock.lap("read back")
    return Answer(
        value=highs.getInfo().objective_function_value,
        read=len(used),
        columns=len(arrays.cost),
        rows=len(arrays.row_lower),
        nonzeros=len(arrays.value),
    )


def program_of(problem: Problem) -> Arrays:
    """Columns: send, lack_minimum, lack_target, and where sites cost open, opened."""
    arcs, asked, places, weights = problem.arcs, problem.asked, problem.places, problem.weights
    opens, sites = (len(places), len(problem.sites)) if problem.sites_cost else (0, 0)
    sizes = [len(arcs), len(asked), len(asked), opens, sites]
    send, lack_minimum, lack_target, opening, opened = np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:-1])
    provided = arcs["asked"], send, arcs["provides"]
    held = arcs["place"], send, arcs["heads"]
    place = np.arange(opens)

    rows = Rows()
    rows.add((arcs["pledge"], send, 1), least=-np.inf, most=problem.pledges["units"])
    rotations, taken = problem.rotations, problem.taken
    rows.add((rotations["window"], rotations["arc"], 1), least=-np.inf, most=problem.windows["units"])
    rows.add(provided, (asked.index, lack_minimum, 1), least=asked["minimum"], most=np.inf)
    rows.add(provided, (asked.index, lack_target, 1), least=asked["target"], most=np.inf)
    rows.add((taken["cap"], taken["arc"], taken["tied"]), least=-np.inf, most=problem.caps["limit"])
    if opens:
        site = opened[places["site"]]
        rows.add(held, (place, opening, -places["most"]), least=-np.inf, most=np.zeros(opens))
        rows.add((place, opening, 1), (place, site, -1), least=-np.inf, most=np.zeros(opens))
    else:
        rows.add(held, least=-np.inf, most=places["most"])

    cost = np.repeat([0.0, weights["minimum shortfall"], weights["target shortfall"], 0.0, 0.0], sizes)
    cost[send] = weights["cost"] * arcs["cost"]
    cost[opened] = weights["cost"] * problem.sites["opening_cost"].to_numpy()[:sites]
    upper = np.repeat([np.nan, np.inf, np.inf, 1.0, 1.0], sizes)
    upper[send] = arcs["units"]
    whole = np.repeat(np.array([True, False, False, True, True]) & problem.whole, sizes)
    return _arrays(rows, cost, upper, whole)


def _arrays(rows: Rows, cost: np.ndarray, upper: np.ndarray, whole: np.ndarray) -> Arrays:
    """The rows sorted into one matrix."""
    row = np.concatenate(rows.row)
    order = np.argsort(row, kind="stable")
    return Arrays(
        constant=0.0,
        cost=cost,
        lower=np.zeros(len(cost)),
        upper=upper,
        whole=whole,
        row_lower=np.concatenate(rows.lower),
        row_upper=np.concatenate(rows.upper),
        starts=np.concatenate([[0], np.cumsum(np.bincount(row, minlength=rows.count))]),
        index=np.concatenate(rows.column)[order],
        value=np.concatenate(rows.value)[order],
    )
