"""The plans that a night began no run for: not reached, passed over, absent, or only found to be damaged."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from solver.nightly.folder import PlanFolder
from solver.nightly.history import DAMAGED
from solver.nightly.inputs import Inputs
from solver.nightly.jobs import REFUSED
from solver.nightly.limits import Stop
from solver.nightly.report import LEFT, PlanOutcome
from solver.nightly.run_record import now
from solver.nightly.told_night import ABSENT, SKIPPED

NIGHT_OVER = "--night-limit"
"""What stands in the reason of a plan that the night's own limit ended."""

GONE = "its workbook is no longer among the inputs, or no longer has this scenario"
NOT_LOOKED = "its workbook could not be looked at, so nobody knows whether it is still in it"


def why_without_run(
    source: str, found: Inputs, outcome: PlanOutcome | None, *, absent: bool
) -> tuple[str, tuple[str, ...]]:
    """The state of a plan that no run was begun for, and why; ``outcome``: what was said of it tonight."""
    if absent:
        other = next((each for each in found.skipped if _stem(each.name) == _stem(source)), None)
        return (SKIPPED, (f"{other.name} is {other.why}",)) if other else (ABSENT, (GONE,))
    return LEFT, outcome.reasons if outcome is not None and outcome.reasons else (NOT_LOOKED,)


def only_damaged(plan: PlanFolder, source: str, damage: tuple[str, ...]) -> PlanOutcome:
    """What there is to say of a plan that was only looked at."""
    return PlanOutcome(
        plan=plan.name,
        source=source,
        scenario="",
        state="refused",
        exit_code=REFUSED,
        reasons=damage,
        record={},
    )


def damaged_record(plan: PlanFolder, source: str, reasons: Sequence[str]) -> dict[str, Any]:
    """The record of a night on which a plan had no run, and what is published of it was found damaged."""
    last = plan.runs()[-1].id if plan.runs() else ""
    about = {"id": last, "plan": plan.name, "source": source, "state": DAMAGED, "exit_code": REFUSED}
    return {"run": {**about, "started": now(), "ended": now(), "reasons": list(dict.fromkeys(reasons))}}


def why_cut(stop: Stop, outcomes: Iterable[PlanOutcome], limit: float | None) -> str:
    """Who or what ended the night before all was done; blank where nothing did."""
    if stop.signals:
        return f"somebody stopped it ({signal.Signals(stop.signals[0]).name})"
    over = any(
        each.state == LEFT or any(NIGHT_OVER in reason for reason in each.reasons) for each in outcomes
    )
    return f"it had taken {limit or 0.0:,.0f} s, its most (--night-limit)" if over else ""


def _stem(name: str) -> str:
    """A file's name without its ending: a workbook that was saved as another kind is still that workbook."""
    return Path(name).stem.casefold()
