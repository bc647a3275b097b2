"""The price of filling a requirement: first in its own period, all others left as they are, then at large."""

from __future__ import annotations

import time
from dataclasses import replace

from solver.errors import SolverError
from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.search_state import Checkpoint, KeptCost
from solver.reasons.questions.answer import Price
from solver.reasons.questions.base import Base
from solver.reasons.questions.lacks import Requirement
from solver.reasons.questions.pricing import priced
from solver.reasons.questions.session import Session

PERIOD_SHARE = 0.3
"""Most of the time for the plan that differs in the requirement's own period alone."""


def price_of(
    session: Session, asked: Requirement, row: KeptCost, known: Floats | None, seconds: float
) -> Price:
    """What the best plan comes to that keeps this row; ``known``: a plan that does.

    The search begins with the best that differs from the plan asked about in the requirement's period alone:
    that is found soon, and of plans that are as good it is one that changes little.
    """
    base, end = session.base, time.monotonic() + seconds
    start = within_period(session, asked, row, PERIOD_SHARE * seconds)
    left = max(end - time.monotonic(), 0.0)
    checkpoint = Checkpoint(values=known if start is None else start, seconds=left)
    options = replace(session.options, time_limit=left)
    try:
        return priced(base, solve_ranks(base.program, options, [row], base.solved, checkpoint))
    except SolverError:
        return Price(possible=None)


def within_period(session: Session, asked: Requirement, row: KeptCost, seconds: float) -> Floats | None:
    """The best plan found that keeps this row and sends in other periods what the plan asked about does."""
    options = replace(session.options, time_limit=seconds)
    program = _other_periods_fixed(session.base, asked.period)
    try:
        return solve_ranks(program, options, [row]).values
    except SolverError:
        return None


def _other_periods_fixed(base: Base, period: int) -> Program:
    """The base's program in which the units of all other periods are those of its plan."""
    program = base.program
    sent = program.group("send").table
    columns = sent["column"].to_numpy()[sent["period"].to_numpy() != period]
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[columns] = upper[columns] = base.values[columns]
    return replace(program, lower=lower, upper=upper)
