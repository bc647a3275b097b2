"""The file of a program, for other solvers to read: ``--write-model``."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from solver.files.replace import replace_file
from solver.model.pulp_bridge import PulpProblem
from solver.optimise.backend import Search


def write_model(made: PulpProblem, options: Search, place: int) -> float:
    """Write the program of a rank to the file asked for, later ranks with .2, .3 before the ending.

    Returns the seconds that it took, which are no search's.
    """
    path = options.write_model
    if path is None:
        return 0.0
    began = time.monotonic()
    if place:
        path = path.with_name(f"{path.stem}.{place + 1}{path.suffix}")
    write = made.problem.writeMPS if path.suffix.casefold() == ".mps" else made.problem.writeLP
    with tempfile.TemporaryDirectory(prefix=f"forcegen-{os.getpid()}-") as private:
        draft = Path(private) / path.name
        write(str(draft))
        replace_file(path, draft.read_bytes(), like=options.model_sources, follow=not place)
    return time.monotonic() - began
