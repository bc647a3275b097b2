"""The nearest plan: of all plans of the same price, one that changes the plan asked about least."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from solver.model.build import build_program
from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.optimise.answer_check import plan_in
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.search_state import Checkpoint, KeptCost, SettledRank
from solver.plan import Plan
from solver.plan.plan import with_baseline
from solver.reasons.questions.answer import Price
from solver.reasons.questions.base import named_arcs, values_of
from solver.reasons.questions.session import Session
from solver.tolerances import AUDIT_ERROR, RANK_KEPT

UNITS_CHANGED = (4.0, 16.0)
"""Units added and taken away, summed over periods: a plan is looked for that changes so few, then so many.

Without such a row a search took too long to find any that changes fewer.
"""


def nearest_plan(
    session: Session, asked: Callable[[Program], KeptCost], price: Price, seconds: float
) -> tuple[Floats, bool]:
    """The plan of this price that differs least from the base, and whether none differs less.

    The plan that the price was found with, where the base is compared with a baseline itself, or in want of
    time.
    """
    base = session.base
    assert price.values is not None
    if base.baseline is not None or seconds <= 0.0:
        return price.values, False
    settings = replace(base.plan.settings, worse_to_keep_the_present=None)
    plan = with_baseline(replace(base.plan, settings=settings), given=True)
    program = build_program(plan, baseline=base.allocation)
    settled = tuple(SettledRank(parts=(), value=rank.high, bound=rank.low) for rank in price.ranks)
    end = time.monotonic() + seconds
    for most in UNITS_CHANGED:
        left = end - time.monotonic()
        near = KeptCost(name="near", cost=program.ranks[-1].cost, limit=most)
        options = replace(session.options, time_limit=left, gap=0.0)
        checkpoint = Checkpoint(settled=settled, seconds=left)
        found = solve_ranks(program, options, [asked(program), near], None, checkpoint) if left > 0 else None
        if found is not None and found.values is not None and len(found.settled) > len(settled):
            values = values_of(plan, base.program, _allocation(plan, program, found.values))
            values, fault = plan_in(base.program, (), values)
            last = found.settled[-1]
            return (price.values, False) if fault else (values, last.value <= last.bound + RANK_KEPT)
    return price.values, False


def _allocation(plan: Plan, program: Program, values: Floats) -> pd.DataFrame:
    """The allocation of a plan of a program."""
    arcs = named_arcs(plan, program)
    units = values[arcs["column"].to_numpy()]
    sent: pd.DataFrame = arcs.assign(units=units)[np.abs(units) > AUDIT_ERROR].drop(columns="column")
    return sent
