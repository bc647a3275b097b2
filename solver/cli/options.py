"""Options that several commands share, each also from the environment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

WORKBOOK = click.Path(path_type=Path)
"""A workbook's path; that it exists and can be read is for the reader to say, with exit code 3."""


class OneALine(click.types.StringParamType):
    """Text that an environment variable may give several times, one a line: rows have blanks in them."""

    def split_envvar_value(self, rv: str) -> list[str]:
        """The lines that are not empty."""
        return [line for line in rv.splitlines() if line.strip()]


def option(*names: str, **settings: Any) -> Callable[[Command], Command]:
    """An option that FORCEGEN_<NAME> may give, for every command that has it."""
    long = next(name for name in names if name.startswith("--")).split("/")[0]
    variable = "FORCEGEN_" + long.strip("-").replace("-", "_").upper()
    return click.option(*names, envvar=variable, **settings)


def output_options(command: Command) -> Command:
    """How to speak: text or JSON, how much, in colour or not."""
    for decorate in reversed(
        (
            option(
                "--format",
                "form",
                type=click.Choice(["text", "json"]),
                default="text",
                show_default=True,
                help="Text to read, or JSON on standard output for machines.",
            ),
            option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
            option("-v", "--verbose", count=True, help="Say what is done, a line a phase; -vv for details."),
            option(
                "--color/--no-color",
                "color",
                default=None,
                help="Colours, or none.  [default: on a terminal, unless NO_COLOR is set]",
            ),
            option("--debug", is_flag=True, help="Show the traceback of a fault in forcegen itself."),
        )
    ):
        command = decorate(command)
    return command


def override_options(command: Command) -> Command:
    """What-ifs: a scenario of the workbook, and single cells."""
    for decorate in reversed(
        (
            option("--scenario", default="", help="Scenario of the Scenarios sheet to apply first."),
            option(
                "--set",
                "overrides",
                type=OneALine(),
                multiple=True,
                metavar='"SHEET!ROW!COLUMN=VALUE"',
                help='Override a cell, such as "Drawdown caps!Estonia / own!Cap heads=0"; repeatable.',
            ),
            option("--strict", is_flag=True, help="Treat warnings as errors."),
        )
    ):
        command = decorate(command)
    return command
