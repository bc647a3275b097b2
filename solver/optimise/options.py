"""How to search: which solver, for how long, how close, from which seed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from solver.record import SolverOptions

if TYPE_CHECKING:
    from solver.model.linexpr import Floats
    from solver.record import SearchSettings


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
class Options:
    """How to search. ``time_limit`` in seconds, all ranks together; ``gap`` a share.

    ``relaxed``: every decision continuous. ``unique``: settle by names what the
    ranks leave open. ``write_model``: where to write the program of each rank
    (.lp or .mps); ``model_sources``: the files of which it tells, for nobody may
    read it who may not read them. ``aloud``: the solver says on standard output
    what it does. ``progress`` is called now and then, ``found`` with every better
    plan of a rank (values of all columns). ``starts``: whether searches begin at
    plans that are known; ``presolve``: whether the solver may make the program
    smaller first, where it can be told.
    """

    solver: str = "highs"
    time_limit: float = 60.0
    gap: float = 0.001
    seed: int = 1
    threads: int = field(default_factory=available_cores)
    relaxed: bool = False
    unique: bool = False
    write_model: Path | None = None
    model_sources: tuple[Path, ...] = ()
    aloud: bool = False
    progress: Callable[[Progress], None] | None = None
    found: Callable[[Floats], None] | None = None
    starts: bool = True
    presolve: bool = True

    @classmethod
    def of(
        cls, settings: SearchSettings, asked: SolverOptions | None = None, *, relaxed: bool = False
    ) -> Options:
        """The options that a run asks for; what it leaves open is as the plan's settings say."""
        given = asdict((asked or SolverOptions()).in_force(settings))
        return cls(**{name: value for name, value in given.items() if value is not None}, relaxed=relaxed)
