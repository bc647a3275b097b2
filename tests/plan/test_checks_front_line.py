"""Checks of the front line: areas, and the caps on what is drawn from them."""

from __future__ import annotations

from small_plan import errors, warnings

ESTONIA = {"Area": "Estonia", "Nation": "Estonia", "Own": 4000}


def only(messages: list[str]) -> str:
    """The one finding that there is."""
    assert len(messages) == 1, messages
    return messages[0]


def test_an_area_is_not_named_like_a_group():
    areas = [{"Area": "Estonia", "Groups": "Latvia"}, {"Area": "Latvia"}]
    assert "group 'Latvia' is also the name of the area (row 3)" in only(errors(Areas=areas))


def test_an_area_is_not_named_none():
    assert "'none' means no area" in only(errors(Areas=[{"Area": "None"}]))


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
