"""Checks of units: nations, contingents, what they can do and where caveats keep them."""

from __future__ import annotations

import pytest
from small_plans import FOUR_PERIODS, a_plan, errors, estonian, only, row, warnings

ESTONIA = row("Areas", area="Estonia", nation="Estonia", own=4000)


def test_a_nation_is_not_named_like_a_group():
    nations = [row("Nations", nation="Estonia", groups="Nordic; finland"), row("Nations", nation="Finland")]
    assert "is also the name of the nation (row 3)" in only(errors(nations=nations))


def test_drawn_from_none_is_no_area():
    assert (
        a_plan(FOUR_PERIODS, contingents=[estonian(drawn_from="None")]).contingents.loc[0, "drawn_from"]
        == "none"
    )


def test_a_capability_that_fills_no_role_is_a_warning():
    rows = [row("Suitability", capability="infantri", role="infantry")]
    message = only(warnings(suitability=rows))
    assert "capability 'infantry' stands nowhere in Suitability: it fills no role" in message
    assert "did you mean 'infantri'?" in message


def test_without_suitability_a_capability_that_is_no_role_is_a_warning():
    assert "'engineers' is no role" in only(warnings(contingents=[estonian(capability="engineers")]))


def test_a_pool_cannot_be_made_to_deploy_in_every_period():
    assert "Basis is pool" in only(errors(contingents=[estonian(basis="pool", must_deploy="yes")]))


def test_a_detachment_larger_than_the_contingent_is_a_warning():
    message = only(warnings(contingents=[estonian(units=2, smallest_detachment=3)]))
    assert message.endswith("Smallest detachment 3 is above Units 2: the contingent can go nowhere")
    assert warnings(contingents=[estonian(units=2, smallest_detachment=2)]) == []


def test_allies_drawn_from_an_area_say_their_stock():
    areas = [ESTONIA]
    message = only(errors(areas=areas, contingents=[estonian(nation="France", drawn_from="Estonia")]))
    assert message.startswith(
        "Contingents row 2, Stock: Stock is blank, but France is not the nation of area Estonia"
    )
    assert errors(areas=areas, contingents=[estonian(nation="Estonia", drawn_from="Estonia")]) == []


def test_an_area_of_no_nation_has_no_own_contingents():
    areas = [row("Areas", area="Estonia")]
    assert "Stock is blank" in only(errors(areas=areas, contingents=[estonian(drawn_from="Estonia")]))


def test_a_nation_of_two_areas_says_which_one_its_contingent_leaves():
    areas = [row("Areas", area="North", nation="Estonia"), row("Areas", area="South", nation="Estonia")]
    assert "has several areas; say North, South or none" in only(errors(areas=areas))
    assert errors(areas=areas, contingents=[estonian(drawn_from="South")]) == []


def test_a_stock_of_no_area_is_a_warning():
    assert "drawn from no area" in only(warnings(contingents=[estonian(stock="own")]))


def test_a_caveat_that_forbids_says_what():
    rows = [row("Caveats", effect="not", first=2, reason="x")]
    assert "it would forbid everything" in only(errors(caveats=rows))


def test_a_caveat_that_allows_says_what():
    rows = [row("Caveats", effect="only", nation="Estonia", reason="x")]
    assert "none of Role, Site, Zone is filled" in only(errors(caveats=rows))


def test_a_caveat_for_everyone_may_name_only_where():
    assert errors(caveats=[row("Caveats", effect="only", zone="West", reason="x")]) == []


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (80, "Confidence is 80; expected a share from 0 to 1: is 0.8 (80 %) meant, or 80? Type 0.8 for 80 %"),
        ("80", "Confidence is 80; expected a share from 0 to 1: is 0.8 (80 %) meant, or 80?"),
        ("180 %", "Confidence is 1.8; expected a share from 0 to 1: is 0.018 (1.8 %) meant, or 1.8?"),
        (-0.2, "Confidence is -0.2; expected a share from 0 to 1 (30 % is 0.3)"),
        ("high", "Confidence is 'high'; expected a share from 0 to 1 (30 % is 0.3)"),
    ],
)
def test_a_confidence_is_a_share_from_nothing_to_all(typed, message):
    sentence = only(errors(contingents=[estonian(confidence=typed)]))

    assert sentence.startswith(f"Contingents row 2, Confidence: {message}")


@pytest.mark.parametrize(
    ("typed", "read"), [(None, 1.0), (0, 0.0), (0.8, 0.8), (1, 1.0), ("80 %", 0.8), ("0.8", 0.8)]
)
def test_a_confidence_is_read_as_a_share_and_blank_is_certain(typed, read):
    contingents = a_plan(FOUR_PERIODS, contingents=[estonian(confidence=typed)]).contingents

    assert contingents.loc[0, "confidence"] == read
