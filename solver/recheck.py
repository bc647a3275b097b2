"""The audit of a written workbook alone, long after the run that wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import Finding, told
from solver.load import plan_of

if TYPE_CHECKING:
    from solver.audit import AuditReport
    from solver.plan import Plan
    from solver.workbook.read import Workbook
    from solver.workbook.written import WrittenPlan


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
    from solver.workbook.read import locate

    restated = restate(path)
    written, plan = restated.written, restated.plan
    report = audit(
        plan,
        written.allocation,
        ranks=written.ranks,
        baseline=written.baseline,
        relaxed=written.relaxed,
    )
    found = (*restated.changed, *restated.workbook.findings, *plan.warnings)
    return report, locate(found, restated.workbook.tables)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Restated:
    """A written workbook understood again: what its sheets state now, and the plan written in it."""

    workbook: Workbook
    written: WrittenPlan
    plan: Plan

    @property
    def changed(self) -> tuple[Finding, ...]:
        """A warning where the planner has changed a table since the plan was made from it."""
        if self.written.tables_sha256 in ("", self.workbook.tables_sha256):
            return ()
        message = (
            "the input sheets have changed since this plan was made from them; solve again to take them in"
        )
        return (told(message, "warning"),)


def restate(path: Path) -> Restated:
    """Read a written workbook, with the scenario and the overrides of the run that wrote it.

    Raises
    ------
    PlanError
        As in :func:`audit_written`.
    """
    from solver.workbook.read import read_workbook
    from solver.workbook.written import read_written

    workbook = read_workbook(path)
    written = read_written(path)
    given = written.baseline is not None
    plan = plan_of(workbook, written.scenario, written.overrides, given=given, found=workbook.findings)
    return Restated(workbook=workbook, written=written, plan=plan)
