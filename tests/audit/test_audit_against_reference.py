"""The audit against a second reading of the rules, on random workbooks and random allocations."""

from __future__ import annotations

from random import Random

import pandas as pd
import pytest
from oracle.judge import breaches, folded
from oracle.random_plans import random_baseline, random_sheets
from oracle.random_seeds import seeds
from oracle.reading import read_facts
from oracle.values import objective_values as values_by_reference
from small_plans import sent

from solver.audit import RULES
from solver.ledger.eligibility import allowed_arcs
from solver.ledger.ledger import keep_ledger, objective_values
from solver.plan.make import make_plan
from solver.reasons.unused import why_unused
from solver.tables import fold, raw_tables

Allocation = dict[tuple[str, str, str, int], float]


def as_frame(allocation: Allocation) -> pd.DataFrame:
    rows = sent(*((*key, units) for key, units in allocation.items()))
    return rows.astype({"period": "int64", "units": float})


def random_allocation(seed: int, arcs: list[tuple[str, str, str, int]], density: float) -> Allocation:
    """Whole and split units on some of the arcs, often more than is allowed."""
    random = Random(f"{seed} {density}")
    chosen = [key for key in arcs if random.random() < density]
    return {key: random.choice((1.0, 1.0, 2.0, 3.0, 0.75)) for key in chosen}


@pytest.mark.parametrize("seed", seeds(4))
def test_audit_and_reference_agree_on_arcs_rules_and_objectives(seed):
    """Both read the same sheets, each in its own way; neither has seen the model."""
    sheets = random_sheets(seed)
    plan, facts = make_plan(raw_tables(sheets)), read_facts(sheets)
    arcs = [arc.key for arc in facts.arcs]
    mine = allowed_arcs(plan).itertuples(index=False, name=None)
    baseline = folded(random_baseline(seed, sheets))

    assert {(fold(one), fold(role), fold(site), period) for one, role, site, period in mine} == set(arcs)
    for density in (0.0, 0.2, 1.0):
        allocation = random_allocation(seed, arcs, density)
        ledger = keep_ledger(plan, as_frame(allocation))
        broken = {breach.rule for rule in RULES.values() for breach in rule(plan, ledger)}
        values = objective_values(plan, ledger, as_frame(baseline))
        expected = set(breaches(facts, allocation))

        # The reference calls more units than pledged a breach of must_deploy, too.
        over_pledged = {"must_deploy"} if "pledged_units" in expected else set()
        assert broken - over_pledged == expected - over_pledged
        assert values == pytest.approx(values_by_reference(facts, allocation, baseline), rel=1e-9, abs=1e-9)
        assert why_unused(plan, ledger)["reason"].ne("").all()
