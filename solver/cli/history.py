"""``forcegen history``: every night of every plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.cli.options import output_options
from solver.cli.runs import complete_plan, outputs_option
from solver.cli.voice import Voice

if TYPE_CHECKING:
    from rich.table import Table

    from solver.nightly.history import Night

STYLES = {"published": "green", "refused": "yellow", "failed": "red", "stopped": "red", "damaged": "bold red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A night, whether its files are still there, and whether its plan is the published one now."""

    night: Night
    files: bool
    in_force: bool

    @property
    def by_a_person(self) -> bool:
        """Whether somebody published it, not the gate."""
        return self.night.published_by not in (None, "gate")


@click.command("history", short_help="List the nights of all plans, or of one.")
@click.argument("plan", default="", shell_complete=complete_plan)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    metavar="NUMBER",
    help="How many nights.",
)
@outputs_option
@output_options
def command(plan: str, limit: int, outputs: Path, voice: Voice) -> None:
    """List the last nights, newest first: what became of each plan, its shortfall and its drawdown.

    Runs whose files are gone (--keep of forcegen nightly) are listed, too.

    Example: forcegen history ukraine --limit 7
    """
    from solver.nightly.history import History

    with History.read(outputs) as history:
        lines = list(_lines(outputs, history.nights(plan, limit)[::-1]))
    if plan and not lines:
        raise _no_such_plan(plan, outputs)
    voice.machine([{**asdict(line.night), "files": line.files, "in_force": line.in_force} for line in lines])
    if lines:
        voice.show(_table(lines))
        voice.line("What happened in a run: forcegen show RUN")
    else:
        voice.line(f"{outputs} holds no runs; forcegen nightly makes them.")


def _lines(outputs: Path, nights: Sequence[Night]) -> Iterator[Line]:
    from solver.nightly.folder import RUNS, plans

    in_force = {(plan.name, latest.id) for plan in plans(outputs) if (latest := plan.latest())}
    for night in nights:
        files = (outputs / night.plan / RUNS / night.run).is_dir()
        yield Line(night=night, files=files, in_force=(night.plan, night.run) in in_force)


def _table(lines: Sequence[Line]) -> Table:
    """One row a night; of a night on which nothing was solved the time."""
    from rich.markup import escape

    from solver.results.text import bare_table

    table = bare_table()
    table.add_column("Run", no_wrap=True)
    table.add_column("Plan", overflow="fold")
    table.add_column("State", no_wrap=True)
    for name in ("Minimum", "Target", "Drawdown"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in lines:
        night = line.night
        totals = (night.minimum_shortfall, night.target_shortfall, night.drawdown)
        table.add_row(
            _named(night),
            escape(night.plan) + ("" if line.files else " (files gone)"),
            _state(line),
            *("" if total is None else f"{total:,.0f}" for total in totals),
            style=STYLES.get(night.state, ""),
        )
    if any(line.by_a_person for line in lines):
        table.caption, table.caption_justify = "* published by a person", "left"
    return table


def _named(night: Night) -> str:
    from solver.nightly.history import WITHOUT_RUN

    return night.run if night.state not in WITHOUT_RUN else night.started[:16].replace("T", " ")


def _state(line: Line) -> str:
    """The state, or that it is the plan in force; a star where a person published it."""
    in_force = line.in_force and line.night.state == "published"
    return ("in force" if in_force else line.night.state) + (" *" if line.by_a_person else "")


def _no_such_plan(plan: str, outputs: Path) -> click.UsageError:
    """Say which plans there are."""
    from solver.nightly.folder import plans
    from solver.plan.spelling import did_you_mean

    known = [each.name for each in plans(outputs)]
    hint = did_you_mean(plan, known)
    if hint:
        return click.UsageError(f"there is no plan '{plan}' in {outputs}{hint}")
    there = ", ".join(known[:12]) or "no plans; name the folder of the nightly runs with --outputs"
    return click.UsageError(f"there is no plan '{plan}'; {outputs} holds {there}")
