"""Findings that need more than one cell, one test an oddity."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from inspect import isgeneratorfunction

import pytest
from small_plan import Records, errors, findings, plan_of, sheets, warnings

from solver.errors import Finding, PlanError
from solver.plan import checks
from solver.plan.checks import CHECKS
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


# What may stand only once

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


def test_a_role_is_asked_for_once_in_any_period():
    rows = [{**REQUIREMENT, "To": 3}, {**REQUIREMENT, "From": 2, "To": 4}]
    assert only(errors(Requirements=rows)) == (
        "Requirements row 3, Site: Lviv / infantry is asked for twice in periods 2-3 (also row 2); keep one"
    )


def test_a_long_requirement_runs_into_every_later_one():
    """Row 2 covers 1-4; rows 3 (period 2) and 4 (period 3) do not touch each other."""
    rows = [
        {**REQUIREMENT, "To": 4},
        {**REQUIREMENT, "From": 2, "To": 2},
        {**REQUIREMENT, "From": 3, "To": 3},
    ]
    found = errors(Requirements=rows)
    assert ["row 2" in message for message in found] == [True, True]


def test_requirements_that_follow_each_other_do_not_overlap():
    rows = [{**REQUIREMENT, "To": 2}, {**REQUIREMENT, "From": 3}, {**REQUIREMENT, "Role": "medical"}]
    assert errors(Requirements=rows) == []


def test_an_area_is_not_named_like_a_group():
    areas = [{"Area": "Estonia", "Groups": "Latvia"}, {"Area": "Latvia"}]
    assert "group 'Latvia' is also the name of the area (row 3)" in only(errors(Areas=areas))


def test_a_nation_is_not_named_like_a_group():
    nations = [{"Nation": "Estonia", "Groups": "Nordic; finland"}, {"Nation": "Finland"}]
    assert "is also the name of the nation (row 3)" in only(errors(Nations=nations))


def test_an_area_is_not_named_none():
    assert "'none' means no area" in only(errors(Areas=[{"Area": "None"}]))


# References

UNKNOWN: dict[str, tuple[Records, str]] = {
    "nation": (
        {"Nations": [{"Nation": "Estonia"}], "Contingents": [{**CONTINGENT, "Nation": "Estona"}]},
        "Estonia",
    ),
    "area": ({"Areas": [ESTONIA], "Contingents": [{**CONTINGENT, "Drawn from": "Estona"}]}, "Estonia"),
    "condition": (
        {
            "Conditions": [{"Condition": "US backstop", "Holds": "no"}],
            "Contingents": [{**CONTINGENT, "Conditions": "US backstp"}],
        },
        "US backstop",
    ),
    "site": ({"Requirements": [{**REQUIREMENT, "Site": "Lvi"}]}, "Lviv"),
    "role": (
        {"Roles": [{"Role": "infantry"}], "Requirements": [{**REQUIREMENT, "Role": "infntry"}]},
        "infantry",
    ),
    "contingent": ({"Locks": [{"Contingent": "EST1", "Units at most": 1}]}, "EST-1"),
    "area or group": (
        {
            "Areas": [{**ESTONIA, "Groups": "Baltics"}],
            "Drawdown caps": [{"Applies to": "Baltcs", "Cap heads": 0}],
        },
        "Baltics",
    ),
    "nation or group": (
        {
            "Nations": [{"Nation": "Estonia", "Groups": "Nordic"}],
            "Caveats": [{"Nation": "Estonia; Nordik", "Effect": "not", "Reason": "x"}],
        },
        "Nordic",
    ),
    "capability": (
        {
            "Suitability": [{"Capability": "infantry", "Role": "infantry"}],
            "Caveats": [{"Capability": "infantri", "Effect": "not", "Reason": "x"}],
        },
        "infantry",
    ),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_an_unknown_name_comes_with_the_nearest(what):
    records, near = UNKNOWN[what]
    message = only(errors(**records))
    assert f"unknown {what} '" in message
    assert f"did you mean '{near}'?" in message


def test_an_unknown_name_says_to_which_sheet_it_could_be_added():
    assert only(errors(Requirements={"Site": "Odesa"})).endswith(
        "unknown site 'Odesa'; add it to sheet Sites"
    )


@pytest.mark.parametrize("absent", [None, []])
def test_areas_and_conditions_must_exist_when_named(absent):
    assert "unknown area" in only(errors(Areas=absent, Contingents={"Drawn from": "Estonia"}))
    assert "unknown condition" in only(errors(Conditions=absent, Contingents={"Conditions": "truce"}))


def test_of_a_missing_sheet_only_the_sheet_is_told():
    """That every site is unknown then goes without saying."""
    tables = sheets()
    del tables["Sites"]

    with pytest.raises(PlanError) as told:
        make_plan(raw_tables(tables))

    assert "sheet Sites is missing" in only([finding.message for finding in told.value.findings])


def test_a_name_that_is_not_enabled_is_said_to_be_so():
    rows = [{"Site": "Lviv", "Enabled": "no"}, {"Site": "Odesa"}]
    assert "'Lviv' is not enabled (sheet Sites, row 2)" in only(errors(Sites=rows))


def test_names_separated_by_commas_are_told_to_use_semicolons():
    records = {
        "Sites": [{"Site": "Lviv"}, {"Site": "Odesa"}],
        "Caveats": [{"Site": "Lviv, Odesa", "Effect": "not", "Reason": "x"}],
    }
    assert "separate several by ;" in only(errors(**records))


def test_drawn_from_none_is_no_area():
    assert plan_of(Contingents={"Drawn from": "None"}).contingents.loc[0, "drawn_from"] == "none"


@pytest.mark.parametrize(
    ("caveat", "message"),
    [
        ({"Zone": "Wst"}, "zone 'Wst' stands nowhere else, so the row never applies; did you mean 'West'?"),
        ({"Capability": "infantri"}, "did you mean 'infantry'?"),
        ({"Nation": "Estona"}, "no contingent is of nation 'Estona'; did you mean 'Estonia'?"),
        ({"Nation": "Esotnia"}, "did you mean 'Estonia'?"),
    ],
)
def test_a_slip_in_a_row_that_holds_somebody_back_is_an_error(caveat, message):
    """The caveat would keep nobody out, and a warning is soon overlooked."""
    assert message in only(errors(Caveats=[{**caveat, "Effect": "not", "Reason": "x"}]))


@pytest.mark.parametrize("caveat", [{"Zone": "Coast"}, {"Capability": "divers"}, {"Nation": "Estoland"}])
def test_a_name_that_is_no_slip_is_a_warning(caveat):
    """A caveat may speak of what nobody has pledged yet."""
    assert only(warnings(Caveats=[{**caveat, "Effect": "not", "Reason": "x"}]))


def test_a_capability_that_fills_no_role_is_a_warning():
    rows = [{"Capability": "infantri", "Role": "infantry"}]
    message = only(warnings(Suitability=rows))
    assert "capability 'infantry' stands nowhere in Suitability: it fills no role" in message
    assert "did you mean 'infantri'?" in message


def test_without_suitability_a_capability_that_is_no_role_is_a_warning():
    assert "'engineers' is no role" in only(warnings(Contingents={"Capability": "engineers"}))


def test_without_a_register_nations_separated_by_commas_are_asked_apart():
    contingents = [{**CONTINGENT, "Contingent": nation, "Nation": nation} for nation in ("Estonia", "France")]
    rows = [{"Nation": "France, estonia", "Effect": "not", "Reason": "x"}]
    assert "type 'France; estonia'" in only(errors(Contingents=contingents, Caveats=rows))
    message = only(warnings(Contingents=contingents, Caveats=rows))
    assert message.endswith("no contingent is of nation 'France, estonia'; separate several by ;, not by ','")


def test_without_a_register_a_required_role_spelled_almost_like_one_that_can_be_filled_is_a_warning():
    """A gap that is meant, such as air defence that nobody pledges, stays a gap without a word."""
    rows = [{**REQUIREMENT, "Role": "infantry"}, {**REQUIREMENT, "Role": "infantery"}]
    message = "no capability fills role 'infantery'; did you mean 'infantry'?"

    assert message in only(warnings(Requirements=rows))
    assert warnings(Requirements=[rows[0], {**REQUIREMENT, "Role": "air defence"}]) == []


def test_without_a_register_a_role_that_nobody_asks_for_is_a_warning():
    rows = [{"Contingent": "EST-1", "Role": "medical", "Units at most": 1}]
    assert "no requirement asks for role 'medical'" in only(warnings(Locks=rows))


def test_a_slip_in_the_role_of_a_lock_is_an_error():
    rows = [{"Contingent": "EST-1", "Role": "infantri", "Units at most": 1}]
    assert "no requirement asks for role 'infantri'; did you mean 'infantry'?" in only(errors(Locks=rows))


# Windows


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


# Periods in which nothing is asked for


def test_periods_after_the_last_demand_are_said():
    """Forty periods, demand for four: thirty-six look covered, and nobody asked for anything in them."""
    message = only(warnings(Settings=[{"Name": "Periods", "Value": 40}], Requirements={"To": 4}))
    assert message.startswith("Settings row 2, Value: Periods is 40")
    assert "after period 4: periods 5-40 can be neither covered nor short" in message


def test_a_target_of_nothing_asks_for_nothing():
    """Target 0 permits without asking: the demand ends with the first row."""
    rows = [{**REQUIREMENT, "To": 3}, {**REQUIREMENT, "Role": "medical", "Target": 0}]
    assert "after period 3: period 4 can be" in only(
        warnings(Requirements=rows, Roles=[{"Role": "infantry"}, {"Role": "medical"}])
    )


def test_a_floor_of_the_force_asks_as_long_as_it_holds():
    assert warnings(Requirements={"To": 2}, Force=[{"Floor": 100}]) == []
    assert "after period 3" in only(warnings(Requirements={"To": 2}, Force=[{"Floor": 100, "To": 3}]))


def test_demand_up_to_the_end_is_not_remarked_on():
    assert findings(Requirements={"From": 3}) == []
    assert findings(Requirements={"To": 4}) == []


# Pledges


def test_a_pool_cannot_be_made_to_deploy_in_every_period():
    assert "Basis is pool" in only(errors(Contingents={"Basis": "pool", "Must deploy": "yes"}))


def test_a_detachment_larger_than_the_contingent_is_a_warning():
    message = only(warnings(Contingents={"Units": 2, "Smallest detachment": 3}))
    assert message.endswith("Smallest detachment 3 is above Units 2: the contingent can go nowhere")
    assert warnings(Contingents={"Units": 2, "Smallest detachment": 2}) == []


def test_allies_drawn_from_an_area_say_their_stock():
    areas = [ESTONIA]
    message = only(errors(Areas=areas, Contingents={"Nation": "France", "Drawn from": "Estonia"}))
    assert message.startswith(
        "Contingents row 2, Stock: Stock is blank, but France is not the nation of area Estonia"
    )
    assert errors(Areas=areas, Contingents={"Nation": "Estonia", "Drawn from": "Estonia"}) == []


def test_an_area_of_no_nation_has_no_own_contingents():
    areas = [{"Area": "Estonia"}]
    assert "Stock is blank" in only(errors(Areas=areas, Contingents={"Drawn from": "Estonia"}))


def test_a_nation_of_two_areas_says_which_one_its_contingent_leaves():
    areas = [{"Area": "North", "Nation": "Estonia"}, {"Area": "South", "Nation": "Estonia"}]
    assert "has several areas; say North, South or none" in only(errors(Areas=areas))
    assert errors(Areas=areas, Contingents={"Drawn from": "South"}) == []


def test_a_stock_of_no_area_is_a_warning():
    assert "drawn from no area" in only(warnings(Contingents={"Stock": "own"}))


# Needs


def test_a_site_that_must_hold_more_than_fits_is_a_warning():
    message = only(warnings(Sites={"Capacity": 300, "Least heads": 400}))
    assert message.endswith("Least heads 400 is above Capacity 300: nobody can be there")
    assert warnings(Sites={"Capacity": 400, "Least heads": 400}) == []


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"Minimum": 200}, "Minimum 200 is above Target 150"),
        ({"Maximum": 100}, "Target 150 is above Maximum 100"),
        ({"Minimum": 120, "Target": 130, "Maximum": 110}, "Target 130 is above Maximum 110"),
    ],
)
def test_minimum_target_and_maximum_rise(numbers, message):
    assert message in only(errors(Requirements=numbers))


def test_a_role_counted_in_units_has_a_unit_worth():
    assert "Unit worth is blank" in only(errors(Roles=[{"Role": "infantry", "Measure": "units"}]))


def test_a_site_that_needs_a_lead_that_nobody_can_be_is_a_warning():
    assert "no nation has Can lead = yes" in only(warnings(Sites={"Needs lead": "yes"}))
    assert warnings(Sites={"Needs lead": "yes"}, Nations=[{"Nation": "Estonia", "Can lead": "yes"}]) == []


def test_a_force_row_that_says_nothing_is_a_warning():
    assert "neither Floor nor Ceiling" in only(warnings(Force=[{"From": 2}]))


def test_a_floor_above_its_ceiling_is_a_warning():
    assert "Floor 20 is above Ceiling 10" in only(warnings(Force=[{"Floor": 20, "Ceiling": 10}]))


def test_relief_needs_a_condition():
    rows = [{"Role": "infantry", "Per heads": 100, "Needs": 1, "Relief": 0.5}]
    assert "Relieved by is blank" in only(warnings(**{"Support ratios": rows}))


# Limits


def test_a_cap_without_a_number_is_an_error():
    rows = [{"Applies to": "Estonia"}]
    assert "neither Cap heads nor Cap share" in only(errors(**{"Areas": [ESTONIA], "Drawdown caps": rows}))


def test_a_cap_whose_number_cannot_be_read_is_one_error():
    rows = [{"Applies to": "Estonia", "Cap heads": "few"}]
    assert "Cap heads is 'few'" in only(errors(**{"Areas": [ESTONIA], "Drawdown caps": rows}))


def test_a_share_of_nothing_is_an_error():
    rows = [{"Applies to": "Estonia", "Stock": "stationed", "Cap share": 0.1}]
    message = only(errors(**{"Areas": [ESTONIA], "Drawdown caps": rows}))
    assert "on sheet Areas, Estonia stationed is blank" in message


def test_a_share_of_a_baseline_with_holes_is_a_warning():
    areas = [{**ESTONIA, "Groups": "Baltics"}, {"Area": "Latvia", "Groups": "Baltics"}]
    rows = [{"Applies to": "Baltics", "Stock": "own", "Cap share": 0.1}]
    assert only(warnings(**{"Areas": areas, "Drawdown caps": rows})).endswith(
        "Cap share counts as 0 what is blank on sheet Areas: Latvia own"
    )


def test_a_lock_says_something_and_not_two_things():
    assert "neither Units at least nor" in only(errors(Locks=[{"Contingent": "EST-1"}]))
    rows = [{"Contingent": "EST-1", "Units at least": 2, "Units at most": 1}]
    assert "Units at least 2 is above Units at most 1" in only(errors(Locks=rows))


def test_a_rank_has_one_tolerance():
    rows = [{"Rank": 1, "Objective": "cost"}, {"Rank": 1, "Objective": "heads", "Tolerance": 0.1}]
    assert "Tolerance is 0.1 here but 0 in row 2, of the same rank 1" in only(errors(Priorities=rows))
    rows[1]["Rank"] = 2
    assert errors(Priorities=rows) == []


def test_a_burden_is_a_share_of_some_strength():
    rows = [{"Rank": 1, "Objective": "largest burden"}]
    assert "no nation has an Active strength" in only(warnings(Priorities=rows))
    nations = [{"Nation": "Estonia", "Active strength": 7000}]
    assert warnings(Priorities=rows, Nations=nations) == []


# Rules


def test_a_caveat_that_forbids_says_what():
    rows = [{"Effect": "not", "From": 2, "Reason": "x"}]
    assert "it would forbid everything" in only(errors(Caveats=rows))


def test_a_caveat_that_allows_says_what():
    rows = [{"Effect": "only", "Nation": "Estonia", "Reason": "x"}]
    assert "none of Role, Site, Zone is filled" in only(errors(Caveats=rows))


def test_a_caveat_for_everyone_may_name_only_where():
    assert errors(Caveats=[{"Effect": "only", "Zone": "West", "Reason": "x"}]) == []


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


# Scenarios

CHANGE = {"Scenario": "A", "Sheet": "Sites", "Row": "Lviv", "Column": "Capacity", "Value": 1}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Sheet": "Site"}, "unknown sheet 'Site'; did you mean 'Sites'?"),
        ({"Sheet": "Scenarios"}, "unknown sheet 'Scenarios'"),
        ({"Column": "Capcity"}, "sheet Sites has no column 'Capcity'; did you mean 'Capacity'?"),
        (
            {"Sheet": "Settings", "Row": "Sed", "Column": "Value"},
            "unknown setting 'Sed'; did you mean 'Seed'?",
        ),
    ],
)
def test_a_scenario_changes_what_exists(change, message):
    assert message in only(errors(Scenarios=[{**CHANGE, **change}]))


def test_a_scenario_may_change_a_column_that_is_not_there_yet():
    assert errors(Scenarios=[CHANGE, {**CHANGE, "Sheet": "Settings", "Row": "seed", "Column": "Value"}]) == []


# Settings


def test_an_unknown_setting_comes_with_the_nearest():
    rows = [{"Name": "Largest shar", "Value": 0.5}]
    assert "unknown setting 'Largest shar'; did you mean 'Largest share'?" in only(errors(Settings=rows))


def test_a_plan_ends_before_the_calendar_does():
    rows = [
        {"Name": "Start", "Value": "2026-01-01"},
        {"Name": "Periods", "Value": 1000},
        {"Name": "Period months", "Value": 120},
    ]
    assert "beyond the year 9999" in only(errors(Settings=rows))


def test_every_check_is_listed_once():
    """A check that nobody runs finds nothing."""
    listed = [check for _, check in CHECKS]
    names = [module.name for module in pkgutil.iter_modules(checks.__path__) if module.name != "shared"]
    modules = [import_module(f"solver.plan.checks.{name}") for name in names]
    written = {
        function
        for module in modules
        for name, function in vars(module).items()
        if isgeneratorfunction(function)
        and not name.startswith("_")
        and function.__module__ == module.__name__
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == written
