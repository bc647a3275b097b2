"""The page of each kind of study."""

from __future__ import annotations

from solver.plan import Plan
from solver.results.study_page import StudyPage
from solver.studies.alternatives.alternatives_study import AlternativesResult
from solver.studies.confidence.confidence import ConfidenceAnswer
from solver.studies.study import StudyAnswer
from solver.studies.sweep.sweep import SweepAnswer
from solver.studies.told.alternatives_page import alternatives_page
from solver.studies.told.confidence_page import confidence_page
from solver.studies.told.sweep_page import sweep_page
from solver.studies.told.withdraw_page import withdraw_page
from solver.studies.withdraw.withdraw import WithdrawAnswer


def page_of(plan: Plan, answer: StudyAnswer) -> StudyPage:
    """The page that tells an answer."""
    if isinstance(answer, SweepAnswer):
        return sweep_page(plan, answer, answer.measures)
    if isinstance(answer, WithdrawAnswer):
        return withdraw_page(plan, answer)
    if isinstance(answer, ConfidenceAnswer):
        return confidence_page(plan, answer)
    if isinstance(answer, AlternativesResult):
        return alternatives_page(plan, answer)
    raise TypeError(f"no page tells {type(answer).__name__}")
