"""Checks of money: each movement has one price."""

from __future__ import annotations

from small_plan import Records, errors, warnings


def only(messages: list[str]) -> str:
    """The one finding that there is."""
    assert len(messages) == 1, messages
    return messages[0]


GROUPS: Records = {
    "Nations": [{"Nation": "Estonia", "Groups": "Nordic; Baltic"}, {"Nation": "Latvia", "Groups": "Baltic"}],
}


TWO_PRICES = [
    {"Nation": "Nordic", "Site": "Lviv", "Cost per head": 1},
    {"Nation": "Baltic", "Site": "Lviv", "Cost per head": 2},
]


def test_a_nation_in_two_groups_of_two_prices_needs_its_own():
    message = only(errors(**GROUPS, Movement=TWO_PRICES))
    assert "Estonia is in Nordic (1, row 2) and in Baltic (2)" in message
    own = {"Nation": "Estonia", "Site": "Lviv", "Cost per head": 3}
    assert errors(**GROUPS, Movement=[*TWO_PRICES, own]) == []


def test_two_groups_of_one_price_leave_nothing_open():
    assert errors(**GROUPS, Movement=[{**row, "Cost per head": 1} for row in TWO_PRICES]) == []


def test_a_contingent_is_moved_to_a_site_at_one_price():
    rows = [
        {"Contingent": "EST-1", "Site": "Lviv", "Cost per head": 1},
        {"Contingent": "EST-1", "Nation": "Estonia", "Site": "Lviv", "Cost per head": 2},
    ]
    assert "EST-1 to Lviv is priced twice (also row 2)" in only(errors(Movement=rows))


def test_a_price_for_a_contingent_of_another_nation_never_counts():
    rows = [{"Contingent": "EST-1", "Nation": "Latvia", "Site": "Lviv", "Cost per head": 1}]
    found = warnings(Movement=rows, Nations=[{"Nation": "Estonia"}, {"Nation": "Latvia"}])
    assert "EST-1 is of Estonia, not of Latvia" in only(found)
