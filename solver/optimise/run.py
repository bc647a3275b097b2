"""The ranks of objectives, solved in order: each settled, kept, and left to the next."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import replace

import numpy as np
import pandas as pd

from solver.model.build import build_program
from solver.model.program import Cost, Program, Rank
from solver.model.pulp_bridge import PulpProblem, to_pulp
from solver.model.terms import Floats
from solver.optimise.answer import solution
from solver.optimise.backend import Backend, open_backend
from solver.optimise.complete import as_before, completed
from solver.optimise.options import Options, Progress
from solver.optimise.outcome import Outcome, ProgressCall
from solver.optimise.prices import rank_prices
from solver.optimise.settled import KEPT, Search, Settled, least_of, proved
from solver.plan import Plan
from solver.solution import Solution

DUST = 1e-8
"""The same where units are not whole, as a share of the value."""

LARGE = 1e3
"""Kept ranks with larger coefficients are scaled down: money in millions must not blur the row."""

log = logging.getLogger(__name__)


def optimise(plan: Plan, options: Options | None = None, baseline: pd.DataFrame | None = None) -> Solution:
    """The best plan: which contingent does which role at which site in which period.

    ``baseline``: the allocation that the objective ``changes`` compares with.
    Never raises for want of a plan: ``Solution.status`` tells.

    Raises
    ------
    SolverError
        If the solver that was asked for is missing, or failed.
    """
    options = options or Options.of(plan.settings)
    began = time.monotonic()
    program = build_program(plan, baseline=baseline, relaxed=options.relaxed)
    made = to_pulp(program)
    built = time.monotonic()
    log.info("built %d variables, %d rows in %.2f s", program.count, program.matrix.count, built - began)
    backend = open_backend(program, made, options)
    search = _all_ranks(program, made, backend, options)
    spent = time.monotonic() - built - search.writing
    return replace(
        solution(plan, program, search, backend, options),
        build_seconds=built - began,
        solve_seconds=spent,
    )


def _all_ranks(program: Program, made: PulpProblem, backend: Backend, options: Options) -> Search:
    """Solve rank after rank; stop where there is no plan.

    A rank may use half of the time that is left, the last all of it: one that
    cannot be proved does not starve the next.
    """
    search = Search()
    before = as_before(program)
    if before is not None:
        backend.start_from(before)
    deadline = time.monotonic() + options.time_limit
    for place, rank in enumerate(program.ranks):
        backend.minimise(rank.cost)
        _write_model(made, options, place, search)
        left = max(deadline + search.writing - time.monotonic(), 0.0)
        share = left if rank is program.ranks[-1] else left / 2
        try:
            outcome = _one_rank(backend, search, rank, share, _reporter(program, options, place))
        except KeyboardInterrupt:  # between two looks of the search: the plan so far is kept
            if search.values is None:
                raise
            search.interrupted = True
            outcome = _one_rank(backend, search, rank, 0.0, None)
        if outcome.values is None:
            search.status = "infeasible" if outcome.ending == "infeasible" else "no_plan"
            return search
        _settle(program, search, rank, outcome)
        if rank is not program.ranks[-1]:
            _keep(backend, search.settled[-1], whole=program.whole_units)
    search.status = "optimal" if proved(search, options.gap) else "feasible"
    return search


def _one_rank(
    backend: Backend, search: Search, rank: Rank, seconds: float, progress: ProgressCall | None
) -> Outcome:
    """Solve one rank, or keep the plan of the ranks before it where nothing better can be or was found."""
    least = least_of(rank.cost)
    if search.values is not None and rank.cost.value(search.values) <= least + KEPT:
        return Outcome(ending="proved", values=search.values, bound=least)
    if search.interrupted or (search.values is not None and seconds <= 0.0):
        return Outcome(ending="stopped", values=search.values, bound=least)
    if search.values is not None:
        backend.start_from(search.values)  # last, for changes of the model make solvers forget it
    outcome = backend.solve(seconds, progress)
    search.interrupted = outcome.interrupted
    log.info("rank %d: %s, bound %s", rank.rank, outcome.ending, outcome.bound)
    if outcome.values is None and search.values is not None:
        return Outcome(ending="stopped", values=search.values, bound=max(least, _number(outcome.bound)))
    return replace(outcome, bound=max(least, _number(outcome.bound)))


def _number(bound: float) -> float:
    return -math.inf if math.isnan(bound) else bound


def _settle(program: Program, search: Search, rank: Rank, outcome: Outcome) -> None:
    """Round, work out what follows, and take the rank's value from that plan."""
    assert outcome.values is not None
    values = completed(program, outcome.values)
    if search.values is None or _keeps(search, values):
        search.values = values
    parts = tuple(part.cost.value(search.values) for part in rank.parts)
    value = sum(part.weight * each for part, each in zip(rank.parts, parts, strict=True))
    bound = min(outcome.bound, value)
    if outcome.ending == "proved" and value - bound <= KEPT * max(1.0, abs(value)):
        bound = value  # what lies between is the solver's tolerance on rows and whole numbers
    search.settled.append(Settled(rank=rank, parts=parts, value=value, bound=bound))
    if outcome.duals is not None:
        search.prices.append(rank_prices(program, rank.rank, outcome.duals))


def _keeps(search: Search, values: Floats) -> bool:
    """Whether a plan, rounded, still keeps every rank settled before it; if not, it is not worth having."""
    return all(
        each.rank.cost.value(values) <= most + KEPT * max(1.0, abs(most))
        for each in search.settled
        for most in [each.value * (1.0 + each.rank.tolerance)]
    )


def _keep(backend: Backend, settled: Settled, *, whole: bool) -> None:
    """Later ranks may not make this one worse than its tolerance allows.

    Half of the millionth that they may is left to arithmetic; units that are
    not whole get next to nothing of it, or they would trade in dust.
    """
    cost = settled.rank.cost
    limit = settled.value * (1.0 + settled.rank.tolerance)
    limit += KEPT / 2 if whole else min(KEPT / 2, DUST * max(1.0, abs(limit)))
    largest = float(np.abs(cost.coefficient).max(initial=0.0))
    scale = 10.0 ** math.floor(math.log10(largest)) if largest > LARGE else 1.0
    scale = min(scale, max(1.0, abs(limit)))  # a row's tolerance stays a millionth of the value
    scaled = Cost(column=cost.column, coefficient=cost.coefficient / scale, constant=cost.constant / scale)
    backend.keep(f"kept_rank_{settled.rank.rank}", scaled, limit / scale)


def _write_model(made: PulpProblem, options: Options, place: int, search: Search) -> None:
    """The program of this rank as a file; later ranks as .2, .3 before the ending."""
    path = options.write_model
    if path is None:
        return
    began = time.monotonic()
    if place:
        path = path.with_name(f"{path.stem}.{place + 1}{path.suffix}")
    write = made.problem.writeMPS if path.suffix.casefold() == ".mps" else made.problem.writeLP
    write(str(path))
    search.writing += time.monotonic() - began


def _reporter(program: Program, options: Options, place: int) -> ProgressCall | None:
    """What the solver calls while it works on a rank."""
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
