"""A person publishes a run: what the gate refused, or an older plan once more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from solver.errors import OutputError, PlanError, told
from solver.files.own_files import sha256_of
from solver.files.replace import exchange_file
from solver.nightly.folder import RunFolder
from solver.nightly.history import History
from solver.nightly.lock import locked
from solver.nightly.run_record import now
from solver.nightly.seal import Seals, kept_copy, recorded_sha256
from solver.record import shown_path
from solver.runs.request import EXCEL

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
    backup: Path | None = None
    """What lay in the place of a plan that was put back."""
    troubles: tuple[str, ...] = ()

    @property
    def goes_back(self) -> bool:
        """Whether a newer plan was in force."""
        return self.before > self.run.id


def publish(run: RunFolder, *, by: str, reason: str, restore: bool = False) -> Publication:
    """Make a run's plan the published one, whatever the gate said, after an audit of its workbook.

    Who and why is kept in its record, the history and the index page; the next night starts from it.
    ``restore``: first put its plan back as it was when it was published. Raises PlanError where the run holds
    no plan, or one that does not pass the audit; OutputError where it cannot be written; LockedError where a
    night is at work in the output folder.
    """
    outputs = run.plan.path.parent
    with locked(outputs):
        record = run.record()
        backup = _put_back(run, record) if restore else None
        _refuse_without_plan(run, record)
        _refuse_unclean(run)
        latest = run.plan.latest()
        before = latest.id if latest else ""
        done = Publication(run=run, by=by, reason=reason, at=now(), before=before, backup=backup)
        run.write_record(_published(record, done))  # first: latest never leads to a run that is not published
        run.plan.publish(run)
        return replace(done, troubles=_bring_up_to_date(run))


def _published(record: dict[str, Any], done: Publication) -> dict[str, Any]:
    """The record with its publisher and reason; earlier publishers stay in ``published_before``.

    Where somebody has changed the plan since its run wrote it, the record says so, and names what lies there.
    """
    before, record = record, {**record, "outputs": _as_it_lies(done.run, record)}
    about = {**record["run"], "state": PUBLISHED}
    was, lies = recorded_sha256(before), recorded_sha256(record)
    if was and was != lies:
        changed = f"its plan was changed since the run wrote it, and is published as it lies ({lies[:12]})"
        about["reasons"] = [*(about.get("reasons") or ()), changed]
    if about.get("published"):
        about["published_before"] = [*about.get("published_before", ()), about["published"]]
    about["published"] = {"by": done.by, "reason": done.reason, "at": done.at}
    return {**record, "run": about}


def _as_it_lies(run: RunFolder, record: dict[str, Any]) -> list[dict[str, str]]:
    """The outputs of a record, with the plan's hash as it is now."""
    named = record.get("outputs") or ()
    others = [each for each in named if Path(each["path"]).suffix.casefold() not in EXCEL]
    return [{"path": shown_path(run.workbook), "sha256": sha256_of(run.workbook)}, *others]


def _put_back(run: RunFolder, record: dict[str, Any]) -> Path | None:
    """Put a plan back from the copy that was kept of it; what lies in its place stays beside it.

    Raises PlanError where there is no copy, or that was changed, too.
    """
    name, copy = f"{run.plan.name}/{run.id}", kept_copy(run)
    if copy is None:
        raise PlanError([told(f"cannot restore {name}: no copy of its plan was kept; publish another run")])
    with History.read(run.plan.path.parent) as history:
        sealed = Seals(outputs=run.plan.path.parent, history=history).of(run)
    known = sealed or recorded_sha256(record)
    if known and sha256_of(copy) != known:
        why = f"{copy} is not what was published (sha256 was {known[:12]}, is {sha256_of(copy)[:12]})"
        raise PlanError([told(f"cannot restore {name}: {why}; publish another run")])
    place = run.path / f"plan{copy.suffix}"
    if place.is_symlink():
        place.unlink()  # nobody else's file is written
    return exchange_file(place, copy.read_bytes(), like=[copy])


def _refuse_without_plan(run: RunFolder, record: dict[str, Any]) -> None:
    """Refuse a run that did not end with a plan."""
    name, state = f"{run.plan.name}/{run.id}", record.get("run", {}).get("state", "")
    if state in WITHOUT_PLAN or not state:
        why = WITHOUT_PLAN.get(state, "its record cannot be read")
        raise PlanError([told(f"cannot publish {name}: {why}")])
    if not run.workbook.is_file():
        raise PlanError([told(f"cannot publish {name}: there is no plan in its folder (it is {state})")])


def _refuse_unclean(run: RunFolder) -> None:
    """Refuse a plan that does not pass the audit as it lies there now."""
    from solver.runs.recheck import audit_written

    report, _ = audit_written(run.workbook)
    if report.clean:
        return
    breaches = [f"the audit of {run.workbook} finds: {breach}" for breach in report.breaches]
    if len(breaches) > MOST_BREACHES:
        breaches[MOST_BREACHES:] = [f"and {len(breaches) - MOST_BREACHES} more"]
    if kept_copy(run) is not None:
        breaches.append("--restore puts it back as it was when it was published")
    raise PlanError([told(f"cannot publish {run.plan.name}/{run.id}"), *map(told, breaches)])


def _bring_up_to_date(run: RunFolder) -> tuple[str, ...]:
    """Write history, seal and index page; returns what failed of that, for the plan is published anyway."""
    from solver.nightly.page import write_index

    outputs = run.plan.path.parent
    try:
        with History.open(outputs) as history:
            history.note(run.record())
            trouble = Seals(outputs=outputs, history=history).seal(run, run.record())
            write_index(outputs, history)
    except OutputError as error:
        return (str(error),)
    return (trouble,) if trouble else ()
