"""The file of a history: who may read it, its tables, and how older ones are brought to them."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from solver.errors import OutputError
from solver.files.own_files import begin_file, is_private, narrow_folder, refuse_foreign, remove_link
from solver.nightly.folder import RECORD, plans

log = logging.getLogger(__name__)

HISTORY = "history.sqlite"

BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite writes beside its file, through any link that lies there."""


def history_sources(outputs: Path) -> list[Path]:
    """The files that the history and the index page tell of: the folder, and the record of every run."""
    return [outputs, *(run.path / RECORD for plan in plans(outputs) for run in plan.runs())]


def restrict_outputs(outputs: Path, sources: Sequence[Path]) -> None:
    """Make an output folder and its history as private as the workbooks, before anything is written."""
    private = [source for source in sources if is_private([source])]
    if private and narrow_folder(outputs):
        log.warning(
            "warning: only its owner can read %s from now on, for only its owner can read %s",
            outputs,
            private[0],
        )
    create_history_file(outputs / HISTORY, sources)


def create_history_file(history: Path, sources: Sequence[Path] = ()) -> None:
    """Create the file of a history, never a link, readable only for those who may read its sources."""
    for name in (history.name, *(history.name + ending for ending in BESIDE)):
        remove_link(history.with_name(name))
    refuse_foreign(history)
    begin_file(history, [*history_sources(history.parent), *sources])


TOTALS = (
    "heads",
    "tied_up",
    "nations",
    "open_sites",
    "cost",
    "minimum_shortfall",
    "target_shortfall",
    "drawdown",
)
"""Totals of a record that are kept."""
PATIENCE = 30.0
"""Seconds to wait for somebody else who reads or writes the history."""

MIGRATIONS = (
    """
    CREATE TABLE nights (
        number INTEGER PRIMARY KEY,
        plan TEXT NOT NULL,
        run TEXT NOT NULL,
        state TEXT NOT NULL,
        started TEXT NOT NULL,
        ended TEXT,
        source TEXT,
        scenario TEXT,
        exit_code INTEGER,
        status TEXT,
        baseline TEXT,
        identity TEXT,
        tool TEXT,
        published_by TEXT,
        published_reason TEXT,
        published_at TEXT,
        heads REAL,
        tied_up REAL,
        nations REAL,
        open_sites REAL,
        cost REAL,
        minimum_shortfall REAL,
        target_shortfall REAL,
        drawdown REAL
    );
    CREATE UNIQUE INDEX one_row_a_run ON nights (plan, run) WHERE state <> 'unchanged';
    CREATE UNIQUE INDEX one_row_a_night ON nights (plan, started) WHERE state = 'unchanged';
    CREATE TABLE ranks (
        night INTEGER NOT NULL REFERENCES nights (number) ON DELETE CASCADE,
        rank INTEGER, name TEXT, value REAL, final REAL, bound REAL, gap REAL
    );
    CREATE TABLE caps (
        night INTEGER NOT NULL REFERENCES nights (number) ON DELETE CASCADE,
        cap TEXT, period INTEGER, taken REAL, "limit" REAL
    );
    CREATE TABLE reasons (
        night INTEGER NOT NULL REFERENCES nights (number) ON DELETE CASCADE,
        number INTEGER, reason TEXT
    );
    CREATE INDEX ranks_of ON ranks (night);
    CREATE INDEX caps_of ON caps (night);
    CREATE INDEX reasons_of ON reasons (night);
    """,
    """
    DROP INDEX one_row_a_run;
    DROP INDEX one_row_a_night;
    CREATE UNIQUE INDEX one_row_a_run ON nights (plan, run)
        WHERE state NOT IN ('unchanged', 'damaged');
    CREATE UNIQUE INDEX one_row_a_night ON nights (plan, started)
        WHERE state IN ('unchanged', 'damaged');
    CREATE TABLE seals (
        plan TEXT NOT NULL, run TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (plan, run)
    );
    CREATE TABLE shifts (
        started TEXT PRIMARY KEY, ended TEXT, due TEXT, cut TEXT, notes TEXT, states TEXT
    );
    """,
)
"""What brings a history one version further; its version is how many of them it has seen."""

TABLES = ({"nights", "ranks", "caps", "reasons"}, {"seals", "shifts"})
"""The tables that each of them makes."""


def connect(path: Path) -> sqlite3.Connection:
    """The connection to a history, brought to this version; its rollback journal works on network shares."""
    create_history_file(path)
    connection = sqlite3.connect(path, timeout=PATIENCE)
    try:
        return _sound(migrate(connection, str(path)))
    except BaseException:
        connection.close()
        raise


def migrate(connection: sqlite3.Connection, name: str) -> sqlite3.Connection:
    """The connection to a history brought to this version; ``name``: what an error calls it."""
    connection.execute("PRAGMA foreign_keys = ON")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise OutputError(
            f"{name} is of a newer forcegen (version {version}, this one knows {len(MIGRATIONS)}); "
            "use that one, or move the file away: a new one is made from the run folders"
        )
    for at, migration in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(f"BEGIN; {migration} PRAGMA user_version = {at}; COMMIT;")
    return connection


def copy_history(path: Path, into: sqlite3.Connection) -> None:
    """Copy the rows of a history of this version or an older one into a connection."""
    if path.is_symlink():
        raise sqlite3.DatabaseError("it is a link")
    source = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
    with contextlib.closing(source):
        if int(source.execute("PRAGMA user_version").fetchone()[0]) <= len(MIGRATIONS):
            _sound(source).backup(into)


def _sound(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The connection, if all of the history can be read; else raises sqlite3.DatabaseError."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if (
        not there >= set().union(*TABLES[:version])
        or connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok"
    ):
        raise sqlite3.DatabaseError("a part of it is missing or damaged")
    return connection
