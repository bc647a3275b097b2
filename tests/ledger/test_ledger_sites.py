"""The ledger's numbers of sites, each by hand: who leads, and whether a site is open."""

from __future__ import annotations

from small_plans import ESTONIAN, FOUR_COMPANIES, FRENCH, POLISH, a_plan, row, site, to_lviv, together

from solver.ledger.ledger import keep_ledger


def test_the_lead_is_the_able_nation_with_most_heads_ties_by_name():
    plan = a_plan(
        FOUR_COMPANIES,
        nations=[
            row("Nations", nation="POL"),
            row("Nations", nation="FRA", can_lead="yes"),
            row("Nations", nation="EST", can_lead="yes"),
        ],
        contingents=[POLISH, FRENCH, ESTONIAN],
        sites=[site(needs_lead="yes", running_cost=5)],
        settings={"Periods": 3},
    )
    allocation = together(
        to_lviv(4, 4), to_lviv(1, 2, contingent="FRA-INF"), to_lviv(1, 1, contingent="EST-INF")
    )
    rows = keep_ledger(plan, allocation).sites

    assert rows["lead"].tolist() == ["EST", "FRA", ""]
    assert rows["nations"].tolist() == [3, 3, 0]
    assert rows["open"].tolist() == [True, True, False]
    assert rows["running_cost"].tolist() == [5.0, 5.0, 0.0]
