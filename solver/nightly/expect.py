"""Whether every plan had its night: what a monitor asks, long after the nights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from solver.errors import ExitCode, ForcegenError
from solver.nightly.history import DAMAGED, UNCHANGED, History, Night
from solver.nightly.page_data import moment_of
from solver.nightly.told_night import ABSENT, last_night
from solver.record import utc_text

CAME_TO_AN_END = ("published", "refused", "failed", UNCHANGED, DAMAGED)
"""States of nights that have a verdict on a plan; one that was stopped, or did not come to it, has none."""


AHEAD = timedelta(hours=1)
"""How far ahead a night may lie, for clocks differ; one that lies further hides those that were missed."""


class NightMissedError(ForcegenError):
    """A plan had no night that came to an end for longer than was asked."""

    exit_code = ExitCode.NIGHT_MISSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """When a plan last had a night that came to an end; None: never. ``absent``: its workbook is gone."""

    plan: str
    last: datetime | None
    absent: bool = False

    def late(self, at: datetime, rhythm: timedelta) -> bool:
        """Whether that is too long ago."""
        return self.last is None or at - self.last > rhythm or self.last - at > AHEAD

    def record(self, at: datetime, rhythm: timedelta) -> dict[str, Any]:
        """For machines."""
        last = utc_text(self.last) if self.last else None
        return {"plan": self.plan, "last": last, "absent": self.absent, "late": self.late(at, rhythm)}

    def sentence(self, at: datetime) -> str:
        """How long ago that is."""
        if self.last is None:
            return f"{self.plan}: no night has come to an end"
        if self.last - at > AHEAD:
            ahead = span(self.last - at)
            return f"{self.plan}: its last night is said to end {ahead} from now; set the clock right"
        return f"{self.plan}: the last night that came to an end was {span(at - self.last)} ago"


def heard(history: History) -> tuple[Heard, ...]:
    """Each plan with its last night that came to an end; where its workbook is gone, the one that said so."""
    shift = last_night(history)
    gone: set[str] = set()
    if shift is not None and shift.ended:
        gone = {plan for plan, (state, _) in shift.states.items() if state == ABSENT}
    plans: dict[str, datetime | None] = {}
    for night in history.nights():
        before = plans.setdefault(night.plan, None)
        if night.state in CAME_TO_AN_END:
            plans[night.plan] = max(filter(None, (before, _ended(night))), default=None)
    return tuple(
        Heard(
            plan=plan,
            last=moment_of(shift.ended or "") if shift and plan in gone else at,
            absent=plan in gone,
        )
        for plan, at in sorted(plans.items())
    )


def now() -> datetime:
    """The time, for whoever asks; tests have their own."""
    return datetime.now(UTC)


def refuse_late(plans: Sequence[Heard], at: datetime, rhythm: timedelta, where: str) -> None:
    """Say which plans had no night for too long.

    Raises
    ------
    NightMissedError
        If any had none, or there is no plan at all: a night that never ran is missed, too.
    """
    if not plans:
        raise NightMissedError(f"no night has run into {where}")
    late = list(_late(plans, at, rhythm))
    if late:
        raise NightMissedError("; ".join(late) + f" (expected within {span(rhythm)})")


def _late(plans: Sequence[Heard], at: datetime, rhythm: timedelta) -> Iterator[str]:
    for plan in plans:
        if plan.late(at, rhythm):
            yield plan.sentence(at)


def _ended(night: Night) -> datetime:
    return moment_of(night.ended or night.started)


def span(time: timedelta) -> str:
    """A span of time in words: 45 min, 7 h, 3 days 4 h."""
    minutes = max(int(time.total_seconds() // 60), 0)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} day{'s' if days > 1 else ''}" + (f" {hours} h" if hours else "")
    return f"{hours} h" if hours else f"{minutes} min"
