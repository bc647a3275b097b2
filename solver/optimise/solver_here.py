"""Which solver answers by a name on this machine, and in which version: what a kept answer rests on."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

UNKNOWN = "unknown"
"""The version of a solver that cannot be told."""

PACKAGES = {
    "SCIP_PY": "pyscipopt",
    "PYGLPK": "glpk",
    "GUROBI": "gurobipy",
    "CPLEX_PY": "cplex",
    "XPRESS_PY": "xpress",
    "MOSEK": "mosek",
    "COPT": "coptpy",
    "CPSAT": "ortools",
    "CyLP": "cylp",
}
"""The package of each solver that Python loads, by PuLP's name."""

ASKED_WITH = {
    "COIN_CMD": "-stop",
    "PULP_CBC_CMD": "-stop",
    "GLPK_CMD": "--version",
    "SCIP_CMD": "--version",
    "GUROBI_CMD": "--version",
    "HiGHS_CMD": "--version",
}
"""How a solver that is a program of its own is asked for its version, by PuLP's name."""

PATIENCE = 10.0
"""Seconds that a program has to say its version."""

NUMBER = re.compile(r"\d+(?:\.\d+)+")


class SolverHere(NamedTuple):
    """A solver of this machine: PuLP's name for it, ``highs`` for the built-in one, and its version."""

    name: str
    version: str


@cache
def solver_here(name: str, *, ask: bool = True) -> SolverHere:
    """The solver that answers by a short or PuLP name; it stays as it is while this process runs.

    The version of a program is what it says, with a hash of its file: two builds are two versions. ``ask``:
    whether a program is started to say it; else the hash alone stands for it. Raises SolverError if PuLP does
    not know it, or it is not installed.
    """
    if name.casefold() == "highs":
        return SolverHere("highs", version("highspy"))
    from solver.optimise.pulp_backend import find_solver, program_of

    found = find_solver(name)
    program = program_of(found)
    if program is not None:
        return SolverHere(found, _program_version(program, ASKED_WITH.get(found) if ask else None))
    with contextlib.suppress(PackageNotFoundError):
        if found in PACKAGES:
            return SolverHere(found, version(PACKAGES[found]))
    return SolverHere(found, UNKNOWN)


def _program_version(program: str, argument: str | None) -> str:
    """What a program says of its version, as far as it is known how to ask it, with a hash of its file."""
    path = Path(shutil.which(program) or program)
    parts = [] if argument is None else NUMBER.findall(_said(path, argument))[:1]
    with contextlib.suppress(OSError):
        parts.append(f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}")
    return " ".join(parts) or UNKNOWN


def _said(path: Path, argument: str) -> str:
    """What a program says to an argument; "" where it cannot be asked."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        asked = subprocess.run(
            [path, argument],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        return asked.stdout.decode(errors="replace")
    return ""
