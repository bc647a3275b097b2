"""The bridge from a program to PuLP's problem, in bulk: the one module that knows both lines of PuLP."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pulp

from solver.model.linexpr import Floats, Ints
from solver.model.program import Cost, Program

PULP_4 = int(pulp.__version__.split(".")[0]) >= 4

COMPARE = {"<=": operator.le, ">=": operator.ge, "==": operator.eq}
SENSES = {"<=": "LessEqual", ">=": "GreaterEqual", "==": "Equal"}
"""How a row compares with its limit, in Python and in the words of PuLP 4's core."""


@dataclass(slots=True, eq=False)
class PulpProblem:
    """A PuLP problem with its variables in the program's order.

    Every PuLP solver, and a file written of it, gets the same model with the same names. ``named``: its
    variables; empty where PuLP 4 holds them itself, under the numbers of the program's columns.
    """

    problem: Any
    count: int
    named: Sequence[Any] = ()

    @property
    def variables(self) -> Sequence[Any]:
        """The variables, one for each column of the program."""
        return self.named or self.problem.variables()[: self.count]

    def minimise(self, cost: Cost) -> None:
        """Make the objective this cost."""
        self.problem.setObjective(self._sum(cost.column, cost.coefficient, cost.constant))

    def keep(self, name: str, cost: Cost, limit: float) -> None:
        """Add a row: the cost stays at most ``limit``."""
        self.add_row(name, cost.column, cost.coefficient, "<=", limit - cost.constant)

    def add_row(self, name: str, column: Ints, coefficient: Floats, sense: str, limit: float) -> None:
        """Add a row: the sum of coefficient x column compares with the limit."""
        core = _core()
        if core is None:
            row = COMPARE[sense](self._sum(column, coefficient, 0.0), limit)
            self.problem.addConstraint(row, name)
            return
        model = self.problem.toRustModel()
        row = _in_core(core, model, column, coefficient, -limit)
        row.set_sense(getattr(core.Sense, SENSES[sense]))
        row.set_name(name)
        model.add_constraint(row)

    def start_from(self, values: Floats) -> None:
        """Set the start value of every variable."""
        for variable, value in zip(self.variables, values.tolist(), strict=True):
            variable.setInitialValue(value, check=False)

    def values(self) -> Floats:
        """The variables' values in the program's order (NaN where there is none)."""
        found = [variable.varValue for variable in self.variables]
        return np.asarray([np.nan if value is None else value for value in found], dtype=np.float64)

    def set_values(self, values: Floats) -> None:
        """Set the variables' values."""
        if _core() is not None:
            self.problem.toRustModel().set_variable_values(list(enumerate(values.tolist())))
            return
        for variable, value in zip(self.variables, values.tolist(), strict=True):
            variable.varValue = value

    def _sum(self, column: Ints, coefficient: Floats, constant: float) -> Any:
        """The sum and its constant as PuLP's expression."""
        core = _core()
        if core is not None:
            model = self.problem.toRustModel()
            return pulp.LpAffineExpression(_in_core(core, model, column, coefficient, constant))
        variables = self.variables
        pairs = zip([variables[at] for at in column.tolist()], coefficient.tolist(), strict=True)
        if not PULP_4:
            return pulp.LpAffineExpression(pairs, constant)
        from pulp.core.linear import lpSum_vars_coefs

        return lpSum_vars_coefs(list(pairs)) + constant


def to_pulp(program: Program) -> PulpProblem:
    """The program as a PuLP problem, its variables and rows made in bulk."""
    made = PulpProblem(problem=pulp.LpProblem("forcegen", pulp.LpMinimize), count=program.count)
    core = _core()
    if core is None:
        made.named = _one_by_one(made.problem, program)
    else:
        _in_bulk(core, made.problem.toRustModel(), program)
    column, coefficient = program.matrix.column, program.matrix.coefficient
    starts = program.matrix.starts.tolist()
    rows = zip(row_names(program), starts[:-1], starts[1:], *_compared(program), strict=True)
    for row, start, stop, sense, limit in rows:
        made.add_row(row, column[start:stop], coefficient[start:stop], sense, limit)
    return made


def _one_by_one(problem: Any, program: Program) -> list[Any]:
    """Add variables by the public methods of both lines of PuLP."""
    kinds = np.where(program.whole, pulp.LpInteger, pulp.LpContinuous).tolist()
    upper = [None if value == np.inf else value for value in program.upper.tolist()]
    bounds = zip(column_names(program), program.lower.tolist(), upper, kinds, strict=True)
    return [problem.add_variable(*each) for each in bounds]


def _in_bulk(core: Any, model: Any, program: Program) -> None:
    """Add variables straight to PuLP 4's Rust core, adjacent ones of equal bounds at once."""
    names, lower, upper = column_names(program), program.lower, program.upper
    kinds = [core.Category.Continuous, core.Category.Integer]
    same = (lower[1:] == lower[:-1]) & (upper[1:] == upper[:-1]) & (program.whole[1:] == program.whole[:-1])
    ends = [*(np.flatnonzero(~same) + 1).tolist(), program.count]
    for start, stop in zip([0, *ends[:-1]], ends, strict=True):
        if start < stop:
            kind = kinds[int(program.whole[start])]
            model.add_variables_batch(names[start:stop], float(lower[start]), float(upper[start]), kind)


def _in_core(core: Any, model: Any, column: Ints, coefficient: Floats, constant: float) -> Any:
    """The sum and its constant as an expression of the Rust core, from arrays."""
    expression = core.AffineExpr()
    expression.add_term_ids_coeffs(model, column.view(np.uint64), coefficient)
    expression.set_constant(constant)
    return expression


def _compared(program: Program) -> tuple[list[str], list[float]]:
    """The sense and the limit of each row."""
    lower, upper = program.matrix.lower, program.matrix.upper
    above = np.isfinite(upper)
    sense = np.where(lower == upper, "==", np.where(above, "<=", ">="))
    return sense.tolist(), np.where(above, upper, lower).tolist()


@cache
def _core() -> Any:
    """PuLP 4's Rust core, if it is there and takes arrays; else None."""
    try:
        from pulp import _rustcore
    except ImportError:
        return None
    takes = hasattr(_rustcore.AffineExpr, "add_term_ids_coeffs")
    return _rustcore if takes and hasattr(_rustcore.Model, "add_variables_batch") else None


LONGEST = 40
"""Most characters of one of the plan's names in a name of a row or column."""

NamePart = tuple[list[str], Ints]
"""One part of many names: the different texts, and the index of each name's text."""


def column_names(program: Program) -> list[str]:
    """A unique name for each column, such as ``send_EST_INF_1_Training_Lviv_3``."""
    slugs = {kind: _slugs(names) for kind, names in program.labels.items()}
    return _unique(
        [name for group in program.groups for name in _names(group.name, group.table, group.by, slugs)]
    )


def row_names(program: Program) -> list[str]:
    """A unique name for each row, beginning with its rule's: ``drawdown_cap_Estonia_own_1``."""
    slugs = {kind: _slugs(names) for kind, names in program.labels.items()}
    named = [(rule.name, rule.rows.keys) for rule in program.rules]
    return _unique([name for rule, keys in named for name in _names(rule, keys, keys.columns, slugs)])


def _names(prefix: str, table: pd.DataFrame, by: Iterable[str], slugs: dict[str, list[str]]) -> list[str]:
    count = len(table)
    if not count:
        return []
    parts: list[NamePart] = [([prefix], np.zeros(count, dtype=np.int64))]
    for part in _parts(table, by, slugs):
        known, others = parts[-1][0], part[0]
        if len(known) * len(others) <= count:  # each pair is joined once, not once for each name
            pairs = [one + other for one in known for other in others]
            parts[-1] = (pairs, parts[-1][1] * len(others) + part[1])
        else:
            parts.append(part)
    columns = [np.asarray(known, dtype=object)[position] for known, position in parts]
    names: list[str] = sum(columns[1:], start=columns[0]).tolist()
    return names


def _parts(table: pd.DataFrame, by: Iterable[str], slugs: dict[str, list[str]]) -> list[NamePart]:
    """The part of the names that each key column adds."""
    parts = []
    for kind in by:
        position = table[kind].to_numpy(np.int64)
        if kind in slugs:
            known = [*slugs[kind], "all"]  # position -1: not of any one
        elif kind == "period":
            known = [str(period) for period in range(int(position.max(initial=0)) + 1)]
        else:
            continue
        parts.append(([f"_{text}" for text in known], position % len(known)))
    return parts


def _slugs(names: Sequence[str]) -> list[str]:
    return _unique([_slug(name) for name in names])


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"\W+", "_", plain).strip("_")[:LONGEST] or "x"


def _unique(names: list[str]) -> list[str]:
    """The names made unique: repeated ones get a number behind them."""
    if len(set(names)) == len(names):
        return names
    seen: dict[str, int] = {}
    taken = set(names)
    result = []
    for name in names:
        count = seen.get(name, 0)
        seen[name] = count + 1
        made = name
        while count and made in taken:
            count += 1
            made = f"{name}.{count}"
        taken.add(made)
        result.append(made)
    return result
