"""The least lack: how little a requirement can lack in any plan of a program, all else ignored."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from solver.errors import SolverError
from solver.model.linexpr import Floats
from solver.model.program import Rank, RankedPart
from solver.optimise.backend import Search, other_seed
from solver.optimise.certificate import certified_bound, upper_bounds
from solver.optimise.checked_solver import MOMENT
from solver.optimise.highs_calls import run_relaxation, set_cost
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.search_state import Checkpoint
from solver.optimise.tightening import ENOUGH_SECONDS, relaxed_model
from solver.reasons.questions.answer import rank_room
from solver.reasons.questions.shortfalls.lacks import ProgramLack
from solver.tolerances import RANK_KEPT

CONFIRMING_SHARE = 0.5
"""Most of the time that is left to a second search with other settings, before the first is believed."""

GRID_NOISE = Fraction(1, 1_000_000)
"""Parts of a step by which more may be provided than exact arithmetic over rounded numbers says."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeastLack:
    """How little a requirement can lack: no plan lacks less than ``low``; one that lacks ``high`` is known.

    ``high``: infinite where no plan is known. ``values``: of every decision in that plan. ``certified``:
    whether arithmetic alone shows ``low``.
    """

    low: float
    high: float
    values: Floats | None = None
    certified: bool = True

    @property
    def closed(self) -> bool:
        """Whether it is settled."""
        if math.isinf(self.high):
            return math.isinf(self.low)
        return self.low >= self.high - rank_room(self.high)


def least_lack(
    lack: ProgramLack, options: Search, known: Floats | None, seconds: float, *, confirm: bool = True
) -> LeastLack:
    """The least that is lacked in any plan, searched for in so many seconds at most.

    ``known``: a plan. ``confirm``: whether what only a search says is asked a second time, with other
    settings, before it is believed; without that ``low`` is what arithmetic shows.
    """
    end = time.monotonic() + seconds
    if not len(lack.cost.column):  # nothing is asked for
        return LeastLack(low=0.0, high=0.0, values=known)
    high = math.inf if known is None else lack.cost.value(known)
    found = LeastLack(low=min(certified_low(lack, seconds), high), high=high, values=known)
    if found.closed or end - time.monotonic() <= 0.0:
        return found
    share = (1.0 - CONFIRMING_SHARE) if confirm else 1.0
    bound, found = _searched(lack, options, found, share * (end - time.monotonic()))
    if found.closed or not confirm or bound <= found.low or end - time.monotonic() <= MOMENT:
        return found
    other = replace(options, presolve=False, seed=other_seed(options.seed), starts=False)
    again, found = _searched(lack, other, found, end - time.monotonic())
    told = min(bound, again, found.high)
    low = told if math.isinf(told) else on_grid(lack, Fraction(told))
    return replace(found, low=low, certified=False) if low > found.low else found


def certified_low(lack: ProgramLack, seconds: float = ENOUGH_SECONDS) -> float:
    """The least that any plan lacks, as far as the relaxation and exact arithmetic show."""
    if seconds <= 0.0:
        return 0.0
    highs = relaxed_model(lack.program, [])
    set_cost(highs, lack.cost)
    if not run_relaxation(highs, min(seconds, ENOUGH_SECONDS)):
        return 0.0
    multipliers = np.asarray(highs.getSolution().row_dual)
    bound = certified_bound(lack.program, (), lack.cost, multipliers, upper_bounds(lack.program))
    return 0.0 if bound is None else on_grid(lack, bound)


def on_grid(lack: ProgramLack, low: Fraction) -> float:
    """The least lack that is not below this: units are whole, so what is provided comes in steps."""
    if low <= 0:
        return 0.0
    if not lack.step:
        return float(low)
    step, target = Fraction(round(lack.step * 1_000_000), 1_000_000), Fraction(lack.target)
    provided = math.floor((target - low) / step + GRID_NOISE) * step
    return max(float(low), float(target - provided))


def _searched(
    lack: ProgramLack, options: Search, known: LeastLack, seconds: float
) -> tuple[float, LeastLack]:
    """What a search says: a bound by its word, and what is known with the plan that it found."""
    part = RankedPart(name="lack", weight=1.0, cost=lack.cost)
    alone = Rank(rank=1, parts=(part,), cost=lack.cost, tolerance=0.0)
    program = replace(lack.program, ranks=(alone,))
    options = replace(options, gap=0.0, time_limit=seconds)
    checkpoint = Checkpoint(values=known.values, seconds=seconds)
    try:
        found = solve_ranks(program, options, (), None, checkpoint)
    except SolverError:
        return 0.0, known
    if found.status == "infeasible" and known.values is None:
        return math.inf, known
    if found.values is None or not found.settled:
        return 0.0, known
    (settled,) = found.settled
    high = lack.cost.value(found.values)
    if high < known.high:
        known = replace(known, low=min(known.low, high), high=high, values=found.values)
    bound = settled.bound if math.isfinite(settled.bound) else 0.0
    return max(bound - RANK_KEPT, 0.0) if bound < settled.value else settled.value, known
