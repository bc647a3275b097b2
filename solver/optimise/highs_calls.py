"""Calls to HiGHS: options, the hand-over of a program, and what its endings mean."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

import highspy
import numpy as np

from solver.errors import SolverError
from solver.model.program import Program
from solver.model.terms import Floats
from solver.optimise.known_faults import known_fault
from solver.optimise.outcome import Ending

INFEASIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


def ending_of(status: Any, found: bool) -> Ending:
    """What a model status means; ``found``: whether there are values.

    Raises
    ------
    SolverError
        If HiGHS gave up.
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
    """Whether the presolve of the version at hand is not known to be wrong."""
    known = known_fault("highs", version("highspy"))
    return known is None or not known.with_presolve_only


def new_highs(*, presolve: bool = True, **options: object) -> Any:
    """HiGHS with these options, by its own names; it presolves only where that is known to work.

    Raises
    ------
    SolverError
        If HiGHS does not take a value.
    """
    highs = highspy.Highs()
    if not (presolve and _presolve_works()):
        options = {**options, "presolve": "off"}
    set_options(highs, **options)
    return highs


def set_options(highs: Any, **options: object) -> None:
    """Set options by HiGHS's own names.

    Raises
    ------
    SolverError
        If HiGHS does not take a value.
    """
    for name, value in options.items():
        if highs.setOptionValue(name, value) == highspy.HighsStatus.kError:
            raise SolverError(f"HiGHS does not take {name} = {value}")


def begin_from(highs: Any, values: Floats) -> None:
    """Begin the next run from these values of all columns; where some are NaN, HiGHS looks for them first."""
    known = np.flatnonzero(~np.isnan(values)).astype(np.int32)
    if len(known) < len(values):
        highs.setSolution(len(known), known, values[known])
        return
    solution = highspy.HighsSolution()
    solution.col_value = values.tolist()
    highs.setSolution(solution)


def hand_over(highs: Any, program: Program) -> None:
    """The program as HiGHS's own model, without names: its arrays in one call."""
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
