"""Checks of the front line: areas, and the caps on what is drawn from them."""

from __future__ import annotations

import pytest
from small_plans import Records, Workbook, a_plan, errors, only, pledge, row, warnings

ESTONIA = row("Areas", area="Estonia", nation="Estonia", own=4000)


def test_an_area_is_not_named_like_a_group():
    areas = [row("Areas", area="Estonia", groups="Latvia"), row("Areas", area="Latvia")]
    assert "group 'Latvia' is also the name of the area (row 3)" in only(errors(areas=areas))


def test_an_area_is_not_named_none():
    assert "'none' means no area" in only(errors(areas=[row("Areas", area="None")]))


def test_a_cap_without_a_number_is_an_error():
    rows = [row("Drawdown caps", applies_to="Estonia")]
    assert "neither Cap heads nor Cap share" in only(errors(areas=[ESTONIA], drawdown_caps=rows))


def test_a_cap_whose_number_cannot_be_read_is_one_error():
    rows = [row("Drawdown caps", applies_to="Estonia", cap_heads="few")]
    assert "Cap heads is 'few'" in only(errors(areas=[ESTONIA], drawdown_caps=rows))


def test_a_share_of_nothing_is_an_error():
    rows = [row("Drawdown caps", applies_to="Estonia", stock="stationed", cap_share=0.1)]
    message = only(errors(areas=[ESTONIA], drawdown_caps=rows))
    assert "on sheet Areas, Estonia stationed is blank" in message


def test_a_share_of_a_baseline_with_holes_is_a_warning():
    areas = [ESTONIA | row("Areas", groups="Baltics"), row("Areas", area="Latvia", groups="Baltics")]
    rows = [row("Drawdown caps", applies_to="Baltics", stock="own", cap_share=0.1)]
    assert only(warnings(areas=areas, drawdown_caps=rows)).endswith(
        "Cap share counts as 0 what is blank on sheet Areas: Latvia own"
    )


WEST_AFRICA = [
    row("Nations", nation="Ghana", groups="West Africa", active_strength=1000),
    row("Nations", nation="Togo", groups="West Africa"),
    row("Nations", nation="Estonia"),
]
GHANAIAN = pledge("GHA-INF", "Ghana")


def of_nations(**fields: object) -> Workbook:
    """A cap on West Africa."""
    rows = [row("Drawdown caps", **{"applies_to": "West Africa", "cap_heads": 100} | fields)]
    return {"drawdown_caps": rows, "nations": WEST_AFRICA, "contingents": [GHANAIAN]}


@pytest.mark.parametrize("name", ["West Africa", "west africa ", "Ghana"])
def test_a_cap_may_name_nations(name: str):
    assert a_plan(**of_nations(applies_to=name)).warnings == ()
    assert a_plan(**of_nations(applies_to=name), areas=[ESTONIA]).warnings == ()


@pytest.mark.parametrize("stock", ["stationed", "earmarked"])
def test_a_cap_on_nations_names_no_stock_of_areas(stock: str):
    message = only(errors(**of_nations(stock=stock)))
    assert (
        f"Stock: West Africa is a group of nations, and {stock} is a stock of areas; write any or own"
        in message
    )


def test_a_cap_share_of_nations_needs_the_strength_of_each():
    message = only(errors(**of_nations(cap_share=0.1)))
    assert "which is blank on sheet Nations for Togo; fill it in, or give Cap heads" in message
    assert a_plan(**of_nations(applies_to="Ghana", cap_share=0.1)).warnings == ()


def test_a_cap_on_nations_that_pledge_nothing_is_a_warning():
    message = only(warnings(**of_nations(applies_to="Togo")))
    assert "Togo is a nation, and no contingent is of it: the cap holds nobody back" in message


def test_a_mistyped_area_is_no_nation():
    """Whatever nations there are, the nearest name is offered, and the cap is no cap on nothing."""
    message = only(errors(**of_nations(applies_to="Estona"), areas=[ESTONIA]))
    assert "unknown area, nation or group 'Estona'; did you mean 'Estonia'?" in message
    assert message.endswith("Otherwise add it to sheet Areas or Nations")


@pytest.mark.parametrize("nations", [WEST_AFRICA, []])
def test_a_nation_that_is_only_in_contingents_is_not_known(nations: Records):
    """A slip would be a cap on nobody."""
    sheets = of_nations(applies_to="Gabon") | {"nations": nations}
    sheets["contingents"] = [GHANAIAN if nations else pledge("GAB-INF", "Gabon")]
    assert "unknown area, nation or group 'Gabon'" in only(errors(**sheets))


def test_an_area_that_is_not_enabled_is_not_the_nation_of_its_name():
    """It would no longer hold the allies who are stationed there."""
    sheets = of_nations(applies_to="Estonia") | {"areas": [ESTONIA | {"Enabled": "no"}]}
    assert "'Estonia' is not enabled (sheet Areas, row 2)" in only(errors(**sheets))


def test_a_nation_that_is_not_enabled_is_said_to_be_so():
    nations = [WEST_AFRICA[0], WEST_AFRICA[1] | {"Enabled": "no"}]
    message = only(errors(**of_nations(applies_to="Togo") | {"nations": nations}))
    assert "'Togo' is not enabled (sheet Nations, row 3)" in message


def test_a_group_of_areas_and_nations_means_the_areas_and_says_who_is_left_out():
    areas = [ESTONIA | {"Groups": "West Africa"}]
    note = only([str(each) for each in a_plan(**of_nations(), areas=areas).warnings])
    assert "means Estonia: forces of Ghana count only where they are drawn from there" in note


def test_nations_groups_are_spelled_as_nations_even_where_an_area_spells_otherwise():
    """Else the caveat on WEST AFRICA would no longer hold for a nation of the group."""
    caveat = row("Caveats", nation="west AFRICA", effect="not", role="Infantry", reason="x")
    plan = a_plan(**of_nations(), areas=[ESTONIA | {"Groups": "WEST AFRICA"}], caveats=[caveat])

    assert plan.nations["groups"].tolist() == [(), ("West Africa",), ("West Africa",)]
    assert plan.caveats["nation"].tolist() == [("West Africa",)]
    assert plan.drawdown_caps["applies_to"].tolist() == ["WEST AFRICA"]


def test_without_a_sheet_nations_a_caps_area_does_not_become_a_nation():
    areas = [ESTONIA | {"Groups": "Baltics"}]
    rows = [row("Drawdown caps", applies_to="Baltics", cap_heads=0)]

    assert "Baltics" not in set(a_plan(areas=areas, drawdown_caps=rows).nations["nation"])
