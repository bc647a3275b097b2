"""The command ``forcegen``: its commands by name, loaded only when called."""

from __future__ import annotations

import contextlib
import difflib
import importlib
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import click

from solver.cli.config import CONFIG_NAME, read_config
from solver.cli.reporter import (
    TerminatedError,
    discard_closed_streams,
    interrupted_code,
    open_closed_streams,
    own_standard_output,
)
from solver.errors import ExitCode
from solver.text.visible import visible_lines
from solver.version import VERSION

COMMANDS = {
    "new": "Write an empty workbook to fill in, or the example.",
    "check": "Find everything that is wrong or odd with a workbook.",
    "solve": "Find the best allocation and write it into a copy of the workbook.",
    "explain": "Say why a pledge is unused, why something lacks, what a cap costs, whom to ask.",
    "sweep": "Say what a number of the workbook buys, value by value or step by step.",
    "withdraw": "Say who or what is indispensable: what is lost by each that leaves.",
    "confidence": "Say how likely each requirement is met, if pledges come with their Confidence.",
    "alternatives": "Say what else would be as good: who must be where, who can, and plans that differ.",
    "watch": "Solve whenever FILE is saved, and say what that changed.",
    "report": "Write a plan as a page that any browser shows.",
    "audit": "Recompute every rule and objective of a written plan.",
    "compare": "Say who moved between two plans, and what that changed.",
    "nightly": "Solve every workbook of a folder; publish the plans that pass.",
    "schedule": "Print a timer, crontab line or task that starts the nightly run.",
    "history": "List the nights of all plans, or of one.",
    "show": "Say what happened in a run, and what it changed.",
    "publish": "Publish a run that the gate refused, or an older plan again.",
    "replay": "Solve a run again from its folder, and compare.",
    "doctor": "Say whether everything that forcegen needs is there and works.",
}
"""Every command with its one line of help; each lives in ``solver.cli.<name>``."""


class LazyGroup(click.Group):
    """A group that imports a command only to run it, so that help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"solver.cli.{cmd_name}")
        command: click.Command = module.command
        command.short_help = COMMANDS[cmd_name]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was asked for, or the one whose name is nearest."""
        near = difflib.get_close_matches(args[0].casefold(), COMMANDS, n=1)
        if args[0] not in COMMANDS and near:
            raise click.UsageError(f"there is no command '{args[0]}'; did you mean '{near[0]}'?", ctx)
        return super().resolve_command(ctx, args)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the arguments; what is wrong with them is said without hidden signs."""
        with _visible_errors():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a closed pipe, and signals while one is still being loaded, end it quietly."""
        try:
            with _visible_errors():
                return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise click.exceptions.Exit(interrupted_code(error)) from error
        except BrokenPipeError as error:
            discard_closed_streams()
            raise click.exceptions.Exit(ExitCode.PIPE_CLOSED) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their one line, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@contextlib.contextmanager
def _visible_errors() -> Iterator[None]:
    """Show hidden signs in errors of click, which may quote an argument, a path or a name."""
    try:
        yield
    except click.ClickException as error:
        error.message = visible_lines(error.message)  # type: ignore[misc]  # nobody has read it yet
        raise


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "FORCEGEN"},
    epilog="Options may also stand in FORCEGEN_<OPTION> and in forcegen.toml. "
    "Start with: forcegen new plan.xlsx",
)
@click.version_option(VERSION, "-V", "--version", message="forcegen %(version)s")
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"File with options to use where none are given.  [default: {CONFIG_NAME}, if it is there]",
)
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """Assign pledged contingents to a multinational force, in Excel.

    forcegen reads a workbook of pledges and requirements, finds the best
    allocation that keeps every rule, takes no more from the front line than
    its caps allow, and writes the plan back into a copy of the workbook.
    """
    open_closed_streams()
    ctx.call_on_close(own_standard_output())
    signal.signal(signal.SIGTERM, _terminated)
    ctx.default_map = read_config(config, list(COMMANDS))


def _terminated(_: int, __: FrameType | None) -> None:
    """SIGTERM stops a search as Ctrl-C does: the best plan so far is kept; elsewhere the run ends."""
    raise TerminatedError
