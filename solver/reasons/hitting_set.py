"""The fewest cells of which every contradiction has one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.model.program import Cost, Matrix, Program
from solver.optimise.highs_calls import new_highs, outcome_of, pass_program, set_cost


def hitting_set(contradictions: Sequence[frozenset[int]], seconds: float) -> frozenset[int] | None:
    """The fewest cells that have one of each contradiction; None if there are none, or none in time."""
    cells = np.asarray(sorted(frozenset().union(*contradictions)), dtype=np.int64)
    members = [np.searchsorted(cells, sorted(each)) for each in contradictions]
    starts = np.concatenate([[0], np.cumsum([len(each) for each in members])]).astype(np.int64)
    column = np.concatenate(members).astype(np.int64)
    rows, count = len(contradictions), len(cells)
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
            lower=np.ones(rows),
            upper=np.full(rows, np.inf),
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
    return found if all(found & each for each in contradictions) else None
