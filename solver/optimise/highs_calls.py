"""Calls to HiGHS: options, passing a program, exact values, and its model status in PuLP's terms."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from typing import Any

import highspy
import numpy as np
import pulp

from solver.errors import SolverError
from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.backend import Ending, SolveOutcome
from solver.optimise.known_faults import known_fault
from solver.tolerances import EXACT_FEASIBILITY, FEASIBILITY

INFEASIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


def ending_of(status: Any, found: bool) -> Ending:
    """The ending that a model status means; ``found``: whether there are values.

    Raises SolverError if HiGHS gave up.
    """
    known = highspy.HighsModelStatus
    if status in (known.kOptimal, known.kModelEmpty):
        return "proved"
    if status in INFEASIBLE:
        return "infeasible"
    stopped = (known.kTimeLimit, known.kInterrupt, known.kIterationLimit, known.kSolutionLimit)
    if status in stopped:
        return "stopped" if found else "nothing"
    if status in (known.kUnknown, known.kNotset):
        return "stopped" if found else "nothing"
    raise SolverError(f"HiGHS stopped with '{status}'; please report this with --write-model's file")


@cache
def _presolve_works() -> bool:
    """Whether the presolve of the installed version is not known to be wrong."""
    known = known_fault("highs", version("highspy"))
    return known is None or not known.with_presolve_only


def new_highs(*, presolve: bool = True, **options: object) -> Any:
    """A new HiGHS with these options, by its own names; without presolve where that is known to be wrong.

    Raises SolverError if HiGHS does not take a value.
    """
    highs = highspy.Highs()
    if not (presolve and _presolve_works()):
        options = {**options, "presolve": "off"}
    set_options(highs, **options)
    return highs


def set_options(highs: Any, **options: object) -> None:
    """Set options by HiGHS's own names. Raises SolverError if HiGHS does not take a value."""
    for name, value in options.items():
        if highs.setOptionValue(name, value) == highspy.HighsStatus.kError:
            raise SolverError(f"HiGHS does not take {name} = {value}")


def run_relaxation(highs: Any, seconds: float) -> bool:
    """Run a live model without whole numbers for so many seconds at most; whether it was solved to the end.

    HiGHS 1.12 and 1.15.1 count the time of every run before into the limit of a relaxation, though not into
    that of a search over whole numbers.
    """
    set_options(highs, time_limit=highs.getRunTime() + max(seconds, 0.0))
    highs.run()
    return bool(highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def begin_from(highs: Any, values: Floats) -> None:
    """Start the next run from these values of all columns; those that are NaN HiGHS completes first."""
    known = np.flatnonzero(~np.isnan(values)).astype(np.int32)
    if len(known) < len(values):
        highs.setSolution(len(known), known, values[known])
        return
    solution = highspy.HighsSolution()
    solution.col_value = values.tolist()
    highs.setSolution(solution)


def pass_program(highs: Any, program: Program) -> None:
    """Pass the program to HiGHS as arrays in one call, without names."""
    matrix = program.matrix
    status = highs.passModel(
        program.count,
        matrix.count,
        len(matrix.column),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        np.zeros(program.count),
        program.lower,
        program.upper,
        matrix.lower,
        matrix.upper,
        matrix.starts.astype(np.int32),
        matrix.column.astype(np.int32),
        matrix.coefficient,
        program.whole.astype(np.int32),
    )
    if status == highspy.HighsStatus.kError:
        raise SolverError("HiGHS did not accept the model; please report this with --write-model's file")


def set_cost(highs: Any, cost: Cost) -> None:
    """Make the objective of a live model this cost, keeping its last answer."""
    columns = np.arange(highs.getNumCol(), dtype=np.int32)
    highs.changeColsCost(len(columns), columns, cost.dense(len(columns)))
    highs.changeObjectiveOffset(cost.constant)


def add_row(highs: Any, cost: Cost, limit: float) -> None:
    """Add a row to a live model: the cost stays at most ``limit``."""
    column = cost.column.astype(np.int32)
    highs.addRow(-highspy.kHighsInf, limit - cost.constant, len(column), column, cost.coefficient)


def outcome_of(highs: Any, rows: int | None) -> SolveOutcome:
    """The outcome of the last run; ``rows``: those with dual values, None where numbers are whole."""
    status = highs.getModelStatus()
    info = highs.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    found = found or status == highspy.HighsModelStatus.kModelEmpty
    values = np.asarray(highs.getSolution().col_value) if found else None
    ending = ending_of(status, found)
    if rows is None:
        bound, duals = info.mip_dual_bound if info.valid else -math.inf, None
    else:
        bound = info.objective_function_value if ending == "proved" else -math.inf
        duals = np.asarray(highs.getSolution().row_dual)[:rows]
    return SolveOutcome(
        ending=ending,
        values=values if ending in ("proved", "stopped") else None,
        bound=bound,
        claimed=info.objective_function_value if found else None,
        duals=duals if ending == "proved" else None,
    )


def exact_values(highs: Any, program: Program, values: Floats, seconds: float) -> Floats:
    """The values, the continuous ones solved again to a billionth; the live model ends as it was.

    A search may miss rows by a millionth, which is many times what later ranks may lose of a kept one, and
    split units are not rounded. Where the seconds do not suffice the values stay as they are.
    """
    whole = np.flatnonzero(program.whole).astype(np.int32)
    chosen = np.round(values[whole])
    _set_columns(highs, whole, chosen, chosen, highspy.HighsVarType.kContinuous)
    set_options(highs, primal_feasibility_tolerance=EXACT_FEASIBILITY)
    highs.clearSolver()  # a fresh start may presolve, which an old basis forbids
    solved = run_relaxation(highs, seconds)
    highs.resetGlobalScheduler(True)
    if solved:
        values = np.asarray(highs.getSolution().col_value)
    _set_columns(highs, whole, program.lower[whole], program.upper[whole], highspy.HighsVarType.kInteger)
    set_options(highs, primal_feasibility_tolerance=FEASIBILITY)
    return values


def _set_columns(highs: Any, columns: np.ndarray, lower: Floats, upper: Floats, kind: Any) -> None:
    """Set the bounds and the type of columns."""
    highs.changeColsBounds(len(columns), columns, lower, upper)
    highs.changeColsIntegrality(len(columns), columns, np.full(len(columns), kind))


def stats_of_pulp_4(solver: Any, outcome: SolveOutcome, began: tuple[float, float]) -> Any:
    """The value that ``actualSolve`` returns with PuLP 4.

    PuLP's own ``buildStats`` makes an object of every variable to count them:
    a tenth of a second at campaign size. ``began``: seconds by the clock and of the cores.
    """
    from pulp.core import LpSolveStats

    codes = pulp.LpSolveStatus
    status = {
        "proved": codes.Optimal,
        "stopped": codes.TimeLimit,
        "infeasible": codes.Infeasible,
        "nothing": codes.TimeLimit,
    }
    found = outcome.values is not None
    return LpSolveStats(
        solver=solver.name,
        status=status[outcome.ending],
        has_solution=found,
        time=time.monotonic() - began[0],
        cpu_time=time.process_time() - began[1],
        objective=solver.cost.value(outcome.values) if found and solver.cost is not None else None,
        best_bound=outcome.bound if math.isfinite(outcome.bound) else None,
        num_variables=solver.program.count,
        num_constraints=solver.program.matrix.count + len(solver.kept),
        is_mip=bool(solver.program.whole.any()),
    )


def status_of_pulp_3(problem: Any, ending: Ending) -> int:
    """The value that ``actualSolve`` returns with PuLP 3, which is to be set in the problem as well."""
    code, solution = {
        "proved": (pulp.LpStatusOptimal, pulp.LpSolutionOptimal),
        "stopped": (pulp.LpStatusOptimal, pulp.LpSolutionIntegerFeasible),
        "infeasible": (pulp.LpStatusInfeasible, pulp.LpSolutionInfeasible),
        "nothing": (pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound),
    }[ending]
    problem.assignStatus(code, solution)
    return int(code)


SWITCH_INTERVAL = 0.0002
"""Seconds between two threads' turns in Python; by default 0.005."""


@contextmanager
def short_switch_interval() -> Iterator[None]:
    """Shorten Python's switch interval in this process, so that HiGHS's callbacks need not wait long.

    HiGHS asks hundreds of times whether to stop, and waits for the answer: beside
    a thread that computes in Python it lost a seventh of its time so.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(SWITCH_INTERVAL, before))
    try:
        yield
    finally:
        sys.setswitchinterval(before)
