"""Rows of every sheet: what may stand only once, From and To in order and within the plan."""

from __future__ import annotations

import pytest
from small_plan import Records, errors, findings, sheets, warnings

from solver.errors import Finding, PlanError
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.tables import raw_tables

CONTINGENT = sheets()["Contingents"][0]
REQUIREMENT = sheets()["Requirements"][0]
ESTONIA = {"Area": "Estonia", "Nation": "Estonia", "Own": 4000}


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


def test_from_after_to_is_an_error():
    assert "From (period 3) is after To (period 2)" in only(errors(Sites={"From": 3, "To": 2}))


def test_a_window_after_the_plan_is_a_warning():
    assert "From is period 5, outside the plan (periods 1-4)" in only(warnings(Sites={"From": 5}))


def test_a_window_before_the_plan_is_a_warning():
    assert "To is period 0, outside the plan" in only(warnings(Sites={"To": "2025-12-31"}))


@pytest.mark.parametrize("edge", ["From", "To"])
def test_a_year_for_a_period_is_asked_about(edge):
    """As a period, 2026 would be long after every plan: To would mean the end without a word."""
    assert "if the year 2026 is meant, type a date" in only(errors(Sites={edge: 2026}))


PROTECTION: Records = {
    "Drawdown caps": [{"Applies to": "Estonia", "Cap heads": 100}],
    "Locks": [{"Contingent": "EST-1", "Units at most": 0}],
    "Caveats": [{"Nation": "Estonia", "Zone": "West", "Effect": "not", "Reason": "too near"}],
    "Force": [{"Ceiling": 100}],
}


OFFERS: Records = {
    "Contingents": [CONTINGENT, {**CONTINGENT, "Contingent": "EST-2"}],
    "Sites": [{"Site": "Lviv", "Zone": "West"}, {"Site": "Odesa"}],
    "Requirements": [REQUIREMENT, {**REQUIREMENT, "Site": "Lviv", "Role": "medical"}],
    "Force": [{"Floor": 100}],
    "Backfill": [{"Area": "Estonia", "Heads": 100}],
    "Conditions": [{"Condition": "truce", "Holds": "yes"}],
}


OUTSIDE = {
    "after the plan": {"From": 5},
    "a day after the plan": {"From": "2028-01-01"},
    "a day before it": {"To": "2025-12-31"},
}


def with_window(sheet: str, rows: dict[str, list[dict[str, object]]], **cells: object) -> dict[str, object]:
    """The base with these rows of a sheet, the last of them with more cells."""
    *others, last = rows[sheet]
    return {"Areas": [ESTONIA], sheet: [*others, last | cells]}


@pytest.mark.parametrize("window", OUTSIDE)
@pytest.mark.parametrize("sheet", PROTECTION)
def test_no_protection_vanishes_because_its_window_never_applies(sheet, window):
    """The plan has four half years from 2026; a cap outside it caps nothing, and nobody would know."""
    message = only(errors(**with_window(sheet, PROTECTION, **OUTSIDE[window])))
    assert "the row never holds" in message
    assert "set Enabled to no" in message


@pytest.mark.parametrize("sheet", PROTECTION)
def test_protection_that_is_over_can_be_switched_off(sheet):
    assert findings(**with_window(sheet, PROTECTION, To="2025-12-31", Enabled="no")) == []


@pytest.mark.parametrize("sheet", OFFERS)
def test_what_is_offered_or_asked_for_outside_the_plan_is_only_warned_of(sheet):
    """Without it the plan is more careful, not less."""
    changed = with_window(sheet, OFFERS, From=5)
    assert errors(**changed) == []
    assert any("the row never holds" in message for message in warnings(**changed))


def test_protection_outside_the_plan_names_the_day_that_is_outside():
    """Four half years from 1 January 2026 end on 31 December 2027."""
    after = only(errors(**with_window("Locks", PROTECTION, From="2028-01-01")))
    before = only(errors(**with_window("Locks", PROTECTION, To="2025-12-31")))
    assert "2028-01-01 is after its end, 2027-12-31" in after
    assert "2025-12-31 is before its Start, 2026-01-01" in before


def overridden(changes: dict[str, object], *typed: str) -> list[Finding]:
    """What is found in the changed base under overrides."""
    stated = raw_tables(sheets(**changes))
    changed = apply_overrides(stated, [Override.parse(text) for text in typed])
    try:
        return list(make_plan(changed, stated).warnings)
    except PlanError as error:
        return list(error.findings)


@pytest.mark.parametrize(
    ("window", "typed"),
    [
        ({"From": 3}, "Settings!Periods!Value=2"),
        ({"From": "2027-02-01"}, "Settings!Periods!Value=2"),
        ({"From": "2027-02-01"}, "Settings!Period months!Value=3"),
        ({"To": "2026-12-31"}, "Settings!Start!Value=2027-01-01"),
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
    cap = with_window("Drawdown caps", PROTECTION, To=4)
    found = overridden(cap, "Drawdown caps!Estonia!From=5", "Drawdown caps!Estonia!To=")
    assert [finding.severity for finding in found] == ["error"]


def test_a_scenario_does_not_excuse_protection_that_never_held():
    cap = with_window("Drawdown caps", PROTECTION, From=9)
    found = overridden(cap, "Settings!Periods!Value=2")
    assert [finding.severity for finding in found if "outside" in finding.message] == ["error"]
