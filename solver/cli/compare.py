"""``forcegen compare``: what differs between two plans."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.options import WORKBOOK, output_options
from solver.cli.reporter import Reporter
from solver.cli.runs import complete_run_or_file, outputs_of, outputs_option, workbook_of


@click.command("compare")
@click.argument("before", shell_complete=complete_run_or_file)
@click.argument("after", shell_complete=complete_run_or_file)
@click.option("-o", "--output", type=WORKBOOK, help="Also write the comparison into this workbook.")
@outputs_option
@output_options
def command(before: str, after: str, output: Path | None, outputs: Path | None, reporter: Reporter) -> None:
    """Hold two written plans against each other: BEFORE and AFTER are workbooks, runs, or plans.

    Says which contingents came, left, grew, shrank or moved, and what that changed in coverage, drawdown and
    totals. A run is named by its id, the beginning of that, its folder, or its plan's name (its last run).

    Exit code 0, whether or not they differ. 3: a workbook holds no plan.

    Example: forcegen compare outputs/monday.xlsx outputs/tuesday.xlsx -o changes.xlsx
    """
    from solver.results.compare import compare
    from solver.results.compare.text import comparison_record, comparison_renderables
    from solver.runs.recheck import read_evaluated

    outputs = outputs_of(outputs, reporter, before, after)
    paths = [workbook_of(outputs, text) for text in (before, after)]
    if output is not None:
        _refuse_output(output, paths)
    found = compare(*(read_evaluated(path) for path in paths))
    reporter.machine(comparison_record(found))
    reporter.show(*comparison_renderables(found))
    if output is not None:
        from solver.excel.sheets.result_sheets import write_tables

        marking = found.after.plan.settings.marking
        backup = write_tables(found.tables, output, marking=marking, like=paths)
        reporter.backup(backup)
        reporter.line(f"Written: {output}")


def _refuse_output(output: Path, paths: list[Path]) -> None:
    """Refuse to write the comparison over one of the plans, or into no workbook."""
    if output.suffix.casefold() != ".xlsx":
        raise click.BadParameter("must end in .xlsx", param_hint="--output")
    for path in paths:
        if output.exists() and path.exists() and output.samefile(path):
            raise click.BadParameter(
                f"{path} is one of the plans that are compared; name another file", param_hint="--output"
            )
