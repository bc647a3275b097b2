"""Totals, notes, headings and places held for later, which count like any other row of their table."""

from __future__ import annotations

import pytest
from small_plan import errors, findings, sheets, warnings

from solver.plan.checks.notes import reads_like

CONTINGENT = sheets()["Contingents"][0]
REQUIREMENT = sheets()["Requirements"][0]
LVIV = sheets()["Sites"][0]


def only(messages: list[str]) -> str:
    """The one finding that there is."""
    assert len(messages) == 1, messages
    return messages[0]


def test_a_total_row_is_said_with_what_it_sums():
    """1,000 + 600 = 1,600 heads."""
    rows = [
        {**LVIV, "Capacity": 1000},
        {"Site": "Odesa", "Capacity": 600},
        {"Site": "Total", "Capacity": 1600},
    ]
    assert only(warnings(Sites=rows)) == (
        "Sites row 4, Site: 'Total' reads like a total (Capacity 1600 is the sum of 2 rows above), and "
        "counts all the same, as a row of Sites; set Enabled to no, or take the row out of the table"
    )


def test_a_subtotal_sums_since_the_last_one_and_a_grand_total_all():
    """1 + 2 = 3; 4 + 5 = 9; 3 + 9 = 12."""
    rows = [
        ("A", 1),
        ("B", 2),
        ("Subtotal", 3),
        ("C", 4),
        ("D", 5),
        ("Subtotal east", 9),
        ("Grand total", 12),
    ]
    found = warnings(Sites=[LVIV, *[{"Site": name, "Capacity": number} for name, number in rows]])
    assert [message[message.index("(Cap") :].partition(" rows")[0] for message in found] == [
        "(Capacity 3 is the sum of 2",
        "(Capacity 9 is the sum of 2",
        "(Capacity 12 is the sum of 4",
    ]


def test_a_total_that_sums_nothing_is_said_without():
    rows = [{**LVIV, "Capacity": 1000}, {"Site": "Total", "Capacity": 7}]
    assert "'Total' reads like a total, and counts" in only(warnings(Sites=rows))


ROWS = {
    "Nations": {"Nations": [{"Nation": "Estonia"}, {"Nation": "Total"}]},
    "Contingents": {"Contingents": [CONTINGENT, {**CONTINGENT, "Contingent": "Total heads"}]},
    "Roles": {"Roles": [{"Role": "infantry"}, {"Role": "Note: estimates"}]},
    "Suitability": {
        "Suitability": [
            {"Capability": "infantry", "Role": "infantry"},
            {"Capability": "* estimated", "Role": "infantry"},
        ]
    },
    "Sites": {"Sites": [LVIV, {"Site": "Source: ministries of defence"}]},
    "Requirements": {"Requirements": [REQUIREMENT, {**REQUIREMENT, "Role": "Total"}]},
    "Conditions": {"Conditions": [{"Condition": "truce", "Holds": "yes"}, {"Condition": "?", "Holds": "no"}]},
    "Areas": {"Areas": [{"Area": "Estonia", "Nation": "Estonia"}, {"Area": "Sum", "Own": 1}]},
}


@pytest.mark.parametrize("name", ROWS)
def test_every_table_is_looked_through(name):
    found = [message for message in warnings(**ROWS[name]) if "reads like" in message]
    assert only(found).startswith(f"{name} row 3, ")


@pytest.mark.parametrize(
    ("sheet", "key", "more"),
    [("Sites", "Site", "Capacity"), ("Areas", "Area", "Own")],
)
def test_a_heading_among_rows_with_more_to_say_is_told_of(sheet, key, more):
    """A heading is an entry that nothing refers to."""
    rows = [{key: "Lviv" if key == "Site" else "Estonia", more: 1}, {key: "OPTIONAL"}, {key: "B", more: 1}]
    assert f"{sheet} row 3, {key}: 'OPTIONAL' has nothing but its name" in only(warnings(**{sheet: rows}))


def test_a_short_row_is_none_where_it_is_used_or_all_are_short():
    rows = [{"Site": "Odesa", "Capacity": 1}, {"Site": "Lviv"}, {"Site": "Kyiv", "Capacity": 1}]
    assert warnings(Sites=rows) == []
    assert warnings(Sites=[{"Site": "Lviv"}, {"Site": "Kyiv"}, {"Site": "Odesa"}]) == []
    nations = [
        {"Nation": "Estonia", "Dwell ratio": 1},
        {"Nation": "Malta"},
        {"Nation": "France", "Dwell ratio": 1},
    ]
    assert warnings(Nations=nations) == []


HELD = {
    "Contingents row 2, Nation": {"Contingents": {"Nation": "TBD"}},
    "Requirements row 2, Role": {"Requirements": {"Role": "?"}},
    "Drawdown caps row 2, Capability": {
        "Areas": [{"Area": "Estonia"}],
        "Drawdown_caps": [{"Applies to": "Estonia", "Cap heads": 1, "Capability": "-"}],
    },
    "Caveats row 2, Zone": {"Caveats": [{"Zone": "n/a; West", "Effect": "not", "Reason": "x"}]},
}


@pytest.mark.parametrize("place", HELD)
def test_a_name_held_for_later_is_no_name(place):
    """A cap on the capability '-' would never hold, and a contingent of the nation TBD leave no area."""
    assert place in [
        message.partition(":")[0] for message in errors(**HELD[place]) if "reads like a place" in message
    ]


def test_a_zone_held_for_later_is_a_warning():
    assert "leave the cell blank" in only(warnings(Sites={"Zone": "n/a"}))


def test_an_unknown_site_that_is_a_total_is_told_to_be_one():
    rows = [{**REQUIREMENT, "Target": 100}, {**REQUIREMENT, "Site": "Total", "Target": 100}]
    assert only(errors(Requirements=rows)).startswith("Requirements row 3, Site: unknown site 'Total'")


def test_a_total_that_is_not_enabled_is_no_matter():
    assert warnings(Sites=[LVIV, {"Site": "Total", "Enabled": "no"}]) == []


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("TOTAL:", "a total"),
        ("Grand Total", "a total"),
        ("Sub-total", "a total"),
        ("Sum of heads", "a total"),
        ("Gesamt", "a total"),
        ("Zwischensumme", "a total"),
        ("Total g\u00e9n\u00e9ral", "a total"),
        ("Totale", "a total"),
        ("Razem", "a total"),
        ("Yhteens\u00e4", "a total"),
        ("Kokku", "a total"),
        ("I\u0161 viso", "a total"),
        ("\u0412\u0441\u044c\u043e\u0433\u043e", "a total"),
        ("\u0418\u0442\u043e\u0433\u043e:", "a total"),
        ("\u03a3", "a total"),
        ("Notes:", "a note"),
        ("N.B.: without reserves", "a note"),
        ("Quelle: Verteidigungsministerium", "a note"),
        ("\u2020 pledged in private", "a note"),
        ("Figures stand as of March 2026 and those with a star are only estimates of ours", "a note"),
        ("Updated 12.03.2026 by J3", "a note"),
        ("as of 2026-03-12", "a note"),
        ("--- land ---", "a heading"),
        ("T.B.D.", "a place held for later"),
        ("N/A", "a place held for later"),
        ("-----", "a place held for later"),
        ("to be confirmed", "a place held for later"),
    ],
)
def test_totals_notes_and_places_held_are_known_in_many_tongues(name, like):
    assert reads_like(name) == like


@pytest.mark.parametrize(
    "name",
    [
        "Sumy",
        "Somme",
        "Monte Viso",
        "NA",
        "007",
        "Standby site",
        "Totalf\u00f6rsvaret",
        "Western hub and stores",
    ],
)
def test_names_are_names(name):
    assert reads_like(name) == ""


def test_a_row_of_areas_that_is_a_sum_is_said_whatever_it_is_called():
    """4,000 = 1,500 + 2,500: a cap of a share of the Baltics would be twice as wide."""
    areas = [
        {"Area": "Estonia", "Nation": "Estonia", "Groups": "Baltics", "Own": 1500},
        {"Area": "Latvia", "Nation": "Latvia", "Groups": "Baltics", "Own": 2500},
        {"Area": "All of them", "Groups": "Baltics", "Own": 4000},
    ]
    said = [message for message in warnings(Areas=areas) if message.startswith("Areas row 4, Area")]
    assert "'All of them' may be a total (Own 4000 is the sum of 2 rows above)" in said[0]

    named = [{"Applies to": "All of them", "Cap heads": 100}]
    assert not [
        message for message in warnings(Areas=areas, Drawdown_caps=named) if "may be a total" in message
    ]


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
