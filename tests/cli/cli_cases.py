"""A small plan as a workbook, and the commands run on it in this process or in one of their own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from solver.cli import main

ROOT = Path(__file__).parents[2]
Record = Mapping[str, object]
Rows = Sequence[Record]

FIELDS = [
    *(
        "schema_version",
        "tool",
        "started",
        "input",
        "scenario",
        "overrides",
        "status",
        "objectives",
        "totals",
    ),
    *("drawdown", "held", "solver", "unique", "sizes", "timings", "audit"),
    *("no_plan", "explanation", "findings", "outputs", "compared"),
]
"""Fields of the record of a run, in their order."""

# Estonia may tie up 450 heads: one company of 150 with its rotation base (1:2). France has 300.
SHEETS: dict[str, Rows] = {
    "Settings": [{"Name": "Seed", "Value": 4}],
    "Contingents": [
        {
            "Contingent": "EST-1",
            "Nation": "Estonia",
            "Capability": "Infantry",
            "Units": 2,
            "Heads per unit": 150,
        },
        {
            "Contingent": "FRA-1",
            "Nation": "France",
            "Capability": "Infantry",
            "Units": 3,
            "Heads per unit": 100,
        },
    ],
    "Sites": [{"Site": "Lviv"}, {"Site": "Odesa"}],
    "Requirements": [
        {"Site": "Lviv", "Role": "Infantry", "Minimum": 100, "Target": 400},
        {"Site": "Odesa", "Role": "Infantry", "Minimum": None, "Target": 100},
    ],
    "Areas": [{"Area": "Estonia", "Nation": "Estonia", "Own": 4000}],
    "Drawdown caps": [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 450}],
    "Scenarios": [
        {
            "Scenario": "no Estonia",
            "Sheet": "Drawdown caps",
            "Row": "Estonia",
            "Column": "Cap heads",
            "Value": 0,
        }
    ],
}
REQUIRED = ("Contingents", "Sites", "Requirements")
IMPOSSIBLE: dict[str, Rows] = {
    "Locks": [{"Contingent": "EST-1", "Site": "Lviv", "Units at least": 2}],
}
"""Both Estonian companies at Lviv tie up 900 heads where 450 may be."""


def write_book(path: Path, *, only: Sequence[str] | None = None, **changed: Rows) -> Path:
    """The small plan with some sheets changed (``_`` for a blank), or only some of its sheets, as a file."""
    sheets = {**SHEETS, **{name.replace("_", " "): rows for name, rows in changed.items()}}
    return save_sheets({name: sheets[name] for name in only or sheets}, path)


def save_sheets(sheets: Mapping[str, Rows], path: Path) -> Path:
    """Tables of records as a workbook: a header that has every column, and a line for each record."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        headers = list(dict.fromkeys(header for row in [*rows, *SHEETS.get(name, ())] for header in row))
        sheet.append(headers)
        for row in rows:
            sheet.append([row.get(header) for header in headers])
    book.save(path)
    return path


def forcegen(*arguments: object, env: Mapping[str, str] | None = None) -> Result:
    """A command run in this process; whatever it raises is a fault of ours."""
    result = CliRunner().invoke(main, [str(each) for each in arguments], env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


def solved(*arguments: object, env: Mapping[str, str] | None = None, code: int = 0) -> dict[str, Any]:
    """The record of a ``forcegen solve`` that ended with this exit code."""
    result = forcegen("solve", *arguments, "--format", "json", env=env)
    assert result.exit_code == code, result.output
    record: dict[str, Any] = json.loads(result.stdout)
    return record


def in_a_process(
    *arguments: object, env: Mapping[str, str] | None = None, code: str | None = None
) -> subprocess.CompletedProcess[str]:
    """``python -m solver`` with arguments, or ``python -c`` with code, in a process of its own."""
    start = ["-c", code] if code else ["-m", "solver"]
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        env=process_env(env),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def process_env(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment in which a process of its own finds this very package."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **(more or {})}


def cells(path: Path, sheet: str) -> list[tuple[object, ...]]:
    """Every row of a sheet, as values."""
    book = load_workbook(path)
    try:
        return list(book[sheet].iter_rows(values_only=True))
    finally:
        book.close()


def digest(path: Path) -> str:
    """The sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
