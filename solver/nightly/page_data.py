"""What the index page shows of a plan: its last night, the plan in force, the nights before."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from urllib.parse import quote

from solver.drawing.drawing import Drawing
from solver.nightly.folder import LOG, RECORD, RUNS, PlanFolder, RunFolder
from solver.nightly.history import DAMAGED, EPOCH, UNCHANGED, UNREACHED, WITHOUT_RUN, Night, moment_of
from solver.nightly.monitor import NightRecord
from solver.nightly.run_record import GATE
from solver.nightly.study_outcome import StudyOutcome, outcomes_in
from solver.pages.drawings.nights import Point, night_drawing
from solver.pages.nights_content import Link, Measure, PlanView, RunView, StudyView
from solver.text.numbers import short_number
from solver.tolerances import UNCHANGED_ON_PAGE

MOST_REASONS, MOST_KEPT_BACK = 5, 5
"""Reasons shown of a run, and runs shown that were not published."""

MOST_NIGHTS = 366
"""Nights that are drawn."""

MEASURES = {
    "minimum_shortfall": "Minimum shortfall",
    "target_shortfall": "Target shortfall",
    "drawdown": "Drawdown",
}
"""What is followed over the nights, by its name among the totals of a record; less is better in each."""

DRAWN = ("published", "refused", "failed", "stopped", UNCHANGED, DAMAGED)
"""States of the nights that are drawn; the others say nothing of a plan."""


def plan_view(plan: PlanFolder, nights: Sequence[Night], night: NightRecord | None = None) -> PlanView | None:
    """Make the view of a plan from its nights, oldest first; None where it has no run yet.

    ``night``: the last night as a whole.
    """
    runs = sorted((night for night in nights if night.state not in WITHOUT_RUN), key=attrgetter("run"))
    if not runs:
        return None
    latest = plan.latest()
    in_force = next((night for night in runs if latest and night.run == latest.id), None)
    last_run = RunFolder(plan.path / RUNS / runs[-1].run)
    about = last_run.record().get("run") or {}
    kept_back = [night for night in reversed(runs[:-1]) if night.state in ("refused", "failed", "stopped")]
    return PlanView(
        name=plan.name,
        source=runs[-1].source or "",
        scenario=runs[-1].scenario or "",
        marking=str(about.get("marking") or ""),
        host=str(about.get("host") or ""),
        last=_run_view(plan, runs[-1]),
        again=when(nights[-1]) if nights[-1].state == UNCHANGED else None,
        in_force=_run_view(plan, in_force) if in_force else None,
        last_night=_last_night_view(plan, nights[-1], in_force, night),
        measures=_measures(runs, in_force) if in_force else (),
        charts=tuple(_charts(nights)),
        kept_back=tuple(_run_view(plan, night) for night in kept_back[:MOST_KEPT_BACK]),
        studies=tuple(_study_view(plan, outcome) for outcome in outcomes_in(last_run)),
    )


def _study_view(plan: PlanFolder, outcome: StudyOutcome) -> StudyView:
    """A study with the files of it that are there."""
    there = [name for name in outcome.files if (plan.path / name).is_file()]
    return StudyView(
        name=outcome.study,
        kind=outcome.kind,
        answered=outcome.state == "answered",
        points=outcome.points,
        reasons=outcome.reasons[:MOST_REASONS],
        links=tuple(
            Link(
                word="workbook" if name.endswith(".xlsx") else "JSON",
                target=quote(os.fsencode((Path(plan.name) / name).as_posix())),
            )
            for name in there
        ),
    )


def _last_night_view(
    plan: PlanFolder, last: Night, in_force: Night | None, night: NightRecord | None
) -> RunView | None:
    """The last night of a plan, where there is more to say than of its last run."""
    if night is not None:
        began = moment_of(night.started)
        told = night.states.get(plan.name)
        if night.ended is None and when(last) < began:
            told = UNREACHED, ("it has not been reached since the night began",)
        if told is not None:
            state, reasons = told
            return RunView(
                state=state, at=began, since=began, reasons=reasons, more=0, overruled="", links=()
            )
    at = in_force.published_at or "" if in_force else ""
    by_hand = in_force is not None and in_force.published_by != GATE
    mended = at > last.started or (at == last.started and by_hand)  # also in the same second
    return _run_view(plan, last) if last.state == DAMAGED and not mended else None


def when(night: Night) -> datetime:
    """When a night was, by its record, else by its run's id."""
    return moment_of(night.started)


def _run_view(plan: PlanFolder, night: Night) -> RunView:
    """A run; one whose folder has been cleared away has no links."""
    by_hand = night.published_by not in (None, "", GATE)
    return RunView(
        state=night.state,
        at=when(night),
        since=_since(night),
        reasons=night.reasons[:MOST_REASONS],
        more=len(night.reasons[MOST_REASONS:]),
        overruled=": ".join(filter(None, (night.published_by, night.published_reason))) if by_hand else "",
        links=tuple(_links(RunFolder(plan.path / RUNS / night.run))),
    )


def _since(night: Night) -> datetime:
    """When a run was published last, else when it was begun."""
    try:
        return datetime.fromisoformat(night.published_at or "").astimezone(UTC)
    except ValueError:
        return when(night)


def _links(run: RunFolder) -> Iterator[Link]:
    """The files of a run that are there."""
    files = {
        "page": run.page,
        "workbook": run.workbook,
        "input": run.input,
        "record": run.path / RECORD,
        "log": run.path / LOG,
    }
    for word, path in files.items():
        if path.is_file():
            within = Path(run.plan.name) / run.path.parent.name / run.id / path.name
            yield Link(word=word, target=quote(os.fsencode(within.as_posix())))


def _measures(runs: Sequence[Night], in_force: Night) -> tuple[Measure, ...]:
    """The numbers of the plan in force beside those of the one that it replaced."""

    def place(night: Night) -> tuple[datetime, str]:
        return _since(night), night.run

    published = [night for night in runs if night.state == "published" and place(night) < place(in_force)]
    before = max(published, key=place, default=None)  # older or newer than the one in force
    return tuple(
        _measure(title, getattr(in_force, name), getattr(before, name) if before else None)
        for name, title in MEASURES.items()
    )


def _measure(title: str, value: float | None, value_before: float | None) -> Measure:
    if value is None:
        return Measure(name=title, value="unknown", change="", worse=None)
    change = 0.0 if value_before is None else value - value_before
    if abs(change) <= UNCHANGED_ON_PAGE * max(1.0, abs(value)):
        change = 0.0
    sign = "+" if change > 0 else "\N{MINUS SIGN}"
    return Measure(
        name=title,
        value=short_number(value),
        change=f"{sign}{short_number(abs(change))}" if change else ("" if value_before is None else "same"),
        worse=change > 0 if change else None,
    )


def _charts(nights: Sequence[Night]) -> Iterator[Drawing]:
    """The drawings of the last nights; on one without change the run before still holds, however old."""
    holds: dict[str, Night] = {night.run: night for night in nights if night.state not in WITHOUT_RUN}
    settled = [
        (when(night), night if night.state == DAMAGED else holds.get(night.run, night))
        for night in nights[-MOST_NIGHTS:]
        if night.state in DRAWN and when(night) != EPOCH
    ]
    for name, title in MEASURES.items():
        points = [
            Point(
                at=at,  # what a run that broke off had found does not count
                value=getattr(night, name) if night.state in ("published", "refused") else None,
                published=night.state == "published",
            )
            for at, night in settled
        ]
        chart = night_drawing(title, points)
        if chart is not None:
            yield chart
