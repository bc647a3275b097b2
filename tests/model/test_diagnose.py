"""No plan: the least to give, each number with its cell and the smallest change that gives a plan."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from seconds import A_MOMENT
from small_answers import options_of
from small_plans import Record, a_plan, need, pledge, row, site

from solver.optimise import optimise
from solver.plan import Plan
from solver.reasons import Diagnosis, Proposal, diagnose
from solver.reasons.cells import changed
from solver.schema.columns import Kind

Change = tuple[str, int, str, float, float]
"""Sheet, row, column, old and new number."""

MUST_DEPLOY = "Must deploy"
OPEN = "Open"


def diagnosed(plan: Plan) -> Diagnosis:
    """What the search says of a plan that has no answer."""
    assert optimise(plan, options_of(plan)).status == "infeasible"
    found = diagnose(plan, options_of(plan), seconds=60)
    assert found.finished
    return found


def in_short(proposal: Proposal) -> list[Change]:
    """The changes of a proposal; switches (Must deploy, Open) without their numbers."""
    return [
        (relaxation.cell.sheet, relaxation.cell.sheet_row, relaxation.cell.column)
        + ((0, 0) if relaxation.cell.switch else (relaxation.old, relaxation.new))
        for relaxation in proposal.relaxations
    ]


def singles(plan: Plan) -> set[Change]:
    """The single changes found: each gives a plan with nothing else changed, and a step less of it none."""
    found = diagnosed(plan)
    assert found.together is None
    for proposal in found.singles:
        assert status_with(plan, proposal) == "optimal"
        if not proposal.relaxations[0].cell.switch:
            assert status_with(plan, a_step_less(proposal)) == "infeasible"
    return {change for proposal in found.singles for change in in_short(proposal)}


def a_step_less(proposal: Proposal) -> Proposal:
    """One head, one unit, one euro, a hundredth of a percent less than proposed."""
    relaxation = proposal.relaxations[0]
    step = 1e-4 if relaxation.cell.declared.kind is Kind.SHARE else 1
    less = relaxation.new - step if relaxation.cell.upward else relaxation.new + step
    return replace(proposal, relaxations=(replace(relaxation, new=less),))


def status_with(plan: Plan, proposal: Proposal) -> str:
    """How the search ends with these changes."""
    for relaxation in proposal.relaxations:
        plan = changed(plan, relaxation.cell, relaxation.new)
    return optimise(plan, options_of(plan)).status


def lock(**fields: object) -> Record:
    """A lock on the Polish companies."""
    return row("Locks", contingent="POL-INF", **fields)


THREE = [pledge(units=3)]
BESIDE_FRENCH = [pledge(units=3), pledge("FRA-INF", "France")]

CONFLICTS: Mapping[str, tuple[dict[str, Any], set[Change]]] = {
    "two locks contradict each other": (
        {"contingents": THREE, "locks": [lock(units_at_least=2), lock(units_at_most=1)]},
        {("Locks", 2, "Units at least", 2, 1), ("Locks", 3, "Units at most", 1, 2)},
    ),
    "a lock asks for more units than pledged": (
        {"locks": [lock(units_at_least=3)]},
        {("Locks", 2, "Units at least", 3, 1), ("Contingents", 2, "Units", 1, 3)},
    ),
    "a lock asks for many times the units pledged": (
        {"locks": [lock(units_at_least=30)]},
        {("Locks", 2, "Units at least", 30, 1), ("Contingents", 2, "Units", 1, 30)},
    ),
    "a site that must be open lacks many times what is pledged": (
        {"sites": [site(open="yes", least_heads=2950)]},
        {
            ("Sites", 2, "Least heads", 2950, 100),
            ("Sites", 2, OPEN, 0, 0),
            ("Contingents", 2, "Units", 1, 30),
        },
    ),
    "what must deploy does not fit": (
        {"contingents": [pledge(units=2, must_deploy="yes")], "sites": [site(capacity=150)]},
        {
            ("Sites", 2, "Capacity", 150, 200),
            ("Contingents", 2, "Units", 2, 1),
            ("Contingents", 2, MUST_DEPLOY, 0, 0),
        },
    ),
    "a lock costs more than the budget": (
        {
            "contingents": [pledge(units=3, cost_per_head=2)],
            "locks": [lock(units_at_least=2)],
            "settings": {"Budget per period": 399},
        },
        {("Settings", 3, "Budget per period", 399, 400), ("Locks", 2, "Units at least", 2, 1)},
    ),
    "a site that must be open lacks its least heads": (
        {"sites": [site(open="yes", least_heads=150)]},
        {
            ("Sites", 2, "Least heads", 150, 100),
            ("Sites", 2, OPEN, 0, 0),
            ("Contingents", 2, "Units", 1, 2),
        },
    ),
    "more sites must be open than may be": (
        {
            "sites": [site(open="yes"), site("Odesa", open="yes")],
            "settings": {"Open sites at most": 1},
        },
        {
            ("Settings", 3, "Open sites at most", 1, 2),
            ("Sites", 2, OPEN, 0, 0),
            ("Sites", 3, OPEN, 0, 0),
        },
    ),
    "a lock passes the ceiling": (
        {
            "contingents": THREE,
            "locks": [lock(units_at_least=3)],
            "force": [row("Force", ceiling=250)],
        },
        {("Force", 2, "Ceiling", 250, 300), ("Locks", 2, "Units at least", 3, 2)},
    ),
    "a lock ties up more than the pool": (
        {
            "contingents": THREE,
            "locks": [lock(units_at_least=2)],
            "nations": [row("Nations", nation="Poland", deployable_pool=500)],
        },
        {("Nations", 2, "Deployable pool", 500, 600), ("Locks", 2, "Units at least", 2, 1)},
    ),
    "a lock takes more from an area than its cap": (
        {
            "contingents": [pledge("EST-INF", "Estonia", heads_per_unit=150, must_deploy="yes")],
            "areas": [row("Areas", area="Estonia", nation="Estonia", own=1000)],
            "drawdown_caps": [row("Drawdown caps", applies_to="Estonia", cap_share=0.149, counts="deployed")],
        },
        {
            ("Contingents", 2, MUST_DEPLOY, 0, 0),
            ("Contingents", 2, "Units", 1, 0),
        },
    ),
    "a lock passes a requirement's maximum": (
        {
            "contingents": THREE,
            "requirements": [need(100, maximum=150)],
            "locks": [lock(units_at_least=2)],
        },
        {("Requirements", 2, "Maximum", 150, 200), ("Locks", 2, "Units at least", 2, 1)},
    ),
    "a nation's share cannot hold beside a lock": (
        {
            "contingents": BESIDE_FRENCH,
            "requirements": [need(400)],
            "locks": [lock(units_at_least=3)],
            "nations": [row("Nations", nation="Poland", largest_share=0.5), row("Nations", nation="France")],
        },
        {
            ("Nations", 2, "Largest share", 0.5, 0.75),
            ("Locks", 2, "Units at least", 3, 1),
            ("Contingents", 3, "Units", 1, 3),
        },
    ),
    "the lead cannot have its share beside a lock": (
        {
            "contingents": BESIDE_FRENCH,
            "requirements": [need(400)],
            "locks": [lock(units_at_least=3)],
            "nations": [row("Nations", nation="France", can_lead="yes"), row("Nations", nation="Poland")],
            "sites": [site(needs_lead="yes")],
            "settings": {"Lead share": 0.5},
        },
        {
            ("Settings", 3, "Lead share", 0.5, 0.25),
            ("Locks", 2, "Units at least", 3, 1),
            ("Contingents", 3, "Units", 1, 3),
            ("Nations", 3, "Can lead", 0, 0),
            ("Sites", 2, "Needs lead", 0, 0),
        },
    ),
    "nobody who must be at a site can lead it": (
        {
            "contingents": [pledge(must_deploy="yes")],
            "nations": [row("Nations", nation="Poland"), row("Nations", nation="France")],
            "sites": [site(needs_lead="yes")],
        },
        {
            ("Nations", 2, "Can lead", 0, 0),
            ("Sites", 2, "Needs lead", 0, 0),
            ("Contingents", 2, MUST_DEPLOY, 0, 0),
            ("Contingents", 2, "Units", 1, 0),
        },
    ),
    "more nations must be at a site than may be": (
        {
            "contingents": [pledge(must_deploy="yes"), pledge("FRA-INF", "France", must_deploy="yes")],
            "sites": [site(nations_at_most=1)],
        },
        {
            ("Sites", 2, "Nations at most", 1, 2),
            ("Contingents", 2, MUST_DEPLOY, 0, 0),
            ("Contingents", 2, "Units", 1, 0),
            ("Contingents", 3, MUST_DEPLOY, 0, 0),
            ("Contingents", 3, "Units", 1, 0),
        },
    ),
    "a site that is closed has a lock": (
        {"sites": [site(open="no")], "locks": [lock(units_at_least=1)]},
        {("Sites", 2, OPEN, 0, 0), ("Locks", 2, "Units at least", 1, 0)},
    ),
    # Two companies fit, three of them stay together.
    "a detachment does not fit": (
        {
            "contingents": [pledge(units=3, smallest_detachment=3)],
            "sites": [site(capacity=200)],
            "locks": [lock(units_at_least=1)],
        },
        {
            ("Contingents", 2, "Smallest detachment", 3, 2),
            ("Sites", 2, "Capacity", 200, 300),
            ("Locks", 2, "Units at least", 1, 0),
        },
    ),
    # A pool of one company is away in one of three periods.
    "a pool is away without a pause": (
        {
            "contingents": [pledge(basis="pool", dwell_ratio=2)],
            "settings": {"Periods": 3},
            "locks": [lock(units_at_least=1)],
        },
        {("Contingents", 2, "Units", 1, 3), ("Locks", 2, "Units at least", 1, 0)},
    ),
    # Companies of 70: between 100 and 130 heads there is no whole number of them.
    "only whole units do not fit": (
        {
            "contingents": [pledge(units=3, heads_per_unit=70)],
            "nations": [row("Nations", nation="Poland", least_heads=100)],
            "sites": [site(capacity=130)],
        },
        {("Nations", 2, "Least heads", 100, 70), ("Sites", 2, "Capacity", 130, 140)},
    ),
}

SHARE_OF_STOCK = "a lock takes more from an area than its cap"


@pytest.mark.parametrize("conflict", CONFLICTS)
def test_every_single_number_that_would_give_a_plan_is_named_with_its_least_change(conflict: str):
    sheets, wanted = CONFLICTS[conflict]
    found = singles(a_plan(**sheets))

    if conflict == SHARE_OF_STOCK:
        # 150 heads of 1,000.
        share = {change for change in found if change[2] == "Cap share"}
        assert [change[4] for change in share] == pytest.approx([0.15])
        found -= share
    assert found == wanted


def test_two_sites_that_are_both_too_small_need_two_numbers():
    """No single number mends both: the smallest set has one of each site, and gives a plan."""
    plan = a_plan(
        contingents=THREE,
        requirements=[need(), need(at="Odesa")],
        sites=[site(capacity=100), site("Odesa", capacity=50)],
        locks=[lock(site="Lviv", units_at_least=2), lock(site="Odesa", units_at_least=1)],
    )
    found = diagnosed(plan)

    assert found.singles == ()
    assert found.together is not None
    assert len(found.together.relaxations) == 2
    assert status_with(plan, found.together) == "optimal"


def test_the_sentences_say_cell_old_and_new_number():
    plan = a_plan(contingents=[pledge(units=2, must_deploy="yes")], sites=[site(capacity=150)])
    said = {str(finding) for proposal in diagnosed(plan).singles for finding in proposal.findings}

    assert "Sites row 2, Capacity: raise Capacity of Lviv from 150 to 200 heads" in said
    assert "Contingents row 2, Must deploy: release POL-INF: Must deploy from yes to no" in said


def test_the_search_ends_in_time_and_says_what_it_did_not_judge():
    """Sixty locks contradict sixty others: far more than a tenth of a second allows to judge."""
    pledges = [pledge(f"POL-{number:02}", units=3) for number in range(60)]
    locks = [
        row("Locks", contingent=f"POL-{number:02}", **{bound: units})
        for number in range(60)
        for bound, units in (("units_at_least", 2), ("units_at_most", 1))
    ]
    plan = a_plan(contingents=pledges, locks=locks)
    began = time.monotonic()
    found = diagnose(plan, options_of(plan), seconds=0.1)

    assert not found.finished
    assert time.monotonic() - began < A_MOMENT


def test_backfill_may_give_way_as_well_as_the_cap_that_it_raises():
    """Three companies of 100 tie up 900: the cap allows 100, and backfill 50 more."""
    plan = a_plan(
        contingents=[pledge("EST-INF", nation="Estonia", units=3, must_deploy=True)],
        sites=[site()],
        requirements=[need(300)],
        areas=[row("Areas", area="Estonia", nation="Estonia", own=1000)],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", cap_heads=100)],
        backfill=[row("Backfill", area="Estonia", heads=50)],
    )

    found = singles(plan)

    assert ("Backfill", 2, "Heads", 50, 800) in found
    assert ("Drawdown caps", 2, "Cap heads", 100, 850) in found
