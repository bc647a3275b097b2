"""The record of a run: what was asked, when and with which versions, and what came of it, as JSON.

``solver.runs.record_file`` writes it beside a workbook, ``solver.nightly.run_record`` keeps it in the
folder of a night's run, and ``solver.nightly.record_text`` tells it to people.
"""

from __future__ import annotations

import math
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.errors import Finding
from solver.solution import ComparedScenario, RankValue, Sizes, Solution, Totals
from solver.version import VERSION

if TYPE_CHECKING:
    from solver.plan.plan import Settings


def utc_text(at: datetime) -> str:
    """A time as records have it: 2026-11-22T02:15:00Z."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Clock:
    """When the run began, for its record; to the microsecond, for it tells the run from every other."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.started = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def total(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.began


@cache
def versions() -> Versions:
    """Versions of what the answer depends on; they stay as they are while this process runs."""
    return Versions(
        forcegen=VERSION, python=platform.python_version(), pulp=version("pulp"), pandas=version("pandas")
    )


def shown_path(path: Path) -> str:
    """A path as text that every file can hold, though names on disk need not be Unicode."""
    return os.fsencode(path).decode(errors="replace")


def microseconds(seconds: float) -> float:
    """Seconds as the record keeps them."""
    return round(seconds, 6)


def milliseconds(seconds: float) -> float:
    """Seconds as sheets show them: rounded from what the record keeps, so that both say the same.

    Rounded at once, 0.11649951 would be 0.116 in the sheet and, from the record's 0.1165, 0.117.
    """
    return round(microseconds(seconds), 3)


RECORD_VERSION = 1
"""Grows when a field of the record changes its meaning."""

RECORD_FIELDS = {
    "schema_version": "whole number; grows when a field changes its meaning",
    "tool": "name and version, such as forcegen 1.0.0",
    "started": "when the run began, to the microsecond: UTC, ISO 8601, ending in Z; null where nobody noted "
    "it",
    "input": "path, sha256 of the planner's workbook",
    "scenario": "name, or null",
    "overrides": "texts Sheet!Row!Column=value, in order",
    "status": "optimal, feasible, infeasible or no_plan",
    "objectives": "one entry a rank: rank, name (parts joined by ' + '), value (weighted, when ranked), "
    "final (in the written plan), bound, gap, parts (name, weight, value)",
    "totals": "heads, tied_up, nations, open_sites, cost, minimum_shortfall, target_shortfall, drawdown; "
    "null each where there is no plan",
    "drawdown": "one entry a cap and period: cap, period, taken, limit (heads)",
    "held": "the last period held for years, where asked for, else null: held_for (years), until, cost "
    "(the plan's periods and the held years), cost_held (the held years alone), cost_a_year, tied_up "
    "(heads), not_held (sentences: what cannot be), years (one entry a year: planned and held months, heads, "
    "nations, tied_up, forces, movement, running, opening, cost, cost_held)",
    "solver": "name, version, seed, threads, retries (searches repeated because an answer did not hold, or "
    "because the solver's process died)",
    "unique": "true where names settled what the ranks leave open, proved (--unique)",
    "sizes": "variables, integers, rows, nonzeros",
    "timings": "read, build, solve, audit, write, total (seconds)",
    "audit": "rules_checked (names), breaches (sentences)",
    "no_plan": "null where there is a plan; else what is known of why not: impossible (proved), shown "
    "(proved, searched, among or nothing), irreducible, finished, relaxation (a plan with "
    "parts of units; null: not known), used (share), conflict and tight (rows that are "
    "alike: sheet, column, rows, told), any_one and all_of (changes: sheet, row, column, "
    "from, to, least), repairs (up to five, ranked: claim of what their plan comes to, smallest "
    "(no part of it does), settings (as --set takes them), changes, objectives (rank, name, value, "
    "bound; empty where no plan was found in the time))",
    "explanation": "null where nobody asked for it (solve --explain), or there is no plan; else as forcegen "
    "explain prints it",
    "findings": "sheet, cell, severity, message of each",
    "outputs": "path, sha256 of each file written: the plan, then its page where one was asked for",
    "compared": "of the workbook as it stands, solved with all its scenarios: one entry each, itself first "
    "(scenario, proof, force, coverage, minimums, lacking, support_lacking, changes, cost, taken (heads by "
    "area), why, workbook, proved); else empty",
}
"""The fields of a run's record, a stable contract; numbers that are not known are null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolverOptions:
    """How to search. None leaves it to the workbook's settings; for threads, all cores."""

    solver: str = "highs"
    time_limit: float | None = None
    """Seconds for all ranks together."""
    gap: float | None = None
    """Share within which a rank counts as proved."""
    seed: int | None = None
    threads: int | None = None
    unique: bool = False
    """Whether names settle what the ranks leave open."""

    def in_force(self, settings: Settings) -> SolverOptions:
        """These options, with the workbook's settings for what is left to them."""
        return replace(
            self,
            time_limit=settings.time_limit if self.time_limit is None else self.time_limit,
            gap=settings.gap if self.gap is None else self.gap,
            seed=settings.seed if self.seed is None else self.seed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSpec:
    """What is asked of a run, whatever its files: from the command line to the record."""

    scenario: str = ""
    """Name of the scenario; "" for the workbook as it stands."""
    overrides: tuple[str, ...] = ()
    """Cells changed on top of the scenario, in order, each as ``Sheet!Row!Column=value``."""
    baseline: str = ""
    """Path of the workbook whose plan changes are counted against; "" if there is none."""
    present: str = ""
    """Path of a CSV file of the present, in place of sheet Present; "" if there is none."""
    strict: bool = False
    """Whether warnings stop the run, too."""
    relaxed: bool = False
    """Whether every decision is continuous; then nothing is written."""
    search: SolverOptions = field(default_factory=SolverOptions)

    def flags(self) -> dict[str, object]:
        """How the run is asked for, as the record of a night's run has it."""
        return {"relaxed": self.relaxed, "baseline": self.baseline, **asdict(self.search)}

    @classmethod
    def of_flags(cls, flags: Mapping[str, Any]) -> RunSpec:
        """What the flags of such a record ask for."""
        own = {each.name for each in fields(SolverOptions)}
        return cls(
            relaxed=flags.get("relaxed", False),
            baseline=flags.get("baseline", ""),
            search=SolverOptions(**{name: value for name, value in flags.items() if name in own}),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """Versions of what the answer depends on; the solver's own stands in the solution."""

    forcegen: str = ""
    python: str = ""
    pulp: str = ""
    pandas: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Seconds each phase took. Write and total are only known once the workbook is written."""

    read: float = 0.0
    build: float = 0.0
    """Plan tables to program."""
    solve: float = 0.0
    """Hand-over, search, values back, all ranks."""
    audit: float = 0.0
    write: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """Everything about a run that is neither the plan nor its answer."""

    input_path: str
    input_sha256: str
    """Of the workbook's bytes; changes when results are written into the workbook itself."""
    tables_sha256: str = ""
    """Of the planner's own tables in it; the same after every run."""
    spec: RunSpec = field(default_factory=RunSpec)
    """What was asked; of its search, seed and threads are those that the solver had."""
    versions: Versions = field(default_factory=Versions)
    timings: Timings = field(default_factory=Timings)
    rules_checked: tuple[str, ...] = ()
    """Names of the rules that the audit recomputed."""
    breaches: tuple[str, ...] = ()
    """What the audit found broken, one sentence each; a plan that is written has none."""
    started: str = ""
    """When the run began: UTC, ISO 8601, ending in Z."""
    compared: tuple[ComparedScenario, ...] = ()
    """This plan and those of the scenarios solved with it; none where it was solved alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file that the run wrote."""

    path: str
    sha256: str


def make_record(  # noqa: PLR0913 - what was asked, what came of it, and all that was said
    facts: RunFacts,
    solution: Solution | None,
    totals: Totals | None,
    *,
    findings: Sequence[Finding] = (),
    outputs: Sequence[Output] = (),
    no_plan: Mapping[str, object] | None = None,
    explanation: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The record of a run, ready for ``json.dumps``; its fields stand in ``RECORD_FIELDS``."""
    asked = facts.spec.search
    solver = {"name": asked.solver, "version": "", "seed": asked.seed, "threads": asked.threads, "retries": 0}
    return {
        "schema_version": RECORD_VERSION,
        "tool": f"forcegen {facts.versions.forcegen}".strip(),
        "started": facts.started or None,
        "input": {"path": facts.input_path, "sha256": facts.input_sha256},
        "scenario": facts.spec.scenario or None,
        "overrides": list(facts.spec.overrides),
        "status": solution.status if solution else "no_plan",
        "objectives": [_objective(rank) for rank in solution.ranks] if solution else [],
        "totals": _totals(totals),
        "drawdown": [
            {**asdict(use), "taken": finite(use.taken), "limit": finite(use.limit)}
            for use in (totals.cap_use if totals else ())
        ],
        "held": asdict(totals.held) if totals and totals.held else None,
        "solver": asdict(solution.solver) if solution else solver,
        "unique": solution is not None and solution.unique,
        "sizes": asdict(solution.sizes if solution else Sizes()),
        "timings": {phase: microseconds(seconds) for phase, seconds in asdict(facts.timings).items()},
        "audit": {"rules_checked": list(facts.rules_checked), "breaches": list(facts.breaches)},
        "no_plan": None if no_plan is None else dict(no_plan),
        "explanation": None if explanation is None else dict(explanation),
        "findings": [finding.record() for finding in findings],
        "outputs": [asdict(output) for output in outputs],
        "compared": [asdict(each) for each in facts.compared],
    }


def _objective(rank: RankValue) -> dict[str, object]:
    return {
        "rank": rank.rank,
        "name": rank.name,
        "value": finite(rank.value),
        "final": finite(rank.final),
        "bound": finite(rank.bound),
        "gap": finite(rank.gap),
        "parts": [
            {"name": part.name, "weight": part.weight, "value": finite(part.value)} for part in rank.parts
        ],
    }


def _totals(totals: Totals | None) -> dict[str, object]:
    names = [name for name in Totals.__dataclass_fields__ if name not in ("cap_use", "held")]
    return {name: finite(getattr(totals, name)) if totals else None for name in names}


def finite(value: float) -> float | int | None:
    """The number itself, or None where it is not finite: JSON has neither NaN nor infinity."""
    return value if math.isfinite(value) else None
