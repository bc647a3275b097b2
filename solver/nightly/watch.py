"""A workbook watched: solved whenever the planner saves it, and compared with the plan before."""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.errors import ExitCode, OutputError
from solver.files.own_files import sha256_of
from solver.isolation.processes import Stop, new_scratch, sweep_scratch
from solver.nightly.task import WRITTEN, WorkerTask
from solver.record import shown_path

if TYPE_CHECKING:
    from solver.nightly.worker_process import RunningTask
    from solver.results.compare import Comparison, EvaluatedPlan


TICK = 0.1
"""Seconds between two looks at the file."""
BASE = "base"
"""Name of the file with the solved program of the save before."""
AGAIN = 2.0
"""Seconds between two attempts to write where the output is held open."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WatchEvent:
    """An event of a watch.

    ``event``: ``gone``, ``solving``, ``progress``, ``cancelled``, ``solved``, ``failed``, ``written``,
    ``held`` (the output cannot be written now). ``changes``: against the plan of the save before; None for
    the first. ``backup``: what was at the output and is no run's own, as it was.
    """

    event: str
    at: datetime = field(default_factory=datetime.now)
    exit_code: int | None = None
    seconds: float | None = None
    reasons: tuple[str, ...] = ()
    record: Mapping[str, Any] | None = None
    changes: Comparison | None = None
    progress: Mapping[str, Any] | None = None
    backup: Path | None = None


Tell = Callable[[WatchEvent], None]
Launch = Callable[[WorkerTask, Path], "RunningTask"]
"""Starts the process for a save; takes the folder for its log and what is not finished."""


@dataclass(slots=True, kw_only=True)
class WatchSession:
    """A watch that goes on. ``plan``: the last written; ``pending``: what waits for the output to be free."""

    save_task: WorkerTask
    """What is asked for each save; its target and the plan before are filled in."""
    output: Path
    work: Path
    tell: Tell
    launch: Launch
    watcher: FileWatcher
    follow: bool = True
    """Whether a link at the output leads on to the file."""
    task: RunningTask | None = None
    last: Mapping[str, Any] | None = None
    """The last word of the process."""
    began: float = 0.0
    drafts: int = 0
    plan: Path | None = None
    answer: EvaluatedPlan | None = None
    pending: dict[str, Any] | None = None
    next_try: float = 0.0
    held: str = ""
    backup: Path | None = None
    """What was at the output before the first plan, until that is told."""

    def poll(self) -> None:
        """Poll the file, the process and the output, and act on what is new."""
        seen = self.watcher.poll()
        if seen is FileChange.GONE:
            self.tell(WatchEvent(event="gone"))
        elif seen is FileChange.SAVED:
            self.cancel()
            self._begin()
        if self.task is not None:
            finished = self.task.finished
            self._hear(self.task)
            if finished:
                self._end(self.task)
        if self.pending is not None and time.monotonic() >= self.next_try:
            self._write(self.pending)

    def cancel(self) -> None:
        """End a search that goes on, and all that it started."""
        if self.task is None:
            return
        self.task.kill()
        self.task.close()
        self.task = None
        self.tell(WatchEvent(event="cancelled", seconds=time.monotonic() - self.began))

    def _begin(self) -> None:
        self.drafts += 1
        base = str(self.work / BASE)
        save = replace(self.save_task, target=str(self._draft()), before=str(self.plan or ""), base_file=base)
        self.began, self.last = time.monotonic(), None
        self.tell(WatchEvent(event="solving"))
        self.task = self.launch(save, self.work)

    def _draft(self) -> Path:
        return self.work / f"plan-{self.drafts}{self.output.suffix}"

    def _hear(self, task: RunningTask) -> None:
        """Take the messages of the process: how far it is, and its last word."""
        for message in task.messages():
            if message["said"] == "ended":
                self.last = message
            elif message["said"] == "progress":
                progress = {name: value for name, value in message.items() if name != "said"}
                self.tell(WatchEvent(event="progress", progress=progress))

    def _end(self, task: RunningTask) -> None:
        """Tell the result of a save; an error in a file that is still being saved is not told."""
        code = task.close()
        self.task = None
        dead: Mapping[str, Any] = {
            "exit_code": ExitCode.SOLVER_FAILED,
            "reasons": [f"its process died without a word (exit code {code})"],
        }
        last = self.last or dead
        seconds = time.monotonic() - self.began
        record = last.get("record") or {}
        if last["exit_code"] in WRITTEN and record.get("outputs"):
            self._solved(last["exit_code"], seconds, record)
        elif self.watcher.whole:
            reasons = tuple(last["reasons"])
            code = last["exit_code"]
            self.tell(
                WatchEvent(event="failed", exit_code=code, seconds=seconds, reasons=reasons, record=record)
            )
        else:
            self.watcher.forget()

    def _solved(self, exit_code: int, seconds: float, made: Mapping[str, Any]) -> None:
        draft = self._draft()
        record = {**made, "outputs": [{**each, "path": shown_path(self.output)} for each in made["outputs"]]}
        changes = self._changes(draft)
        self.tell(
            WatchEvent(event="solved", exit_code=exit_code, seconds=seconds, record=record, changes=changes)
        )
        if self.plan is not None:
            self.plan.unlink(missing_ok=True)
        self.plan, self.pending, self.next_try, self.held = draft, record, 0.0, ""

    def _changes(self, draft: Path) -> Comparison | None:
        """The comparison with the plan before; None for the first."""
        from solver.results.compare import compare
        from solver.runs.recheck import read_evaluated

        before, self.answer = self.answer, read_evaluated(draft)
        return compare(before, self.answer) if before is not None else None

    def _write(self, record: dict[str, Any]) -> None:
        """Write plan and record to the output; where somebody has it open, later."""
        from solver.files.replace import exchange_file
        from solver.runs.record_file import left_by_a_run, write_record

        assert self.plan is not None
        try:
            ours = left_by_a_run(self.output)
            plan, like = self.plan.read_bytes(), [self.plan]
            kept = exchange_file(self.output, plan, ours=ours, like=like, follow=self.follow)
            self.backup = kept or self.backup
            write_record(record, self.output, like)
        except OutputError as error:
            self.next_try = time.monotonic() + AGAIN
            if str(error) != self.held:
                self.held = str(error)
                self.tell(WatchEvent(event="held", exit_code=error.exit_code, reasons=(self.held,)))
            return
        self._written()

    def _written(self) -> None:
        self.tell(WatchEvent(event="written", backup=self.backup))
        self.pending = self.backup = None

    def rescue(self) -> None:
        """Write the plan that could not be written so far, elsewhere if it must be."""
        from solver.excel.write import write_package
        from solver.runs.record_file import left_by_a_run, write_record

        if self.pending is None or self.plan is None:
            return
        ours = left_by_a_run(self.output)
        plan, like = self.plan.read_bytes(), [self.plan]
        kept = write_package(plan, self.output, ours=ours, like=like, follow=self.follow)
        self.backup = kept or self.backup
        write_record(self.pending, self.output, like)
        self._written()


def watch(  # noqa: PLR0913 - what is watched, where it goes, who hears and works
    task: WorkerTask, output: Path, tell: Tell, stop: Stop, launch: Launch, *, follow: bool = True
) -> None:
    """Solve the workbook now and after each save, until somebody stops it; only plan and record stay behind.

    ``follow``: whether a link at ``output`` leads on to the file. Raises OutputError if at the end the last
    plan still cannot be written; it says where it is kept.
    """
    sweep_scratch()
    work = new_scratch()
    try:
        session = WatchSession(
            save_task=task,
            output=output,
            work=work,
            tell=tell,
            launch=launch,
            watcher=FileWatcher(Path(task.source)),
            follow=follow,
        )
        try:
            while not stop.asked:
                session.poll()
                time.sleep(TICK)
        finally:
            session.cancel()
        session.rescue()
    finally:
        shutil.rmtree(work, ignore_errors=True)


SETTLED = 0.3
"""Seconds without a change after which a save is complete."""
GONE = 1.5
"""Seconds after which a file that is not there is more than a save that goes on."""


class FileChange(Enum):
    """What a poll of a file finds."""

    NOTHING_NEW = "nothing new"
    CHANGING = "changing"
    SAVED = "saved"
    GONE = "gone"


@dataclass(slots=True)
class FileWatcher:
    """Polls a file, and says when it holds something new and nobody writes it any more.

    Programs save by writing a new file and renaming it, or into the old one;
    either way size, time or place on the disk change until it is complete.
    Looking, which costs nothing, also sees what others save on a share.
    """

    path: Path
    settled: float = SETTLED
    gone: float = GONE
    clock: Callable[[], float] = time.monotonic
    seen: tuple[int, ...] | None = None
    since: float = -math.inf
    told: bool = False
    content: str = ""

    def poll(self) -> FileChange:
        """Poll the file; each save, and each time that it is gone, is told once."""
        now, there = self.clock(), self._state()
        if there != self.seen:
            self.seen, self.since, self.told = there, now, False
        if self.told:
            return FileChange.NOTHING_NEW
        if there is None:
            self.told = now - self.since >= self.gone
            return FileChange.GONE if self.told else FileChange.CHANGING
        if now - self.since < self.settled:
            return FileChange.CHANGING
        return self._read()

    @property
    def whole(self) -> bool:
        """Whether the file was there, and nobody wrote it, at the last look."""
        return self.told and self.seen is not None

    def forget(self) -> None:
        """Forget the content, so that the next whole file counts as new."""
        self.content = ""
        self.told = self.told and self.seen is None

    def _state(self) -> tuple[int, ...] | None:
        try:
            now = self.path.stat()
        except OSError:
            return None
        return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns

    def _read(self) -> FileChange:
        try:
            content = sha256_of(self.path)
        except OSError:  # held by the program that saves
            return FileChange.CHANGING
        self.told = True
        if content == self.content:
            return FileChange.NOTHING_NEW
        self.content = content
        return FileChange.SAVED
