"""Rows that were pasted twice, and names that only marks tell apart."""

from __future__ import annotations

import pytest
from small_plan import errors, findings, sheets, warnings

CONTINGENT = sheets()["Contingents"][0]
AREA = {"Area": "Estonia", "Nation": "Estonia", "Own": 4000, "Groups": "Baltics"}
LATVIA = {"Area": "Latvia", "Nation": "Latvia", "Own": 3000, "Groups": "Baltics"}
CAP = {"Applies to": "Baltics", "Cap heads": 600}
REPEATED = {
    "Force": {"Ceiling": 900},
    "Caveats": {"Nation": "Estonia", "Site": "Lviv", "Effect": "not", "Reason": "law"},
    "Drawdown caps": {"Applies to": "Estonia", "Cap heads": 300, "From": 2},
    "Support ratios": {"Role": "infantry", "Per heads": 1000, "Needs": 40},
    "Locks": {"Contingent": "EST-1", "Units at most": 1},
}
MARKED = [
    "Baltics*",
    "'Baltics",
    '"Baltics"',
    "(Baltics)",
    "Baltics.",
    "Balt-ics",
    "1. Baltics",
    "<b>Baltics</b>",
]


@pytest.mark.parametrize("sheet", REPEATED)
def test_a_row_that_is_there_twice_is_said(sheet):
    """Both hold, which is hardly meant; a ratio that lacks would count twice."""
    rows = {"Areas": [AREA], sheet.replace(" ", "_"): [REPEATED[sheet], REPEATED[sheet]]}

    said = [message for message in warnings(**rows) if message.startswith(f"{sheet} row 3")]
    assert any("the row is the same as row 2, and both hold; keep one" in message for message in said), said


def test_the_numbered_points_of_a_list_are_the_odd_ones():
    """The cell with the numbers is named, not those that say it plainly."""
    rows = [{**AREA, "Groups": "1. Baltics\n2. Nordics"}, {**LATVIA, "Groups": "Baltics; Nordics"}]
    found = errors(Areas=rows, Drawdown_caps=[CAP])

    assert [message[:21] for message in found] == ["Areas row 2, Groups: "] * 2


def test_a_backfill_that_was_pasted_twice_is_an_error():
    """Rows add up: 2 * 200 = 400 heads could leave Estonia where 200 may be meant."""
    arrives = {"Area": "Estonia", "Heads": 200, "From": 2}

    assert errors(Areas=[AREA], Backfill=[arrives, arrives]) == [
        "Backfill row 3, Area: the row is the same as row 2, and rows add up: 400 heads where 200 may be "
        "meant; keep one, type 400 in one row, or tell them by a Note"
    ]
    told = [{**arrives, "Note": "a German brigade"}, {**arrives, "Note": "a British one"}]
    assert findings(Areas=[AREA], Backfill=told) == []


def test_rows_that_differ_in_one_cell_are_two_rows():
    """Another window, another arrival."""
    arrives = {"Area": "Estonia", "Heads": 200, "From": 2}

    assert findings(Areas=[AREA], Backfill=[arrives, {**arrives, "From": 3}]) == []


@pytest.mark.parametrize("group", MARKED)
def test_a_group_that_only_marks_tell_from_another_is_an_error(group):
    """The cap on Baltics would lose Latvia without a word."""
    rows = [AREA, {"Area": "Finland", "Groups": "Baltics", "Own": 1}, {**LATVIA, "Groups": group}]
    found = [
        message for message in errors(Areas=rows, Drawdown_caps=[CAP]) if "Areas row 4, Groups" in message
    ]

    assert len(found) == 1
    assert "is another name than 'Baltics' in Areas row 2, though only marks tell them apart" in found[0]


@pytest.mark.parametrize(
    ("sheet", "changed"),
    [
        ("Caveats", {"Nation": "Estonia", "Zone": "'West", "Effect": "not", "Reason": "law"}),
        ("Caveats", {"Nation": "(Estonia)", "Site": "Lviv", "Effect": "not", "Reason": "law"}),
        ("Drawdown caps", {"Applies to": "Estonia", "Capability": "infantry.", "Cap heads": 0}),
    ],
)
def test_a_rule_for_a_name_with_marks_is_an_error(sheet, changed):
    """It would hold for nobody: today a warning that the row never applies."""
    found = errors(Areas=[AREA], **{sheet.replace(" ", "_"): [changed]})

    assert any("though only marks tell them apart; spell both alike" in message for message in found), found


def test_a_register_with_marks_is_named_at_its_own_cell():
    """Contingents say Estonia, sheet Nations '=Estonia': the odd one is in Nations."""
    found = errors(Nations=[{"Nation": "=Estonia"}])

    assert any(
        message.startswith("Nations row 2, Nation: '=Estonia' is another name") for message in found
    ), found


@pytest.mark.parametrize(("one", "other"), [("A-1", "A1"), ("1-1", "11"), ("A+", "A")])
def test_two_rows_named_so_on_purpose_stay_two(one, other):
    """Whoever gives each a row of its own means two; a mark between digits, or a plus, tells them apart."""
    rows = [{**CONTINGENT, "Contingent": one}, {**CONTINGENT, "Contingent": other}]

    assert findings(Contingents=rows) == []


def test_a_name_that_cannot_be_read_is_no_name():
    """Blank where a name must stand: said by its own finding, whatever the other rows hold."""
    rows = [{"Capability": "infantry", "Role": "infantry"}, {"Capability": None, "Role": "training"}]

    assert len(errors(Suitability=rows)) == 1


def test_zones_a_and_a_plus_are_two_zones():
    """A plus says more than a mark."""
    rows = [{"Site": "Lviv", "Zone": "A"}, {"Site": "Odesa", "Zone": "A+"}, {"Site": "Kyiv", "Zone": "1-1"}]

    assert findings(Sites=[*rows, {"Site": "Rivne", "Zone": "11"}]) == []


def test_a_scenario_whose_rows_bear_two_names_is_an_error():
    """Half of it would be a scenario of its own."""
    row = {"Scenario": "worse", "Sheet": "Sites", "Row": "Lviv", "Column": "Zone", "Value": "East"}
    found = errors(Scenarios=[row, row, {**row, "Scenario": "worse*"}])

    assert [
        message
        for message in found
        if message.startswith("Scenarios row 4, Scenario: 'worse*' is another name")
    ]


@pytest.mark.parametrize("zone", ["'West", "West\u00b2"])
def test_a_mark_in_a_name_that_stands_once_is_warned_of(zone):
    """Nothing is misread by it, but no formula finds the name."""
    said = warnings(Sites=[{"Site": "Lviv", "Zone": zone}])
    assert [message for message in said if f"'{zone}' is the whole name" in message]


def test_an_apostrophe_that_begins_a_name_is_none_for_excel():
    assert findings(Sites=[{"Site": "Lviv", "Zone": "'s-Hertogenbosch"}]) == []
