"""The index page of an output folder: one file, without server or network, that shows every plan."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from solver.pages.drawings.nights import day
from solver.pages.generator import OF_NIGHTS
from solver.pages.nights_content import STATES, NightsContent
from solver.pages.templating import policy, templates
from solver.record import utc_text
from solver.text.numbers import counted

if TYPE_CHECKING:
    from jinja2 import Template

SCRIPT = (
    'for (const each of document.querySelectorAll("[data-due]"))'
    " if (Date.now() > Date.parse(each.dataset.due)) each.hidden = false;"
)
"""The only one on the page."""


def nights_page(content: NightsContent) -> str:
    """The page of this content as text."""
    style = _template("index.css").render(marking=content.marking)
    script = SCRIPT if content.night else ""
    return _template("index.html").render(
        page=content,
        generator=OF_NIGHTS,
        legend=STATES,
        style=style,
        script=script,
        policy=policy(style, script),
    )


@cache
def _template(name: str) -> Template:
    """A template of this page, with the words for times."""
    environment = templates().overlay()
    environment.filters = {**environment.filters, "day": day, "moment": moment, "stamp": utc_text}
    environment.globals = {**environment.globals, "age": age}
    return environment.get_template(name)


def moment(at: datetime) -> str:
    """A time as it is read: Sun 22 Nov 2026, 02:15Z."""
    return f"{at:%a} {day(at)}, {at:%H:%M}Z"


def age(since: datetime, now: datetime) -> str:
    """How long ago something was, in words: today, 1 day, 12 days."""
    days = (now - since).days
    return counted(days, "day", "days") if days > 0 else "today"
