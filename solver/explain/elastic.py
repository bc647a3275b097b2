"""The elastic program: the hard rules, with a slack variable for each of the planner's numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
import pandas as pd

from solver.explain.diagnosis import Cell
from solver.model.build import build_program
from solver.model.linexpr import Floats, Ints
from solver.model.program import Cost, Program
from solver.optimise.backend import Search, SolveOutcome
from solver.optimise.highs import DirectHighs
from solver.plan import Plan
from solver.tables import each_row
from solver.tolerances import RELAXED_AT_ALL, ZERO_PRICE

UNLIMITED = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ElasticProgram:
    """A program whose last columns, from ``first`` on, are the cells' relaxations, fixed at 0 at first.

    ``proportional``: whether a cell's relaxation is in the number's own unit; that
    of the others (shares of what is itself decided) is in heads.
    """

    program: Program
    cells: tuple[Cell, ...]
    first: int
    proportional: np.ndarray


def elastic_program(plan: Plan) -> ElasticProgram:
    """Build the elastic program of a plan's hard rules."""
    program = build_program(plan, loose=True)
    entries = _entries(program)
    keys = ["sheet", "sheet_row", "column", "upward"]
    cells = entries[keys].drop_duplicates().sort_values(keys, ignore_index=True)
    entries = entries.merge(cells.assign(relaxation=cells.index), on=keys)
    found = tuple(
        Cell(sheet=row.sheet, sheet_row=int(row.sheet_row), column=row.column, upward=bool(row.upward))
        for row in each_row(cells)
    )
    proportional = np.ones(len(found), dtype=bool)
    proportional[entries.loc[entries["scale"] == 0, "relaxation"].to_numpy()] = False
    factor = np.where(entries["scale"] == 0, 1.0, entries["scale"]) * entries["sign"]
    grown = _with_columns(
        program,
        entries["row"].to_numpy(),
        entries["relaxation"].to_numpy(),
        factor.to_numpy(np.float64),
        len(found),
    )
    return ElasticProgram(program=grown, cells=found, first=program.count, proportional=proportional)


def _entries(program: Program) -> pd.DataFrame:
    """The entries of the relaxations: each hard row with its cell, and the sign that relaxes the row."""
    found = []
    for rule in program.rules:
        rows = rule.rows
        if rows.number is None:
            continue
        upward = rows.sense == "<="
        table = pd.DataFrame(
            {
                "row": rule.start + np.arange(len(rows.limit)),
                "sheet": rows.number.sheet,
                "sheet_row": rows.sheet_row,
                "column": rows.number.column,
                "upward": upward,
                "scale": rows.scale,
                "sign": -1.0 if upward else 1.0,
            }
        )
        found.append(table)
        if len(rows.extra_terms):
            extra = rows.extra_terms
            found.append(extra.assign(row=rule.start + extra["row"], upward=upward, sign=-1.0))
        if rule.name == "must_deploy":
            found.append(table.assign(column="Units"))
            found.append(_pledged_units(program, table))
    return pd.concat(found, ignore_index=True)


def _pledged_units(program: Program, must: pd.DataFrame) -> pd.DataFrame:
    """The entries by which lowering Units also lowers the most that the contingent may send."""
    rows = [rule for rule in program.rules if rule.name == "pledged_units"]
    tables = [
        pd.DataFrame({"row": rule.start + np.arange(len(rule.rows.limit)), "sheet_row": rule.rows.sheet_row})
        for rule in rows
    ]
    held = pd.concat(tables).merge(must[["sheet_row"]].drop_duplicates(), on="sheet_row")
    return held.assign(sheet="Contingents", column="Units", upward=False, scale=1.0, sign=1.0)


def _with_columns(program: Program, row: Ints, relaxation: Ints, factor: Floats, count: int) -> Program:
    """The program with further columns at its end, fixed at 0."""
    matrix = program.matrix
    rows = np.concatenate([matrix.row, row])
    columns = np.concatenate([matrix.column, program.count + relaxation])
    values = np.concatenate([matrix.coefficient, factor])
    order = np.lexsort((columns, rows))
    starts = np.zeros(matrix.count + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=matrix.count), out=starts[1:])
    return replace(
        program,
        lower=np.concatenate([program.lower, np.zeros(count)]),
        upper=np.concatenate([program.upper, np.zeros(count)]),
        whole=np.concatenate([program.whole, np.zeros(count, dtype=bool)]),
        matrix=replace(matrix, starts=starts, column=columns[order], coefficient=values[order]),
    )


class ElasticSolver:
    """The solver of an elastic program: relaxes some cells at a time, as little as possible."""

    def __init__(self, elastic: ElasticProgram, options: Search) -> None:
        self.elastic = elastic
        self.solver = DirectHighs(elastic.program, options)

    def minimise(self, cells: list[int], weights: Floats, seconds: float) -> SolveOutcome:
        """Minimise the weighted sum of these cells' relaxations, all others fixed at 0."""
        columns = np.asarray(cells, dtype=np.int64) + self.elastic.first
        self._set_upper(columns, UNLIMITED)
        self.solver.minimise(Cost(column=columns, coefficient=weights))
        outcome = self.solver.run(seconds)
        self._set_upper(columns, 0.0)
        return outcome

    def relaxations(self, values: Floats) -> Floats:
        """The relaxation of each cell in a solution."""
        return values[self.elastic.first :]

    def _set_upper(self, columns: Ints, upper: float) -> None:
        count = len(columns)
        bound = np.full(count, highspy.kHighsInf if upper == UNLIMITED else upper)
        self.solver.highs.changeColsBounds(count, columns.astype(np.int32), np.zeros(count), bound)


def certificate_cells(elastic: ElasticProgram, options: Search, seconds: float) -> list[int] | None:
    """The cells in one certificate of infeasibility: any single change that helps is among them.

    The certificate is the dual solution of the continuous program: changing any other cell leaves it valid.
    None where that program is feasible, so that every cell may matter.
    """
    relaxed = replace(elastic.program, whole=np.zeros(elastic.program.count, dtype=bool))
    solver = ElasticSolver(replace(elastic, program=relaxed), options)
    every = list(range(len(elastic.cells)))
    outcome = solver.minimise(every, np.ones(len(every)), seconds)
    if (
        outcome.duals is None
        or outcome.values is None
        or solver.relaxations(outcome.values).sum() < RELAXED_AT_ALL
    ):
        return None if outcome.ending != "infeasible" else []
    matrix = elastic.program.matrix
    priced = np.abs(outcome.duals[matrix.row]) > ZERO_PRICE
    columns = np.unique(matrix.column[priced])
    return [int(column - elastic.first) for column in columns if column >= elastic.first]


def smallest_set(elastic: ElasticProgram, options: Search, seconds: float) -> Floats | None:
    """The relaxations of a smallest set of cells that makes the plan feasible; None if none was found.

    First the fewest cells, then the least relaxations of that many, each as a
    share of the most that its rows could ever need.
    """
    count = len(elastic.cells)
    most = _most_needed(elastic)
    switched = _with_switches(elastic, most)
    solver = DirectHighs(switched, options)
    columns = elastic.first + np.arange(count, dtype=np.int64)
    switches = columns + count
    solver.minimise(Cost(column=switches, coefficient=np.ones(count)))
    first = solver.run(seconds / 2)
    if first.values is None:
        return None
    needed = round(float(first.values[switches].sum()))
    solver.keep(Cost(column=switches, coefficient=np.ones(count)), needed + 0.5)
    solver.minimise(Cost(column=columns, coefficient=1.0 / most))
    second = solver.run(seconds / 2)
    values = first.values if second.values is None else second.values
    return np.where(values[switches] > 0.5, values[columns], 0.0)


def _most_needed(elastic: ElasticProgram) -> Floats:
    """The largest relaxation that each cell could ever need: its rows' largest activity, in its unit."""
    matrix = elastic.program.matrix
    upper = np.where(np.isfinite(elastic.program.upper), elastic.program.upper, 0.0)
    reach = np.bincount(
        matrix.row, weights=np.abs(matrix.coefficient) * upper[matrix.column], minlength=matrix.count
    )
    limit = np.where(np.isfinite(matrix.upper), matrix.upper, matrix.lower)
    reach = reach + np.abs(np.where(np.isfinite(limit), limit, 0.0))
    mine = matrix.column >= elastic.first
    most = np.ones(len(elastic.cells))
    need = reach[matrix.row[mine]] / np.abs(matrix.coefficient[mine])
    np.maximum.at(most, matrix.column[mine] - elastic.first, need)
    return most


def _with_switches(elastic: ElasticProgram, most: Floats) -> Program:
    """The elastic program with a yes/no for each cell, which allows its relaxation."""
    program, count = elastic.program, len(elastic.cells)
    matrix = program.matrix
    relaxations = elastic.first + np.arange(count, dtype=np.int64)
    upper = program.upper.copy()
    upper[relaxations] = most
    column = np.column_stack([relaxations, relaxations + count]).ravel()
    coefficient = np.column_stack([np.ones(count), -most]).ravel()
    return replace(
        program,
        lower=np.concatenate([program.lower, np.zeros(count)]),
        upper=np.concatenate([upper, np.ones(count)]),
        whole=np.concatenate([program.whole, np.ones(count, dtype=bool)]),
        matrix=replace(
            matrix,
            starts=np.concatenate([matrix.starts, matrix.starts[-1] + 2 * np.arange(1, count + 1)]),
            column=np.concatenate([matrix.column, column]),
            coefficient=np.concatenate([matrix.coefficient, coefficient]),
            lower=np.concatenate([matrix.lower, np.full(count, -np.inf)]),
            upper=np.concatenate([matrix.upper, np.zeros(count)]),
        ),
    )
