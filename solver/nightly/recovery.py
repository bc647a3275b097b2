"""What a killed night left behind: its runs are closed, and latest leads to what is published again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from solver.errors import OutputError
from solver.files.own_files import remove_own
from solver.nightly.folder import LATEST, PlanFolder, RunFolder, plans
from solver.nightly.run_record import (
    State,
    Verdict,
    clear,
    close,
    drop_verdict,
    finish_publishing,
    kept_verdict,
)
from solver.nightly.task import KILLED
from solver.runs.record_file import sha256_of

LEFT_OPEN = "the night that ran it ended without closing it: it was killed, or the power failed"

REMADE = "its record could not be read and was made anew; latest led to its plan"


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
                done = finish_publishing(run, record)
                drop_verdict(run)
                yield run, done
            elif not about and plan.latest() == run:
                yield run, close(run, Verdict(state="published", exit_code=0, reasons=(REMADE,)))
            else:
                verdict, seconds = _known(run)
                yield run, close(run, verdict, seconds)


def _known(run: RunFolder) -> tuple[Verdict, float | None]:
    """What the night that left a run open had found of it, and its seconds; else that it was killed."""
    word = kept_verdict(run)
    if word is None or word.state not in get_args(State):
        return Verdict(state="stopped", exit_code=KILLED, reasons=(LEFT_OPEN,)), None
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
