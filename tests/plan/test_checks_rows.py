"""Rows of every sheet: what may stand only once, From and To in order and within the plan."""

from __future__ import annotations

import pytest
from small_plans import (
    FOUR_PERIODS,
    Workbook,
    errors,
    estonian,
    findings,
    need,
    only,
    row,
    sheets_of,
    site,
    warnings,
)

from solver.errors import Finding, PlanError
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.tables import raw_tables

ESTONIA = row("Areas", area="Estonia", nation="Estonia", own=4000)

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


def test_from_after_to_is_an_error():
    assert "From (period 3) is after To (period 2)" in only(
        errors(sites=[site(zone="West", first=3, last=2)])
    )


def test_a_window_after_the_plan_is_a_warning():
    assert "From is period 5, outside the plan (periods 1-4)" in only(
        warnings(sites=[site(zone="West", first=5)])
    )


def test_a_window_before_the_plan_is_a_warning():
    assert "To is period 0, outside the plan" in only(warnings(sites=[site(zone="West", last="2025-12-31")]))


@pytest.mark.parametrize("edge", ["From", "To"])
def test_a_year_for_a_period_is_asked_about(edge):
    """As a period, 2026 would be long after every plan: To would mean the end without a word."""
    assert "if the year 2026 is meant, type a date" in only(errors(sites=[site(zone="West") | {edge: 2026}]))


PROTECTION: Workbook = {
    "Drawdown caps": [row("Drawdown caps", applies_to="Estonia", cap_heads=100)],
    "Locks": [row("Locks", contingent="EST-1", units_at_most=0)],
    "Caveats": [row("Caveats", nation="Estonia", zone="West", effect="not", reason="too near")],
    "Force": [row("Force", ceiling=100)],
}


OFFERS: Workbook = {
    "Contingents": [estonian(), estonian("EST-2")],
    "Sites": [site(zone="West"), site("Odesa")],
    "Requirements": [need(150, role="infantry"), need(150, role="medical")],
    "Force": [row("Force", floor=100)],
    "Backfill": [row("Backfill", area="Estonia", heads=100)],
    "Conditions": [row("Conditions", condition="truce", holds="yes")],
}


OUTSIDE = {
    "after the plan": {"first": 5},
    "a day after the plan": {"first": "2028-01-01"},
    "a day before it": {"last": "2025-12-31"},
}


def with_window(sheet: str, rows: Workbook, **fields: object) -> Workbook:
    """The area and these rows of a sheet, the last of them with more cells."""
    *others, last = rows[sheet]
    return {"Areas": [ESTONIA], sheet: [*others, last | row(sheet, **fields)]}


@pytest.mark.parametrize("window", OUTSIDE)
@pytest.mark.parametrize("sheet", PROTECTION)
def test_no_protection_vanishes_because_its_window_never_applies(sheet, window):
    """The plan has four half years from 2026; a cap outside it caps nothing, and nobody would know."""
    message = only(errors(raw=with_window(sheet, PROTECTION, **OUTSIDE[window])))
    assert "the row never holds" in message
    assert "set Enabled to no" in message


@pytest.mark.parametrize("sheet", PROTECTION)
def test_protection_that_is_over_can_be_switched_off(sheet):
    assert findings(raw=with_window(sheet, PROTECTION, last="2025-12-31", enabled="no")) == []


@pytest.mark.parametrize("sheet", OFFERS)
def test_what_is_offered_or_asked_for_outside_the_plan_is_only_warned_of(sheet):
    """Without it the plan is more careful, not less."""
    changed = with_window(sheet, OFFERS, first=5)
    assert errors(raw=changed) == []
    assert any("the row never holds" in message for message in warnings(raw=changed))


def test_protection_outside_the_plan_names_the_day_that_is_outside():
    """Four half years from 1 January 2026 end on 31 December 2027."""
    after = only(errors(raw=with_window("Locks", PROTECTION, first="2028-01-01")))
    before = only(errors(raw=with_window("Locks", PROTECTION, last="2025-12-31")))
    assert "2028-01-01 is after its end, 2027-12-31" in after
    assert "2025-12-31 is before its Start, 2026-01-01" in before


def overridden(changes: Workbook, *typed: str) -> list[Finding]:
    """What is found in the changed base under overrides."""
    stated = raw_tables(sheets_of(FOUR_PERIODS, raw=changes))
    changed = apply_overrides(stated, [Override.parse(text) for text in typed])
    try:
        return list(make_plan(changed, stated).warnings)
    except PlanError as error:
        return list(error.findings)


@pytest.mark.parametrize(
    ("window", "typed"),
    [
        ({"first": 3}, "Settings!Periods!Value=2"),
        ({"first": "2027-02-01"}, "Settings!Periods!Value=2"),
        ({"first": "2027-02-01"}, "Settings!Period months!Value=3"),
        ({"last": "2026-12-31"}, "Settings!Start!Value=2027-01-01"),
    ],
)
@pytest.mark.parametrize("sheet", PROTECTION)
def test_a_scenario_that_shortens_or_moves_the_plan_need_not_switch_off_what_is_outside_it(
    sheet, window, typed
):
    """The cap holds in the plan as the workbook states it: under the scenario it is warned of."""
    found = [
        finding
        for finding in overridden(with_window(sheet, PROTECTION, **window), typed)
        if "outside the plan" in finding.message
    ]
    assert [finding.severity for finding in found] == ["warning"]
    assert "of this scenario or --set: the row never holds in it" in found[0].message


def test_a_scenario_cannot_move_protection_out_of_the_plan():
    """An override of the cap's own window is the planner's word, and probably a slip."""
    cap = with_window("Drawdown caps", PROTECTION, last=4)
    found = overridden(cap, "Drawdown caps!Estonia!From=5", "Drawdown caps!Estonia!To=")
    assert [finding.severity for finding in found] == ["error"]


def test_a_scenario_does_not_excuse_protection_that_never_held():
    cap = with_window("Drawdown caps", PROTECTION, first=9)
    found = overridden(cap, "Settings!Periods!Value=2")
    assert [finding.severity for finding in found if "outside" in finding.message] == ["error"]
