"""A worker's side of questions: what was begun is gone on with, unless it was out of time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from solver.reasons.questions import question_worker
from solver.reasons.questions.answer import Answer, Question

QUESTION = Question(kind="cap", cap=2)


def asked_twice(monkeypatch: pytest.MonkeyPatch, first: float, then: float) -> tuple[list[str], int]:
    """What is told up to a first answer in so many seconds, then up to a proof; how often it was begun.

    Its answers end where there is no time, as a staircase does.
    """
    session: Any = SimpleNamespace(end=0.0)
    session.left = lambda: max(session.end - time.monotonic(), 0.0)
    told: list[str] = []
    begun: list[int] = []

    def answers(_: object, question: Question) -> Iterator[Answer]:
        begun.append(1)
        time.sleep(0.05)
        yield Answer(question=question, claim="at_most", text=("first",))
        if session.left() > 0.0:
            yield Answer(question=question, claim="proved", text=("proved",))

    monkeypatch.setattr(question_worker, "_begun", {})
    monkeypatch.setattr(question_worker, "session_of", lambda _: session)
    monkeypatch.setattr(question_worker, "answers_to", answers)
    plan: Any = None
    for seconds, until in ((first, "first"), (then, "proved")):
        question_worker.answer_question(
            plan, QUESTION, seconds, until, lambda each: told.append(each.text[0])
        )  # type: ignore[arg-type]
    return told, len(begun)


def test_what_was_begun_is_gone_on_with(monkeypatch: pytest.MonkeyPatch):
    assert asked_twice(monkeypatch, 10.0, 10.0) == (["first", "proved"], 1)


def test_what_was_out_of_time_is_begun_anew(monkeypatch: pytest.MonkeyPatch):
    """Its answers would end at once, however much time there is later."""
    assert asked_twice(monkeypatch, 0.01, 10.0) == (["first", "first", "proved"], 2)
