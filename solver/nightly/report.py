"""What the night says: an event for each thing that happens, and what came of all of it in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from solver.nightly.inputs import Skipped
from solver.nightly.run_record import now

WORST_FIRST = (1, 8, 9, 3, 4, 6, 5, 7)
"""Exit codes of plans: the first of these that any plan has is the night's, after signals (128 and more)."""

UNCHANGED, LEFT = "unchanged", "left"
"""States that a plan has only in the report of a night: as it was, and not reached when the night ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightEvent:
    """Something that happened: one line of a structured log. Blank fields say nothing.

    ``event``: ``night_began``, ``skipped``, ``recovered``, ``began``, ``progress``, a state in which a plan
    ended (``published``, ``refused``, ``failed``, ``stopped``, ``unchanged``, ``left``),
    ``night_ended``. ``plan``: its name, or the workbook's while that is looked at.
    """

    event: str
    plan: str = ""
    run: str = ""
    message: str = ""
    exit_code: int | None = None
    seconds: float | None = None
    progress: Mapping[str, Any] | None = None

    def record(self) -> dict[str, Any]:
        """For machines, with the time (UTC)."""
        said = {name: value for name, value in asdict(self).items() if value not in (None, "")}
        return {"time": now(), **said}


Tell = Callable[[NightEvent], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOutcome:
    """What the night came to for one plan.

    ``state``: that of its run, or ``unchanged`` or ``left``. ``exit_code``: 0 for a plan that is published
    or unchanged since. ``was``: for an unchanged plan, the state in which its last run ended.
    ``record``: of its last run; empty where there is none.
    """

    plan: str
    source: str
    scenario: str
    state: str
    exit_code: int
    was: str = ""
    run: str = ""
    reasons: tuple[str, ...] = ()
    seconds: float | None = None
    record: Mapping[str, Any]

    def summary(self) -> dict[str, Any]:
        """For machines."""
        told = asdict(self)
        del told["record"]
        return {**told, "totals": self.record.get("totals", {}), "status": self.record.get("status", "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a night.

    ``recovered``: runs that an earlier night left open. ``absent``: plans whose workbook or scenario is
    not there any more. ``troubles``: what went wrong after the last plan.
    """

    started: str
    ended: str
    seconds: float
    exit_code: int
    outcomes: tuple[PlanOutcome, ...]
    skipped: tuple[Skipped, ...] = ()
    recovered: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    cut: str = ""
    """Who or what ended the night before all was done."""
    states: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Plans that no run was begun for and that were not found unchanged: state, and why."""

    @property
    def unreached(self) -> tuple[str, ...]:
        """Plans that the night did not come to."""
        return tuple(outcome.plan for outcome in self.outcomes if outcome.state == LEFT)

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to say besides the plans, a line each."""
        told = (
            ("Skipped", "; ".join(f"{each.name} ({each.why})" for each in self.skipped)),
            ("Closed, left open by a killed night", ", ".join(self.recovered)),
            ("No longer among the inputs", ", ".join(self.absent)),
            *(("Trouble", trouble) for trouble in self.troubles),
        )
        return tuple(f"{what}: {sentence}" for what, sentence in told if sentence)

    @property
    def counts(self) -> dict[str, int]:
        """How many plans ended in each state, by its name; one that is still refused is refused."""
        settled = ("", "published")
        return dict(Counter(each.state if each.was in settled else each.was for each in self.outcomes))

    def summary(self) -> dict[str, Any]:
        """For machines: the night in one object."""
        return {
            "started": self.started,
            "ended": self.ended,
            "seconds": round(self.seconds, 3),
            "exit_code": self.exit_code,
            "cut": self.cut,
            "counts": self.counts,
            "plans": [outcome.summary() for outcome in self.outcomes],
            "skipped": [asdict(each) for each in self.skipped],
            "recovered": list(self.recovered),
            "absent": list(self.absent),
            "troubles": list(self.troubles),
        }


def in_one_line(reasons: Sequence[str]) -> str:
    """Several reasons as one sentence; what ends with a colon leads to the next."""
    return "; ".join(reasons).replace(":; ", ": ")


def night_code(outcomes: Sequence[PlanOutcome], stopped: int) -> int:
    """The exit code of a night: 0 where every plan is published, or unchanged since; else the worst."""
    codes = {outcome.exit_code for outcome in outcomes} - {0}
    signals = [code for code in (stopped, *sorted(codes)) if code >= 128]
    return next(iter([*signals, *(code for code in WORST_FIRST if code in codes)]), 0)
