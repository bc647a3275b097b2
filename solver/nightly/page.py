"""The index page of an output folder: what the history and the run folders tell, and where it is written."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from solver.files.own_files import narrow_file
from solver.files.replace import exchange_file
from solver.nightly.folder import plans
from solver.nightly.history import History, Night, moment_of
from solver.nightly.history_file import HISTORY, history_sources
from solver.nightly.monitor import NightRecord, last_night
from solver.nightly.page_data import plan_view
from solver.pages.generator import OF_NIGHTS, is_as_written, page_bytes
from solver.pages.nights_content import STATES, LastNight, NightsContent, PlanView
from solver.pages.nights_page import nights_page
from solver.version import VERSION

log = logging.getLogger(__name__)

INDEX = "index.html"

TROUBLED = ("damaged", "failed", "stopped", "refused", "left", "skipped")
"""What somebody should look at, the worst first."""


def write_index(outputs: Path, history: History | None = None, notes: Sequence[str] = ()) -> Path:
    """Write ``index.html`` of an output folder anew, in a single step; returns where it is.

    ``notes``: what there is to say of the last night besides its plans.

    Without a history that is open it reads the one that is there, and the run folders. Raises OutputError
    where it cannot be written; the old page is as it was.
    """
    known = history or History.read(outputs)
    try:
        nights, last = _nights(known), last_night(known)
    finally:
        if history is None:
            known.close()
    views = [plan_view(plan, nights.get(plan.name, ()), last) for plan in plans(outputs)]
    page = nights_page(_content([view for view in views if view], datetime.now(UTC), notes, last))
    index, told = outputs / INDEX, history_sources(outputs)
    narrow_file(outputs / HISTORY, told)
    ours = is_as_written(index, OF_NIGHTS)
    backup = exchange_file(index, page_bytes(page), ours=ours, like=told)
    if backup is not None:
        log.warning("warning: %s is no page as forcegen wrote it; the file as it was: %s", index, backup)
    return index


def _nights(history: History) -> dict[str, list[Night]]:
    """The nights of each plan, oldest first."""
    nights: dict[str, list[Night]] = {}
    for night in history.nights():
        nights.setdefault(night.plan, []).append(night)
    return nights


def _content(
    views: Sequence[PlanView], now: datetime, notes: Sequence[str], night: NightRecord | None
) -> NightsContent:
    numbered = tuple(enumerate(views, start=1))
    counts = Counter(view.state for view in views)
    return NightsContent(
        written=now,
        version=VERSION,
        marking=" / ".join(dict.fromkeys(view.marking for view in views if view.marking)),
        counts=tuple((state, counts[state]) for state in STATES if counts[state]),
        troubled=tuple(
            (number, view) for state in TROUBLED for number, view in numbered if view.state == state
        ),
        plans=numbered,
        notes=tuple(notes) or (night.notes if night else ()),
        night=_told(night),
        overdue=night is not None and now > moment_of(night.due),
    )


def _told(night: NightRecord | None) -> LastNight | None:
    """The last night as the page tells it."""
    if night is None:
        return None
    return LastNight(
        started=moment_of(night.started),
        ended=moment_of(night.ended) if night.ended else None,
        due=moment_of(night.due),
        cut=night.cut,
    )
