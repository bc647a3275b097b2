"""Nations that stay away: the plan is that of a workbook without a row of theirs."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

import pandas as pd
import pytest
from oracle.away import without
from oracle.random_plans import enabled, random_sheets
from oracle.random_seeds import seeds
from small_plans import a_plan, need, pledge, row, sheets_of, site

from solver.errors import PlanError
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides, scenario_findings, scenario_overrides
from solver.schema import SHEETS
from solver.tables import fold, raw_tables

THREE: dict[str, Any] = {
    "nations": [
        row("Nations", nation="Poland", groups="Central"),
        row("Nations", nation="France", groups="Western", least_heads=100),
        row("Nations", nation="Spain", groups="Western; Central"),
    ],
    "contingents": [
        pledge("POL-1", "Poland"),
        pledge("FRA-1", "France", must_deploy="yes"),
        pledge("FRA-2", "France", capability="Drones"),
        pledge("ESP-1", "Spain"),
    ],
    "requirements": [need(400)],
}
"""Three nations; France must deploy a company, and alone has drones."""


def plan_without(*nations: str, base: dict[str, Any] = THREE, **sheets: Any) -> Plan:
    """The plan when these stay away by ``--without``."""
    tables = raw_tables(sheets_of(base, **sheets))
    return make_plan(
        apply_overrides(tables, [Override.parse(f"Nations!{each}!Away=yes") for each in nations])
    )


def contents(plan: Plan) -> dict[str, list[Any]]:
    """Every table of a plan, wherever its rows stand in the workbook, its names as they are compared."""
    frames = {each.field: getattr(plan, each.field) for each in SHEETS if hasattr(plan, each.field)}
    return {
        name: sorted(fold(cells) for cells in frame.drop(columns="sheet_row").to_numpy().tolist())
        for name, frame in frames.items()
        if isinstance(frame, pd.DataFrame)
    }


def notes(plan: Plan) -> list[str]:
    return [str(each) for each in plan.notes]


def caveat(**who: object) -> dict[str, object]:
    return row("Caveats", **who, role="Infantry", effect="not", reason="law")


@pytest.mark.parametrize("size", ["tiny", "small", "medium"])
@pytest.mark.parametrize("seed", seeds(15))
def test_a_plan_without_a_nation_is_that_of_a_workbook_without_its_rows(seed: int, size: str):
    """Whether there is a sheet Nations or not: every table is the same, cell by cell."""
    sheets = random_sheets(seed, size)
    pledging = sorted({fold(each["Nation"]) for each in enabled(sheets["Contingents"])})
    away = Random(seed).sample(pledging, min(len(pledging), 1 + seed % 2))
    typed = [Override.parse(f"Nations!{name}!Away=yes") for name in away]

    plan = make_plan(apply_overrides(raw_tables(sheets), typed))

    try:
        by_hand = make_plan(raw_tables(without(sheets, set(away))))
    except PlanError as error:
        # A cap or a backfill of what only they had: by hand it is unknown, and here it stays without a word.
        wrong = [each for each in error.findings if each.severity == "error"]
        assert all(each.message.startswith("unknown capability") for each in wrong)
        pytest.skip("by hand more must go")
    assert contents(plan) == contents(by_hand)


def test_a_column_of_nations_says_the_same_as_without():
    """Away = yes in the workbook is --without on the command line."""
    nations = [{**each, "Away": "yes" if each["Nation"] == "France" else "no"} for each in THREE["nations"]]

    assert contents(a_plan(THREE, nations=nations)) == contents(plan_without("France"))


def test_a_nation_that_only_contingents_name_can_stay_away():
    """No sheet Nations, and none is made: any other name is still accepted."""
    plan = plan_without("france", nations=None)

    assert plan.contingents["contingent"].tolist() == ["ESP-1", "POL-1"]
    assert plan.nations["nation"].tolist() == ["Poland", "Spain"]


def test_a_nation_that_the_sheet_nations_lacks_can_stay_away():
    """Its contingents would be an error, and are not there."""
    plan = plan_without("France", nations=[each for each in THREE["nations"] if each["Nation"] != "France"])

    assert plan.nations["nation"].tolist() == ["Poland", "Spain"]


def test_a_group_stays_away_with_all_its_nations():
    """Western: France and Spain."""
    assert plan_without("western").nations["nation"].tolist() == ["Poland"]


def test_several_are_parted_by_commas_and_a_name_may_hold_one():
    """The whole name comes first."""
    nations = [row("Nations", nation="Korea, Republic of"), *THREE["nations"]]
    contingents = [pledge("KOR-1", "Korea, Republic of"), *THREE["contingents"]]

    left = plan_without("Korea, Republic of", nations=nations, contingents=contingents)
    both = plan_without("Poland, Spain")

    assert left.nations["nation"].tolist() == ["France", "Poland", "Spain"]
    assert both.nations["nation"].tolist() == ["France"]


@pytest.mark.parametrize("named", ["Frnace", "Poland, Frnace"])
@pytest.mark.parametrize("sheets", [{}, {"nations": None}], ids=["Nations", "no Nations"])
def test_an_unknown_nation_is_an_error_with_the_nearest_name(named: str, sheets: dict[str, None]):
    """Not only a warning: whoever it was would still be in the plan."""
    with pytest.raises(PlanError) as caught:
        plan_without(named, **sheets)

    assert str(caught.value) == (
        f"--without {named}: unknown nation or group 'Frnace'; did you mean 'France'?"
    )


def test_a_caveat_on_nobody_else_goes_and_one_on_others_too_keeps_them():
    """Else a caveat on French forces would hold for any."""
    caveats = [caveat(nation="France"), caveat(nation="France; Poland"), caveat(contingent="FRA-1; FRA-2")]

    left = plan_without("France", caveats=caveats).caveats

    assert left["nation"].tolist() == [("Poland",)]
    assert left["contingent"].tolist() == [()]


def test_a_group_of_nobody_else_goes_and_one_with_others_stays():
    """Western without France and Spain is nobody, Central still Poland."""
    caveats = [caveat(nation="Western"), caveat(nation="Central"), caveat(nation="Western; Central")]

    left = plan_without("France", "Spain", caveats=caveats).caveats

    assert left["nation"].tolist() == [("Central",), ("Central",)]


def test_nothing_that_is_only_about_them_is_wrong():
    """A lock, a price, a caveat on their capability, a cap and a backfill of it: no error, no warning."""
    plan = plan_without(
        "France",
        locks=[row("Locks", contingent="FRA-1", units_at_most=1)],
        movement=[
            row("Movement", nation="France", site="Lviv", cost_per_head=1),
            row("Movement", contingent="FRA-2", site="Lviv", cost_per_head=2),
            row("Movement", site="Lviv", cost_per_head=3),
        ],
        caveats=[row("Caveats", capability="Drones", site="Lviv", effect="not", reason="law")],
        areas=[row("Areas", area="Alsace", nation="France", own=100)],
        drawdown_caps=[row("Drawdown caps", applies_to="Alsace", capability="Drones", cap_heads=1)],
        backfill=[row("Backfill", area="Alsace", capability="Drones", heads=1)],
    )

    assert plan.warnings == ()
    assert plan.locks.empty
    assert plan.movement["cost_per_head"].tolist() == [3]
    assert [len(each) for each in (plan.caveats, plan.drawdown_caps, plan.backfill)] == [1, 1, 1]


def test_the_area_of_a_nation_that_stays_away_is_still_there():
    """Allies stationed there weaken it as before."""
    plan = plan_without(
        "France",
        areas=[row("Areas", area="Alsace", nation="France", own=100, stationed=50)],
        contingents=[
            *THREE["contingents"],
            pledge("POL-2", "Poland", drawn_from="Alsace", stock="stationed"),
        ],
        drawdown_caps=[row("Drawdown caps", applies_to="Alsace", cap_heads=1)],
    )

    assert plan.areas[["area", "nation", "own", "stationed"]].to_numpy().tolist() == [["Alsace", "", 100, 50]]
    assert plan.contingents.set_index("contingent").loc["POL-2", "drawn_from"] == "Alsace"


def test_a_fault_in_a_row_of_theirs_is_not_said():
    """As if it were not there; in anybody else's row it is an error."""
    wrong = [*THREE["contingents"], pledge("FRA-3", "France", units="four")]

    assert plan_without("France", contingents=wrong).contingents["nation"].tolist() == ["Spain", "Poland"]
    with pytest.raises(PlanError, match="four"):
        plan_without("Spain", contingents=wrong)


def test_a_name_that_another_nation_uses_again_stays():
    """Spain's FRA-1 stands in for the French one: its lock holds."""
    doubled = [*THREE["contingents"][2:], pledge("FRA-1", "Spain"), pledge("fra-1", "France")]
    locks = [row("Locks", contingent="FRA-1", units_at_most=0)]

    assert plan_without("France", contingents=doubled, locks=locks).locks["contingent"].tolist() == ["FRA-1"]


def test_what_was_ordered_of_them_is_said_with_its_cell():
    """A must, a least, a lock: each one a note, none of them a warning."""
    locks = [
        row("Locks", contingent="FRA-1", units_at_least=1),
        row("Locks", contingent="FRA-2", units_at_most=1),
    ]

    plan = plan_without("France", locks=locks)

    assert notes(plan) == [
        "France stays away, with Contingents rows 3-4; Locks rows 2-3",
        "Nations row 3, Least heads: France stays away, and so do its Least heads, 100",
        "Contingents row 3, Must deploy: FRA-1 must deploy, but France stays away: none of it is sent",
        "Locks row 2, Units at least: FRA-1 stays away with its nation: Units at least 1 holds no more",
    ]
    assert plan.warnings == ()


def test_a_nation_without_rows_elsewhere_stays_away_without_a_word_more():
    """Malta pledges nothing."""
    nations = [*THREE["nations"], row("Nations", nation="Malta")]

    assert notes(plan_without("Malta", nations=nations)) == ["Malta stays away, no other row goes with that"]


SCENARIOS = [
    row("Scenarios", scenario="No France", sheet="Nations", row="France", column="Away", value="yes"),
    row("Scenarios", scenario="No France", sheet="Locks", row="FRA-1", column="Units at most", value=0),
]
LOCKS = [row("Locks", contingent="FRA-1", units_at_most=1)]


@pytest.mark.parametrize("nations", [THREE["nations"], None], ids=["Nations", "no Nations"])
def test_a_scenario_lets_a_nation_stay_away_though_its_rows_are_changed_too(nations: Any):
    """What stays away is left out last, so that nothing else of a scenario is in vain."""
    tables = raw_tables(sheets_of(THREE, nations=nations, scenarios=SCENARIOS, locks=LOCKS))

    plan = make_plan(apply_overrides(tables, scenario_overrides(tables, "No France")))

    assert scenario_findings(tables) == ()
    assert sorted(plan.nations["nation"]) == ["Poland", "Spain"]


@pytest.mark.parametrize("nations", [THREE["nations"], None], ids=["Nations", "no Nations"])
def test_an_override_brings_back_whom_a_scenario_sends_away(nations: Any):
    """The plan is as if nobody had been away."""
    sheets = sheets_of(THREE, nations=nations, scenarios=SCENARIOS[:1])
    tables = raw_tables(sheets)
    typed = [*scenario_overrides(tables, "No France"), Override.parse("Nations!France!Away=no")]

    changed = apply_overrides(tables, typed)

    assert contents(make_plan(changed)) == contents(make_plan(tables))


def test_a_nation_that_is_not_enabled_is_taken_out_with_its_contingents():
    """Its row being switched off, they would be an error."""
    nations = [{**each, "Enabled": "no" if each["Nation"] == "France" else None} for each in THREE["nations"]]

    assert plan_without("France", nations=nations).contingents["nation"].tolist() == ["Spain", "Poland"]


@pytest.mark.parametrize("base", [THREE, {**THREE, "sites": [site(needs_lead="yes")]}], ids=["plain", "lead"])
def test_everybody_can_stay_away(base: dict[str, Any]):
    """Nobody is left: a warning, no error."""
    plan = plan_without("*", base=base)

    assert plan.contingents.empty
    assert "nothing can be sent" in said(plan.warnings)


def said(findings: Iterable[object]) -> str:
    return "\n".join(map(str, findings))


def test_a_cap_on_an_area_stays_though_the_nation_of_its_name_stays_away():
    """The front line of France is protected whoever comes; the cap on what the French send goes with them."""
    areas = [row("Areas", area="France", nation="France", own=9000)]
    caps = [
        row("Drawdown caps", applies_to="France", stock="earmarked", cap_heads=0),
        row("Drawdown caps", applies_to="Spain", cap_heads=50),
    ]
    plan = plan_without("France", "Spain", areas=areas, drawdown_caps=caps)

    assert plan.drawdown_caps["applies_to"].tolist() == ["France"]
