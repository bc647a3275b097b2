"""The rounds of a study: the points that it wants, how far it is, and that somebody stopped it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from solver.studies.point import PointOutcome, StudyPoint
from solver.studies.study_input import Start

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class PointAsked:
    """A point that a round wants, and where its search starts: by default at the workbook as it stands.

    ``whole``: whether its plan is wanted, too, which else stays in the folder.
    """

    point: StudyPoint
    start: Start | None = None
    whole: bool = False


Rounds = Generator[Sequence[PointAsked], Sequence[PointOutcome], Result]
"""A study: it yields rounds of points, is sent what came of them in that order, and returns what it found.

What a round wants depends on what came of those before it alone, never on which point was faster.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyProgress:
    """How far a study is.

    ``ended``, ``count``: of the points known to be wanted; ``kept``: of these, found in the folder;
    ``saved``: solved without a search; ``left``: seconds that those left will take, None where nobody can
    say.
    """

    ended: int
    count: int
    kept: int
    saved: int
    left: float | None


class StudyStoppedError(Exception):
    """A study that somebody stopped: ``ended`` points are kept; ``how``: it was stopped."""

    def __init__(self, ended: int, how: KeyboardInterrupt) -> None:
        super().__init__(ended, how)
        self.ended, self.how = ended, how
