"""The check of a solver's answer: its values, the value that it claims, and its bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.backend import NO_HINT, Hint, SolveOutcome, relative_gap
from solver.optimise.rounding import completed
from solver.optimise.search_state import KeptCost
from solver.text.numbers import exact
from solver.tolerances import ANSWER_ERROR


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SolveRequest:
    """The request to a solver: the program, the ranks kept, the cost to minimise, and the gap.

    ``known``: a plan that keeps everything, None if there is none yet.
    """

    program: Program
    kept: Sequence[KeptCost]
    cost: Cost
    gap: float
    known: Floats | None
    hint: Hint = NO_HINT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checked:
    """The result of a check: the answer's plan, rounded and completed, if feasible, and the fault found.

    ``fault``: what is wrong with the answer, in words that follow the solver's name; "" if it holds.
    """

    plan: Floats | None
    fault: str = ""


def checked(asked: SolveRequest, outcome: SolveOutcome) -> Checked:
    """Check the outcome of a solve."""
    if outcome.values is None:
        return Checked(plan=None, fault=_without_values(asked, outcome))
    plan, broken = plan_in(asked.program, asked.kept, outcome.values)
    if broken:
        return Checked(plan=None, fault=f"returned {broken}")
    return Checked(plan=plan, fault=_claim(asked, outcome, plan))


def plan_in(program: Program, kept: Sequence[KeptCost], values: Floats) -> tuple[Floats, str]:
    """The plan in a solver's values, rounded and completed, and what it violates ("" if nothing)."""
    values = np.asarray(values, dtype=np.float64)
    if values.shape != (program.count,):
        return values, f"{values.size} values for {program.count} decisions"
    odd = int((~np.isfinite(values)).sum())
    if odd:
        return values, f"{odd} values that are no numbers"
    plan = completed(program, values)
    return plan, _broken(program, kept, plan)


def _without_values(asked: SolveRequest, outcome: SolveOutcome) -> str:
    if outcome.ending in ("proved", "stopped"):
        return "ended without the plan that it says it found"
    if outcome.ending == "infeasible" and asked.known is not None:
        return "called impossible what the plan so far does"
    return _bound_above_known(asked, outcome)


def _broken(program: Program, ranks: Sequence[KeptCost], plan: Floats) -> str:
    """The first row or bound that the plan violates, "" if none."""
    matrix = program.matrix
    activity = np.bincount(
        matrix.row, weights=matrix.coefficient * plan[matrix.column], minlength=matrix.count
    )
    largest = np.zeros(matrix.count)
    np.maximum.at(largest, matrix.row, np.abs(matrix.coefficient))
    excess = np.maximum(matrix.lower - activity, activity - matrix.upper)
    limit = np.where(np.isfinite(matrix.upper), matrix.upper, matrix.lower)
    room = ANSWER_ERROR * np.maximum(1.0, np.maximum(np.abs(limit), largest))
    wrong = np.flatnonzero(excess > room)
    if len(wrong):
        rule = next(rule for rule in reversed(program.rules) if rule.start <= wrong[0])
        return f"a plan that breaks the rule {rule.name} by {exact(float(excess[wrong[0]]))}"
    beyond = plan - program.upper  # what is derived follows the rows alone
    far = np.flatnonzero(beyond > ANSWER_ERROR * np.maximum(1.0, np.abs(program.upper)))
    if len(far):
        group = next(group for group in program.groups if group.start <= far[0] < group.stop)
        return f"a plan in which {group.name} exceeds its bound by {exact(float(beyond[far[0]]))}"
    for kept in ranks:
        if not kept.holds(plan):
            over = kept.cost.value(plan) - kept.limit
            return f"a plan that exceeds the row {kept.name} by {exact(over)}"
    return ""


def _claim(asked: SolveRequest, outcome: SolveOutcome, plan: Floats) -> str:
    """The fault in what the outcome claims of its plan, "" if none."""
    assert outcome.values is not None
    value, raw = asked.cost.value(plan), asked.cost.value(np.asarray(outcome.values))
    claimed = outcome.claimed
    if claimed is not None and not abs(claimed - raw) <= _near(raw):
        return f"returned a plan that comes to {exact(raw)} where it claims {exact(claimed)}"
    if outcome.bound > value + _near(value):
        return f"gave a bound of {exact(outcome.bound)} above its own plan of {exact(value)}"
    if outcome.ending == "proved" and relative_gap(value, outcome.bound) > asked.gap + ANSWER_ERROR:
        return f"called {exact(value)} proved with a bound of {exact(outcome.bound)}"
    return _bound_above_known(asked, outcome)


def _bound_above_known(asked: SolveRequest, outcome: SolveOutcome) -> str:
    """The fault of a bound above the value of a known plan, "" if it is not."""
    if asked.known is None:
        return ""
    value = asked.cost.value(asked.known)
    if outcome.bound > value + _near(value):
        return f"gave a bound of {exact(outcome.bound)} above the known plan of {exact(value)}"
    return ""


def _near(value: float) -> float:
    return ANSWER_ERROR * max(1.0, abs(value))
