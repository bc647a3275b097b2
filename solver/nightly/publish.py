"""A person publishes a run: what the gate refused, or an older plan once more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from solver.errors import OutputError, PlanError, told
from solver.nightly.folder import RunFolder
from solver.nightly.history import History
from solver.nightly.journal import now
from solver.nightly.lock import locked

PUBLISHED = "published"
WITHOUT_PLAN = {
    "running": "it has not ended (if it was killed, the next night closes it)",
    "failed": "it failed",
}
"""States of runs that hold no plan to publish, and why."""
MOST_BREACHES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What was published, instead of what, and who answers for it.

    ``before``: id of the run published until then, "" for none. ``troubles``: what could not be
    brought up to date beside it; the next night does.
    """

    run: RunFolder
    by: str
    reason: str
    at: str
    before: str
    troubles: tuple[str, ...] = ()

    @property
    def goes_back(self) -> bool:
        """Whether a newer plan was in force."""
        return self.before > self.run.id


def publish(run: RunFolder, *, by: str, reason: str) -> Publication:
    """Make a run's plan the published one, whatever the gate said, after an audit of its workbook.

    Who and why is kept in its record, the history and the index page; the next night starts from it.

    Raises
    ------
    PlanError
        If the run holds no plan, or the plan in its workbook does not pass the audit.
    OutputError
        If it cannot be written.
    LockedError
        If a night is at work in the output folder.
    """
    outputs = run.plan.path.parent
    with locked(outputs):
        record = run.record()
        _refuse_without_plan(run, record)
        _refuse_unclean(run)
        latest = run.plan.latest()
        done = Publication(run=run, by=by, reason=reason, at=now(), before=latest.id if latest else "")
        run.write_record(_published(record, done))  # first: latest never leads to a run that is not published
        run.plan.publish(run)
        return replace(done, troubles=_bring_up_to_date(run))


def _published(record: dict[str, Any], done: Publication) -> dict[str, Any]:
    """The record with who published it and why; earlier publishers stay in ``published_before``."""
    about = {**record["run"], "state": PUBLISHED}
    if about.get("published"):
        about["published_before"] = [*about.get("published_before", ()), about["published"]]
    about["published"] = {"by": done.by, "reason": done.reason, "at": done.at}
    return {**record, "run": about}


def _refuse_without_plan(run: RunFolder, record: dict[str, Any]) -> None:
    """Only a run that ended with a plan can be published."""
    name, state = f"{run.plan.name}/{run.id}", record.get("run", {}).get("state", "")
    if state in WITHOUT_PLAN or not state:
        why = WITHOUT_PLAN.get(state, "its record cannot be read")
        raise PlanError([told(f"cannot publish {name}: {why}")])
    if not run.workbook.is_file():
        raise PlanError([told(f"cannot publish {name}: there is no plan in its folder (it is {state})")])


def _refuse_unclean(run: RunFolder) -> None:
    """What is published has passed the audit as it lies there now."""
    from solver.recheck import audit_written

    report, _ = audit_written(run.workbook)
    if report.clean:
        return
    breaches = [f"the audit of {run.workbook} finds: {breach}" for breach in report.breaches]
    if len(breaches) > MOST_BREACHES:
        breaches[MOST_BREACHES:] = [f"and {len(breaches) - MOST_BREACHES} more"]
    raise PlanError([told(f"cannot publish {run.plan.name}/{run.id}"), *map(told, breaches)])


def _bring_up_to_date(run: RunFolder) -> tuple[str, ...]:
    """History and index page; the plan is published, whether or not they can be written."""
    from solver.nightly.page import write_index

    outputs = run.plan.path.parent
    try:
        with History.open(outputs) as history:
            history.note(run.record())
            write_index(outputs, history)
    except OutputError as error:
        return (str(error),)
    return ()
