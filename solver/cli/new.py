"""``forcegen new``: a workbook to fill in, with the sheets that are wanted, or an example."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from solver.cli.config import HarmlessOption
from solver.cli.options import WORKBOOK, output_options
from solver.cli.reporter import Reporter
from solver.errors import OutputError


class SheetNames(click.ParamType[tuple[str, ...]]):
    """Names of input sheets, parted by commas: whole, or the beginning of any word of one."""

    name = "sheets"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The sheets' names as the workbook spells them."""
        if isinstance(value, tuple):
            return value
        try:
            return tuple(sheet_named(word) for word in str(value).split(",") if word.strip())
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def split_envvar_value(self, rv: str) -> list[str]:
        """All of it: names have blanks in them."""
        return [rv]


def sheet_named(word: str) -> str:
    """The input sheet that a word means; ValueError says why none, or which of several."""
    from solver.plan.names import did_you_mean
    from solver.schema import SHEETS
    from solver.tables import fold

    known = {fold(declared.name): declared.name for declared in SHEETS}
    meant = fold(word)
    if meant in known:
        return known[meant]
    near = [
        name
        for folded, name in known.items()
        if folded.startswith(meant) or any(part.startswith(meant) for part in folded.split())
    ]
    if len(near) == 1:
        return near[0]
    if near:
        raise ValueError(f"'{word.strip()}' may be {' or '.join(near)}; spell out the one that is meant")
    parts = [part for name in known.values() if " " in name for part in name.split()]
    hint = did_you_mean(word.strip(), [*known.values(), *parts])
    raise ValueError(f"there is no sheet '{word.strip()}'{hint or '; expected ' + ', '.join(known.values())}")


class ExampleName(click.ParamType[str]):
    """The name of an example."""

    name = "example"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as its folder has it."""
        from solver.example import EXAMPLES

        name = str(value).casefold()
        if name not in EXAMPLES:
            self.fail(f"there is no example '{value}'; expected {' or '.join(EXAMPLES)}", param, ctx)
        return name


class NewCommand(click.Command):
    """A command whose ``--example`` takes a name where one follows; alone it is the Ukraine example."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give ``--example`` its name where an option, a file, or nothing follows."""
        told = list(args)
        if "--example" in told:
            at = told.index("--example")
            after = told[at + 1] if at + 1 < len(told) else "-"
            if after.startswith("-") or Path(after).suffix:
                told[at] = "--example=ukraine"
        return super().parse_args(ctx, told)


@click.command("new", cls=NewCommand)
@click.argument("file", type=WORKBOOK)
@click.option(
    "--with",
    "further",
    type=SheetNames(),
    multiple=True,
    help="Also these sheets, such as caveats,caps,scenarios.",
    cls=HarmlessOption,
)
@click.option("--all", "every", is_flag=True, help="With every sheet that there is.", cls=HarmlessOption)
@click.option(
    "--example",
    type=ExampleName(),
    metavar="[ukraine|stabilisation]",
    help="With an example's data; without a name, Ukraine's.",
    cls=HarmlessOption,
)
@click.option("--from", "old", type=WORKBOOK, help="With the tables of this older workbook.")
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there; a backup is kept beside it.")
@output_options
def command(
    file: Path,
    further: tuple[tuple[str, ...], ...],
    every: bool,
    example: str | None,
    old: Path | None,
    overwrite: bool,
    reporter: Reporter,
) -> None:
    """Write FILE, a workbook to fill in, with drop-downs, notes and a page that explains it.

    It has the three sheets that every plan needs, Settings, and those that
    are asked for; its page Read me names all others. With --from it holds
    the sheets of an older workbook, value by value; its formulas, results,
    and what else was in it stay behind, and are named.

    Example: forcegen new plan.xlsx --with caveats,caps
    """
    from solver.schema import SHEETS

    if file.suffix.casefold() != ".xlsx":
        raise OutputError(f"cannot write {file}: a new workbook needs a name that ends in .xlsx")
    if file.exists() and not overwrite:
        raise OutputError(f"{file} is there already; take another name, or --overwrite to replace it")
    if example and old is not None:
        raise click.UsageError("--example and --from both fill the workbook; give one of them")
    named = {declared.name for declared in SHEETS} if every else {name for names in further for name in names}
    backup = _write(file, sorted(named), example, old, reporter)
    reporter.backup(backup)
    reporter.line(f"Wrote {file}. Next:")
    steps: tuple[str, ...] = ("solve",) if example else ("check", "solve")
    name = shlex.quote(str(file))
    reporter.line("\n".join(f"  forcegen {step} {name}" for step in steps))


def _write(
    file: Path, sheets: list[str], example: str | None, old: Path | None, reporter: Reporter
) -> Path | None:
    """Write the workbook and tell machines of it; returns the path of the backup, if there is one."""
    from solver.excel.template.template import write_template

    told: dict[str, object] = {}
    if old is not None:
        from solver.excel.template.old_tables import import_tables

        carried = import_tables(old)
        backup = write_template(file, carried.rows, sheets=sheets, like=[old])
        told["findings"] = [finding.record() for finding in carried.findings]
        told["left_behind"] = list(carried.left)
        reporter.findings(carried.findings)
        for left in carried.left:
            reporter.line(f"Left behind: {left}.")
    elif example:
        from solver.example import example_rows

        backup = write_template(file, example_rows(example), sheets=sheets)
    else:
        backup = write_template(file, sheets=sheets)
    reporter.machine({"output": str(file), **told})
    return backup
