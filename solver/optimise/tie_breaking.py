"""Tie-breaking: of the plans that are equally good in every rank, names alone choose one.

Neither the order of rows nor a solver's version, seed or threads matter.
Reduced-cost tightening keeps the searches short.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.backend import KeptRow
from solver.optimise.checked_solver import CheckedSolver
from solver.optimise.highs_calls import new_highs, pass_program
from solver.optimise.large.arrays import arrays_of
from solver.optimise.large.relaxation import lagrangian_bound, reduced_costs
from solver.optimise.search_state import KeptCost, SearchState, proved
from solver.tables import fold
from solver.tolerances import RANK_KEPT, TIGHTENING_MARGIN, WHOLE_STEP, ZERO_REDUCED_COST

NATIONS, CONTINGENTS = 32, 32
"""How many weights a nation at a site may have, and a contingent of it there."""

WEIGHTS = 10_000
"""How many weights an arc may have. Two rounds of them: of a thousand arcs that are
still open the chance of a tie is at most 1,000 / WEIGHTS ** 2 (isolation lemma of
Mulmuley, Vazirani and Vazirani, 1987, over pairs of weights)."""

log = logging.getLogger(__name__)


def settle_ties(solver: CheckedSolver, search: SearchState, deadline: float) -> bool:
    """Replace the plan by the one that names choose; returns whether that is proved to be the one.

    Only where every rank is proved exactly, and units are whole. First each rank with a tolerance is
    minimised within what the others leave it. Then weights by nation and site, and contingent and site, equal
    in all roles and periods, so that the same are together at the same place throughout. Then weights of
    contingent, role, site and period.
    """
    program = solver.program
    exact = proved(search, program.ranks, gap=0.0)
    if program.group("send").table.empty or not exact:
        return exact
    solver.reset_program(tightened(program, solver.kept))
    for rank in program.ranks:
        if rank.tolerance and not _settle(solver, search, rank.cost, deadline, RANK_KEPT):
            return False
    return all(
        _settle(solver, search, cost, deadline, WHOLE_STEP)
        for cost in (_together(program), *(_by_name(program, salt) for salt in ("1", "2")))
    )


def _settle(solver: CheckedSolver, search: SearchState, cost: Cost, deadline: float, step: float) -> bool:
    """Minimise this cost and keep its value; returns whether that is proved.

    ``step``: values that differ by less are equal; a millionth, as a share where it is a rank's own.
    """
    left = deadline - time.monotonic()
    if left <= 0.0 or search.interrupted:
        return False
    solver.minimise(cost)
    outcome = solver.solve(left, search.values, search.values, None)
    search.interrupted = outcome.interrupted
    if outcome.values is None:
        return False
    search.values = outcome.values
    value = cost.value(outcome.values)
    solver.keep(KeptCost(name=f"kept_tie_{len(solver.kept)}", cost=cost, limit=value, room=step / 2))
    log.info("settled a tie at %s, bound %s", value, outcome.bound)
    return value - outcome.bound < (step if step == WHOLE_STEP else RANK_KEPT * max(1.0, abs(value)))


def _together(program: Program) -> Cost:
    """Weights equal in all roles and periods: of a nation at a site first, then of a contingent."""
    send = program.group("send").table
    nation = _weights(program, "nation", ("nation", "site"), NATIONS)
    contingent = _weights(program, "contingent", ("contingent", "site"), CONTINGENTS)
    return Cost(column=send["column"].to_numpy(np.int64), coefficient=CONTINGENTS * nation + contingent)


def _by_name(program: Program, salt: str) -> Cost:
    """Weights of contingent, role, site and period."""
    weights = _weights(program, salt, ("contingent", "role", "site", "period"), WEIGHTS)
    return Cost(column=program.group("send").table["column"].to_numpy(np.int64), coefficient=weights)


def _weights(program: Program, salt: str, names: Sequence[str], count: int) -> Floats:
    """A whole number from 0 to ``count`` - 1 for each arc, from these of its names alone."""
    keys = zip(*(_spelled(program, name) for name in names), strict=True)
    known: dict[tuple[str, ...], int] = {}
    for key in (found := list(keys)):
        if key not in known:
            digest = hashlib.blake2b("\x1f".join((salt, *key)).encode(), digest_size=8).digest()
            known[key] = int.from_bytes(digest, "big") % count
    return np.array([known[key] for key in found], dtype=np.float64)


def _spelled(program: Program, name: str) -> Iterator[str]:
    """The names of the arcs in one column, in the spelling in which names are compared."""
    values = program.group("send").table[name].tolist()
    labels = program.labels.get(name)
    return (str(value) if labels is None else fold(labels[value]) for value in values)


ENOUGH_SECONDS = 10.0
"""For one relaxation; without its prices nothing is tightened."""


def tightened(program: Program, kept: Sequence[KeptCost]) -> Program:
    """The program with bounds that every plan within the kept ranks keeps anyway.

    At any prices of the rows no plan comes to less than the bound of these prices plus, for each decision,
    its reduced cost times its distance from the end that is cheaper. With the most that a rank may come to,
    that limits the distance. It holds whatever the solver says, for prices need not be the best.
    """
    rows = [each.row() for each in kept]
    for each in kept:
        program = _tightened_by(program, each, rows)
    return program


def _tightened_by(program: Program, rank: KeptCost, rows: Sequence[KeptRow]) -> Program:
    highs = _relaxed(program, rank, rows)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return program
    arrays = arrays_of(highs, program)
    prices = np.asarray(highs.getSolution().row_dual)
    limit = np.where(prices > 0, arrays.row_lower, arrays.row_upper)
    prices = np.where(np.isfinite(limit), prices, 0.0)
    bound, reduced = lagrangian_bound(arrays, prices), reduced_costs(arrays, prices)
    room = rank.limit - bound + TIGHTENING_MARGIN * max(1.0, abs(rank.limit))
    if not np.isfinite(room) or room < 0.0:
        return program
    return replace(
        program,
        upper=np.minimum(program.upper, _ends(program, program.lower, reduced, room)),
        lower=np.maximum(program.lower, _ends(program, program.upper, reduced, -room)),
    )


def _ends(program: Program, near: Floats, reduced: Floats, room: float) -> Floats:
    """The farthest end of each decision from its cheaper one; infinite where the prices do not limit it."""
    sign = np.sign(room)
    counts = (sign * reduced > ZERO_REDUCED_COST) & np.isfinite(near)
    away = np.where(counts, room / np.where(counts, np.abs(reduced), 1.0), sign * np.inf)
    end = np.where(counts, near, 0.0) + away
    whole = np.floor(end + TIGHTENING_MARGIN) if sign > 0 else np.ceil(end - TIGHTENING_MARGIN)
    return np.where(program.whole, whole, end + sign * TIGHTENING_MARGIN)


def _relaxed(program: Program, rank: KeptCost, rows: Sequence[KeptRow]) -> Any:
    """The relaxation of the program under one rank, with every kept row."""
    highs = new_highs(output_flag=False, solve_relaxation=True, threads=1, time_limit=ENOUGH_SECONDS)
    pass_program(highs, program)
    for row in rows:
        column = row.cost.column.astype(np.int32)
        limit = row.limit - row.cost.constant
        highs.addRow(-highspy.kHighsInf, limit, len(column), column, row.cost.coefficient)
    columns = np.arange(program.count, dtype=np.int32)
    highs.changeColsCost(len(columns), columns, rank.cost.dense(len(columns)))
    highs.changeObjectiveOffset(rank.cost.constant)
    return highs
