"""For people who script: a workbook to a plan, a plan to a solution, a solution into a workbook."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd

import solver.excel.sheets.result_sheets  # noqa: F401 - loads openpyxl here, where what it may print goes to the log
from solver.audit import AuditReport
from solver.errors import NoPlanError, PlanError, told
from solver.excel.read.workbook import read_workbook
from solver.excel.read.written import read_written
from solver.excel.write import SIGNATURE_ENDS
from solver.optimise import Search
from solver.optimise.isolated import optimise_isolated
from solver.plan import Plan
from solver.plan.plan import with_baseline
from solver.reasons.questions.answer import Answer, Question
from solver.reasons.questions.question_pool import AskedPlan, QuestionPool, open_questions
from solver.reasons.questions.wanted import named_question
from solver.record import Clock, RunSpec, SolverOptions
from solver.results.columns import PRESENT_SOURCE
from solver.results.tables import Results
from solver.runs.explain import SECONDS
from solver.runs.load import Loaded, baseline_for, load, plan_of
from solver.runs.pipeline import audited, finish
from solver.runs.present import known_present
from solver.runs.record_file import facts_of
from solver.runs.report import write_report
from solver.runs.request import Request, Solved, refuse_output
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
    present: str | Path = "",
) -> Plan:
    """The plan that a workbook states, checked; its frames are the planner's tables.

    ``overrides``: texts ``Sheet!Row!Column=value``. ``baseline``: a written
    workbook, needed where Priorities rank ``changes`` and there is no present. ``present``: a CSV file of
    the present, in place of the sheet. ``Plan.warnings`` holds what is odd.

    Raises
    ------
    PlanError
        With every finding, each with its cell.
    """
    before = None if baseline is None else Path(baseline)
    spec = RunSpec(scenario=scenario, overrides=tuple(overrides), present=str(present))
    loaded = load(Path(path), spec, before)
    return replace(loaded.plan, warnings=loaded.findings)


def solve(plan: Plan, options: Search | None = None, baseline: Baseline = None) -> Solution:
    """The best allocation for a plan, audited.

    ``options``: by default those of the plan's own settings. ``baseline``:
    what changes are counted against, by default the plan's present, where it has one; the default
    priorities then rank them last. Look at ``Solution.status`` before its allocation.

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
        audited(plan, solution, before)
    return solution


def explain(  # noqa: PLR0913 - the plan that is asked about, what is asked, and how to search
    plan: Plan,
    solution: Solution,
    question: Question | None = None,
    *,
    baseline: Baseline = None,
    options: Search | None = None,
    seconds: float = SECONDS,
) -> tuple[Answer, ...]:
    """Answers to a question about a plan's solution; to all that it raises where none is given.

    ``baseline``: the one that it was solved with. ``options``: how to search, by default as the plan's
    settings say. ``seconds``: for all questions together. Every ``Answer.claim`` says how sure it is.

    Raises
    ------
    NoPlanError
        If the solution holds no plan.
    PlanError
        With every name that the plan does not have.
    ValueError
        If the plan's frames were changed since it was made, or the solution is none of this plan.
    """
    if not solution.has_plan or solution.relaxed:
        raise NoPlanError("there is no plan to explain: the solution is " + solution.status)
    before = _allocation(baseline, plan)
    asked = AskedPlan(
        plan=with_baseline(plan, given=before is not None),
        solution=solution,
        baseline=before,
        options=options or Search.of(plan.settings),
    )
    named = None if question is None else named_question(plan, question)
    questions = open_questions(asked, named, own_tables=True)
    found = QuestionPool(asked, questions, seconds).answered()
    if found.stopped is not None:
        raise found.stopped
    if found.nothing and found.faults:
        raise found.faults[0]
    for sentence in found.lost:
        log.warning("warning: %s", sentence)
    return found.answers


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
    spec = RunSpec(
        scenario=scenario,
        overrides=tuple(overrides),
        baseline="" if isinstance(baseline, pd.DataFrame) else str(baseline or ""),
        search=SolverOptions(solver=solution.solver.name, gap=solution.gap),
    )
    request = Request(source=Path(source), output=Path(output), spec=spec)
    refuse_output(request.source, Path(output))
    workbook, before, clock = read_workbook(request.source), _allocation(baseline, plan), Clock()
    stated = plan_of(workbook, scenario, spec.overrides, has_baseline=before is not None)
    loaded = Loaded(
        workbook=workbook,
        plan=stated,
        baseline=before,
        findings=plan.warnings,
        seconds=0.0,
        compared_with=spec.baseline or (PRESENT_SOURCE if baseline is None and before is not None else ""),
    )
    facts = facts_of(request, loaded, solution, clock)
    solved = Solved(
        request=request,
        loaded=loaded,
        options=Search.of(stated.settings, spec.search),
        solution=solution,
        facts=replace(facts, started=""),  # nobody noted when the search began
        output=Path(output),
        clock=clock,
    )
    done = finish(solved, _refuse_other_plan)
    if workbook.signed:
        log.warning(SIGNATURE_ENDS)
    if done.backup is not None:
        log.warning("%s was no run's own; the file as it was: %s", output, done.backup)
    assert done.results is not None
    return done.results


def report(workbook: str | Path, output: str | Path | None = None) -> Path:
    """Write the plan that a written workbook holds as a page, and return where it is.

    ``output``: by default beside the workbook, under its name with .html. The plan is audited first. What was
    there and is no page as forcegen wrote it stays beside it as a backup, which the log names.

    Raises
    ------
    PlanError
        If the workbook holds no plan, or not the one that its sheets say.
    OutputError
        If the page cannot be written.
    """
    page = write_report(Path(workbook), None if output is None else Path(output))
    for finding in (*page.findings, *page.notes):
        log.warning("%s", finding)
    if page.backup is not None:
        log.warning("%s was no page of forcegen's; the file as it was: %s", page.path, page.backup)
    return page.path


def _refuse_other_plan(report: AuditReport) -> None:
    """Raise PlanError for breaches of what the workbook states: it is not the one that the plan is of."""
    found = "\n".join(f"  {breach}" for breach in report.breaches)
    message = (
        "the solution is no plan for what this workbook states; give the scenario, overrides and "
        f"baseline that it was read and solved with, and the tables as they were read:\n{found}"
    )
    raise PlanError([told(message)])


def _allocation(baseline: Baseline, plan: Plan) -> pd.DataFrame | None:
    """The allocation that changes are counted against; a workbook's by the calendar of this plan.

    Without a baseline, that of the plan's present, where it has one.
    """
    if isinstance(baseline, str | Path):
        return baseline_for(plan, read_written(Path(baseline)))
    if baseline is not None:
        return baseline
    present = known_present(plan)
    said = {warning.message for warning in plan.warnings}
    for warning in present.warnings:
        if warning.message not in said:  # a plan of a workbook has them with their cells
            log.warning("warning: %s", warning)
    return present.allocation
