"""What may stand only once: keys, and rows that were pasted twice."""

from __future__ import annotations

import pytest
from small_plan import Records, errors, findings, sheets, warnings

CONTINGENT = sheets()["Contingents"][0]


def only(messages: list[str]) -> str:
    """The one finding that there is."""
    assert len(messages) == 1, messages
    return messages[0]


TWICE: Records = {
    "Settings": [{"Name": "Seed", "Value": 1}, {"Name": "seed ", "Value": 2}],
    "Nations": [{"Nation": "Estonia"}, {"Nation": "ESTONIA"}],
    "Contingents": [CONTINGENT, {**CONTINGENT, "Contingent": "est-1"}],
    "Roles": [{"Role": "infantry"}, {"Role": "Infantry"}],
    "Suitability": [
        {"Capability": "infantry", "Role": "infantry"},
        {"Capability": "Infantry", "Role": "infantry"},
    ],
    "Sites": [{"Site": "Lviv"}, {"Site": "Lviv\u00a0"}],
    "Conditions": [{"Condition": "truce", "Holds": "yes"}, {"Condition": "Truce", "Holds": "no"}],
    "Areas": [{"Area": "Estonia"}, {"Area": "estonia"}],
    "Movement": [{"Site": "Lviv", "Cost per head": 1}, {"Site": "lviv", "Cost per head": 2}],
    "Priorities": [{"Rank": 1, "Objective": "cost"}, {"Rank": 2, "Objective": "Cost"}],
}


@pytest.mark.parametrize("sheet", TWICE)
def test_what_names_a_row_stands_once(sheet):
    message = only(errors(**{sheet: TWICE[sheet]}))
    assert message.startswith(f"{sheet} row 3")
    assert "twice (also row 2); keep one" in message


def test_a_row_that_is_not_enabled_is_no_duplicate():
    assert errors(Sites=[{"Site": "Lviv"}, {"Site": "Lviv", "Enabled": "no"}]) == []


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
