"""A random plan as the search for large plans sees it."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from oracle.brute_force import in_whole_units
from oracle.random_plans import random_sheets

from solver.model.build import build_program
from solver.model.program import Program
from solver.optimise.backend import Search
from solver.optimise.highs import DirectHighs
from solver.optimise.large.arrays import Arrays, arrays_of
from solver.optimise.large.solver_pool import SolverPool
from solver.optimise.rounding import completed
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.tables import raw_tables

GAP_0 = Search(gap=0.0, threads=1, time_limit=20.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """A plan's program under its first rank, as arrays, and a team of two."""

    plan: Plan
    program: Program
    solver: DirectHighs
    arrays: Arrays
    pool: SolverPool

    def settle(self, values: np.ndarray) -> np.ndarray:
        """Whole numbers whole, and every helper at its least."""
        return completed(self.program, values)

    def optimum(self) -> float | None:
        """What the best plan comes to, by HiGHS alone; None where there is none."""
        outcome = DirectHighs(self.program, GAP_0)
        outcome.minimise(self.program.ranks[0].cost)
        found = outcome.run(20.0)
        return None if found.values is None else self.arrays.value(self.settle(found.values))

    def linear_bound(self) -> float:
        """The relaxation by HiGHS alone."""
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("solve_relaxation", True)
        highs.passModel(self.solver.highs.getLp())
        highs.run()
        return float(highs.getInfo().objective_function_value)


def random_case(seed: int, size: str = "small") -> Case:
    """A random plan in whole units."""
    plan = make_plan(raw_tables(in_whole_units(random_sheets(seed, size))))
    program = build_program(plan)
    solver = DirectHighs(program, GAP_0)
    solver.minimise(program.ranks[0].cost)
    return Case(
        plan=plan,
        program=program,
        solver=solver,
        arrays=arrays_of(solver.highs, program),
        pool=SolverPool(2, 1),
    )
