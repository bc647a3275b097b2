"""A run once more, from what lies in its folder: the same plan, one as good, or another and why."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from solver.errors import ForcegenError, PlanError, told
from solver.excel.read.written import WrittenPlan, read_written
from solver.files.own_files import sha256_of
from solver.isolation.processes import new_scratch, sweep_scratch
from solver.nightly.folder import RUNS, RunFolder
from solver.record import RunSpec
from solver.results.columns import PRESENT_SOURCE
from solver.results.run import BASELINE_FILE
from solver.text.numbers import number
from solver.tolerances import TOLD_AS_NOTHING

if TYPE_CHECKING:
    from solver.optimise import Progress


ReplayVerdict = Literal["identical", "equal", "different"]
VERSIONS = ("forcegen", "Solver", "PuLP", "pandas", "Python")
"""Facts of the Run sheet on which an answer depends."""
UNEXPLAINED = "nothing that is known explains it; please report it, with the run's folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The result of a replay. ``reasons``: what differs from then, which explains a different plan.

    ``units``: units added plus taken away against the run's plan. ``ranks``: name, value then, value now.
    ``explained``: whether anything known differs.
    """

    run: str
    verdict: ReplayVerdict
    units: float
    ranks: tuple[tuple[str, float, float], ...]
    reasons: tuple[str, ...]
    explained: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _SecondRun:
    """The second solve of a run. ``written``: None where it has no plan."""

    exit_code: int
    status: str
    written: WrittenPlan | None
    error: str = ""


def replay(run: RunFolder, progress: Callable[[Progress], None] | None = None) -> Replay:
    """Solve a run again into a temporary folder, as it was asked for, and compare both plans.

    Raises PlanError where its folder no longer holds what it was solved from.
    """
    record = run.record()
    why = _why_not(run, record)
    if why:
        raise PlanError([told(f"cannot replay {run.plan.name}/{run.id}: {why}")])
    then = read_written(run.workbook) if run.workbook.is_file() else None
    sweep_scratch()
    folder = new_scratch()
    try:
        again = _solve(run, record, then, folder / f"plan{run.input.suffix}", progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    reasons = tuple(_what_differs(run, record, then, again))
    if then is None or again.written is None:
        return _without_plans(run, record, then, again, reasons)
    return _verdict(run, then, again.written, reasons)


def _why_not(run: RunFolder, record: dict[str, Any]) -> str:
    """The reason why a run cannot be replayed; blank if it can."""
    if record.get("run", {}).get("state") == "running":
        return "it has not ended (if it was killed, the next night closes it)"
    if "run" not in record or not run.input.is_file():
        return "its folder no longer holds its record and its input"
    return ""


def _solve(
    run: RunFolder,
    record: dict[str, Any],
    then: WrittenPlan | None,
    output: Path,
    progress: Callable[[Progress], None] | None,
) -> _SecondRun:
    """Solve the run's input again, with the seed and the cores that it had."""
    from solver.runs.pipeline import Request
    from solver.runs.pipeline import run as run_again

    about, solver = record["run"], record.get("solver", {})
    baseline = _baseline(run, about, then)
    asked = RunSpec.of_flags(about.get("flags", {}))
    used = {name: solver.get(name, getattr(asked.search, name)) for name in ("seed", "threads")}
    spec = replace(
        asked,
        scenario=record.get("scenario") or "",
        overrides=tuple(record.get("overrides", ())),
        baseline=str(baseline or ""),
        strict=bool(about.get("strict")),
        search=replace(asked.search, **used),
    )
    request = Request(source=run.input, output=output, spec=spec, progress=progress)
    try:
        done = run_again(request)
    except ForcegenError as error:
        return _SecondRun(exit_code=error.exit_code, status="no_plan", written=None, error=str(error))
    written = read_written(output) if done.output is not None else None
    return _SecondRun(exit_code=done.exit_code, status=done.solution.status, written=written)


def _baseline(run: RunFolder, about: dict[str, Any], then: WrittenPlan | None) -> Path | None:
    """The workbook that changes were counted against; None where there was none, or it is gone."""
    before = RunFolder(run.plan.path / RUNS / about["baseline"]) if about.get("baseline") else None
    counted = then is None or (then.baseline is not None and then.fact(BASELINE_FILE) != PRESENT_SOURCE)
    return before.workbook if before is not None and counted and before.workbook.is_file() else None


def _without_plans(
    run: RunFolder,
    record: dict[str, Any],
    then: WrittenPlan | None,
    again: _SecondRun,
    reasons: tuple[str, ...],
) -> Replay:
    """The result where one of both has no plan: the ways in which they ended are compared."""
    same = then is None and again.written is None and record.get("status") == again.status
    if not same:
        ends = [f"then {record.get('status')}", f"now {again.status}"]
        said = f": {again.error}" if again.error else ""
        reasons = (f"it ended otherwise: {', '.join(ends)}{said}", *reasons)
    return Replay(
        run=run.id,
        verdict="identical" if same else "different",
        units=0.0,
        ranks=(),
        reasons=reasons if same or len(reasons) > 1 else (*reasons, UNEXPLAINED),
        explained=len(reasons) > 1,
    )


def _verdict(run: RunFolder, then: WrittenPlan, now: WrittenPlan, reasons: tuple[str, ...]) -> Replay:
    """The result of comparing two plans: the same allocation, the same values, or neither."""
    key = ["contingent", "role", "site", "period"]
    both = then.allocation.merge(now.allocation, on=key, how="outer", suffixes=(" then", " now"))
    units = float((both["units then"].fillna(0.0) - both["units now"].fillna(0.0)).abs().sum())
    was = {rank.name: rank.final for rank in then.ranks}
    ranks = tuple((rank.name, was.get(rank.name, float("nan")), rank.final) for rank in now.ranks)
    equal = len(was) == len(ranks) and all(
        abs(before - after) <= TOLD_AS_NOTHING * max(1.0, abs(before)) for _, before, after in ranks
    )
    verdict: ReplayVerdict = (
        "different" if not equal else "identical" if units <= TOLD_AS_NOTHING else "equal"
    )
    explained = bool(reasons)
    if verdict == "different" and not explained:
        reasons = (UNEXPLAINED,)
    return Replay(run=run.id, verdict=verdict, units=units, ranks=ranks, reasons=reasons, explained=explained)


def _what_differs(
    run: RunFolder, record: dict[str, Any], then: WrittenPlan | None, again: _SecondRun
) -> Iterator[str]:
    """Sentences on what is not as it was, and may lead to another plan."""
    asked = record.get("input", {}).get("sha256", "")
    if asked and sha256_of(run.input) != asked:
        yield f"{run.input} is not what the run read: it was changed since"
    baseline = record["run"].get("baseline", "")
    if baseline and (then is None or then.baseline is not None) and not _baseline(run, record["run"], then):
        yield f"the plan that it was counted against ({baseline}) is gone"
    now = again.written
    if then is not None and now is not None:
        for name in VERSIONS:
            if then.fact(name) != now.fact(name):
                yield f"{name} was {then.fact(name)} and is {now.fact(name)}"
        if then.ranks and "feasible" in (then.status, now.status):
            yield (
                "the search ended with its time, so that how far it came depends on the machine "
                f"(then {then.status}, now {now.status})"
            )
        yield from _gaps(then, now)
    elif now is None and "no_plan" in (again.status, record.get("status")) and not again.error:
        yield "the search ended with its time, so that how far it came depends on the machine"


def _gaps(then: WrittenPlan, now: WrittenPlan) -> Iterator[str]:
    """A sentence where a rank differs by no more than the gap within which it was proved."""
    for before, after in zip(then.ranks, now.ranks, strict=False):
        apart = abs(before.final - after.final)
        if (
            TOLD_AS_NOTHING * max(1.0, abs(before.final))
            < apart
            <= max(before.gap, after.gap) * abs(before.final)
        ):
            yield (
                f"{before.name} was {number(before.final)} and is {number(after.final)}: "
                "both are proved within the gap that was asked for"
            )
            return
