"""From a program to PuLP's problem, in bulk: the one place that knows PuLP's two lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pulp

from solver.model.names import column_names, row_names
from solver.model.program import Cost, Program
from solver.model.terms import Floats

PULP_4 = int(pulp.__version__.split(".")[0]) >= 4


@dataclass(slots=True, eq=False)
class PulpProblem:
    """A PuLP problem with its variables in the program's order.

    The problem is complete: solving it with any PuLP solver, or writing it to
    a file, sees the same model with the same names.
    """

    problem: Any
    variables: Sequence[Any]
    ids: npt.NDArray[np.uint64]

    def minimise(self, cost: Cost) -> None:
        """Make the objective this cost."""
        self.problem.setObjective(_expression(self, cost))

    def keep(self, name: str, cost: Cost, limit: float) -> None:
        """A row: the cost stays at most ``limit``."""
        _add_row(self, name, cost, "<=", limit - cost.constant)

    def start_from(self, values: Floats) -> None:
        """Give every variable a value to start from."""
        for variable, value in zip(self.variables, values.tolist(), strict=True):
            variable.setInitialValue(value, check=False)

    def values(self) -> Floats:
        """The variables' values in the program's order (NaN where there is none)."""
        found = [variable.varValue for variable in self.variables]
        return np.asarray([np.nan if value is None else value for value in found], dtype=np.float64)


def to_pulp(program: Program, name: str = "forcegen") -> PulpProblem:
    """The program as a PuLP problem, its variables and rows made in bulk."""
    problem = pulp.LpProblem(name, pulp.LpMinimize)
    variables = _variables(problem, program)
    if PULP_4:
        ids = np.asarray([variable.id for variable in variables], dtype=np.uint64)
    else:
        ids = np.arange(len(variables), dtype=np.uint64)
    made = PulpProblem(problem=problem, variables=variables, ids=ids)
    matrix = program.matrix
    limit = np.where(np.isfinite(matrix.upper), matrix.upper, matrix.lower)
    equal = matrix.lower == matrix.upper
    sense = np.where(equal, "==", np.where(np.isfinite(matrix.upper), "<=", ">="))
    starts = matrix.starts.tolist()
    rows = zip(row_names(program), starts[:-1], starts[1:], sense.tolist(), limit.tolist(), strict=True)
    for row_name, start, stop, compare, bound in rows:
        total = Cost(column=matrix.column[start:stop], coefficient=matrix.coefficient[start:stop])
        _add_row(made, row_name, total, compare, bound)
    return made


def _variables(problem: Any, program: Program) -> list[Any]:
    """All variables in the program's order; those of equal bounds and kind are made at once."""
    names = column_names(program)
    if not PULP_4:
        kinds = np.where(program.whole, pulp.LpInteger, pulp.LpContinuous)
        bounds = zip(program.lower.tolist(), _open_ended(program.upper), kinds.tolist(), strict=True)
        return [
            problem.add_variable(name, low, high, kind)
            for name, (low, high, kind) in zip(names, bounds, strict=True)
        ]
    shape = np.column_stack([program.lower, program.upper, program.whole])
    distinct, which = np.unique(shape, axis=0, return_inverse=True)
    variables: list[Any] = [None] * program.count
    for each, (low, high, whole) in enumerate(distinct):
        places = np.flatnonzero(which.reshape(-1) == each).tolist()
        made = problem.add_variable_dict(
            "%s",
            ([names[place] for place in places],),
            low,
            None if np.isinf(high) else high,
            pulp.LpInteger if whole else pulp.LpContinuous,
        )
        for place, variable in zip(places, made.values(), strict=True):
            variables[place] = variable
    return variables


def _open_ended(upper: Floats) -> list[float | None]:
    return [None if value == np.inf else value for value in upper.tolist()]


def _add_row(made: PulpProblem, name: str, total: Cost, sense: str, limit: float) -> None:
    """The row: total (without its constant) compared with the limit."""
    if PULP_4:
        if not _add_in_core(made, name, total, sense, limit):
            expression = _public_expression(made, total)
            rows = {"<=": expression.__le__, ">=": expression.__ge__, "==": expression.__eq__}
            made.problem.addConstraint(rows[sense](limit), name)
        return
    compare = {"<=": pulp.LpConstraintLE, ">=": pulp.LpConstraintGE, "==": pulp.LpConstraintEQ}[sense]
    made.problem.addConstraint(pulp.LpConstraint(_pairs(made, total, 0.0), compare, name, limit))


def _add_in_core(made: PulpProblem, name: str, total: Cost, sense: str, limit: float) -> bool:
    """The row straight into PuLP 4's Rust core, from arrays; False where this PuLP has no such core."""
    core = _core()
    if core is None:
        return False
    expression = core.AffineExpr()
    model = made.problem.toRustModel()
    expression.add_term_ids_coeffs(model, made.ids[total.column], total.coefficient)
    expression.set_constant(-limit)
    expression.set_sense(
        {"<=": core.Sense.LessEqual, ">=": core.Sense.GreaterEqual, "==": core.Sense.Equal}[sense]
    )
    expression.set_name(name)
    model.add_constraint(expression)
    return True


def _expression(made: PulpProblem, total: Cost) -> Any:
    """The total as PuLP's expression, its constant included."""
    return _public_expression(made, total) if PULP_4 else _pairs(made, total, total.constant)


def _pairs(made: PulpProblem, total: Cost, constant: float) -> Any:
    variables = made.variables
    column, coefficient = total.column.tolist(), total.coefficient.tolist()
    pairs = [(variables[at], value) for at, value in zip(column, coefficient, strict=True)]
    return pulp.LpAffineExpression(pairs, constant)


def _public_expression(made: PulpProblem, total: Cost) -> Any:
    """PuLP 4's expression by its public means."""
    from pulp.core.linear import lpSum_vars_coefs

    column, coefficient = total.column.tolist(), total.coefficient.tolist()
    pairs = [(made.variables[at], value) for at, value in zip(column, coefficient, strict=True)]
    return lpSum_vars_coefs(pairs) + total.constant


@cache
def _core() -> Any:
    """PuLP 4's Rust core, where it can be reached and takes arrays."""
    try:
        from pulp import _rustcore
    except ImportError:
        return None
    return _rustcore if hasattr(_rustcore.AffineExpr, "add_term_ids_coeffs") else None
