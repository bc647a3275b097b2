"""From the units sent to everything that follows from them: whole numbers made whole, helpers worked out."""

from __future__ import annotations

import numpy as np

from solver.model.program import Group, Program
from solver.model.terms import Floats

FOLLOWS = {
    "in_role": ("in_role",),
    "at_site": ("at_site",),
    "open": ("site_capacity", "site_in_use"),
    "opened": ("site_in_use",),
    "lack_minimum": ("requirement_met",),
    "lack_target": ("requirement_met",),
    "lack_support": ("support_ratio",),
    "lack_force": ("force_size",),
    "arrive": ("arrive",),
    "added": ("changed",),
    "taken": ("changed",),
    "worst": ("worst",),
    "burden": ("burden",),
}
"""Decisions that follow from ``send``, in this order, each with the rules that say what it stands for."""

NOBODY = 1e-6
"""Fractions of a unit below this are the solver's tolerance, nobody who would open a site."""

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
    send = program.group("send")
    result[send.start : send.stop] = np.where(
        result[send.start : send.stop] < NOBODY, 0.0, result[send.start : send.stop]
    )
    for name, rules in FOLLOWS.items():
        group = program.group(name)
        if group.start < group.stop:
            result[group.start : group.stop] = _least(program, group, rules, result)
    return result


def _least(program: Program, group: Group, rules: tuple[str, ...], values: Floats) -> Floats:
    """The least value of each decision of a group that those rules' rows allow, all others given."""
    matrix = program.matrix
    stating = np.zeros(matrix.count, dtype=bool)
    for rule in program.rules:
        if rule.name in rules:
            stating[rule.start : rule.start + len(rule.rows.limit)] = True
    every = matrix.row
    mine = (matrix.column >= group.start) & (matrix.column < group.stop) & stating[every]
    row, column, coefficient = every[mine], matrix.column[mine], matrix.coefficient[mine]
    others = values.copy()
    others[group.start : group.stop] = 0.0
    activity = np.bincount(every, weights=matrix.coefficient * others[matrix.column], minlength=matrix.count)
    bound = np.where(coefficient > 0, matrix.lower[row], matrix.upper[row])
    needed = np.full(len(row), -np.inf)
    stated = np.isfinite(bound)
    needed[stated] = (bound[stated] - activity[row[stated]]) / coefficient[stated]
    least = program.lower[group.start : group.stop].copy()
    np.maximum.at(least, column - group.start, needed)
    least = np.where(np.abs(least) < NOTHING, 0.0, least)
    whole = program.whole[group.start : group.stop]
    return np.where(whole, np.ceil(least - NOTHING), least)
