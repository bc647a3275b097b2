"""A workbook read once, also where it is asked for again, or as a copy: a night looks before it solves."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from solver.excel.read.workbook import Workbook, read_workbook

_last: dict[tuple[str, str], Workbook] = {}
"""The workbook read last, by the hash of its bytes and its ending."""


def read_once(path: Path) -> Workbook:
    """What :func:`solver.excel.read.workbook.read_workbook` says; the same bytes are not read twice in a row.

    Each caller has tables of its own: nothing that is done to them reaches the next.

    Raises
    ------
    PlanError
        If the file cannot be read as a workbook; that is never remembered.
    """
    try:
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""  # a pipe never ends
    except OSError:
        content = ""  # the reader says what is wrong
    known = _last.get((content, path.suffix))
    if known is None:
        known = read_workbook(path)
        _last.clear()
        _last[known.sha256, path.suffix] = known
    tables = {name: replace(table, cells=table.cells.copy()) for name, table in known.tables.items()}
    return replace(known, path=path, tables=tables)
