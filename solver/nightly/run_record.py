"""The record of each run: begun as running before anything else, closed whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, get_args

from solver.errors import OutputError, told
from solver.files.own_files import is_private, make_folder, remove_own
from solver.files.replace import DRAFT_PREFIX, DRAFT_SUFFIX, writing
from solver.nightly.folder import PlanFolder, RunFolder
from solver.record import RunFacts, RunSpec, make_record, shown_path, utc_text, versions

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
    "studies": "what came of each study of the workbook, once the plan was there; empty while none is asked",
}
"""What a record says of a run of the night, besides what every record says: its object ``run``."""

GATE = "gate"
"""Who publishes where no person does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRun:
    """A run of a plan before it begins.

    ``fingerprint``: the hash over all that its plan depends on; ``studies``: names of those that are asked
    when the plan is there.
    """

    plan: PlanFolder
    source: Path
    marking: str = ""
    spec: RunSpec
    fingerprint: str = ""
    studies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The verdict on a run: in which state it ends, with which exit code, and why.

    ``told``: the record that its process made; None if it made none. ``seconds``: how long that took.
    """

    state: State
    exit_code: int
    reasons: tuple[str, ...] = ()
    told: dict[str, Any] | None = None
    seconds: float | None = None


def now() -> str:
    """The time (UTC), as records have it."""
    return utc_text(datetime.now(UTC))


def begin(planned: PlannedRun) -> RunFolder:
    """Begin a run: make a folder whose record says that it goes on; raises OutputError where none can be."""
    latest = planned.plan.latest()
    private = is_private([planned.source])
    run = planned.plan.new_run(planned.fingerprint, datetime.now(UTC), private=private)
    facts = RunFacts(
        input_path=shown_path(planned.source), input_sha256="", spec=planned.spec, versions=versions()
    )
    record = {**make_record(facts, None, None), "status": "running", "run": _begun_run(run, planned, latest)}
    with writing(run.work):
        try:
            run.write_record(record, like=[planned.source])
            make_folder(run.work, private=True)
            reserve_verdict(run)
        except OutputError:
            shutil.rmtree(run.path, ignore_errors=True)  # nothing is known of it, so it never was
            raise
    return run


def _begun_run(run: RunFolder, planned: PlannedRun, latest: RunFolder | None) -> dict[str, Any]:
    """The object ``run`` of the record of a run that has just begun."""
    return {
        "id": run.id,
        "plan": planned.plan.name,
        "source": shown_path(Path(planned.source.name)),
        "scenario": planned.spec.scenario,
        "marking": planned.marking,
        "state": "running",
        "started": now(),
        "ended": None,
        "seconds": None,
        "exit_code": None,
        "reasons": [],
        "baseline": latest.id if latest else "",
        "identity": planned.fingerprint,
        "flags": planned.spec.flags(),
        "strict": planned.spec.strict,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "published": None,
        "studies": [],
    }


def close(run: RunFolder, verdict: Verdict) -> dict[str, Any]:
    """Close a run's record with its verdict; a run that is published becomes the latest.

    Killed in between, it is finished when the next night begins: the record names its publisher before the
    link is moved, and its state after that. Returns the record as it is written. Raises OutputError where it
    cannot be; then the next night closes it, with the verdict that was kept beside it.
    """
    try:
        record = _close(run, verdict)
    except OutputError as error:
        keep_verdict(run, _unwritten(verdict, error))
        raise
    drop_verdict(run)
    return record


def _unwritten(verdict: Verdict, error: OutputError) -> Verdict:
    """The verdict to keep where its record cannot be written; a plan without record is to be solved again."""
    planless = verdict.state in ("failed", "stopped")
    return Verdict(
        state=verdict.state if planless else "failed",
        exit_code=verdict.exit_code if planless else error.exit_code,
        reasons=(*verdict.reasons, *([] if str(error) in verdict.reasons else [str(error)])),
        seconds=verdict.seconds,
    )


def _close(run: RunFolder, verdict: Verdict) -> dict[str, Any]:
    clear(run)
    before = run.record()
    facts = RunFacts(input_path="", input_sha256="")  # of a run whose process told nothing
    found = make_record(facts, None, None, findings=[told(reason) for reason in verdict.reasons])
    unknown = {**found, **before, "status": found["status"], "findings": found["findings"]}
    record = {**unknown, **(verdict.told or {})}
    about = {**before.get("run", _unknown_run(run)), "ended": now(), "seconds": verdict.seconds}
    about |= {"reasons": list(verdict.reasons), "exit_code": verdict.exit_code}
    if verdict.state == "published":
        about |= {"published": {"by": GATE, "reason": "", "at": about["ended"]}}
        run.write_record({**record, "run": about})
        return finish_publishing(run, {**record, "run": about})
    record["run"] = {**about, "state": verdict.state}
    run.write_record(record)
    return record


def finish_publishing(run: RunFolder, record: dict[str, Any]) -> dict[str, Any]:
    """Make the run the latest, and close its record; where that cannot be, the next night tries again."""
    try:
        run.plan.publish(run)
        ended: dict[str, Any] = {"state": "published"}
    except OutputError as error:
        ended = {"state": "failed", "exit_code": error.exit_code, "reasons": [str(error)], "published": None}
    record = {**record, "run": {**record["run"], **ended}}
    run.write_record(record)
    return record


def _unknown_run(run: RunFolder) -> dict[str, Any]:
    """The object ``run`` of a record for a run that was killed before it had any."""
    return {
        **dict.fromkeys(RUN_FIELDS),
        **dict.fromkeys(("source", "scenario", "marking", "baseline", "identity", "host"), ""),
        "id": run.id,
        "plan": run.plan.name,
        "started": now(),
        "flags": RunSpec().flags(),
        "strict": False,
        "studies": [],
    }


def clear(run: RunFolder) -> None:
    """Remove a run's unfinished files."""
    remove_own(run.work)
    for folder in (run.path, run.plan.path):
        for draft in folder.glob(f"{DRAFT_PREFIX}*{DRAFT_SUFFIX}"):
            draft.unlink(missing_ok=True)


VERDICT_FILE = ".verdict.json"
"""A file of blanks from the run's beginning on: what is written over them needs no room on the disk."""

VERDICT_BYTES = 4096
"""Bytes that are set aside."""


def reserve_verdict(run: RunFolder) -> None:
    """Reserve room on the disk for a verdict; where it is full already, none is kept."""
    with contextlib.suppress(OSError), _open_verdict(run, os.O_CREAT | os.O_EXCL) as file:
        file.write(b" " * VERDICT_BYTES)
        file.flush()
        os.fsync(file.fileno())  # only now the room is really taken


def keep_verdict(run: RunFolder, verdict: Verdict) -> None:
    """Write a verdict over the reserved blanks; the last reasons are left out where all are too long."""
    with contextlib.suppress(OSError), _open_verdict(run, 0) as file:
        file.write(_verdict_text(verdict).ljust(VERDICT_BYTES))
        file.flush()
        os.fsync(file.fileno())


def kept_verdict(run: RunFolder) -> Verdict | None:
    """The verdict kept of a run, as far as there was room for it; None where nothing was kept."""
    try:
        kept = json.loads(_verdict_path(run).read_bytes())
        verdict = Verdict(**{**kept, "reasons": tuple(kept["reasons"])})
        return verdict if verdict.state in get_args(State) else None
    except (OSError, ValueError, TypeError, LookupError):
        return None


def drop_verdict(run: RunFolder) -> None:
    """Remove the kept verdict, which the record has now."""
    with contextlib.suppress(OSError):
        _verdict_path(run).unlink(missing_ok=True)


def _verdict_text(verdict: Verdict) -> bytes:
    reasons = [reason[: VERDICT_BYTES // 8] for reason in verdict.reasons]
    while True:
        kept = {name: getattr(verdict, name) for name in ("state", "exit_code", "seconds")}
        text = json.dumps({**kept, "reasons": reasons}).encode()
        if len(text) <= VERDICT_BYTES or not reasons:
            return text[:VERDICT_BYTES]
        reasons.pop()


def _open_verdict(run: RunFolder, how: int) -> BinaryIO:
    """Open the file of a kept verdict, for nobody else to read, and never through a link."""
    flags = os.O_RDWR | how | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(_verdict_path(run), flags, 0o600), "r+b")


def _verdict_path(run: RunFolder) -> Path:
    return run.path / VERDICT_FILE
