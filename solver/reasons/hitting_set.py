"""The fewest cells of which every contradiction has one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.model.program import Cost, Matrix, Program
from solver.optimise.highs_calls import new_highs, outcome_of, pass_program, set_cost


def hitting_set(
    contradictions: Sequence[frozenset[int]], seconds: float, besides: Sequence[frozenset[int]] = ()
) -> frozenset[int] | None:
    """The fewest cells that have one of each contradiction; None if there are none, or none in time.

    ``besides``: sets that are known already; a further one contains none of them.
    """
    cells = np.asarray(sorted(frozenset().union(*contradictions)), dtype=np.int64)
    members = [np.searchsorted(cells, sorted(each)) for each in (*contradictions, *besides)]
    starts = np.concatenate([[0], np.cumsum([len(each) for each in members])]).astype(np.int64)
    column = np.concatenate(members).astype(np.int64)
    rows, count = len(contradictions), len(cells)
    lower = np.concatenate([np.ones(rows), np.full(len(besides), -np.inf)])
    upper = np.concatenate([np.full(rows, np.inf), [len(each) - 1.0 for each in besides]])
    program = Program(
        groups=(),
        lower=np.zeros(count),
        upper=np.ones(count),
        whole=np.ones(count, dtype=bool),
        rules=(),
        matrix=Matrix(
            starts=starts,
            column=column,
            coefficient=np.ones(len(column)),
            lower=lower,
            upper=upper,
        ),
        ranks=(),
        labels={},
    )
    highs = new_highs(
        log_to_console=False, threads=1, random_seed=1, mip_rel_gap=0.0, time_limit=max(seconds, 0.0)
    )
    pass_program(highs, program)
    set_cost(highs, Cost(column=np.arange(count, dtype=np.int64), coefficient=np.ones(count)))
    highs.run()
    outcome = outcome_of(highs, None)
    if outcome.ending != "proved" or outcome.values is None:
        return None
    found = frozenset(cells[outcome.values > 0.5].tolist())
    hits = all(found & each for each in contradictions)
    return found if hits and not any(each <= found for each in besides) else None
