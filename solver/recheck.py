"""The audit of a written workbook alone, long after the run that wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import Finding, Place
from solver.load import plan_of

if TYPE_CHECKING:
    from solver.audit import AuditReport


def audit_written(path: Path) -> tuple[AuditReport, tuple[Finding, ...]]:
    """Audit a written workbook: its input sheets, its Allocation, and what its Run sheet carries.

    Returns
    -------
    The report, and what is odd about the workbook (warnings).

    Raises
    ------
    PlanError
        If the workbook cannot be read, or holds no plan of ours.
    """
    from solver.audit import audit
    from solver.workbook.read import locate, read_workbook
    from solver.workbook.written import read_written

    workbook = read_workbook(path)
    written = read_written(path)
    plan = plan_of(
        workbook,
        written.scenario,
        written.overrides,
        given=written.baseline is not None,
        found=workbook.findings,
    )
    report = audit(
        plan,
        written.allocation,
        ranks=written.ranks,
        baseline=written.baseline,
        relaxed=written.relaxed,
    )
    found = (*_changed(workbook.tables_sha256, written.tables_sha256), *workbook.findings, *plan.warnings)
    return report, locate(found, workbook.tables)


def _changed(now: str, then: str) -> tuple[Finding, ...]:
    """Whether the planner has changed a table since the plan was made from it."""
    if not then or now == then:
        return ()
    message = "the input sheets have changed since this plan was made from them; solve again to take them in"
    return (Finding(place=Place(), message=message, severity="warning"),)
