"""Checks of the front line: areas, and the caps on what is drawn from them."""

from __future__ import annotations

from small_plans import errors, only, row, warnings

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
