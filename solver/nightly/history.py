"""The history of an output folder: every night of every plan, also when its files are gone."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from solver.errors import OutputError
from solver.nightly.folder import STAMP, RunFolder, plans
from solver.nightly.history_file import HISTORY as NAME
from solver.nightly.history_file import TOTALS, connect, copy_history, migrate
from solver.record import utc_text

EPOCH = datetime.fromtimestamp(0, UTC)
"""For a run that nothing says the time of."""


def moment_of(text: str) -> datetime:
    """A time of the history as a datetime; the epoch where the text says none."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return EPOCH


UNCHANGED = "unchanged"
"""State of a night on which there was nothing to solve."""
DAMAGED = "damaged"
"""State of a night that found only that the published plan is not what was published."""
UNREACHED, SKIPPED, ABSENT = "left", "skipped", "absent"
"""States of plans that a night did not come to, whose workbook it passed over, or did not find."""
WITHOUT_RUN = (UNCHANGED, DAMAGED)
"""States of nights on which no run of a plan began."""
_WITHOUT_RUN = "('unchanged', 'damaged')"
RANK = ("rank", "name", "value", "final", "bound", "gap")
CAP = ("cap", "period", "taken", "limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What a night came to for one plan: a run, or a state without one (``WITHOUT_RUN``).

    ``run``: id; of an unchanged night that of the run that still holds, of a damaged one that of the
    last. Times: UTC, ISO 8601, Z. Totals are None where there is no plan. ``reasons``: why it was not
    published, or failed.
    """

    plan: str
    run: str
    state: str
    started: str
    ended: str | None
    source: str | None
    scenario: str | None
    exit_code: int | None
    status: str | None
    baseline: str | None
    identity: str | None
    tool: str | None
    published_by: str | None
    published_reason: str | None
    published_at: str | None
    heads: float | None
    tied_up: float | None
    nations: float | None
    open_sites: float | None
    cost: float | None
    minimum_shortfall: float | None
    target_shortfall: float | None
    drawdown: float | None
    reasons: tuple[str, ...] = ()


FIELDS = tuple(name for name in Night.__dataclass_fields__ if name != "reasons")

TIME = "max(replace(replace(started, '-', ''), ':', ''), substr(run, 1, 16))"
"""When a night was, but not before the run that it is about: ids go on where the clock is set back."""


class History:
    """The history of one output folder. The run folders are the truth; what it lacks is read from them."""

    def __init__(self, outputs: Path, connection: sqlite3.Connection) -> None:
        self.outputs = outputs
        self.connection = connection

    @classmethod
    def open(cls, outputs: Path) -> History:
        """The history, for whoever holds the lock of the output folder; made where it is not there.

        A file that is no history of ours is kept aside, and a new one made from the run folders. Raises
        OutputError where it cannot be written, or is of a newer forcegen.
        """
        path = outputs / NAME
        try:
            try:
                return cls._caught_up(outputs, path)
            except sqlite3.OperationalError:  # locked, or not to be written: what is in it is sound
                raise
            except sqlite3.DatabaseError:
                stamp = datetime.now(UTC).strftime(STAMP)
                path.replace(path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}"))
                return cls._caught_up(outputs, path)
        except (OSError, sqlite3.Error) as error:
            raise OutputError(
                f"cannot write {path}: {error}; make it writable, or move it away: "
                "a new one is made from the run folders"
            ) from error

    @classmethod
    def _caught_up(cls, outputs: Path, path: Path) -> History:
        history = cls(outputs, connect(path))
        try:
            history.catch_up()
        except BaseException:
            history.close()
            raise
        return history

    @classmethod
    def read(cls, outputs: Path) -> History:
        """The history for whoever only reads: in memory, and complete; nothing is written."""
        connection = sqlite3.connect(":memory:")
        path = outputs / NAME
        if path.is_file():
            with contextlib.suppress(sqlite3.Error):  # damaged, or of a newer version: the folders tell
                copy_history(path, connection)
        history = cls(outputs, migrate(connection, NAME))
        history.catch_up()
        return history

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def note(self, *records: Mapping[str, Any]) -> None:
        """Write records into the history, all or none; a run that is known is replaced, and keeps its place.

        A record whose ``run`` has a state of ``WITHOUT_RUN`` is a night on which no run began: unchanged,
        the run of its ``id`` still held; ``started`` says when.
        """
        try:
            with self.connection:
                for record in records:
                    self._note(record)
        except sqlite3.Error as error:
            raise OutputError(
                f"cannot write the history of {self.outputs}: {error}; it is completed from the run folders"
            ) from error

    def catch_up(self) -> None:
        """Take in the runs that lie in the folder and are not known, or were not closed when last seen."""
        known = {
            (plan, run): state
            for plan, run, state in self.connection.execute(
                f"SELECT plan, run, state FROM nights WHERE state NOT IN {_WITHOUT_RUN}"
            )
        }
        with self.connection:
            for plan in plans(self.outputs):
                for name in plan.run_ids():
                    if known.get((plan.name, name), "running") == "running":
                        self._note(_record_of(plan.run(name)))

    def nights(self, plan: str = "", limit: int | None = None) -> list[Night]:
        """The nights of a plan, or of all; oldest first; ``limit``: the last so many."""
        return self._nights("WHERE ? IN ('', plan)", (plan,), -1 if limit is None else limit)

    def caps(self, plan: str, run: str) -> list[dict[str, Any]]:
        """Cap, period, taken and limit (heads) of a run."""
        return self._parts(CAP, "caps", plan, run)

    def ranks(self, plan: str, run: str) -> list[dict[str, Any]]:
        """Rank, name, value, final, bound and gap of a run's objectives."""
        return self._parts(RANK, "ranks", plan, run)

    def _nights(self, where: str, values: tuple[str, ...], limit: int) -> list[Night]:
        columns = ", ".join(FIELDS)
        rows = self.connection.execute(
            f"SELECT number, {columns} FROM nights {where} ORDER BY {TIME} DESC, number DESC LIMIT ?",
            (*values, limit),
        ).fetchall()
        reasons: dict[int, list[str]] = {}
        for night, reason in self.connection.execute("SELECT night, reason FROM reasons ORDER BY number"):
            reasons.setdefault(night, []).append(reason)
        return [
            Night(**dict(zip(FIELDS, row[1:], strict=True)), reasons=tuple(reasons.get(row[0], ())))
            for row in reversed(rows)
        ]

    def _parts(self, names: tuple[str, ...], table: str, plan: str, run: str) -> list[dict[str, Any]]:
        columns = ", ".join(f'part."{name}"' for name in names)
        rows = self.connection.execute(
            f"SELECT {columns} FROM {table} part JOIN nights ON night = nights.number "
            f"WHERE plan = ? AND run = ? AND state NOT IN {_WITHOUT_RUN} ORDER BY part.rowid",
            (plan, run),
        )
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _note(self, record: Mapping[str, Any]) -> None:
        about = record.get("run") or {}
        row = _row(record, about)
        key, among = ("started", "IN") if row["state"] in WITHOUT_RUN else ("run", "NOT IN")
        told = f"FROM nights WHERE plan = ? AND {key} = ? AND state {among} {_WITHOUT_RUN}"
        values = (row["plan"], row[key])
        before = self.connection.execute(f"SELECT number {told}", values).fetchone()
        self.connection.execute(f"DELETE {told}", values)
        number = _insert(self.connection, "nights", {"number": before and before[0], **row})
        for rank in record.get("objectives") or ():
            _insert(self.connection, "ranks", {"night": number, **{name: rank.get(name) for name in RANK}})
        for cap in record.get("drawdown") or ():
            _insert(self.connection, "caps", {"night": number, **{name: cap.get(name) for name in CAP}})
        for at, reason in enumerate(about.get("reasons") or ()):
            _insert(self.connection, "reasons", {"night": number, "number": at, "reason": str(reason)})


def _row(record: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
    """A record as a row of nights."""
    published, totals = about.get("published") or {}, record.get("totals") or {}
    return {
        "plan": about.get("plan", ""),
        "run": about.get("id", ""),
        "state": about.get("state", "stopped"),
        "started": about.get("started", ""),
        **{name: about.get(name) for name in ("ended", "source", "scenario", "exit_code")},
        "status": record.get("status"),
        **{name: about.get(name) for name in ("baseline", "identity")},
        "tool": record.get("tool"),
        **{f"published_{name}": published.get(name) for name in ("by", "reason", "at")},
        **{name: totals.get(name) for name in TOTALS},
    }


def _record_of(run: RunFolder) -> dict[str, Any]:
    """The record of a run folder; of one without a record at least which run it is."""
    record = run.record()
    about = {
        "id": run.id,
        "plan": run.plan.name,
        "started": utc_text(run.made) if run.made else "",
        **(record.get("run") or {}),
    }
    return {**record, "run": about}


def _insert(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> int:
    columns = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    done = connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))
    return int(done.lastrowid or 0)
