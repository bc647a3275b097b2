"""The outcome of each plan on a night: by the end of its job, or without any run."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from solver.errors import ExitCode, ForcegenError
from solver.isolation.processes import Stop
from solver.nightly.folder import PlanFolder
from solver.nightly.history import ABSENT, DAMAGED, SKIPPED, UNCHANGED, UNREACHED
from solver.nightly.inputs import Inputs
from solver.nightly.night_request import Limits
from solver.nightly.plan_identity import source_name
from solver.nightly.report import PlanOutcome
from solver.nightly.run_record import PlannedRun, State, Verdict, now
from solver.nightly.seal import NOT_AS_PUBLISHED
from solver.nightly.task import SETTLED, WRITTEN
from solver.nightly.worker_pool import JobResult

NIGHT_OVER = "--night-limit"
"""What stands in the reason of a plan that the night's own limit ended."""

GONE = "its workbook is no longer among the inputs, or no longer has this scenario"
NOT_LOOKED = "its workbook could not be looked at, so nobody knows whether it is still in it"


def why_without_run(
    source: str, inputs: Inputs, outcome: PlanOutcome | None, *, absent: bool
) -> tuple[str, tuple[str, ...]]:
    """The state of a plan that no run was begun for, and why; ``outcome``: what was said of it tonight."""
    if absent:
        other = next((each for each in inputs.skipped if _stem(each.name) == _stem(source)), None)
        return (SKIPPED, (f"{other.name} is {other.why}",)) if other else (ABSENT, (GONE,))
    return UNREACHED, outcome.reasons if outcome is not None and outcome.reasons else (NOT_LOOKED,)


def run_outcome(planned: PlannedRun, record: Mapping[str, Any], state: str) -> PlanOutcome:
    """The outcome that a record states: tonight's run, or the last one that still holds."""
    about = record["run"]
    published, unchanged = about["state"] == "published", state == UNCHANGED
    return PlanOutcome(
        plan=planned.plan.name,
        source=source_name(planned.source),
        scenario=planned.spec.scenario,
        state=state,
        exit_code=0 if published else int(about["exit_code"]),
        was=str(about["state"]) if unchanged else "",
        run=str(about["id"]),
        reasons=() if published else tuple(about["reasons"]),
        seconds=None if unchanged else about["seconds"],
        record=record,
    )


def outcome_without_run(  # noqa: PLR0913, PLR0917 - what an outcome holds besides its run
    plan: PlanFolder, source: str, scenario: str, state: str, code: int, reasons: tuple[str, ...]
) -> PlanOutcome:
    """The outcome of a plan of which there is no record."""
    return PlanOutcome(
        plan=plan.name,
        source=source,
        scenario=scenario,
        state=state,
        exit_code=code,
        reasons=reasons,
        record={},
    )


def with_damage(outcome: PlanOutcome, damage: Sequence[str]) -> PlanOutcome:
    """The outcome of a plan whose published plan is damaged: that is said with whatever else came of it."""
    if not damage:
        return outcome
    looked_at = outcome.state in (UNCHANGED, UNREACHED)
    return replace(
        outcome,
        state="refused" if looked_at else outcome.state,
        was="",
        exit_code=ExitCode.REFUSED if looked_at else outcome.exit_code or ExitCode.REFUSED,
        reasons=(*damage, *(reason for reason in outcome.reasons if reason not in damage)),
    )


def damaged_record(plan: PlanFolder, source: str, reasons: Sequence[str]) -> dict[str, Any]:
    """The record of a night on which a plan had no run, and what is published of it was found damaged."""
    last = plan.runs()[-1].id if plan.runs() else ""
    about = {"id": last, "plan": plan.name, "source": source, "state": DAMAGED, "exit_code": ExitCode.REFUSED}
    return {"run": {**about, "started": now(), "ended": now(), "reasons": list(dict.fromkeys(reasons))}}


def why_cut(stop: Stop, outcomes: Iterable[PlanOutcome], limit: float | None) -> str:
    """The reason why the night ended before all was done; blank where it did not."""
    if stop.signals:
        return f"somebody stopped it ({signal.Signals(stop.signals[0]).name})"
    over = any(
        each.state == UNREACHED or any(NIGHT_OVER in reason for reason in each.reasons) for each in outcomes
    )
    return f"it had taken {limit or 0.0:,.0f} s, its most (--night-limit)" if over else ""


def _stem(name: str) -> str:
    """A file's name without its ending: a workbook that was saved as another kind is still that workbook."""
    return Path(name).stem.casefold()


def still_holds(plan: PlanFolder, fingerprint: str, *, damaged: bool = False) -> dict[str, Any] | None:
    """The record of a plan's last run, where the same would be solved again with the same end.

    Where a person went back to an older plan, that of the plan in force: what they decided stands
    until the workbook changes. What was refused because the published plan was damaged is solved again
    when that is mended; ``damaged``: it is not.
    """
    runs = plan.runs()
    record = runs[-1].record() if runs else {}
    about = record.get("run", {})
    if about.get("identity") != fingerprint:
        return None
    if about["state"] == "published":
        latest = plan.latest()
        in_force = latest.record() if latest and (damaged or latest.workbook.is_file()) else {}
        return in_force if "run" in in_force else None
    for_damage = any(reason.startswith(NOT_AS_PUBLISHED) for reason in about["reasons"])
    refused = about["state"] == "refused" and (damaged or not for_damage)
    settled = refused or (about["state"] == "failed" and about["exit_code"] in SETTLED)
    return record if settled else None


def verdict_of(result: JobResult, limits: Limits, stopped: int) -> Verdict:
    """The verdict on a run by the end of its job. ``stopped``: exit code where the night was stopped."""
    if isinstance(result.error, ForcegenError):
        return Verdict(state="failed", exit_code=result.error.exit_code, reasons=(str(result.error),))
    if result.error is not None:
        why = f"its process could not be started: {result.error}"
        return Verdict(state="failed", exit_code=ExitCode.SOLVER_FAILED, reasons=(why,))
    answer = result.answer or {}
    told, reasons, code = answer.get("record"), tuple(answer.get("reasons", ())), answer.get("exit_code")
    written = bool(told and told.get("outputs"))
    if result.cause and not (written and code == 0):
        kept = ("the best plan until then lies in its run folder",) if written else ()
        why, code = _why_stopped(result, limits, stopped)
        return Verdict(state="stopped", exit_code=code, reasons=(why, *kept), told=told)
    if code is None:
        return _died_silently(result)
    state: State = "stopped" if code >= 128 else "failed"
    if written and code in WRITTEN:
        state, code = ("refused", ExitCode.REFUSED) if reasons else ("published", code)
    return Verdict(state=state, exit_code=code, reasons=reasons, told=told)


def _why_stopped(result: JobResult, limits: Limits, stopped: int) -> tuple[str, int]:
    """The reason why a run was stopped, and the exit code for that."""
    if result.cause == "plan":
        limit = result.job.limit
        return (
            f"it was stopped after {limit:,.0f} s, the most that a plan may take (--wall-limit)",
            ExitCode.NOTHING_FOUND,
        )
    if result.cause == "night":
        return (
            f"it was stopped when the night had taken {limits.night:,.0f} s, its most (--night-limit)",
            ExitCode.NOTHING_FOUND,
        )
    if result.cause == "memory":
        most = f"{limits.memory:,} MB of memory that a plan may take (--memory-limit)"
        return f"it was stopped at {result.memory:,.1f} MB, over the {most}", ExitCode.SOLVER_FAILED
    return "somebody stopped the night", stopped


def _died_silently(result: JobResult) -> Verdict:
    """The verdict on a run whose process ended without an answer."""
    if result.code in (-getattr(signal, "SIGKILL", 9), -signal.SIGTERM):
        name = signal.Signals(-result.code).name
        why = f"somebody killed its process ({name}), or the system did for want of memory; run again"
        return Verdict(state="stopped", exit_code=128 - result.code, reasons=(why,))
    why = f"its process died without a word (exit code {result.code}); see its log, and please report it"
    return Verdict(state="failed", exit_code=ExitCode.SOLVER_FAILED, reasons=(why,))
