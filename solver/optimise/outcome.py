"""What a solver came back with, whichever it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from solver.model.linexpr import Floats
from solver.tolerances import SAME_VALUE

Ending = Literal["proved", "stopped", "infeasible", "nothing"]

ProgressCall = Callable[[float, float, float], None]
"""Called now and then with seconds, best value and bound so far."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SolveOutcome:
    """One solve of one objective.

    ``ending``: proved within the gap; stopped with a plan; infeasible; or
    stopped with nothing. ``values``: of every column, None without a plan.
    ``bound``: no plan is below it (the objective's constant included).
    ``claimed``: what the solver says that its values come to; None where it does not say.
    ``duals``: of every row of the program, only after a continuous solve.
    ``interrupted``: somebody stopped the search.
    """

    ending: Ending
    values: Floats | None
    bound: float
    claimed: float | None = None
    duals: Floats | None = None
    interrupted: bool = False


def relative_gap(value: float, bound: float) -> float:
    """|value - bound| / |value|; 0 when they differ by less than 1e-6, 1 when only the value is 0."""
    if abs(value - bound) < SAME_VALUE:
        return 0.0
    return abs(value - bound) / abs(value) if value else 1.0
