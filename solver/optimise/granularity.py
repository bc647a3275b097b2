"""The granularity of an objective: the number of which its value in every completed plan is a multiple."""

from __future__ import annotations

import math

import numpy as np

from solver.model.linexpr import Floats, Ints
from solver.model.program import Cost
from solver.optimise.rounding import Completion, DerivedDecisions
from solver.tolerances import GRID_ROUNDING

DECIMALS = 1_000_000
"""Numbers are compared as whole millionths; what has more decimals has no granularity."""

LARGEST = 2**53
"""Above this floating-point numbers are not exact, and nothing is said of them."""


def granularity(completion: Completion, cost: Cost) -> float:
    """The granularity of a cost, apart from its constant; 0 where nothing is known.

    Whole decisions have the granularity 1. A derived decision is at the least that its rows allow, so it is a
    multiple of the greatest common divisor of their limits and terms. Holds for completed plans, which are
    nowhere worse than what they were completed from; so not where a cost falls with what is derived.
    """
    known = np.where(completion.program.whole, DECIMALS, 0)
    for group in completion.derived:
        if not group.whole.all():
            columns = slice(group.start, group.start + len(group.lower))
            known[columns] = np.where(group.whole, DECIMALS, _of_derived(group, known))
    steps = _in_steps(cost.coefficient, known[cost.column])
    counts = cost.coefficient != 0
    falls = (cost.coefficient < 0) & ~completion.program.whole[cost.column]
    if not counts.any() or (steps[counts] == 0).any() or falls.any():
        return 0.0
    return math.gcd(*steps[counts].tolist()) / DECIMALS


def _of_derived(group: DerivedDecisions, known: Ints) -> Ints:
    """The granularity of each decision of a group, in millionths, given that of all decisions before."""
    own = np.full(group.rows, np.nan)
    own[group.own_row] = group.own_coefficient
    shared = np.bincount(group.own_row, minlength=group.rows) > 1
    divisor = np.where(np.isnan(own) | shared, 1.0, own)
    terms = _in_steps(group.coefficient / divisor[group.row], known[group.column])
    of_row = np.zeros(group.rows, dtype=np.int64)
    np.gcd.at(of_row, group.row, terms)
    unknown = shared.copy()
    unknown[group.row[(terms == 0) & (group.coefficient != 0)]] = True
    limits = _millionths(group.limit / group.own_coefficient)
    result = _millionths(group.lower)
    np.gcd.at(result, group.own, np.gcd(of_row[group.own_row], np.maximum(limits, 0)))
    lost = (_millionths(group.lower) < 0) | (np.bincount(group.own, minlength=len(result)) == 0)
    lost[group.own[unknown[group.own_row] | (limits < 0)]] = True
    return np.where(lost, 0, result)


def _in_steps(coefficient: Floats, known: Ints) -> Ints:
    """Coefficients times the granularity of their decisions, in millionths; 0 where that is not known."""
    return np.maximum(_millionths(coefficient * known / DECIMALS), 0)


def _millionths(numbers: Floats) -> Ints:
    """The size of numbers in whole millionths; -1 for what has more decimals, or is too large."""
    scaled = np.abs(np.where(np.isfinite(numbers), numbers, LARGEST)) * DECIMALS
    exact = (scaled < LARGEST) & (
        np.abs(scaled - np.round(scaled)) <= GRID_ROUNDING * np.maximum(1.0, scaled * 1e-9)
    )
    return np.where(exact, np.round(scaled), -1).astype(np.int64)
