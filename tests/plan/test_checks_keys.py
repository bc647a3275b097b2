"""What may stand only once: keys, and rows that were pasted twice."""

from __future__ import annotations

import pytest
from small_plans import Workbook, errors, estonian, findings, only, row, site, warnings

TWICE: Workbook = {
    "Settings": [{"Name": "Seed", "Value": 1}, {"Name": "seed ", "Value": 2}],
    "Nations": [row("Nations", nation="Estonia"), row("Nations", nation="ESTONIA")],
    "Contingents": [estonian(), estonian("est-1")],
    "Roles": [row("Roles", role="infantry"), row("Roles", role="Infantry")],
    "Suitability": [
        row("Suitability", capability="infantry", role="infantry"),
        row("Suitability", capability="Infantry", role="infantry"),
    ],
    "Sites": [site(), site("Lviv\u00a0")],
    "Conditions": [
        row("Conditions", condition="truce", holds="yes"),
        row("Conditions", condition="Truce", holds="no"),
    ],
    "Areas": [row("Areas", area="Estonia"), row("Areas", area="estonia")],
    "Movement": [
        row("Movement", site="Lviv", cost_per_head=1),
        row("Movement", site="lviv", cost_per_head=2),
    ],
    "Priorities": [row("Priorities", rank=1, objective="cost"), row("Priorities", rank=2, objective="Cost")],
}


@pytest.mark.parametrize("sheet", TWICE)
def test_what_names_a_row_stands_once(sheet):
    message = only(errors(raw={sheet: TWICE[sheet]}))
    assert message.startswith(f"{sheet} row 3")
    assert "twice (also row 2); keep one" in message


def test_a_row_that_is_not_enabled_is_no_duplicate():
    assert errors(sites=[site(), site(enabled="no")]) == []


AREA = row("Areas", area="Estonia", nation="Estonia", own=4000, groups="Baltics")
LATVIA = row("Areas", area="Latvia", nation="Latvia", own=3000, groups="Baltics")
CAP = row("Drawdown caps", applies_to="Baltics", cap_heads=600)


REPEATED = {
    "Force": row("Force", ceiling=900),
    "Caveats": row("Caveats", nation="Estonia", site="Lviv", effect="not", reason="law"),
    "Drawdown caps": row("Drawdown caps", applies_to="Estonia", cap_heads=300, first=2),
    "Support ratios": row("Support ratios", role="infantry", per_heads=1000, needs=40),
    "Locks": row("Locks", contingent="EST-1", units_at_most=1),
}


@pytest.mark.parametrize("sheet", REPEATED)
def test_a_row_that_is_there_twice_is_said(sheet):
    """Both hold, which is hardly meant; a ratio that lacks would count twice."""
    rows = {"Areas": [AREA], sheet: [REPEATED[sheet], REPEATED[sheet]]}

    said = [message for message in warnings(raw=rows) if message.startswith(f"{sheet} row 3")]
    assert any("the row is the same as row 2, and both hold; keep one" in message for message in said), said


def test_the_numbered_points_of_a_list_are_the_odd_ones():
    """The cell with the numbers is named, not those that say it plainly."""
    rows = [
        AREA | row("Areas", groups="1. Baltics\n2. Nordics"),
        LATVIA | row("Areas", groups="Baltics; Nordics"),
    ]
    found = errors(areas=rows, drawdown_caps=[CAP])

    assert [message[:21] for message in found] == ["Areas row 2, Groups: "] * 2


def test_a_backfill_that_was_pasted_twice_is_an_error():
    """Rows add up: 2 * 200 = 400 heads could leave Estonia where 200 may be meant."""
    arrives = row("Backfill", area="Estonia", heads=200, first=2)

    assert errors(areas=[AREA], backfill=[arrives, arrives]) == [
        "Backfill row 3, Area: the row is the same as row 2, and rows add up: 400 heads where 200 may be "
        "meant; keep one, type 400 in one row, or tell them by a Note"
    ]
    told = [
        arrives | row("Backfill", note="a German brigade"),
        arrives | row("Backfill", note="a British one"),
    ]
    assert findings(areas=[AREA], backfill=told) == []


def test_rows_that_differ_in_one_cell_are_two_rows():
    """Another window, another arrival."""
    arrives = row("Backfill", area="Estonia", heads=200, first=2)

    assert findings(areas=[AREA], backfill=[arrives, arrives | row("Backfill", first=3)]) == []
