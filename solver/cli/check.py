"""``forcegen check``: every finding in a workbook, each with its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.cli.options import PRESENT, WORKBOOK, option, output_options, override_options
from solver.cli.reporter import Reporter
from solver.errors import Finding, ForcegenError, PlanError, told
from solver.record import RunSpec

if TYPE_CHECKING:
    from solver.runs.load import Loaded


@click.command("check")
@click.argument("file", type=WORKBOOK)
@option("--mark", is_flag=True, help="Mark each finding at its cell in FILE; a backup is kept beside it.")
@click.option("-o", "--output", type=WORKBOOK, help="With --mark: mark a copy of FILE, written here.")
@override_options
@PRESENT
@output_options
def command(
    file: Path, mark: bool, output: Path | None, spec: RunSpec, present: Path | None, reporter: Reporter
) -> None:
    """Read FILE and name every error and warning with its cell; nothing is solved.

    With --mark each faulty cell gets a fill and a note, and a sheet Findings
    links to them; marks of what has been mended go. Without it nothing is written.

    Notes say what is worth knowing and wrong with nothing: whom a caveat of
    effect only shuts out of a role, which pool cannot keep what is pledged.

    Exit code 0: no errors (with --strict: no warnings either). 3: errors.

    Example: forcegen check plan.xlsx
    """
    from solver.runs.load import load, notes_of

    if output is not None and not mark:
        raise click.UsageError("--output is for --mark; without it nothing is written")
    try:
        loaded = load(file, replace(spec, present=str(present or "")))
        findings = (*loaded.findings, *_study_warnings(loaded))
        if spec.strict and findings:
            raise PlanError(findings)
    except PlanError as error:
        if mark and any(finding.place.sheet for finding in error.findings):
            _mark_errors(reporter, file, error.findings, output)
        raise
    reporter.findings(findings)
    if mark:
        _mark(reporter, file, findings, output, loaded.plan.settings.marking)
    notes = notes_of(loaded)
    more = {"notes": [note.record() for note in notes]} if notes else {}
    reporter.machine({"findings": [finding.record() for finding in findings], **more})
    plan = loaded.plan
    warnings = f", {_count(len(findings), 'warning')}" if findings else ""
    reporter.line(f"{file}: no errors{warnings}.")
    reporter.line(
        f"{_count(len(plan.contingents), 'contingent')} of "
        f"{_count(plan.contingents['nation'].nunique(), 'nation')}, {_count(len(plan.sites), 'site')}, "
        f"{_count(len(plan.requirements), 'requirement')}, {_count(plan.settings.periods, 'period')}"
    )
    reporter.notes(notes)


def _study_warnings(loaded: Loaded) -> tuple[Finding, ...]:
    """Warnings of studies that would not be asked, with their cells."""
    from solver.excel.read.workbook import locate

    if loaded.plan.studies.empty:
        return ()
    from solver.studies.from_sheet import study_warnings

    return locate(study_warnings(loaded.plan), loaded.workbook.tables)


def _mark_errors(reporter: Reporter, file: Path, findings: Sequence[Finding], output: Path | None) -> None:
    """Mark a workbook that no plan can be made of; where that fails, the findings are told all the same."""
    from solver.excel.read.workbook import read_marking

    try:
        _mark(reporter, file, findings, output, read_marking(file))
    except ForcegenError:
        reporter.findings(findings, always=True)
        raise


def _mark(
    reporter: Reporter, file: Path, findings: Sequence[Finding], output: Path | None, marking: str
) -> None:
    """Mark a workbook, and say where the marks are."""
    from solver.excel.read.workbook import read_workbook
    from solver.excel.write import SIGNATURE_ENDS, mark_workbook
    from solver.runs.request import refuse_output

    if output is not None:
        refuse_output(file, output)
    signed = read_workbook(file).signed
    backup = mark_workbook(file, findings, output=output, marking=marking)
    if output is None and backup is None:
        reporter.line(f"{file} stays as it is: its marks are up to date.")
        return
    if signed and not read_workbook(output or file).signed:
        reporter.findings([told(SIGNATURE_ENDS, "warning")])
    as_it_was = f"; as it was: {backup}" if backup is not None else ""
    reporter.line(f"Marked in {output or file}{as_it_was}.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
