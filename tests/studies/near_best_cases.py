"""Studies of alternatives played in this process, point after point."""

from __future__ import annotations

import pandas as pd

from solver.optimise.backend import Search
from solver.optimise.lexicographic import optimise
from solver.plan import Plan
from solver.reasons.questions.base import base_of
from solver.studies.alternatives.alternatives import AlternativesAnswer, alternatives_rounds
from solver.studies.alternatives.cells import CellVerdict
from solver.studies.alternatives.limits import Within, rank_limits
from solver.studies.near_best.near_best import NearBest
from solver.studies.point import PointOutcome, StudyPoint, point_key, renamed
from solver.studies.point_worker import PointTask, solve_point
from solver.studies.study_input import Start, StudyInput, used_versions


def study_of(plan: Plan, *, seconds: float = 20.0, baseline: pd.DataFrame | None = None) -> StudyInput:
    """The input of a study of a plan, to be solved to the end."""
    options = Search(time_limit=seconds, gap=0.0, seed=1, threads=1)
    return StudyInput(plan=plan, baseline=baseline, options=options)


def solved(given: StudyInput, point: StudyPoint, base: PointOutcome | None = None) -> PointOutcome:
    """What comes of a point."""
    task = PointTask(
        key=point_key(given.key, point, "" if base is None else base.key),
        point=point,
        study_key=given.key,
        packed=given.packed,
        start=None if base is None else Start(outcome=base),
        base=None,
        solver=given.options.solver,
        asked_with=used_versions(given.options.solver),
    )
    return solve_point(task)


def near_of(plan: Plan, within: Within | None = None) -> tuple[NearBest, PointOutcome]:
    """All plans nearly as good as the best, as a worker sees them, and the point of the best."""
    given = study_of(plan)
    solution = optimise(plan, given.options)
    outcome = solved(given, StudyPoint())
    limits = rank_limits(plan, outcome, within or Within())
    return NearBest.of(base_of(plan, solution), limits, given.options), outcome


def alternatives(
    plan: Plan, within: Within | None = None, count: int = 3, *, baseline: pd.DataFrame | None = None
) -> AlternativesAnswer:
    """The answer of the study."""
    given = study_of(plan, baseline=baseline)
    base = solved(given, StudyPoint())
    rounds = alternatives_rounds(given.plan, base, within or Within(), count)
    try:
        wanted = next(rounds)
        while True:
            found = [renamed(solved(given, each.point, base), each.point) for each in wanted]
            wanted = rounds.send(found)
    except StopIteration as end:
        answer: AlternativesAnswer = end.value
        return answer


def cell(answer: AlternativesAnswer, nation: str, site: str = "Lviv") -> CellVerdict:
    """The verdict on a nation at a site."""
    return next(each for each in answer.cells if (each.nation, each.site) == (nation, site))
