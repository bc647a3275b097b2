"""Many small workbooks as a nightly job has them: a first night, one without changes, what is told of it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from measure import in_process, say

from solver.excel.template.template import write_template
from solver.nightly.folder import STAMP, RunFolder, plans
from solver.record import utc_text

JOBS = 2

RUNS_EACH = 5
"""Runs of each plan when its history is told."""

Record = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a command took: ``each`` of so many workbooks, 1 for one that is about all."""

    command: str
    workbooks: int
    seconds: float
    cpu: float


def nights(folder: Path, workbooks: int, seed: int) -> list[Kept]:
    """Two nights, then history and show over so many runs that each plan has several."""
    inputs, outputs = folder / "inputs", folder / "outputs"
    inputs.mkdir()
    for number in range(workbooks):
        _workbook(inputs / f"plan{number:03d}.xlsx", Random(f"{seed} {number}"))
    night = ("nightly", str(inputs), str(outputs), "--jobs", str(JOBS), "--quiet")
    found = [
        _run("forcegen nightly, the first night", workbooks, *night),
        _run("forcegen nightly, nothing changed", workbooks, *night),
    ]
    runs = sum(1 for _ in _older_runs(outputs))
    last = _run("forcegen nightly --force, against the plans published before", workbooks, *night, "--force")
    told = ("--outputs", str(outputs))
    return [
        *found,
        last,
        _run(f"forcegen history, {runs + 2 * workbooks:,} runs", 1, "history", *told),
        _run("forcegen show, one of them", 1, "show", "plan000", *told),
    ]


def _run(title: str, workbooks: int, *words: str) -> Kept:
    say(title)
    found = in_process("launch.py", sys.executable, "-m", "solver", *words)
    if found["exit_code"]:
        raise RuntimeError(f"{title}: {found['said']}")
    return Kept(command=title, workbooks=workbooks, seconds=found["seconds"], cpu=found["cpu"])


def _workbook(path: Path, draw: Random) -> None:
    """Two to ten contingents for up to three sites, over up to four periods."""
    nations = ("Estonia", "France", "Finland", "Latvia", "Poland", "Sweden", "Norway", "Denmark")
    skills = ("Infantry", "Police")
    contingents: list[Record] = [
        {
            "Contingent": f"C-{number}",
            "Nation": draw.choice(nations),
            "Capability": draw.choice(skills),
            "Units": draw.randint(1, 4),
            "Heads per unit": draw.choice([80, 100, 120, 150]),
        }
        for number in range(draw.randint(2, 10))
    ]
    sites: list[Record] = [{"Site": name} for name in ("Lviv", "Odesa", "Kyiv")[: draw.randint(1, 3)]]
    needs: list[Record] = [
        {**site, "Role": skill, "Minimum": draw.choice([0, 100]), "Target": draw.choice([200, 300, 400])}
        for site in sites
        for skill in sorted({str(row["Capability"]) for row in contingents})
    ]
    sheets = {
        "Settings": [{"Name": "Periods", "Value": draw.randint(1, 4)}],
        "Contingents": contingents,
        "Sites": sites,
        "Requirements": needs,
        "Areas": [{"Area": "Estonia", "Nation": "Estonia", "Own": 4000}],
        "Drawdown caps": [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 450}],
    }
    write_template(path, sheets)
    settled = time.time() - 3600  # nobody has written it for a while
    os.utime(path, (settled, settled))


def _older_runs(outputs: Path) -> Iterator[RunFolder]:
    """Copies of each plan's run under the ids of the days before."""
    for plan in plans(outputs):
        last = plan.runs()[-1]
        for days in range(1, RUNS_EACH - 1):
            assert last.made is not None
            made = last.made - timedelta(days=days)
            older = RunFolder(last.path.with_name(f"{made.strftime(STAMP)}-{last.id.rpartition('-')[2]}"))
            shutil.copytree(last.path, older.path)
            record = older.record()
            record["run"] |= {"id": older.id, "started": utc_text(made)}
            (older.path / "run.json").write_text(json.dumps(record), encoding="utf-8")
            yield older
