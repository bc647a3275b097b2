"""One trial: searches of a tiny program, one after the other on a live model, each with a known answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from solver.model.linexpr import Floats
from solver.optimise.options import Options
from solver.optimise.trials.judge import KnownAnswer, fault_of
from solver.optimise.trials.tiny import TinyProgram, cost_of

if TYPE_CHECKING:
    from solver.optimise.highs import DirectHighs


SECONDS = 5.0
"""For one search; each should take a hundredth of one."""

UNKNOWN = float("nan")
"""A column of a start of which nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One search: what is minimised, where it begins, and the known answer.

    ``least``: what the best values cost, None if there are none. ``start``:
    values to begin with (``UNKNOWN`` where nothing is known), or those of the
    search before. ``upper``: new upper bounds of all columns, on the live model.
    ``cleared``: the solver forgets all but the model first. ``prices``: known
    duals of the rows. ``keep``: by how much this cost may be worse in later
    searches, None if it need not be kept.
    """

    costs: tuple[float, ...]
    least: float | None
    constant: float = 0.0
    start: tuple[float, ...] | Literal["before"] | None = None
    upper: tuple[float, ...] | None = None
    cleared: bool = False
    prices: tuple[float, ...] | None = None
    keep: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a solver must be able to do, as a claim, and the searches that show it."""

    name: str
    tiny: TinyProgram
    steps: tuple[Step, ...]
    threads: int = 1

    def run(self) -> str:
        """What went wrong, "" if nothing did; whatever fails is a fault like any other."""
        try:
            return self._run()
        except Exception as failure:
            return f"the search failed: {type(failure).__name__}: {' '.join(str(failure).split())}"

    def _run(self) -> str:
        from solver.optimise.highs import DirectHighs  # only here: whoever asks for names loads no solver

        program = self.tiny.program()
        course = _Course(DirectHighs(program, Options(gap=0.0, seed=1, threads=self.threads)), self.tiny)
        for place, step in enumerate(self.steps):
            fault = course.take(step)
            if fault:
                return fault if len(self.steps) == 1 else f"in search {place + 1}, {fault}"
        return ""


@dataclass(slots=True)
class _Course:
    """A trial under way: the live solver, the values so far, and the costs that are kept."""

    solver: DirectHighs
    tiny: TinyProgram
    values: Floats | None = None
    kept: list[tuple[tuple[float, ...], float]] = field(default_factory=list)

    def take(self, step: Step) -> str:
        """Do one step; what went wrong, "" if nothing did."""
        start = self._prepare(step)
        outcome = self.solver.run(SECONDS)
        known = KnownAnswer(
            tiny=self.tiny,
            kept=tuple(self.kept),
            upper=step.upper,
            costs=step.costs,
            constant=step.constant,
            least=step.least,
            prices=step.prices,
            start=start,
        )
        fault = fault_of(known, outcome)
        self.values = outcome.values
        if not fault and step.keep is not None and step.least is not None:
            limit = step.least + step.keep
            self.solver.keep(cost_of(step.costs, step.constant), limit)
            self.kept.append((step.costs, limit - step.constant))
        return fault

    def _prepare(self, step: Step) -> Floats | None:
        """All that a step changes before its search; returns its start."""
        self.solver.minimise(cost_of(step.costs, step.constant))
        if step.upper is not None:
            count = len(step.upper)
            columns, lower = np.arange(count, dtype=np.int32), self.solver.program.lower
            self.solver.highs.changeColsBounds(count, columns, lower, np.array(step.upper))
        if step.cleared:
            self.solver.highs.clearSolver()
        start = self.values if step.start == "before" else step.start
        if start is None:
            return None
        values = np.array(start, dtype=np.float64)
        self.solver.start_from(values)
        return values
