"""``forcegen audit``: a second opinion on a written plan, from the workbook alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.cli.options import WORKBOOK, output_options
from solver.cli.reporter import Reporter
from solver.errors import PlanError

if TYPE_CHECKING:
    from solver.audit import AuditReport


MOST_SHOWN, MOST_RECORDED = 300, 10_000
"""Breaches that are printed, and that JSON holds; whoever has more has one cause for most of them."""


@click.command("audit")
@click.argument("file", type=WORKBOOK)
@output_options
def command(file: Path, reporter: Reporter) -> None:
    """Recompute every rule and objective of the plan in FILE, without the solver and its model.

    Every cell of the result sheets is compared with what it would be by the input sheets, Allocation, and
    what Run carries. Formats and widths do not matter, nor the order of a table's rows.

    Exit code 0: the plan keeps every rule and is what its sheets say. 3: it is not.

    Example: forcegen audit outputs/plan.xlsx
    """
    from solver.runs.recheck import audit_written

    report, findings = audit_written(file)
    reporter.findings(findings)
    reporter.machine(_record(report))
    for breach in report.breaches[:MOST_SHOWN]:
        reporter.breach(str(breach))
    if len(report.breaches) > MOST_SHOWN:
        left_out = len(report.breaches) - MOST_SHOWN
        reporter.left_out(
            f"... and {left_out:,} breaches more (with --format json, {MOST_RECORDED:,} of all)"
        )
    if not report.clean:
        click.get_current_context().exit(PlanError.exit_code)
    reporter.line(f"{file}: the plan keeps every rule.")
    for sentence in _checked(report):
        reporter.line(sentence)


def _record(report: AuditReport) -> dict[str, object]:
    """The report for machines."""
    return {
        "rules_checked": list(report.rules_checked),
        "breaches": [str(breach) for breach in report.breaches[:MOST_RECORDED]],
        "breaches_left_out": max(len(report.breaches) - MOST_RECORDED, 0),
        "objectives": report.objectives,
        "sheets": dict(report.sheets),
        "gone": list(report.gone),
        "unchecked": list(report.unchecked),
        "witness": report.witness,
        "inputs_changed": report.inputs_changed,
    }


def _checked(report: AuditReport) -> Iterator[str]:
    """Sentences on what was checked, and what was not."""
    cells = f"{sum(report.sheets.values()):,} cells of {len(report.sheets)} sheets"
    counts = f"{len(report.rules_checked)} rules, {len(report.objectives)} objectives and {cells}"
    result = "; all are as written."
    if report.inputs_changed:
        result = (
            ", by the input sheets as they are now, which are not those that the plan was made from; "
            "all agree."
        )
    yield f"{counts} computed again{result}"
    yield from (f"Not checked: {each}." for each in report.gone)
    yield f"Not computed again, but taken from {report.witness}: {'; '.join(report.unchecked)}."
