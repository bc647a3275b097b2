"""The results that a written plan should show, computed anew from its tables, units and bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from solver.audit import RULES
from solver.audit.rank_checks import restated, status_of
from solver.ledger.ledger import Ledger, keep_ledger
from solver.plan.plan import Plan
from solver.record import RunFacts, RunSpec, SolverOptions
from solver.results import columns
from solver.results.build import build_results
from solver.results.tables import Results, Table
from solver.solution import ALLOCATION_COLUMNS, RankValue, Sizes, Solution, SolverUsed

PROOF = ("Part value", "Bound")
"""Columns of the ranks that only a search can fill."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stated:
    """What a run says of itself. ``facts``: the first block of Run, each value as it stands in its cell."""

    ranks: Sequence[RankValue]
    scenario: str
    overrides: tuple[str, ...]
    baseline: pd.DataFrame | None
    facts: Mapping[str, object]


def expected_results(plan: Plan, ledger: Ledger, objectives: Mapping[str, float], stated: Stated) -> Results:
    """Every result table as it follows from the plan and its allocation.

    Worked out again: all but what only the run can know, which stays as it is stated: its bounds, what a
    rank came to when it was settled, the baseline, times, versions, paths and how it was asked. What
    the allocation sends and the plan does not know is left out.
    """
    known = _known(plan, ledger)
    gap = stated.facts.get(columns.GAP_FACT)
    asked = SolverOptions(gap=float(gap) if isinstance(gap, int | float) else 0.0)
    ranks = tuple(restated(plan, rank, objectives) for rank in stated.ranks)
    solution = Solution(
        status=status_of(ranks, asked.gap or 0.0),
        allocation=known.sent[list(ALLOCATION_COLUMNS)],
        ranks=ranks,
        solver=SolverUsed(name="", version="", seed=0, threads=0),
        sizes=Sizes(),
    )
    facts = RunFacts(
        input_path="",
        input_sha256="",
        spec=RunSpec(scenario=stated.scenario, overrides=stated.overrides, search=asked),
        rules_checked=tuple(RULES),
    )
    results = build_results(plan, solution, facts, stated.baseline, ledger=known)
    first, *others = results.run
    return replace(results, run=(_as_stated(first, stated.facts), *others))


def stated_cells(results: Results) -> int:
    """How many cells of Run such results only repeat: facts, the proof of ranks, overrides, baseline."""
    known = {columns.RUN_BLOCK: len(columns.COMPUTED_FACTS), columns.RANKS_BLOCK: 0}
    width = {columns.RUN_BLOCK: 1, columns.RANKS_BLOCK: len(PROOF)}
    return sum(
        len(block.frame) * width.get(block.title, len(block.fields)) - known.get(block.title, 0)
        for block in results.run
    )


def _known(plan: Plan, ledger: Ledger) -> Ledger:
    """The ledger of what the plan can hold: its names and its periods."""
    sent = ledger.sent
    known = sent["period"].between(1, plan.settings.periods) & sent["units"].gt(0)
    for name, register in (("contingent", plan.contingents), ("role", plan.roles), ("site", plan.sites)):
        known &= sent[name].isin(register[name])
    return ledger if known.all() else keep_ledger(plan, sent.loc[known, list(ALLOCATION_COLUMNS)])


def _as_stated(block: Table, facts: Mapping[str, object]) -> Table:
    """The facts of the run, with what only the run can know as it is stated; earlier ones have no seal."""
    rows = block.frame
    if columns.SEAL_FACT not in facts:
        rows = rows[rows["Fact"] != columns.SEAL_FACT].reset_index(drop=True)
    values = [
        value if name in columns.COMPUTED_FACTS or name not in facts else facts[name]
        for name, value in zip(rows["Fact"], rows["Value"], strict=True)
    ]
    return replace(block, frame=rows.assign(Value=pd.Series(values, dtype=object)))
