"""A worker's side of a study: one point solved, audited and counted, by what is known of another."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import lru_cache

from solver.audit import AuditReport, audit
from solver.errors import AuditError, PlanError, SolverError
from solver.excel.read.workbook import locate
from solver.optimise.answer_check import plan_in
from solver.optimise.backend import Tell, relative_gap
from solver.optimise.extraction import allocation_of
from solver.optimise.lexicographic import optimise_again
from solver.optimise.reoptimise import SolvedProgram
from solver.plan import Plan
from solver.reasons.questions.base import base_of, values_of
from solver.reasons.repairs import diagnose
from solver.reasons.sentences import sections
from solver.solution import Part, RankValue, Sizes, Solution, SolverUsed
from solver.studies.counting import caps_taken, fixed_plan, lacking, measures
from solver.studies.holding import TookAround, holds_down_to
from solver.studies.levels import same_value
from solver.studies.near_best.near_best import NearBest, near_best
from solver.studies.near_best.other_plan import cells_of, other_plan
from solver.studies.near_best.range_worker import cell_ranges
from solver.studies.near_best_asked import OtherPlanAsked, RangesAsked
from solver.studies.point import (
    AllocationColumns,
    ObjectiveValue,
    PointOutcome,
    StudyPoint,
    columns_of,
    objectives_of,
)
from solver.studies.study_input import Start, StudyInput, UsedVersions, unpacked, used_versions
from solver.tolerances import RANK_KEPT

WHY_SECONDS = 5.0
"""Seconds at most for the reason why there is no plan."""

LINES = 2
"""Lines of that reason that are kept."""

NO_OTHER = "no other plan within the limits was found in the time"


@dataclass(frozen=True, slots=True, kw_only=True)
class PointTask:
    """A task: one point of a study, with all that it takes.

    ``packed``: the input, ``study_key``: its hash; ``start``: where the search starts, ``base``: the point of
    the workbook as it stands; None each where there is none yet. ``solver``: as it is asked for;
    ``asked_with``: the versions that are to answer.
    """

    key: str
    point: StudyPoint
    study_key: str
    packed: bytes
    start: Start | None
    base: PointOutcome | None
    solver: str
    asked_with: UsedVersions


def solve_point(task: PointTask, tell: Tell = lambda _: None) -> PointOutcome:
    """Solve a point, audit its plan and count what it comes to.

    Raises AuditError where the audit disagrees, SolverError where the solver is missing or failed, or where
    other versions are here than those that ask.
    """
    began = time.monotonic()
    here = used_versions(task.solver)
    if here != task.asked_with:
        raise SolverError(_other_versions(here, task.asked_with))
    given = _input(task.study_key, task.packed)
    point = task.point
    try:
        plan = given.changed(point)
    except PlanError as error:
        why = "; ".join(str(each) for each in error.findings if each.severity == "error")
        return _ended(task, PointOutcome(key=task.key, status="refused", proved=True, reason=why), began)
    tell(TookAround(seconds=time.monotonic() - began))
    if isinstance(point.within, RangesAsked):
        return _ended(task, _ranges(task, given, plan, point.within), began, plan)
    solution, solved = _solution(task, given, plan)
    outcome = PointOutcome(key=task.key, status=solution.status, searches=solution.searches)
    if not solution.has_plan:
        impossible = solution.status == "infeasible"
        why = NO_OTHER if point.within else _why(given, plan, impossible=impossible)
        outcome = replace(outcome, proved=impossible, reason=why)
        return _with_fixed(task, given, plan, _ended(task, outcome, began, plan))
    ended = time.monotonic()
    report = audit(plan, solution.allocation, ranks=solution.ranks, baseline=given.baseline)
    _refuse_breaches(report)
    outcome = replace(
        outcome,
        proved=solution.status == "optimal",
        objectives=objectives_of(solution.ranks),
        measures=measures(plan, report.ledger, dict(report.objectives), solution, given.baseline),
        lacking=lacking(report.ledger),
        drawdown=caps_taken(report.ledger),
        allocation=columns_of(solution.allocation),
        at_ranks={} if solved is None else _at_ranks(plan, solution, solved),
        cells=cells_of(_near(task, given, plan), solution) if point.within else (),
    )
    if point.holds is not None:
        tell(TookAround(seconds=time.monotonic() - ended))
        outcome = replace(outcome, holds=holds_down_to(given, point, outcome, tell))
    return _with_fixed(task, given, plan, _ended(task, outcome, began, plan))


def _ended(task: PointTask, outcome: PointOutcome, began: float, plan: Plan | None = None) -> PointOutcome:
    """The outcome with what was asked, what goes with it, and how long it took."""
    return replace(
        outcome,
        overrides=task.point.overrides,
        scenario=task.point.scenario,
        what=task.point.what,
        notes=tuple(str(note) for note in plan.notes) if plan is not None else (),
        seconds=round(time.monotonic() - began, 3),
        versions=task.asked_with,
    )


def _with_fixed(task: PointTask, given: StudyInput, plan: Plan, outcome: PointOutcome) -> PointOutcome:
    """The outcome with what the plan of the workbook as it stands is worth there, where that is asked."""
    if not task.point.fixed or task.base is None or not task.base.has_plan:
        return outcome
    return replace(outcome, fixed=fixed_plan(plan, given.plan, task.base.frame(), given.baseline))


def _other_versions(here: UsedVersions, asked: UsedVersions) -> str:
    names = ("forcegen", "Python", "PuLP", "pandas", "HiGHS", "solver", "version of the solver")
    differ = [
        f"{name} {own} here, {other} there"
        for name, other, own in zip(names, here, asked, strict=True)
        if other != own
    ]
    return (
        f"a worker has other versions than this process ({'; '.join(differ)}), so its answers might not be "
        "those of this machine; install the same on both, such as from constraints.txt"
    )


@lru_cache(maxsize=2)
def _input(_: str, packed: bytes) -> StudyInput:
    """The input of a study, kept from one of its points to the next."""
    return unpacked(packed)


_solved: dict[tuple[str, str], SolvedProgram] = {}
"""The program of the start that was used last, solved, by study and point."""


def _start_of(task: PointTask, given: StudyInput) -> SolvedProgram | None:
    """The solved program where the search starts, made of what is known of that point; None without."""
    if task.start is None or not task.start.outcome.has_plan:
        return None
    known = task.start.outcome
    place = task.study_key, known.key
    if place not in _solved:
        plan = given.changed(StudyPoint(overrides=known.overrides, scenario=known.scenario))
        _solved.clear()
        _solved[place] = _solved_again(plan, known, given)
    return _begun_with(_solved[place], task.start, given)


def _begun_with(solved: SolvedProgram, start: Start, given: StudyInput) -> SolvedProgram:
    """The solved program with another plan of the same values, where one is known and it is a plan there."""
    if start.plan is None:
        return solved
    known = start.outcome
    plan = given.changed(StudyPoint(overrides=known.overrides, scenario=known.scenario))
    try:
        sent = values_of(plan, solved.program, start.plan.frame())
    except ValueError:  # units where none may be
        return solved
    values, fault = plan_in(solved.program, (), sent)
    pairs = zip(solved.program.ranks, solved.settled, strict=False)
    same = all(same_value(rank.cost.value(values), settled.value) for rank, settled in pairs)
    return solved if fault or not same else replace(solved, plans=(values,) * len(solved.plans))


def _solved_again(plan: Plan, known: PointOutcome, given: StudyInput) -> SolvedProgram:
    """The solved program of a point, made of what was kept of it."""
    base = base_of(plan, _known_solution(plan, known), given.baseline)
    plans = []
    for each in known.objectives:
        values = base.values
        if str(each.rank) in known.at_ranks:
            sent = values_of(plan, base.program, known.frame(each.rank))
            values, fault = plan_in(base.program, (), sent)
            values = base.values if fault else values
        plans.append(values)
    return replace(base.solved, plans=tuple(plans))


def _at_ranks(plan: Plan, solution: Solution, solved: SolvedProgram) -> dict[str, AllocationColumns]:
    """The plans that settled ranks which the final plan makes worse."""
    return {
        str(rank.rank): columns_of(allocation_of(plan, solved.program, values))
        for rank, values in zip(solution.ranks, solved.plans, strict=True)
        if rank.final > rank.value + RANK_KEPT
    }


def _solution(task: PointTask, given: StudyInput, plan: Plan) -> tuple[Solution, SolvedProgram | None]:
    """The plan of a point: the one known already where it is known to be the best, else searched for."""
    asked = task.point.within
    if isinstance(asked, OtherPlanAsked):
        return other_plan(_near(task, given, plan), asked.seen, given.options, task.asked_with.highs), None
    if task.start is not None and task.start.settled:
        return _known_solution(plan, task.start.outcome), None
    return optimise_again(plan, given.options, given.baseline, _start_of(task, given))


def _near(task: PointTask, given: StudyInput, plan: Plan) -> NearBest:
    """All plans nearly as good as that where the search starts."""
    assert task.start is not None
    assert task.point.within is not None
    known = _known_solution(plan, task.start.outcome)
    return near_best(
        task.study_key,
        task.point.within.limits,
        given.options,
        lambda: base_of(plan, known, given.baseline),
    )


def _ranges(task: PointTask, given: StudyInput, plan: Plan, asked: RangesAsked) -> PointOutcome:
    """The heads of a nation at sites over all plans nearly as good."""
    began = time.monotonic()
    near = _near(task, given, plan)
    left = given.options.time_limit - (time.monotonic() - began)
    found = cell_ranges(near, asked.nation, asked.sites, left)
    return PointOutcome(
        key=task.key,
        status="optimal" if found.closed else "feasible",
        proved=found.closed,
        cells=found.ranges(),
        searches=found.searches,
    )


def _known_solution(plan: Plan, known: PointOutcome) -> Solution:
    """The plan of another point, as the solution of this one."""
    versions = UsedVersions(*known.versions)
    return Solution(
        status="optimal" if known.proved else "feasible",
        allocation=known.frame(),
        ranks=tuple(_rank(plan, each, known) for each in known.objectives),
        solver=SolverUsed(name=versions.solver, version=versions.solver_version, seed=0, threads=1),
        sizes=Sizes(),
    )


def _rank(plan: Plan, known: ObjectiveValue, outcome: PointOutcome) -> RankValue:
    """A rank of another point, as one of this plan."""
    rows = plan.priorities[plan.priorities["rank"] == known.rank]
    parts = tuple(
        Part(name=name, weight=float(weight), value=outcome.measures[name])
        for name, weight in zip(rows["objective"], rows["weight"], strict=True)
    )
    return RankValue(
        rank=known.rank,
        parts=parts,
        value=known.value,
        final=known.final,
        bound=known.bound,
        gap=relative_gap(known.value, known.bound),
        tolerance=float(rows["tolerance"].iloc[0]),
    )


def _refuse_breaches(report: AuditReport) -> None:
    """Raise AuditError for breaches in a plan of the solver: our own fault."""
    if not report.clean:
        told = "\n".join(f"  {breach.rule}: {breach.message}" for breach in report.breaches)
        raise AuditError(
            "the audit disagrees with the solver about the plan of a point. This is a fault in forcegen, "
            f"please report it with the workbook and these lines:\n{told}"
        )


def _why(given: StudyInput, plan: Plan, *, impossible: bool) -> str:
    """Why there is no plan, in a sentence or two."""
    seconds = min(WHY_SECONDS, given.options.time_limit)
    try:
        found = diagnose(plan, given.options, seconds, impossible=impossible, baseline=given.baseline)
    except SolverError as error:
        return str(error)
    first = sections(plan, found)[0]
    lines = [str(line) for line in locate(first.lines, plan.tables)[:LINES]]
    return " ".join([first.heading, "; ".join(lines)]).strip()
