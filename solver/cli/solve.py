"""``forcegen solve``: the best allocation, written into a copy of the workbook."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.options import WORKBOOK, option, output_options, override_options
from solver.cli.voice import Voice


@click.command("solve", short_help="Find the best allocation and write it into a copy of the workbook.")
@click.argument("file", type=WORKBOOK)
@click.option(
    "-o",
    "--output",
    type=WORKBOOK,
    help="Where to write the plan.  [default: outputs/<name of FILE>]",
)
@click.option("--in-place", is_flag=True, help="Write into FILE itself; a backup is kept beside it.")
@override_options
@option("--baseline", type=WORKBOOK, help="A written plan to stay close to (objective changes).")
@click.option("--relax", is_flag=True, help="Let units be split, and show prices; nothing is written.")
@option(
    "--solver", default="highs", show_default=True, help="highs, cbc, scip, glpk, gurobi, or a PuLP name."
)
@option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="For the search, all ranks together.  [default: the workbook's setting]",
)
@option(
    "--gap",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Within which a rank counts as proved.  [default: the workbook's setting]",
)
@option(
    "--seed",
    type=click.IntRange(0, 2_147_483_647),
    metavar="NUMBER",
    help="Start of the solver's random choices.  [default: the workbook's setting]",
)
@option(
    "--threads",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="Cores for the solver.  [default: all]",
)
@click.option(
    "--write-model", type=WORKBOOK, help="Also write the program: .lp or .mps; later ranks as .2, .3."
)
@output_options
def command(
    file: Path,
    output: Path | None,
    in_place: bool,
    scenario: str,
    overrides: tuple[str, ...],
    strict: bool,
    baseline: Path | None,
    relax: bool,
    solver: str,
    time_limit: float | None,
    gap: float | None,
    seed: int | None,
    threads: int | None,
    write_model: Path | None,
    form: str,
    quiet: bool,
    verbose: int,
    color: bool | None,
    debug: bool,
) -> None:
    """Find the best allocation for FILE and write it into a copy of the workbook.

    Exit code 0: written, proved within the gap. 5: written, not proved when
    time ran out. 3: FILE has errors. 4: no plan keeps the hard rules; the
    least to give is listed. 6: no plan found in the time. 8: cannot write.
    9: solver missing or failed.

    Example: forcegen solve inputs/ukraine.xlsx --scenario "no US backstop"
    """
    if in_place and output:
        raise click.UsageError("--in-place writes into FILE itself: leave out --output")
    if write_model is not None and write_model.suffix.casefold() not in (".lp", ".mps"):
        raise click.BadParameter("must end in .lp or .mps", param_hint="--write-model")
    voice = Voice(form, quiet, verbose, color, debug)
    with voice.speaking():
        from solver.cli.show import progress_line, tell
        from solver.pipeline import Request, run
        from solver.record import Flags

        flags = Flags(
            relaxed=relax,
            baseline=str(baseline or ""),
            solver=solver,
            time_limit=time_limit,
            gap=gap,
            seed=seed,
            threads=threads,
        )
        with progress_line(voice) as progress:
            done = run(
                Request(
                    source=file,
                    output=output,
                    scenario=scenario,
                    overrides=overrides,
                    baseline=baseline,
                    in_place=in_place,
                    strict=strict,
                    flags=flags,
                    write_model=write_model,
                    progress=progress,
                )
            )
        tell(voice, done)
        click.get_current_context().exit(done.exit_code)
