"""Totals, notes, headings and places held for later, which count like any other row of their table."""

from __future__ import annotations

import pytest
from small_plans import errors, estonian, findings, need, only, row, site, warnings

from solver.text.no_names import reads_like


def test_a_total_row_is_said_with_what_it_sums():
    """1,000 + 600 = 1,600 heads."""
    rows = [
        site(zone="West", capacity=1000),
        site("Odesa", capacity=600),
        site("Total", capacity=1600),
    ]
    assert only(warnings(sites=rows)) == (
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
    found = warnings(sites=[site(zone="West"), *[site(name, capacity=number) for name, number in rows]])
    assert [message[message.index("(Cap") :].partition(" rows")[0] for message in found] == [
        "(Capacity 3 is the sum of 2",
        "(Capacity 9 is the sum of 2",
        "(Capacity 12 is the sum of 4",
    ]


def test_a_total_that_sums_nothing_is_said_without():
    rows = [site(zone="West", capacity=1000), site("Total", capacity=7)]
    assert "'Total' reads like a total, and counts" in only(warnings(sites=rows))


def test_of_a_total_with_blanks_only_the_total_is_said():
    """Nation is blank would come before what is wrong: that the row is none."""
    total = row("Contingents", contingent="Total", nation=None, capability=None, units=2)

    assert only(errors(contingents=[estonian(), estonian("EST-2"), total])) == (
        "Contingents row 4, Contingent: 'Total' reads like a total (Units 2 is the sum of 2 rows above), and "
        "counts all the same, as a row of Contingents, in which Nation, Capability and Heads per unit are "
        "blank; set Enabled to no, or take the row out of the table"
    )


def test_the_blanks_of_a_row_that_is_no_total_are_said():
    nameless = row(
        "Contingents", contingent="EST-2", nation=None, capability="infantry", units=2, heads_per_unit=9
    )

    assert "Nation is blank" in only(errors(contingents=[estonian(), nameless]))


ROWS = {
    "Nations": {"Nations": [row("Nations", nation="Estonia"), row("Nations", nation="Total")]},
    "Contingents": {"Contingents": [estonian(), estonian("Total heads")]},
    "Roles": {"Roles": [row("Roles", role="infantry"), row("Roles", role="Note: estimates")]},
    "Suitability": {
        "Suitability": [
            row("Suitability", capability="infantry", role="infantry"),
            row("Suitability", capability="* estimated", role="infantry"),
        ],
    },
    "Sites": {"Sites": [site(zone="West"), site("Source: ministries of defence")]},
    "Requirements": {"Requirements": [need(150, role="infantry"), need(150, role="Total")]},
    "Conditions": {
        "Conditions": [
            row("Conditions", condition="truce", holds="yes"),
            row("Conditions", condition="?", holds="no"),
        ]
    },
    "Areas": {"Areas": [row("Areas", area="Estonia", nation="Estonia"), row("Areas", area="Sum", own=1)]},
}


@pytest.mark.parametrize("name", ROWS)
def test_every_table_is_looked_through(name):
    found = [message for message in warnings(raw=ROWS[name]) if "reads like" in message]
    assert only(found).startswith(f"{name} row 3, ")


@pytest.mark.parametrize(
    ("sheet", "key", "more"),
    [("Sites", "Site", "Capacity"), ("Areas", "Area", "Own")],
)
def test_a_heading_among_rows_with_more_to_say_is_told_of(sheet, key, more):
    """A heading is an entry that nothing refers to."""
    rows = [{key: "Lviv" if key == "Site" else "Estonia", more: 1}, {key: "OPTIONAL"}, {key: "B", more: 1}]
    assert f"{sheet} row 3, {key}: 'OPTIONAL' has nothing but its name" in only(warnings(raw={sheet: rows}))


def test_a_short_row_is_none_where_it_is_used_or_all_are_short():
    rows = [site("Odesa", capacity=1), site(), site("Kyiv", capacity=1)]
    assert warnings(sites=rows) == []
    assert warnings(sites=[site(), site("Kyiv"), site("Odesa")]) == []
    nations = [
        row("Nations", nation="Estonia", dwell_ratio=1),
        row("Nations", nation="Malta"),
        row("Nations", nation="France", dwell_ratio=1),
    ]
    assert warnings(nations=nations) == []


HELD = {
    "Contingents row 2, Nation": {"Contingents": [estonian(nation="TBD")]},
    "Requirements row 2, Role": {"Requirements": [need(150, role="?")]},
    "Drawdown caps row 2, Capability": {
        "Areas": [row("Areas", area="Estonia")],
        "Drawdown caps": [row("Drawdown caps", applies_to="Estonia", cap_heads=1, capability="-")],
    },
    "Caveats row 2, Zone": {"Caveats": [row("Caveats", zone="n/a; West", effect="not", reason="x")]},
}


@pytest.mark.parametrize("place", HELD)
def test_a_name_held_for_later_is_no_name(place):
    """A cap on the capability '-' would never hold, and a contingent of the nation TBD leave no area."""
    assert place in [
        message.partition(":")[0] for message in errors(raw=HELD[place]) if "reads like a place" in message
    ]


def test_a_zone_held_for_later_is_a_warning():
    assert "leave the cell blank" in only(warnings(sites=[site(zone="n/a")]))


def test_an_unknown_site_that_is_a_total_is_told_to_be_one():
    rows = [need(100, role="infantry"), need(100, at="Total", role="infantry")]
    assert only(errors(requirements=rows)).startswith("Requirements row 3, Site: unknown site 'Total'")


def test_a_total_that_is_not_enabled_is_no_matter():
    assert warnings(sites=[site(zone="West"), site("Total", enabled="no")]) == []


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
        row("Areas", area="Estonia", nation="Estonia", groups="Baltics", own=1500),
        row("Areas", area="Latvia", nation="Latvia", groups="Baltics", own=2500),
        row("Areas", area="All of them", groups="Baltics", own=4000),
    ]
    said = [message for message in warnings(areas=areas) if message.startswith("Areas row 4, Area")]
    assert "'All of them' may be a total (Own 4000 is the sum of 2 rows above)" in said[0]

    named = [row("Drawdown caps", applies_to="All of them", cap_heads=100)]
    assert not [
        message for message in warnings(areas=areas, drawdown_caps=named) if "may be a total" in message
    ]


FULL = {
    "Nations": [
        row("Nations", nation="Estonia", dwell_ratio=2),
        row("Nations", nation="Latvia", dwell_ratio=2),
    ],
    "Roles": [row("Roles", role="infantry", measure="heads"), row("Roles", role="training", measure="heads")],
    "Sites": [site(capacity=900), site("Odesa", capacity=900)],
    "Areas": [row("Areas", area="Estonia", own=7000), row("Areas", area="Latvia", own=6000)],
}
KEY = {"Nations": "Nation", "Roles": "Role", "Sites": "Site", "Areas": "Area"}


@pytest.mark.parametrize("heading", ["Phase 2", "Allies", "OPTIONAL", "1) to be confirmed by capitals"])
@pytest.mark.parametrize("sheet", ["Sites", "Areas"])
def test_a_heading_among_the_entries_is_said(sheet, heading):
    """It would be a site or an area like the others; a nation or a role may have nothing more to say."""
    said = warnings(raw={sheet: [*FULL[sheet], {KEY[sheet]: heading}]})

    assert [
        message
        for message in said
        if message.startswith(f"{sheet} row 4, {KEY[sheet]}: '{heading}' has nothing but its name")
    ]


def test_a_name_to_which_something_refers_is_an_entry():
    """Lviv has a requirement, whatever else its row leaves blank."""
    assert findings(sites=[site(), *FULL["Sites"][1:], site("Rivne", zone="West")]) == []


@pytest.mark.parametrize("sheet", FULL)
def test_a_register_without_its_names_has_no_headings(sheet):
    """That the column is missing is what is said."""
    rows = [
        {column: value for column, value in entry.items() if column != KEY[sheet]} for entry in FULL[sheet]
    ]

    assert not [message for message in warnings(raw={sheet: rows}) if "nothing but the name" in message]


def test_a_register_of_nothing_but_names_is_one():
    """Where no row says more, none is odd."""
    assert findings(sites=[site(), site("Odesa"), site("Rivne", capacity=1)]) == []
