"""A worker's side of questions about a plan: its session is kept from one question to the next."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator

import pandas as pd

from solver.optimise.backend import Search, Tell
from solver.plan import Plan
from solver.reasons.questions.answer import Answer, Kind, Question, is_reasoned
from solver.reasons.questions.base import Base, base_of
from solver.reasons.questions.question_pool import AskedPlan
from solver.reasons.questions.question_rounds import Until
from solver.reasons.questions.reproof import Reproof, prove_again
from solver.reasons.questions.session import Session, refuse_changed_tables
from solver.tolerances import AUDIT_ERROR

MODULES: dict[Kind, str] = {
    "why_not": "solver.reasons.questions.pledges.why_not",
    "why_short": "solver.reasons.questions.shortfalls.why_short",
    "cap": "solver.reasons.questions.caps.cap_steps",
    "asks": "solver.reasons.questions.asks.asks",
}
"""The module that answers each kind of question: ``answers(session, question)``."""

_sessions: dict[str, Session] = {}
"""The session of the plan that was asked about last, by the plan's key."""


_begun: dict[Question, Iterator[Answer]] = {}
"""Answers of that session that were begun, and are gone on with where they stopped."""


def answers_to(session: Session, question: Question) -> Iterator[Answer]:
    """Answers to a question that get better; the last is final."""
    module = importlib.import_module(MODULES[question.kind])
    answers: Callable[[Session, Question], Iterator[Answer]] = module.answers
    return answers(session, question)


def open_session(asked: AskedPlan, count: int, own_tables: bool, tell: Tell) -> list[Question]:
    """Open the session of a plan, and list all questions that it raises, what matters most first.

    Whom to ask, what lacks, caps that bind, pledges not used, and used in part. ``count``: how many asks; 0:
    no question is listed. ``own_tables``: whether somebody may have changed the plan's frames. Raises
    ValueError where that is so, or the solution is no plan of the tables.
    """
    if own_tables:
        refuse_changed_tables(asked.plan)
    base = session_of(asked).base
    return all_questions(base, count) if count else []


def all_questions(base: Base, count: int) -> list[Question]:
    """All questions that a plan raises, what matters most first."""
    from solver.reasons.questions.caps.cap_steps import caps_that_bind
    from solver.reasons.questions.shortfalls.why_short import worst_first

    return [
        Question(kind="asks", count=count),
        *worst_first(base),
        *caps_that_bind(base),
        *unused_pledges(base),
        *part_used_pledges(base),
    ]


def unused_pledges(base: Base) -> list[Question]:
    """Why not, for each contingent of which the plan has nothing: those with most heads first."""
    contingents = base.plan.contingents
    left = contingents[~contingents["contingent"].isin(base.allocation["contingent"])]
    heads = left["units"].astype(float) * left["heads_per_unit"].astype(float)
    ordered = left.assign(heads=heads).sort_values("heads", ascending=False, kind="stable")
    return [Question(kind="why_not", contingent=name) for name in ordered["contingent"]]


def part_used_pledges(base: Base) -> list[Question]:
    """What one more unit costs, for each contingent of which the plan never uses some: most heads first."""
    allocation, contingents = base.allocation, base.plan.contingents.set_index("contingent")
    used = allocation.groupby(["contingent", "period"])["units"].sum().groupby("contingent").max()
    units, heads = (contingents[name].reindex(used.index) for name in ("units", "heads_per_unit"))
    left = (units - used)[units - used > AUDIT_ERROR]
    most = (left * heads.reindex(left.index)).sort_values(ascending=False, kind="stable")
    return [Question(kind="why_not", contingent=str(name), more=True) for name in most.index]


def answer_question(asked: AskedPlan, question: Question, seconds: float, until: Until, tell: Tell) -> bool:
    """Tell answers to a question for so many seconds; whether the last is final.

    ``until``: how far: to the first, until one is proved, or to the end. What was begun is gone on with.
    """
    session = session_of(asked)
    session.end = time.monotonic() + seconds
    answers = _begun.pop(question, None) or answers_to(session, question)
    for answer in answers:
        tell(answer)
        if until == "first" or (until == "proved" and is_reasoned(answer)):
            if session.left() > 0.0:  # else it is about to end for want of time, and is begun anew
                _begun[question] = answers
            return False
    return session.left() > 0.0


def session_of(asked: AskedPlan) -> Session:
    """The session of a plan, opened where the last question was about another."""
    if asked.key not in _sessions:
        _sessions.clear()
        _begun.clear()
        base = base_of(asked.plan, asked.solution, asked.baseline)
        _sessions[asked.key] = Session(base, asked.options, time.monotonic())
    return _sessions[asked.key]


def prove_plan(
    plan: Plan, allocation: pd.DataFrame, baseline: pd.DataFrame | None, options: Search, tell: Tell
) -> Reproof:
    """The result of :func:`solver.reasons.questions.reproof.prove_again`."""
    return prove_again(plan, allocation, baseline, options)
