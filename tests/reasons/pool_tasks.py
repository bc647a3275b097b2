"""What a worker answers in tests of the question pool; found there by the folder on its path."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from solver.reasons.questions.answer import Answer, Question


def open_session(asked: Any, count: int, own_tables: bool, tell: Any) -> list[Question]:
    """The questions that the plan raises: one that is answered, one whose process dies, one that hangs."""
    return [Question(kind="why_not", contingent=name) for name in ("quick", "dies", "hangs")]


def answer_question(asked: Any, question: Question, seconds: float, until: str, tell: Any) -> bool:
    """Answer as the question's contingent, or kind, says."""
    name = question.contingent or question.kind

    def say(text: str, claim: Any = "not_settled") -> None:
        tell(Answer(question=question, claim=claim, text=(text,)))

    say(f"{name}: a first word")
    if until == "first":
        return False
    if name == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "fails":
        raise ValueError("no such luck")
    if name in {"hangs", "asks"}:
        time.sleep(600)
    if name == "slow":
        time.sleep(seconds)
    say(f"{name}: the last word, with {seconds:.1f} s", "proved")
    return True
