"""The page of the plan that a written workbook holds, long after the run that wrote it."""

from __future__ import annotations

from pathlib import Path

from solver.errors import PlanError, told
from solver.runs.page_file import PageFile, page_beside, refuse_page, write_page

MOST_BREACHES = 10
"""Breaches that are told where there is no page for them."""


def write_report(workbook: Path, output: Path | None = None) -> PageFile:
    """Write the page of the plan that a written workbook holds.

    ``output``: by default beside the workbook. The plan is audited first: no page tells what is not so.

    Raises
    ------
    PlanError
        If the workbook cannot be read, holds no plan, or its sheets do not say what its plan is.
    OutputError
        If the page cannot be written.
    """
    from dataclasses import replace

    from solver.pages.plan_sections import ToldPlan
    from solver.runs.recheck import read_audited
    from solver.runs.studies_beside import studies_beside, studies_not_told

    target = output or page_beside(workbook)
    refuse_page(target, follow=output is not None)
    audited = read_audited(workbook)
    if not audited.report.clean:
        breaches = [told(f"{breach.rule}: {breach.message}") for breach in audited.report.breaches]
        many = len(breaches)
        listed = f"{many:,} {'breach' if many == 1 else 'breaches'}; forcegen audit lists them"
        why = (
            f"the input sheets of {workbook} have changed since its plan was made, and do not fit it any more"
            if audited.report.inputs_changed
            else f"{workbook} is not the plan that its sheets say"
        )
        first = told(f"{why}, so no page is made of it ({listed}); solve it again")
        raise PlanError([first, *breaches[:MOST_BREACHES]])
    stated = audited.written
    beside = studies_beside(workbook, audited.tables_sha256, stated.scenario, stated.overrides)
    page = write_page(
        ToldPlan(
            plan=audited.plan,
            ledger=audited.report.ledger,
            results=audited.results,
            studies=beside.pages,
            changed=audited.report.inputs_changed,
        ),
        target,
        like=[workbook, *beside.files],
        follow=output is not None,
    )
    return replace(page, findings=audited.findings, notes=studies_not_told(beside))
