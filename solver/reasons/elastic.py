"""The elastic program: the hard rules, with a slack variable for each of the planner's numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from solver.model.build import build_program
from solver.model.linexpr import Floats, Ints
from solver.model.program import Group, Program
from solver.optimise.search_state import KeptCost
from solver.plan import Plan
from solver.reasons.cells import Cell, reading_order
from solver.tables import each_row


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ElasticProgram:
    """A program whose last columns, from ``first`` on, are the cells' relaxations, fixed at 0 at first.

    ``cells``: as a planner reads them. ``proportional``: whether a cell's relaxation is in the number's own
    unit; that of the others (shares of what is itself decided) is in heads. ``row``, ``relaxation``,
    ``sign``: which cell relaxes which row, and the sign that does.
    """

    program: Program
    cells: tuple[Cell, ...]
    first: int
    proportional: np.ndarray
    row: Ints
    relaxation: Ints
    sign: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """What is asked of a plan beside its rules: ``rows`` of any program of it, or of it with other numbers.

    ``baseline``: what the objective ``changes`` compares with, None without that.
    """

    rows: Callable[[Program], Sequence[KeptCost]]
    baseline: pd.DataFrame | None = None

    def program(self, plan: Plan, *, loose: bool = False) -> Program:
        """The program of a plan in which all that is asked is stated, too."""
        return build_program(plan, baseline=self.baseline, loose=loose)


NOTHING_ASKED = Asked(rows=lambda _: ())
"""Nothing but the rules."""


def elastic_program(plan: Plan, asked: Asked = NOTHING_ASKED) -> ElasticProgram:
    """Build the elastic program of a plan's hard rules, and of what is asked beside them, which is hard."""
    program = asked.program(plan, loose=True)
    program = with_rows(program, asked.rows(program))
    entries = _entries(program)
    keys = ["sheet", "sheet_row", "column", "upward"]
    cells = (
        Cell(sheet=row.sheet, sheet_row=int(row.sheet_row), column=row.column, upward=bool(row.upward))
        for row in each_row(entries[keys].drop_duplicates())
    )
    found = tuple(sorted(cells, key=reading_order))
    order = pd.DataFrame(
        [(cell.sheet, cell.sheet_row, cell.column, cell.upward) for cell in found], columns=keys
    ).astype(entries[keys].dtypes)
    entries = entries.merge(order.assign(relaxation=order.index), on=keys)
    proportional = np.ones(len(found), dtype=bool)
    proportional[entries.loc[entries["scale"] == 0, "relaxation"].to_numpy()] = False
    factor = np.where(entries["scale"] == 0, 1.0, entries["scale"]) * entries["sign"]
    grown = with_columns(
        program,
        entries["row"].to_numpy(),
        entries["relaxation"].to_numpy(),
        factor.to_numpy(np.float64),
        len(found),
    )
    return ElasticProgram(
        program=grown,
        cells=found,
        first=program.count,
        proportional=proportional,
        row=entries["row"].to_numpy(np.int64),
        relaxation=entries["relaxation"].to_numpy(np.int64),
        sign=entries["sign"].to_numpy(np.float64),
    )


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
    if not found:  # no number of the planner's limits anything
        kinds = {"row": "int64", "sheet": "object", "sheet_row": "int64", "column": "object"}
        kinds |= {"upward": "bool", "scale": "float64", "sign": "float64"}
        return pd.DataFrame({name: [] for name in kinds}).astype(kinds)
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


def with_rows(program: Program, rows: Sequence[KeptCost]) -> Program:
    """The program with these rows stated by its matrix, too, as solvers have them."""
    if not rows:
        return program
    stated = [row.row() for row in rows]
    matrix, sizes = program.matrix, [len(row.cost.column) for row in stated]
    limits = np.array([row.limit - row.cost.constant for row in stated])
    grown = replace(
        matrix,
        starts=np.concatenate([matrix.starts, matrix.starts[-1] + np.cumsum(sizes)]),
        column=np.concatenate([matrix.column, *(row.cost.column for row in stated)]),
        coefficient=np.concatenate([matrix.coefficient, *(row.cost.coefficient for row in stated)]),
        lower=np.concatenate([matrix.lower, np.full(len(stated), -np.inf)]),
        upper=np.concatenate([matrix.upper, limits]),
    )
    return replace(program, matrix=grown)


def with_columns(program: Program, row: Ints, relaxation: Ints, factor: Floats, count: int) -> Program:
    """The program with further columns at its end, fixed at 0: a group of its own, by their number."""
    matrix = program.matrix
    rows = np.concatenate([matrix.row, row])
    columns = np.concatenate([matrix.column, program.count + relaxation])
    values = np.concatenate([matrix.coefficient, factor])
    order = np.lexsort((columns, rows))
    starts = np.zeros(matrix.count + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=matrix.count), out=starts[1:])
    name = f"relaxation_{len(program.groups)}"
    number = np.arange(count, dtype=np.int64)
    added = Group(
        name=name,
        table=pd.DataFrame({name: number, "column": program.count + number}),
        by=[name],
        start=program.count,
        stop=program.count + count,
    )
    return replace(
        program,
        groups=(*program.groups, added),
        labels={**program.labels, name: [str(at) for at in range(count)]},
        lower=np.concatenate([program.lower, np.zeros(count)]),
        upper=np.concatenate([program.upper, np.zeros(count)]),
        whole=np.concatenate([program.whole, np.zeros(count, dtype=bool)]),
        matrix=replace(matrix, starts=starts, column=columns[order], coefficient=values[order]),
    )


def most_needed(elastic: ElasticProgram) -> Floats:
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


def most_to_give(elastic: ElasticProgram, at: int, upper: Floats) -> float:
    """The most that a cell could ever have to give, for its rows then hold whatever is decided.

    ``upper``: the upper ends of the decisions.
    """
    matrix, most = elastic.program.matrix, 0.0
    for row in elastic.row[elastic.relaxation == at].tolist():
        entries = slice(int(matrix.starts[row]), int(matrix.starts[row + 1]))
        columns, terms = matrix.column[entries], matrix.coefficient[entries]
        own, others = columns == elastic.first + at, columns < elastic.first
        limit = matrix.upper[row] if np.isfinite(matrix.upper[row]) else matrix.lower[row]
        reach = float((np.abs(terms[others]) * upper[columns[others]]).sum()) + abs(float(limit))
        most = max(most, reach / float(np.abs(terms[own]).min()))
    return most
