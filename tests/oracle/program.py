"""A mixed-integer program in HiGHS, made one row at a time."""

from __future__ import annotations

import math

import highspy
import numpy as np

Terms = list[tuple[float, int]]
"""A linear sum: coefficient and variable."""


class Program:
    """A mixed-integer program in HiGHS, made one row at a time."""

    def __init__(self, gap: float) -> None:
        self.highs = quiet(gap)
        self.columns = 0

    def variable(self, most: float = math.inf, *, whole: bool = False) -> int:
        """A decision from 0 to the most."""
        self.highs.addVar(0.0, most)
        if whole:
            self.highs.changeColIntegrality(self.columns, highspy.HighsVarType.kInteger)
        self.columns += 1
        return self.columns - 1

    def yes_no(self) -> int:
        """A decision that is 0 or 1."""
        return self.variable(1.0, whole=True)

    def row(self, terms: Terms, *, at_least: float = -math.inf, at_most: float = math.inf) -> None:
        """A rule on a sum."""
        columns, coefficients = gathered(terms)
        self.highs.addRow(at_least, at_most, len(columns), columns, coefficients)

    def minimise(self, terms: Terms) -> list[float] | None:
        """The values of all decisions where the sum is least, None if there is no plan."""
        columns, coefficients = gathered(terms)
        costs = np.zeros(self.columns)
        costs[columns] = coefficients
        self.highs.changeColsCost(self.columns, np.arange(self.columns, dtype=np.int32), costs)
        self.highs.run()
        status = self.highs.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        # an empty program has nothing to decide
        assert status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty), status
        return self.settled(np.array(self.highs.getSolution().col_value))

    def settled(self, found: np.ndarray) -> list[float]:
        """The same plan with whole numbers fixed, the rest as exact as a linear program gives it."""
        program = self.highs.getLp()
        whole = np.array([kind == highspy.HighsVarType.kInteger for kind in program.integrality_], dtype=bool)
        found[: len(whole)][whole] = found[: len(whole)][whole].round()
        if not whole.any() or whole.all():
            return list(found)
        lower, upper = np.array(program.col_lower_), np.array(program.col_upper_)
        lower[whole] = upper[whole] = found[whole]
        program.col_lower_, program.col_upper_ = lower, upper
        program.integrality_ = []
        linear = quiet(0.0)
        linear.passModel(program)
        linear.run()
        assert linear.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return list(linear.getSolution().col_value)


def quiet(gap: float) -> highspy.Highs:
    """HiGHS with nothing to say and next to no tolerance."""
    highs = highspy.Highs()
    options: dict[str, str | bool | int | float] = {
        "output_flag": False,
        "threads": 1,
        "presolve": "off",
        "mip_rel_gap": gap,
        "mip_abs_gap": 1e-9,
        "mip_feasibility_tolerance": 1e-9,
        "primal_feasibility_tolerance": 1e-9,
        "dual_feasibility_tolerance": 1e-9,
    }
    for name, value in options.items():
        assert highs.setOptionValue(name, value) == highspy.HighsStatus.kOk, name
    return highs


def gathered(terms: Terms) -> tuple[np.ndarray, np.ndarray]:
    """A sum with each variable once."""
    total: dict[int, float] = {}
    for coefficient, variable in terms:
        total[variable] = total.get(variable, 0.0) + coefficient
    return np.array(list(total), dtype=np.int32), np.array(list(total.values()), dtype=np.float64)
