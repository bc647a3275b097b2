"""The audit of a written workbook alone, long after the run that wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import Finding
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
    return report, locate((*workbook.findings, *plan.warnings), workbook.tables)
