"""Whether the plans in force are what was published: each file against its record, its seal and the audit."""

from __future__ import annotations

import hashlib
import sqlite3
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from solver.errors import OutputError
from solver.excel.package.package import MEGABYTE, MOST_FILE
from solver.files.own_files import sha256_of
from solver.files.replace import replace_file
from solver.nightly.folder import LATEST, PlanFolder, RunFolder, plans
from solver.nightly.history import History
from solver.nightly.night_request import AuditJob, PublishedState
from solver.nightly.worker_pool import JobResult
from solver.record import shown_path
from solver.runs.request import EXCEL

NOT_AS_PUBLISHED = "the published plan is not what was published"
"""How the first reason begins for which a plan in force is not trusted."""

KEPT = ".plan"
"""Name, before its ending, of the copy that a run keeps of its published plan."""

MOST_BREACHES = 2
"""Broken rules that are named of one plan."""

PATIENCE = 120.0
"""Seconds that an audit may take: nothing starts before, and what lies there may be made to take long."""

SHOWN = 12
"""Letters of a hash that are shown."""


@dataclass(slots=True, kw_only=True)
class Seals:
    """The plans in force of an output folder, and what is wrong with each.

    A seal is the sha256 of a file that passed the audit when it was published; the history keeps it.
    ``damage``: for each plan that is not what was published the sentences that say so.
    """

    outputs: Path
    history: History
    damage: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def audits(self, stage: Path, limit: float) -> list[AuditJob]:
        """The audits needed: of each plan in force that its seal does not know, or that has changed."""
        jobs = []
        for place, plan in enumerate(plans(self.outputs)):
            state = self._state_of(plan)
            if state is None or state.known:
                if state is not None and kept_copy(state.run) is None:
                    self.seal(state.run, state.run.record())
                continue
            if state.damage:
                self._damaged(state, ())
            if state.readable:
                jobs.append(AuditJob(state=state, work=stage / f"check-{place}", limit=limit))
        return jobs

    def take_result(self, result: JobResult) -> str:
        """Take the result of an audit; says what could not be kept, "" where nothing is amiss."""
        assert isinstance(result.job, AuditJob)
        state, answer = result.job.state, result.answer or {}
        if result.cause in ("signal", "night"):
            return ""  # nobody knows; the next night looks again
        why = _why_no_end(result)
        found = (f"the audit of it came to no end: {why}",) if why else tuple(answer["reasons"])
        if found or state.damage:
            self._damaged(state, found or ("the audit finds no rule broken in what lies there now",))
            return ""
        return self.seal(state.run, state.run.record())

    def seal(self, run: RunFolder, record: Mapping[str, Any]) -> str:
        """Remember a plan that has just passed the audit, and keep a copy; says what could not be kept."""
        try:
            data = run.workbook.read_bytes()
            now, told = hashlib.sha256(data).hexdigest(), recorded_sha256(record)
            if told and now != told:
                return ""  # somebody was faster: the next night says so
            copy = run.path / f"{KEPT}{run.workbook.suffix}"
            if copy.is_symlink():
                copy.unlink()  # nobody else's file is written
            if not copy.is_file() or sha256_of(copy) != now:
                replace_file(copy, data, like=[run.workbook])
            with self.history.connection as connection:
                connection.execute(
                    "INSERT OR REPLACE INTO seals (plan, run, sha256) VALUES (?, ?, ?)",
                    (run.plan.name, run.id, now),
                )
        except (OSError, OutputError, sqlite3.Error) as error:
            return f"no copy of the published plan of {run.plan.name} could be kept: {error}"
        return ""

    def of(self, run: RunFolder) -> str:
        """The sha256 under which a run's plan was sealed; "" where it was not."""
        row = self.history.connection.execute(
            "SELECT sha256 FROM seals WHERE plan = ? AND run = ?", (run.plan.name, run.id)
        ).fetchone()
        return str(row[0]) if row else ""

    def _state_of(self, plan: PlanFolder) -> PublishedState | None:
        """The state of a plan in force by its record and its seal; None where none is in force."""
        mark = plan.path / LATEST
        if mark.is_dir() and not mark.is_symlink():
            why = f"{_named(mark)} is a folder, not a link to its run; move it away"
            self.damage[plan.name] = (f"{NOT_AS_PUBLISHED}: {why}",)
            return None
        run = plan.latest()
        if run is None:
            return None
        why = _why_unreadable(run.workbook)
        if why:
            return PublishedState(run=run, damage=why, readable=False)
        now = sha256_of(run.workbook)
        record = run.record()
        about, told, sealed = record.get("run", {}), recorded_sha256(record), self.of(run)
        damage = _difference(run, now, told, sealed)
        if about and not about.get("published"):
            damage = f"{_named(mark)} leads to a run of which nobody says that it was published"
        damage = damage or self._overtaken(run, about)
        return PublishedState(run=run, damage=damage, known=sealed == now and not damage)

    def _overtaken(self, run: RunFolder, about: Mapping[str, Any]) -> str:
        """A sentence where another run was put into force after the one in force; else "".

        By the order of the seals and by the time in both records: a clock that was set back is no offence.
        """
        row = self.history.connection.execute(
            "SELECT run FROM seals WHERE plan = ? ORDER BY rowid DESC LIMIT 1", (run.plan.name,)
        ).fetchone()
        last = run.plan.run(str(row[0])) if row else run
        after = last.record().get("run", {}).get("published") if last.id != run.id else None
        if not after or str(after.get("at")) <= str((about.get("published") or {}).get("at")):
            return ""
        return f"{LATEST} leads to {run.id}, though {last.id} was put into force after it"

    def _damaged(self, state: PublishedState, breaches: tuple[str, ...]) -> None:
        """Keep what is wrong with a published plan, and how to mend it."""
        run = state.run
        what = state.damage or f"{_named(run.workbook)} does not pass the audit"
        self.damage[run.plan.name] = (
            f"{NOT_AS_PUBLISHED}: {what}",
            *breaches[:MOST_BREACHES],
            *([f"and {len(breaches) - MOST_BREACHES} more"] if len(breaches) > MOST_BREACHES else []),
            _remedy(run, self.of(run)),
        )


def _why_unreadable(workbook: Path) -> str:
    """The reason why a plan cannot be hashed; "" if it can. What is no file is not opened."""
    try:
        found = workbook.lstat()
        if not stat.S_ISREG(found.st_mode):
            return f"{_named(workbook)} is no ordinary file"
        if found.st_size > MOST_FILE:
            return f"{_named(workbook)} is larger than {MOST_FILE // MEGABYTE} MB, which no plan needs"
        with workbook.open("rb"):
            return ""
    except FileNotFoundError:
        return f"{_named(workbook)} is gone"
    except OSError as error:
        return f"cannot read {_named(workbook)}: {error.strerror or error}"


def _named(path: Path) -> str:
    """The path of a plan's file as seen from the output folder."""
    outputs = path.parents[1] if path.name == LATEST else path.parents[3]
    return shown_path(path.relative_to(outputs))


def _why_no_end(result: JobResult) -> str:
    """The reason why an audit has no result; "" where it has one."""
    if result.error is not None:
        return str(result.error)
    if result.cause == "plan":
        return f"it took more than {result.job.limit:,.0f} s"
    if result.cause == "memory":
        return f"it took more than {result.memory:,.0f} MB"
    if (result.answer or {}).get("said") != "ended":
        return f"its process ended without a word (exit code {result.code})"
    return ""


def recorded_sha256(record: Mapping[str, Any]) -> str:
    """The hash of the plan that a run wrote, by its record; "" where that says none."""
    for each in record.get("outputs") or ():
        if Path(str(each.get("path", ""))).suffix.casefold() in EXCEL:
            return str(each.get("sha256") or "")
    return ""


def kept_copy(run: RunFolder) -> Path | None:
    """The copy that a run keeps of its published plan; None where there is none."""
    there = (run.path / f"{KEPT}{ending}" for ending in EXCEL)
    return next((path for path in there if path.is_file()), None)


def _difference(run: RunFolder, actual: str, recorded: str, sealed: str) -> str:
    """A sentence on how a file's hash differs from its record and its seal; "" where they agree."""
    if sealed and actual != sealed:
        return f"{_named(run.workbook)} has changed since (sha256 was {sealed[:SHOWN]}, is {actual[:SHOWN]})"
    if recorded and actual != recorded and sealed:
        return f"its record was changed: it names a file of sha256 {recorded[:SHOWN]}, not {actual[:SHOWN]}"
    if recorded and actual != recorded:
        return (
            f"{_named(run.workbook)} has changed since (sha256 was {recorded[:SHOWN]}, is {actual[:SHOWN]})"
        )
    return ""


def _remedy(run: RunFolder, sealed: str) -> str:
    """The remedy for a damaged plan; a kept copy that was changed, too, is not offered."""
    copy = kept_copy(run)
    if copy is None or (sealed and sha256_of(copy) != sealed):
        return "no sound copy is kept; put another run into force with forcegen publish RUN --reason TEXT"
    return (
        f"put it back with forcegen publish {run.id} --restore --reason TEXT, or another run into force "
        "with forcegen publish RUN --reason TEXT"
    )
