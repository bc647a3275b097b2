"""Who may read an output folder: nobody who may not read every workbook that it tells of."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from solver.files.own_files import begin_file, refuse_foreign, remove_link
from solver.files.rights import is_private, narrow_folder
from solver.nightly.folder import RECORD, plans

log = logging.getLogger(__name__)

HISTORY = "history.sqlite"

BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite writes beside its file, through any link that lies there."""


def told_sources(outputs: Path) -> list[Path]:
    """What the history and the index page of a folder tell of: the folder, and the record of every run."""
    return [outputs, *(run.path / RECORD for plan in plans(outputs) for run in plan.runs())]


def restrict_outputs(outputs: Path, sources: Sequence[Path]) -> None:
    """Before anything of these workbooks is told: the folder is as private as they are, and its history."""
    private = [source for source in sources if is_private([source])]
    if private and narrow_folder(outputs):
        log.warning(
            "warning: only its owner can read %s from now on, for only its owner can read %s",
            outputs,
            private[0],
        )
    create_history_file(outputs / HISTORY, sources)


def create_history_file(history: Path, sources: Sequence[Path] = ()) -> None:
    """The file of a history, readable for nobody who may not read what it tells of, and no link."""
    for name in (history.name, *(history.name + ending for ending in BESIDE)):
        remove_link(history.with_name(name))
    refuse_foreign(history)
    begin_file(history, [*told_sources(history.parent), *sources])
