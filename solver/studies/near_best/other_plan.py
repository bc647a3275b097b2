"""A worker's side of `alternatives`, then: a plan nearly as good in which others are elsewhere."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from solver.optimise.backend import Search
from solver.optimise.extraction import allocation_of, rank_value
from solver.optimise.extremes import UsedPlace
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.search_state import Checkpoint
from solver.reasons.questions.base import values_of
from solver.solution import Sizes, Solution, SolverUsed
from solver.studies.near_best.held_ranks import held_ranks
from solver.studies.near_best.near_best import NearBest
from solver.studies.near_best_asked import CellHeads, SeenCell

NODES = 100
"""Nodes for the search for places that are not used; it need not find the fewest."""

SHARE = 0.25
"""Share of the time for that search; the other ranks are settled in the rest."""

PRICE_GAP = 0.0005
"""How near to the least price of its nations at their sites a plan's is found, as a share, where the workbook
asks for less: a twentieth of what plans usually may be worse by, for a small part of the time."""


def other_plan(near: NearBest, seen: tuple[SeenCell, ...], options: Search, version: str) -> Solution:
    """A plan within the limits that uses few of these cells, its other ranks settled with nobody elsewhere.

    Its status is ``optimal`` where no plan of these nations at these sites is better by more than
    ``PRICE_GAP`` or the workbook's own gap; ``no_plan`` where no other one was found.
    """
    began, base = time.monotonic(), near.base
    at = {cell: place for place, cell in enumerate(near.cells)}
    places = [_place(near, at[each.nation, each.site], each) for each in seen]
    found = near.search.few_places(places, base.values, NODES, SHARE * options.time_limit)
    used = SolverUsed(name="highs", version=version, seed=options.seed, threads=options.threads)
    nothing = Solution(
        status="no_plan",
        allocation=allocation_of(base.plan, base.program, np.zeros(base.program.count)),
        ranks=(),
        solver=used,
        sizes=Sizes(),
        searches=1,
    )
    if found is None:
        return nothing
    upper = base.program.upper.copy()
    absent = near.heads_at(found) < near.unit / 2
    upper[near.column[absent[near.place]]] = 0.0
    program = replace(base.program, upper=upper)
    held = len(held_ranks(base.plan))
    left = max(options.time_limit - (time.monotonic() - began), 0.0)
    state = solve_ranks(
        program,
        replace(options, time_limit=left, gap=max(options.gap, PRICE_GAP)),
        near.search.kept,
        checkpoint=Checkpoint(values=found, settled=base.solved.settled[:held]),
    )
    if state.values is None or len(state.settled) < len(program.ranks):
        return nothing
    values = state.values
    near.refuse_breaches(values)
    ranks = zip(program.ranks, state.settled, strict=True)
    return replace(
        nothing,
        status=state.status,
        allocation=allocation_of(base.plan, program, values),
        ranks=tuple(rank_value(rank, settled, values) for rank, settled in ranks),
        searches=1 + state.searches,
        gap=max(options.gap, PRICE_GAP),
    )


def cells_of(near: NearBest, solution: Solution) -> tuple[CellHeads, ...]:
    """The heads at each cell in a plan; nothing where there is none."""
    if not solution.has_plan:
        return ()
    heads = near.heads_at(values_of(near.base.plan, near.base.program, solution.allocation))
    return tuple(
        CellHeads(nation=nation, site=site, least=float(there), most=float(there), unit=float(unit))
        for (nation, site), there, unit in zip(near.cells, heads, near.unit, strict=True)
    )


def _place(near: NearBest, at: int, seen: SeenCell) -> UsedPlace:
    """A cell as a place to be used no more; where no bound of its heads is known, its arcs have one."""
    there = np.flatnonzero(near.place == at)
    column, heads = near.column[there], near.heads[there]
    most = float(heads @ near.base.program.upper[column])
    most = min(most, seen.most) if seen.most else most
    return UsedPlace(column=column, heads=heads, most=most, weight=seen.times)
