"""Overrides: which row a key means, and what the new value is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from small_plans import FOUR_PERIODS, need, row, sheets_of, site

from solver.errors import PlanError
from solver.plan.make import make_plan
from solver.plan.scenario import (
    Override,
    apply_overrides,
    changes_nothing,
    nightly_scenarios,
    scenario_findings,
    scenario_names,
    scenario_overrides,
)
from solver.tables import RawTables, raw_tables

CAPS = [
    row("Drawdown caps", applies_to="Estonia", cap_heads=100),
    row("Drawdown caps", applies_to="Estonia", stock="own", cap_heads=50),
    row("Drawdown caps", applies_to="Estonia", stock="own", capability="infantry", cap_heads=25),
    row("Drawdown caps", applies_to="Latvia", cap_heads=80),
]


def tables(**more: Any) -> RawTables:
    """The sheets above with these in the place of theirs."""
    front = {
        "drawdown_caps": CAPS,
        "areas": [row("Areas", area="Estonia"), row("Areas", area="Latvia")],
        "nations": [
            row("Nations", nation="Estonia", groups="Baltic"),
            row("Nations", nation="Latvia", groups="baltic; Nordic"),
            row("Nations", nation="Malta"),
        ],
    }
    return raw_tables(sheets_of(FOUR_PERIODS, **front | more))


def after(*typed: str, of: RawTables | None = None) -> RawTables:
    return apply_overrides(of or tables(), [Override.parse(text) for text in typed])


def column(changed: RawTables, sheet: str, name: str) -> list[object]:
    return [None if pd.isna(cell) else cell for cell in changed[sheet].cells[name]]


def refusal(*typed: str, of: RawTables | None = None) -> str:
    with pytest.raises(PlanError) as caught:
        after(*typed, of=of)
    return str(caught.value)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Estonia", [0, 0, 0, 80]),
        ("estonia / OWN", [100, 0, 0, 80]),
        ("Estonia / own / infantry", [100, 50, 0, 80]),
        ("Estonia / any", [0, 50, 25, 80]),
        ("#5", [100, 50, 25, 0]),
        ("*", [0, 0, 0, 0]),
    ],
)
def test_a_key_means_every_row_that_fits(row, expected):
    """Trailing parts may be left out; a blank stock is any."""
    assert column(after(f"Drawdown caps!{row}!Cap heads=0"), "Drawdown caps", "Cap heads") == expected


def test_a_group_stands_for_its_nations():
    assert column(after("Nations!BALTIC!Dwell ratio=3"), "Nations", "Dwell ratio") == [3, 3, None]


def test_a_group_stands_for_its_nations_in_movement_too():
    rows = [
        row("Movement", nation="Latvia", site="Lviv", cost_per_head=1),
        row("Movement", nation="Baltic", site="Lviv", cost_per_head=2),
        row("Movement", nation="Malta", site="Lviv", cost_per_head=3),
        row("Movement", site="Lviv", cost_per_head=4),
    ]
    of = tables(movement=rows)
    assert column(after("Movement!Baltic!Cost per head=0", of=of), "Movement", "Cost per head") == [
        0,
        0,
        3,
        4,
    ]


def test_an_empty_part_of_a_key_means_a_blank_cell():
    rows = [
        row("Movement", nation="Latvia", site="Lviv", cost_per_head=1),
        row("Movement", contingent="EST-1", site="Lviv", cost_per_head=2),
        row("Movement", site="Lviv", cost_per_head=3),
    ]
    of = tables(movement=rows)
    assert column(after("Movement!/ / Lviv!Cost per head=0", of=of), "Movement", "Cost per head") == [1, 2, 0]
    assert column(after("Movement!/ EST-1!Cost per head=0", of=of), "Movement", "Cost per head") == [1, 0, 3]


def test_a_requirement_is_named_by_its_first_period_however_it_is_given():
    """From blank is period 1; 1 July 2026 lies in period 2 of half years from January."""
    rows = [
        need(10, role="infantry", last=1),
        need(20, role="infantry", first=dt.datetime(2026, 7, 1), last=2),
        need(30, role="infantry", first=3),
    ]
    of = tables(requirements=rows)
    for key, expected in (
        ("1", [0, 20, 30]),
        ("2", [10, 0, 30]),
        ("2026-07-01", [10, 0, 30]),
        ("3", [10, 20, 0]),
    ):
        changed = after(f"Requirements!Lviv / infantry / {key}!Target=0", of=of)
        assert column(changed, "Requirements", "Target") == expected


def test_a_name_may_hold_the_separator():
    of = tables(sites=[site("Lviv / West"), site()])
    assert column(after("Sites!Lviv / West!Capacity=5", of=of), "Sites", "Capacity") == [5, None]


def test_a_list_is_named_as_it_stands():
    rows = [row("Support ratios", role="medical", supported_roles="infantry;hq", per_heads=100, needs=1)]
    of = tables(support_ratios=rows)
    changed = after("Support ratios!medical / infantry; HQ!Needs=2", of=of)
    assert column(changed, "Support ratios", "Needs") == [2]


def test_rows_that_are_not_enabled_can_be_enabled():
    of = tables(sites=[site(), site("Odesa", enabled="no")])
    assert list(make_plan(after("Sites!Odesa!Enabled=yes", of=of)).sites["site"]) == ["Lviv", "Odesa"]


def test_a_setting_need_not_be_there_yet():
    assert make_plan(after("Settings!time limit!Value=5")).settings.time_limit == 5


def test_a_sheet_of_settings_need_not_be_there_yet():
    of = tables()
    del of["Settings"]
    assert make_plan(after("Settings!Periods!Value=2", of=of)).settings.periods == 2


def test_a_setting_that_is_not_enabled_is_there_once_it_is_set():
    of = tables(raw={"Settings": [row("Settings", name="Periods", value=4, enabled="no")]})
    assert make_plan(after("Settings!Periods!Value=2", of=of)).settings.periods == 2


def test_a_column_need_not_be_there_yet():
    assert make_plan(after("Sites!Lviv!Capacity=900")).sites.loc[0, "capacity"] == 900


def test_numbers_typed_on_the_command_line_are_numbers():
    """No warning that they are stored as text."""
    of = tables(nations=[row("Nations", nation="Estonia")])
    typed = ("Sites!Lviv!Capacity=900", "Sites!Lviv!From=2", "Settings!Gap!Value=0.5 %")
    plan = make_plan(after(*typed, of=of))
    assert plan.warnings == ()
    assert plan.settings.gap == 0.005


def test_a_blank_value_clears():
    changed = after("Drawdown caps!Latvia!Cap heads=", "Drawdown caps!Latvia!Cap share=0.1")
    assert column(changed, "Drawdown caps", "Cap heads") == [100, 50, 25, None]


def test_a_required_cell_cannot_be_cleared():
    assert "Target is blank; expected" in refusal("Requirements!Lviv!Target=")


@pytest.mark.parametrize(("value", "expected"), [("x 1.1", 110), ("X2", 200), ("× 0.5", 50), ("x 0", 0)])  # noqa: RUF001
def test_x_multiplies(value, expected):
    """100 x 1.1 is 110, not 110.00000000000001."""
    assert column(after(f"Drawdown caps!#2!Cap heads={value}"), "Drawdown caps", "Cap heads")[0] == expected


def test_a_blank_cell_cannot_be_multiplied():
    assert "Capacity in row 2 is blank: there is no number" in refusal("Sites!Lviv!Capacity=x 1.2")


def test_no_limit_times_a_factor_is_no_limit():
    """All caps by half: a row that caps only by share has no heads to halve."""
    rows = [
        row("Drawdown caps", applies_to="Estonia", cap_heads=50),
        row("Drawdown caps", applies_to="Estonia", stock="own", cap_share=0.1),
    ]
    table = raw_tables({"Drawdown caps": rows})
    changed = apply_overrides(table, [Override.parse("Drawdown caps!*!Cap heads=x 0.5")])

    assert changed["Drawdown caps"].cells["Cap heads"].tolist() == [25.0, None]


def test_a_blank_that_has_a_default_is_that_default_times_the_factor():
    """Weight is 1 unless set otherwise."""
    table = raw_tables({"Requirements": [need(5, role="infantry", weight=None)]})
    changed = apply_overrides(table, [Override.parse("Requirements!Lviv!Weight=x 2")])

    assert changed["Requirements"].cells["Weight"].tolist() == [2.0]


def test_a_word_cannot_be_multiplied():
    assert "no quantity that x 2 could multiply" in refusal("Contingents!EST-1!Status=x 2")


def test_a_factor_has_a_point():
    assert "'1,2' is no factor" in refusal("Drawdown caps!*!Cap heads=x 1,2")


def test_units_stay_whole_when_multiplied():
    assert "Units is 1.5; expected a whole number" in refusal("Contingents!EST-1!Units=x 1.5")


def test_overrides_are_made_in_order():
    changed = after("Drawdown caps!Latvia!Cap heads=10", "Drawdown caps!Latvia!Cap heads=x 3")
    assert column(changed, "Drawdown caps", "Cap heads")[3] == 30


def test_the_given_tables_stay_as_they_are():
    given = tables()
    after("Drawdown caps!*!Cap heads=0", "Sites!Lviv!Capacity=1", "Settings!Seed!Value=7", of=given)
    assert column(given, "Drawdown caps", "Cap heads") == [100, 50, 25, 80]
    assert "Capacity" not in given["Sites"].cells
    assert len(given["Settings"].cells) == 2


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("Sits!Lviv!Capacity=1", "unknown sheet 'Sits'; did you mean 'Sites'?"),
        ("Sites!Lviv!Capcity=1", "did you mean 'Capacity'?"),
        ("Sites!Lvov!Capacity=1", "no row of sheet Sites fits 'Lvov'; did you mean 'Lviv'?"),
        ("Sites!#9!Capacity=1", "sheet Sites has nothing in row 9"),
        ("Settings!Sed!Value=1", "unknown setting 'Sed'; did you mean 'Seed'?"),
        ("Locks!EST-1!Units at most=1", "the workbook has no sheet Locks"),
        ("Sites!Lviv!Capacity=many", "Capacity is 'many'; expected a number"),
        ("Settings!Periods!Value=none", "Periods is 'none'; expected a whole number"),
        ("Sites!Lviv", "expected Sheet!Row!Column=value"),
        ("Sites!!Capacity=1", "expected Sheet!Row!Column=value"),
    ],
)
def test_an_override_that_cannot_be_made_says_why(typed, message):
    assert message in refusal(typed)


@pytest.mark.parametrize("sheet", ["Force", "Caveats"])
def test_rows_that_no_column_names_are_found_by_their_number_alone(sheet):
    nameless = {
        "force": [row("Force", floor=100)],
        "caveats": [row("Caveats", nation="Malta", reason="its parliament")],
    }
    assert "have no names; say #12" in refusal(f"{sheet}!anything!Note=1", of=tables(**nameless))


def test_all_faulty_overrides_are_named_at_once():
    message = refusal("Sites!Lvov!Capacity=1", "Sites!Lviv!Capacity=many")
    assert "Lvov" in message
    assert "many" in message


@pytest.mark.parametrize(
    "text",
    ["Sites!Lviv!Capacity=900", "Sites!Lviv!Note=a=b!", "Sites!Lviv!East!Capacity=", "Caveats!#3!Enabled=no"],
)
def test_an_override_prints_as_it_is_typed(text):
    assert str(Override.parse(text)) == text


SCENARIOS = [
    row("Scenarios", scenario="small", sheet="Requirements", row="*", column="Target", value="x 0.5"),
    row(
        "Scenarios",
        scenario="Late",
        sheet="Settings",
        row="Start",
        column="Value",
        value=dt.datetime(2027, 1, 1),
    ),
    row("Scenarios", scenario="SMALL", sheet="Sites", row="Lviv", column="Open", value=True, nightly="yes"),
]


def test_scenarios_are_listed_once_in_their_order():
    of = tables(scenarios=SCENARIOS)
    assert scenario_names(of) == ["small", "Late"]
    assert nightly_scenarios(of) == ["small"]
    assert scenario_names(tables()) == []


def test_a_scenario_is_all_its_rows():
    of = tables(scenarios=SCENARIOS)
    plan = make_plan(apply_overrides(of, scenario_overrides(of, "Small")))
    assert plan.requirements.loc[0, "target"] == 75
    assert plan.sites.loc[0, "open"] == "yes"


def test_a_scenario_may_move_the_start():
    of = tables(scenarios=SCENARIOS)
    plan = make_plan(apply_overrides(of, scenario_overrides(of, "late")))
    assert plan.settings.start == dt.date(2027, 1, 1)


def test_a_row_that_is_not_enabled_is_no_part_of_its_scenario():
    of = tables(scenarios=[SCENARIOS[0] | row("Scenarios", enabled="no"), SCENARIOS[2]])
    assert len(scenario_overrides(of, "small")) == 1


def test_an_unknown_scenario_names_those_there_are():
    with pytest.raises(
        PlanError, match=r"unknown scenario 'smal'; did you mean 'small'\? there are small, Late"
    ):
        scenario_overrides(tables(scenarios=SCENARIOS), "smal")


def test_a_workbook_without_scenarios_says_so():
    with pytest.raises(PlanError, match="the workbook has none"):
        scenario_overrides(tables(), "small")


def test_a_faulty_scenario_is_named_at_its_row():
    faulty = [SCENARIOS[0] | row("Scenarios", sheet="Sites", row="Lvov", column="Capacity"), *SCENARIOS[1:]]
    of = tables(scenarios=faulty)
    with pytest.raises(PlanError) as caught:
        apply_overrides(of, scenario_overrides(of, "small"))
    place = caught.value.findings[0].place
    assert (place.sheet, place.row, place.column) == ("Scenarios", 2, "Row")
    assert [finding.severity for finding in scenario_findings(of)] == ["warning"]


def test_good_scenarios_have_no_findings():
    assert scenario_findings(tables(scenarios=SCENARIOS)) == ()


def test_a_number_as_text_that_could_be_thousands_is_asked_about():
    """On a command line 1.250 is one and a quarter; in a cell it may be German for 1250."""
    change = row("Scenarios", scenario="A", sheet="Sites", row="Lviv", column="Capacity", value="1.250")
    of = tables(scenarios=[change])
    with pytest.raises(PlanError, match=r"is 1250 or 1.25 meant\?"):
        apply_overrides(of, scenario_overrides(of, "A"))
    assert column(after("Sites!Lviv!Capacity=1.250"), "Sites", "Capacity") == [1.25]


@pytest.mark.parametrize(
    ("changes", "nothing"),
    [
        ([("Settings", "Plan name", "Value", "As agreed"), ("settings", "marking", "value", "SECRET")], True),
        ([("Sites", "Lviv", "Capacity", 900)], True),  # which it has
        ([("Sites", "Lviv", "Capacity", 901)], False),
        ([("Settings", "Periods", "Value", 3)], False),
        ([("Sites", "Lvov", "Capacity", 900)], False),  # which is an error
    ],
)
def test_a_scenario_that_changes_at_most_how_the_plan_is_headed_is_the_workbook_as_it_stands(
    changes: list[tuple[str, str, str, object]], nothing: bool
):
    rows = [
        row("Scenarios", scenario="A", sheet=of, row=key, column=column, value=value)
        for of, key, column, value in changes
    ]
    sites = [site("Lviv", capacity=900)]

    assert changes_nothing(tables(sites=sites, scenarios=rows), "A") == nothing


def test_a_cap_on_a_group_of_nations_is_addressed_by_its_name_and_stock():
    nations = [row("Nations", nation="Estonia", groups="West Africa")]
    caps = [row("Drawdown caps", applies_to="West Africa", stock="own", cap_heads=900)]
    of = tables(nations=nations, drawdown_caps=caps)

    plan = make_plan(after("Drawdown caps!West Africa / own!Cap heads=100", of=of))

    assert plan.drawdown_caps["cap_heads"].tolist() == [100]
