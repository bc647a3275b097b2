"""The search of one rank: by cutoffs, then HiGHS's own, which pauses for a search by periods."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from solver.optimise.backend import SolveOutcome
from solver.optimise.cutoff_search import CutoffResult, CutoffSearch
from solver.optimise.period_search import PeriodSearch, pause_after

if TYPE_CHECKING:
    from solver.optimise.highs import DirectHighs


def search_rank(solver: DirectHighs, cutoffs: CutoffSearch, seconds: float) -> SolveOutcome:
    """Search a rank for so many seconds at most, under the solver's cost, from its start and hint."""
    assert solver.cost is not None
    cost, start, hint = solver.cost, solver.start, solver.hint
    end = solver.began + seconds
    results: list[CutoffResult] = []
    cutoffs.within.found, cutoffs.within.watch = solver.tell_found, solver.tell_progress
    if not cutoffs.gave_up:
        interrupted = solver.work(
            lambda _, most: results.append(cutoffs.solve(cost, start, most, hint)), seconds
        )
        if interrupted or results[0].proved or time.monotonic() >= end:
            return replace(results[0].outcome(cost), interrupted=interrupted)
    pause = time.monotonic() + pause_after(solver.program, seconds)
    interrupted = solver.work(solver.run_to_end, min(pause, end) - solver.began)
    outcome = solver.last_outcome()
    if results:
        outcome = results[0].beside(outcome, cost, solver.options.gap)
    ended = interrupted or outcome.ending in ("proved", "infeasible") or time.monotonic() >= end
    return replace(outcome, interrupted=interrupted) if ended else _after_pause(solver, cutoffs, outcome, end)


def _after_pause(solver: DirectHighs, cutoffs: CutoffSearch, known: SolveOutcome, end: float) -> SolveOutcome:
    """Improve the plan so far by periods, then search on from it until the end."""
    assert solver.cost is not None
    periods = PeriodSearch(cutoffs.within, solver.cost, known)
    interrupted = solver.work(lambda _, __: periods.improve(end - time.monotonic()), end - solver.began)
    if not interrupted:
        solver.start = solver.start if periods.plan is None else periods.plan
        interrupted = solver.work(solver.run_to_end, end - solver.began)
    result = CutoffResult(plan=periods.plan, bound=known.bound, proved=False)
    outcome = result.beside(solver.last_outcome(), solver.cost, solver.options.gap)
    return replace(outcome, interrupted=interrupted)
