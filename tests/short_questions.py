"""Questions why a requirement lacks, and what their answers say."""

from __future__ import annotations

import time
from dataclasses import replace

from small_plans import ranked

from solver.optimise import Search, optimise
from solver.plan import Plan
from solver.reasons.questions.answer import Answer, Change, Question
from solver.reasons.questions.base import base_of
from solver.reasons.questions.session import Session
from solver.reasons.questions.shortfalls.why_short import answers

SHORTFALLS = ranked("minimum shortfall", "target shortfall")


def session_of(plan: Plan, seconds: float = 60.0) -> Session:
    """A session about the best plan, solved to the end."""
    options = replace(Search.of(plan.settings), gap=0.0, threads=1)
    return Session(base_of(plan, optimise(plan, options)), options, time.monotonic() + seconds)


def all_answers(
    plan: Plan, at: str = "Lviv", role: str = "Infantry", period: int = 0, seconds: float = 60.0
) -> list[Answer]:
    """The answers to why a requirement lacks, one after the other."""
    question = Question(kind="why_short", site=at, role=role, period=period)
    return list(answers(session_of(plan, seconds), question))


def asked(plan: Plan, at: str = "Lviv", role: str = "Infantry", period: int = 0) -> Answer:
    """The final answer."""
    return all_answers(plan, at, role, period)[-1]


def short(changes: tuple[Change, ...]) -> list[tuple[str, str, str, str]]:
    """Changes as they are typed, with what stands there now, what is nearest, and how sure that is."""
    return [(each.setting, each.before, each.low, each.claim) for each in changes]


def prices(answer: Answer) -> list[tuple[str, float, float, float]]:
    """Each rank now, and from and to what it comes."""
    return [(rank.name, rank.base, rank.low, rank.high) for rank in answer.price]
