"""The nights as a whole in the history, and whether every plan had its night: what a monitor asks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from solver.errors import ExitCode, ForcegenError, OutputError
from solver.nightly.history import ABSENT, DAMAGED, UNCHANGED, History, moment_of
from solver.record import utc_text
from solver.text.numbers import time_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRecord:
    """A night as a whole; times are UTC.

    ``ended``: None while it goes on, and for ever where it was killed. ``due``: when the next one should
    have ended. ``cut``: who or what ended it early, "" where nothing did. ``states``: of plans that no run
    was begun for and that were not found unchanged, with a sentence or more why.
    """

    started: str
    ended: str | None
    due: str
    cut: str
    notes: tuple[str, ...]
    states: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


def begin_night(history: History, rhythm: timedelta) -> str:
    """Write the beginning of a night into the history; returns when that was (UTC)."""
    at = datetime.now(UTC)
    started = utc_text(at)
    _write_night(history, (started, None, utc_text(at + rhythm), "", "[]", "{}"))
    return started


def end_night(
    history: History,
    started: str,
    cut: str,
    notes: Sequence[str],
    states: Mapping[str, tuple[str, tuple[str, ...]]],
) -> None:
    """Write the end of a night into the history."""
    night = last_night(history)
    due = night.due if night is not None else ""
    ended = utc_text(datetime.now(UTC))
    _write_night(history, (started, ended, due, cut, json.dumps(list(notes)), json.dumps(states)))


def last_night(history: History) -> NightRecord | None:
    """The night that began last; None where none is known."""
    row = history.connection.execute(
        "SELECT started, ended, due, cut, notes, states FROM shifts ORDER BY rowid DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    started, ended, due, cut, notes, states = row
    return NightRecord(
        started=started,
        ended=ended,
        due=due,
        cut=cut,
        notes=tuple(json.loads(notes)),
        states={plan: (state, tuple(why)) for plan, (state, why) in json.loads(states).items()},
    )


def _write_night(history: History, row: tuple[str | None, ...]) -> None:
    try:
        with history.connection as connection:
            connection.execute("INSERT OR REPLACE INTO shifts VALUES (?, ?, ?, ?, ?, ?)", row)
    except sqlite3.Error as error:
        raise OutputError(f"cannot write the history of {history.outputs}: {error}") from error


CAME_TO_AN_END = ("published", "refused", "failed", UNCHANGED, DAMAGED)
"""States of nights that have a verdict on a plan; one that was stopped, or did not come to it, has none."""


AHEAD = timedelta(hours=1)
"""How far ahead a night may lie, for clocks differ; one that lies further hides those that were missed."""


class NightMissedError(ForcegenError):
    """A plan had no night that came to an end for longer than was asked."""

    exit_code = ExitCode.NIGHT_MISSED


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHeartbeat:
    """When a plan last had a night that came to an end; None: never. ``absent``: its workbook is gone."""

    plan: str
    last: datetime | None
    absent: bool = False

    def late(self, at: datetime, rhythm: timedelta) -> bool:
        """Whether the last night that came to an end is too long ago."""
        return self.last is None or at - self.last > rhythm or self.last - at > AHEAD

    def record(self, at: datetime, rhythm: timedelta) -> dict[str, Any]:
        """The heartbeat for machines."""
        last = utc_text(self.last) if self.last else None
        return {"plan": self.plan, "last": last, "absent": self.absent, "late": self.late(at, rhythm)}

    def sentence(self, at: datetime) -> str:
        """The heartbeat in a sentence: how long ago that night was."""
        if self.last is None:
            return f"{self.plan}: no night has come to an end"
        if self.last - at > AHEAD:
            ahead = time_in_words(self.last - at)
            return f"{self.plan}: its last night is said to end {ahead} from now; set the clock right"
        return f"{self.plan}: the last night that came to an end was {time_in_words(at - self.last)} ago"


def heartbeats(history: History) -> tuple[PlanHeartbeat, ...]:
    """Each plan with its last night that came to an end; where its workbook is gone, the one that said so."""
    night_record = last_night(history)
    gone: set[str] = set()
    if night_record is not None and night_record.ended:
        gone = {plan for plan, (state, _) in night_record.states.items() if state == ABSENT}
    plans: dict[str, datetime | None] = {}
    for night in history.nights():
        before = plans.setdefault(night.plan, None)
        if night.state in CAME_TO_AN_END:
            ended = moment_of(night.ended or night.started)
            plans[night.plan] = max(filter(None, (before, ended)), default=None)
    return tuple(
        PlanHeartbeat(
            plan=plan,
            last=moment_of(night_record.ended or "") if night_record and plan in gone else at,
            absent=plan in gone,
        )
        for plan, at in sorted(plans.items())
    )


def now() -> datetime:
    """The time (UTC); tests have their own."""
    return datetime.now(UTC)


def refuse_late(plans: Sequence[PlanHeartbeat], at: datetime, rhythm: timedelta, outputs: str) -> None:
    """Raise NightMissedError if any plan had no night for too long, or none ever ran: that is missed, too."""
    if not plans:
        raise NightMissedError(f"no night has run into {outputs}")
    late = [plan.sentence(at) for plan in plans if plan.late(at, rhythm)]
    if late:
        raise NightMissedError("; ".join(late) + f" (expected within {time_in_words(rhythm)})")
