"""Whole commands as a user waits for them: start-up, reading, solving, writing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from case import make_case
from instances import SHAPES, TINY, Shape, instance, linear, sheets
from measure import in_process, say

from solver.excel.template.template import write_template

TEN_THOUSAND = Shape(contingents=8500, sites=60, periods=20)
"""With its requirements, caveats and the rest, a workbook of about ten thousand rows."""

RAW = "raw HiGHS alone, campaign, linear"
SOLVED = "forcegen solve, campaign, linear, Excel to Excel"
"""The two that are compared, in seconds and in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What a command took, medians: seconds on the wall and of all cores, megabytes at most."""

    command: str
    seconds: float
    cpu: float
    peak_mb: float | None


def commands(folder: Path, repeats: int, seed: int) -> list[Command]:
    """Every command by turns."""
    asked = _asked(folder, seed)
    runs: dict[str, list[Command]] = {title: [] for title in asked}
    for turn in range(repeats):
        for title, script in asked.items():
            say(f"round {turn + 1} of {repeats}, {title}")
            runs[title].append(_run(title, *script))
    return [_medians(of) for of in runs.values()]


def _asked(folder: Path, seed: int) -> dict[str, Sequence[str]]:
    """The scripts to run by what they are called; makes the workbooks that they need."""
    forcegen = ("launch.py", sys.executable, "-m", "solver")
    example, campaign, large = (folder / f"{name}.xlsx" for name in ("example", "campaign", "large"))
    in_process("launch.py", sys.executable, "-m", "solver", "new", example, "--example")
    shape = linear(replace(SHAPES["campaign"], seed=seed))
    write_template(campaign, sheets(shape))
    warm, alone = (
        str(make_case(instance(linear(each)), folder / name, parts=("arrays",)))
        for name, each in (("warm", TINY), ("alone", shape))
    )
    rows = sheets(replace(TEN_THOUSAND, seed=seed))
    write_template(large, rows)
    count = sum(len(table) for table in rows.values())
    written = str(folder / "written.xlsx")
    return {
        RAW: ("worker.py", "highs", warm, alone),
        "forcegen --help": (*forcegen, "--help"),
        "forcegen check, the example": (*forcegen, "check", str(example)),
        "forcegen solve, the example": (*forcegen, "solve", str(example), "-o", written),
        f"forcegen check, a workbook of {count:,} rows": (*forcegen, "check", str(large)),
        SOLVED: (
            *forcegen,
            "solve",
            str(campaign),
            "-o",
            written,
        ),
        "20,000 rows of an allocation written as results": ("written_rows.py", written),
    }


def _run(title: str, script: str, *arguments: str) -> Command:
    found = in_process(script, *arguments)
    if found.get("exit_code", 0):
        raise RuntimeError(f"{title}: {found['said']}")
    seconds = found["seconds"]
    return Command(
        command=title,
        seconds=sum(seconds.values()) if isinstance(seconds, dict) else seconds,  # by phase, or in all
        cpu=found["cpu"],
        peak_mb=found["peak_mb"],
    )


def _medians(runs: Sequence[Command]) -> Command:
    peaks = [run.peak_mb for run in runs if run.peak_mb is not None]
    return replace(
        runs[0],
        seconds=median(run.seconds for run in runs),
        cpu=median(run.cpu for run in runs),
        peak_mb=median(peaks) if peaks else None,
    )
