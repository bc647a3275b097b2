"""Rounding and completion: whole decisions rounded, and those that follow from the units sent worked out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.model.linexpr import Floats, Ints
from solver.model.program import Group, Program
from solver.tolerances import SIMPLE_FRACTION, ZERO_SUM, ZERO_UNITS

DERIVED = {
    "in_role": ("in_role",),
    "at_site": ("at_site",),
    "open": ("site_capacity", "site_in_use"),
    "opened": ("site_in_use",),
    "lack_minimum": ("requirement_met",),
    "lack_target": ("requirement_met",),
    "lack_support": ("support_ratio",),
    "lack_force": ("force_size",),
    "present": ("nations_at_site",),
    "arrive": ("arrive",),
    "added": ("changed",),
    "taken": ("changed",),
    "worst": ("worst",),
    "burden": ("burden",),
    "worst_support": ("worst_support",),
    "provided": ("provided",),
    "asked": ("asked",),
    "lack_without": ("lack_without",),
    "worst_withdrawal": ("worst_withdrawal",),
}
"""Decisions derived from ``send``, in this order, each with the rules that define it."""

PARTS = 1000
"""The largest denominator of a simple fraction of a unit."""

CONVERGENTS = 17
"""Convergents looked at: with up to 1000 parts there are no more, one for each Fibonacci number at most."""

DIGITS = 12
"""Decimals of a unit, where it is no simple fraction."""


def completed(program: Program, values: Floats) -> Floats:
    """The plan with whole decisions rounded and every derived decision at the least that its rows allow.

    Objectives computed from the result are those of the rounded plan itself,
    not of the solver's approximate values.
    """
    return Completion(program).of(values)


class Completion:
    """The completion of plans of one program, prepared for many of them."""

    def __init__(self, program: Program) -> None:
        self.program = program
        groups = [(program.group(name), rules) for name, rules in DERIVED.items()]
        row = program.matrix.row
        self.derived = [
            _derived(program, group, rules, row) for group, rules in groups if group.start < group.stop
        ]

    def of(self, values: Floats) -> Floats:
        """The plan rounded and completed, as :func:`completed` says."""
        program = self.program
        result = np.clip(values, program.lower, program.upper)
        result = np.where(program.whole, np.round(result), result)
        result = np.where(np.abs(result) < ZERO_SUM, 0.0, result)
        send = program.group("send")
        sent = result[send.start : send.stop]
        sent = sent if program.whole_units else simple_fractions(sent)
        result[send.start : send.stop] = np.where(sent < ZERO_UNITS, 0.0, sent)
        for group in self.derived:
            result[group.start : group.start + len(group.lower)] = group.least(result)
        return result


def simple_fractions(values: Floats) -> Floats:
    """The values as the simple fractions to which they are nearly equal, all others to a trillionth.

    A fraction h / k with k up to ``PARTS`` that is within ``SIMPLE_FRACTION`` of a value is one
    of the convergents of its continued fraction (Legendre), so only these are looked at.
    """
    result = np.round(values, DIGITS)
    rest, found = values.copy(), np.zeros(len(values), dtype=bool)
    h, k = np.ones(len(values)), np.zeros(len(values))
    h_before, k_before = np.zeros(len(values)), np.ones(len(values))
    for _ in range(CONVERGENTS):
        whole = np.floor(rest + ZERO_SUM)
        h, h_before = whole * h + h_before, h
        k, k_before = whole * k + k_before, k
        fits = ~found & (k <= PARTS) & (np.abs(h - values * k) <= SIMPLE_FRACTION * k)
        result[fits] = h[fits] / k[fits]
        found |= fits
        left = rest - whole
        rest = 1.0 / np.where(left > ZERO_SUM, left, 1.0)
    return result


def start_from_baseline(program: Program) -> Floats | None:
    """A start from the baseline: its units where they may still be sent, NaN for derived decisions.

    A search that begins there does not end with a worse plan for want of time.
    None without a baseline, and where units are not whole.
    """
    held = program.group("added").table
    if held.empty or not program.whole_units:
        return None
    send = program.group("send")
    values = np.full(program.count, np.nan)
    values[send.start : send.stop] = 0.0
    arc = held["arc"].to_numpy()
    values[arc] = np.minimum(held["baseline"].to_numpy(), program.upper[arc])
    return values


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DerivedDecisions:
    """Derived decisions of one name, and the rows that define them.

    ``lower``, ``whole``: of each decision, the first being column ``start``. ``row`` (of ``rows`` rows),
    ``column``, ``coefficient``: of each entry of other decisions; ``own_row``, ``own``, ``own_coefficient``,
    ``limit``: of each entry of these, with the side of the row that holds it.
    """

    start: int
    lower: Floats
    whole: np.ndarray
    rows: int
    row: Ints
    column: Ints
    coefficient: Floats
    own_row: Ints
    own: Ints
    own_coefficient: Floats
    limit: Floats

    def least(self, values: Floats) -> Floats:
        """The least value of each decision that its rows allow, given all others."""
        activity = np.bincount(self.row, weights=self.coefficient * values[self.column], minlength=self.rows)
        needed = (self.limit - activity[self.own_row]) / self.own_coefficient
        least = self.lower.copy()
        np.maximum.at(least, self.own, needed)
        least = np.where(np.abs(least) < ZERO_SUM, 0.0, least)
        return np.where(self.whole, np.ceil(least - ZERO_SUM), least)


def _derived(program: Program, group: Group, rules: tuple[str, ...], row: Ints) -> DerivedDecisions:
    """The decisions of a group and those rows of the rules that hold any of them from below."""
    matrix = program.matrix
    stating = np.zeros(matrix.count, dtype=bool)
    for rule in program.rules:
        if rule.name in rules:
            stating[rule.start : rule.start + len(rule.rows.limit)] = True
    own = (matrix.column >= group.start) & (matrix.column < group.stop)
    limit = np.where(matrix.coefficient > 0, matrix.lower[row], matrix.upper[row])
    holding = np.flatnonzero(own & stating[row] & np.isfinite(limit))
    place = np.full(matrix.count, -1, dtype=np.int64)
    rows = np.unique(row[holding])
    place[rows] = np.arange(len(rows))
    other = np.flatnonzero(~own & (place[row] >= 0))
    return DerivedDecisions(
        start=group.start,
        lower=program.lower[group.start : group.stop],
        whole=program.whole[group.start : group.stop],
        rows=len(rows),
        row=place[row[other]],
        column=matrix.column[other],
        coefficient=matrix.coefficient[other],
        own_row=place[row[holding]],
        own=matrix.column[holding] - group.start,
        own_coefficient=matrix.coefficient[holding],
        limit=limit[holding],
    )
