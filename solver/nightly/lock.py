"""One night at a time in an output folder, and recovery of what a killed night left."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from solver.errors import ExitCode, ForcegenError, OutputError
from solver.files.own_files import read_own, remove_link, remove_own, sha256_of
from solver.files.replace import replace_file, writing
from solver.nightly.folder import LATEST, PlanFolder, RunFolder, plans
from solver.nightly.run_record import Verdict, clear, close, drop_verdict, finish_publishing, kept_verdict
from solver.nightly.task import KILLED
from solver.record import utc_text

LOCK, HOLDER = ".forcegen.lock", ".forcegen.holder.json"
"""The lock itself, which the operating system drops with its process, and who holds it, beside it."""


class LockedError(ForcegenError):
    """Another run is at work in the output folder."""

    exit_code = ExitCode.FOLDER_IN_USE


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds the lock of an output folder, since when (UTC)."""

    pid: int
    host: str
    started: str

    def __str__(self) -> str:
        """As it is said to a planner."""
        return f"process {self.pid} on {self.host} since {self.started}"

    @property
    def gone(self) -> bool:
        """Whether it ran on this machine, and no longer does."""
        import psutil

        return self.host == socket.gethostname() and not psutil.pid_exists(self.pid)


@contextlib.contextmanager
def locked(outputs: Path) -> Iterator[Holder | None]:
    """Keep everybody else out of an output folder, which is created where it is not there.

    Yields whoever held the lock last without giving it back (killed, or the power failed); None where the
    last one ended in order. Raises LockedError where somebody else holds the lock, and says who; OutputError
    where the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    with writing(outputs):
        try:
            outputs.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise OutputError(f"cannot write in {outputs}: it is a file; name a folder") from error
    with writing(outputs / LOCK):
        remove_link(outputs / LOCK)
        lock = FileLock(outputs / LOCK, mode=0o600)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise LockedError(_busy(outputs)) from error
    try:
        left = holder(outputs)
        me = Holder(pid=os.getpid(), host=socket.gethostname(), started=utc_text(datetime.now(UTC)))
        replace_file(outputs / HOLDER, json.dumps(asdict(me)).encode())
        try:
            yield left
        finally:
            with contextlib.suppress(OSError):
                (outputs / HOLDER).unlink()
    finally:
        lock.release()


def holder(outputs: Path) -> Holder | None:
    """Who holds the lock of an output folder, or held it last without giving it back."""
    try:
        return Holder(**json.loads(read_own(outputs / HOLDER)))
    except (OSError, ValueError, TypeError):
        return None


def _busy(outputs: Path) -> str:
    who = holder(outputs)
    if who is None:
        return f"another run is at work in {outputs}; wait for it to end, and run again"
    if who.gone:
        return (
            f"the lock of {outputs} is held, but {who} no longer runs here: one of its children may, or the "
            f"disk keeps its lock; end what still writes there, delete {outputs / LOCK}, and run again"
        )
    return f"another run is at work in {outputs}: {who}; wait for it to end, and run again"


LEFT_OPEN = "the night that ran it ended without closing it: it was killed, or the power failed"

REMADE = "its record could not be read and was made anew; latest led to its plan"


def recover(outputs: Path) -> Iterator[tuple[RunFolder, dict[str, Any]]]:
    """Close the runs that a killed night left open; whoever calls this holds the lock.

    Yields each run with its record. One that was about to be published is, and one to which latest leads
    stays published, whatever became of its record. Raises OutputError where a record cannot be written.
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
                killed = Verdict(state="stopped", exit_code=KILLED, reasons=(LEFT_OPEN,))
                yield run, close(run, kept_verdict(run) or killed)


def _left_open(plan: PlanFolder) -> Iterator[RunFolder]:
    """The runs that were not closed, newest first, then the published one where its record is damaged."""
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
            if mark.is_dir():  # a copy of one of the runs, file by file, or something else
                files = _hashes(mark)
                last = next((run for run in times if times[run] and _hashes(run.path) == files), None)
            if last is not None and times[last]:
                with contextlib.suppress(OutputError):  # the run that would be published next says why
                    if mark.is_dir():
                        remove_own(mark)
                    plan.publish(last)
                    yield last


def _hashes(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder; a link or pipe gets one that equals no other folder's."""
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
