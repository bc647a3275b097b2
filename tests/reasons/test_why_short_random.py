"""Why a requirement lacks, on random tiny plans: against every allocation that keeps the rules."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest
from oracle.brute_force import allocations, in_whole_units, possibilities
from oracle.facts import Facts, Sheets
from oracle.judge import Key, breaches, folded
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from oracle.reading import read_facts

from solver.ledger.ledger import keep_ledger
from solver.optimise import Search, optimise
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.reasons.questions.base import base_of
from solver.reasons.questions.session import Session
from solver.reasons.questions.shortfalls.why_short import answers, worst_first
from solver.results.gaps import gap_rows
from solver.tables import fold, raw_tables

MOST = 3000
"""Allocations that a test may try."""

QUESTIONS = 2
"""Requirements of a plan that are asked about: those that lack most."""

Place = tuple[str, str, int]
Lacks = dict[Place, tuple[float, float]]


def lacks_of(facts: Facts, allocation: dict[Key, float]) -> Lacks:
    """What misses each minimum and target, by site, role and period."""
    found = {}
    for asked in facts.requirements:
        for period in facts.periods:
            if asked.row.holds(period):
                arcs = [arc for arc in facts.arcs if arc.requirement is asked and arc.period == period]
                here = sum(arc.provides * allocation.get(arc.key, 0.0) for arc in arcs)
                place = (fold(asked.site.name), fold(asked.role.name), period)
                found[place] = (max(asked.minimum - here, 0.0), max(asked.target - here, 0.0))
    return found


def allowed(sheets: Sheets) -> Iterator[Lacks]:
    """What lacks in every allocation that keeps the rules."""
    facts = read_facts(sheets)
    for allocation in allocations(facts):
        if not breaches(facts, allocation):
            yield lacks_of(facts, allocation)


def with_change(sheets: Sheets, setting: str) -> Sheets:
    """The workbook with a cell changed, as ``--set`` takes it; whole numbers stay whole."""
    tables = apply_overrides(raw_tables(sheets), (Override.parse(setting),))
    return {
        name: [
            {
                str(header): int(cell) if isinstance(cell, float) and cell.is_integer() else cell
                for header, cell in record.items()
                if not pd.isna(cell)
            }
            for record in table.cells.to_dict("records")
        ]
        for name, table in tables.items()
    }


def fills(sheets: Sheets, place: Place, now: Lacks) -> bool:
    """Whether an allocation leaves nothing to lack at a place, and no more than now anywhere else."""
    return any(
        lacks[place][1] <= 1e-6
        and all(
            each <= before + 1e-6
            for other in now
            if other != place
            for each, before in zip(lacks[other], now[other], strict=True)
        )
        for lacks in allowed(sheets)
    )


@pytest.mark.parametrize("seed", seeds(4))
def test_every_allocation_of_a_tiny_plan_agrees(seed: int):
    """The least lack is that of some allocation and of none less; each change does what it promises."""
    sheets = in_whole_units(random_sheets(seed, "tiny"))
    if possibilities(read_facts(sheets)) > MOST:
        pytest.skip("too many allocations to try")
    plan = make_plan(raw_tables(sheets))
    options = replace(Search.of(plan.settings), gap=0.0, threads=1)
    solution = optimise(plan, options)
    if not solution.has_plan:
        pytest.skip("no plan")
    session = Session(base_of(plan, solution), options, time.monotonic() + 60.0)
    rows = solution.allocation[["contingent", "role", "site", "period", "units"]].to_numpy().tolist()
    now = lacks_of(read_facts(sheets), folded({tuple(key): units for *key, units in rows}))

    gaps = gap_rows(plan, keep_ledger(plan, solution.allocation))
    gaps = gaps[gaps["kind"] == "requirement"][["site", "role", "period"]]
    asked = [(question.site, question.role, question.period) for question in worst_first(session.base)]
    assert asked == list(gaps.itertuples(index=False, name=None))

    for question in worst_first(session.base)[:QUESTIONS]:
        answer = list(answers(session, question))[-1]
        place = (fold(question.site), fold(question.role), question.period)
        least = min(lacks[place][1] for lacks in allowed(sheets))
        assert answer.least_lack == pytest.approx((least, least))
        assert answer.possible == (least <= 1e-6)
        for change in answer.changes:
            changed = with_change(sheets, change.setting)
            if possibilities(read_facts(changed)) <= MOST:
                assert fills(changed, place, now), change
