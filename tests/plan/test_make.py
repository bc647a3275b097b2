"""Raw tables to the plan: types, names, registers, order."""

from __future__ import annotations

import datetime as dt
import pkgutil
import random
from importlib import import_module
from inspect import isgeneratorfunction

import pandas as pd
import pytest
from small_plans import (
    FOUR_PERIODS,
    Workbook,
    a_plan,
    errors,
    estonian,
    findings,
    need,
    pledge,
    row,
    sheets_of,
    site,
    warnings,
)

from solver.errors import PlanError
from solver.plan import checks
from solver.plan.checks import CHECKS
from solver.plan.make import make_plan
from solver.plan.plan import Plan
from solver.schema import DEFAULT_PRIORITIES, SHEETS
from solver.schema.columns import Kind
from solver.tables import ErrorValue, raw_tables

FRAMES = [declared for declared in SHEETS if declared.name not in ("Settings", "Scenarios")]

RICH: Workbook = {
    "Settings": [{"Name": "Periods", "Value": 4}],
    "Nations": [
        row("Nations", nation="Estonia", groups="Baltic; Nordic"),
        row("Nations", nation="Latvia", groups="baltic"),
        row("Nations", nation="Malta"),
    ],
    "Contingents": [
        pledge("E", "estonia", 2, capability="INF"),
        pledge("L", "Latvia", capability="inf", heads_per_unit=80),
        pledge("M", "Malta", capability="medic", heads_per_unit=8),
    ],
    "Roles": [row("Roles", role="guard"), row("Roles", role="Medical", measure="units", unit_worth=20)],
    "Suitability": [
        row("Suitability", capability="Inf", role="Guard"),
        row("Suitability", capability="medic", role="medical"),
    ],
    "Sites": [
        site(zone="west"),
        site("Odesa", zone="South"),
        site("Kyiv", zone="West"),
    ],
    "Requirements": [
        need(100, role="Guard", last=2),
        need(200, role="Guard", first=3),
        need(1, at="odesa", role="Medical"),
    ],
    "Caveats": [
        row("Caveats", nation="BALTIC; malta", zone="WEST", effect="not", reason="far"),
        row("Caveats", contingent="e", site="lviv; Odesa", effect="only", reason="near"),
    ],
    "Conditions": [row("Conditions", condition="truce", holds="yes", first=2)],
    "Areas": [row("Areas", area="Estonia", nation="Estonia", groups="baltics", own=4000)],
    "Drawdown caps": [
        row("Drawdown caps", applies_to="Baltics", cap_heads=10),
        row("Drawdown caps", applies_to="estonia", cap_share=0.1, stock="own"),
    ],
}


def small_frames(plan: Plan) -> dict[str, pd.DataFrame]:
    return {declared.name: getattr(plan, declared.field) for declared in FRAMES}


def test_every_sheet_becomes_a_frame_of_its_declared_fields():
    plan = a_plan(FOUR_PERIODS)
    for declared in FRAMES:
        frame = getattr(plan, declared.field)
        assert list(frame.columns) == [*(column.field for column in declared.columns), "sheet_row"]


@pytest.mark.parametrize("records", [sheets_of(FOUR_PERIODS), RICH], ids=["small", "rich"])
def test_every_column_has_its_plain_type(records):
    """Whole numbers that always have a value are int64, other numbers float64, all else objects or bool."""
    plan = make_plan(raw_tables(records))
    for declared in FRAMES:
        frame = getattr(plan, declared.field)
        for column in declared.columns:
            found = str(frame[column.field].dtype)
            if column.kind in (Kind.FROM, Kind.TO):
                assert found == "int64", (declared.name, column.name)
            elif column.kind is Kind.WHOLE:
                always = column.required or column.default is not None
                assert found == ("int64" if always else "float64"), (declared.name, column.name)
            elif column.kind in (Kind.NUMBER, Kind.SHARE, Kind.MONEY):
                assert found == "float64", (declared.name, column.name)
            else:
                assert found == ("bool" if column.kind is Kind.YES_NO else "object"), (
                    declared.name,
                    column.name,
                )
        assert str(frame["sheet_row"].dtype) == "int64"
        assert list(frame.index) == list(range(len(frame)))


def test_blank_windows_reach_from_the_first_to_the_last_period():
    sites = a_plan(FOUR_PERIODS).sites
    assert (sites.loc[0, "first"], sites.loc[0, "last"]) == (1, 4)


def test_settings_have_their_declared_types():
    settings = a_plan(
        FOUR_PERIODS,
        raw={
            "Settings": [
                {"Name": "start", "Value": dt.datetime(2026, 3, 1)},
                {"Name": "Periods", "Value": 4.0},
                {"Name": "Whole units", "Value": "no"},
                {"Name": "Budget per period", "Value": 1000},
                {"Name": "Seed", "Value": None},
            ]
        },
    ).settings
    assert settings.start == dt.date(2026, 3, 1)
    assert isinstance(settings.periods, int)
    assert settings.periods == 4
    assert settings.whole_units is False
    assert settings.budget_per_period == 1000.0
    assert settings.seed == 1
    assert settings.open_sites_at_most is None


def test_the_rows_of_given_settings_are_kept():
    assert a_plan(FOUR_PERIODS).setting_rows == {"Periods": 2, "Start": 3}


def test_names_are_spelled_as_their_register_has_them():
    plan = make_plan(raw_tables(RICH))
    assert list(plan.contingents["nation"]) == ["Estonia", "Latvia", "Malta"]
    assert list(plan.requirements["site"]) == ["Lviv", "Lviv", "Odesa"]
    assert list(plan.requirements["role"]) == ["guard", "guard", "Medical"]
    assert plan.caveats["nation"].tolist() == [(), ("Baltic", "Malta")]
    assert plan.caveats["site"].tolist() == [("Lviv", "Odesa"), ()]
    assert list(plan.drawdown_caps["applies_to"]) == ["Estonia", "baltics"]


def test_names_without_a_register_are_spelled_alike_everywhere():
    """Capabilities, zones and groups are declared by being used."""
    plan = make_plan(raw_tables(RICH))
    assert set(plan.contingents["capability"]) == set(plan.suitability["capability"]) == {"INF", "medic"}
    assert set(plan.sites["zone"]) == {"South", "West"}
    assert plan.caveats.loc[1, "zone"] == ("West",)
    assert list(plan.nations["groups"]) == [("Baltic", "Nordic"), ("Baltic",), ()]


def test_an_absent_register_is_written_out_with_defaults():
    plan = a_plan(FOUR_PERIODS)
    assert list(plan.nations["nation"]) == ["Estonia"]
    assert plan.nations.loc[0, "dwell_ratio"] == 2
    assert plan.nations.loc[0, "sheet_row"] == 0
    assert list(plan.roles["role"]) == ["infantry"]
    assert plan.roles.loc[0, "counts_to_force"]


def test_without_suitability_a_capability_fills_the_role_of_its_name():
    plan = a_plan(FOUR_PERIODS, contingents=[estonian(capability="Infantry")])
    assert plan.suitability[["capability", "role"]].to_numpy().tolist() == [["Infantry", "infantry"]]


def test_a_register_that_is_there_but_empty_accepts_any_name():
    assert list(a_plan(FOUR_PERIODS, nations=[]).nations["nation"]) == ["Estonia"]


def test_default_objectives_stand_in_their_order():
    priorities = a_plan(FOUR_PERIODS).priorities
    assert list(priorities["rank"]) == [1, 2, 3, 4, 5, 6]
    assert tuple(priorities["objective"]) == DEFAULT_PRIORITIES


def test_a_role_counted_in_heads_has_no_unit_worth():
    roles = make_plan(raw_tables(RICH)).roles.set_index("role")["unit_worth"]
    assert pd.isna(roles["guard"])
    assert roles["Medical"] == 20


def test_a_row_that_is_not_enabled_is_not_there():
    """Nothing is said about its cells, either."""
    rows = [site(zone="West"), site("Odesa", capacity="many", enabled="no")]
    assert list(a_plan(FOUR_PERIODS, sites=rows).sites["site"]) == ["Lviv"]


def test_a_row_with_nothing_but_a_note_is_a_remark():
    rows = [site(zone="West"), {"Note": "more sites to come", "Enabled": "yes"}]
    assert list(a_plan(FOUR_PERIODS, sites=rows).sites["site"]) == ["Lviv"]


def test_the_order_of_rows_changes_nothing_but_sheet_rows():
    shuffled = {name: random.Random(7).sample(rows, len(rows)) for name, rows in RICH.items()}
    one, other = make_plan(raw_tables(RICH)), make_plan(raw_tables(shuffled))
    assert one.settings == other.settings
    for name, frame in small_frames(one).items():
        pd.testing.assert_frame_equal(
            frame.drop(columns="sheet_row"), small_frames(other)[name].drop(columns="sheet_row")
        )


def test_sheet_rows_point_at_the_workbook():
    plan = make_plan(raw_tables(RICH))
    assert plan.contingents.set_index("contingent")["sheet_row"].to_dict() == {"E": 2, "L": 3, "M": 4}


def test_all_findings_come_at_once_in_sheet_order():
    """One bad cell hides no other, and causes no second finding."""
    found = errors(
        contingents=[estonian(units="four", heads_per_unit=ErrorValue("#N/A"), first=0)],
        sites=[site(zone="West", capacity="12,5")],
        requirements=[need(150, role=None, minimum="x")],
        raw={"Settings": [{"Name": "Perods", "Value": 4}]},
    )
    assert [message.split(":")[0] for message in found] == [
        "Settings row 2, Name",
        "Contingents row 2, Units",
        "Contingents row 2, Heads per unit",
        "Contingents row 2, From",
        "Sites row 2, Capacity",
        "Requirements row 2, Role",
        "Requirements row 2, Minimum",
    ]


@pytest.mark.parametrize("value", ["soon", ErrorValue("#REF!")])
@pytest.mark.parametrize("setting", ["Start", "Period months", "Periods"])
def test_a_setting_that_cannot_be_read_spoils_no_other_cell(setting, value):
    """Nobody knows which period a date falls into; that is said once, at the setting."""
    rows = [given for given in sheets_of(FOUR_PERIODS)["Settings"] if given["Name"] != setting]
    found = findings(
        sites=[site(zone="West", first=dt.date(2026, 3, 1), last="2027-12-31")],
        contingents=[estonian(last=3)],
        raw={"Settings": [*rows, {"Name": setting, "Value": value}]},
    )
    assert [(finding.place.sheet, finding.place.column) for finding in found] == [("Settings", "Value")]


def test_warnings_do_not_stop_the_plan():
    plan = a_plan(FOUR_PERIODS, sites=[site(zone="West", capacity="850")])
    assert plan.sites.loc[0, "capacity"] == 850
    assert [finding.severity for finding in plan.warnings] == ["warning"]


def test_a_missing_sheet_says_what_it_is_for():
    assert any("sheet Contingents is missing" in message for message in errors(contingents=None))


def test_a_missing_column_is_named_once():
    rows = [
        row("Requirements", site="Lviv", role="infantry"),
        row("Requirements", site="Lviv", role="medical"),
    ]
    found = [message for message in errors(requirements=rows) if "Target" in message]
    assert len(found) == 1
    assert "column Target is missing" in found[0]


def test_a_sheet_that_nobody_declared_is_an_error_for_scripts():
    assert any(
        "did you mean 'Caveats'?" in message for message in errors(raw={"Cavets": [{"Effect": "not"}]})
    )


def test_no_rows_is_a_warning():
    assert any("nothing can be sent" in message for message in warnings(contingents=[], requirements=[]))


def test_an_unreadable_plan_raises_with_all_its_findings():
    with pytest.raises(PlanError, match="Units is 'four'"):
        a_plan(FOUR_PERIODS, contingents=[estonian(units="four")])


def test_no_cell_in_any_column_crashes_the_plan():
    """Every column of every sheet filled with nonsense: findings, and nothing else."""
    for nonsense in (
        ErrorValue("#REF!"),
        "\u00a0x; y ;",
        -1,
        1e300,
        dt.datetime(2026, 3, 1),
        True,
        dt.time(1, 2),
    ):
        records = {
            declared.name: [{column.name: nonsense for column in declared.columns}] * 2 for declared in SHEETS
        }
        with pytest.raises(PlanError):
            make_plan(raw_tables(records))


def test_findings_of_the_small_plan_are_none():
    assert findings() == []


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
