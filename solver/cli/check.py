"""``forcegen check``: every finding in a workbook, each with its cell."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.options import WORKBOOK, output_options, override_options
from solver.cli.voice import Voice, finding_record


@click.command("check", short_help="Find everything that is wrong or odd with a workbook.")
@click.argument("file", type=WORKBOOK)
@override_options
@output_options
def command(
    file: Path,
    scenario: str,
    overrides: tuple[str, ...],
    strict: bool,
    form: str,
    quiet: bool,
    verbose: int,
    color: bool | None,
    debug: bool,
) -> None:
    """Read FILE and name every error and warning with its cell; nothing is solved or written.

    Exit code 0: no errors (with --strict: no warnings either). 3: errors.

    Example: forcegen check plan.xlsx
    """
    voice = Voice(form, quiet, verbose, color, debug)
    with voice.speaking():
        from solver.load import load

        loaded = load(file, scenario=scenario, overrides=overrides, strict=strict)
        voice.findings(loaded.findings)
        voice.machine({"findings": [finding_record(finding) for finding in loaded.findings]})
        plan = loaded.plan
        warnings = f", {_count(len(loaded.findings), 'warning')}" if loaded.findings else ""
        voice.line(f"{file}: no errors{warnings}.")
        voice.line(
            f"{_count(len(plan.contingents), 'contingent')} of "
            f"{_count(plan.contingents['nation'].nunique(), 'nation')}, {_count(len(plan.sites), 'site')}, "
            f"{_count(len(plan.requirements), 'requirement')}, {_count(plan.settings.periods, 'period')}"
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
