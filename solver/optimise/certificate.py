"""Certificates: what multipliers of a relaxation's rows prove of every plan, in exact arithmetic.

Weighed by any multipliers of the right sign, the rows of a linear program bound its objective. A solver that
proposes the multipliers need not be believed: the bound is worked out anew, from the program's own numbers
and in fractions, so that no rounding is part of it either.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.rounding import Completion, DerivedDecisions
from solver.optimise.search_state import KeptCost
from solver.tolerances import ANSWER_ERROR, OUTWARD, RANK_KEPT, SUM_ROUNDING

NONE = Fraction(0)

LARGEST_PART = 10_000
"""The largest denominator of a multiplier that is taken for a fraction of the smallest."""

EXACTLY_HELD = 2.0**53
"""Whole numbers below this are exact in floating point."""


def certified_bound(
    program: Program,
    rows: Sequence[KeptCost],
    cost: Cost,
    multipliers: Floats,
    upper: Floats | None = None,
) -> Fraction | None:
    """The bound that these multipliers prove: no plan that keeps the program and ``rows`` costs less.

    ``multipliers``: one for each row of the program, then one for each of ``rows``: how much more the cost
    comes to for one more of the row's limit. Those of the wrong sign are left out. ``upper``: what
    :func:`upper_bounds` says, where it is at hand. None where a decision without an upper bound could make
    up for it.
    """
    upper = upper_bounds(program) if upper is None else upper
    matrix = program.matrix
    prices = np.asarray(multipliers[: matrix.count], dtype=np.float64)
    limit = np.where(prices > 0, matrix.lower, matrix.upper)
    prices = np.where(np.isfinite(limit) & np.isfinite(prices), prices, 0.0)
    bound = Fraction(cost.constant)
    reduced = dict(zip(cost.column.tolist(), map(Fraction, cost.coefficient.tolist()), strict=True))
    for at in np.flatnonzero(prices).tolist():
        price = Fraction(float(prices[at]))
        bound += price * Fraction(float(limit[at]))
        entries = slice(int(matrix.starts[at]), int(matrix.starts[at + 1]))
        _subtract(reduced, price, matrix.column[entries].tolist(), matrix.coefficient[entries].tolist())
    for row, told in zip(rows, multipliers[matrix.count :], strict=True):
        price = Fraction(min(float(told), 0.0))
        if price:
            bound += price * (_most(row) - Fraction(row.cost.constant))
            _subtract(reduced, price, row.cost.column.tolist(), row.cost.coefficient.tolist())
    for column, left in reduced.items():
        end = program.lower[column] if left > 0 else upper[column]
        if left and not math.isfinite(end):
            return None
        bound += left * Fraction(float(end)) if left else NONE
    return bound


def certified_contradiction(program: Program, multipliers: Floats) -> bool:
    """Whether these multipliers of its rows prove that no plan keeps the program, also not with small misses.

    Weighed by them the rows ask for more than any decisions within their bounds give, and for more than rows
    may be missed by. Tried as small whole numbers first, for of those the sums come out even.
    """
    nothing = Cost(column=np.zeros(0, dtype=np.int64), coefficient=np.zeros(0))
    multipliers = np.where(np.isfinite(multipliers), multipliers, 0.0)
    for tried in (_whole(multipliers), multipliers):
        if tried is None:
            continue
        bound = certified_bound(program, (), nothing, tried, program.upper)
        if bound is not None and bound > _missed(program, tried):
            return True
    return False


def _missed(program: Program, multipliers: Floats) -> Fraction:
    """The most that the weighed rows may be missed by together in a plan that counts as keeping them."""
    limit = np.where(multipliers > 0, program.matrix.lower, program.matrix.upper)
    weights = np.where(np.isfinite(limit), np.abs(multipliers), 0.0)
    sizes = np.maximum(1.0, np.abs(np.where(np.isfinite(limit), limit, 0.0)))
    return Fraction(ANSWER_ERROR) * Fraction(float(weights @ sizes))


def _whole(multipliers: Floats) -> Floats | None:
    """The multipliers as whole numbers in the same proportion, None where they would be too large."""
    least = np.abs(multipliers[multipliers != 0]).min(initial=np.inf)
    shares = [
        Fraction(float(each) / least).limit_denominator(LARGEST_PART)
        for each in multipliers[multipliers != 0]
    ]
    together = math.lcm(*(share.denominator for share in shares))
    found = multipliers.copy()
    found[multipliers != 0] = [float(share * together) for share in shares]
    return found if np.abs(found).max(initial=0.0) < EXACTLY_HELD else None


def _subtract(reduced: dict[int, Fraction], price: Fraction, columns: list[int], terms: list[float]) -> None:
    """Take a row, weighed by its price, from the reduced costs."""
    for column, term in zip(columns, terms, strict=True):
        reduced[column] = reduced.get(column, NONE) - price * Fraction(term)


def _most(row: KeptCost) -> Fraction:
    """The most that the row lets its cost come to, with all that is forgiven to a plan that keeps it."""
    share = RANK_KEPT if row.relaxed else SUM_ROUNDING
    return Fraction(row.limit) + Fraction(RANK_KEPT) + Fraction(share) * abs(Fraction(row.limit))


def upper_bounds(program: Program) -> Floats:
    """The most that each decision comes to in a completed plan, infinite where nothing says it.

    What follows from the units sent is no more there than its rows ask of it. No rank is worse in a completed
    plan, so a bound of all completed plans is one of all plans.
    """
    upper = program.upper.copy()
    for group in Completion(program).derived:
        columns = slice(group.start, group.start + len(group.lower))
        upper[columns] = np.minimum(upper[columns], _needed_at_most(group, program.lower, upper))
    return upper


def _needed_at_most(group: DerivedDecisions, lower: Floats, upper: Floats) -> Floats:
    """The most that any plan needs of each decision of a group, rounded outward."""
    positive = group.coefficient > 0
    least_of = np.where(positive, lower[group.column], upper[group.column])
    most_of = np.where(positive, upper[group.column], lower[group.column])
    least = np.bincount(group.row, weights=group.coefficient * least_of, minlength=group.rows)
    most = np.bincount(group.row, weights=group.coefficient * most_of, minlength=group.rows)
    others = np.where(group.own_coefficient > 0, least[group.own_row], most[group.own_row])
    needed = (group.limit - others) / group.own_coefficient
    found = group.lower.copy()
    np.maximum.at(found, group.own, needed)
    found = np.where(group.whole, np.ceil(found), found)
    outward: Floats = found + OUTWARD * np.maximum(1.0, np.abs(found))
    return outward
