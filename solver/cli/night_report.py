"""The terminal's view of a night: who is at work, each plan as it ends, and in the end all of them."""

from __future__ import annotations

import contextlib
import math
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from solver.cli.reporter import Reporter, ignore_closed_output
from solver.errors import told
from solver.nightly.history import UNREACHED
from solver.nightly.page import INDEX
from solver.nightly.report import NightEvent, PlanOutcome, Report, Tell, in_one_line
from solver.pages.nights_content import STATES
from solver.results.shown import bare_table
from solver.results.terminal import PatientConsole
from solver.text.numbers import counted, number
from solver.text.visible import visible, visible_json

STYLES = {"published": "green", "unchanged": "", "refused": "yellow", UNREACHED: "yellow"}
"""Colour of each state; what is not named here has failed."""

SIGNS = {**{state: sign for state, (sign, _) in STATES.items()}, UNREACHED: "○"}

QUIET = 10.0
"""Seconds between two lines about one search that goes on, where each is a line of a log."""

MOST_REASONS = 5
"""Reasons told of one plan; its record has all."""


@contextlib.contextmanager
def event_printer(reporter: Reporter, log_format: str) -> Iterator[Tell]:
    """A function that prints events: lines on a terminal that are rewritten, else a line for each event."""
    if log_format == "json":
        yield _RateLimited(_json_line)
    elif reporter.quiet:
        yield lambda _: None
    elif reporter.err.is_terminal:
        screen = _LiveDisplay(reporter.err)
        live = Live(screen, console=reporter.err, transient=True, refresh_per_second=2)
        with ignore_closed_output():
            live.start()
        try:
            yield screen.hear
        finally:
            with ignore_closed_output():
                live.stop()
    else:
        paced = _RateLimited(lambda event: print(_line(event), file=sys.stderr, flush=True))
        yield lambda event: paced(event) if event.event != "progress" or reporter.verbose else None


class _RateLimited:
    """Passes events on, but progress of one search only now and then."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.last: dict[str, float] = {}

    def __call__(self, event: NightEvent) -> None:
        """Say it, unless the same search has just spoken."""
        now = time.monotonic()
        if event.event == "progress":
            search = f"{event.run} {event.study}"
            if now - self.last.get(search, -math.inf) < QUIET:
                return
            self.last[search] = now
        self.tell(event)


def _json_line(event: NightEvent) -> None:
    """One object a line, whatever the terminal's alphabet."""
    print(visible_json(event.record(), ascii_only=True), file=sys.stderr, flush=True)


def _line(event: NightEvent) -> str:
    """An event as one line of a log."""
    parts = [event.record()["time"], event.event.replace("_", " "), event.plan, event.run, event.study]
    if event.progress is not None:
        parts.append(_search(event.progress))
    if event.seconds is not None:
        parts.append(f"{event.seconds:,.1f} s")
    if event.exit_code:
        parts.append(f"exit code {event.exit_code}")
    line = " ".join(part for part in parts if part)
    return visible(f"{line}: {event.message}" if event.message else line)


def _search(progress: Any) -> str:
    """How far a search is, or a study."""
    if "points" in progress:
        return f"{progress['points']} of {counted(progress['count'], 'point', 'points')}"
    from solver.optimise.backend import relative_gap  # which loads much that a night itself needs not

    value, bound = progress["value"], progress["bound"]
    gap = "no plan yet" if value is None or bound is None else f"gap {relative_gap(value, bound):.1%}"
    return f"rank {progress['rank']} of {progress['ranks']}, {progress['name']}, {gap}"


class _LiveDisplay:
    """The display on a terminal: a line for each plan at work, rewritten; above it those that ended."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.at_work: dict[str, tuple[float, str]] = {}

    def hear(self, event: NightEvent) -> None:
        """Show what an event changes."""
        if event.event == "began":
            self.at_work[event.plan] = (time.monotonic(), "reading")
        elif event.event == "study_began":
            self.at_work[_study(event)] = (time.monotonic(), "reading")
        elif event.progress is not None:
            name = _study(event) if event.study else event.plan
            began, _ = self.at_work.get(name, (time.monotonic(), ""))
            self.at_work[name] = (began, _search(event.progress))
        elif event.event == "study_ended":
            self.at_work.pop(_study(event), None)
            self.console.print(Text(visible(f"? {_study(event)}  {event.message}")), soft_wrap=True)
        elif event.event in SIGNS:
            self.at_work.pop(event.plan, None)
            took = f"  {event.seconds:,.0f} s" if event.seconds is not None else ""
            said = f"{SIGNS[event.event]} {event.plan}  {event.event}{took}"
            self.console.print(Text(visible(said), style=_style(event.event)), soft_wrap=True)
        elif event.event in ("skipped", "recovered"):
            said = f"- {event.plan}: {event.message}"
            self.console.print(Text(visible(said), style="dim"), soft_wrap=True)

    def __rich__(self) -> Group:
        """The plans at work, now."""
        rows = [
            f"… {plan}  {time.monotonic() - at:,.0f} s  {what}" for plan, (at, what) in self.at_work.items()
        ]
        lines = [Text(visible(row), style="cyan") for row in rows or ["… looking at the workbooks"]]
        for line in lines:
            line.truncate(self.console.width - 1, overflow="ellipsis")
        return Group(*lines)


def _study(event: NightEvent) -> str:
    """A study as it is shown beside plans."""
    return f"{event.plan} / {event.study}"


def _style(state: str) -> str:
    return STYLES.get(state, "bold red")


def show_report(reporter: Reporter, report: Report, outputs: Path) -> None:
    """The end of a night: a table of all plans, why any was not published, and where to look.

    Asked to be quiet it says what is not as it should be, and nothing on a good night.
    """
    with ignore_closed_output():
        reporter.machine({**report.summary(), "index": str(outputs / INDEX)})
        reporter.show(*_renderables(report, outputs))
    if reporter.quiet:
        with ignore_closed_output():
            sentences = [
                f"{outcome.plan}, {_state(outcome)}: {in_one_line(outcome.reasons[:MOST_REASONS])}"
                for outcome in report.outcomes
                if outcome.exit_code
            ]
            reporter.findings([told(sentence) for sentence in (*sentences, *report.troubles)])


def summary_text(report: Report, outputs: Path) -> str:
    """The report of a night as plain text of 80 columns, for mail and chat."""
    text = StringIO()
    paper = PatientConsole(file=text, width=80, no_color=True, highlight=False)
    for each in _renderables(report, outputs):
        paper.print(each)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def _renderables(report: Report, outputs: Path) -> Iterator[RenderableType]:
    """Table, reasons, and what else there is to say."""
    yield _table(report)
    for outcome in report.outcomes:
        if outcome.exit_code and outcome.reasons:
            yield from _reasons(outcome)
    if report.cut:
        yield Text(f"Cut short: {report.cut}", style="bold red")
    if report.outcomes:
        counts = {"not reached" if state == UNREACHED else state: n for state, n in report.counts.items()}
        yield Text(", ".join(f"{state} {many}" for state, many in counts.items()))
    if report.studies:
        yield Text(", ".join(f"studies {state} {many}" for state, many in report.study_counts.items()))
    yield from map(Text, report.notes)
    yield Text(f"All plans: {outputs / INDEX}")


def _table(report: Report) -> Table:
    """A row for each plan: what became of it, and the numbers of its last run."""
    shown = bare_table()
    shown.add_column("Plan", overflow="fold")
    shown.add_column("Tonight", no_wrap=True)
    for name in ("Min. short", "Target short", "Drawdown", "Took"):
        shown.add_column(name, justify="right", no_wrap=True)
    for outcome in report.outcomes:
        totals = outcome.record.get("totals") or {}
        numbers = [_number(totals.get(n)) for n in ("minimum_shortfall", "target_shortfall", "drawdown")]
        took = f"{outcome.seconds:,.0f} s" if outcome.seconds is not None else ""
        state = Text(f"{SIGNS.get(outcome.state, '')} {_state(outcome)}", style=_style(outcome.state))
        shown.add_row(Text(outcome.plan), state, *numbers, took)
    return shown


def _state(outcome: PlanOutcome) -> str:
    """What became of a plan; an unchanged one that was not published is still what it was."""
    if outcome.state == UNREACHED:
        return "not reached"
    return f"still {outcome.was}" if outcome.was not in ("", "published") else outcome.state


def _number(value: float | None) -> str:
    return "" if value is None else number(round(value))


def _reasons(outcome: PlanOutcome) -> Iterator[RenderableType]:
    """Why a plan was not published; the rest is counted."""
    yield Text(
        f"{outcome.plan}, {_state(outcome)} (exit code {outcome.exit_code}):", style=_style(outcome.state)
    )
    for reason in outcome.reasons[:MOST_REASONS]:
        yield Padding(Text(reason), (0, 0, 0, 2))
    more = len(outcome.reasons) - MOST_REASONS
    if more > 0:
        see = f"; see forcegen show {outcome.run}" if outcome.run else ""
        yield Text(f"  and {more} more{see}")
    yield Text()
