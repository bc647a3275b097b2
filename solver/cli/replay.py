"""``forcegen replay``: a run once more, from its folder."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from solver.cli.options import output_options
from solver.cli.reporter import Reporter
from solver.cli.runs import complete_run, outputs_of, outputs_option, run_of
from solver.errors import ExitCode


@click.command("replay")
@click.argument("run", shell_complete=complete_run)
@outputs_option
@output_options
def command(run: str, outputs: Path | None, reporter: Reporter) -> None:
    """Solve RUN again from its folder, as it was asked for, and hold both plans together.

    Nothing in the folder changes. RUN is an id or the beginning of one, or a plan's name (its last run).

    Exit code 0: identical, or equal in every objective. 7: another plan,
    because the input, a version, the solver or the time differs; the reasons
    are said. 1: another plan, and nothing explains it. 3: nothing to replay.

    Example: forcegen replay 20261122T021500Z
    """
    from solver.cli.solve_report import progress_line
    from solver.nightly.replay import replay
    from solver.record import finite
    from solver.text.numbers import counted, number

    folder = run_of(outputs_of(outputs, reporter, run), run)
    with progress_line(reporter) as progress:
        found = replay(folder, progress)
    ranks = [{"name": name, "then": finite(then), "now": finite(now)} for name, then, now in found.ranks]
    reporter.machine({**asdict(found), "ranks": ranks})
    name = f"{folder.plan.name}/{folder.id}"
    elsewhere = f"{counted(found.units, 'unit goes', 'units go')} elsewhere"
    said = {
        "identical": "identical: it comes out the same",
        "equal": f"equal: every objective is the same, {elsewhere}",
        "different": "different",
    }
    reporter.line(f"{name} is {said[found.verdict]}.")
    if found.verdict == "different":
        for rank, then, now in found.ranks:
            reporter.line(f"  {rank}: then {number(then)}, now {number(now)}")
    for reason in found.reasons:
        reporter.line(f"  {reason}")
    if found.verdict == "different":
        click.get_current_context().exit(ExitCode.REFUSED if found.explained else ExitCode.FAULT)
