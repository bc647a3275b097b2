"""``forcegen new``: an empty workbook to fill in, or the example."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from solver.cli.options import WORKBOOK, output_options
from solver.cli.voice import Voice
from solver.errors import OutputError


@click.command("new", short_help="Write an empty workbook to fill in, or the example.")
@click.argument("file", type=WORKBOOK)
@click.option("--example", is_flag=True, help="With the Ukraine example's data.")
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there already.")
@output_options
def command(
    file: Path,
    example: bool,
    overwrite: bool,
    form: str,
    quiet: bool,
    verbose: int,
    color: bool | None,
    debug: bool,
) -> None:
    """Write FILE, an empty workbook with drop-downs, notes and a page that explains it.

    Example: forcegen new plan.xlsx
    """
    voice = Voice(form, quiet, verbose, color, debug)
    with voice.speaking():
        from solver.workbook.template import write_template

        if file.suffix.casefold() != ".xlsx":
            raise OutputError(f"cannot write {file}: a new workbook needs a name that ends in .xlsx")
        if file.exists() and not overwrite:
            raise OutputError(f"{file} is there already; take another name, or --overwrite to replace it")
        if example:
            from solver.example import example_rows

            write_template(file, example_rows())
        else:
            write_template(file)
        voice.machine({"output": str(file)})
        voice.line(f"Wrote {file}. Next:")
        steps = ("solve",) if example else ("check", "solve")
        name = shlex.quote(str(file))
        voice.line("\n".join(f"  forcegen {step} {name}" for step in steps))
