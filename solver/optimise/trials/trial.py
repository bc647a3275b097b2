"""A trial: searches of a tiny program on one live model, each with a known answer, and the fault found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from solver.model.linexpr import Floats
from solver.optimise.backend import Search, SolveOutcome
from solver.optimise.trials.tiny_program import TinyProgram, cost_of
from solver.text.numbers import exact
from solver.tolerances import TRIAL_ERROR, TRIAL_ROUNDING

if TYPE_CHECKING:
    from solver.optimise.highs import DirectHighs


SECONDS = 5.0
"""Seconds for one search; each should take a hundredth of one."""

UNKNOWN = float("nan")
"""A column of a start of which nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One search of a trial: its costs, its start, and the known answer.

    ``least``: what the best values cost, None if there are none. ``start``: values to begin with (``UNKNOWN``
    where nothing is known), or those of the search before. ``upper``: new upper bounds of all columns, on the
    live model. ``cleared``: the solver forgets all but the model first. ``prices``: known duals of the rows.
    ``keep``: by how much this cost may be worse in later searches, None if it need not be kept.
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
    """A claim about a solver, and the searches that test it."""

    name: str
    tiny: TinyProgram
    steps: tuple[Step, ...]
    threads: int = 1

    def run(self) -> str:
        """Run the searches; returns the fault, "" if there is none. An exception is a fault, too."""
        try:
            return self._run()
        except Exception as failure:
            return f"the search failed: {type(failure).__name__}: {' '.join(str(failure).split())}"

    def _run(self) -> str:
        from solver.optimise.highs import DirectHighs  # only here: whoever asks for names loads no solver

        program = self.tiny.program()
        course = _Course(DirectHighs(program, Search(gap=0.0, seed=1, threads=self.threads)), self.tiny)
        for place, step in enumerate(self.steps):
            fault = course.take(step)
            if fault:
                return fault if len(self.steps) == 1 else f"in search {place + 1}, {fault}"
        return ""


@dataclass(slots=True)
class _Course:
    """The state of a running trial: the live solver, the values so far, and the costs that are kept."""

    solver: DirectHighs
    tiny: TinyProgram
    values: Floats | None = None
    kept: list[tuple[tuple[float, ...], float]] = field(default_factory=list)

    def take(self, step: Step) -> str:
        """Run one search; returns its fault, "" if there is none."""
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
        """Make the changes of a step before its search; returns its start."""
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownAnswer:
    """The known answer of a search, with its program and the costs kept with their limits.

    ``upper``: bounds of columns where they were changed. ``least``: None if
    nothing keeps all rows. ``start``: where the search began.
    """

    tiny: TinyProgram
    kept: tuple[tuple[tuple[float, ...], float], ...]
    upper: tuple[float, ...] | None
    costs: tuple[float, ...]
    constant: float
    least: float | None
    prices: tuple[float, ...] | None
    start: Floats | None


def fault_of(known: KnownAnswer, outcome: SolveOutcome) -> str:
    """The fault of an outcome, "" if there is none."""
    if known.least is None:
        if outcome.ending == "infeasible":
            return "" if outcome.values is None else "values were handed back where there are none"
        return f"the search ended as '{outcome.ending}' where nothing keeps all rows"
    if outcome.ending == "infeasible":
        return f"called impossible, where {exact(known.least)} is the least"
    if outcome.ending != "proved":
        return f"the search ended as '{outcome.ending}', not proved, where {exact(known.least)} is the least"
    if outcome.values is None:
        return "no values were handed back"
    bound = f"the bound is {exact(outcome.bound)}, where {exact(known.least)} is the least"
    return (
        _no_values(known, outcome.values)
        or _violated(known, outcome.values)
        or _cost(known, known.least, outcome.values)
        or ("" if _same(outcome.bound, known.least) else bound)
        or _prices(known, outcome.duals)
    )


def _no_values(known: KnownAnswer, values: Floats) -> str:
    count = len(known.tiny.columns)
    if values.shape != (count,):
        return f"{values.size} values were handed back for {count} columns"
    odd = int((~np.isfinite(values)).sum())
    return f"{odd} of {count} values are no numbers" if odd else ""


def _violated(known: KnownAnswer, values: Floats) -> str:
    """The first column or row that the values violate."""
    for place, column in enumerate(known.tiny.columns):
        value = float(values[place])
        upper = column.upper if known.upper is None else known.upper[place]
        if not _between(column.lower, value, upper):
            return f"column {place + 1} is {exact(value)}, not from {exact(column.lower)} to {exact(upper)}"
        if column.whole and abs(value - round(value)) > TRIAL_ERROR:
            return f"column {place + 1} is {exact(value)}, which is not whole"
    for place, row in enumerate(known.tiny.rows):
        value = float(np.dot(row.coefficients, values))
        if not _between(row.lower, value, row.upper):
            return (
                f"row {place + 1} comes to {exact(value)}, not from {exact(row.lower)} to {exact(row.upper)}"
            )
    for place, (costs, limit) in enumerate(known.kept):
        value = float(np.dot(costs, values))
        if not _between(-np.inf, value, limit):
            return f"the cost kept from search {place + 1} comes to {exact(value)}, above {exact(limit)}"
    return ""


def _cost(known: KnownAnswer, least: float, values: Floats) -> str:
    rounded = [
        round(value) if column.whole else value
        for column, value in zip(known.tiny.columns, values.tolist(), strict=True)
    ]
    cost = float(np.dot(known.costs, rounded)) + known.constant
    parts = [
        abs(each) for each, column in zip(known.costs, known.tiny.columns, strict=True) if not column.whole
    ]
    if abs(cost - least) <= TRIAL_ERROR * (1.0 + sum(parts)) + TRIAL_ROUNDING * abs(least):
        return ""
    if known.start is not None and np.allclose(values, known.start, rtol=0.0, atol=TRIAL_ERROR):
        return f"values of the start were handed back: {exact(cost)} where {exact(least)} is the least"
    return f"the values cost {exact(cost)}, where {exact(least)} is the least"


def _prices(known: KnownAnswer, duals: Floats | None) -> str:
    if known.prices is None:
        return ""
    if duals is None or len(duals) != len(known.prices):
        return f"no price was handed back for each of {len(known.prices)} rows"
    for place, (price, dual) in enumerate(zip(known.prices, duals.tolist(), strict=True)):
        if not _same(dual, price):
            return f"the price of row {place + 1} is {exact(dual)}, where it should be {exact(price)}"
    return ""


def _between(lower: float, value: float, upper: float) -> bool:
    """Whether a value is within its limits, to a solver's tolerance."""
    low = lower - TRIAL_ERROR * max(1.0, abs(lower)) if np.isfinite(lower) else lower
    high = upper + TRIAL_ERROR * max(1.0, abs(upper)) if np.isfinite(upper) else upper
    return bool(low <= value <= high)


def _same(one: float, other: float) -> bool:
    return bool(abs(one - other) <= TRIAL_ERROR * max(1.0, abs(other)))
