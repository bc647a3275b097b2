"""Backends: the interface to every solver, its outcome, HiGHS behind it, and the choice of one.

Nothing here loads a solver before one is opened: reading an outcome needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from solver.tolerances import SAME_VALUE

if TYPE_CHECKING:
    from solver.model.linexpr import Floats
    from solver.model.program import Cost, Program
    from solver.model.pulp_bridge import PulpProblem
    from solver.optimise.options import Options


Ending = Literal["proved", "stopped", "infeasible", "nothing"]

ProgressCall = Callable[[float, float, float], None]
"""Called now and then with seconds, best value and bound so far."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SolveOutcome:
    """The outcome of solving one objective.

    ``ending``: proved within the gap; stopped with a plan; infeasible; or
    stopped with nothing. ``values``: of every column, None without a plan.
    ``bound``: no plan is below it (the objective's constant included).
    ``claimed``: the objective's value by the solver's word; None where it does not say.
    ``duals``: of every row of the program, only after a continuous solve.
    ``interrupted``: somebody stopped the search.
    """

    ending: Ending
    values: Floats | None
    bound: float
    claimed: float | None = None
    duals: Floats | None = None
    interrupted: bool = False


def relative_gap(value: float, bound: float) -> float:
    """|value - bound| / |value|; 0 when they differ by less than 1e-6, 1 when only the value is 0."""
    if abs(value - bound) < SAME_VALUE:
        return 0.0
    return abs(value - bound) / abs(value) if value else 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptRow:
    """A row that is kept: the cost stays at most ``limit``."""

    name: str
    cost: Cost
    limit: float


class Backend(Protocol):
    """A solver with one program: objectives change, rows are added, searches start from plans."""

    name: str
    version: str
    seed: int
    """The seed of its random choices; 0 where it takes none from us."""
    threads: int
    """Cores that it was given; 0 where it decides itself."""

    def minimise(self, cost: Cost) -> None:
        """Make the objective this cost."""

    def keep(self, row: KeptRow) -> None:
        """Add this row."""

    def start_from(self, values: Floats) -> None:
        """Begin the next search from this plan, complete or in part (NaN elsewhere)."""

    def solve(self, seconds: float, progress: ProgressCall | None) -> SolveOutcome:
        """Search for at most so many seconds."""


class HighsBackend:
    """HiGHS through PuLP: PuLP's problem and the live model are changed side by side."""

    name = "highs"

    def __init__(
        self, program: Program, made: PulpProblem, options: Options, kept: Sequence[KeptRow] = ()
    ) -> None:
        from solver.optimise.highs import DirectHighs

        self.made = made
        self.solver = DirectHighs(program, options, made)
        for row in kept:
            self.solver.keep(row.cost, row.limit)
        self.version = str(self.solver.highs.version())
        self.seed, self.threads = options.seed, options.threads

    def minimise(self, cost: Cost) -> None:
        """Make the objective this cost."""
        self.made.minimise(cost)
        self.solver.minimise(cost)

    def keep(self, row: KeptRow) -> None:
        """Add this row."""
        self.made.keep(row.name, row.cost, row.limit)
        self.solver.keep(row.cost, row.limit)

    def start_from(self, values: Floats) -> None:
        """Begin the next search from this plan."""
        self.solver.start_from(values)

    def solve(self, seconds: float, progress: ProgressCall | None) -> SolveOutcome:
        """Search for at most so many seconds."""
        self.solver.timeLimit = seconds
        self.solver.progress = progress
        self.made.problem.solve(self.solver)
        assert self.solver.outcome is not None
        return self.solver.outcome


def open_backend(
    program: Program, made: PulpProblem, options: Options, kept: Sequence[KeptRow] = ()
) -> Backend:
    """Open the solver that the options name, with this program and the rows that ``made`` has already.

    Raises
    ------
    SolverError
        If PuLP does not know it, or it is not installed.
    """
    if options.solver.casefold() == "highs" or not program.count:  # others stumble over no columns
        return HighsBackend(program, made, options, kept)
    from solver.optimise.pulp_backend import PulpBackend

    return PulpBackend(program, made, options, kept)
