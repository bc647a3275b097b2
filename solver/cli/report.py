"""``forcegen report``: a written plan as a page for those who open no workbook."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.options import WORKBOOK, output_options
from solver.cli.reporter import Reporter


@click.command("report")
@click.argument("file", type=WORKBOOK)
@click.option(
    "-o", "--output", type=WORKBOOK, help="Where to write the page.  [default: beside FILE, ending in .html]"
)
@output_options
def command(file: Path, output: Path | None, reporter: Reporter) -> None:
    """Write the plan in FILE as a page: one HTML file that any browser shows, also without a network.

    FILE is a workbook that solve wrote. It is audited first: of a plan that is not what its sheets say, no
    page is made.

    Exit code 0: written. 3: FILE holds no plan, or not the one that its sheets say. 8: cannot write.

    Example: forcegen report outputs/ukraine.xlsx
    """
    from solver.runs.report import write_report
    from solver.text.numbers import size_in_words

    page = write_report(file, output)
    reporter.findings(page.findings)
    reporter.machine(
        {
            "outputs": [{"path": str(page.path), "sha256": page.sha256}],
            "findings": [finding.record() for finding in (*page.findings, *page.notes)],
        }
    )
    reporter.notes(page.notes)
    reporter.backup(page.backup)
    reporter.line(f"Written: {page.path} ({size_in_words(page.size)})")
