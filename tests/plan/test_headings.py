"""Headings, and sums among the rows of a table."""

from __future__ import annotations

import pytest
from small_plan import findings, warnings

FULL = {
    "Nations": [{"Nation": "Estonia", "Dwell ratio": 2}, {"Nation": "Latvia", "Dwell ratio": 2}],
    "Roles": [{"Role": "infantry", "Measure": "heads"}, {"Role": "training", "Measure": "heads"}],
    "Sites": [{"Site": "Lviv", "Capacity": 900}, {"Site": "Odesa", "Capacity": 900}],
    "Areas": [{"Area": "Estonia", "Own": 7000}, {"Area": "Latvia", "Own": 6000}],
}
KEY = {"Nations": "Nation", "Roles": "Role", "Sites": "Site", "Areas": "Area"}


@pytest.mark.parametrize("heading", ["Phase 2", "Allies", "OPTIONAL", "1) to be confirmed by capitals"])
@pytest.mark.parametrize("sheet", ["Sites", "Areas"])
def test_a_heading_among_the_entries_is_said(sheet, heading):
    """It would be a site or an area like the others; a nation or a role may have nothing more to say."""
    said = warnings(**{sheet: [*FULL[sheet], {KEY[sheet]: heading}]})

    assert [
        message
        for message in said
        if message.startswith(f"{sheet} row 4, {KEY[sheet]}: '{heading}' has nothing but its name")
    ]


def test_a_name_to_which_something_refers_is_an_entry():
    """Lviv has a requirement, whatever else its row leaves blank."""
    assert findings(Sites=[{"Site": "Lviv"}, *FULL["Sites"][1:], {"Site": "Rivne", "Zone": "West"}]) == []


@pytest.mark.parametrize("sheet", FULL)
def test_a_register_without_its_names_has_no_headings(sheet):
    """That the column is missing is what is said."""
    rows = [{column: value for column, value in row.items() if column != KEY[sheet]} for row in FULL[sheet]]

    assert not [message for message in warnings(**{sheet: rows}) if "nothing but the name" in message]


def test_a_register_of_nothing_but_names_is_one():
    """Where no row says more, none is odd."""
    assert findings(Sites=[{"Site": "Lviv"}, {"Site": "Odesa"}, {"Site": "Rivne", "Capacity": 1}]) == []


@pytest.mark.parametrize("column", ["Floor", "Ceiling"])
def test_a_row_of_sums_in_force_is_said(column):
    """1,000 + 1,500 = 2,500 in a row without any window."""
    rows = [{column: 1000, "To": 1}, {column: 1500, "From": 2}, {column: 2500}]
    said = warnings(Force=rows)

    assert [
        message
        for message in said
        if f"Force row 4, {column}: {column} 2500 is the sum of the 2 rows" in message
    ]


def test_a_force_that_grows_is_no_sum():
    """10,000 + 15,000 = 25,000, but from period 3 on."""
    rows = [{"Floor": 10000, "To": 1}, {"Floor": 15000, "From": 2, "To": 2}, {"Floor": 25000, "From": 3}]

    assert [message for message in warnings(Force=rows) if "sum" in message] == []
