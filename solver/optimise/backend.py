"""One way to speak to a solver, whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.model.pulp_bridge import PulpProblem
from solver.optimise.kept_ranks import KeptRow
from solver.optimise.options import Options
from solver.optimise.outcome import ProgressCall, SolveOutcome


class Backend(Protocol):
    """A solver at work on one program: objectives change, rows are added, plans are handed on."""

    name: str
    version: str
    seed: int
    """The start of its random choices; 0 where it takes none from us."""
    threads: int
    """Cores that it was given; 0 where it decides itself."""

    def minimise(self, cost: Cost) -> None:
        """Make the objective this cost."""

    def keep(self, row: KeptRow) -> None:
        """From now on the row holds."""

    def start_from(self, values: Floats) -> None:
        """Begin the next search from this plan, or from what is known of one (NaN elsewhere)."""

    def solve(self, seconds: float, progress: ProgressCall | None) -> SolveOutcome:
        """Search for at most so many seconds."""


def open_backend(
    program: Program, made: PulpProblem, options: Options, kept: Sequence[KeptRow] = ()
) -> Backend:
    """The solver that the options name, ready for this program and the rows that ``made`` keeps already.

    Raises
    ------
    SolverError
        If PuLP does not know it, or it is not installed.
    """
    if options.solver.casefold() == "highs" or not program.count:  # others stumble over no columns
        from solver.optimise.highs_backend import HighsBackend

        return HighsBackend(program, made, options, kept)
    from solver.optimise.pulp_backend import PulpBackend

    return PulpBackend(program, made, options, kept)
