"""For people who script: a workbook to a plan, a plan to a solution, a solution into a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from solver.audit import audit
from solver.errors import AuditError, NoPlanError
from solver.load import load
from solver.optimise import Options, optimise
from solver.plan import Plan
from solver.record import Flags, RunFacts
from solver.results.build import build_results
from solver.results.tables import Results
from solver.solution import Solution
from solver.workbook.read import read_workbook
from solver.workbook.sheets import result_sheets
from solver.workbook.write import write_workbook


def read_plan(path: str | Path, *, scenario: str = "", overrides: Iterable[str] = ()) -> Plan:
    """The plan that a workbook states, checked; its frames are the planner's tables.

    ``overrides``: texts ``Sheet!Row!Column=value``. ``Plan.warnings`` holds what is odd.

    Raises
    ------
    PlanError
        With every finding, each with its cell.
    """
    loaded = load(Path(path), scenario=scenario, overrides=tuple(overrides))
    return replace(loaded.plan, warnings=loaded.findings)


def solve(plan: Plan, options: Options | None = None, baseline: pd.DataFrame | None = None) -> Solution:
    """The best allocation for a plan, audited.

    ``options``: by default those of the plan's own settings. ``baseline``: an
    allocation that changes are counted against. Look at ``Solution.status``
    before its allocation.

    Raises
    ------
    SolverError
        If the solver is missing or failed.
    AuditError
        If the second opinion disagrees: our own fault.
    """
    solution = optimise(plan, options, baseline)
    if solution.status in ("optimal", "feasible"):
        report = audit(
            plan,
            solution.allocation,
            ranks=solution.ranks,
            baseline=baseline,
            relaxed=solution.relaxed,
        )
        if not report.clean:
            raise AuditError("\n".join(str(breach) for breach in report.breaches))
    return solution


def write_results(
    plan: Plan, solution: Solution, source: str | Path, output: str | Path, *, overrides: Iterable[str] = ()
) -> Results:
    """Write a solution into a copy of the planner's workbook, and return its tables.

    ``overrides``: those that the plan was read with, so that the written
    workbook can be audited alone.

    Raises
    ------
    NoPlanError
        If the solution holds no plan.
    OutputError
        If the output cannot be written.
    """
    if solution.status not in ("optimal", "feasible") or solution.relaxed:
        raise NoPlanError("there is no plan to write: the solution is " + solution.status)
    workbook = read_workbook(Path(source))
    facts = RunFacts(
        input_path=str(source),
        input_sha256=workbook.sha256,
        overrides=tuple(overrides),
        flags=Flags(solver=solution.solver.name, seed=solution.solver.seed, threads=solution.solver.threads),
    )
    results = build_results(plan, solution, facts)
    titles = {name: table.title for name, table in workbook.tables.items()}
    write_workbook(Path(source), result_sheets(results, titles), Path(output))
    return results
