"""The whole story of a run: read, override, check, solve, audit, report, write."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import (
    AuditError,
    Finding,
    ForcegenError,
    NoPlanError,
    NothingFoundError,
    OutputError,
    Place,
    PlanError,
    told,
)
from solver.facts import Clock, shown_path, versions
from solver.load import Loaded, load
from solver.record import Flags, Output, RunFacts, Timings, make_record
from solver.tables import each_row
from solver.targets import OUTPUTS, record_path, refuse_early, refuse_model, refuse_output

if TYPE_CHECKING:
    from solver.audit import AuditReport
    from solver.diagnose import Diagnosis
    from solver.optimise import Options, Progress
    from solver.plan import Plan
    from solver.results.tables import Results
    from solver.solution import Solution

log = logging.getLogger(__name__)

PROVED, UNPROVED = 0, 5
"""Exit codes of a written plan: proved within the gap, or the best found in the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a run is asked for. Blank and None leave it to the workbook's settings."""

    source: Path
    output: Path | None = None
    scenario: str = ""
    overrides: tuple[str, ...] = ()
    baseline: Path | None = None
    in_place: bool = False
    strict: bool = False
    flags: Flags = field(default_factory=Flags)
    write_model: Path | None = None
    progress: Callable[[Progress], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """A run that came to an end: its record, and what there is to show.

    ``diagnosis``: the least to give, where no plan keeps the hard rules.
    ``backup``: the workbook as it was, where the results went into itself.
    """

    exit_code: int
    record: dict[str, object]
    plan: Plan
    solution: Solution
    results: Results | None = None
    diagnosis: Diagnosis | None = None
    gives: tuple[tuple[Finding, ...], ...] = ()
    output: Path | None = None
    backup: Path | None = None
    findings: tuple[Finding, ...] = ()
    price_cells: tuple[str, ...] = ()
    """The cell of each of the solution's prices, such as ``Drawdown caps!E5``."""


def run(request: Request) -> Run:
    """Solve a workbook and write the plan into a copy of it; the whole story of one run.

    Raises
    ------
    ForcegenError
        Whatever keeps a run from coming to an end, each with its exit code.
    """
    clock = Clock()
    try:
        return _run(request, clock)
    except ForcegenError as error:
        error.record = _broken_off(request, clock, error)
        raise


def _run(request: Request, clock: Clock) -> Run:
    from solver.optimise import optimise

    loaded = load(
        request.source,
        scenario=request.scenario,
        overrides=request.overrides,
        baseline=request.baseline,
        strict=request.strict,
    )
    log.info("read %s in %.2f s", request.source, loaded.seconds)
    output = None if request.flags.relaxed else output_of(request)
    if output is not None:
        refuse_output(request.source, output, in_place=request.in_place)
        refuse_early(request.source, output)
    if request.write_model is not None:
        refuse_model(request.write_model)
    options = _options(request, loaded.plan)
    log.debug("searching with %s", options)
    solution = optimise(loaded.plan, options, loaded.baseline)
    solved = _Solved(
        request=request,
        loaded=loaded,
        options=options,
        solution=solution,
        facts=_facts(request, loaded, solution, clock),
        output=output,
        clock=clock,
    )
    found = solution.status in ("optimal", "feasible")
    return _with_plan(solved) if found else _without_plan(solved)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Solved:
    """A run after its search. ``output``: where the plan goes, None for nowhere."""

    request: Request
    loaded: Loaded
    options: Options
    solution: Solution
    facts: RunFacts
    output: Path | None
    clock: Clock


def output_of(request: Request) -> Path:
    """Where the plan goes: as asked, into the workbook itself, or ``outputs/<name>.xlsx``."""
    if request.in_place:
        return request.source
    return request.output or OUTPUTS / request.source.name


def _broken_off(request: Request, clock: Clock, error: ForcegenError) -> dict[str, object]:
    """The record of a run that an error ended, also beside the output where that can be written."""
    findings = error.findings if isinstance(error, PlanError) else (told(str(error)),)
    try:
        digest = hashlib.sha256(request.source.read_bytes()).hexdigest()
    except OSError:
        digest = ""
    facts = RunFacts(
        input_path=shown_path(request.source),
        input_sha256=digest,
        scenario=request.scenario,
        overrides=request.overrides,
        flags=request.flags,
        versions=versions(),
        timings=Timings(total=clock.total()),
        started=clock.started,
    )
    record = make_record(facts, None, None, findings=findings)
    output = output_of(request)
    if digest and not request.flags.relaxed and output.parent.is_dir():
        with contextlib.suppress(OutputError):
            refuse_output(request.source, output, in_place=request.in_place)
            _write_record(record, output)
    return record


def _options(request: Request, plan: Plan) -> Options:
    from solver.optimise import Options

    flags, own = request.flags, Options.of(plan.settings)
    given = {
        name: getattr(flags, name)
        for name in ("time_limit", "gap", "seed", "threads")
        if getattr(flags, name) is not None
    }
    return replace(
        own,
        solver=flags.solver,
        relaxed=flags.relaxed,
        write_model=request.write_model,
        progress=request.progress,
        **given,
    )


def _facts(request: Request, loaded: Loaded, solution: Solution, clock: Clock) -> RunFacts:
    return RunFacts(
        input_path=shown_path(request.source),
        input_sha256=loaded.workbook.sha256,
        tables_sha256=loaded.workbook.tables_sha256,
        scenario=request.scenario,
        overrides=request.overrides,
        flags=replace(request.flags, seed=solution.solver.seed, threads=solution.solver.threads),
        versions=versions(),
        timings=Timings(read=loaded.seconds, build=solution.build_seconds, solve=solution.solve_seconds),
        started=clock.started,
    )


def _without_plan(solved: _Solved) -> Run:
    """No plan: say the least to give, or that the time was too short."""
    from solver.workbook.read import locate

    loaded, diagnosis = solved.loaded, None
    gives: tuple[tuple[Finding, ...], ...] = ()
    if solved.solution.status == "infeasible":
        from solver.diagnose import least_to_give

        diagnosis = least_to_give(loaded.plan, solved.options)
        proposals = (*diagnosis.singles, *((diagnosis.together,) if diagnosis.together else ()))
        gives = tuple(locate(proposal.findings, loaded.workbook.tables) for proposal in proposals)
    facts = replace(solved.facts, timings=replace(solved.facts.timings, total=solved.clock.total()))
    said = (*loaded.findings, *(finding for proposal in gives for finding in proposal))
    record = make_record(facts, solved.solution, None, findings=said)
    if solved.output is not None:
        _write_record(record, solved.output)
    return Run(
        exit_code=NoPlanError.exit_code if diagnosis else NothingFoundError.exit_code,
        record=record,
        plan=loaded.plan,
        solution=solved.solution,
        diagnosis=diagnosis,
        gives=gives,
        findings=loaded.findings,
    )


def _with_plan(solved: _Solved) -> Run:
    """A plan: audit it, make its tables, and write it unless it was relaxed."""
    from solver.results.build import build_results

    loaded, solution, output = solved.loaded, solved.solution, solved.output
    facts = _audited(solved)
    began = time.monotonic()
    results = build_results(loaded.plan, solution, facts, loaded.baseline)
    backup = _write(solved.request, loaded, results, output)
    timings = replace(facts.timings, write=time.monotonic() - began, total=solved.clock.total())
    written = (_output(output),) if output is not None else ()
    log.info("reported and written in %.2f s", timings.write)
    record = make_record(
        replace(facts, timings=timings),
        solution,
        results.totals,
        findings=loaded.findings,
        outputs=written,
    )
    if output is not None:
        _write_record(record, output)
    return Run(
        exit_code=PROVED if solution.status == "optimal" else UNPROVED,
        record=record,
        plan=loaded.plan,
        solution=solution,
        results=results,
        output=output,
        backup=backup,
        findings=loaded.findings,
        price_cells=_price_cells(loaded, solution),
    )


def _price_cells(loaded: Loaded, solution: Solution) -> tuple[str, ...]:
    """Where the numbers that have a price stand in the workbook."""
    from solver.workbook.read import locate

    places = (
        Place(
            sheet=row.sheet,
            row=int(row.sheet_row) or None,
            column="Value" if row.sheet == "Settings" else row.column,
        )
        for row in each_row(solution.prices)
    )
    located = locate((Finding(place=place, message="") for place in places), loaded.workbook.tables)
    return tuple(f"{each.place.sheet}!{each.cell}" if each.cell else each.place.sheet for each in located)


def _audited(solved: _Solved) -> RunFacts:
    """The facts of the run with what the second opinion checked; it stops a plan that it does not share."""
    from solver.audit import audit

    began = time.monotonic()
    report = audit(
        solved.loaded.plan,
        solved.solution.allocation,
        ranks=solved.solution.ranks,
        baseline=solved.loaded.baseline,
        relaxed=solved.solution.relaxed,
    )
    _refuse_breaches(report)
    timings = replace(solved.facts.timings, audit=time.monotonic() - began)
    log.info("the audit agrees on %d rules, in %.2f s", len(report.rules_checked), timings.audit)
    return replace(solved.facts, rules_checked=report.rules_checked, timings=timings)


def _refuse_breaches(report: AuditReport) -> None:
    """A plan that the second opinion does not share is our own fault, and is never written."""
    if report.clean:
        return
    told = "\n".join(f"  {breach.rule}: {breach.message}" for breach in report.breaches)
    raise AuditError(
        "the audit does not share the solver's view of the plan; nothing was written. This is a fault in "
        f"forcegen, please report it with the workbook and these lines:\n{told}"
    )


def _write(request: Request, loaded: Loaded, results: Results, output: Path | None) -> Path | None:
    """Put the result sheets into a copy of the workbook, or into itself; returns the backup then made."""
    if output is None:
        return None
    from solver.workbook.sheets import result_sheets
    from solver.workbook.write import write_in_place, write_workbook

    titles = {name: table.title for name, table in loaded.workbook.tables.items()}
    owned = result_sheets(results, titles)
    if request.in_place:
        return write_in_place(request.source, owned, sha256=loaded.workbook.sha256)
    write_workbook(request.source, owned, output, sha256=loaded.workbook.sha256)
    return None


def _output(path: Path) -> Output:
    return Output(path=shown_path(path), sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def _write_record(record: dict[str, object], output: Path) -> None:
    import json

    from solver.workbook.replace import replace_file

    text = json.dumps(record, indent=2, ensure_ascii=False)
    replace_file(record_path(output), text.encode() + b"\n")
