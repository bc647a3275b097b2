"""A run from the workbook to the written plan: read, override, check, solve, audit, report, write."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import AuditError, ExitCode, Finding, ForcegenError, Place, told
from solver.excel.read.workbook import locate
from solver.reasons.diagnosis import diagnose_isolated
from solver.record import Clock, Output, make_record, shown_path
from solver.runs.load import Loaded, load
from solver.runs.record_file import broken_off, facts_of, left_by_a_run, write_record
from solver.runs.request import (
    Request,
    Run,
    Solved,
    baseline_of,
    checked_output,
    clear_models,
    sources_of,
)
from solver.runs.solve_explained import explained_run
from solver.schema import CHANGES_SHEET, REASON_SHEETS, RESULT_SHEETS, YEARS_SHEET
from solver.tables import each_row

if TYPE_CHECKING:
    import pandas as pd

    from solver.audit import AuditReport
    from solver.excel.write import WrittenFile
    from solver.ledger.ledger import Ledger
    from solver.optimise import Search
    from solver.plan import Plan
    from solver.record import RunFacts
    from solver.results.reasons import Reasons
    from solver.results.tables import Results
    from solver.runs.page_file import PageFile
    from solver.solution import ComparedScenario, Solution


__all__ = ["Request", "Run", "run"]

log = logging.getLogger(__name__)


def run(request: Request) -> Run:
    """Solve a workbook and write the plan into a copy of it.

    Raises
    ------
    ForcegenError
        Whatever keeps a run from coming to an end, each with its exit code.
    """
    return end(search(request))


def search(request: Request) -> Solved:
    """The first half of a run: read the workbook, and search for its best plan; raises as :func:`run`."""
    clock = Clock()
    with _recorded(request, clock):
        return _search(request, clock)


def end(solved: Solved, compared: tuple[ComparedScenario, ...] = ()) -> Run:
    """The second half of a run: audit the plan and write it, or say what to give; raises as :func:`run`.

    ``compared``: the scenarios that were solved with it, itself first, whose numbers are filled in.
    """
    with _recorded(solved.request, solved.clock):
        return finish(solved, compared=compared) if solved.solution.has_plan else end_without_plan(solved)


@contextmanager
def _recorded(request: Request, clock: Clock) -> Iterator[None]:
    """Leaves the record of a run that an error ends."""
    try:
        yield
    except ForcegenError as error:
        error.record = broken_off(request, clock, error)
        raise


def _search(request: Request, clock: Clock) -> Solved:
    """Read the workbook, refuse what could not be written in the end, and search."""
    from solver.isolation import start_early

    start_early()
    loaded = load(request.source, request.spec, baseline_of(request), request.before)
    log.info("read %s in %.2f s", request.source, loaded.seconds)
    return searched(request, loaded, clock, _output(request, loaded))


def searched(request: Request, loaded: Loaded, clock: Clock, output: Path | None = None) -> Solved:
    """The search for the best plan of a workbook that is read; raises as :func:`run`."""
    from solver.optimise.isolated import optimise_isolated

    options = _options(request, loaded.plan)
    log.debug("searching with %s", options)
    solution = optimise_isolated(loaded.plan, options, loaded.baseline)
    return Solved(
        request=request,
        loaded=loaded,
        options=options,
        solution=solution,
        facts=facts_of(request, loaded, solution, clock),
        output=output,
        clock=clock,
    )


def _output(request: Request, loaded: Loaded) -> Path | None:
    """The path of the plan, None for none; refused before a long search if it cannot be written."""
    titles = titles_written(loaded.plan, loaded.baseline, explained=request.explain is not None)
    output = checked_output(request, titles)
    if request.page and output is not None:
        from solver.runs.page_file import page_beside, refuse_page

        refuse_page(page_beside(output))
    if request.write_model is not None:
        clear_models(request.write_model, loaded.plan.priorities["rank"].nunique())
    return output


def titles_written(plan: Plan, baseline: pd.DataFrame | None, *, explained: bool = False) -> list[str]:
    """The titles that result sheets of a plan of these settings, against this baseline, may have.

    ``explained``: whether questions about it are answered, too.
    """
    without = set() if explained else set(REASON_SHEETS)
    if plan.settings.hold_last_period_for is None:
        without.add(YEARS_SHEET)
    if baseline is None:
        without.add(CHANGES_SHEET)
    return [title for title in RESULT_SHEETS if title not in without]


def _options(request: Request, plan: Plan) -> Search:
    """How to search: as asked, else as the workbook's settings say."""
    from solver.optimise import Search

    return replace(
        Search.of(plan.settings, request.spec.search, relaxed=request.spec.relaxed),
        write_model=request.write_model,
        model_sources=sources_of(request) if request.write_model else (),
        base_file=request.base_file,
        aloud=request.aloud,
        progress=request.progress,
    )


def refuse_breaches(report: AuditReport) -> None:
    """Raise AuditError for breaches in a plan of the solver: our own fault, and nothing is written."""
    told = "\n".join(f"  {breach.rule}: {breach.message}" for breach in report.breaches)
    raise AuditError(
        "the audit disagrees with the solver about the plan; nothing was written. This is a fault in "
        f"forcegen, please report it with the workbook and these lines:\n{told}"
    )


def audited(
    plan: Plan,
    solution: Solution,
    baseline: pd.DataFrame | None,
    refuse: Callable[[AuditReport], None] = refuse_breaches,
) -> AuditReport:
    """The audit's report on a solution; ``refuse`` raises an error for one with breaches."""
    from solver.audit import audit

    report = audit(
        plan, solution.allocation, ranks=solution.ranks, baseline=baseline, relaxed=solution.relaxed
    )
    if not report.clean:
        refuse(report)
    return report


def finish(
    solved: Solved,
    refuse: Callable[[AuditReport], None] = refuse_breaches,
    *,
    compared: tuple[ComparedScenario, ...] = (),
) -> Run:
    """End a run that found a plan: audit it, make its tables, and write it unless it was relaxed."""
    loaded, solution, output = solved.loaded, solved.solution, solved.output
    ledger, facts = _audited_facts(solved, refuse, compared)
    explained = explained_run(solved)
    warned = _signature_warning(loaded, output)
    findings = (*loaded.findings, *solution.findings, *warned, *explained.findings)
    results, written, facts = _written(solved, facts, ledger, explained.reasons)
    page, no_page = _page(solved, ledger, results)
    findings = (*findings, *no_page)
    record = make_record(
        facts,
        solution,
        results.totals,
        findings=(*findings, *loaded.notes),
        outputs=_outputs(output, written, page),
        explanation=explained.record,
    )
    write_record(record, output, sources_of(solved.request))
    return Run(
        exit_code=ExitCode.OK if solution.status == "optimal" else ExitCode.NOT_PROVED,
        record=record,
        plan=loaded.plan,
        solution=solution,
        gap=solved.options.gap,
        results=results,
        ledger=ledger,
        baseline=loaded.baseline,
        output=output,
        backup=written.backup if written else None,
        page=page,
        no_page=bool(no_page),
        findings=findings,
        notes=(*loaded.notes, *(page.notes if page else ())),
        price_cells=_price_cells(loaded, solution),
        compared=facts.compared,
        explanation=explained.explanation,
    )


def _audited_facts(
    solved: Solved, refuse: Callable[[AuditReport], None], compared: tuple[ComparedScenario, ...]
) -> tuple[Ledger, RunFacts]:
    """The ledger of the audit that the plan passed, and the facts of the run with what it checked."""
    from solver.results.scenarios import with_own_numbers

    loaded, solution, gap = solved.loaded, solved.solution, solved.options.gap
    began = time.monotonic()
    report = audited(loaded.plan, solution, loaded.baseline, refuse)
    timings = replace(solved.facts.timings, audit=time.monotonic() - began)
    log.info("the audit agrees on %d rules, in %.2f s", len(report.rules_checked), timings.audit)
    compared = with_own_numbers(compared, loaded.plan, report.ledger, solution, loaded.baseline, gap=gap)
    facts = replace(solved.facts, rules_checked=report.rules_checked, timings=timings, compared=compared)
    return report.ledger, facts


def _written(
    solved: Solved, facts: RunFacts, ledger: Ledger, reasons: Reasons
) -> tuple[Results, WrittenFile | None, RunFacts]:
    """The results of a run, the file that they are in, if any is written, and all that it took."""
    from solver.results.build import build_results

    loaded, began = solved.loaded, time.monotonic()
    results = build_results(
        loaded.plan, solved.solution, facts, loaded.baseline, ledger=ledger, reasons=reasons
    )
    written = _write(solved.request, loaded, results, solved.output)
    timings = replace(facts.timings, write=time.monotonic() - began, total=solved.clock.total())
    log.info("reported and written in %.2f s", timings.write)
    return results, written, replace(facts, timings=timings)


def _page(solved: Solved, ledger: Ledger, results: Results) -> tuple[PageFile | None, tuple[Finding, ...]]:
    """The page of a plan, where one is asked for and the plan is written, or a warning why there is none."""
    if not solved.request.page or solved.output is None:
        return None, ()
    from solver.pages.plan_sections import ToldPlan
    from solver.runs.page_file import page_beside, page_or_why, write_page
    from solver.runs.studies_beside import studies_beside, studies_not_told

    request, loaded, workbook = solved.request, solved.loaded, solved.output
    target = page_beside(workbook)

    def write() -> PageFile:
        spec = request.spec
        beside = studies_beside(workbook, loaded.workbook.tables_sha256, spec.scenario, spec.overrides)
        told_plan = ToldPlan(plan=loaded.plan, ledger=ledger, results=results, studies=beside.pages)
        page = write_page(told_plan, target, like=[*sources_of(request), *beside.files])
        return replace(page, notes=studies_not_told(beside))

    return page_or_why(write, target)


def _outputs(output: Path | None, written: WrittenFile | None, page: PageFile | None) -> tuple[Output, ...]:
    """The files that a run wrote, as its record names them."""
    if output is None or written is None:
        return ()
    plan = Output(path=shown_path(output), sha256=written.sha256)
    return (plan, Output(path=shown_path(page.path), sha256=page.sha256)) if page else (plan,)


def _signature_warning(loaded: Loaded, output: Path | None) -> tuple[Finding, ...]:
    """The warning that a signed workbook's signature does not hold for what is written."""
    from solver.excel.write import SIGNATURE_ENDS

    return (told(SIGNATURE_ENDS, "warning"),) if output is not None and loaded.workbook.signed else ()


def _write(request: Request, loaded: Loaded, results: Results, output: Path | None) -> WrittenFile | None:
    """Put the result sheets into a copy of the workbook, or into itself."""
    if output is None:
        return None
    from solver.excel.sheets.result_sheets import result_sheets
    from solver.excel.write import write_in_place, write_workbook

    titles = {name: table.title for name, table in loaded.workbook.tables.items()}
    owned = result_sheets(results, titles)
    if request.in_place:
        return write_in_place(request.source, owned, sha256=loaded.workbook.sha256)
    return write_workbook(
        request.source,
        owned,
        output,
        sha256=loaded.workbook.sha256,
        ours=left_by_a_run(output),
        like=sources_of(request),
        follow=request.follow,
    )


def _price_cells(loaded: Loaded, solution: Solution) -> tuple[str, ...]:
    """The cells of the numbers that have a price."""
    from solver.excel.read.workbook import locate

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


def end_without_plan(solved: Solved) -> Run:
    """End a run without a plan: say what contradicts itself and which numbers to change, by their cells."""
    from solver.reasons.sentences import diagnosis_record, sections

    loaded, solution = solved.loaded, solved.solution
    proved = solution.status == "infeasible"
    diagnosis = diagnose_isolated(loaded.plan, solved.options, impossible=proved, baseline=loaded.baseline)
    if diagnosis.impossible and not proved:  # the time ended before the search could say so
        solution = replace(solution, status="infeasible")
    tables = loaded.workbook.tables
    why = tuple(
        replace(each, lines=tuple(locate(each.lines, tables))) for each in sections(loaded.plan, diagnosis)
    )
    findings = (*loaded.findings, *solution.findings)
    gives = [finding for proposal in diagnosis.proposals for finding in proposal.findings]
    facts = replace(solved.facts, timings=replace(solved.facts.timings, total=solved.clock.total()))
    said = (*findings, *locate(gives, tables), *loaded.notes)
    no_plan = diagnosis_record(loaded.plan, diagnosis)
    record = make_record(facts, solution, None, findings=said, no_plan=no_plan)
    write_record(record, solved.output, sources_of(solved.request))
    return Run(
        exit_code=ExitCode.NO_PLAN if diagnosis.impossible else ExitCode.NOTHING_FOUND,
        record=record,
        plan=loaded.plan,
        solution=solution,
        gap=solved.options.gap,
        why=why,
        findings=findings,
        notes=loaded.notes,
    )
