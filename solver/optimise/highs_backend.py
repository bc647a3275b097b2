"""HiGHS as the solver at work on a program, through PuLP's problem."""

from __future__ import annotations

from collections.abc import Sequence

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.model.pulp_bridge import PulpProblem
from solver.optimise.highs import DirectHighs
from solver.optimise.kept_ranks import KeptRow
from solver.optimise.options import Options
from solver.optimise.outcome import ProgressCall, SolveOutcome


class HighsBackend:
    """HiGHS through PuLP: PuLP's problem and the live model are changed side by side."""

    name = "highs"

    def __init__(
        self, program: Program, made: PulpProblem, options: Options, kept: Sequence[KeptRow] = ()
    ) -> None:
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
        """From now on the row holds."""
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
