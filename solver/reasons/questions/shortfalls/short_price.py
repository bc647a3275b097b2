"""The price of filling a requirement: first in its own period, all others left as they are, then at large."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from solver.errors import SolverError
from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.search_state import Checkpoint, KeptCost
from solver.plan.plan import SHORTFALLS
from solver.reasons.questions.answer import Price, rank_room
from solver.reasons.questions.base import Base
from solver.reasons.questions.pricing import priced
from solver.reasons.questions.session import Session
from solver.reasons.questions.shortfalls.lacks import PLACE, Requirement, lacks_in
from solver.reasons.questions.told_ranks import is_closed
from solver.tolerances import ZERO_UNITS

PERIOD_SHARE = 0.3
"""Most of the time for the plan that differs in the requirement's own period alone."""

NEW_PLACES = (32.0, np.inf)
"""Units that such a plan has where none of their contingent were: so few, else any number.

With few of them it is found in a fraction of the time, and it changes little.
"""


TARGET = SHORTFALLS[-1]
"""The objective that adds up what lacks to targets."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShortPrice:
    """The price, and the plan to tell of: ``near``, where it differs in one period alone.

    That plan lacks as little as the one of the price; in other ranks it may be worse.
    """

    price: Price
    told: Floats | None
    near: bool


def price_of(
    session: Session, asked: Requirement, row: KeptCost, known: Floats, seconds: float
) -> ShortPrice:
    """What the best plan comes to that keeps this row; ``known``: a plan that does.

    The search begins with the best that differs from the plan asked about in the requirement's period alone.
    """
    base, end = session.base, time.monotonic() + seconds
    near = within_period(session, asked, row, PERIOD_SHARE * seconds)
    left = max(end - time.monotonic(), 0.0)
    checkpoint = Checkpoint(values=known if near is None else near, seconds=left)
    options = replace(session.options, time_limit=left)
    try:
        price = priced(base, solve_ranks(base.program, options, [row], base.solved, checkpoint))
    except SolverError:
        return ShortPrice(price=Price(possible=None), told=None, near=False)
    if near is not None and _lacks_no_more(base, near, price):
        return ShortPrice(price=price, told=near, near=True)
    return ShortPrice(price=price, told=price.values, near=False)


def _lacks_no_more(base: Base, near: Floats, price: Price) -> bool:
    """Whether a plan comes to no more than the price in every rank of shortfalls."""
    return all(
        rank.cost.value(near) <= told.high + rank_room(told.high)
        for rank, told in zip(base.program.ranks, price.ranks, strict=False)
        if any(part.name in SHORTFALLS for part in rank.parts)
    )


def is_shifted(base: Base, asked: Requirement, lack: float, price: Price) -> bool:
    """Whether others surely lack as much more, by weight, in the plans of the price, where this lacks less.

    So it is where a rank before the first that is worse adds up shortfalls to the target and nothing but
    shortfalls, and comes to as much as in the plan asked about. ``lack``: what the requirement then lacks.
    """
    rows = lacks_in(base.plan, base.program)
    mine = (rows[PLACE] == [asked.site, asked.role, asked.period]).all(axis=1) & rows["kind"].eq(
        "lack_target"
    )
    less = float(rows.loc[mine, "weighs"].sum()) * (asked.lack - lack)
    for rank, told in zip(base.program.ranks, price.ranks, strict=False):
        if told.rank == price.first_worse or not is_closed(told):
            return False
        weights = {part.name: part.weight for part in rank.parts}
        room = rank_room(told.base)
        alike = max(abs(told.high - told.base), abs(rank.cost.value(base.values) - told.base)) <= room
        if weights.keys() <= set(SHORTFALLS) and less * weights.get(TARGET, 0.0) > room and alike:
            return True
    return False


def within_period(session: Session, asked: Requirement, row: KeptCost, seconds: float) -> Floats | None:
    """The best plan found that keeps this row and sends in other periods what the plan asked about does."""
    end = time.monotonic() + seconds
    program = _other_periods_fixed(session.base, asked.period)
    for most in NEW_PLACES:
        options = replace(session.options, time_limit=max(end - time.monotonic(), 0.0))
        rows = [row] if np.isinf(most) else [row, _few_new_places(session.base, most)]
        try:
            found = solve_ranks(program, options, rows).values if options.time_limit > 0.0 else None
        except SolverError:
            found = None
        if found is not None:
            return found
    return None


def _other_periods_fixed(base: Base, period: int) -> Program:
    """The base's program in which the units of all other periods are those of its plan."""
    program = base.program
    sent = program.group("send").table
    columns = sent["column"].to_numpy()[sent["period"].to_numpy() != period]
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[columns] = upper[columns] = base.values[columns]
    return replace(program, lower=lower, upper=upper)


def _few_new_places(base: Base, most: float) -> KeptCost:
    """The row that no more than so many units are where the plan has none of their contingent."""
    columns = base.program.group("send").table["column"].to_numpy()
    columns = columns[base.values[columns] < ZERO_UNITS]
    return KeptCost(name="near", cost=Cost(column=columns, coefficient=np.ones(len(columns))), limit=most)
