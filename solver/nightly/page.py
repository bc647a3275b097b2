"""The index page of an output folder: one file, without server or network, that shows every plan."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from solver.files.own_files import narrow_file, read_own
from solver.files.replace import exchange_file
from solver.nightly.chart import BOTTOM, HIGH, LEFT, RIGHT, TOP, WIDE, day
from solver.nightly.folder import plans
from solver.nightly.history import History, Night, moment_of
from solver.nightly.history_file import HISTORY, history_sources
from solver.nightly.monitor import NightRecord, last_night
from solver.nightly.page_data import PlanView, plan_view
from solver.record import utc_text
from solver.text.numbers import counted
from solver.text.visible import visible_text
from solver.version import VERSION

if TYPE_CHECKING:
    from jinja2 import Template

log = logging.getLogger(__name__)

INDEX = "index.html"
PAGE_MARK = b"Written by forcegen"
"""Stands at the foot of each page that we wrote."""

SCRIPT = (
    'for (const each of document.querySelectorAll("[data-due]"))'
    " if (Date.now() > Date.parse(each.dataset.due)) each.hidden = false;"
)
"""The only one on the page."""

TROUBLED = ("damaged", "failed", "stopped", "refused", "left", "skipped")
"""What somebody should look at, the worst first."""

STATES = {
    "published": ("●", "Published"),
    "unchanged": ("=", "Unchanged"),
    "refused": ("◆", "Refused"),
    "failed": ("✕", "Failed"),
    "stopped": ("■", "Stopped"),
    "running": ("…", "Still running"),
    "damaged": ("‼", "Damaged"),
    "left": ("○", "Not reached"),
    "skipped": ("»", "Skipped"),
    "absent": ("∅", "Absent"),
}
"""A sign and a word for each state, so that no colour is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The values that the template of the page fills in."""

    written: datetime
    version: str
    marking: str
    """Of all plans; each also has its own."""
    counts: tuple[tuple[str, int], ...]
    """How many plans are in each state."""
    troubled: tuple[tuple[int, PlanView], ...]
    """Plans to look at, each with its number on the page."""
    plans: tuple[tuple[int, PlanView], ...]
    notes: tuple[str, ...]
    """What there is to say of the last night besides its plans."""
    night: NightRecord | None
    """The last night as a whole; None where none is known."""
    overdue: bool
    """Whether the next night should have ended before the page was written."""
    script: str
    """Shows what is overdue when the page is read; without it the page says when the next night is due."""
    legend: Mapping[str, tuple[str, str]]


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
    page = render([view for view in views if view], datetime.now(UTC), notes, last)
    index, told = outputs / INDEX, history_sources(outputs)
    narrow_file(outputs / HISTORY, told)
    backup = exchange_file(index, page.encode("utf-8", "replace"), ours=_is_ours(index), like=told)
    if backup is not None:
        log.warning("warning: %s is no page of forcegen's; the file as it was: %s", index, backup)
    return index


def _is_ours(index: Path) -> bool:
    """Whether forcegen wrote the page that is there; what cannot be read is another's to complain of."""
    try:
        return PAGE_MARK in read_own(index)
    except OSError:
        return False


def _nights(history: History) -> dict[str, list[Night]]:
    """The nights of each plan, oldest first."""
    nights: dict[str, list[Night]] = {}
    for night in history.nights():
        nights.setdefault(night.plan, []).append(night)
    return nights


def render(
    views: Sequence[PlanView], now: datetime, notes: Sequence[str] = (), night: NightRecord | None = None
) -> str:
    """The page as text."""
    return _template().render(page=_page(views, now, notes, night))


@cache
def _template() -> Template:
    """The page's template, compiled once a process: that takes longer than to fill it."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("solver.nightly", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )
    environment.filters.update(
        day=day, moment=moment, stamp=utc_text, css=css_text, parsed=moment_of, seal=seal_of
    )
    environment.globals.update(age=age, wide=WIDE, high=HIGH, left=LEFT, right=RIGHT, top=TOP, bottom=BOTTOM)
    return environment.get_template("index.html")


def _page(views: Sequence[PlanView], now: datetime, notes: Sequence[str], night: NightRecord | None) -> Page:
    numbered = tuple(enumerate(views, start=1))
    counts = Counter(view.state for view in views)
    return Page(
        written=now,
        version=VERSION,
        marking=" / ".join(dict.fromkeys(view.marking for view in views if view.marking)),
        counts=tuple((state, counts[state]) for state in STATES if counts[state]),
        troubled=tuple(
            (number, view) for state in TROUBLED for number, view in numbered if view.state == state
        ),
        plans=numbered,
        notes=tuple(notes) or (night.notes if night else ()),
        night=night,
        overdue=night is not None and now > moment_of(night.due),
        script=SCRIPT,
        legend=STATES,
    )


def _seen(value: object) -> object:
    """A value as the template puts it out: no sign hidden, so that no name reorders its neighbours."""
    return visible_text(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def moment(at: datetime) -> str:
    """A time as it is read: Sun 22 Nov 2026, 02:15Z."""
    return f"{at:%a} {day(at)}, {at:%H:%M}Z"


def age(since: datetime, now: datetime) -> str:
    """How long ago something was, in words: today, 1 day, 12 days."""
    days = (now - since).days
    return counted(days, "day", "days") if days > 0 else "today"


def seal_of(script: str) -> str:
    """The hash by which a browser knows that a script is ours, and runs it and no other."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def css_text(text: str) -> str:
    """Text that may stand between quotes in a style sheet, whatever signs it has."""
    return "".join(f"\\{ord(sign):06x}" for sign in text)
