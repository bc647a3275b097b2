"""Least and most heads of tiny plans against all of their allocations, each judged by the rules."""

from __future__ import annotations

from collections import defaultdict

import pytest
from near_best_cases import alternatives
from oracle.brute_force import KEPT, allocations, brute_force, in_whole_units, possibilities
from oracle.facts import Facts, Sheets
from oracle.judge import Allocation, Key, breaches, folded
from oracle.random_plans import random_baseline, random_sheets
from oracle.random_seeds import seeds
from oracle.reading import read_facts
from oracle.test_against_reference import as_frame
from oracle.values import rank_values

from solver.plan.make import make_plan
from solver.plan.plan import SHORTFALLS
from solver.studies.alternatives.alternatives import LEAST_DIFFERENT
from solver.studies.alternatives.cells import Verdict
from solver.studies.alternatives.limits import Within
from solver.tables import fold, raw_tables

MOST = 600
"""Allocations that are tried; workbooks with more are left out."""

SHARES = (0.1, 1.0)
"""How much worse later ranks may be, in turn: with the second nearly everything is a choice."""


def heads_at(facts: Facts, allocation: dict[Key, float]) -> dict[tuple[str, str], float]:
    """Heads x periods by nation and site, as names are compared."""
    arcs = {arc.key: arc for arc in facts.arcs}
    heads: dict[tuple[str, str], float] = defaultdict(float)
    for key, units in allocation.items():
        arc = arcs[key]
        heads[fold(arc.contingent.nation.name), fold(arc.site.name)] += arc.heads * units
    return heads


def near_best_allocations(
    sheets: Sheets, baseline: Allocation, share: float
) -> tuple[Facts, list[dict[Key, float]]] | None:
    """All allocations that keep the rules and the limits; None where there are too many, or none."""
    facts = read_facts(sheets)
    if possibilities(facts) > MOST:
        return None
    best = brute_force(sheets, most=MOST, baseline=baseline)
    if not best:
        return None
    held = max(
        (at for at, each in enumerate(facts.priorities) if set(each.weights) & set(SHORTFALLS)),
        default=-1,
    )
    limits = [
        value + max(each.tolerance * value, 0 if at <= held else share * value) + KEPT
        for at, (value, each) in enumerate(zip(best, facts.priorities, strict=True))
    ]
    return facts, [
        allocation
        for allocation in allocations(facts)
        if not breaches(facts, allocation)
        and all(
            value <= limit
            for value, limit in zip(rank_values(facts, allocation, folded(baseline)), limits, strict=True)
        )
    ]


def verdict_of(least: float, most: float) -> Verdict:
    """The verdict that all allocations together give."""
    return "must" if least > 0 else "choice" if most > 0 else "never"


@pytest.mark.parametrize("seed", seeds(10))
def test_least_and_most_are_those_of_all_allocations(seed: int):
    """Every cell of a tiny random workbook; every other plan is one of the allocations within the limits."""
    workbook = random_sheets(seed, "tiny")
    sheets, baseline = in_whole_units(workbook), random_baseline(seed, workbook)
    within = Within(share=SHARES[seed % 2])
    tried = near_best_allocations(sheets, baseline, within.share)
    if tried is None:
        pytest.skip("too many allocations to try, or no plan")
    facts, near = tried
    plan = make_plan(raw_tables(sheets))
    answer = alternatives(plan, within, count=2, baseline=as_frame(plan, baseline))

    everywhere = [heads_at(facts, each) for each in near]
    for found in answer.cells:
        at = fold(found.nation), fold(found.site)
        heads = [each[at] for each in everywhere]
        assert (found.least, found.most) == (pytest.approx(min(heads)), pytest.approx(max(heads)))
        assert found.verdict == verdict_of(min(heads), max(heads))
        assert found.least_proved
        assert found.most_proved
    assert {(fold(each.nation), fold(each.site)) for each in answer.cells} == {
        (fold(arc.contingent.nation.name), fold(arc.site.name)) for arc in facts.arcs
    }
    presences = [frozenset(at for at, heads in each.items() if heads > 0) for each in everywhere]
    now = frozenset((fold(each.nation), fold(each.site)) for each in answer.cells if each.now > 0)
    for other in answer.plans:
        changed = frozenset((fold(each.nation), fold(each.site)) for each in other.changes)
        assert len(changed) >= LEAST_DIFFERENT
        assert now ^ changed in presences
