"""What every study is: what it asks of a plan, the points that it wants, the answer that it makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from solver.studies.point import PointOutcome
from solver.studies.rounds import Rounds
from solver.studies.study_input import StudyInput


class StudyAnswer(Protocol):
    """The answer of a study."""

    def outcomes(self) -> Iterable[PointOutcome]:
        """Every point that it rests on, the workbook as it stands aside, in the order of the question."""

    @property
    def complete(self) -> bool:
        """Whether nothing that was asked was left open, beside points that are not proved."""

    def record(self) -> dict[str, object]:
        """What it says beside its points, ready for ``json.dumps``."""


Answer = TypeVar("Answer", bound=StudyAnswer, covariant=True)


class Study(Protocol[Answer]):
    """A study of one plan: what is asked, checked against that plan."""

    @property
    def kind(self) -> str:
        """Its name, which is that of its command."""

    @property
    def asked(self) -> dict[str, object]:
        """What is asked, ready for ``json.dumps``."""

    @property
    def points(self) -> int:
        """How many points it wants at least, as far as that is known before the first is solved."""

    @property
    def fixed_points(self) -> bool:
        """Whether what it wants is known beforehand, so that several runs can share it."""

    @property
    def exact(self) -> bool:
        """Whether its points are to be searched for without a gap, unless one was asked for."""

    def rounds(self, given: StudyInput, base: PointOutcome) -> Rounds[Answer]:
        """Its points, a round at a time.

        ``given``: what they change; ``base``: the workbook as it stands, solved.
        """
