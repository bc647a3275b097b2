"""The program with a give for each of the planner's numbers: how far its rows may be missed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
import pandas as pd

from solver.explain.diagnosis import Cell
from solver.model.build import build_program
from solver.model.linexpr import Floats, Ints
from solver.model.program import Cost, Program
from solver.optimise.backend import SolveOutcome
from solver.optimise.highs import DirectHighs
from solver.optimise.options import Options
from solver.plan import Plan
from solver.tables import each_row
from solver.tolerances import RELAXED_AT_ALL, ZERO_PRICE

UNLIMITED = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ElasticProgram:
    """A program whose last columns are gives, one a cell, all held at 0 until asked for.

    ``proportional``: whether a cell's give is in the number's own unit; the
    others (shares of what is itself decided) give heads.
    """

    program: Program
    cells: tuple[Cell, ...]
    first: int
    proportional: np.ndarray


def elastic_program(plan: Plan) -> ElasticProgram:
    """The plan's hard rules, each of its numbers able to give way."""
    program = build_program(plan, loose=True)
    entries = _entries(program)
    keys = ["sheet", "sheet_row", "column", "upward"]
    cells = entries[keys].drop_duplicates().sort_values(keys, ignore_index=True)
    entries = entries.merge(cells.assign(give=cells.index), on=keys)
    found = tuple(
        Cell(sheet=row.sheet, sheet_row=int(row.sheet_row), column=row.column, upward=bool(row.upward))
        for row in each_row(cells)
    )
    proportional = np.ones(len(found), dtype=bool)
    proportional[entries.loc[entries["scale"] == 0, "give"].to_numpy()] = False
    factor = np.where(entries["scale"] == 0, 1.0, entries["scale"]) * entries["sign"]
    grown = _with_columns(
        program,
        entries["row"].to_numpy(),
        entries["give"].to_numpy(),
        factor.to_numpy(np.float64),
        len(found),
    )
    return ElasticProgram(program=grown, cells=found, first=program.count, proportional=proportional)


def _entries(program: Program) -> pd.DataFrame:
    """Every hard row with the cell that could give, and the sign with which it helps the row."""
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
            found.append(_no_more_than_left(program, table))
    return pd.concat(found, ignore_index=True)


def _no_more_than_left(program: Program, must: pd.DataFrame) -> pd.DataFrame:
    """Lowering Units also lowers what the contingent may send at all."""
    rows = [rule for rule in program.rules if rule.name == "pledged_units"]
    tables = [
        pd.DataFrame({"row": rule.start + np.arange(len(rule.rows.limit)), "sheet_row": rule.rows.sheet_row})
        for rule in rows
    ]
    held = pd.concat(tables).merge(must[["sheet_row"]].drop_duplicates(), on="sheet_row")
    return held.assign(sheet="Contingents", column="Units", upward=False, scale=1.0, sign=1.0)


def _with_columns(program: Program, row: Ints, give: Ints, factor: Floats, count: int) -> Program:
    """The program with further columns, from 0 to 0, at its end."""
    matrix = program.matrix
    rows = np.concatenate([matrix.row, row])
    columns = np.concatenate([matrix.column, program.count + give])
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
    """The elastic program in a live solver: gives are opened, closed and minimised."""

    def __init__(self, what: ElasticProgram, options: Options) -> None:
        self.what = what
        self.solver = DirectHighs(what.program, options)

    def least(self, given: list[int], weights: Floats, seconds: float) -> SolveOutcome:
        """The least weighted sum of the given cells' gives that leaves a plan, all others 0."""
        columns = np.asarray(given, dtype=np.int64) + self.what.first
        self._open(columns, UNLIMITED)
        self.solver.minimise(Cost(column=columns, coefficient=weights))
        outcome = self.solver.run(seconds)
        self._open(columns, 0.0)
        return outcome

    def gives(self, values: Floats) -> Floats:
        """How much each cell gives in a solution."""
        return values[self.what.first :]

    def _open(self, columns: Ints, upper: float) -> None:
        count = len(columns)
        bound = np.full(count, highspy.kHighsInf if upper == UNLIMITED else upper)
        self.solver.highs.changeColsBounds(count, columns.astype(np.int32), np.zeros(count), bound)


def certificate_cells(what: ElasticProgram, options: Options, seconds: float) -> list[int] | None:
    """Cells that any single change must be among, from one proof that there is no plan.

    The proof is of the program without whole numbers: a change of any other
    cell leaves the proof standing. None where that program has a plan, so
    that every cell may matter.
    """
    relaxed = replace(what.program, whole=np.zeros(what.program.count, dtype=bool))
    giving = ElasticSolver(replace(what, program=relaxed), options)
    every = list(range(len(what.cells)))
    outcome = giving.least(every, np.ones(len(every)), seconds)
    if outcome.duals is None or outcome.values is None or giving.gives(outcome.values).sum() < RELAXED_AT_ALL:
        return None if outcome.ending != "infeasible" else []
    matrix = what.program.matrix
    priced = np.abs(outcome.duals[matrix.row]) > ZERO_PRICE
    columns = np.unique(matrix.column[priced])
    return [int(column - what.first) for column in columns if column >= what.first]


def smallest_set(what: ElasticProgram, options: Options, seconds: float) -> Floats | None:
    """How much each cell gives where as few cells as possible do; None if nothing was found.

    First the fewest cells, then the smallest gives among that many, each
    measured against the most that its rows could ever need.
    """
    count = len(what.cells)
    most = _most_needed(what)
    switched = _with_switches(what, most)
    solver = DirectHighs(switched, options)
    columns = what.first + np.arange(count, dtype=np.int64)
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


def _most_needed(what: ElasticProgram) -> Floats:
    """The most that each cell could ever have to give: its rows' largest reach, in its unit."""
    matrix = what.program.matrix
    upper = np.where(np.isfinite(what.program.upper), what.program.upper, 0.0)
    reach = np.bincount(
        matrix.row, weights=np.abs(matrix.coefficient) * upper[matrix.column], minlength=matrix.count
    )
    limit = np.where(np.isfinite(matrix.upper), matrix.upper, matrix.lower)
    reach = reach + np.abs(np.where(np.isfinite(limit), limit, 0.0))
    mine = matrix.column >= what.first
    most = np.ones(len(what.cells))
    need = reach[matrix.row[mine]] / np.abs(matrix.coefficient[mine])
    np.maximum.at(most, matrix.column[mine] - what.first, need)
    return most


def _with_switches(what: ElasticProgram, most: Floats) -> Program:
    """The elastic program with a yes/no for each cell: it gives only where yes."""
    program, count = what.program, len(what.cells)
    matrix = program.matrix
    gives = what.first + np.arange(count, dtype=np.int64)
    upper = program.upper.copy()
    upper[gives] = most
    column = np.column_stack([gives, gives + count]).ravel()
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
