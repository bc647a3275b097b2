"""Several parts at work at once, one core each, that stop together."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.model.terms import Floats
from solver.optimise.large.arrays import Part


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """One part to solve: for how many seconds at most, how close, from which values (of the part).

    ``effort``: share of the work that may go into looking for plans;
    ``relaxed``: parts of units will do; ``basis``: where a relaxed part starts.
    """

    part: Part
    seconds: float
    gap: float = 0.0
    start: Floats | None = None
    effort: float = 0.05
    relaxed: bool = False
    basis: Any = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """What came of a task: values if it found any, and a bound on its objective.

    ``prices``: of its rows, and ``basis``, after a relaxed task that was proved.
    """

    values: Floats | None
    bound: float
    proved: bool
    prices: Floats | None = None
    basis: Any = None


class Team:
    """As many tasks at once as there are threads; ``stop`` ends them all within a moment."""

    def __init__(self, threads: int, seed: int) -> None:
        self.threads = max(threads, 1)
        self.seed = seed
        self.stopped = False
        self._running: set[Any] = set()

    def stop(self) -> None:
        """End what is running; nothing starts any more."""
        self.stopped = True
        for highs in tuple(self._running):
            highs.cancelSolve()

    def solve(self, tasks: Sequence[Task]) -> list[Answer]:
        """All tasks, their answers in the same order."""
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(self._one, tasks))

    def _one(self, task: Task) -> Answer:
        highs = _prepared(task, self.seed)
        self._running.add(highs)
        try:
            if not self.stopped:
                highs.run()
            return _answer(highs, task)
        finally:
            self._running.discard(highs)
            highspy.Highs.resetGlobalScheduler(False)  # HiGHS keeps its workers by thread


def _prepared(task: Task, seed: int) -> Any:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.HandleUserInterrupt = True
    for name, value in (
        ("threads", 1),
        ("random_seed", seed),
        ("time_limit", max(task.seconds, 0.0)),
        ("mip_rel_gap", task.gap),
        ("mip_heuristic_effort", task.effort),
        ("solve_relaxation", task.relaxed),
    ):
        highs.setOptionValue(name, value)
    highs.passModel(task.part.model)
    if task.basis is not None:
        highs.setBasis(task.basis)
    if task.start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = task.start.tolist()
        highs.setSolution(solution)
    return highs


def _answer(highs: Any, task: Task) -> Answer:
    info = highs.getInfo()
    proved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = highs.getSolution()
    values = np.asarray(solution.col_value) if found else None
    if not task.relaxed:
        return Answer(values=values, bound=info.mip_dual_bound, proved=proved)
    return Answer(
        values=values,
        bound=info.objective_function_value if proved else -np.inf,
        proved=proved,
        prices=np.asarray(solution.row_dual) if proved else None,
        basis=highs.getBasis() if proved else None,
    )
