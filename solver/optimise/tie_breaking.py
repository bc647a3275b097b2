"""Tie-breaking: of the plans that are equally good in every rank, names alone choose one.

Neither the order of rows nor a solver's version, seed or threads matter.
Reduced-cost tightening keeps the searches short.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator, Sequence

import numpy as np

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.checked_solver import CheckedSolver
from solver.optimise.search_state import KeptCost, SearchState, proved
from solver.optimise.tightening import tightened
from solver.tables import fold
from solver.tolerances import RANK_KEPT, WHOLE_STEP

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
