"""The end of a run without a plan: the least to give, or that the time was too short."""

from __future__ import annotations

from dataclasses import replace

from solver.diagnose import Diagnosis, Proposal
from solver.diagnose.isolated import least_to_give_isolated
from solver.errors import NoPlanError, NothingFoundError
from solver.record import make_record
from solver.record_file import write_record
from solver.request import Run, Solved, sources_of
from solver.workbook.read import locate


def end_without_plan(solved: Solved) -> Run:
    """Say which numbers to change how little, each with its cell, where no plan keeps every rule."""
    loaded, solution = solved.loaded, solved.solution
    diagnosis = (
        least_to_give_isolated(loaded.plan, solved.options) if solution.status == "infeasible" else None
    )
    findings = (*loaded.findings, *solution.findings)
    gives = tuple(locate(each.findings, loaded.workbook.tables) for each in _proposals(diagnosis))
    facts = replace(solved.facts, timings=replace(solved.facts.timings, total=solved.clock.total()))
    said = (*findings, *(finding for proposal in gives for finding in proposal))
    record = make_record(facts, solution, None, findings=said)
    write_record(record, solved.output, sources_of(solved.request))
    return Run(
        exit_code=NoPlanError.exit_code if diagnosis else NothingFoundError.exit_code,
        record=record,
        plan=loaded.plan,
        solution=solution,
        gap=solved.options.gap,
        diagnosis=diagnosis,
        gives=gives,
        findings=findings,
    )


def _proposals(diagnosis: Diagnosis | None) -> tuple[Proposal, ...]:
    """What is proposed: single numbers, or where none helps alone, several together."""
    if diagnosis is None:
        return ()
    return (*diagnosis.singles, *((diagnosis.together,) if diagnosis.together else ()))
