"""From the units sent to everything that follows from them: whole numbers made whole, helpers worked out."""

from __future__ import annotations

import numpy as np

from solver.model.program import Group, Program
from solver.model.terms import Floats

FOLLOWS = (
    "in_role",
    "at_site",
    "open",
    "opened",
    "lack_minimum",
    "lack_target",
    "lack_support",
    "lack_force",
    "arrive",
    "added",
    "taken",
    "worst",
    "burden",
)
"""Decisions that follow from ``send``: each is the least that its rows allow, in this order."""

NOTHING = 1e-9
"""Below this a sum counts as zero: noise of adding up floating-point numbers."""


def completed(program: Program, values: Floats) -> Floats:
    """The same plan with whole numbers whole and every helper at the least that its rows allow.

    Objectives computed from the result are those of the rounded plan itself,
    not of what the solver thought of it.
    """
    result = np.clip(values, program.lower, program.upper)
    result = np.where(program.whole, np.round(result), result)
    result = np.where(np.abs(result) < NOTHING, 0.0, result)
    for name in FOLLOWS:
        group = program.group(name)
        if group.start < group.stop:
            result[group.start : group.stop] = _least(program, group, result)
    return result


def _least(program: Program, group: Group, values: Floats) -> Floats:
    """The least value of each decision of a group that its rows allow, all others given."""
    matrix = program.matrix
    mine = (matrix.column >= group.start) & (matrix.column < group.stop)
    row, column, coefficient = matrix.row[mine], matrix.column[mine], matrix.coefficient[mine]
    others = values.copy()
    others[group.start : group.stop] = 0.0
    activity = np.bincount(
        matrix.row, weights=matrix.coefficient * others[matrix.column], minlength=matrix.count
    )[row]
    upward = coefficient > 0
    bound = np.where(upward, matrix.lower[row], matrix.upper[row])
    with np.errstate(invalid="ignore"):
        needed = (bound - activity) / coefficient
    needed = np.where(np.isfinite(bound), needed, -np.inf)
    least = program.lower[group.start : group.stop].copy()
    np.maximum.at(least, column - group.start, needed)
    least = np.where(np.abs(least) < NOTHING, 0.0, least)
    whole = program.whole[group.start : group.stop]
    return np.where(whole, np.ceil(least - NOTHING), least)
