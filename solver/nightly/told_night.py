"""What a night leaves of itself in the history: when it was, how it was cut short, when the next is due."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from solver.errors import OutputError
from solver.nightly.history import History
from solver.record import utc_text

LEFT, SKIPPED, ABSENT = "left", "skipped", "absent"
"""States of plans that a night did not come to, whose workbook it passed over, or did not find."""

NIGHT_LENGTH = timedelta(hours=6)
"""What a night may take beyond its hour before it counts as missed."""

RHYTHMS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
HOURS = {"h": 1, "d": 24, "w": 168}


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


def parse_rhythm(text: str) -> timedelta:
    """``daily``, ``weekly``, ``36h``, ``8d`` or ``2w``: the most that may lie between two nights.

    A word leaves a night six hours; a number is meant as it is.

    Raises
    ------
    ValueError
        With a sentence that says what is expected.
    """
    word = text.strip().casefold()
    if word in RHYTHMS:
        return RHYTHMS[word] + NIGHT_LENGTH
    found = re.fullmatch(r"(\d{1,4})\s*([hdw])", word)
    if found is None or int(found[1]) == 0:
        raise ValueError(f"'{text}' is no rhythm; expected daily, weekly, or hours, days, weeks: 36h, 8d, 2w")
    return timedelta(hours=int(found[1]) * HOURS[found[2]])


def begin_night(history: History, rhythm: timedelta) -> str:
    """Note that a night begins; returns when (UTC)."""
    at = datetime.now(UTC)
    started = utc_text(at)
    _write(history, (started, None, utc_text(at + rhythm), "", "[]", "{}"))
    return started


def end_night(
    history: History,
    started: str,
    cut: str,
    notes: Sequence[str],
    states: Mapping[str, tuple[str, tuple[str, ...]]],
) -> None:
    """Note how it ended."""
    night = last_night(history)
    due = night.due if night is not None else ""
    ended = utc_text(datetime.now(UTC))
    _write(history, (started, ended, due, cut, json.dumps(list(notes)), json.dumps(states)))


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


def _write(history: History, row: tuple[str | None, ...]) -> None:
    try:
        with history.connection as connection:
            connection.execute("INSERT OR REPLACE INTO shifts VALUES (?, ?, ?, ?, ?, ?)", row)
    except sqlite3.Error as error:
        raise OutputError(f"cannot write the history of {history.outputs}: {error}") from error
