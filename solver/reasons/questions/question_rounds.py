"""The rounds in which questions about a plan are worked on: a first answer to each, proofs, then the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from solver.reasons.questions.answer import Question

Until = Literal["first", "proved", "end"]
"""How far a question is worked on: to its first answer, until one is proved, or to the end."""

PROVED_ORDER = ("why_short", "why_not", "cap")
"""The kinds of question in the order in which they are to be proved: a staircase takes longest."""


@dataclass(frozen=True, slots=True)
class QuestionJob:
    """A question by its position, and how far it is to be worked on."""

    at: int
    until: Until


def jobs_of(questions: Sequence[Question]) -> list[QuestionJob]:
    """What there is to do, in order: whom to ask, a first answer to each other, proofs, then the rest.

    Whom to ask is worked out at once: no answer matters more, and its first takes long already.
    """
    at_once = [at for at, each in enumerate(questions) if each.kind == "asks" or len(questions) == 1]
    others = [at for at in range(len(questions)) if at not in at_once]
    by_kind = sorted(others, key=lambda at: PROVED_ORDER.index(questions[at].kind))
    rounds: list[tuple[list[int], Until]] = [
        (at_once, "end"),
        (others, "first"),
        (by_kind, "proved"),
        (others, "end"),
    ]
    return [QuestionJob(at, until) for positions, until in rounds for at in positions]
