"""What the index page of an output folder shows: the last night, and each plan with its runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from solver.drawing.drawing import Drawing

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
class Link:
    """A file of a run, from the page's own folder."""

    word: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run as the page shows it."""

    state: str
    at: datetime
    since: datetime
    """When it was published last, of one that was; else when it was begun."""
    reasons: tuple[str, ...]
    more: int
    """Reasons that are left out."""
    overruled: str
    """Who published it against the gate, and why; "" where nobody did."""
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyView:
    """A study as the page shows it: what came of it, and its files."""

    name: str
    kind: str
    answered: bool
    points: int
    reasons: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number of the plan in force, and how it differs from the plan in force before it."""

    name: str
    value: str
    change: str
    worse: bool | None
    """None: no difference, or nothing to compare with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """Everything that the page shows of one plan."""

    name: str
    source: str
    scenario: str
    marking: str
    host: str
    last: RunView
    again: datetime | None
    """When the workbook was last found unchanged since that run."""
    in_force: RunView | None
    last_night: RunView | None
    """The last night, where it solved nothing and did not find everything unchanged."""
    measures: tuple[Measure, ...]
    charts: tuple[Drawing, ...]
    kept_back: tuple[RunView, ...]
    """Runs before the last that were not published, newest first."""
    studies: tuple[StudyView, ...] = ()
    """The studies that were asked of the workbook of the last run."""

    @property
    def state(self) -> str:
        """How the last night ended; what was wrong and has not been touched is still wrong."""
        if self.last_night is not None:
            return self.last_night.state
        return "unchanged" if self.again and self.last.state == "published" else self.last.state


@dataclass(frozen=True, slots=True, kw_only=True)
class LastNight:
    """The last night as a whole. ``ended``: None where it is at work, or was killed; ``cut``: why short."""

    started: datetime
    ended: datetime | None
    due: datetime
    cut: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NightsContent:
    """The index page of an output folder."""

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
    night: LastNight | None
    """The last night as a whole; None where none is known."""
    overdue: bool
    """Whether the next night should have ended before the page was written."""
