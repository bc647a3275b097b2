"""The backend for the solvers that PuLP knows, other than HiGHS."""

from __future__ import annotations

import inspect
import math
import tempfile
import time
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pulp

from solver.errors import SolverError
from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.model.pulp_bridge import PULP_4, PulpProblem
from solver.optimise.backend import NO_HINT, Hint, KeptRow, ProgressCall, Search, SolveOutcome
from solver.optimise.highs import EXACT_SHARE, DirectHighs
from solver.optimise.highs_calls import exact_values
from solver.tolerances import UNSTATED_BOUND

KNOWN_AS = {
    "cbc": ("COIN_CMD", "PULP_CBC_CMD"),
    "glpk": ("GLPK_CMD", "PYGLPK"),
    "scip": ("SCIP_PY", "SCIP_CMD"),
    "gurobi": ("GUROBI", "GUROBI_CMD"),
    "cplex": ("CPLEX_PY", "CPLEX_CMD"),
    "xpress": ("XPRESS_PY", "XPRESS"),
    "mosek": ("MOSEK",),
    "copt": ("COPT", "COPT_CMD"),
}
"""Short names, each with PuLP's names for it in order of preference."""

ANYTHING = Cost(column=np.zeros(1, dtype=np.int64), coefficient=np.ones(1))
"""The objective where a cost is empty: PuLP would add a variable for it that CBC cannot read."""

IN_TIME = 0.95
"""Share of the time limit beyond which "optimal" without a bound is not believed."""

SEEDED = {"COIN_CMD": "randomCbcSeed {}", "PULP_CBC_CMD": "randomCbcSeed {}"}
"""The option by which each solver that takes a seed through PuLP is given it."""

INSTALL = {
    "cbc": "pip install 'pulp[cbc]', or install the program cbc",
    "glpk": "install the program glpsol",
    "scip": "pip install pyscipopt, or install the program scip",
    "gurobi": "pip install gurobipy, with a licence",
}


def solver_names() -> list[str]:
    """Short and PuLP names of the solvers that can be used here, highs first."""
    usable = set(_available())
    short = [name for name, known in KNOWN_AS.items() if usable.intersection(known)]
    return ["highs", *short, *sorted(usable - {"HiGHS"})]


def find_solver(name: str) -> str:
    """PuLP's name of an installed solver, from its short or PuLP name.

    Raises SolverError if PuLP does not know it, or it is not installed here.
    """
    wanted = name.casefold()
    every = {each.casefold(): each for each in _silently(pulp.listSolvers)}
    candidates = KNOWN_AS.get(wanted) or ((every[wanted],) if wanted in every else ())
    if not candidates:
        known = ", ".join(["highs", *KNOWN_AS])
        raise SolverError(f"no solver is called '{name}'; known are {known}, and every name that PuLP knows")
    usable = _available()
    for candidate in candidates:
        if candidate in usable:
            return candidate
    how = INSTALL.get(wanted, "install it")
    raise SolverError(
        f"the solver {name} is not installed here; {how}, or leave --solver out to use highs, "
        "which is part of forcegen"
    )


def program_of(name: str) -> str | None:
    """The program that PuLP starts for a solver, by PuLP's name; None where Python loads the solver."""
    path = getattr(_silently(pulp.getSolver, name), "path", None)
    return None if path is None else str(path)


def _available() -> list[str]:
    return list(_silently(pulp.listSolvers, onlyAvailable=True))


def _silently(call: Any, *args: Any, **options: Any) -> Any:
    """Call PuLP without its warnings of deprecated names, which do not concern the planner."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call(*args, **options)


class PulpBackend:
    """A solver that PuLP runs by its own means, from scratch for each rank.

    Where units are split, HiGHS solves the continuous rest exactly once the yes/no
    decisions are made, as it does for its own answers: the tolerance of other
    solvers is many times what later ranks may lose of a kept one.
    """

    def __init__(
        self, program: Program, made: PulpProblem, options: Search, kept: Sequence[KeptRow] = ()
    ) -> None:
        self.program = program
        self.made = made
        self.options = options
        self.name = find_solver(options.solver)
        self.version = "unknown"
        self.seed = options.seed if self.name in SEEDED else 0
        self.threads = options.threads if self._takes("threads") else 0
        self.cost: Cost | None = None
        splits = not program.whole_units and not options.relaxed
        self.exact = DirectHighs(program, options) if splits else None
        for row in kept:
            self._keep_exactly(row)

    def minimise(self, cost: Cost) -> None:
        """Make the objective this cost."""
        self.cost = cost
        if self.exact is not None:
            self.exact.minimise(cost)
        self.made.minimise(cost if len(cost.column) else ANYTHING)

    def keep(self, row: KeptRow) -> None:
        """Add this row."""
        self.made.keep(row.name, row.cost, row.limit)
        self._keep_exactly(row)

    def start_from(self, values: Floats | None, hint: Hint = NO_HINT) -> None:
        """Begin the next search from this plan, where the solver can; PuLP takes complete plans only."""
        if values is not None and not np.isnan(values).any():
            self.made.start_from(values)

    def solve(self, seconds: float, progress: ProgressCall | None) -> SolveOutcome:
        """Search for at most so many seconds."""
        limit = max(math.ceil(seconds), 1)  # glpsol takes whole seconds only
        solver = _silently(
            pulp.getSolver, self.name, msg=self.options.aloud, timeLimit=limit, **self._asked()
        )
        began = time.monotonic()
        try:
            # PuLP leaves GLPK's report, and every file of a solver that fails, in the folder it works in
            with tempfile.TemporaryDirectory(prefix="forcegen-", ignore_cleanup_errors=True) as solver.tmpDir:
                answer = _silently(self.made.problem.solve, solver)
        except (pulp.PulpError, OSError, ValueError) as error:
            raise SolverError(f"the solver {self.name} failed: {error}") from error
        outcome = self._outcome(answer, in_time=time.monotonic() - began < IN_TIME * limit)
        outcome = self._exactly(outcome, max(began + limit - time.monotonic(), EXACT_SHARE * limit))
        if progress is not None and outcome.values is not None and self.cost is not None:
            progress(time.monotonic() - began, self.cost.value(outcome.values), outcome.bound)
        return outcome

    def _keep_exactly(self, row: KeptRow) -> None:
        if self.exact is not None:
            self.exact.keep(row.cost, row.limit)

    def _exactly(self, outcome: SolveOutcome, seconds: float) -> SolveOutcome:
        """The outcome with its continuous decisions solved exactly."""
        if self.exact is None or outcome.values is None:
            return outcome
        values = exact_values(self.exact.highs, self.program, outcome.values, seconds)
        return replace(outcome, values=values)

    def _asked(self) -> dict[str, Any]:
        """Gap, threads, seed and presolve, as far as PuLP's interface to this solver takes them."""
        asked: dict[str, Any] = {}
        if self._takes("gapRel"):
            asked["gapRel"] = self.options.gap
        if self.threads:
            asked["threads"] = self.threads
        if not self.options.presolve and self._takes("presolve"):
            asked["presolve"] = False
        if self.seed:
            asked["options"] = [SEEDED[self.name].format(self.seed)]
        return asked

    def _takes(self, option: str) -> bool:
        known = {each.name: each for each in pulp.apis._all_solvers}
        return option in inspect.signature(known[self.name].__init__).parameters

    def _outcome(self, answer: Any, *, in_time: bool) -> SolveOutcome:
        """The outcome in PuLP's answer.

        ``in_time``: stopped well before the limit; PuLP calls some plans
        optimal whose search only ran out of time.
        """
        found, ending, bound = self._pulp_4(answer) if PULP_4 else self._pulp_3(answer)
        if not found or self.cost is None:
            kind = "infeasible" if ending == "infeasible" else "nothing"
            return SolveOutcome(ending=kind, values=None, bound=-math.inf)  # type: ignore[arg-type]
        values = np.nan_to_num(self.made.values())
        value = self.cost.value(values)
        if not len(self.cost.column):
            return SolveOutcome(ending="proved", values=values, bound=value)
        if ending == "proved" and (in_time or bound is not None):
            bound = (
                bound if bound is not None else value - (1.0 - UNSTATED_BOUND) * self.options.gap * abs(value)
            )
            return SolveOutcome(ending="proved", values=values, bound=bound)
        return SolveOutcome(ending="stopped", values=values, bound=-math.inf if bound is None else bound)

    def _pulp_3(self, _: Any) -> tuple[bool, str, float | None]:
        """Whether a plan was found, ending and bound; PuLP 3 tells a proof only by ``sol_status``."""
        solution = self.made.problem.sol_status
        if solution == pulp.LpSolutionOptimal:
            return True, "proved", None
        if solution == pulp.LpSolutionIntegerFeasible:
            return True, "stopped", None
        return False, "infeasible" if solution == pulp.LpSolutionInfeasible else "nothing", None

    def _pulp_4(self, stats: Any) -> tuple[bool, str, float | None]:
        """Whether a plan was found, ending and bound, by PuLP 4's statistics."""
        codes = pulp.LpSolveStatus
        if stats.has_solution:
            proved = stats.status in (codes.Optimal, codes.GapLimit)
            return True, "proved" if proved else "stopped", stats.best_bound
        return False, "infeasible" if stats.status == codes.Infeasible else "nothing", None
