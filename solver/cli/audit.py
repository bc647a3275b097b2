"""``forcegen audit``: a second opinion on a written plan, from the workbook alone."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.options import WORKBOOK, output_options
from solver.cli.voice import Voice
from solver.errors import PlanError


@click.command("audit", short_help="Recompute every rule and objective of a written plan.")
@click.argument("file", type=WORKBOOK)
@output_options
def command(file: Path, voice: Voice) -> None:
    """Recompute every rule and objective of the plan in FILE, without the solver and its model.

    Exit code 0: the plan keeps every rule and is worth what it says. 3: it does not.

    Example: forcegen audit outputs/plan.xlsx
    """
    from solver.recheck import audit_written

    report, findings = audit_written(file)
    voice.findings(findings)
    voice.machine(
        {
            "rules_checked": list(report.rules_checked),
            "breaches": [str(breach) for breach in report.breaches],
            "objectives": report.objectives,
        }
    )
    for breach in report.breaches:
        voice.breach(str(breach))
    if not report.clean:
        click.get_current_context().exit(PlanError.exit_code)
    voice.line(f"{file}: the plan keeps every rule.")
    voice.line(
        f"{len(report.rules_checked)} rules and {len(report.objectives)} objectives computed again; "
        "all are as written."
    )
