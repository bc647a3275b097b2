"""Lexicographic optimisation: ranks of objectives solved in order, each value kept by the later ones."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from solver.model.build import build_program
from solver.model.linexpr import Floats
from solver.model.program import Program, Rank
from solver.model.pulp_bridge import to_pulp
from solver.optimise.answer_check import plan_in
from solver.optimise.backend import (
    NO_HINT,
    Hint,
    Progress,
    ProgressCall,
    Search,
    SolveOutcome,
    Tell,
    relative_gap,
)
from solver.optimise.checked_solver import CheckedSolver
from solver.optimise.extraction import extract_solution, rank_prices
from solver.optimise.model_file import write_model
from solver.optimise.reoptimise import Reoptimisation, SolvedProgram, read_solved, write_solved
from solver.optimise.rounding import start_from_baseline
from solver.optimise.search_state import (
    FROM_THE_START,
    Checkpoint,
    Incumbent,
    KeptCost,
    Resume,
    SearchState,
    SettledRank,
    proved,
    seconds_of_rank,
    trivial_bound,
)
from solver.optimise.tie_breaking import settle_ties
from solver.plan import Plan
from solver.solution import Solution
from solver.tolerances import RANK_KEPT

PLANS_APART = 1.0
"""Seconds between two better plans that are told on the way."""

log = logging.getLogger(__name__)


def optimise(
    plan: Plan,
    options: Search | None = None,
    baseline: pd.DataFrame | None = None,
    *,
    resume: Resume = FROM_THE_START,
    tell: Tell = lambda _: None,
) -> Solution:
    """The best plan: which contingent does which role at which site in which period.

    ``baseline``: the allocation that the objective ``changes`` compares with. ``resume``: where another
    process left off. ``tell`` is given every :class:`~solver.optimise.search_state.Checkpoint` on the way.
    Never raises for want of a plan: ``Solution.status`` tells.

    Raises
    ------
    SolverError
        If the solver that was asked for is missing, or failed.
    """
    options = options or Search.of(plan.settings)
    base = None if options.base_file is None else read_solved(options.base_file)
    solution, solved = _optimise(plan, options, baseline, base, resume, tell)
    if options.base_file is not None and solved is not None:
        write_solved(options.base_file, solved)
    return solution


def optimise_again(
    plan: Plan,
    options: Search | None = None,
    baseline: pd.DataFrame | None = None,
    base: SolvedProgram | None = None,
) -> tuple[Solution, SolvedProgram | None]:
    """The best plan, searched for from a base: the solved program of nearly the same plan.

    Values and proofs are those of a search from nothing; where several plans are equally good it may be
    another. The second is the base for the next search, None where there is no plan. Raises as ``optimise``.
    """
    return _optimise(plan, options or Search.of(plan.settings), baseline, base)


def _optimise(  # noqa: PLR0913, PLR0917 - what is asked, what is known, and who hears of it
    plan: Plan,
    options: Search,
    baseline: pd.DataFrame | None,
    base: SolvedProgram | None,
    resume: Resume = FROM_THE_START,
    tell: Tell = lambda _: None,
) -> tuple[Solution, SolvedProgram | None]:
    began = time.monotonic()
    program = build_program(plan, baseline=baseline, relaxed=options.relaxed)
    made = to_pulp(program)
    built = time.monotonic()
    log.info("built %d variables, %d rows in %.2f s", program.count, program.matrix.count, built - began)
    solver = CheckedSolver(program, made, options, tell=tell, caution=resume.caution)
    again = Reoptimisation(program, base) if base is not None and program.whole_units else None
    search = _all_ranks(solver, resume.checkpoint, again, finish=resume.finish)
    spent = time.monotonic() - built - search.writing
    solution = extract_solution(plan, program, search, solver)
    solved = (
        SolvedProgram.of(program, search, [rank.bound for rank in solution.ranks])
        if solution.has_plan
        else None
    )
    return replace(solution, build_seconds=built - began, solve_seconds=spent), solved


def solve_ranks(
    program: Program,
    options: Search,
    rows: Sequence[KeptCost] = (),
    base: SolvedProgram | None = None,
    checkpoint: Checkpoint = FROM_THE_START.checkpoint,
) -> SearchState:
    """The ranks of a program settled in order, ``rows`` kept from the first on; ties are left as they are.

    ``base``: the solved program of the same plan, or of one nearly the same, to begin with; ``checkpoint``:
    ranks that are settled, and a plan that keeps them. That there is no plan is said only where a second
    search confirmed it. Raises SolverError as :func:`optimise` does.
    """
    options = replace(options, unique=False)
    *others, last = program.ranks
    program = replace(program, ranks=(*others, replace(last, effort=1.0)))  # no later one needs the time
    solver = CheckedSolver(program, to_pulp(program), options, tell=lambda _: None)
    for row in rows:
        solver.keep(row)
    again = Reoptimisation(program, base) if base is not None and program.whole_units else None
    return _all_ranks(solver, checkpoint, again, finish=False)


def optimise_from(
    plan: Plan, options: Search, baseline: pd.DataFrame | None, resume: Resume, tell: Tell
) -> Solution:
    """Optimise in a worker process: progress and better plans are told, a plan at most once a second."""
    told = -math.inf

    def found(values: Floats) -> None:
        nonlocal told
        if time.monotonic() - told >= PLANS_APART:
            told = time.monotonic()
            tell(Incumbent(values=values))

    options = replace(options, progress=tell, found=found)
    return optimise(plan, options, baseline, resume=resume, tell=tell)


def _all_ranks(
    solver: CheckedSolver, checkpoint: Checkpoint, again: Reoptimisation | None, *, finish: bool
) -> SearchState:
    """Solve rank after rank, until one has no plan.

    ``finish``: search no more.
    """
    program, options = solver.program, solver.options
    search = _resumed(solver, checkpoint)
    search.interrupted = finish
    deadline = time.monotonic() + (options.time_limit if checkpoint.seconds is None else checkpoint.seconds)
    for place, rank in enumerate(program.ranks):
        if place < len(search.settled):
            continue
        solver.minimise(rank.cost)
        search.writing += write_model(solver.made, options, place)
        left = max(deadline + search.writing - time.monotonic(), 0.0)
        share = seconds_of_rank(program.ranks, place, left, options.time_limit)
        try:
            outcome = _one_rank(solver, search, again, share, _reporter(program, options, place))
        except KeyboardInterrupt:  # between two looks of the search: the plan so far is kept
            if search.values is None:
                raise
            search.interrupted = True
            outcome = _one_rank(solver, search, None, 0.0, None)
        if outcome.values is None:
            impossible = outcome.ending == "infeasible" and not solver.unconfirmed
            search.status = "infeasible" if impossible else "no_plan"
            return search
        _settle(program, search, rank, outcome)
        if solver.unique or rank is not program.ranks[-1]:
            _keep(solver, rank, search.settled[-1].value)
        settled, doubts = tuple(search.settled), tuple(solver.doubts)
        solver.tell(Checkpoint(values=search.values, settled=settled, retries=solver.retries, doubts=doubts))
    search.status = "optimal" if proved(search, program.ranks, options.gap) else "feasible"
    if solver.unique and not search.interrupted:
        search.unique = settle_ties(solver, search, deadline)
    return search


def _resumed(solver: CheckedSolver, checkpoint: Checkpoint) -> SearchState:
    """The state of the search at the checkpoint; the solver keeps the ranks settled there."""
    search = SearchState(values=checkpoint.values, settled=list(checkpoint.settled))
    if checkpoint.values is not None:
        search.plans = [checkpoint.values] * len(checkpoint.settled)
    solver.retries, solver.doubts = checkpoint.retries, list(checkpoint.doubts)
    for rank, settled in zip(solver.program.ranks, checkpoint.settled, strict=False):
        if solver.unique or rank is not solver.program.ranks[-1]:
            _keep(solver, rank, settled.value)
    if checkpoint.found is not None:
        plan, fault = plan_in(solver.program, solver.kept, checkpoint.found)
        search.values = search.values if fault else plan
    return search


def _one_rank(
    solver: CheckedSolver,
    search: SearchState,
    again: Reoptimisation | None,
    seconds: float,
    progress: ProgressCall | None,
) -> SolveOutcome:
    """Solve the next rank, or keep the plan of those before where nothing better is possible or was found."""
    rank = solver.program.ranks[len(search.settled)]
    least, hint = trivial_bound(rank.cost), NO_HINT
    if again is not None:
        hint = _recall(again, solver, search, seconds)
        least = max(least, hint.bound)
    value = math.inf if search.values is None else rank.cost.value(search.values)
    if value <= least + RANK_KEPT or relative_gap(value, hint.bound) <= solver.gap:
        return SolveOutcome(ending="proved", values=search.values, bound=least)
    if search.interrupted or (search.values is not None and seconds <= 0.0):
        return SolveOutcome(ending="stopped", values=search.values, bound=least)
    start = search.values
    if start is None:
        start = start_from_baseline(solver.program)
    search.searches += 1
    outcome = solver.solve(seconds, start, search.values, progress, hint)
    search.interrupted = outcome.interrupted
    log.info("rank %d: %s, bound %s", rank.rank, outcome.ending, outcome.bound)
    if outcome.values is None and search.values is not None:
        return SolveOutcome(ending="stopped", values=search.values, bound=max(least, _number(outcome.bound)))
    return replace(outcome, bound=max(least, _number(outcome.bound)))


def _recall(again: Reoptimisation, solver: CheckedSolver, search: SearchState, seconds: float) -> Hint:
    """Take the base's plan of the next rank where it is better than the one so far; returns the hint."""
    place = len(search.settled)
    cost = solver.program.ranks[place].cost
    plan = again.plan(place, solver.kept)
    if plan is not None and (search.values is None or cost.value(plan) < cost.value(search.values)):
        search.values = plan
    return again.hint(search.settled, solver.kept, search.values, seconds)


def _number(bound: float) -> float:
    return -math.inf if math.isnan(bound) else bound


def _settle(program: Program, search: SearchState, rank: Rank, outcome: SolveOutcome) -> None:
    """Settle a rank by the values of its plan, as it was rounded and completed."""
    assert outcome.values is not None
    search.values = outcome.values
    search.plans.append(outcome.values)
    parts = tuple(part.cost.value(search.values) for part in rank.parts)
    value = sum(part.weight * each for part, each in zip(rank.parts, parts, strict=True))
    bound = min(outcome.bound, value)
    if outcome.ending == "proved" and value - bound <= RANK_KEPT * max(1.0, abs(value)):
        bound = value  # what lies between is the solver's tolerance on rows and whole numbers
    search.settled.append(SettledRank(parts=parts, value=value, bound=bound))
    if outcome.duals is not None:
        search.prices.append(rank_prices(program, rank.rank, outcome.duals))


def _keep(solver: CheckedSolver, rank: Rank, value: float) -> None:
    """Keep a rank's value: later ranks may not make it worse than its tolerance allows."""
    kept = KeptCost(
        name=f"kept_rank_{rank.rank}",
        cost=rank.cost,
        limit=value * (1.0 + rank.tolerance),
        room=RANK_KEPT / 2 if solver.program.whole_units else 0.0,
        relaxed=solver.options.relaxed,
    )
    solver.keep(kept)


def _reporter(program: Program, options: Search, place: int) -> ProgressCall | None:
    """The function that the solver calls with its progress on a rank."""
    call = options.progress
    if call is None:
        return None
    rank, began = program.ranks[place], time.monotonic()
    name = " + ".join(part.name for part in rank.parts)

    def report(_: float, value: float, bound: float) -> None:
        call(
            Progress(
                rank=place + 1,
                ranks=len(program.ranks),
                name=name,
                seconds=time.monotonic() - began,
                value=value,
                bound=bound,
            )
        )

    return report
