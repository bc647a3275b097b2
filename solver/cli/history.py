"""``forcegen history``: every night of every plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from solver.cli.config import HarmlessOption
from solver.cli.nightly import RHYTHM
from solver.cli.options import output_options
from solver.cli.reporter import Reporter
from solver.cli.runs import complete_plan, outputs_of, outputs_option
from solver.runs.request import OUTPUTS

if TYPE_CHECKING:
    from rich.table import Table

    from solver.nightly.history import History, Night
    from solver.nightly.monitor import NightRecord
    from solver.nightly.retention import Size


MOST_SIZES = 12
"""Plans whose size is told."""

STYLES = {"published": "green", "refused": "yellow", "failed": "red", "stopped": "red", "damaged": "bold red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRow:
    """A night, whether its files are still there, whether its plan is the published one now.

    ``bytes``: what the files of its run take up on the disk.
    """

    night: Night
    files: bool
    in_force: bool
    bytes: int

    @property
    def by_a_person(self) -> bool:
        """Whether somebody published it, not the gate."""
        return self.night.published_by not in (None, "gate") and self.night.state == "published"

    def record(self) -> dict[str, Any]:
        """The night for machines."""
        return {**asdict(self.night), "files": self.files, "in_force": self.in_force, "bytes": self.bytes}


@click.command("history")
@click.argument("plan", default="", shell_complete=complete_plan)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    metavar="NUMBER",
    help="How many nights.",
    cls=HarmlessOption,
)
@click.option(
    "--expect",
    type=RHYTHM,
    metavar="RHYTHM",
    help="For monitors: list nothing, say whether each plan had its night: daily, weekly, 36h, 8d.",
)
@outputs_option
@output_options
def command(
    plan: str, limit: int, expect: timedelta | None, outputs: Path | None, reporter: Reporter
) -> None:
    """List the last nights, newest first: what became of each plan, its shortfall and its drawdown.

    Runs whose files are gone (--keep of forcegen nightly) are listed, too; below
    stands what the runs take up on the disk.

    With --expect exit code 0: each plan had a night that came to an end within
    that time (daily: 30 hours). 11: one had none; the message names it.

    Example: forcegen history ukraine --limit 7
    """
    from solver.nightly.history import History
    from solver.nightly.monitor import last_night
    from solver.nightly.retention import sizes

    # A monitor looks where it was told, never at another night that happens to be near.
    outputs = outputs_of(outputs, reporter) if expect is None else outputs or OUTPUTS
    with History.read(outputs) as history:
        if expect is not None:
            _monitor(history, plan, expect, outputs, reporter)
            return
        lines = list(_lines(outputs, history.nights(plan, limit)[::-1]))
        cut = _cut_short(last_night(history))
    if plan and not lines:
        raise _no_such_plan(plan, outputs)
    reporter.machine([line.record() for line in lines])
    if lines:
        reporter.show(_table(lines))
        reporter.line(_on_disk(sizes(outputs, plan)))
        if cut:
            reporter.line(cut)
        reporter.line("What happened in a run: forcegen show RUN")
    else:
        reporter.line(f"{outputs} holds no runs; forcegen nightly makes them. Elsewhere: --outputs FOLDER")


def _monitor(history: History, plan: str, rhythm: timedelta, outputs: Path, reporter: Reporter) -> None:
    """Say whether each plan had its night; exit code 11 where one had none."""
    from solver.nightly import monitor
    from solver.text import numbers

    at = monitor.now()
    plans = [each for each in monitor.heartbeats(history) if plan in ("", each.plan)]
    if plan and not plans:
        raise _no_such_plan(plan, outputs)
    if reporter.json:
        reporter.machine([each.record(at, rhythm) for each in plans])
        late = not plans or any(each.late(at, rhythm) for each in plans)
        click.get_current_context().exit(monitor.NightMissedError.exit_code if late else 0)
    monitor.refuse_late(plans, at, rhythm, str(outputs))
    names = ", ".join(each.plan for each in plans)
    reporter.line(f"Each plan had its night within {numbers.time_in_words(rhythm)}: {names}.")


def _cut_short(night: NightRecord | None) -> str:
    """A sentence on a last night that did not come to its end; else ""."""
    from solver.nightly.history import UNREACHED

    if night is None or (night.ended and not night.cut):
        return ""
    how = f"was cut short: {night.cut}" if night.ended else "has not ended: it is at work, or was killed"
    left = ", ".join(plan for plan, (state, _) in night.states.items() if state == UNREACHED)
    return f"The last night ({night.started}) {how}" + (f"; not reached: {left}" if left else "")


def _on_disk(plan_sizes: Sequence[Size]) -> str:
    """A sentence on the room that the runs of each plan take, the largest first."""
    from solver.text.numbers import counted, size_in_words

    each = [
        f"{size.plan} {size_in_words(size.bytes)} in {counted(size.runs, 'run', 'runs')}"
        for size in plan_sizes[:MOST_SIZES]
    ]
    more = [f"{len(plan_sizes) - MOST_SIZES} more plans"] if len(plan_sizes) > MOST_SIZES else []
    return f"On disk {size_in_words(sum(size.bytes for size in plan_sizes))}: {', '.join([*each, *more])}."


def _lines(outputs: Path, nights: Sequence[Night]) -> Iterator[NightRow]:
    from solver.nightly.folder import RUNS, plans
    from solver.nightly.retention import size_of

    in_force = {(plan.name, latest.id) for plan in plans(outputs) if (latest := plan.latest())}
    for night in nights:
        folder = outputs / night.plan / RUNS / night.run
        yield NightRow(
            night=night,
            files=folder.is_dir(),
            in_force=(night.plan, night.run) in in_force,
            bytes=size_of(folder),
        )


def _table(lines: Sequence[NightRow]) -> Table:
    """One row a night; of a night on which nothing was solved the time."""
    from rich.markup import escape

    from solver.nightly.history import WITHOUT_RUN
    from solver.results.shown import bare_table

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
            night.run if night.state not in WITHOUT_RUN else night.started[:16].replace("T", " "),
            escape(night.plan) + ("" if line.files else " (files gone)"),
            _state(line),
            *("" if total is None else f"{total:,.0f}" for total in totals),
            style=STYLES.get(night.state, ""),
        )
    if any(line.by_a_person for line in lines):
        table.caption, table.caption_justify = "* published by a person", "left"
    return table


def _state(line: NightRow) -> str:
    """The state, or that it is the plan in force; a star where a person published it."""
    in_force = line.in_force and line.night.state == "published"
    return ("in force" if in_force else line.night.state) + (" *" if line.by_a_person else "")


def _no_such_plan(plan: str, outputs: Path) -> click.UsageError:
    """The error that there is no such plan, with those that there are."""
    from solver.nightly.folder import plans
    from solver.plan.names import did_you_mean

    known = [each.name for each in plans(outputs)]
    hint = did_you_mean(plan, known)
    if hint:
        return click.UsageError(f"there is no plan '{plan}' in {outputs}{hint}")
    there = ", ".join(known[:12]) or "no plans; name the folder of the nightly runs with --outputs"
    return click.UsageError(f"there is no plan '{plan}'; {outputs} holds {there}")
