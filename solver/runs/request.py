"""What a run is asked for, where it stands after its search, and how it came to an end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import Finding
from solver.record import Clock, RunFacts, RunSpec
from solver.runs.load import Loaded
from solver.runs.targets import default_output

if TYPE_CHECKING:
    from solver.explain import Diagnosis
    from solver.optimise import Progress, Search
    from solver.plan import Plan
    from solver.results.tables import Results
    from solver.solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a run is asked for, with its files: ``spec``, where it reads and writes, whom it tells."""

    source: Path
    output: Path | None = None
    spec: RunSpec = field(default_factory=RunSpec)
    before: Path | None = None
    """A written plan that changes are counted against where no baseline is asked for; it is not told of."""
    in_place: bool = False
    write_model: Path | None = None
    aloud: bool = False
    """Whether the solver says on standard output what it does."""
    progress: Callable[[Progress], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solved:
    """A run after its search. ``output``: where the plan goes, None for nowhere."""

    request: Request
    loaded: Loaded
    options: Search
    solution: Solution
    facts: RunFacts
    output: Path | None
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """A run that came to an end: its record, and what there is to show.

    ``diagnosis``: the least to give, where no plan keeps the hard rules.
    ``backup``: what was at ``output`` and is no run's own, as it was.
    """

    exit_code: int
    record: dict[str, object]
    plan: Plan
    solution: Solution
    gap: float
    """Share within which a rank counts as proved."""
    results: Results | None = None
    diagnosis: Diagnosis | None = None
    gives: tuple[tuple[Finding, ...], ...] = ()
    output: Path | None = None
    backup: Path | None = None
    findings: tuple[Finding, ...] = ()
    price_cells: tuple[str, ...] = ()
    """The cell of each of the solution's prices, such as ``Drawdown caps!E5``."""


def output_of(request: Request) -> Path:
    """Where the plan goes: as asked, into the workbook itself, or ``outputs/<name>.xlsx``."""
    if request.in_place:
        return request.source
    return request.output or default_output(request.source)


def baseline_of(request: Request) -> Path | None:
    """The written plan that changes are counted against; None if there is none."""
    return Path(request.spec.baseline) if request.spec.baseline else request.before


def sources_of(request: Request) -> tuple[Path, ...]:
    """The files that a plan is made from."""
    baseline = baseline_of(request)
    return (request.source, *([baseline] if baseline else []))
