"""Measurements side by side: everybody once, then everybody again, each time in a fresh process."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from clock import PHASES
from peers import PEERS

HERE = Path(__file__).parent
TOP = HERE.parent
SAME = 1e-6
"""Relative difference up to which two optima are the same."""


class DiffersError(Exception):
    """Two who should have reached the same optimum did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one peer took for one instance: in one process, or the medians of several.

    ``value`` of the objective; ``read``: rows of the table that it read back
    (raw HiGHS: all values); ``seconds`` by phase (wall); ``total`` of all phases; ``cpu`` seconds of
    all cores; ``peak_mb`` megabytes at most.
    """

    value: float
    read: int
    columns: int
    rows: int
    nonzeros: int
    seconds: dict[str, float]
    total: float
    cpu: float
    peak_mb: float | None


def rounds(names: Sequence[str], warm: Path, case: Path, repeats: int) -> dict[str, Taken]:
    """All peers on one case, by turns.

    Raises
    ------
    DiffersError
        If their optima are not the same.
    """
    runs: dict[str, list[Taken]] = {name: [] for name in names}
    for turn in range(repeats):
        for name in names:
            say(f"{case.name}: round {turn + 1} of {repeats}, {name}")
            runs[name].append(_one(name, warm, case))
    taken = {name: _medians(of) for name, of in runs.items()}
    _same_optimum(taken)
    return taken


def say(what: str) -> None:
    """A line for whoever waits."""
    sys.stderr.write(what + "\n")


def in_process(script: str, *arguments: object) -> dict[str, Any]:
    """What a script of this folder prints as JSON on its last line."""
    asked = [sys.executable, str(HERE / script), *map(str, arguments)]
    paths = os.pathsep.join([str(TOP), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(asked, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(f"{script} {' '.join(map(str, arguments))} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """k where seconds grow like size to the k: the slope between their logarithms."""
    x, y = [math.log(size) for size in sizes], [math.log(second) for second in seconds]
    middle, level = sum(x) / len(x), sum(y) / len(y)
    across = sum((a - middle) * (b - level) for a, b in zip(x, y, strict=True))
    return across / sum((a - middle) ** 2 for a in x)


def same(one: float, two: float) -> bool:
    """Whether two optima are the same but for rounding."""
    return math.isclose(one, two, rel_tol=SAME, abs_tol=SAME)


def _one(name: str, warm: Path, case: Path) -> Taken:
    found = in_process("worker.py", name, warm, case)
    return Taken(**found, total=sum(found["seconds"].values()))


def _medians(runs: Sequence[Taken]) -> Taken:
    """The same with the median of each time."""
    peaks = [run.peak_mb for run in runs if run.peak_mb is not None]
    return replace(
        runs[0],
        seconds={phase: median(run.seconds[phase] for run in runs) for phase in PHASES},
        total=median(run.total for run in runs),
        cpu=median(run.cpu for run in runs),
        peak_mb=median(peaks) if peaks else None,
    )


def _same_optimum(taken: dict[str, Taken]) -> None:
    first, *others = taken
    for name in others:
        mine, theirs = taken[first].value, taken[name].value
        if not same(mine, theirs):
            raise DiffersError(f"{PEERS[first].title} came to {mine!r}, {PEERS[name].title} to {theirs!r}")
