"""Options that several commands share, each also from the environment; a command gets them as one object."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from solver.cli.config import HarmlessOption
from solver.cli.reporter import Reporter
from solver.environment import check_libraries
from solver.record import RunSpec, SolverOptions

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]

WORKBOOK = click.Path(path_type=Path)
"""A workbook's path; that it exists and can be read is for the reader to say, with exit code 3."""


class OneALine(click.types.StringParamType):
    """Text that an environment variable may give several times, one a line: rows have blanks in them."""

    def split_envvar_value(self, rv: str) -> list[str]:
        """The lines that are not empty."""
        return [line for line in rv.splitlines() if line.strip()]


class Number(click.FloatRange):
    """A number within bounds, called "number" in errors."""

    name = "number"


class WholeNumber(click.IntRange):
    """A whole number within bounds, called "whole number" in errors."""

    name = "whole number"


def option(*names: str, harmless: bool = False, **settings: Any) -> Decorator:
    """An option that FORCEGEN_<NAME> may give, for every command that has it.

    ``harmless``: it says neither what to run nor what to write, so that a forcegen.toml which merely
    lies in the current folder may say it, too.
    """
    long = next(name for name in names if name.startswith("--")).split("/")[0]
    variable = "FORCEGEN_" + long.strip("-").replace("-", "_").upper()
    kind = HarmlessOption if harmless else click.Option
    return click.option(*names, cls=kind, envvar=variable, **settings)


OUTPUT = (
    option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="Text to read, or JSON on standard output for machines.",
        harmless=True,
    ),
    option("-q", "--quiet", is_flag=True, help="Say nothing but errors.", harmless=True),
    option(
        "-v",
        "--verbose",
        count=True,
        help="Say what is done, a line a phase; -vv for details.",
        harmless=True,
    ),
    option(
        "--color/--no-color",
        "color",
        default=None,
        help="Colours, or none.  [default: on a terminal, unless NO_COLOR is set]",
        harmless=True,
    ),
    option("--debug", is_flag=True, help="Show the traceback of a fault in forcegen itself.", harmless=True),
)

STRICT = option("--strict", is_flag=True, help="Treat warnings as errors.", harmless=True)

WITHOUT = option(
    "--without",
    type=OneALine(),
    multiple=True,
    metavar="NATION[,NATION]",
    help="Plan as if this nation, or group, stayed away; repeatable. Where a name holds a comma, part by ;.",
    harmless=True,
)

OVERRIDES = (
    option("--scenario", default="", help="Scenario of the Scenarios sheet to apply first.", harmless=True),
    option(
        "--set",
        "overrides",
        type=OneALine(),
        multiple=True,
        metavar="'SHEET!ROW!COLUMN=VALUE'",
        help="Override a cell, such as 'Drawdown caps!Estonia / own!Cap heads=0'; repeatable.",
        harmless=True,
    ),
    WITHOUT,
    STRICT,
)

PRESENT = option(
    "--present",
    type=WORKBOOK,
    help="Who is where today, to stay close to: a CSV file with the columns of sheet Present.",
    harmless=True,
)
"""The present, for commands that solve or check a workbook."""

SOLVER = option(
    "--solver",
    default="highs",
    show_default=True,
    help="highs, cbc, scip, glpk, gurobi, or a PuLP name.",
    harmless=True,
)

TIME_LIMIT = option(
    "--time-limit",
    type=Number(min=0, min_open=True),
    metavar="SECONDS",
    help="For the search, all ranks together.  [default: the workbook's setting]",
    harmless=True,
)

TIME_FOR_QUESTIONS = option(
    "--time-limit",
    type=Number(min=0, min_open=True),
    metavar="SECONDS",
    default=60.0,
    show_default=True,
    help="For all questions together, and to prove a given plan again; reading, and the search for a "
    "plan, come before.",
    harmless=True,
)
"""The time limit of what is asked about a plan: the plan itself has that of the workbook's settings."""

TIME_OF_A_POINT = option(
    "--time-limit",
    type=Number(min=0, min_open=True),
    metavar="SECONDS",
    help="For each point, all ranks together.  [default: the workbook's setting]",
    harmless=True,
)
"""The time limit of a study: each of its points has it."""

THREADS = option(
    "--threads",
    type=WholeNumber(1),
    metavar="NUMBER",
    help="Cores for the solver.  [default: all]",
    harmless=True,
)

HOW_TO_SEARCH = (
    option(
        "--gap",
        type=Number(0, 1),
        metavar="SHARE",
        help="Within which a rank counts as proved.  [default: the workbook's setting]",
        harmless=True,
    ),
    option(
        "--seed",
        type=WholeNumber(0, 2_147_483_647),
        metavar="NUMBER",
        help="Start of the solver's random choices.  [default: the workbook's setting]",
        harmless=True,
    ),
    option(
        "--unique",
        is_flag=True,
        help="Of plans that are equally good, take the one that names settle, whatever version or seed.",
        harmless=True,
    ),
    THREADS,
)


SEARCH = (SOLVER, TIME_LIMIT, *HOW_TO_SEARCH)


def output_options(command: Command) -> Command:
    """Options of the output, given to the command as ``reporter``, which also prints the errors it raises.

    No command does anything with libraries that do not fit.
    """

    @functools.wraps(command)
    def speaking(*, reporter: Reporter, **others: Any) -> Any:
        with reporter.speaking():
            check_libraries()
            return command(reporter=reporter, **others)

    return gathered(speaking, "reporter", Reporter, OUTPUT)


def override_options(command: Command) -> Command:
    """What-ifs, given to the command as ``spec``: a scenario, cells, who is away, whether warnings stop."""
    return gathered(command, "spec", _what_if, OVERRIDES, ("scenario", "overrides", "without", "strict"))


def _what_if(*, scenario: str, overrides: tuple[str, ...], without: tuple[str, ...], strict: bool) -> RunSpec:
    """What is asked of a run: who stays away is a changed cell of Nations like any other, after these."""
    nations = [name.strip() for text in without for name in text.split(";")]
    away = (f"Nations!{name}!Away=yes" for name in nations if name)
    return RunSpec(scenario=scenario, overrides=(*overrides, *away), strict=strict)


def search_options(command: Command) -> Command:
    """How to search, given to the command as ``search``: with which solver, how long, from which seed."""
    return gathered(command, "search", SolverOptions, SEARCH)


def question_options(command: Command) -> Command:
    """How to search where questions are asked about a plan, given to the command as ``search``.

    Its time limit is that of the questions.
    """
    return gathered(command, "search", SolverOptions, (SOLVER, TIME_FOR_QUESTIONS, *HOW_TO_SEARCH))


def point_options(command: Command) -> Command:
    """How to search for each of many points, given to the command as ``search``: a thread each."""
    how = tuple(each for each in HOW_TO_SEARCH if each is not THREADS)
    names = ("solver", "time_limit", "gap", "seed", "unique")
    return gathered(command, "search", SolverOptions, (SOLVER, TIME_OF_A_POINT, *how), names)


def plan_output_option(command: Command) -> Command:
    """Where the plan goes, given to the command as ``output``."""
    decorated: Command = click.option(
        "-o", "--output", type=WORKBOOK, help="Where to write the plan.  [default: outputs/<name of FILE>]"
    )(command)
    return decorated


def gathered(
    command: Command,
    name: str,
    kind: Any,
    options: Sequence[Decorator],
    names: Sequence[str] = (),
) -> Command:
    """The command with these options; their values reach it as one object that a kind makes of them.

    ``names``: what the options give, by default all fields of the kind.
    """
    filled = names or [each.name for each in fields(kind)]

    @functools.wraps(command)
    def gathering(**given: Any) -> Any:
        own = {each: given.pop(each) for each in filled}
        return command(**given, **{name: kind(**own)})

    decorated: Command = gathering
    for decorate in reversed(options):
        decorated = decorate(decorated)
    return decorated
