"""An instance made ready for every peer, in files that a measuring process loads."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from arrays import Arrays
from problem import derive

from solver.model.build import build_program
from solver.plan import Plan


def make_case(plan: Plan, folder: Path, parts: Iterable[str] = ("plan", "problem", "arrays")) -> Path:
    """Write what peers read of a plan into a folder, a file each; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in parts:
        (folder / part).write_bytes(pickle.dumps(PARTS[part](plan)))
    return folder


def arrays_of(plan: Plan) -> Arrays:
    """The finished arrays of forcegen's own program for the first rank."""
    program = build_program(plan)
    matrix, cost = program.matrix, program.ranks[0].cost
    return Arrays(
        constant=cost.constant,
        cost=cost.dense(program.count),
        lower=program.lower,
        upper=program.upper,
        whole=np.asarray(program.whole, dtype=bool),
        row_lower=matrix.lower,
        row_upper=matrix.upper,
        starts=matrix.starts,
        index=matrix.column,
        value=matrix.coefficient,
    )


PARTS: dict[str, Callable[[Plan], object]] = {
    "plan": lambda plan: plan,
    "problem": derive,
    "arrays": arrays_of,
}
