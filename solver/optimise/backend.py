"""Backends: how a solver is asked and what it answers, HiGHS behind that interface, the choice of a solver.

Nothing here loads a solver before one is opened: reading an outcome needs none.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from solver.record import SolverOptions
from solver.tolerances import SAME_VALUE

if TYPE_CHECKING:
    from solver.model.linexpr import Floats
    from solver.model.program import Cost, Program
    from solver.model.pulp_bridge import PulpProblem
    from solver.plan.plan import Settings


Ending = Literal["proved", "stopped", "infeasible", "nothing"]

ProgressCall = Callable[[float, float, float], None]
"""Called now and then with seconds, best value and bound so far."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SolveOutcome:
    """The outcome of solving one objective.

    ``ending``: proved within the gap; stopped with a plan; infeasible; or stopped with nothing. ``values``:
    of every column, None without a plan. ``bound``: no plan is below it (the objective's constant included).
    ``claimed``: the objective's value by the solver's word; None where it does not say. ``duals``: of every
    row of the program, only after a continuous solve. ``interrupted``: somebody stopped the search.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What is known of a search beforehand: no plan comes to less than ``bound``, and the best likely to
    ``expected``.
    """

    bound: float = -math.inf
    expected: float = -math.inf


NO_HINT = Hint()


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

    def start_from(self, values: Floats | None, hint: Hint = NO_HINT) -> None:
        """Begin the next search from this plan, complete or in part (NaN elsewhere), with this hint."""

    def solve(self, seconds: float, progress: ProgressCall | None) -> SolveOutcome:
        """Search for at most so many seconds."""


class HighsBackend:
    """HiGHS through PuLP: PuLP's problem and the live model are changed side by side."""

    name = "highs"

    def __init__(
        self, program: Program, made: PulpProblem, options: Search, kept: Sequence[KeptRow] = ()
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

    def start_from(self, values: Floats | None, hint: Hint = NO_HINT) -> None:
        """Begin the next search from this plan."""
        self.solver.start_from(values, hint)

    def solve(self, seconds: float, progress: ProgressCall | None) -> SolveOutcome:
        """Search for at most so many seconds."""
        self.solver.timeLimit = seconds
        self.solver.progress = progress
        self.made.problem.solve(self.solver)
        assert self.solver.outcome is not None
        return self.solver.outcome


def open_backend(
    program: Program, made: PulpProblem, options: Search, kept: Sequence[KeptRow] = ()
) -> Backend:
    """Open the solver that the options name, with this program and the rows that ``made`` has already.

    Raises SolverError if PuLP does not know it, or it is not installed.
    """
    if options.solver.casefold() == "highs" or not program.count:  # others stumble over no columns
        return HighsBackend(program, made, options, kept)
    from solver.optimise.pulp_backend import PulpBackend

    return PulpBackend(program, made, options, kept)


OTHER_SEED = 7919
"""Offset of the seed where a search is repeated with other settings."""


def other_seed(seed: int) -> int:
    """The seed for a search that is repeated with other settings."""
    return (seed + OTHER_SEED) % 2**31


Tell = Callable[[object], None]
"""Called with what a search has to say while it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where the search stands: the rank, seconds since its start, value and bound so far."""

    rank: int
    ranks: int
    name: str
    seconds: float
    value: float
    bound: float


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(SolverOptions):
    """One search: solver options with nothing left open, what is searched for, and how it is watched.

    ``relaxed``: every decision continuous. ``write_model``: where to write the program of each rank (.lp or
    .mps); ``model_sources``: the files of which it tells, for nobody may read it who may not read them.
    ``aloud``: the solver says on standard output what it does. ``progress`` is called now and then, ``found``
    with every better plan of a rank (values of all columns). ``starts``: whether to begin at plans that are
    known; ``presolve``: whether the solver may make the program smaller first, where it can be told.
    ``base_file``: the solved program of the search before, begun with where it is there, replaced in the end.
    """

    time_limit: float = 60.0
    gap: float = 0.001
    seed: int = 1
    threads: int = field(default_factory=available_cores)
    relaxed: bool = False
    write_model: Path | None = None
    model_sources: tuple[Path, ...] = ()
    aloud: bool = False
    progress: Callable[[Progress], None] | None = None
    found: Callable[[Floats], None] | None = None
    starts: bool = True
    presolve: bool = True
    base_file: Path | None = None

    @classmethod
    def of(cls, settings: Settings, asked: SolverOptions | None = None, *, relaxed: bool = False) -> Search:
        """The search that is asked for, with the workbook's settings for what is left to them."""
        given = asdict((asked or SolverOptions()).in_force(settings))
        return cls(**{name: value for name, value in given.items() if value is not None}, relaxed=relaxed)
