"""A nation that stays away: gone from all sheets, and what was asked of it is said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from oracle.random_plans import random_sheets
from pandas.testing import assert_frame_equal
from small_plans import Records, need, pledge, row, site

from solver import schema
from solver.errors import PlanError
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.tables import fold, raw_tables


def sheets(**more: Records) -> dict[str, Records]:
    """Estonia with one contingent, Poland with two, one site."""
    pledges = [pledge("EST-1", "Estonia"), pledge("POL-1", "Poland"), pledge("POL-2", "Poland")]
    tables = {"Contingents": pledges, "Sites": [site()], "Requirements": [need()]}
    return {**tables, **{name.replace("_", " "): rows for name, rows in more.items()}}


NATIONS = [
    row("Nations", nation="Estonia", groups="Baltic; Small"),
    row("Nations", nation="Poland", groups="Large"),
    row("Nations", nation="Latvia", groups="Baltic"),
]


def without(tables: Mapping[str, Records], *names: str) -> Plan:
    """The plan without these nations or groups, as ``--without`` asks."""
    raw = raw_tables(tables)
    return make_plan(apply_overrides(raw, [Override("Nations", name, "Away", "yes") for name in names]), raw)


def test_its_contingents_are_gone_and_nobody_else_s():
    plan = without(sheets(Nations=NATIONS), "Estonia")

    assert plan.contingents["contingent"].tolist() == ["POL-1", "POL-2"]
    assert plan.nations["nation"].tolist() == ["Latvia", "Poland"]


def test_a_nation_that_only_contingents_name_can_stay_away():
    """There is no sheet Nations; the other nation needs no row there for that."""
    plan = without(sheets(), "poland")

    assert plan.contingents["contingent"].tolist() == ["EST-1"]
    assert plan.nations["nation"].tolist() == ["Estonia"]


def test_a_group_stays_away_as_a_whole():
    plan = without(sheets(Nations=NATIONS), "Baltic")

    assert plan.nations["nation"].tolist() == ["Poland"]


@pytest.mark.parametrize("tables", [sheets(), sheets(Nations=NATIONS)], ids=["no sheet", "sheet"])
def test_a_nation_that_is_not_there_is_an_error_with_the_nearest(tables):
    with pytest.raises(PlanError, match=r"--without Polnd: .*did you mean 'Poland'"):
        without(tables, "Polnd")


def test_a_caveat_on_it_alone_does_not_become_one_on_everybody():
    """Of three caveats one names Estonia alone, one it and Poland, one its contingent and a Polish one."""
    caveats = [
        row("Caveats", nation="Estonia", effect="not", reason="alone"),
        row("Caveats", nation="Estonia; Poland", effect="not", site="Lviv", reason="both"),
        row("Caveats", contingent="EST-1; POL-1", effect="not", reason="contingents"),
        row("Caveats", effect="not", role="Infantry", reason="all"),
        row("Caveats", nation="Baltic; Small; Large", effect="not", reason="groups"),
    ]
    plan = without(sheets(Nations=NATIONS, Caveats=caveats), "Estonia")
    left = {row.reason: (row.nation, row.contingent) for row in plan.caveats.itertuples()}

    assert left == {
        "both": (("Poland",), ()),
        "contingents": ((), ("POL-1",)),
        "all": ((), ()),
        "groups": (("Baltic", "Large"), ()),  # Latvia is in Baltic, nobody is in Small
    }


def test_what_was_asked_of_it_is_said_with_its_cell():
    nations = [row("Nations", nation="Estonia", least_heads=100), row("Nations", nation="Poland")]
    locks = [
        row("Locks", contingent="EST-1", units_at_least=1),
        row("Locks", contingent="EST-1", units_at_most=1),
        row("Locks", contingent="POL-1", units_at_least=1),
    ]
    tables = sheets(Nations=nations, Locks=locks)
    tables["Contingents"][0]["Must deploy"] = "yes"
    plan = without(tables, "Estonia")

    assert [(each.place.sheet, each.place.row, each.message) for each in plan.warnings] == [
        ("Nations", 2, "Estonia stays away: 100 heads at least are no longer asked for"),
        ("Contingents", 2, "Estonia stays away: EST-1 no longer must deploy"),
        ("Locks", 2, "the nation of EST-1 stays away: this lock no longer holds"),
    ]
    assert plan.locks["contingent"].tolist() == ["POL-1"]


def test_its_country_stays_a_front_line_from_which_others_are_drawn():
    areas = [row("Areas", area="Estonia", nation="Estonia", own=4000, stationed=900)]
    caps = [row("Drawdown caps", applies_to="Estonia", stock="stationed", cap_heads=300)]
    tables = sheets(Nations=NATIONS, Areas=areas, Drawdown_caps=caps)
    tables["Contingents"][1] |= {"Drawn from": "Estonia", "Stock": "stationed"}
    plan = without(tables, "Estonia")

    assert plan.areas["area"].tolist() == ["Estonia"]
    assert plan.contingents["drawn_from"].tolist()[0] == "Estonia"
    assert plan.drawdown_caps["applies_to"].tolist() == ["Estonia"]


def test_away_in_the_workbook_or_a_scenario_is_the_same():
    nations = [{**each, "Away": "yes"} if each["Nation"] == "Poland" else each for each in NATIONS]
    plan = make_plan(raw_tables(sheets(Nations=nations)))

    assert plan.contingents["contingent"].tolist() == ["EST-1"]


def by_hand(tables: Mapping[str, Records], nation: str) -> dict[str, Records]:
    """The workbook from which a planner deleted all that is of one nation, cell by cell."""
    gone = {
        fold(each["Contingent"])
        for each in tables["Contingents"]
        if fold(each.get("Nation") or "") == fold(nation)
    }
    found: dict[str, Records] = {}
    for name, rows in tables.items():
        found[name] = []
        for each in rows:
            changed = dict(each)
            drop = False
            for header, names in (("Nation", {fold(nation)}), ("Contingent", gone)):
                column = next((c for c in schema.sheet(name).columns if c.name == header), None)
                value = each.get(header)
                if column is None or value is None or name == "Areas":
                    continue
                parts = [part.strip() for part in str(value).split(";")]
                left = [part for part in parts if fold(part) not in names]
                drop |= bool(parts) and not left
                if left != parts:
                    changed[header] = "; ".join(left)
            if name == "Areas" and fold(each.get("Nation") or "") == fold(nation):
                changed["Nation"] = None
            if not drop:
                found[name].append(changed)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_a_plan_without_a_nation_is_that_of_a_workbook_without_its_rows(seed):
    """Every frame the same, but for the rows of the sheet that they stand in."""
    tables = random_sheets(seed, "small")
    nation = str(tables["Contingents"][0]["Nation"])
    try:
        expected = make_plan(raw_tables(by_hand(tables, nation)))
    except PlanError:
        pytest.skip("without it the workbook is none")
    plan = without(tables, nation)
    for declared in schema.SHEETS:
        if declared.name in ("Settings", "Scenarios"):
            continue
        frames = [getattr(each, declared.field).drop(columns="sheet_row") for each in (plan, expected)]
        assert_frame_equal(*frames, obj=declared.name)
