"""Plans with parts of units, worked out to a billionth once their yes/no decisions are made."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from solver.model.program import Program
from solver.model.terms import Floats
from solver.optimise.highs_calls import set_options

USUAL, EXACT = 1e-7, 1e-9
"""How far a row may be missed: HiGHS's own tolerance, and where kept ranks must hold to a millionth."""


def exact_values(highs: Any, program: Program, values: Floats, seconds: float) -> Floats:
    """The same yes/no decisions with all others worked out to a billionth; the live model ends as it was.

    A search may miss rows by a millionth, which is many times what later
    ranks may give up; units that are not whole do not round it away.
    Where the seconds do not suffice the values stay as they are.
    """
    whole = np.flatnonzero(program.whole).astype(np.int32)
    chosen = np.round(values[whole])
    _decide(highs, whole, chosen, chosen, highspy.HighsVarType.kContinuous)
    set_options(highs, primal_feasibility_tolerance=EXACT, time_limit=seconds)
    highs.clearSolver()  # a fresh start may presolve, which an old basis forbids
    highs.run()
    highs.resetGlobalScheduler(True)
    if highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        values = np.asarray(highs.getSolution().col_value)
    _decide(highs, whole, program.lower[whole], program.upper[whole], highspy.HighsVarType.kInteger)
    set_options(highs, primal_feasibility_tolerance=USUAL)
    return values


def _decide(highs: Any, columns: np.ndarray, lower: Floats, upper: Floats, kind: Any) -> None:
    """Give columns these bounds and this kind."""
    highs.changeColsBounds(len(columns), columns, lower, upper)
    highs.changeColsIntegrality(len(columns), columns, np.full(len(columns), kind))
