"""``forcegen solve``: the best allocation, written into a copy of the workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from solver.cli.config import HarmlessOption
from solver.cli.options import (
    PRESENT,
    WORKBOOK,
    option,
    output_options,
    override_options,
    plan_output_option,
    search_options,
)
from solver.cli.reporter import Reporter
from solver.record import RunSpec, SolverOptions


@click.command("solve")
@click.argument("file", type=WORKBOOK)
@plan_output_option
@click.option("--in-place", is_flag=True, help="Write into FILE itself; a backup is kept beside it.")
@override_options
@option(
    "--baseline", type=WORKBOOK, help="A written plan to stay close to (objective changes).", harmless=True
)
@PRESENT
@click.option(
    "--relax",
    is_flag=True,
    help="Let units be split, and show prices; nothing is written.",
    cls=HarmlessOption,
)
@search_options
@click.option(
    "--write-model", type=WORKBOOK, help="Also write the program: .lp or .mps; later ranks as .2, .3."
)
@output_options
def command(
    file: Path,
    output: Path | None,
    in_place: bool,
    spec: RunSpec,
    baseline: Path | None,
    present: Path | None,
    relax: bool,
    search: SolverOptions,
    write_model: Path | None,
    reporter: Reporter,
) -> None:
    """Find the best allocation for FILE and write it into a copy of the workbook.

    Exit code 0: written, proved within the gap. 5: written, not proved when time ran out. 3: FILE has errors.
    4: no plan keeps the hard rules; the least to give is listed. 6: no plan found in the time. 8: cannot
    write. 9: solver missing or failed.

    Example: forcegen solve inputs/ukraine.xlsx --scenario "no US backstop"
    """
    if in_place and output:
        raise click.UsageError("--in-place writes into FILE itself: leave out --output")
    if write_model is not None and write_model.suffix.casefold() not in (".lp", ".mps"):
        raise click.BadParameter("must end in .lp or .mps", param_hint="--write-model")
    from solver.cli.solve_report import progress_line, tell
    from solver.runs.pipeline import Request, run

    compared = replace(spec, baseline=str(baseline or ""), present=str(present or ""))
    with progress_line(reporter) as progress:
        done = run(
            Request(
                source=file,
                output=output,
                spec=replace(compared, relaxed=relax, search=search),
                in_place=in_place,
                write_model=write_model,
                progress=progress,
            )
        )
    tell(reporter, done)
    click.get_current_context().exit(done.exit_code)
