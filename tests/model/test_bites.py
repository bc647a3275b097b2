"""Every rule bites: without it, a plan made for it gets better."""

from __future__ import annotations

import pytest
from rule_plans import RULE_PLANS
from small_answers import best, options_of
from small_plans import a_plan

from solver.model import build
from solver.model.build import RULES, RuleFunction
from solver.optimise import optimise


def test_every_rule_has_a_plan_in_which_it_binds():
    assert list(RULE_PLANS) == [rule.__name__ for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_without_the_rule_its_plan_gets_better(rule: RuleFunction, monkeypatch: pytest.MonkeyPatch):
    """Better: in the first rank in which the two plans differ, by more than rounding."""
    plan = a_plan(**RULE_PLANS[rule.__name__])
    kept = best(plan).values
    monkeypatch.setattr(build, "RULES", tuple(other for other in RULES if other is not rule))

    free = optimise(plan, options_of(plan))

    differing = [
        (without.final, with_it)
        for without, with_it in zip(free.ranks, kept, strict=True)
        if without.final != pytest.approx(with_it)
    ]
    assert differing
    assert differing[0][0] < differing[0][1]
