"""What a study that came to its end leaves in files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from solver.studies.run import ANSWER

if TYPE_CHECKING:
    from solver.studies.run import StudyDone


def write_study(done: StudyDone) -> tuple[Path, ...]:
    """Write what a study says, and return the files that hold it; its answer lies among its points."""
    return (done.folder / ANSWER,)
