"""``forcegen new``: an empty workbook to fill in, or the example."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from solver.cli.config import HarmlessOption
from solver.cli.options import WORKBOOK, output_options
from solver.cli.reporter import Reporter
from solver.errors import OutputError


@click.command("new")
@click.argument("file", type=WORKBOOK)
@click.option("--example", is_flag=True, help="With the Ukraine example's data.", cls=HarmlessOption)
@click.option("--from", "old", type=WORKBOOK, help="With the tables of this older workbook.")
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there; a backup is kept beside it.")
@output_options
def command(file: Path, example: bool, old: Path | None, overwrite: bool, reporter: Reporter) -> None:
    """Write FILE, an empty workbook with drop-downs, notes and a page that explains it.

    With --from it holds the tables of an older workbook, value by value; its
    formulas, results, and what else was in it stay behind, and are named.

    Example: forcegen new plan.xlsx
    """
    from solver.excel.template.template import write_template

    if file.suffix.casefold() != ".xlsx":
        raise OutputError(f"cannot write {file}: a new workbook needs a name that ends in .xlsx")
    if file.exists() and not overwrite:
        raise OutputError(f"{file} is there already; take another name, or --overwrite to replace it")
    if example and old is not None:
        raise click.UsageError("--example and --from both fill the workbook; give one of them")
    told: dict[str, object] = {}
    if old is not None:
        from solver.excel.template.template import import_tables

        carried = import_tables(old)
        backup = write_template(file, carried.rows, like=[old])
        told["findings"] = [finding.record() for finding in carried.findings]
        told["left_behind"] = list(carried.left)
        reporter.findings(carried.findings)
        for left in carried.left:
            reporter.line(f"Left behind: {left}.")
    elif example:
        from solver.example import example_rows

        backup = write_template(file, example_rows())
    else:
        backup = write_template(file)
    reporter.machine({"output": str(file), **told})
    reporter.backup(backup)
    reporter.line(f"Wrote {file}. Next:")
    steps: tuple[str, ...] = ("solve",) if example else ("check", "solve")
    name = shlex.quote(str(file))
    reporter.line("\n".join(f"  forcegen {step} {name}" for step in steps))
