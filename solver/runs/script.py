"""For people who script: a workbook to a plan, a plan to a solution, a solution into a workbook."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from solver.audit import audit
from solver.errors import AuditError, Finding, NoPlanError, PlanError, told
from solver.excel.read.workbook import Workbook, read_workbook
from solver.excel.read.written import read_written
from solver.excel.sheets.result_sheets import result_sheets
from solver.excel.write import SIGNATURE_ENDS, write_workbook
from solver.optimise import Options
from solver.optimise.isolated import optimise_isolated
from solver.plan import Plan
from solver.plan.plan import with_baseline
from solver.record import RunFacts, RunSpec, SolverOptions, Timings, make_record, shown_path, versions
from solver.results.build import build_results
from solver.results.tables import Results
from solver.runs.load import baseline_for, load, plan_of
from solver.runs.record_file import left_by_a_run, outputs_of, write_record
from solver.runs.request import refuse_output
from solver.solution import Solution

log = logging.getLogger(__name__)

Baseline = pd.DataFrame | str | Path | None
"""The plan that changes are counted against: an allocation, a written workbook, or none."""


def read_plan(
    path: str | Path,
    *,
    scenario: str = "",
    overrides: Iterable[str] = (),
    baseline: str | Path | None = None,
) -> Plan:
    """The plan that a workbook states, checked; its frames are the planner's tables.

    ``overrides``: texts ``Sheet!Row!Column=value``. ``baseline``: a written
    workbook, needed where Priorities rank ``changes``. ``Plan.warnings`` holds what is odd.

    Raises
    ------
    PlanError
        With every finding, each with its cell.
    """
    before = None if baseline is None else Path(baseline)
    loaded = load(Path(path), RunSpec(scenario=scenario, overrides=tuple(overrides)), before)
    return replace(loaded.plan, warnings=loaded.findings)


def solve(plan: Plan, options: Options | None = None, baseline: Baseline = None) -> Solution:
    """The best allocation for a plan, audited.

    ``options``: by default those of the plan's own settings. ``baseline``:
    what changes are counted against; the default priorities then rank them
    last. Look at ``Solution.status`` before its allocation.

    Raises
    ------
    SolverError
        If the solver is missing or failed.
    AuditError
        If the second opinion disagrees: our own fault.
    """
    before = _allocation(baseline, plan)
    plan = with_baseline(plan, given=before is not None)
    solution = optimise_isolated(plan, options, before)
    if solution.has_plan:
        report = audit(
            plan,
            solution.allocation,
            ranks=solution.ranks,
            baseline=before,
            relaxed=solution.relaxed,
        )
        if not report.clean:
            raise AuditError("\n".join(str(breach) for breach in report.breaches))
    return solution


def write_results(  # noqa: PLR0913 - what a plan is, and all that it was read with
    plan: Plan,
    solution: Solution,
    source: str | Path,
    output: str | Path,
    *,
    scenario: str = "",
    overrides: Iterable[str] = (),
    baseline: Baseline = None,
) -> Results:
    """Write a solution into a copy of the planner's workbook, its record beside it, and return its tables.

    What was at ``output`` and is no run's own stays beside it as a backup, which the log names.
    ``scenario``, ``overrides``, ``baseline``: those that the plan was read and
    solved with, so that the written workbook can be audited alone.

    Raises
    ------
    NoPlanError
        If the solution holds no plan.
    PlanError
        If it is no plan for what the workbook, scenario, overrides and baseline state.
    OutputError
        If the output cannot be written.
    """
    if not solution.has_plan or solution.relaxed:
        raise NoPlanError("there is no plan to write: the solution is " + solution.status)
    refuse_output(Path(source), Path(output))
    workbook = read_workbook(Path(source))
    changed, before = tuple(overrides), _allocation(baseline, plan)
    stated = plan_of(workbook, scenario, changed, given=before is not None)
    facts = RunFacts(
        input_path=shown_path(Path(source)),
        input_sha256=workbook.sha256,
        tables_sha256=workbook.tables_sha256,
        versions=versions(),
        timings=Timings(build=solution.build_seconds, solve=solution.solve_seconds),
        spec=RunSpec(
            scenario=scenario,
            overrides=changed,
            baseline="" if isinstance(baseline, pd.DataFrame) else str(baseline or ""),
            search=SolverOptions(
                solver=solution.solver.name,
                gap=solution.gap,
                seed=solution.solver.seed,
                threads=solution.solver.threads,
            ),
        ),
        rules_checked=_agreed(stated, solution, before),
    )
    results = build_results(plan, solution, facts, before)
    titles = {name: table.title for name, table in workbook.tables.items()}
    like = [Path(source), *([Path(baseline)] if isinstance(baseline, str | Path) else [])]
    _write(Path(source), result_sheets(results, titles), Path(output), like)
    found = (*plan.warnings, *_signature_ends(workbook))
    record = make_record(facts, solution, results.totals, findings=found, outputs=outputs_of(Path(output)))
    write_record(record, Path(output), like)
    return results


def _write(source: Path, owned: bytes, output: Path, like: Sequence[Path]) -> None:
    """Put the plan in place, and say where what was there is kept."""
    backup = write_workbook(source, owned, output, ours=left_by_a_run(output), like=like)
    if backup is not None:
        log.warning("%s was no run's own; the file as it was: %s", output, backup)


def _signature_ends(workbook: Workbook) -> list[Finding]:
    """That a signed workbook's signature does not hold for what was written."""
    if not workbook.signed:
        return []
    log.warning(SIGNATURE_ENDS)
    return [told(SIGNATURE_ENDS, "warning")]


def _allocation(baseline: Baseline, plan: Plan) -> pd.DataFrame | None:
    """The allocation that changes are counted against; a workbook's by the calendar of this plan."""
    if isinstance(baseline, str | Path):
        return baseline_for(plan, read_written(Path(baseline)))
    return baseline


def _agreed(stated: Plan, solution: Solution, baseline: pd.DataFrame | None) -> tuple[str, ...]:
    """The rules of which the audit agrees that the solution keeps them, as the workbook states them."""
    report = audit(stated, solution.allocation, ranks=solution.ranks, baseline=baseline)
    if not report.clean:
        found = "\n".join(f"  {breach}" for breach in report.breaches)
        message = (
            "the solution is no plan for what this workbook states; give the scenario, overrides and "
            f"baseline that it was read and solved with, and the tables as they were read:\n{found}"
        )
        raise PlanError([told(message)])
    return report.rules_checked
