"""Questions asked side by side: each has its share, none takes what is another's, what is known is kept."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from solver.isolation import end_idle
from solver.optimise import Search
from solver.reasons.questions import question_pool
from solver.reasons.questions.answer import Question
from solver.reasons.questions.question_pool import Answered, AskedPlan, QuestionPool
from solver.solution import Sizes

HERE = str(Path(__file__).parent)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as Unix knows them")


@pytest.fixture(autouse=True)
def _workers_find_the_tasks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    end_idle()
    monkeypatch.setenv("PYTHONPATH", HERE)
    monkeypatch.setattr(question_pool, "WORKER", "pool_tasks")
    monkeypatch.setattr(question_pool, "available_cores", lambda: 2)
    yield
    end_idle()


def any_plan(threads: int) -> AskedPlan:
    """A plan that is proved, of which the tasks of these tests want to know nothing."""
    solved: Any = SimpleNamespace(status="optimal", sizes=Sizes())
    nothing: Any = None
    return AskedPlan(plan=nothing, solution=solved, baseline=None, options=Search(threads=threads))


def answered(*names: str, seconds: float = 30.0, **options: Any) -> Answered:
    """What a pool comes to whose questions are about contingents of these names."""
    asked = any_plan(threads=2)
    questions = [Question(kind="why_not", contingent=name) for name in names]
    return QuestionPool(asked, questions, seconds, **options).answered()


def texts(found: Answered) -> list[str]:
    """The first sentence of each answer, up to its comma."""
    return [answer.text[0].split(",")[0] for answer in found.answers]


def test_every_question_gets_the_last_answer_that_was_told_of_it():
    found = answered("quick", "other")

    assert texts(found) == ["quick: the last word", "other: the last word"]
    assert (found.lost, found.stopped, found.nothing) == ((), None, False)


def test_a_process_that_dies_loses_its_question_only_and_what_it_said_is_kept():
    found = answered("dies", "quick")

    assert texts(found) == ["dies: a first word", "quick: the last word"]
    assert len(found.lost) == 1
    assert found.lost[0] == (
        "The question was lost: the process that worked on it was killed by SIGKILL. "
        "What was known until then is told."
    )


def test_a_question_that_fails_costs_no_other_its_answer():
    found = answered("fails", "quick")

    assert texts(found) == ["fails: a first word", "quick: the last word"]
    assert [str(fault) for fault in found.faults] == ["no such luck"]


@pytest.mark.parametrize("seconds", [0.1, 1.0])
def test_the_time_is_kept_also_where_a_worker_heeds_nothing(seconds: float):
    """Two hang; the pool ends a second after its time at the latest, with their first words where heard."""
    answered("quick", "quick")  # the workers have started
    began = time.monotonic()
    found = answered("hangs", "hangs", seconds=seconds)

    assert time.monotonic() - began < seconds + 1.5
    assert found.lost == ()
    assert {answer.claim for answer in found.answers} == {"not_settled"}


def test_where_there_is_no_time_for_a_question_that_is_its_answer():
    found = answered("hangs", "hangs", "quick", seconds=0.0)

    no_time = "There was no time for this question; ask it alone"
    assert set(texts(found)) <= {"hangs: a first word", "quick: a first word", no_time}
    assert len(found.answers) == 3


def test_many_questions_for_which_there_is_no_time_take_none():
    answered("quick", "quick")  # the workers have started
    found = answered(*["slow"] * 200, seconds=0.5)

    assert found.seconds < 2.0


def test_all_get_a_first_answer_before_one_that_takes_all_its_time_is_worked_out():
    """Of 4 s, 30 % are for first answers; the slow one of two has all that two cores have left."""
    found = answered("slow", "hangs", seconds=4.0)

    assert texts(found) == ["slow: the last word", "hangs: a first word"]
    assert found.seconds < 5.5


def test_time_that_one_does_not_use_is_the_next_ones():
    """One after the other: the first of two ends at once, so that the second has all that is left of 20 s."""
    asked = any_plan(threads=1)
    questions = [Question(kind="why_not", contingent=name) for name in ("quick", "other")]
    found = QuestionPool(asked, questions, 20.0).answered()
    first, second = (float(answer.text[0].split()[-2]) for answer in found.answers)

    assert first < 11.0
    assert second > 15.0
