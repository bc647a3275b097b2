"""The ledger's numbers of demand, each by hand: coverage and support."""

from __future__ import annotations

import pytest
from small_plans import FOUR_COMPANIES, POLISH, a_plan, need, pledge, row, sent, site, to_lviv, together

from solver.ledger.ledger import keep_ledger


def test_coverage_has_a_row_for_each_requirement_and_period_of_the_plan():
    """A window that reaches beyond the plan is cut at its ends."""
    plan = a_plan(
        FOUR_COMPANIES, requirements=[need(400, minimum=150, first=2, last=9)], settings={"Periods": 3}
    )
    rows = keep_ledger(plan, to_lviv(4, 1)).coverage

    assert rows["period"].tolist() == [2, 3]
    assert rows["provided"].tolist() == [100.0, 0.0]
    assert rows["lack_minimum"].tolist() == [50.0, 150.0]
    assert rows["lack_target"].tolist() == [300.0, 400.0]


def test_a_role_in_units_counts_units_and_weighs_their_worth():
    plan = a_plan(FOUR_COMPANIES, roles=[row("Roles", role="Infantry", measure="units", unit_worth=120)])
    asked = keep_ledger(plan, to_lviv(3)).coverage.iloc[0]

    assert (asked["provided"], asked["lack_target"], asked["unit_worth"], asked["measure"]) == (
        3.0,
        397.0,
        120.0,
        "units",
    )


def test_what_is_asked_at_a_site_that_is_not_there_lacks():
    plan = a_plan(FOUR_COMPANIES, sites=[site(first=2)], settings={"Periods": 2})

    assert keep_ledger(plan, to_lviv(4, first=2)).coverage["lack_target"].tolist() == [400.0, 0.0]


def support_plan(**ratio: object):
    """Infantry and medics at Lviv and Odesa; one medic for 20 supported heads, unless said otherwise."""
    medics = pledge("POL-MED", "POL", 4, capability="Medical", heads_per_unit=5)
    asked = [need(400, at=at, role=role) for at in ("Lviv", "Odesa") for role in ("Infantry", "Medical")]
    return a_plan(
        FOUR_COMPANIES,
        contingents=[POLISH, medics],
        sites=[site(), site("Odesa")],
        requirements=asked,
        support_ratios=[row("Support ratios", role="Medical", per_heads=20, needs=1, **ratio)],
        conditions=[row("Conditions", condition="backstop", holds="yes", first=2)],
        settings={"Periods": 2},
    )


INFANTRY_AND_FAR_MEDICS = together(
    to_lviv(2, 2), sent(*(("POL-MED", "Medical", "Odesa", period, 1) for period in (1, 2)))
)


def test_support_over_the_theatre_may_stand_anywhere():
    """200 heads need 10 medics; 5 are there, at the other site. Medics need no medics."""
    rows = keep_ledger(support_plan(), INFANTRY_AND_FAR_MEDICS).support

    assert rows["site"].tolist() == ["", ""]
    assert rows["needed"].tolist() == [10.0, 10.0]
    assert rows["provided"].tolist() == [5.0, 5.0]
    assert rows["lack"].tolist() == [5.0, 5.0]


def test_support_at_a_site_must_stand_there():
    rows = keep_ledger(support_plan(scope="site"), INFANTRY_AND_FAR_MEDICS).support
    lack = rows[rows["period"] == 1].set_index("site")["lack"]

    assert lack.to_dict() == {"Lviv": 10.0, "Odesa": 0.0}


def test_a_backstop_relieves_while_it_holds():
    rows = keep_ledger(support_plan(relieved_by="backstop", relief=0.8), INFANTRY_AND_FAR_MEDICS).support

    assert rows["needed"].tolist() == pytest.approx([10.0, 2.0])
    assert rows["lack"].tolist() == pytest.approx([5.0, 0.0])


def test_named_roles_are_supported_the_supporting_one_too_if_it_is_named():
    """(200 + 5) / 20."""
    rows = keep_ledger(support_plan(supported_roles="Infantry; Medical"), INFANTRY_AND_FAR_MEDICS).support

    assert rows["needed"].tolist() == [10.25, 10.25]
