"""The solver pool: several subproblems solved at once by HiGHS, one core each, that stop together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event, Thread
from typing import Any, TypeVar

import highspy
import numpy as np

from solver.model.linexpr import Floats
from solver.optimise.highs_calls import begin_from, new_highs, set_options
from solver.optimise.large.arrays import Subproblem

T = TypeVar("T")

WAKE = 0.05
"""Seconds between looks at whether to stop."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SubproblemTask:
    """A subproblem to solve within so many seconds and to that gap.

    ``start``: values to begin from; ``relaxed``: solve its linear relaxation;
    ``basis``: where the simplex starts on a relaxation.
    """

    part: Subproblem
    seconds: float
    gap: float = 0.0
    start: Floats | None = None
    relaxed: bool = False
    basis: Any = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SubproblemResult:
    """The result of a task: values if any were found, and whether they are proved within its gap.

    ``prices``: dual values of a relaxed task's rows, and the ``basis`` where it ended.
    """

    values: Floats | None
    proved: bool
    prices: Floats | None = None
    basis: Any = None


NO_RESULT = SubproblemResult(values=None, proved=False)


class SolverPool:
    """A pool that solves as many tasks at once as it has threads; ``stop`` ends them all.

    ``starts``: whether HiGHS is given values to begin from.
    """

    def __init__(self, threads: int, seed: int, *, starts: bool = True) -> None:
        self.threads = max(threads, 1)
        self.seed = seed
        self.starts = starts
        self.stopped = False

    def stop(self) -> None:
        """Stop what is running; nothing starts afterwards."""
        self.stopped = True

    def solve(self, tasks: Sequence[SubproblemTask]) -> list[SubproblemResult]:
        """Solve all tasks; results come in the same order."""
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(self._one, tasks))

    def _one(self, task: SubproblemTask) -> SubproblemResult:
        if self.stopped:
            return NO_RESULT
        highs = _prepared(task if self.starts else replace(task, start=None), self.seed)
        if not self.run(highs, relaxed=task.relaxed):
            return NO_RESULT
        return _result(highs, task)

    def run(
        self, highs: Any, *, relaxed: bool = False, converged: Callable[[], bool] = lambda: False
    ) -> bool:
        """Run this HiGHS in a thread of its own until it ends or ``converged``; returns whether it ended.

        A relaxation that is to stop is left to its clock: being asked at each
        pivot takes longer than the pivot.
        """

        def look(event: Any) -> None:
            if self.stopped or converged():
                event.interrupt()

        highs.cbMipInterrupt += look
        done = Event()
        Thread(target=_run, args=(highs, done), daemon=True).start()
        while not done.wait(WAKE):
            if self.stopped and relaxed:
                return False
        return True


def run_in_thread(work: Callable[[], T]) -> T:
    """Run this in a thread of its own and wait for it: HiGHS runs once in each thread that it has set up."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            result = work()
            highspy.Highs.resetGlobalScheduler(False)  # HiGHS keeps its workers by thread
            future.set_result(result)
        except BaseException as failure:  # raised again where it is waited for
            future.set_exception(failure)

    Thread(target=run, daemon=True).start()  # one that nobody waits for any more holds up no exit
    return future.result()


def _run(highs: Any, done: Event) -> None:
    try:
        highs.run()
        highspy.Highs.resetGlobalScheduler(False)
    finally:
        done.set()


def _prepared(task: SubproblemTask, seed: int) -> Any:
    highs = new_highs(output_flag=False, threads=1, random_seed=seed, time_limit=max(task.seconds, 0.0))
    set_options(highs, mip_rel_gap=task.gap, solve_relaxation=task.relaxed)
    highs.passModel(task.part.model)
    if task.basis is not None:
        highs.setBasis(task.basis)
    if task.start is not None:
        begin_from(highs, task.start)
    return highs


def _result(highs: Any, task: SubproblemTask) -> SubproblemResult:
    info = highs.getInfo()
    proved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = highs.getSolution()
    values = np.asarray(solution.col_value) if found else None
    if not task.relaxed:
        return SubproblemResult(values=values, proved=proved)
    return SubproblemResult(
        values=values,
        proved=proved,
        prices=np.asarray(solution.row_dual) if solution.dual_valid else None,
        basis=highs.getBasis() if solution.dual_valid else None,
    )
