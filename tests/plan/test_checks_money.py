"""Checks of money: each movement has one price."""

from __future__ import annotations

from small_plans import Records, errors, only, row, warnings

GROUPS: dict[str, Records] = {
    "nations": [
        row("Nations", nation="Estonia", groups="Nordic; Baltic"),
        row("Nations", nation="Latvia", groups="Baltic"),
    ],
}


TWO_PRICES = [
    row("Movement", nation="Nordic", site="Lviv", cost_per_head=1),
    row("Movement", nation="Baltic", site="Lviv", cost_per_head=2),
]


def test_a_nation_in_two_groups_of_two_prices_needs_its_own():
    message = only(errors(**GROUPS, movement=TWO_PRICES))
    assert "Estonia is in Nordic (1, row 2) and in Baltic (2)" in message
    own = row("Movement", nation="Estonia", site="Lviv", cost_per_head=3)
    assert errors(**GROUPS, movement=[*TWO_PRICES, own]) == []


def test_two_groups_of_one_price_leave_nothing_open():
    assert errors(**GROUPS, movement=[price | row("Movement", cost_per_head=1) for price in TWO_PRICES]) == []


def test_a_contingent_is_moved_to_a_site_at_one_price():
    rows = [
        row("Movement", contingent="EST-1", site="Lviv", cost_per_head=1),
        row("Movement", contingent="EST-1", nation="Estonia", site="Lviv", cost_per_head=2),
    ]
    assert "EST-1 to Lviv is priced twice (also row 2)" in only(errors(movement=rows))


def test_a_price_for_a_contingent_of_another_nation_never_counts():
    rows = [row("Movement", contingent="EST-1", nation="Latvia", site="Lviv", cost_per_head=1)]
    found = warnings(
        movement=rows, nations=[row("Nations", nation="Estonia"), row("Nations", nation="Latvia")]
    )
    assert "EST-1 is of Estonia, not of Latvia" in only(found)
