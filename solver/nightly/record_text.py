"""A run in words, from its record: what became of it, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from solver.nightly.folder import RunFolder
from solver.results.tables import Field, Show, Table, make_table
from solver.results.text import table_renderable
from solver.results.words import number, per_cent

if TYPE_CHECKING:
    from rich.console import RenderableType

    from solver.nightly.history import Night

LOOKS = {
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
    sign, style = LOOKS.get(state, ("?", "bold red"))
    parts: list[RenderableType] = []
    if about.get("marking"):
        parts.append(Text(about["marking"], style="bold"))
    parts.append(Text(f"{run.plan.name}/{run.id}", style="bold underline"))
    status = STATUS.get(record.get("status", ""), "its record cannot be read")
    parts.append(Text(f"{sign} {state}, {status}", style=style))
    parts += [Padding(Text(sentence), (0, 0, 0, 2)) for sentence in _sentences(run, record, about)]
    for block in (objectives_table(record.get("objectives") or ()), caps_table(record.get("drawdown") or ())):
        if len(block.frame):
            parts += [Text(), table_renderable(block)]
    return [*parts, *_findings(record.get("findings") or ())]


def gone_renderables(
    night: Night, ranks: Sequence[Mapping[str, Any]], caps: Sequence[Mapping[str, Any]]
) -> list[RenderableType]:
    """What the history has kept of a run whose files are gone."""
    from rich.padding import Padding
    from rich.text import Text

    sign, style = LOOKS.get(night.state, ("?", "bold red"))
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
        if len(block.frame):
            parts += [Text(), table_renderable(block)]
    return parts


def _sentences(run: RunFolder, record: Mapping[str, Any], about: Mapping[str, Any]) -> Iterator[str]:
    """Reasons, who published it, when and from what."""
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


def objectives_table(ranks: Sequence[Mapping[str, Any]]) -> Table:
    """What each rank came to, and what later ranks made of it within its tolerance."""
    rows = [
        (
            str(rank["rank"]),
            rank["name"],
            _number(rank["value"]),
            _number(rank["bound"]),
            "" if rank["gap"] is None else per_cent(rank["gap"], 1),
            _number(rank["final"]),
        )
        for rank in ranks
    ]
    names = ("Rank", "Objective", "Value", "Not below", "Gap", "In the plan")
    frame = pd.DataFrame(rows, columns=list(names), dtype=object)
    fields = [Field(name, Show.TEXT if name == "Objective" else Show.AMOUNT) for name in names]
    return make_table("Objectives", fields, frame)


def caps_table(caps: Sequence[Mapping[str, Any]]) -> Table:
    """The caps on the front line that are used most."""
    frame = pd.DataFrame(list(caps), columns=["cap", "period", "taken", "limit"]).dropna()
    frame = frame[frame["limit"].astype(float) > 0]
    used = frame["taken"].astype(float) / frame["limit"].astype(float)
    frame = frame.assign(used=used).sort_values("used", ascending=False, kind="stable")
    frame = frame[frame["used"] > 0].drop_duplicates("cap").head(MOST_CAPS)
    names = {"cap": "Cap", "period": "Period", "taken": "Taken", "limit": "Limit", "used": "Used"}
    shows = (Show.TEXT, Show.PERIOD, Show.HEADS, Show.HEADS, Show.SHARE)
    fields = [Field(name, show) for name, show in zip(names.values(), shows, strict=True)]
    return make_table("Drawdown, the caps used most", fields, frame.rename(columns=names))


def _findings(findings: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    """What is wrong or odd with the workbook."""
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
