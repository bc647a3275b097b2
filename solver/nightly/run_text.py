"""A run in words for people: what became of it and why, and what it changed."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.files.own_files import read_own, sha256_of
from solver.files.replace import replace_file
from solver.nightly.folder import RunFolder
from solver.record import shown_path
from solver.results.shown import NUMBER, TEXT, Grid, Shown, from_json, grid_renderable, to_json
from solver.text.numbers import number, per_cent, share_in_words
from solver.text.visible import visible_json
from solver.version import VERSION

if TYPE_CHECKING:
    from rich.console import RenderableType

    from solver.nightly.history import Night
    from solver.results.compare import Comparison
    from solver.runs.pipeline import Run


STATE_STYLES = {
    "published": ("●", "bold green"),
    "refused": ("◆", "bold yellow"),
    "failed": ("✕", "bold red"),
    "stopped": ("■", "bold red"),
    "running": ("…", "bold"),
}
"""A sign and a colour for each state."""
STATUS = {
    "optimal": "proved",
    "feasible": "not proved when the time ran out",
    "infeasible": "no plan keeps the hard rules",
    "no_plan": "no plan",
    "running": "not ended",
}
MOST_CAPS = 5
MOST_FINDINGS = 12


def record_renderables(run: RunFolder, record: Mapping[str, Any]) -> list[RenderableType]:
    """A run's record for ``rich.console.Console.print``, the most important first."""
    from rich.padding import Padding
    from rich.text import Text

    about = record.get("run", {})
    state = about.get("state", "unknown")
    sign, style = STATE_STYLES.get(state, ("?", "bold red"))
    parts: list[RenderableType] = []
    if about.get("marking"):
        parts.append(Text(about["marking"], style="bold"))
    parts.append(Text(f"{run.plan.name}/{run.id}", style="bold underline"))
    status = STATUS.get(record.get("status", ""), "its record cannot be read")
    parts.append(Text(f"{sign} {state}, {status}", style=style))
    parts += [Padding(Text(sentence), (0, 0, 0, 2)) for sentence in _sentences(run, record, about)]
    for block in (objectives_table(record.get("objectives") or ()), caps_table(record.get("drawdown") or ())):
        if block.rows:
            parts += [Text(), grid_renderable(block)]
    return [*parts, *_findings(record.get("findings") or ())]


def history_renderables(
    night: Night, ranks: Sequence[Mapping[str, Any]], caps: Sequence[Mapping[str, Any]]
) -> list[RenderableType]:
    """A run whose files are gone in words, from what the history has kept."""
    from rich.padding import Padding
    from rich.text import Text

    sign, style = STATE_STYLES.get(night.state, ("?", "bold red"))
    status = STATUS.get(night.status or "", "its record could not be read")
    told = ["its files are gone; this is what the history has kept", *night.reasons]
    if night.published_by:
        why = f": {night.published_reason}" if night.published_reason else ""
        told.append(f"published by {night.published_by} at {night.published_at}{why}")
    told.append(f"begun {night.started}, exit code {night.exit_code}")
    parts: list[RenderableType] = [
        Text(f"{night.plan}/{night.run}", style="bold underline"),
        Text(f"{sign} {night.state}, {status}", style=style),
        *(Padding(Text(sentence), (0, 0, 0, 2)) for sentence in told),
    ]
    for block in (objectives_table(ranks), caps_table(caps)):
        if block.rows:
            parts += [Text(), grid_renderable(block)]
    return parts


def _sentences(run: RunFolder, record: Mapping[str, Any], about: Mapping[str, Any]) -> Iterator[str]:
    """Sentences on a run: reasons, who published it, when it began and from what."""
    yield from about.get("reasons") or ()
    published = about.get("published")
    if published:
        why = f": {published['reason']}" if published.get("reason") else ""
        yield f"published by {published.get('by')} at {published.get('at')}{why}"
    latest = run.plan.latest()
    if latest is None:
        yield "nothing of this plan is published"
    elif latest.id != run.id:
        yield f"in force: {latest.id}"
    took = f", {number(about['seconds'])} s" if about.get("seconds") is not None else ""
    ended = f", exit code {about['exit_code']}" if about.get("exit_code") is not None else ""
    if about.get("started"):
        yield f"begun {about['started']}{took}{ended}"
    source = record.get("input", {}).get("path") or about.get("source", "")
    scenario = f", scenario '{about['scenario']}'" if about.get("scenario") else ""
    if source:
        yield f"from {source}{scenario}, with {record.get('tool', 'forcegen')}"


def objectives_table(ranks: Sequence[Mapping[str, Any]]) -> Grid:
    """A table of what each rank came to, and of its value in the plan."""
    rows = tuple(
        (
            str(rank["rank"]),
            str(rank["name"]),
            _number(rank["value"]),
            _number(rank["bound"]),
            "" if rank["gap"] is None else per_cent(rank["gap"], 1),
            _number(rank["final"]),
        )
        for rank in ranks
    )
    names = ("Rank", "Objective", "Value", "Not below", "Gap", "In the plan")
    columns = tuple((name, TEXT if name == "Objective" else NUMBER) for name in names)
    return Grid(title="Objectives", note="", columns=columns, rows=rows)


def caps_table(caps: Sequence[Mapping[str, Any]]) -> Grid:
    """A table of the caps on the front line that are used most, each in its worst period."""
    known = [cap for cap in caps if None not in (cap["taken"], cap["limit"]) and cap["limit"] > 0]
    used = {id(cap): cap["taken"] / cap["limit"] for cap in known}
    most: dict[str, Mapping[str, Any]] = {}
    for cap in sorted(known, key=lambda cap: -used[id(cap)]):
        if used[id(cap)] > 0:
            most.setdefault(cap["cap"], cap)
    rows = tuple(
        (
            str(cap["cap"]),
            str(cap["period"]),
            number(round(cap["taken"])),
            number(round(cap["limit"])),
            share_in_words(used[id(cap)]),
        )
        for cap in list(most.values())[:MOST_CAPS]
    )
    names = ("Cap", "Period", "Taken", "Limit", "Used")
    columns = tuple((name, TEXT if name == "Cap" else NUMBER) for name in names)
    return Grid(title="Drawdown, the caps used most", note="", columns=columns, rows=rows)


def _findings(findings: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    """The findings of a record, errors and warnings of the workbook."""
    from rich.padding import Padding
    from rich.text import Text

    if not findings:
        return []
    lines: list[RenderableType] = [Text(), Text("Findings", style="bold")]
    for found in findings[:MOST_FINDINGS]:
        where = f"{found['sheet']}!{found['cell']}".strip("!") if found["sheet"] else ""
        said = Text(f"{found['severity']}: {where}{': ' if where else ''}{found['message']}")
        lines.append(Padding(said, (0, 0, 0, 1)))
    left_out = len(findings) - MOST_FINDINGS
    return [*lines, Text(f" and {left_out} more")] if left_out > 0 else lines


def _number(value: float | None) -> str:
    return "" if value is None else number(value)


CHANGES_FILE = "changes.json"
"""Its name in a run's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A comparison of two plans: for machines, and in words."""

    record: Mapping[str, Any]
    shown: tuple[Shown, ...]


def keep_changes(run: RunFolder, published: Path, done: Run, scenario: str) -> None:
    """Compare a plan just written with the published one; where that is not kept, it is done later."""
    from solver.errors import ForcegenError
    from solver.results.compare import compare, evaluated
    from solver.runs.recheck import read_evaluated

    if done.solution is None or done.plan is None:
        return
    with contextlib.suppress(ForcegenError):
        after = evaluated("", done.plan, done.solution.allocation, done.solution.ranks)
        found = changes_of(compare(read_evaluated(published), replace(after, scenario=scenario)))
        told = {
            **_compared_files(published, run.workbook),
            "record": found.record,
            "shown": to_json(found.shown),
        }
        text = visible_json(told)
        replace_file(run.path / CHANGES_FILE, text.encode() + b"\n", like=[run.input, published])


def changes_of(comparison: Comparison) -> Changes:
    """A comparison in the form in which it is kept."""
    from solver.results.compare.text import comparison_record, comparison_shown

    return Changes(
        record=comparison_record(comparison), shown=tuple(comparison_shown(comparison, titled=False))
    )


def kept_changes(run: RunFolder, published: Path) -> Changes | None:
    """The changes kept with a run; None where a workbook or the program is not the same any more."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(read_own(run.path / CHANGES_FILE))
        if all(told[name] == value for name, value in _compared_files(published, run.workbook).items()):
            names = {"before": shown_path(published), "after": shown_path(run.workbook)}
            return Changes(record={**told["record"], **names}, shown=tuple(from_json(told["shown"])))
    return None


def _compared_files(published: Path, plan: Path) -> dict[str, str]:
    """What kept changes depend on: the version, and the hashes of both workbooks."""
    return {"tool": VERSION, "before": sha256_of(published), "after": sha256_of(plan)}
