"""The record of each run: begun as running before anything else, closed whatever happens."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from solver.errors import OutputError, told
from solver.files.own_files import make_folder, remove_own
from solver.files.replace import DRAFT_PREFIX, DRAFT_SUFFIX, reason
from solver.files.rights import is_private
from solver.nightly.folder import LATEST, PlanFolder, RunFolder, plans
from solver.nightly.last_word import KeptVerdict, drop_verdict, keep_verdict, kept_verdict, reserve_verdict
from solver.record import Flags, RunFacts, make_record, shown_path, utc_text, versions
from solver.runs.record_file import sha256_of

State = Literal["running", "published", "refused", "failed", "stopped"]

RUN_FIELDS = {
    "id": "the run's name: UTC time and the first letters of its identity",
    "plan": "name of its plan, and of that plan's folder",
    "source": "file name of the workbook",
    "scenario": "name, or blank",
    "marking": "the protective marking in the workbook's settings",
    "state": "running, published, refused, failed or stopped",
    "started": "UTC, ISO 8601",
    "ended": "the same; null while it goes on",
    "seconds": "how long its process took",
    "exit_code": "as forcegen solve would have ended; 7 if refused; 128 + signal if killed",
    "reasons": "why it was not published, a sentence each",
    "baseline": "id of the run that was published when it began, or blank",
    "identity": "sha256 over workbook, tables, scenario, settings and versions",
    "flags": "how it was asked for",
    "strict": "whether warnings counted as errors",
    "host": "machine on which it ran",
    "pid": "process of the night that ran it",
    "published": "null, or by whom (gate, or a name), reason, at (UTC)",
}
"""What a record says of a run of the night, besides what every record says: its object ``run``."""

LEFT = "the night that ran it ended without closing it: it was killed, or the power failed"

DAMAGED = "its record could not be read and was made anew; latest led to its plan"

GATE = "gate"
"""Who publishes where no person does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRun:
    """What a run of a plan is about. ``fingerprint``: the hash over all that its plan depends on."""

    plan: PlanFolder
    source: Path
    scenario: str = ""
    marking: str = ""
    flags: Flags
    strict: bool = False
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """In which state a run ends, with which exit code, and why.

    ``told``: the record that its process made; None if it made none.
    """

    state: State
    exit_code: int
    reasons: tuple[str, ...] = ()
    told: dict[str, Any] | None = None


def now() -> str:
    """The time (UTC), as records have it."""
    return utc_text(datetime.now(UTC))


def begin(planned: PlannedRun) -> RunFolder:
    """A new run folder whose record says that the run goes on.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    latest = planned.plan.latest()
    private = is_private([planned.source])
    run = planned.plan.new_run(planned.fingerprint, datetime.now(UTC), private=private)
    facts = RunFacts(
        input_path=shown_path(planned.source),
        input_sha256="",
        scenario=planned.scenario,
        flags=planned.flags,
        versions=versions(),
    )
    about: dict[str, Any] = {
        "id": run.id,
        "plan": planned.plan.name,
        "source": shown_path(Path(planned.source.name)),
        "scenario": planned.scenario,
        "marking": planned.marking,
        "state": "running",
        "started": now(),
        "ended": None,
        "seconds": None,
        "exit_code": None,
        "reasons": [],
        "baseline": latest.id if latest else "",
        "identity": planned.fingerprint,
        "flags": asdict(planned.flags),
        "strict": planned.strict,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "published": None,
    }
    try:
        record = {**make_record(facts, None, None), "status": "running", "run": about}
        run.write_record(record, like=[planned.source])
        make_folder(run.work, private=True)
        reserve_verdict(run)
    except OSError as error:
        raise OutputError(reason(run.work, error)) from error
    except OutputError:
        shutil.rmtree(run.path, ignore_errors=True)  # nothing is known of it, so it never was
        raise
    return run


def close(run: RunFolder, verdict: Verdict, seconds: float | None = None) -> dict[str, Any]:
    """Close a run's record with its verdict; a run that is published becomes the latest.

    Killed in between, it is finished when the next night begins: the record
    names its publisher before the link is moved, and its state after that.

    Returns
    -------
    The record as it is written.

    Raises
    ------
    OutputError
        If it cannot be written; then the next night closes it, with the verdict that was kept beside it.
    """
    try:
        record = _close(run, verdict, seconds)
    except OutputError as error:
        keep_verdict(run, _unwritten(verdict, error, seconds))
        raise
    drop_verdict(run)
    return record


def _unwritten(verdict: Verdict, error: OutputError, seconds: float | None) -> KeptVerdict:
    """What is kept of a verdict that cannot be written; a plan whose record is lost is one to solve again."""
    planless = verdict.state in ("failed", "stopped")
    return KeptVerdict(
        state=verdict.state if planless else "failed",
        exit_code=verdict.exit_code if planless else error.exit_code,
        reasons=(*verdict.reasons, *([] if str(error) in verdict.reasons else [str(error)])),
        seconds=seconds,
    )


def _close(run: RunFolder, verdict: Verdict, seconds: float | None) -> dict[str, Any]:
    clear(run)
    before = run.record()
    record = {**before, **_nothing(before, verdict.reasons), **(verdict.told or {})}
    about = {**before.get("run", _lost(run)), "ended": now(), "seconds": seconds}
    about |= {"reasons": list(verdict.reasons), "exit_code": verdict.exit_code}
    if verdict.state == "published":
        about |= {"published": {"by": GATE, "reason": "", "at": about["ended"]}}
        run.write_record({**record, "run": about})
        return _publish(run, {**record, "run": about})
    record["run"] = {**about, "state": verdict.state}
    run.write_record(record)
    return record


def _publish(run: RunFolder, record: dict[str, Any]) -> dict[str, Any]:
    """Make the run the latest, and close its record; where that cannot be, the next night tries again."""
    try:
        run.plan.publish(run)
        ended: dict[str, Any] = {"state": "published"}
    except OutputError as error:
        ended = {"state": "failed", "exit_code": error.exit_code, "reasons": [str(error)], "published": None}
    record = {**record, "run": {**record["run"], **ended}}
    run.write_record(record)
    return record


def _nothing(before: dict[str, Any], reasons: Sequence[str]) -> dict[str, Any]:
    """What a record says of a run whose process told nothing, or is not known at all."""
    facts = RunFacts(input_path="", input_sha256="")
    found = make_record(facts, None, None, findings=[told(reason) for reason in reasons])
    return {**found, **before, "status": found["status"], "findings": found["findings"]}


def _lost(run: RunFolder) -> dict[str, Any]:
    """What is known of a run that was killed before its first word."""
    return {
        **dict.fromkeys(RUN_FIELDS),
        **dict.fromkeys(("source", "scenario", "marking", "baseline", "identity", "host"), ""),
        "id": run.id,
        "plan": run.plan.name,
        "started": now(),
        "flags": asdict(Flags()),
        "strict": False,
    }


def clear(run: RunFolder) -> None:
    """Remove what the run did not finish."""
    remove_own(run.work)
    for folder in (run.path, run.plan.path):
        for draft in folder.glob(f"{DRAFT_PREFIX}*{DRAFT_SUFFIX}"):
            draft.unlink(missing_ok=True)


def recover(outputs: Path) -> Iterator[tuple[RunFolder, dict[str, Any]]]:
    """Close the runs that a killed night left open; whoever calls this holds the lock.

    Yields each run with its record. One that was about to be published is, and one to which
    latest leads stays published, whatever became of its record.

    Raises
    ------
    OutputError
        If a record cannot be written.
    """
    for plan in plans(outputs):
        for run in _left_open(plan):
            record = run.record()
            about = record.get("run", {})
            if about.get("published"):
                clear(run)
                done = _publish(run, record)
                drop_verdict(run)
                yield run, done
            elif not about and plan.latest() == run:
                yield run, close(run, Verdict(state="published", exit_code=0, reasons=(DAMAGED,)))
            else:
                verdict, seconds = _known(run)
                yield run, close(run, verdict, seconds)


def _known(run: RunFolder) -> tuple[Verdict, float | None]:
    """What the night that left a run open had found of it, and its seconds; else that it was killed."""
    word = kept_verdict(run)
    if word is None or word.state not in get_args(State):
        return Verdict(state="stopped", exit_code=128 + 9, reasons=(LEFT,)), None
    state: State = word.state  # type: ignore[assignment]  # one of them
    return Verdict(state=state, exit_code=word.exit_code, reasons=word.reasons), word.seconds


def _left_open(plan: PlanFolder) -> Iterator[RunFolder]:
    """The runs that are not closed, newest first, then the published one where its record is damaged."""
    for run in reversed(plan.runs()):
        if run.record().get("run", {}).get("state", "running") != "running":
            break  # whatever came before it was closed before it began
        yield run
    latest = plan.latest()
    if latest is not None and not latest.record().get("run"):
        yield latest


def restore(outputs: Path) -> Iterator[RunFolder]:
    """Have latest lead again to the run published last, where it is lost; whoever calls this holds the lock.

    Copies of an output folder lack it where they take no links, or have a copy of the run's folder in
    its place where they follow them: that goes, if it is the same file by file. One that leads to a run
    that is gone is left: which plan is then in force, a person decides.
    """
    for plan in plans(outputs):
        if plan.marked() is None:
            times = {run: _published_at(run) for run in plan.runs()}
            last = max(times, key=lambda run: (times[run], run.id), default=None)
            mark = plan.path / LATEST
            run = _copied(mark, [run for run in times if times[run]]) if mark.is_dir() else last
            if run is not None and times[run]:
                with contextlib.suppress(OutputError):  # the run that would be published next says why
                    if mark.is_dir():
                        remove_own(mark)
                    plan.publish(run)
                    yield run


def _copied(folder: Path, runs: Sequence[RunFolder]) -> RunFolder | None:
    """The run of which a folder is a copy, file by file; None where it is more or less than that."""
    return next((run for run in runs if _files(folder) == _files(run.path)), None)


def _files(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash; what is no file is never the same as anything."""
    there = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    return {
        path.relative_to(folder).as_posix(): sha256_of(path)
        if path.is_file() and not path.is_symlink()
        else f"{folder}"
        for path in there
    }


def _published_at(run: RunFolder) -> str:
    """When a run was published last; blank where it never was."""
    about = run.record().get("run", {})
    return str((about.get("published") or {}).get("at") or "") if about.get("state") == "published" else ""
